import { SqlError } from '../../base/errors';
import type { HashSharding, IndexElement, StorageParameter } from '../../sql/ast/table-def';
import type { Name } from '../../sql/ast/name';
import type { Span } from '../../base/errors';
import type { ColumnDef, IndexDef } from '../descriptors';
import type { Alteration } from './alteration';
import { dropIndexColumns, removeColumn } from './alter-columns';
import { columnReaders, referencingTables } from './dependencies';
import { ddlErrors, quoted } from './errors';
import { mentionsColumn } from './expressions';
import { makePrimaryKey } from './indexes';
import { explicitKeys, isImplicitKey, isUniqueOn } from './keys';
import { settleRegionKey } from './regions';

/**
 * Another primary key: rows move into a new primary index, secondary indexes are built anew because they lead to rows by their
 * key, and the old key stays unique in an index of its own unless nobody could miss it.
 */
export interface PrimaryKeyChange {
  readonly name?: Name | undefined;
  readonly columns: readonly IndexElement[];
  readonly sharded: HashSharding | undefined;
  readonly storage: readonly StorageParameter[];
  readonly span: Span;
}

export function changePrimaryKey(alteration: Alteration, change: PrimaryKeyChange): void {
  const { draft, host, tasks } = alteration;
  const old = draft.primary!; // every table has one
  requireNotNull(alteration, change);
  if (tasks.some((task) => task.kind === 'movePrimary'))
    throw new SqlError(
      '0A000',
      'multiple primary key changes in the same transaction using ALTER TABLE … ALTER PRIMARY KEY',
      { span: change.span }
    );
  const implicit = isImplicitKey({ primary: old, columns: draft.columns });
  draft.primary = undefined;
  const made = makePrimaryKey(draft, { ...change, name: change.name, unique: true, constraint: true }, host);
  draft.primary = { ...made, name: change.name?.text ?? old.name };
  if (sameKey(old, draft.primary)) {
    draft.primary = { ...old, name: draft.primary.name };
    return;
  }
  // A key that was dropped leaves no index behind, unless foreign keys point at it.
  const isWanted = !draft.keyDropped || referencingTables(draft.base.id, host.view).length > 0;
  if (isWanted && !implicit && !sameColumns(old, draft.primary)) keepUnique(alteration, old);
  else if (old.sharded) dropIndexColumns(alteration, old);
  settleRegionKey(draft, host);
  moveRows(alteration);
  // The legacy schema changer keeps the hidden key.
  if (implicit && !alteration.legacy) dropRowId(alteration, draft.columnById(explicitKeys(old)[0]));
}

/** Rows move into the draft's new primary index, and every other index is built anew over it. */
export function moveRows(alteration: Alteration): void {
  const { draft, host, tasks } = alteration;
  draft.indexes = draft.indexes.map((index) =>
    isNewIndex(alteration, index)
      ? index
      : { ...index, id: draft.newIndexId(), storage: host.newSecondaryStorage() }
  );
  draft.change.primaryKey = true;
  tasks.push({ kind: 'movePrimary' });
}

function requireNotNull({ draft }: Alteration, change: PrimaryKeyChange): void {
  for (const { column: name, span } of change.columns) {
    const column = draft.column(name ?? '');
    if (column?.nullable)
      throw ddlErrors.invalidDefinition(
        `cannot use nullable column ${quoted(column.name)} in primary key`,
        span
      );
  }
}

const isNewIndex = ({ draft }: Alteration, index: IndexDef): boolean =>
  !draft.base.indexes.some((i) => i.id === index.id);

function sameColumns(a: IndexDef, b: IndexDef): boolean {
  const [x, y] = [explicitKeys(a), explicitKeys(b)];
  return x.length === y.length && x.every((id, i) => id === y[i]);
}

function sameKey(a: IndexDef, b: IndexDef): boolean {
  const directions = ({ keys, region }: IndexDef): boolean[] =>
    keys.filter((key) => key.column !== region).map((key) => key.descending);
  const [x, y] = [directions(a), directions(b)];
  return (
    sameColumns(a, b) &&
    a.sharded?.buckets === b.sharded?.buckets &&
    x.every((descending, i) => descending === y[i])
  );
}

/** `t_a_key`: the old key's columns stay unique. */
function keepUnique({ draft, host, tasks }: Alteration, { region, ...old }: IndexDef): void {
  if (
    draft.indexes.some(
      (index) => index.unlisted === undefined && isUniqueOn(index, explicitKeys(old)) && sameKey(index, old)
    )
  )
    return;
  const names = explicitKeys(old)
    .filter((id) => id !== region)
    .map((id) => draft.columnById(id).name);
  const index: IndexDef = {
    ...old,
    keys: old.keys.filter((key) => key.column !== region),
    id: draft.newIndexId(),
    name: draft.freeIndexName([draft.name, ...names, 'key'].join('_')),
    storage: host.newSecondaryStorage(),
    // As in CockroachDB it is an index and no constraint, so DROP INDEX takes it.
    constraint: true
  };
  draft.indexes.push(index);
  tasks.push({ kind: 'buildIndex', index: index.id });
}

/** The hidden key goes when nothing else uses it. */
function dropRowId(alteration: Alteration, column: ColumnDef): void {
  const { draft, host } = alteration;
  const used =
    draft.allIndexes.some((index) => index.keys.some((key) => key.column === column.id)) ||
    draft.foreignKeys.some((key) => key.columns.includes(column.id)) ||
    draft.checks.some((check) => check.columns.includes(column.id)) ||
    draft.columns.some((c) => c.computed && mentionsColumn(c.computed.sql, column.name)) ||
    columnReaders(draft.base.id, column.id, host.view).length > 0 ||
    referencingTables(draft.base.id, host.view).some((t) =>
      t.foreignKeys.some((key) => key.tableColumns.includes(column.id))
    );
  if (!used) removeColumn(alteration, column);
}
