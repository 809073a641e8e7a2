import { createRequire } from 'node:module';
import { join } from 'node:path';
import { JsonEncoder } from '../../src/lib/engine/encode/json-encoder';
import { parseStatements } from '../../src/lib/engine/sql/parse/parser';
import { change, fooShape, JSON_OPTIONS, SOURCE, EPOCH } from '../support/engine/table-bench';
import { median, rateOf, msOf, type Workload } from './support/workload';

/** Parsing and encoding alone, without an engine around them. */

const STATEMENTS = [
  "INSERT INTO t VALUES (1, 2, 'three')",
  "SELECT a.id, count(*) FROM a JOIN b ON a.id = b.a_id WHERE b.n > 3 AND a.name LIKE 'x%' GROUP BY a.id ORDER BY 2 DESC LIMIT 10",
  'UPDATE t SET v = v + 1, name = upper(name) WHERE id IN (1, 2, 3) RETURNING id, v',
  "CREATE TABLE t (id INT PRIMARY KEY, name STRING NOT NULL DEFAULT 'x', INDEX (name), FAMILY f (id, name))"
];
const TEXT = Array.from({ length: 20_000 }, (_, i) => `${STATEMENTS[i % STATEMENTS.length]};`).join('\n');

const load = createRequire(join(process.cwd(), '.bundles/peers/package.json'));

export const workloads: readonly Workload[] = [
  {
    name: 'parsing statements',
    measure: async () => {
      const megabytes = TEXT.length / 1e6;
      const peer = load('pgsql-ast-parser') as { parse(sql: string): unknown };
      // The peer does not know every statement of the dialect; it gets those it does.
      const shared = Array.from({ length: 100 }, (_, i) => `${STATEMENTS[i % 3]};`).join('\n');
      return {
        unit: 'MB/s',
        // Bounded by making the tree's nodes, each of which carries its place in the text: a quarter of it is the collector's, since all
        // trees are kept until the last is there. The lexer takes a sixth.
        target: 10,
        playground: await median(async () => (megabytes * 1000) / (await msOf(() => parseStatements(TEXT)))),
        peers: {
          'pgsql-ast-parser': await median(
            async () => shared.length / 1e3 / (await msOf(() => peer.parse(shared)))
          )
        }
      };
    }
  },
  {
    name: 'encoding JSON messages',
    measure: async () => {
      const encoder = new JsonEncoder({
        options: { ...JSON_OPTIONS, updated: true, keyInValue: true },
        topic: 'foo',
        target: 'foo',
        epoch: EPOCH,
        source: SOURCE
      });
      const rows = Array.from({ length: 100_000 }, (_, i) => change(fooShape, [i, `name ${i}`]));
      const objects = rows.map(({ row }, i) => ({
        after: { a: row[0], b: row[1] },
        key: [row[0]],
        updated: `17000000010000000${i}.0000000000`
      }));
      let length = 0;
      return {
        unit: 'messages/s',
        playground: await median(() =>
          rateOf(rows.length, (i) => void (length += encoder.encode(rows[i]).value?.length ?? 0))
        ),
        peers: {
          'JSON.stringify': await median(() =>
            rateOf(rows.length, (i) => void (length += JSON.stringify(objects[i]).length))
          )
        },
        more: { 'characters a message': length / rows.length / 6 }
      };
    }
  }
];
