import type { Surface } from './surface';

/** Widths of characters in a common sans-serif face, in parts of the font size: enough to know whether a label has room. */
const NARROW = new Set("iIl1|.,:;!'`()[]{}/ \u2026");
const WIDE = new Set('mwMW@%');
const CHARACTER = { narrow: 0.34, wide: 0.92, upper: 0.7, other: 0.58 };

/** About how wide a text is. Wherever there is no font to measure with, in Node for one, this decides. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const c of text)
    if (NARROW.has(c)) width += CHARACTER.narrow;
    else if (WIDE.has(c)) width += CHARACTER.wide;
    else width += c >= 'A' && c <= 'Z' ? CHARACTER.upper : CHARACTER.other;
  return width * size;
}

/** Text as it may stand in an SVG document. Characters that XML forbids are left out. */
export const escapeXml = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex -- those are what is left out
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

interface Settings {
  fillStyle: Surface['fillStyle'];
  strokeStyle: Surface['strokeStyle'];
  lineWidth: number;
  font: string;
  globalAlpha: number;
  textBaseline: CanvasTextBaseline;
  dash: readonly number[];
  dx: number;
  dy: number;
  /** Groups opened by `clip` that `restore` has to close. */
  clips: number;
}

const initial = (): Settings => ({
  fillStyle: '#000',
  strokeStyle: '#000',
  lineWidth: 1,
  font: '11px sans-serif',
  globalAlpha: 1,
  textBaseline: 'alphabetic',
  dash: [],
  dx: 0,
  dy: 0,
  clips: 0
});

const number = (value: number): string => String(Math.round(value * 100) / 100);

/** A surface that writes what is painted on it as SVG elements. Pure text: it works wherever JavaScript does. */
export class SvgSurface implements Surface {
  #now = initial();
  readonly #saved: Settings[] = [];
  readonly #out: string[] = [];
  #path: string[] = [];
  /** Whether the newest element fills the present path, so that a stroke of the same path can join it. */
  #isFilled = false;
  #clipCount = 0;
  readonly #idPrefix: string;

  /** @param idPrefix what ids begin with: two pictures in one document must not share any */
  constructor(idPrefix = 'cfp') {
    this.#idPrefix = idPrefix;
  }

  /** The elements so far. */
  get elements(): string {
    return this.#out.join('\n');
  }

  /** Puts an element in that has been written elsewhere. */
  raw(element: string): void {
    this.#out.push(element);
    this.#isFilled = false;
  }

  get fillStyle() {
    return this.#now.fillStyle;
  }
  set fillStyle(value) {
    this.#now.fillStyle = value;
  }
  get strokeStyle() {
    return this.#now.strokeStyle;
  }
  set strokeStyle(value) {
    this.#now.strokeStyle = value;
  }
  get lineWidth() {
    return this.#now.lineWidth;
  }
  set lineWidth(value) {
    this.#now.lineWidth = value;
  }
  get font() {
    return this.#now.font;
  }
  set font(value) {
    this.#now.font = value;
  }
  get globalAlpha() {
    return this.#now.globalAlpha;
  }
  set globalAlpha(value) {
    this.#now.globalAlpha = value;
  }
  get textBaseline() {
    return this.#now.textBaseline;
  }
  set textBaseline(value) {
    this.#now.textBaseline = value;
  }

  setLineDash(segments: Iterable<number>): void {
    this.#now.dash = [...segments];
  }

  save(): void {
    this.#saved.push({ ...this.#now });
    this.#now.clips = 0;
  }

  restore(): void {
    for (let i = 0; i < this.#now.clips; i++) this.raw('</g>');
    this.#now = this.#saved.pop() ?? initial();
  }

  translate(x: number, y: number): void {
    this.#now.dx += x;
    this.#now.dy += y;
  }

  // --- paths -----------------------------------------------------------------------------------------------------------

  beginPath(): void {
    this.#path = [];
    this.#isFilled = false;
  }

  #point(x: number, y: number): string {
    return `${number(x + this.#now.dx)} ${number(y + this.#now.dy)}`;
  }

  #add(piece: string): void {
    this.#path.push(piece);
    this.#isFilled = false;
  }

  moveTo(x: number, y: number): void {
    this.#add(`M${this.#point(x, y)}`);
  }

  lineTo(x: number, y: number): void {
    this.#add(`L${this.#point(x, y)}`);
  }

  closePath(): void {
    this.#add('Z');
  }

  /** As two half circles: an SVG arc cannot end where it begins. */
  arc(x: number, y: number, radius: number): void {
    const r = number(radius);
    this.#add(
      `M${this.#point(x + radius, y)}A${r} ${r} 0 1 1 ${this.#point(x - radius, y)}A${r} ${r} 0 1 1 ${this.#point(x + radius, y)}`
    );
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#add(`M${this.#point(x, y)}h${number(width)}v${number(height)}h${number(-width)}Z`);
  }

  roundRect(x: number, y: number, width: number, height: number, radius: number): void {
    const r = Math.min(radius, width / 2, height / 2);
    const corner = (dx: number, dy: number) => `a${number(r)} ${number(r)} 0 0 1 ${number(dx)} ${number(dy)}`;
    this.#add(
      `M${this.#point(x + r, y)}h${number(width - 2 * r)}${corner(r, r)}v${number(height - 2 * r)}${corner(-r, r)}` +
        `h${number(2 * r - width)}${corner(-r, -r)}v${number(2 * r - height)}${corner(r, -r)}Z`
    );
  }

  fill(): void {
    if (this.#path.length === 0) return;
    this.#out.push(
      `<path d="${this.#path.join('')}" fill="${this.#paint(this.#now.fillStyle)}"${this.#alpha()}/>`
    );
    this.#isFilled = true;
  }

  stroke(): void {
    if (this.#path.length === 0) return;
    const { lineWidth, dash } = this.#now;
    const dashes = dash.length === 0 ? '' : ` stroke-dasharray="${dash.join(' ')}"`;
    const stroke = `stroke="${this.#paint(this.#now.strokeStyle)}" stroke-width="${number(lineWidth)}"${dashes}`;
    const last = this.#out.at(-1);
    if (this.#isFilled && last !== undefined)
      this.#out[this.#out.length - 1] = last.replace(/\/>$/, ` ${stroke}/>`);
    else this.#out.push(`<path d="${this.#path.join('')}" fill="none" ${stroke}${this.#alpha()}/>`);
    this.#isFilled = false;
  }

  /** What follows, up to the next `restore`, shows only within the present path. */
  clip(): void {
    const id = `${this.#idPrefix}-clip-${++this.#clipCount}`;
    this.raw(`<clipPath id="${id}"><path d="${this.#path.join('')}"/></clipPath><g clip-path="url(#${id})">`);
    this.#now.clips++;
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    const [px, py] = [number(x + this.#now.dx), number(y + this.#now.dy)];
    const fill = this.#paint(this.#now.fillStyle);
    this.raw(
      `<rect x="${px}" y="${py}" width="${number(width)}" height="${number(height)}" fill="${fill}"${this.#alpha()}/>`
    );
  }

  // --- text ------------------------------------------------------------------------------------------------------------

  fillText(text: string, x: number, y: number): void {
    const { weight, size, family } = readFont(this.#now.font);
    const [px, py] = [number(x + this.#now.dx), number(y + this.#now.dy)];
    const middle = this.#now.textBaseline === 'middle' ? ' dominant-baseline="central"' : '';
    const heavy = weight === '400' ? '' : ` font-weight="${weight}"`;
    const face = family === '' || family === 'inherit' ? '' : ` font-family="${escapeXml(family)}"`;
    this.raw(
      `<text x="${px}" y="${py}" font-size="${size}"${heavy}${face}${middle} fill="${this.#paint(this.#now.fillStyle)}"${this.#alpha()}>${escapeXml(text)}</text>`
    );
  }

  measureText(text: string): { readonly width: number } {
    return { width: textWidth(text, readFont(this.#now.font).size) };
  }

  #paint(style: Surface['fillStyle']): string {
    return typeof style === 'string' ? escapeXml(style) : '#000';
  }

  #alpha(): string {
    return this.#now.globalAlpha === 1 ? '' : ` opacity="${number(this.#now.globalAlpha)}"`;
  }
}

/** The parts of a CSS font such as `500 11px Inter, sans-serif`. */
function readFont(font: string): { readonly weight: string; readonly size: number; readonly family: string } {
  const parts = /^(?:(\d{3}) )?(\d+(?:\.\d+)?)px (.*)$/.exec(font);
  return { weight: parts?.[1] ?? '400', size: Number(parts?.[2] ?? 11), family: parts?.[3] ?? '' };
}
