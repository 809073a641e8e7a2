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
   * @returns null where there was no such row, undefined where the reader cannot tell
   */
  rowAt(table: number, family: string, key: string, at: Timestamp): string | null | undefined;
}
