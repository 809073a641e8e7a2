const MINUTE = 60_000;

/** How long ago something was made, by this browser's clock. */
export function ago(madeAt: number, now: number): string {
  const minutes = Math.floor((now - madeAt) / MINUTE);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.floor(hours / 24);
  return days === 1 ? 'yesterday' : `${days} days ago`;
}
