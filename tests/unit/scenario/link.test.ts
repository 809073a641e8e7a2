import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, strToU8 } from 'fflate';
import { describe, expect, it, test } from 'vitest';
import { makeRandom, nextInt } from '../../../src/lib/engine/base/random';
import { LINK_DICTIONARY_2 } from '../../../src/lib/scenario/link-dictionary';
import { readScript } from '../../../src/lib/scenario/script';
import { decodeLink, encodeLink, fromBase64Url, toBase64Url } from '../../../src/lib/scenario/link';
import {
  makeScenario,
  printScenario,
  ScenarioError,
  type Scenario
} from '../../../src/lib/scenario/scenario';
import { sharedScenario } from '../../support/scenarios/shared-link';

/** A link of any text, packed as codec 1 packs a scenario. */
const packed = (text: string) => `#s=1.${toBase64Url(deflateSync(strToU8(text), { level: 9 }))}`;
const LINK = encodeLink(makeScenario({ title: 't', script: 'SELECT 1;' }));

/** Ten statements that the dictionary does not know. */
const TEN = `CREATE TABLE warehouse_stock (sku STRING PRIMARY KEY, on_hand INT NOT NULL, bin STRING, counted_at TIMESTAMPTZ);
CREATE CHANGEFEED FOR TABLE warehouse_stock INTO 'webhook-https://inventory.example.com:8443/hook' WITH diff, updated, resolved = '20s', min_checkpoint_frequency = '5s';
INSERT INTO warehouse_stock VALUES ('AB-1001', 40, 'A7', '2024-02-29 08:15:00+00'), ('AB-1002', 17, 'C3', NULL);
\\wait 12s
UPDATE warehouse_stock SET on_hand = on_hand - 3 WHERE sku = 'AB-1001';
BEGIN;
UPDATE warehouse_stock SET bin = 'D4' WHERE sku = 'AB-1002';
DELETE FROM warehouse_stock WHERE sku = 'AB-1001';
COMMIT;
\\sink 'webhook-https://inventory.example.com' reply 503 times 2
ALTER TABLE warehouse_stock ADD COLUMN supplier STRING DEFAULT 'unknown';
INSERT INTO warehouse_stock (sku, on_hand) VALUES ('ZZ-9', 1);
\\wait 45s
`;

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

describe('links', () => {
  const FULL: Scenario = {
    ...makeScenario({
      script: "SELECT '日本 🦆';\n\\note a \\ b\n",
      title: 'Ünïcödé',
      description: '**bold**'
    }),
    seed: 4294967295,
    start: '0',
    cluster: { nodes: 9, version: '23.1', localities: ['region=us-east1'] },
    view: {
      at: 53_000_000_000,
      selected: 12,
      panes: ['timeline', 'messages'],
      speed: 100,
      timeline: { mode: 'order', grouping: 'topic', filter: 'kind:duplicate', stretch: [-5, 9_000_000_000] }
    },
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
    expect(encodeLink(FULL)).toMatch(/^#s=2\.[A-Za-z0-9_-]+$/);
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

describe('codec 2', () => {
  it('has a dictionary that never changes: every link of it would be lost', () => {
    expect(bytesToHex(sha256(strToU8(LINK_DICTIONARY_2)))).toBe(
      'f42c07028b176508eef5e4931097250cdb91655dcb12747afbbe9a68b5cdae3f'
    );
    expect(LINK_DICTIONARY_2.length).toBeLessThan(32 * 1024);
  });

  it('packs a scenario of ten statements with its view into less than 700 characters', () => {
    const shared = sharedScenario();
    expect(readScript(shared.script).filter(({ kind }) => kind === 'sql').length).toBeGreaterThanOrEqual(10);
    expect(encodeLink(shared).length).toBeLessThan(520);
    expect(encodeLink(sharedScenario(TEN)).length).toBeLessThan(700);
  });
});

/** Every link that has ever been released opens for ever; files are added, never changed. */
function corpus(): { name: string; link: string; scenario: unknown }[] {
  const folder = join(import.meta.dirname, '../../data/links');
  return readdirSync(folder).map((name) => ({
    name,
    ...(JSON.parse(readFileSync(join(folder, name), 'utf8')) as { link: string; scenario: unknown })
  }));
}

describe('links kept from every release', () => {
  test.each(corpus())('$name', ({ link, scenario }) => {
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
    { name: 'a negative codec', in: LINK.replace('s=2.', 's=-1.'), out: /damaged/ },
    { name: 'a codec named like a member of every object', in: '#s=constructor.abc', out: /damaged/ },
    { name: 'a codec of a later build', in: LINK.replace('s=2.', 's=3.'), out: /newer version/ },
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
    {
      name: 'a timeline that is a text',
      in: packed('{"version":1,"script":"","view":{"timeline":"order"}}'),
      out: /timeline/
    },
    {
      name: 'a filter without end',
      in: packed(`{"version":1,"script":"","view":{"timeline":{"filter":"${'x'.repeat(2000)}"}}}`),
      out: /filter/
    },
    {
      name: 'a stretch of time that runs back',
      in: packed('{"version":1,"script":"","view":{"timeline":{"stretch":[5,1]}}}'),
      out: /stretch/
    },
    { name: 'a speed of nothing', in: packed('{"version":1,"script":"","view":{"speed":0}}'), out: /speed/ },
    { name: 'a digest that is none', in: packed('{"version":1,"script":"","digest":"xyz"}'), out: /digest/ },
    {
      name: 'members nested deeper than anything means',
      in: packed(`{"version":1,"script":"","lesson":${'['.repeat(101)}${']'.repeat(101)}}`),
      out: /deep/
    },
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

  it('survives a hundred thousand mutations of payloads: another scenario, or a sentence, and soon', () => {
    const random = makeRandom(3, 'mutations');
    const links = [LINK, ...corpus().map(({ link }) => link)];
    const longest = { ms: 0, link: '' };
    for (let i = 0; i < 100_000; i++) {
      const link = mutated(random, links[nextInt(random, 0, links.length - 1)]);
      const began = performance.now();
      const said = unexpectedOf(link);
      const ms = performance.now() - began;
      if (ms > longest.ms) Object.assign(longest, { ms, link });
      if (said !== null) expect.fail(`mutation ${i} of seed 3: ${said} for ${link}`);
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(longest.ms, longest.link).toBeLessThan(500);
  });
});

/** What goes wrong in another way than by a sentence. */
function unexpectedOf(link: string): string | null {
  try {
    decodeLink(link);
    return null;
  } catch (error) {
    if (error instanceof ScenarioError && error.message.length > 10 && !error.message.includes('\n'))
      return null;
    return String(error);
  }
}

type Random = ReturnType<typeof makeRandom>;

/** A character changed, taken out or put in, a stretch cut, doubled or exchanged, another codec, bits of the bytes flipped. */
function mutated(random: Random, link: string): string {
  const at = nextInt(random, 3, link.length - 1);
  const to = nextInt(random, at, Math.min(link.length, at + 20));
  const code = String.fromCharCode(nextInt(random, 33, 126));
  switch (nextInt(random, 0, 7)) {
    case 0:
      return link.slice(0, at) + code + link.slice(at + 1);
    case 1:
      return link.slice(0, at) + link.slice(to);
    case 2:
      return link.slice(0, at) + code + link.slice(at);
    case 3:
      return link.slice(0, to) + link.slice(at);
    case 4:
      return link.slice(0, at);
    case 5:
      return link.replace(/s=\d/, `s=${nextInt(random, 0, 3)}`);
    default:
      return withFlippedBits(random, link);
  }
}

function withFlippedBits(random: Random, link: string): string {
  const [head, payload] = link.split('.');
  const bytes = fromBase64Url(payload);
  for (let n = nextInt(random, 1, 4); n > 0; n--)
    bytes[nextInt(random, 0, bytes.length - 1)] ^= 1 << nextInt(random, 0, 7);
  return `${head}.${toBase64Url(bytes)}`;
}
