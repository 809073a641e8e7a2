import type { Datum, Row } from '../../base/datum';
import type { ColumnDef, TableDef } from '../../catalog/descriptors';
import { Compiler } from '../../sql/exec/compiler';
import { Frame } from '../../sql/exec/frame';
import { CompiledIndex } from '../../sql/exec/row-writer';
import { PlanContext } from '../../sql/plan/plan-context';
import { QueryPlanner } from '../../sql/plan/query-planner';
import { compileScalar, makeRowScope, type RowScope } from '../../sql/plan/scalar-api';
import { planWriter } from '../../sql/plan/table-writer';
import { parseExpression } from '../../sql/parse/parser';
import { datumToSql } from '../../sql/types/sql-literal';
import type { SqlType } from '../../sql/types/type';
import type { Version } from '../../storage/mvcc';
import type { Cluster } from '../cluster';
import { StatementExecContext } from '../exec-context';
import { planSession, sessionFormat } from '../session-variables';
import type { StatementContext } from '../statement';
import type { PlanCatalog, PlanSession } from '../../sql/plan/schema';

/** A table's indexes and the frame in which their keys are worked out. */
interface CompiledIndexes {
  readonly frame: Frame;
  readonly byId: ReadonlyMap<number, CompiledIndex>;
}

/** One version of a table with what evaluating its expressions and keys needs. */
export class TableRows {
  readonly table: TableDef;
  readonly #cluster: Cluster;
  readonly #catalog: PlanCatalog;
  readonly #session: PlanSession;
  readonly #exec: StatementExecContext;
  #indexes: CompiledIndexes | undefined;
  #scope: RowScope | undefined;

  constructor(cluster: Cluster, ctx: StatementContext, table: TableDef) {
    this.table = table;
    this.#cluster = cluster;
    this.#catalog = cluster.sqlCatalog(ctx);
    this.#session = planSession(ctx.session, sessionFormat(ctx.session, cluster.epoch.micros(cluster.now)));
    this.#exec = new StatementExecContext(cluster, ctx, { readOnly: false });
  }

  get exec(): StatementExecContext {
    return this.#exec;
  }

  /** A kept expression over a row. @param column what it is the value of: it becomes one of its type */
  expression(sql: string, column?: { readonly name: string; readonly type: SqlType }): (row: Row) => Datum {
    const scope = (this.#scope ??= makeRowScope(
      [{ kind: 'table', table: this.table, name: this.table.name }],
      this.#catalog,
      this.#session
    ));
    const compiled = compileScalar(parseExpression(sql), sql, scope, this.#catalog, this.#session, {
      stored: true,
      ...(column
        ? { wanted: this.#catalog.hydrate(column.type), convert: 'assign' as const, place: column.name }
        : {})
    });
    return (row) => compiled.eval([row], this.#exec);
  }

  // --- keys --------------------------------------------------------------------------------------------------------

  get #compiled(): CompiledIndexes {
    if (this.#indexes) return this.#indexes;
    const context = new PlanContext(this.#catalog, this.#session, '');
    const planner = new QueryPlanner(context);
    const register = context.newRegister();
    const writer = planWriter(planner, this.table, register);
    const compiler = new Compiler(context.memos);
    const indexes = [writer.primary, ...writer.indexes].map(
      (index) => new CompiledIndex(index, register, compiler)
    );
    const frame = new Frame(this.#exec, {
      registers: context.registers,
      literals: [],
      memos: compiler.memos
    });
    return (this.#indexes = { frame, byId: new Map(indexes.map((index) => [index.id, index])) });
  }

  primaryKey(row: Row): string {
    const { frame, byId } = this.#compiled;
    return byId.get(this.table.primary.id)!.keyOf(frame, row); // every table has one
  }

  /** The entry of a row in a secondary index; undefined where the index leaves it out. */
  entry(index: number, row: Row): string | undefined {
    const { frame, byId } = this.#compiled;
    const compiled = byId.get(index);
    return compiled?.holds(frame, row) ? compiled.keyOf(frame, row) : undefined;
  }

  /** Another row with the same key in a unique index. */
  hasDuplicate(index: number, row: Row, own: string): boolean {
    const { frame, byId } = this.#compiled;
    const compiled = byId.get(index)!; // asked of the table's own
    return compiled.conflicting(frame, row, own, byId.get(this.table.primary.id)!) !== undefined;
  }

  duplicateError(index: number, row: Row): Error {
    const { frame, byId } = this.#compiled;
    return byId.get(index)!.duplicate(frame, row);
  }

  // --- rows --------------------------------------------------------------------------------------------------------

  /** The newest version of each row that is there, in key order. */
  forEachLive(visit: (key: string, version: Version) => void): void {
    this.#cluster.storage.primary(this.table.primary.storage).forEach('', undefined, (key, newest) => {
      const version = newest.txn === 0 ? newest : newest.prev;
      if (version && !version.deleted) visit(key, version);
      return false;
    });
  }

  /** Every version of every row, intents included. */
  forEachVersion(visit: (key: string, version: Version) => void): void {
    this.#cluster.storage.primary(this.table.primary.storage).forEach('', undefined, (key, newest) => {
      for (let version: Version | null = newest; version; version = version.prev)
        if (!version.deleted) visit(key, version);
      return false;
    });
  }

  /** A row for messages: `i=1, j=NULL`. */
  describe(row: Row, columns: readonly ColumnDef[] = this.#shownColumns()): string {
    return columns
      .map((c) => `${c.name}=${datumToSql(row[c.slot] ?? null, this.#catalog.hydrate(c.type))}`)
      .join(', ');
  }

  #shownColumns(): ColumnDef[] {
    return this.table.columns.filter((c) => !c.inaccessible && !c.computed?.virtual);
  }
}

/** A row with another value in one slot. */
export function withSlot(row: Row, slot: number, datum: Datum): Row {
  const copy = [...row];
  while (copy.length < slot) copy.push(null);
  copy[slot] = datum;
  return copy;
}
