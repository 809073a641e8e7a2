import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, strToU8 } from 'fflate';
import { describe, expect, it, test } from 'vitest';
import { makeRandom, nextInt } from '../../../src/lib/engine/base/random';
import { decodeLink, encodeLink, fromBase64Url, toBase64Url } from '../../../src/lib/scenario/link';
import {
  makeScenario,
  printScenario,
  ScenarioError,
  type Scenario
} from '../../../src/lib/scenario/scenario';

/** A link of any text, packed as codec 1 packs a scenario. */
const packed = (text: string) => `#s=1.${toBase64Url(deflateSync(strToU8(text), { level: 9 }))}`;
const LINK = encodeLink(makeScenario({ title: 't', script: 'SELECT 1;' }));

/** What a refused link says; null when it opens. */
function refusal(fragment: string): string | null {
  try {
    decodeLink(fragment);
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(ScenarioError);
    return (error as ScenarioError).message;
  }
}

describe('codec 1', () => {
  const FULL: Scenario = {
    ...makeScenario({
      script: "SELECT '日本 🦆';\n\\note a \\ b\n",
      title: 'Ünïcödé',
      description: '**bold**'
    }),
    seed: 4294967295,
    start: '0',
    cluster: { nodes: 9, version: '23.1', localities: ['region=us-east1'] },
    view: { at: 53_000_000_000, selected: 12, panes: ['timeline', 'messages'], speed: 100 },
    digest: '0123456789abcdef',
    lesson: { steps: [{ text: 'a' }] },
    others: new Map<string, unknown>([
      ['later', { kept: [1, 2] }],
      ['__proto__', { polluted: true }]
    ])
  };

  it('gives back every member, those of later builds included', () => {
    expect(printScenario(decodeLink(encodeLink(FULL))!)).toBe(printScenario(FULL));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('makes the same link each time, of characters that survive in a URL', () => {
    expect(encodeLink(FULL)).toBe(encodeLink(FULL));
    expect(encodeLink(FULL)).toMatch(/^#s=1\.[A-Za-z0-9_-]+$/);
  });

  it('leaves other parameters of the fragment alone', () => {
    expect(decodeLink(`${LINK}&view=timeline&run=click`)?.script).toBe('SELECT 1;');
    expect(decodeLink(`#view=timeline&${LINK.slice(1)}`)?.script).toBe('SELECT 1;');
    expect(decodeLink('')).toBeNull();
    expect(decodeLink('#')).toBeNull();
    expect(decodeLink('#view=timeline')).toBeNull();
  });

  it('brings base64url back for every length', () => {
    const random = makeRandom(1, 'base64url');
    for (let length = 0; length < 100; length++) {
      const bytes = Uint8Array.from({ length }, () => nextInt(random, 0, 255));
      expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
    }
  });

  it('refuses to make a link that could not be opened', () => {
    const random = makeRandom(2, 'noise');
    const noise = Array.from({ length: 100_000 }, () => nextInt(random, 32, 126));
    const script = String.fromCharCode(...noise);
    expect(() => encodeLink(makeScenario({ script }))).toThrow(/64 KiB/);
    expect(() => encodeLink(makeScenario({ script: 'x'.repeat(1 << 20) }))).toThrow(/too large/);
  });
});

/** Every link that has ever been released opens for ever; files are added, never changed. */
describe('links kept from every release', () => {
  const folder = join(import.meta.dirname, '../../data/links');
  test.each(readdirSync(folder))('%s', (name) => {
    const { link, scenario } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
      link: string;
      scenario: unknown;
    };
    expect(JSON.parse(printScenario(decodeLink(link)!))).toEqual(scenario);
  });
});

describe('links that are refused, each with one sentence', () => {
  const text = '{"version":1,"title":"t","script":"SELECT 1;"}';
  const bomb = toBase64Url(deflateSync(new Uint8Array(30 * 1024 * 1024).fill(32), { level: 9 }));
  it.each([
    { name: 'malformed percent encoding', in: '#s=1.%E0%A4%A', out: /damaged/ },
    { name: 'no payload', in: '#s=1.', out: /damaged/ },
    { name: 'no codec', in: '#s=abc', out: /damaged/ },
    { name: 'a negative codec', in: LINK.replace('s=1.', 's=-1.'), out: /damaged/ },
    { name: 'a codec named like a member of every object', in: '#s=constructor.abc', out: /damaged/ },
    { name: 'a codec of a later build', in: LINK.replace('s=1.', 's=2.'), out: /newer version/ },
    { name: 'cut in half', in: LINK.slice(0, LINK.length / 2), out: /damaged/ },
    { name: 'an impossible length', in: '#s=1.abcde', out: /damaged/ },
    { name: 'not deflate', in: '#s=1._____w', out: /damaged/ },
    {
      name: 'not UTF-8',
      in: `#s=1.${toBase64Url(deflateSync(Uint8Array.of(0xff, 0xfe)))}`,
      out: /not valid/
    },
    { name: 'longer than 64 KiB', in: `#s=1.${'A'.repeat(64 * 1024)}`, out: /64 KiB/ },
    { name: 'a bomb', in: `#s=1.${bomb}`, out: /1 MiB/ },
    { name: 'no JSON', in: packed('{"version":1,'), out: /not valid JSON/ },
    { name: 'a list', in: packed('[]'), out: /JSON object/ },
    { name: 'a null', in: packed('null'), out: /JSON object/ },
    { name: 'no version', in: packed('{"script":"SELECT 1"}'), out: /no version/ },
    { name: 'a version of a later build', in: packed('{"version":2,"script":""}'), out: /version 2/ },
    {
      name: 'a script that is no text',
      in: packed('{"version":1,"script":{"toString":"x"}}'),
      out: /script/
    },
    { name: 'a title that is no text', in: packed('{"version":1,"script":"","title":[1]}'), out: /title/ },
    { name: 'too many nodes', in: packed('{"version":1,"script":"","cluster":{"nodes":1e9}}'), out: /nodes/ },
    { name: 'an infinite seed', in: packed('{"version":1,"script":"","seed":1e999}'), out: /seed/ },
    { name: 'half a seed', in: packed('{"version":1,"script":"","seed":0.5}'), out: /seed/ },
    { name: 'a start that is no time', in: packed('{"version":1,"script":"","start":"soon"}'), out: /start/ },
    {
      name: 'a moment before the start',
      in: packed('{"version":1,"script":"","view":{"at":-1}}'),
      out: /'at'/
    },
    { name: 'a speed of nothing', in: packed('{"version":1,"script":"","view":{"speed":0}}'), out: /speed/ },
    { name: 'a digest that is none', in: packed('{"version":1,"script":"","digest":"xyz"}'), out: /digest/ },
    { name: 'text nested a hundred thousand deep', in: packed(`${'['.repeat(1e5)}`), out: /not valid JSON/ }
  ])('$name', ({ in: fragment, out }) => {
    expect(refusal(fragment)).toMatch(out);
    expect(refusal(fragment)).not.toContain('\n');
  });

  it('opens what it is meant to', () => {
    expect(refusal(packed(text))).toBeNull();
  });

  it('stops a bomb long before it has unfolded', () => {
    const began = performance.now();
    expect(refusal(`#s=1.${bomb}`)).toMatch(/1 MiB/);
    // Unfolding all 30 MiB takes many times as long even on a fast machine.
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('survives any single change of a link: another scenario, or a sentence', () => {
    const random = makeRandom(3, 'mutations');
    for (let i = 0; i < 5000; i++) {
      const at = nextInt(random, 5, LINK.length - 1);
      const code = nextInt(random, 33, 126);
      const changed = LINK.slice(0, at) + String.fromCharCode(code) + LINK.slice(at + 1);
      const said = refusal(changed);
      expect(said === null || said.length > 10).toBe(true);
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
