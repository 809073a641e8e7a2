import { makeScenario } from '../../src/lib/scenario/scenario';
import { runScenario } from '../../src/cli/run-scenario';
import { median, msOf, type Workload } from './support/workload';

/** Far ends: 100,000 rows of an initial scan on their way into files, and over many partitions of Kafka. */

const ROWS = 100_000;
const load = `CREATE TABLE t (id INT PRIMARY KEY, v STRING);
INSERT INTO t SELECT i, 'value ' || i FROM generate_series(1, ${ROWS}) AS g(i);
`;

/** Milliseconds that a script takes beyond loading its table. */
async function beyondLoading(lines: string): Promise<number> {
  const run = (script: string): Promise<number> =>
    msOf(() => runScenario(makeScenario({ script }), { settle: true }));
  const whole = await median(() => run(load + lines));
  return Math.max(1, whole - (await median(() => run(load))));
}

export const workloads: readonly Workload[] = [
  {
    name: '100,000 messages into cloud storage with gzip',
    measure: async () => ({
      unit: 'ms',
      lessIsBetter: true,
      target: 3000,
      playground: await beyondLoading(
        "CREATE CHANGEFEED FOR t INTO 'nodelocal://1/b' WITH initial_scan='only', compression=gzip;"
      )
    })
  },
  {
    name: '100,000 messages into 64 partitions of Kafka',
    measure: async () => {
      const feed = "CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH initial_scan='only';";
      const one = await beyondLoading(feed);
      return {
        unit: 'ms',
        lessIsBetter: true,
        playground: await beyondLoading(`\\topic t partitions 64\n${feed}`),
        more: { 'with one partition': one }
      };
    }
  }
];
