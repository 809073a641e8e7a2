import type { Epoch } from '../base/timestamp';
import { jsonString } from '../sql/types/json-form';
import type { RowChange } from './row-change';
import type { RowShape } from './row-shape';

/** Where a change comes from, as the enriched envelope tells it (reference §4.7). */

/** What is the same for all messages of a feed. */
export interface FeedSource {
  /** The word for the sink: `kafka`, `webhook`, `sinkless buffer` … */
  readonly sink: string;
  readonly clusterId: string;
  readonly dbVersion: string;
  /** `0` for a feed without a job. */
  readonly jobId: string;
  readonly updated: boolean;
  readonly mvccTimestamp: boolean;
  localityOf(node: number): string;
  /** Names as they are now. */
  namesOf(table: number): { readonly database: string; readonly schema: string };
}

export const ORIGIN = 'cockroachdb';
/** All nodes of the playground run on one machine, on ports of their own. */
export const NODE_NAME = 'localhost';

/** `c`, `u` or `d`: told by the version before, which an enriched feed always reads. */
export type Operation = 'c' | 'u' | 'd';

export function operationOf(change: RowChange): Operation {
  if (change.deleted) return 'd';
  return change.before === null ? 'c' : 'u';
}

/** The members of `source` that do not change from row to row, around `mvcc_timestamp`, which stands among them. */
interface Fixed {
  readonly head: string;
  readonly tail: string;
}

/** Writes `source` as JSON, members in byte order. */
export class SourceWriter {
  readonly #source: FeedSource;
  readonly #epoch: Epoch;
  readonly #fixed = new WeakMap<RowShape, Map<number, Fixed>>();

  constructor(source: FeedSource, epoch: Epoch) {
    this.#source = source;
    this.#epoch = epoch;
  }

  write(change: RowChange): string {
    const { head, tail } = this.#fixedOf(change.shape, change.node);
    const { mvccTimestamp, updated } = this.#source;
    let text = head;
    if (mvccTimestamp) text += `, "mvcc_timestamp": "${this.#epoch.hlc(change.mvcc)}"`;
    text += tail;
    if (updated)
      text += `, "ts_hlc": "${this.#epoch.hlc(change.updated)}", "ts_ns": ${this.#epoch.wallText(change.updated.wall)}`;
    return `${text}}`;
  }

  #fixedOf(shape: RowShape, node: number): Fixed {
    let byNode = this.#fixed.get(shape);
    if (!byNode) this.#fixed.set(shape, (byNode = new Map()));
    let fixed = byNode.get(node);
    if (!fixed) byNode.set(node, (fixed = this.#makeFixed(shape, node)));
    return fixed;
  }

  #makeFixed(shape: RowShape, node: number): Fixed {
    const s = this.#source;
    const { database, schema } = s.namesOf(shape.table);
    const head = [
      `"changefeed_sink": ${jsonString(s.sink)}`,
      `"cluster_id": ${jsonString(s.clusterId)}`,
      '"cluster_name": ""',
      `"crdb_internal_table_id": ${shape.table}`,
      `"database_name": ${jsonString(database)}`,
      `"db_version": ${jsonString(s.dbVersion)}`,
      `"job_id": ${jsonString(s.jobId)}`
    ];
    const tail = [
      `"node_id": "${node}"`,
      `"node_name": "${NODE_NAME}"`,
      `"origin": "${ORIGIN}"`,
      `"primary_keys": [${shape.key.map(({ name }) => jsonString(name)).join(', ')}]`,
      `"schema_name": ${jsonString(schema)}`,
      `"source_node_locality": ${jsonString(s.localityOf(node))}`,
      `"table_name": ${jsonString(shape.tableName)}`
    ];
    return { head: `{${head.join(', ')}`, tail: `, ${tail.join(', ')}` };
  }
}
