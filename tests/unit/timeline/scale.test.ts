import { describe, expect, it } from 'vitest';
import { freePlace } from '../../../src/lib/timeline/free-place';
import { fit, pan, reveal, ticks, toTime, toX, zoomAt } from '../../../src/lib/timeline/scale';
import { formatClock, formatDuration } from '../../../src/lib/timeline/time-format';

const S = 1_000_000_000;

describe('clock', () => {
  it.each([
    { name: 'zero', t: 0, decimals: 1, out: '00:00.0' },
    { name: 'seconds', t: 41.25 * S, decimals: 1, out: '00:41.2' },
    { name: 'never rounded up', t: 59.999 * S, decimals: 1, out: '00:59.9' },
    { name: 'minutes', t: 125 * S, decimals: 0, out: '02:05' },
    { name: 'hours', t: 3723.004 * S, decimals: 3, out: '1:02:03.004' },
    { name: 'nanoseconds', t: 1, decimals: 9, out: '00:00.000000001' },
    { name: 'before the run', t: -1.5 * S, decimals: 1, out: '−00:01.5' }
  ])('$name', ({ t, decimals, out }) => {
    expect(formatClock(t, decimals)).toBe(out);
  });
});

describe('durations', () => {
  it.each([
    [0, '0 ns'],
    [950, '950 ns'],
    [1500, '1.5 µs'],
    [3_200_000, '3.2 ms'],
    [41 * S, '41 s'],
    [65 * S, '1 min 5 s'],
    [7200 * S, '2 h']
  ])('%d ns is %s', (ns, out) => {
    expect(formatDuration(ns)).toBe(out);
  });
});

describe('scale', () => {
  const scale = { from: 0, to: 100 * S, width: 1000 };

  it('maps times to pixels and back', () => {
    for (const t of [0, 1, 41.2 * S, 100 * S]) expect(toTime(scale, toX(scale, t))).toBeCloseTo(t, -1);
  });

  it('keeps the moment under the pointer while zooming, at any depth', () => {
    let zoomed = scale;
    const t = toTime(scale, 300);
    for (let i = 0; i < 20; i++) zoomed = zoomAt(zoomed, 300, 2, 100 * S);
    expect(toX(zoomed, t)).toBeCloseTo(300, 1);
    expect(zoomed.to - zoomed.from).toBeGreaterThanOrEqual(2000);
  });

  it('does not zoom out beyond the run', () => {
    const out = zoomAt(scale, 500, 1 / 1000, 100 * S);
    expect(out.to - out.from).toBe(150 * S);
  });

  it('keeps part of the run in view while panning', () => {
    const far = pan(scale, -1_000_000, 100 * S);
    expect(far.from).toBeLessThan(100 * S);
    const before = pan(scale, 1_000_000, 100 * S);
    expect(before.to).toBeGreaterThan(0);
  });

  it('fits a run with room at both ends, and an empty run as one second', () => {
    const whole = fit(60 * S, 800);
    expect(whole.from).toBeLessThan(0);
    expect(whole.to).toBeGreaterThan(60 * S);
    expect(fit(0, 800).to).toBeGreaterThanOrEqual(S);
  });

  it('has revealed a moment when it has done so once, whatever is rounded', () => {
    let state = 7;
    const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
    for (let i = 0; i < 2000; i++) {
      const from = random() * 1e12;
      const any = { from, to: from + 10 ** (4 + random() * 10), width: 900 };
      const shown = reveal(any, (random() - 0.5) * 4e12);
      const t = random() < 0.5 ? shown.from - random() * 1e9 : shown.to + random() * 1e9;
      const moved = reveal(shown, t);
      expect(reveal(moved, t), `from ${from}, to ${any.to}, t ${t}`).toBe(moved);
    }
  });

  it('reveals a moment by moving as little as it takes', () => {
    expect(reveal(scale, 50 * S)).toBe(scale);
    const right = reveal(scale, 120 * S);
    expect(right.to).toBeGreaterThan(120 * S);
    expect(right.to - right.from).toBe(100 * S);
  });
});

describe('ticks', () => {
  it.each([
    { span: 100 * S, step: 10 * S, first: '00:00' },
    { span: 10 * S, step: S, first: '00:00' },
    { span: S, step: 0.1 * S, first: '00:00.0' },
    { span: 3600 * S, step: 600 * S, first: '00:00' },
    { span: 20_000, step: 2000, first: '00:00.000000' }
  ])('stand $step ns apart over $span ns', ({ span, step, first }) => {
    const made = ticks({ from: 0, to: span, width: 1000 });
    expect(made.step).toBe(step);
    expect(made.ticks[0].label).toBe(first);
    expect(made.ticks.length).toBeGreaterThan(4);
  });

  it('are none before the run', () => {
    expect(ticks({ from: -50 * S, to: 50 * S, width: 1000 }).ticks.every(({ t }) => t >= 0)).toBe(true);
  });
});

describe('what is laid beside a mark', () => {
  const SIZE = { width: 140, height: 26 };
  const VIEW = { left: 0, top: 0, width: 400, height: 300 };
  const pictureOf = (marks: readonly { x: number; y: number }[]) => ({
    hit: (x: number, y: number) => {
      const found = marks.find((mark) => Math.hypot(mark.x - x, mark.y - y) <= 9);
      return found && { kind: 'commit' as const, seq: 0, ...found };
    }
  });

  it.each([
    { name: 'to its left', others: [], left: 46, top: 137 },
    { name: 'to its right', others: [{ x: 60, y: 150 }], left: 214, top: 137 },
    {
      name: 'no further away than others ask for',
      others: [
        { x: 60, y: 150 },
        { x: 300, y: 150 }
      ],
      left: 46,
      top: 155
    }
  ])('$name', ({ others, left, top }) => {
    const mark = { x: 200, y: 150 };
    expect(freePlace(pictureOf([mark, ...others]), mark, SIZE, VIEW)).toEqual({ left, top, ...SIZE });
  });

  it('over other marks where all is full of them, and never outside', () => {
    const full = Array.from({ length: 2000 }, (_, i) => ({ x: (i % 50) * 8, y: Math.floor(i / 50) * 8 }));
    expect(freePlace(pictureOf(full), { x: 30, y: 20 }, SIZE, VIEW)).toMatchObject({ left: 44, top: 7 });
  });
});
