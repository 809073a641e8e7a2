import type { CommitWrite } from '../base/events';
import type { Row } from '../base/datum';
import type { TableDef } from '../catalog/descriptors';
import type { CommittedWrite } from '../storage/txn-state';

/** Adds what a `commit` event says of one written row: an entry for each column family that was written. */
export type WriteDescriber = (write: CommittedWrite, all: CommitWrite[]) => void;

/** How the rows of a table are told of. */
export function makeWriteDescriber(
  { name: table, id, families }: TableDef,
  parts: {
    readonly keyOf: (row: Row) => string;
    readonly rangeOf: (index: number, key: string) => number;
    /** Another table has its name, too. */
    readonly sharesName: boolean;
  }
): WriteDescriber {
  const { keyOf, rangeOf, sharesName } = parts;
  return ({ index, key: place, version }, all) => {
    const before = version.prev;
    const op = version.deleted ? 'delete' : before && !before.deleted ? 'update' : 'insert';
    const key = keyOf(version.row);
    const range = rangeOf(index, place);
    for (const { id: bit, name: family } of families) {
      const isWritten =
        families.length === 1 || version.families === -1 || (version.families & (1 << bit)) !== 0;
      if (!isWritten) continue;
      const described: CommitWrite = sharesName
        ? { table, table_id: id, family, key, op, range }
        : { table, family, key, op, range };
      all.push(version.omitted ? { ...described, omitted: true } : described);
    }
  };
}
