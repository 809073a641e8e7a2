/** The colours that the painter uses, by role (look.md). The values come from the page's tokens. */
export const PALETTE_ROLES = [
  'ink',
  'ink-2',
  'ink-3',
  'surface',
  'sunken',
  'hover',
  'line',
  'line-strong',
  'data',
  'data-light',
  'caution',
  'caution-light',
  'caution-ground',
  'loss',
  'loss-light',
  'loss-ground',
  'promise',
  'promise-light',
  'promise-ground'
] as const;

export type PaletteRole = (typeof PALETTE_ROLES)[number];
export type Palette = Readonly<Record<PaletteRole, string>>;

/** Red, green, blue from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Reads `#rgb`, `#rrggbb` and `rgb(r, g, b)`, which is how browsers tell computed colours. Unknown forms are black. */
export function parseColor(text: string): Rgb {
  const hex = /^#([0-9a-f]{6}|[0-9a-f]{3})/i.exec(text.trim());
  if (hex) {
    const digits = hex[1].length === 3 ? [...hex[1]].map((d) => d + d).join('') : hex[1];
    return [0, 2, 4].map((i) => Number.parseInt(digits.slice(i, i + 2), 16)) as unknown as Rgb;
  }
  const parts = text.match(/[\d.]+/g)?.map(Number) ?? [];
  return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0];
}
