import { readFileSync } from 'node:fs';
import { parseColor, type Rgb } from '../../../src/lib/timeline/palette';

/** Colour arithmetic for tests of the palettes: contrast (WCAG 2), simulated colour blindness, and how far two colours look apart. */

export type Theme = 'light' | 'dark';

/** The tokens of `tokens.css` that are colours, in one theme. */
export function tokensOf(theme: Theme): ReadonlyMap<string, Rgb> {
  const css = readFileSync(new URL('../../../src/lib/ui/tokens.css', import.meta.url), 'utf8');
  const tokens = new Map<string, Rgb>();
  for (const [, name, light, dark] of css.matchAll(
    /--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g
  ))
    tokens.set(name, parseColor(theme === 'light' ? light : dark));
  return tokens;
}

const linear = (c: number) => (c <= 10.31475 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);

function luminance([r, g, b]: Rgb): number {
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

export function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** Machado, Oliveira and Fernandes (2009), full severity, on linear light. */
const MATRICES = {
  none: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039]
} as const;

export type Vision = keyof typeof MATRICES;
export const VISIONS = Object.keys(MATRICES) as Vision[];

/** Distance in CIE Lab of two colours as somebody with that vision sees them; about 2 is just noticeable. */
export function distance(a: Rgb, b: Rgb, vision: Vision): number {
  const [l, m] = [lab(seen(a, vision)), lab(seen(b, vision))];
  return Math.hypot(l[0] - m[0], l[1] - m[1], l[2] - m[2]);
}

function seen(color: Rgb, vision: Vision): [number, number, number] {
  const m = MATRICES[vision];
  const [r, g, b] = color.map(linear);
  const row = (i: number) => Math.min(1, Math.max(0, m[i] * r + m[i + 1] * g + m[i + 2] * b));
  return [row(0), row(3), row(6)];
}

function lab([r, g, b]: [number, number, number]): [number, number, number] {
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
