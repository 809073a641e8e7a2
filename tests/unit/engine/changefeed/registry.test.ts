import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '$lib/engine/base/events';
import { Engine } from '$lib/engine/cluster/engine';
import { Epoch } from '$lib/engine/base/timestamp';
import { HistoryLog } from '$lib/history/log';
import { printEvent } from '$lib/history/print';
import { makeScenario } from '$lib/scenario/scenario';
import { readScript } from '$lib/scenario/script';
import { runConfig, runScenario } from '../../../../src/cli/run-scenario';

/** Feeds that wait for a schema registry: order, retries, failures, and a run that is put away and taken up again meanwhile. */

const TABLE = "CREATE TABLE foo (a INT PRIMARY KEY, b STRING);\nINSERT INTO foo VALUES (1, 'x');\n";
const FEED =
  "CREATE CHANGEFEED FOR foo INTO 'kafka://k' WITH format=avro, confluent_schema_registry='http://r?timeout=2s', resolved='1s', min_checkpoint_frequency='1s';\n";

type Of<T extends HistoryEvent['type']> = Extract<HistoryEvent, { type: T }>;

function run(script: string): <T extends HistoryEvent['type']>(type: T) => Of<T>[] {
  const events = [...runScenario(makeScenario({ script }), { settle: true }).log];
  return <T extends HistoryEvent['type']>(type: T) =>
    events.filter((event): event is Of<T> => event.type === type);
}

/** Values of `b` in the order in which they were stored. */
const valuesOf = (messages: readonly Of<'message'>[]): unknown[] =>
  messages.map(
    ({ value }) =>
      (JSON.parse(value ?? 'null') as { after: { foo: { b: { string: string } } } }).after.foo.b.string
  );

const UPDATES = ['p', 'q', 'r'].map((b) => `UPDATE foo SET b = '${b}';\n`).join('');

describe('a feed and its schema registry', () => {
  it.each([
    { name: 'slow', fault: '\\registry slow 900ms' },
    { name: 'down for a while', fault: '\\registry down for 3s' },
    { name: 'refusing a few times', fault: '\\registry reply 503,409 times 4' }
  ])('keeps the order of a key while the registry is $name', ({ name, fault }) => {
    // Down, it would refuse the changefeed itself.
    const script = name.startsWith('down') ? `${FEED}${fault}\n` : `${fault}\n${FEED}`;
    const of = run(`${TABLE}${script}${UPDATES}\\wait 30s\n`);
    const values = valuesOf(of('message'));
    expect([...new Set(values)]).toEqual(['x', 'p', 'q', 'r']);
    expect(of('job').at(-1)?.status).toBe('running');
    expect(of('registry').map(({ subject, id }) => [subject, id])).toEqual([
      ['foo-key', 1],
      ['foo-value', 2],
      ['foo-value', 3]
    ]);
  });

  it('goes on failing, and running, while a schema is incompatible', () => {
    const change = 'ALTER TABLE foo ALTER COLUMN b TYPE INT USING 1;\nINSERT INTO foo VALUES (2, 2);\n';
    // With resolved messages the newest version of the subject would be theirs, and anything can be read beside that.
    const of = run(`${TABLE}${FEED.replace(", resolved='1s'", '')}\\wait 5s\n${change}\\wait 20s\n`);
    const job = of('job').filter((event) => event.job === of('flow')[0].job);
    expect(of('error')).toEqual([]);
    expect(job.at(-1)?.status).toBe('running');
    expect(job.map(({ running_status }) => running_status).join('\n')).toContain('409 Conflict');
    expect(of('flow').length).toBeGreaterThan(2);
  });

  it('is refused where the registry cannot be reached when it is made', () => {
    expect(run(`${TABLE}\\registry down\n${FEED}`)('error')[0]).toMatchObject({ sqlstate: '57P03' });
    expect(run(`${TABLE}\\registry reply 500\n${FEED}`)('error')[0].message).toContain(
      '500 Internal Server Error'
    );
    expect(run(`${TABLE}\\registry reply 404\n${FEED}`)('error')).toEqual([]);
  });

  it('fails for good on a column that Avro has no type for', () => {
    const of = run(
      `${TABLE}${FEED}\\wait 5s\nALTER TABLE foo ADD COLUMN d DECIMAL;\nINSERT INTO foo VALUES (2, 'y', 1);\n\\wait 20s\n`
    );
    const job = of('job').at(-1);
    expect(job).toMatchObject({ status: 'failed' });
    expect(job?.error).toContain('column d: decimal with no precision not yet supported with avro');
  });

  it('is the same run when it is put away and taken up again at every seventh event', () => {
    const lines = readScript(`${TABLE}\\registry reply 503 times 2\n${FEED}${UPDATES}\\wait 8s\n`);
    const config = runConfig(makeScenario({ script: '' }));
    const until = 12_000_000_000;
    const history = (drive: (engine: Engine, log: HistoryLog) => void): string[] => {
      const log = new HistoryLog();
      const engine = Engine.start(config, log);
      engine.submit(lines);
      drive(engine, log);
      const epoch = new Epoch(config.start);
      return [...log].map((event, seq) => printEvent(event, seq, epoch));
    };
    const whole = history((engine) => engine.advance(until));
    const pieces = history((engine, log) => {
      while (engine.advance(until, 7).reached === 'work') engine = Engine.restore(engine.snapshot(), log);
    });
    expect(pieces).toEqual(whole);
    expect(whole.some((line) => line.includes('"type":"resolved"'))).toBe(true);
  });
});
