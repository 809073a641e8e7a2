import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '$lib/engine/base/events';
import { makeScenario } from '$lib/scenario/scenario';
import { runScenario } from '../../../src/cli/run-scenario';

/**
 * Every message that the reference prints, by its bytes. A block is a title with the section, a script, `----`, and what the far end
 * receives: `topic: key -> value` for rows, the value alone for resolved messages, and with a word before it what else there is. Of times
 * the reference says only which they are: `T0` is that of the initial scan, `T1`, `T2` … those of the commits behind CREATE CHANGEFEED,
 * `T` any other; `N` is a number of nanoseconds. `@foo OPTIONS` is the table of §4.2 with a changefeed of these options into Kafka and its three changes.
 */
const FILES = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.txt'));

const FOO = `CREATE TABLE foo (a INT PRIMARY KEY, b STRING);`;
const CHANGES = `\\wait 1s
INSERT INTO foo VALUES (1, 'x');
\\wait 1s
UPDATE foo SET b = 'y' WHERE a = 1;
\\wait 1s
DELETE FROM foo WHERE a = 1;
\\wait 1s`;

interface Block {
  readonly title: string;
  readonly script: string;
  readonly lines: readonly string[];
}

function blocksOf(text: string): Block[] {
  return text
    .split(/^(?=# )/m)
    .filter((block) => block.startsWith('# '))
    .map((block) => {
      const [head, ...rest] = block.trimEnd().split('\n');
      const bar = rest.indexOf('----');
      const script = rest.slice(0, bar).map(expanded).join('\n');
      return { title: head.slice(2), script, lines: rest.slice(bar + 1) };
    });
}

function expanded(line: string): string {
  if (!line.startsWith('@foo')) return line;
  const options = line.slice('@foo'.length).trim();
  return `${FOO}\nCREATE CHANGEFEED FOR foo INTO 'kafka://k'${options && ` WITH ${options}`};\n${CHANGES}`;
}

const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;
const HLC = /\b\d{19}\.\d{10}\b/g;

/** What far ends received, in lines, with times by their names. */
function received(script: string): string[] {
  const { log, epoch } = runScenario(makeScenario({ script }), { settle: true });
  const names = new Map<string, string>();
  let commits = 0;
  const lines: string[] = [];
  for (const event of log) {
    if (event.type === 'flow' && event.terms && names.size === 0)
      names.set(epoch.hlc(event.terms.since), 'T0');
    if (event.type === 'commit' && names.size > 0) names.set(epoch.hlc(event.mvcc), `T${++commits}`);
    const named = (line: string) =>
      line
        .replace(HLC, (hlc) => names.get(hlc) ?? 'T')
        .replace(/("ts_ns": )\d{19}/g, '$1N')
        .replace(UUID, 'UUID')
        .replace(/"job_id": "\d+"/, '"job_id": "J"');
    lines.push(...linesOf(event).map(named));
  }
  return lines;
}

function linesOf(event: HistoryEvent): string[] {
  switch (event.type) {
    case 'message': {
      const { topic, table, key, value, partition, key_base64, value_base64 } = event;
      return [
        `${topic ?? table}: ${key ?? ''} -> ${value ?? ''}`.trimEnd(),
        `PARTITION ${partition ?? 'none'} ${key ?? ''}`.trimEnd(),
        `BYTES ${hex(key_base64)} -> ${hex(value_base64)}`
      ];
    }
    case 'resolved':
      return [event.value];
    case 'request':
      return [`POST ${event.body}`];
    case 'registry':
      return [`SCHEMA ${event.subject} ${event.schema}`];
    case 'file':
      // Sessions are drawn at random.
      return [`FILE ${event.path.replace(/-[0-9a-f]{16}-/, '-SESSION-').replace(/\d{33}/, 'TIME')}`];
    default:
      return [];
  }
}

const hex = (base64: string | undefined): string => Buffer.from(base64 ?? '', 'base64').toString('hex');

describe.each(FILES)('%s', (file) => {
  const blocks = blocksOf(readFileSync(join(import.meta.dirname, file), 'utf8'));

  it.each(blocks.map((block) => [block.title, block] as const))('%s', (_title, { script, lines }) => {
    // Blocks show the lines that the reference is about; each must come, in this order, and none of its kind besides.
    const kinds = new Set(lines.map(kindOf));
    expect(received(script).filter((line) => kinds.has(kindOf(line)))).toEqual(lines);
  });
});

/** What a line is about; rows begin with their topic. */
const kindOf = (line: string): string => /^(?:POST \{"(?:payload|resolved)|[A-Z]+ |\{)/.exec(line)?.[0] ?? 'row';
