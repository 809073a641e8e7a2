import type { SequenceOption } from '../../sql/ast/table-def';
import { NO_PRIVILEGES } from '../privileges';
import type { SequenceDef } from '../descriptors';
import type { TableDraft } from './draft';
import type { DdlHost } from './host';
import { sequenceSettings } from './sequences';

/** Makes the sequence `table_column_seq` that a SERIAL or identity column draws from; it goes when the column does. */
export function makeOwnedSequence(
  draft: TableDraft,
  column: { readonly id: number; readonly name: string },
  options: readonly SequenceOption[],
  host: DdlHost
): SequenceDef {
  const { base } = draft;
  const wanted = `${draft.name}_${column.name}_seq`;
  let name = wanted;
  for (let i = 1; host.view.find(base.schema, name); i++) name = `${wanted}${i}`;
  const sequence: SequenceDef = {
    kind: 'sequence',
    id: host.newId(),
    name,
    version: 1,
    modified: host.now,
    dropped: false,
    privileges: { ...NO_PRIVILEGES, owner: base.privileges.owner },
    database: base.database,
    schema: base.schema,
    ...sequenceSettings(options, host),
    ownedBy: { table: base.id, column: column.id },
    temporary: base.temporary
  };
  host.stage(sequence);
  return sequence;
}
