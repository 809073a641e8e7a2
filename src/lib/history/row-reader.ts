import type { Timestamp } from '../engine/base/timestamp';

/**
 * The past contents of tables, beside history (design §2.4): views and the audit read any moment through it, whatever garbage
 * collection lets SQL see. Absent where history is all there is, as for imported output.
 */
export interface RowReader {
  /**
   * A row as the JSON object that messages show, by the table's columns at that moment.
   * @param table the table's id in history (`schema_change.id`)
   * @param key as `commit` events have it
   * @param written the time whose version of the row is shown in those columns; `at` where it is left out
   * @returns null where there was no such row, undefined where the reader cannot tell
   */
  rowAt(
    table: number,
    family: string,
    key: string,
    at: Timestamp,
    written?: Timestamp
  ): string | null | undefined;
  /** Where a row lies in its table's index, as the ends of a checkpoint's spans are written. */
  storedKey?(table: number, key: string, at: Timestamp): string | undefined;
  /**
   * What the query of a changefeed makes of a version of a row, as the JSON object that messages show (reference §7).
   * @param version its time, and what tells of it: the change itself, or a scan at that time
   * @returns null where the query does not choose it, so that no message is due; undefined where the reader cannot tell
   */
  output?(
    feed: { readonly job: string | null; readonly statement: number },
    row: { readonly table: number; readonly family: string; readonly key: string },
    version: { readonly at: Timestamp; readonly kind: 'change' | 'initial' | 'backfill' }
  ): string | null | undefined;
}
