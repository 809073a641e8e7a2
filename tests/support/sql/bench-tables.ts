import type {
  ColumnDef,
  IndexDef,
  TableDef,
  ForeignKeyDef
} from '../../../src/lib/engine/catalog/descriptors';
import { timestamp } from '../../../src/lib/engine/base/timestamp';
import type { Expr } from '../../../src/lib/engine/sql/ast/expr';
import type {
  ColumnDef as ColumnNode,
  CreateTableStatement,
  ForeignKeyConstraint,
  IndexDef as IndexNode,
  IndexElement,
  UniqueConstraint
} from '../../../src/lib/engine/sql/ast/table-def';
import { compileScalar, makeRowScope } from '../../../src/lib/engine/sql/plan/scalar-api';
import type { PlanCatalog, PlanSession } from '../../../src/lib/engine/sql/plan/schema';
import { resolveType } from '../../../src/lib/engine/sql/plan/type-resolution';
import { INT, INT4, type SqlType } from '../../../src/lib/engine/sql/types/type';
import { SERIAL_NAMES } from '../../../src/lib/engine/sql/types/type-ref';
import type { BenchStorage } from './bench-rows';

/**
 * CREATE TABLE for benches: as much of it as tests of queries and data changes need, straight from the tree to a
 * descriptor. The product's own DDL lies above the SQL layer.
 */
export class TableMaker {
  readonly #text: string;
  readonly #catalog: PlanCatalog;
  readonly #session: PlanSession;
  readonly #storage: BenchStorage;
  readonly #id: number;
  readonly #name: string;
  readonly #columns: ColumnDef[] = [];
  readonly #indexes: IndexDef[] = [];
  readonly #checks: TableDef['checks'][number][] = [];
  readonly #foreignKeys: ForeignKeyDef[] = [];
  readonly #families: { id: number; name: string; columns: number[] }[] = [];
  #primary: IndexDef | undefined;

  constructor(parts: {
    text: string;
    catalog: PlanCatalog;
    session: PlanSession;
    storage: BenchStorage;
    id: number;
    name: string;
    table?: TableDef;
  }) {
    this.#text = parts.text;
    this.#catalog = parts.catalog;
    this.#session = parts.session;
    this.#storage = parts.storage;
    this.#id = parts.id;
    this.#name = parts.name;
    const { table } = parts;
    if (!table) return;
    this.#columns.push(...table.columns);
    this.#indexes.push(...table.indexes);
    this.#checks.push(...table.checks);
    this.#foreignKeys.push(...table.foreignKeys);
    this.#families.push(...table.families.map((family) => ({ ...family, columns: [...family.columns] })));
    this.#primary = table.primary;
  }

  create(statement: CreateTableStatement): TableDef {
    const { elements } = statement;
    const columns = elements.filter((e) => e.kind === 'columnDef');
    for (const node of columns) this.#addColumn(node);
    for (const node of elements) {
      if (node.kind === 'columnDef' && node.primaryKey) {
        this.#setPrimary(
          [element(node.name.text)],
          node.primaryKey.constraint?.text,
          node.primaryKey.sharded?.buckets
        );
      }
      if (node.kind === 'primaryKey') this.#setPrimary(node.columns, node.name?.text, node.sharded?.buckets);
    }
    if (!this.#primary) {
      const rowid = this.#pushColumn({
        name: 'rowid',
        type: INT,
        hidden: true,
        nullable: false,
        defaultSql: 'unique_rowid()'
      });
      this.#primary = this.#makeIndex(`${this.#name}_pkey`, [{ column: rowid.id, descending: false }], {
        unique: true,
        primary: true
      });
    }
    for (const node of columns) this.#columnConstraints(node);
    for (const node of elements) {
      if (node.kind === 'unique') this.#addUnique(node);
      if (node.kind === 'indexDef') this.addIndex(node);
      if (node.kind === 'check') this.#addCheck(node.expr, node.name?.text);
      if (node.kind === 'foreignKey') this.#addForeignKey(node);
      if (node.kind === 'familyDef')
        this.#families.push({
          id: this.#families.length,
          name: node.name?.text ?? `fam_${this.#families.length}`,
          columns: node.columns.map((c) => this.#column(c.text).id)
        });
    }
    return this.finish();
  }

  /** A table of nothing but columns: CREATE TABLE AS. */
  fromColumns(columns: readonly { readonly name: string; readonly type: SqlType }[]): TableDef {
    for (const column of columns) this.#pushColumn(column);
    const rowid = this.#pushColumn({
      name: 'rowid',
      type: INT,
      hidden: true,
      nullable: false,
      defaultSql: 'unique_rowid()'
    });
    const keys = [{ column: rowid.id, descending: false }];
    this.#primary = this.#makeIndex(`${this.#name}_pkey`, keys, { unique: true, primary: true });
    return this.finish();
  }

  finish(): TableDef {
    if (this.#families.length === 0) this.#families.push({ id: 0, name: 'primary', columns: [] });
    const assigned = new Set(this.#families.flatMap((family) => family.columns));
    for (const column of this.#columns)
      if (!assigned.has(column.id) && !column.computed?.virtual) this.#families[0].columns.push(column.id);
    return {
      kind: 'table',
      id: this.#id,
      name: this.#name,
      version: 1,
      modified: timestamp(0),
      dropped: false,
      privileges: { owner: 'root', grants: [] },
      database: 1,
      schema: 2,
      created: timestamp(0),
      columns: this.#columns,
      primary: this.#primary!,
      indexes: this.#indexes,
      families: this.#families,
      checks: this.#checks,
      foreignKeys: this.#foreignKeys,
      nextColumn: this.#columns.length + 1,
      nextIndex: this.#indexes.length + 2,
      nextFamily: this.#families.length,
      nextSlot: this.#columns.length,
      params: [],
      schemaLocked: false,
      temporary: false
    };
  }

  addIndex(node: IndexNode): IndexDef {
    const keys = node.columns.map((column) => this.#key(column));
    const names = keys
      .map((key) => this.#columns.find((c) => c.id === key.column)!)
      .map((c) => (c.inaccessible ? 'expr' : c.name));
    const base = `${this.#name}_${names.join('_')}_${node.unique ? 'key' : 'idx'}`;
    const all = node.sharded
      ? [{ column: this.#shard(keys, node.sharded.buckets), descending: false }, ...keys]
      : keys;
    const index = this.#makeIndex(node.name?.text ?? this.#freeName(base), all, {
      unique: node.unique,
      predicateSql: node.where && this.#sql(node.where),
      inverted: node.method === 'INVERTED',
      storing: node.storing.map((name) => this.#column(name.text).id),
      sharded: node.sharded ? all[0].column : undefined,
      buckets: node.sharded?.buckets
    });
    this.#indexes.push(index);
    return index;
  }

  #freeName(base: string): string {
    let name = base;
    for (let i = 1; this.#indexes.some((index) => index.name === name); i++) name = `${base}${i}`;
    return name;
  }

  #addColumn(node: ColumnNode): void {
    const serial = SERIAL_NAMES.has(node.type.name.toLowerCase());
    const type = resolveType(node.type, this.#catalog);
    this.#pushColumn({
      name: node.name.text,
      type,
      nullable: node.nullability !== 'NOT NULL' && !node.primaryKey && !serial,
      hidden: node.hidden,
      ...(node.default
        ? { defaultSql: this.#sql(node.default.expr) }
        : serial
          ? { defaultSql: 'unique_rowid()' }
          : {}),
      ...(node.onUpdate ? { onUpdateSql: this.#sql(node.onUpdate.expr) } : {}),
      ...(node.computed
        ? { computed: { sql: this.#sql(node.computed.expr), virtual: node.computed.virtual } }
        : {}),
      ...(node.identity
        ? { identity: node.identity.always ? 'always' : 'by default', defaultSql: 'unique_rowid()' }
        : {})
    });
    if (node.family?.name) {
      const { text } = node.family.name;
      let family = this.#families.find((f) => f.name === text);
      if (!family) this.#families.push((family = { id: this.#families.length, name: text, columns: [] }));
      family.columns.push(this.#columns.length);
    }
  }

  #pushColumn(parts: Omit<Partial<ColumnDef>, 'id' | 'slot'> & { name: string; type: SqlType }): ColumnDef {
    const slot = this.#columns.length;
    const column: ColumnDef = {
      nullable: true,
      hidden: false,
      state: 'public',
      ...parts,
      id: slot + 1,
      slot
    };
    this.#columns.push(column);
    return column;
  }

  #columnConstraints(node: ColumnNode): void {
    const name = node.name.text;
    if (node.unique && !node.unique.withoutIndex) {
      this.#indexes.push(
        this.#makeIndex(
          node.unique.constraint?.text ?? `${this.#name}_${name}_key`,
          [this.#key(element(name))],
          { unique: true }
        )
      );
    }
    for (const check of node.checks) this.#addCheck(check.expr, check.constraint?.text);
    if (node.references) {
      const { references: r } = node;
      const parent = this.#parent(r.table);
      const target = r.column
        ? parent.columns.find((c) => c.name === r.column!.text)!.id
        : parent.primary.keys[0].column;
      this.#pushForeignKey(
        r.constraint?.text ?? `${this.#name}_${name}_fkey`,
        [this.#column(name).id],
        parent.id,
        [target],
        r
      );
    }
  }

  #addUnique(node: UniqueConstraint): void {
    const keys = node.columns.map((column) => this.#key(column));
    const base = `${this.#name}_${node.columns.map((c) => c.column ?? 'expr').join('_')}_key`;
    this.#indexes.push(
      this.#makeIndex(node.name?.text ?? base, keys, {
        unique: true,
        predicateSql: node.where && this.#sql(node.where)
      })
    );
  }

  #addCheck(expr: Expr, name: string | undefined): void {
    this.#checks.push({
      name: name ?? `check_${this.#checks.length}`,
      sql: this.#sql(expr),
      columns: [],
      validated: true
    });
  }

  #addForeignKey(node: ForeignKeyConstraint): void {
    const parent = this.#parent(node.table);
    const columns = node.columns.map((c) => this.#column(c.text).id);
    const targets =
      node.references.length > 0
        ? node.references.map((r) => parent.columns.find((c) => c.name === r.text)!.id)
        : parent.primary.keys.map((key) => key.column);
    const base = `${this.#name}_${node.columns.map((c) => c.text).join('_')}_fkey`;
    this.#pushForeignKey(node.name?.text ?? base, columns, parent.id, targets, node);
  }

  #pushForeignKey(
    name: string,
    columns: number[],
    table: number,
    tableColumns: number[],
    node: { onDelete?: string; onUpdate?: string; match?: 'SIMPLE' | 'FULL' }
  ): void {
    this.#foreignKeys.push({
      name,
      columns,
      table,
      tableColumns,
      onDelete: (node.onDelete ?? 'NO ACTION').toLowerCase() as ForeignKeyDef['onDelete'],
      onUpdate: (node.onUpdate ?? 'NO ACTION').toLowerCase() as ForeignKeyDef['onUpdate'],
      match: node.match === 'FULL' ? 'full' : 'simple',
      validated: true
    });
  }

  /** The referenced table, which may be the one being made. */
  #parent(name: {
    readonly table: string;
    readonly schema: string | undefined;
  }): Pick<TableDef, 'id' | 'columns' | 'primary'> {
    if (name.table === this.#name) return { id: this.#id, columns: this.#columns, primary: this.#primary! };
    const found = this.#catalog.relation({
      catalog: undefined,
      schema: name.schema,
      table: name.table,
      span: { offset: 0, length: 0 }
    });
    if (found?.relation.kind !== 'table') throw new Error(`bench: no table ${name.table}`);
    return found.relation as unknown as TableDef;
  }

  #setPrimary(columns: readonly IndexElement[], name: string | undefined, buckets: Expr | undefined): void {
    let keys = columns.map((column) => this.#key(column));
    for (const key of keys) {
      const at = this.#columns.findIndex((c) => c.id === key.column);
      this.#columns[at] = { ...this.#columns[at], nullable: false };
    }
    const sharded = buckets && this.#shard(keys, buckets);
    if (sharded) keys = [{ column: sharded, descending: false }, ...keys];
    this.#primary = this.#makeIndex(name ?? `${this.#name}_pkey`, keys, {
      unique: true,
      primary: true,
      sharded,
      buckets
    });
  }

  #shard(keys: readonly { column: number }[], buckets: Expr | undefined): number {
    const names = keys.map((key) => this.#columns.find((c) => c.id === key.column)!.name);
    const count = buckets?.kind === 'int' ? buckets.text : '16';
    const sql = `mod(fnv32(md5(crdb_internal.datums_to_bytes(${names.join(', ')}))), ${count})`;
    return this.#pushColumn({
      name: `crdb_internal_${names.join('_')}_shard_${count}`,
      type: INT4,
      nullable: false,
      hidden: true,
      computed: { sql, virtual: true }
    }).id;
  }

  #key(node: IndexElement): { column: number; descending: boolean } {
    const column = node.column === undefined ? this.#expressionColumn(node.expr!) : this.#column(node.column);
    return { column: column.id, descending: node.direction === 'DESC' };
  }

  #expressionColumn(expr: Expr): ColumnDef {
    const sql = this.#sql(expr);
    const table = this.finish();
    const scope = makeRowScope([{ kind: 'table', table, name: this.#name }], this.#catalog, this.#session);
    const { type } = compileScalar(expr, this.#text, scope, this.#catalog, this.#session);
    return this.#pushColumn({
      name: `crdb_internal_idx_expr_${this.#columns.length}`,
      type,
      hidden: true,
      inaccessible: true,
      computed: { sql, virtual: true }
    });
  }

  #makeIndex(
    name: string,
    keys: readonly { column: number; descending: boolean }[],
    parts: {
      unique?: boolean;
      primary?: boolean;
      predicateSql?: string;
      inverted?: boolean;
      storing?: number[];
      sharded?: number;
      buckets?: Expr;
    }
  ): IndexDef {
    return {
      id: parts.primary ? 1 : this.#indexes.length + 2,
      name,
      storage: parts.primary ? this.#storage.addPrimary() : this.#storage.addSecondary(),
      unique: parts.unique ?? false,
      keys,
      storing: parts.storing ?? [],
      ...(parts.predicateSql === undefined ? {} : { predicateSql: parts.predicateSql }),
      ...(parts.sharded === undefined
        ? {}
        : {
            sharded: {
              buckets: parts.buckets?.kind === 'int' ? Number(parts.buckets.text) : 16,
              column: parts.sharded
            }
          }),
      constraint: parts.unique ?? false,
      notVisible: false,
      inverted: parts.inverted ?? false,
      state: 'public'
    };
  }

  #column(name: string): ColumnDef {
    const column = this.#columns.find((c) => c.name === name);
    if (!column) throw new Error(`bench: no column ${name}`);
    return column;
  }

  #sql(expr: Expr): string {
    return this.#text.slice(expr.span.offset, expr.span.offset + expr.span.length);
  }
}

function element(column: string): IndexElement {
  return {
    column,
    expr: undefined,
    opClass: undefined,
    direction: undefined,
    nulls: undefined,
    span: { offset: 0, length: 0 }
  };
}
