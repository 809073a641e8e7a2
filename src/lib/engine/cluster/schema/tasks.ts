import { unreachable } from '../../base/assert';
import type { Datum, Row } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { columnById, type ColumnDef, type TableDef } from '../../catalog/descriptors';
import type { SchemaTask } from '../../catalog/ddl/tasks';
import { assignDatum } from '../../sql/types/cast';
import { encodeKeyPart } from '../../sql/types/key-encoding';
import { quoteName } from '../../sql/print/names';
import { Version } from '../../storage/mvcc';
import type { Cluster } from '../cluster';
import type { StatementContext } from '../statement';
import type { SchemaChange } from './change-state';
import { withJobContext } from './job-context';
import { TableRows, withSlot } from './table-rows';

/**
 * What a change of a table does to its rows, all in one moment: new columns get their values at the rows' own timestamps, new
 * indexes their entries, and every row is held against what is new. Nothing here has to be undone when a row fails: slots and
 * indexes that no descriptor names are never looked at.
 */

/** Values first, then references, whose rows may be out of reach or locked (all up to then may be done again), then keys and checks. */
const ORDER: readonly SchemaTask['kind'][] = [
  'fillColumn',
  'convertColumn',
  'fitsType',
  'notNull',
  'foreignKey',
  'movePrimary',
  'buildIndex',
  'check'
];

const inOrder = (tasks: readonly SchemaTask[]): SchemaTask[] =>
  [...tasks].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));

/** @throws SqlError 23502, 23503, 23505, 23514 and whatever evaluating expressions gives */
export function carryOutTasks(cluster: Cluster, change: SchemaChange): void {
  withJobContext(cluster, change, (ctx) => {
    const work = new RowWork(cluster, ctx, change.base, change.target);
    for (const task of inOrder(change.tasks)) work.carryOut(task);
  });
}

/** The same for a table that the transaction has made itself, whose rows are all its own. */
export function carryOutInTransaction(
  cluster: Cluster,
  ctx: StatementContext,
  parts: { readonly base: TableDef; readonly table: TableDef; readonly tasks: readonly SchemaTask[] }
): void {
  const { base, table, tasks } = parts;
  if (cluster.storage.primary(base.primary.storage).size === 0) return;
  if (tasks.some((task) => task.kind === 'movePrimary'))
    throw new SqlError(
      '0A000',
      `cannot change the primary key of ${base.name} in the transaction that made and filled it`,
      {
        hint: 'COMMIT first'
      }
    );
  const work = new RowWork(cluster, ctx, base, table, true);
  for (const task of inOrder(tasks)) work.carryOut(task);
}

class RowWork {
  readonly #cluster: Cluster;
  readonly #ctx: StatementContext;
  readonly #base: TableDef;
  readonly #target: TableDef;
  /** Rows are read and written over the old primary index until they have moved. */
  readonly #before: TableRows;
  readonly #after: TableRows;
  #moved = false;
  readonly #own: boolean;

  constructor(cluster: Cluster, ctx: StatementContext, base: TableDef, target: TableDef, own = false) {
    this.#cluster = cluster;
    this.#ctx = ctx;
    this.#base = base;
    this.#target = target;
    this.#own = own;
    this.#before = new TableRows(cluster, ctx, withColumnsOf(base, target));
    this.#after = new TableRows(cluster, ctx, target);
  }

  carryOut(task: SchemaTask): void {
    switch (task.kind) {
      case 'fillColumn':
        return this.#fill(columnById(this.#target, task.column), task.sql);
      case 'convertColumn':
        return this.#convert(
          columnById(this.#base, task.from),
          columnById(this.#target, task.to),
          task.usingSql
        );
      case 'fitsType':
        return this.#fits(columnById(this.#base, task.column), columnById(this.#target, task.column));
      case 'notNull':
        return this.#notNull(task.column, task.added);
      case 'movePrimary':
        return this.#movePrimary();
      case 'buildIndex':
        // Moving the rows has built every index.
        return this.#moved ? undefined : this.#buildIndex(task.index);
      case 'check':
        return this.#check(task.name);
      case 'foreignKey':
        return this.#foreignKey(task.name);
      default:
        return unreachable(task);
    }
  }

  /** Where the rows are now. */
  get #rows(): TableRows {
    return this.#moved || this.#base.primary.storage === this.#target.primary.storage
      ? this.#after
      : this.#before;
  }

  /** Every row of the moment: committed ones, or the transaction's own. */
  #forEach(visit: (key: string, version: Version) => void): void {
    if (this.#own)
      this.#rows.forEachVersion((key, version) => version.txn === this.#ctx.txn.id && visit(key, version));
    else this.#rows.forEachLive(visit);
  }

  // --- values ------------------------------------------------------------------------------------------------------

  #fill(column: ColumnDef, given: string | undefined): void {
    const sql = given ?? column.computed?.sql ?? column.defaultSql;
    if (sql === undefined) return;
    const value = this.#rows.expression(sql, column);
    const drawsFrom = column.ownsSequence === undefined && (column.usesSequences ?? []).length > 0;
    this.#forEach((_key, version) => {
      if (drawsFrom) throw noSequences();
      // What was written meanwhile has its value already.
      if ((version.row[column.slot] ?? null) === null)
        version.row = withSlot(version.row, column.slot, value(version.row));
    });
  }

  #convert(from: ColumnDef, to: ColumnDef, usingSql: string | null): void {
    const value = this.#before.expression(usingSql ?? quoteName(from.name), to);
    this.#forEach((_key, version) => (version.row = withSlot(version.row, to.slot, value(version.row))));
  }

  #fits(before: ColumnDef, after: ColumnDef): void {
    const { format } = this.#after.exec;
    this.#forEach((_key, { row }) => {
      const datum = row[after.slot] ?? null;
      if (datum !== null) assertFits(datum, before, after, format);
    });
  }

  #notNull(id: number, added: boolean): void {
    const column = columnById(this.#target, id);
    if (column.computed?.virtual) return this.#virtualNotNull(column, column.computed.sql);
    this.#forEach((_key, { row }) => {
      if ((row[column.slot] ?? null) !== null) return;
      if (added)
        throw new SqlError('23502', `null value in column "${column.name}" violates not-null constraint`);
      throw new SqlError(
        '23502',
        `validation of column "${column.name}" NOT NULL failed on row: ${this.#after.describe(row)}`
      );
    });
  }

  #virtualNotNull(column: ColumnDef, sql: string): void {
    const value = this.#after.expression(sql, column);
    this.#forEach((_key, { row }) => {
      if (value(row) === null)
        throw new SqlError(
          '23502',
          `validation of column "${column.name}" NOT NULL failed on row: ${this.#after.describe(row)}, ${column.name}=NULL`
        );
    });
  }

  // --- keys --------------------------------------------------------------------------------------------------------

  /** Copies every row into the new primary index, with its own timestamp, and builds the other indexes over it. */
  #movePrimary(): void {
    const { storage } = this.#cluster;
    const index = storage.primary(this.#target.primary.storage);
    // Virtual key columns, such as a shard, are kept with the row, since messages show the key.
    const kept = this.#target.primary.keys
      .map((key) => columnById(this.#target, key.column))
      .filter((column) => column.computed?.virtual)
      .map((column) => ({
        slot: column.slot,
        value: this.#after.expression(column.computed!.sql, column) // filtered
      }));
    this.#before.forEachLive((_key, version) => {
      const row = kept.reduce((all, { slot, value }) => withSlot(all, slot, value(version.row)), version.row);
      const key = this.#after.primaryKey(row);
      if (index.newest(key)) throw this.#after.duplicateError(this.#target.primary.id, row);
      const { wall, logical, families, commit, omitted } = version;
      const id = storage.state.txns.nextVersion++;
      index.setNewest(
        key,
        new Version({ id, wall, logical, row, deleted: false, txn: 0, families, commit, omitted, prev: null })
      );
    });
    this.#moved = true;
    for (const { id } of this.#target.indexes) this.#buildIndex(id);
  }

  /** Entries for every version, since a read of a moment past may come through the index too. */
  #buildIndex(id: number): void {
    const index = this.#target.indexes.find((i) => i.id === id);
    if (!index || index.inverted) return;
    const secondary = this.#cluster.storage.secondary(index.storage);
    this.#after.forEachVersion((key, { row }) => {
      const entry = this.#entryOf(id, row);
      if (entry !== undefined) secondary.add(entry + key, key);
    });
    // UNIQUE WITHOUT INDEX … NOT VALID holds for later writes only.
    if (!index.unique || index.validated === false) return;
    this.#forEach((key, { row }) => {
      if (this.#after.entry(id, row) !== undefined && this.#after.hasDuplicate(id, row, key))
        throw this.#after.duplicateError(id, row);
    });
  }

  /** Old versions may make an expression fail that no row of now does; they are in nobody's way. */
  #entryOf(index: number, row: Row): string | undefined {
    try {
      return this.#after.entry(index, row);
    } catch (error) {
      if (error instanceof SqlError) return undefined;
      throw error;
    }
  }

  // --- constraints -------------------------------------------------------------------------------------------------

  #check(name: string): void {
    const check = this.#target.checks.find((c) => c.name === name);
    if (!check) return;
    const holds = this.#after.expression(check.sql);
    this.#forEach((_key, { row }) => {
      if (holds(row) === false)
        throw new SqlError(
          '23514',
          `validation of CHECK "${check.sql}" failed on row: ${this.#after.describe(row)}`
        );
    });
  }

  #foreignKey(name: string): void {
    const key = this.#target.foreignKeys.find((k) => k.name === name);
    const parent = key && (key.table === this.#target.id ? this.#target : this.#ctx.catalog.get(key.table));
    if (!key || parent?.kind !== 'table') return;
    const columns = key.columns.map((id) => columnById(this.#target, id));
    const known = new Set<string>();
    const parentColumns = key.tableColumns.map((id) => columnById(parent, id));
    this.#forEachOf(parent, (row) => {
      const values = tupleKey(row, parentColumns);
      if (values !== undefined) known.add(values);
    });
    const shown = [
      ...columns,
      ...this.#target.primary.keys
        .map((k) => columnById(this.#target, k.column))
        .filter((c) => !columns.includes(c))
    ];
    this.#forEach((_key, { row }) => {
      const nulls = columns.filter((c) => (row[c.slot] ?? null) === null).length;
      if (nulls > 0) {
        if (key.match === 'full' && nulls < columns.length)
          throw new SqlError(
            '23503',
            `foreign key violation: MATCH FULL does not allow mixing of null and nonnull values ${this.#after.describe(row, columns)} for ${key.name}`
          );
        return;
      }
      if (!known.has(tupleKey(row, columns)!))
        // no NULL among them
        throw new SqlError(
          '23503',
          `foreign key violation: "${this.#target.name}" row ${this.#after.describe(row, shown)} has no match in "${parent.name}"`
        );
    });
  }

  #forEachOf(table: TableDef, visit: (row: Row) => void): void {
    if (table.id === this.#target.id) return this.#forEach((_key, { row }) => visit(row));
    const rows = new TableRows(this.#cluster, this.#ctx, table);
    rows.exec.rows.scan(
      table.primary.storage,
      '',
      undefined,
      { reverse: false, lock: undefined },
      (_key, row) => {
        visit(row);
        return false;
      }
    );
  }
}

/** Rows that are there already cannot draw numbers: in which order would they? As in CockroachDB. */
const noSequences = (): SqlError =>
  new SqlError('0A000', 'cannot evaluate scalar expressions containing sequence operations in this context', {
    hint: 'add the column without a default, UPDATE the rows, then SET DEFAULT'
  });

/** The table before, with the new columns, so that their expressions have where to stand. */
function withColumnsOf(base: TableDef, target: TableDef): TableDef {
  const known = new Set(base.columns.map((c) => c.id));
  const names = new Set(base.columns.map((c) => c.name));
  const added = target.columns.filter((c) => !known.has(c.id) && !names.has(c.name));
  return { ...base, columns: [...base.columns, ...added] };
}

/** Values as one text; undefined where one is NULL. */
function tupleKey(row: Row, columns: readonly ColumnDef[]): string | undefined {
  let key = '';
  for (const { slot, type } of columns) {
    const datum = row[slot] ?? null;
    if (datum === null) return undefined;
    key += encodeKeyPart(datum, type, false);
  }
  return key;
}

/** A value that need not change must fit as it is. @throws SqlError 22001, 22003 */
function assertFits(
  datum: Datum,
  before: ColumnDef,
  after: ColumnDef,
  format: Parameters<typeof assignDatum>[3]
): void {
  assignDatum(datum, before.type, after.type, format);
}
