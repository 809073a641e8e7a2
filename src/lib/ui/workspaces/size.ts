/** How much room something takes: `340 B`, `12 kB`, `3.4 MB`; a kB being 1,000 bytes. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`;
  const tenths = Math.round(bytes / 100_000);
  return tenths < 100 ? `${tenths / 10} MB` : `${Math.round(tenths / 10)} MB`;
}
