import { describe, expect, it } from 'vitest';
import { DEFAULT_EMBED, printEmbedOptions, readEmbedOptions } from '../../../src/lib/embed/options';
import { readFromFrame, readToFrame, sealed } from '../../../src/lib/embed/protocol';
import { lightnessOf } from '../../../src/lib/embed/host-theme';
import { clampHeight, heightOf, LEAST_HEIGHT, wantedHeight } from '../../../src/lib/embed/size';
import { FrameMessages } from '../../../src/lib/ui/embed/frame-messages';

describe('the parameters of a frame', () => {
  it.each([
    { name: 'none', in: '#s=2.abc', out: DEFAULT_EMBED },
    {
      name: 'all',
      in: '#s=2.abc&view=timeline,editor,messages&theme=dark&run=click&edit=0',
      out: { views: ['timeline', 'editor', 'messages'], theme: 'dark', run: 'click', edit: false }
    },
    {
      name: 'an escaped comma',
      in: '#view=editor%2Cjobs',
      out: { ...DEFAULT_EMBED, views: ['editor', 'jobs'] }
    },
    {
      name: 'unknown ones',
      in: '#view=evil,__proto__&theme=url(x)&consent=1&webhook=1&run=now',
      out: DEFAULT_EMBED
    }
  ])('$name', ({ in: fragment, out }) => {
    expect(readEmbedOptions(fragment)).toEqual(out);
  });

  it('come back as they were printed', () => {
    const options = { views: ['kafka', 'audit'], theme: 'light', run: 'click', edit: false } as const;
    expect(readEmbedOptions(printEmbedOptions(options))).toEqual(options);
    expect(printEmbedOptions(DEFAULT_EMBED)).toBe('');
  });

  it('heights stay within bounds', () => {
    expect(clampHeight(1)).toBe(120);
    expect(clampHeight(1e9)).toBe(2000);
    expect(heightOf('480px')).toBe(480);
    expect(heightOf('tall')).toBeNull();
  });
});

const envelope = { source: 'changefeed-playground', v: 1 };

describe('messages that are understood', () => {
  it.each([
    { type: 'load', script: 'SELECT 1;' },
    { type: 'load', scenario: { version: 1, script: '' } },
    { type: 'run' },
    { type: 'seek', at: 5 },
    { type: 'seek', note: 'here' },
    { type: 'state', id: 7 },
    { type: 'check', id: 'a' },
    { type: 'theme', value: 'dark' }
  ])('to the frame: %j', (message) => {
    expect(readToFrame({ ...envelope, ...message })).toMatchObject(message);
  });

  it.each([
    { type: 'ready' },
    { type: 'state', at: 1, running: false, digest: null },
    { type: 'emission', count: 3, last: 17 },
    { type: 'check', ok: false, failed: ['G1'] },
    { type: 'height', px: 400 },
    { type: 'error', message: 'no' }
  ] as const)('from the frame: %j', (message) => {
    expect(readFromFrame(sealed(message, 'id'))).toMatchObject({ ...message, id: 'id' });
  });
});

describe('messages that are dropped', () => {
  it.each([
    null,
    undefined,
    'text',
    7,
    [],
    {},
    { source: 'changefeed-playground' },
    { ...envelope, type: 'eval', code: 'window.__xss=1' },
    { ...envelope, v: 2, type: 'run' },
    { ...envelope, source: 'else', type: 'run' },
    { ...envelope, type: 'constructor' },
    { ...envelope, type: '__proto__' },
    { ...envelope, type: ['run'] },
    { ...envelope, type: 'load' },
    { ...envelope, type: 'load', script: 5 },
    { ...envelope, type: 'load', scenario: [] },
    { ...envelope, type: 'seek' },
    { ...envelope, type: 'seek', at: Number.NaN },
    { ...envelope, type: 'seek', at: -1 },
    { ...envelope, type: 'seek', at: 1, note: 'x' },
    { ...envelope, type: 'theme', value: 'url(x)' },
    { ...envelope, type: 'run', id: {} },
    { ...envelope, type: 'resize', height: 5000 },
    { ...envelope, type: 'load', script: 'x'.repeat(1024 * 1024 + 1) }
  ])('%#', (data) => {
    expect(readToFrame(data)).toBeNull();
    expect(readFromFrame(data)).toBeNull();
  });
});

/** A window that remembers what is posted to its parent. */
class FakeWindow {
  readonly posted: { message: unknown; origin: string }[] = [];
  readonly parent = {
    postMessage: (message: unknown, origin: string) => this.posted.push({ message, origin })
  };
  #listener: ((event: MessageEvent) => void) | undefined;
  addEventListener(_type: string, listener: (event: MessageEvent) => void): void {
    this.#listener = listener;
  }
  removeEventListener(): void {
    this.#listener = undefined;
  }
  receive(source: unknown, origin: string, data: unknown): void {
    this.#listener?.({ source, origin, data } as MessageEvent);
  }
}

describe('the line to the page around', () => {
  function line() {
    const frame = new FakeWindow();
    const heard: string[] = [];
    let now = 0;
    const messages = new FrameMessages(
      frame as unknown as Window,
      ({ type }) => heard.push(type),
      () => now
    );
    return { frame, heard, messages, pass: (ms: number) => (now += ms) };
  }

  it('listens to the parent alone and keeps to the origin of its first valid message', () => {
    const { frame, heard, messages } = line();
    const run = { ...envelope, type: 'run' };
    frame.receive({}, 'https://docs.test', run);
    frame.receive(frame.parent, 'https://docs.test', { ...run, v: 9 });
    messages.say({ type: 'height', px: 200 });
    expect(frame.posted).toEqual([{ message: { ...envelope, type: 'ready' }, origin: '*' }]);
    frame.receive(frame.parent, 'https://docs.test', run);
    frame.receive(frame.parent, 'https://docs.test.evil.test', run);
    frame.receive(frame.parent, 'https://evil.test', run);
    expect(heard).toEqual(['run']);
    messages.say({ type: 'height', px: 200 }, 4);
    expect(frame.posted[1]).toEqual({
      message: { ...envelope, type: 'height', px: 200, id: 4 },
      origin: 'https://docs.test'
    });
  });

  it('drops a flood, and hears again afterwards', () => {
    const { frame, heard, pass } = line();
    for (let i = 0; i < 100_000; i++)
      frame.receive(frame.parent, 'https://docs.test', { ...envelope, type: 'state' });
    expect(heard.length).toBe(100);
    pass(1000);
    frame.receive(frame.parent, 'https://docs.test', { ...envelope, type: 'state' });
    expect(heard.length).toBe(101);
  });
});

describe('how bright a colour is', () => {
  it.each([
    { in: 'rgb(255, 255, 255)', out: 1 },
    { in: 'rgb(0, 0, 0)', out: 0 },
    { in: 'rgba(0, 0, 0, 0)', out: null },
    { in: 'rgba(0, 0, 0, 0.9)', out: 0 },
    { in: 'rgba(255, 255, 255, 0.2)', out: null },
    { in: 'color(srgb 1 1 1 / 0.4)', out: null },
    { in: 'color(srgb 0 0 0)', out: 0 },
    { in: 'color(srgb-linear 1 1 1)', out: 1 },
    { in: 'color(display-p3 0 0 0)', out: 0 },
    { in: 'oklch(0.2 0.01 250)', out: 0.2 },
    { in: 'oklab(0.9 0 0 / 50%)', out: 0.9 },
    { in: 'lab(20 0 0)', out: 0.2 },
    { in: 'lch(80 5 270)', out: 0.8 },
    { in: '', out: null },
    { in: 'something new', out: null }
  ])('$in', ({ in: color, out }) => {
    const found = lightnessOf(color);
    if (out === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(out, 5);
  });
});

describe('how tall a frame wants to be', () => {
  it('grows with its parts, and where it is narrow they stand one upon the other', () => {
    const both = wantedHeight(['timeline', 'editor', 'messages'], false);
    expect(both).toBe(wantedHeight(['timeline', 'messages', 'kafka'], false));
    expect(wantedHeight(['timeline', 'editor', 'messages'], true)).toBeGreaterThan(both);
    expect(wantedHeight(['messages'], false)).toBeLessThan(wantedHeight(['timeline'], false));
    expect(wantedHeight([], false)).toBe(LEAST_HEIGHT);
  });
});
