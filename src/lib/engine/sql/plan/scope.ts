import { SqlError, type Span } from '../../base/errors';
import type { ColumnRef, StarExpr } from '../ast/expr';
import type { TableName } from '../ast/name';
import type { SqlType } from '../types/type';
import { ambiguousColumn, noSource, noSourcePattern, undefinedColumn } from './errors';
import type { QueryBlock } from './query-block';
import type { Scalar } from './scalar';

/** A column that an expression may name, and what the name stands for. */
export interface ScopeColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly expr: Scalar;
  /** Left out of `*`. */
  readonly hidden: boolean;
  /** A system column such as `crdb_internal_mvcc_timestamp`: found only when nothing else has the name. */
  readonly system?: boolean;
}

/** One item of FROM: an alias or a table's name, and its columns. */
export interface ScopeSource {
  /** Undefined for a subquery without an alias. */
  readonly name: string | undefined;
  /** Set where the source is a table without an alias, for `db.schema.table.column`. */
  readonly schema?: string;
  readonly database?: string;
  readonly columns: readonly ScopeColumn[];
  /** The register of its row, where `SELECT t` may stand for the whole row. */
  readonly register?: number;
}

/** The result of looking a name up. */
export interface Resolved {
  readonly column: ScopeColumn;
  /** Where it was found: the scope itself or one around it. */
  readonly scope: Scope;
}

const NO_PARAMETERS: readonly Scalar[] = [];
const NO_FUNCTIONS: ReadonlyMap<string, Scalar> = new Map();

/**
 * The names in reach of an expression. Scopes of subqueries have the scope around them as `parent`; columns found there make
 * the subquery correlated.
 */
export class Scope {
  readonly parent: Scope | undefined;
  readonly sources: readonly ScopeSource[];
  /** What `*` and bare names see, in order: a column merged by USING stands here once. */
  readonly columns: readonly ScopeColumn[];
  /** The SELECT whose FROM this is; undefined where no aggregate may stand. */
  readonly block: QueryBlock | undefined;
  /** What calls of these functions, without arguments, stand for: values that come with each row. */
  readonly #functions: ReadonlyMap<string, Scalar>;
  /** What `$1`, `$2` … stand for in the body of a function. */
  readonly #parameters: readonly Scalar[];

  constructor(parts: {
    parent: Scope | undefined;
    sources: readonly ScopeSource[];
    columns?: readonly ScopeColumn[];
    block?: QueryBlock;
    functions?: ReadonlyMap<string, Scalar>;
    parameters?: readonly Scalar[];
  }) {
    this.parent = parts.parent;
    this.sources = parts.sources;
    this.columns = parts.columns ?? parts.sources.flatMap((source) => source.columns);
    this.block = parts.block;
    this.#functions = parts.functions ?? NO_FUNCTIONS;
    this.#parameters = parts.parameters ?? NO_PARAMETERS;
  }

  /** What a call without arguments stands for here, if its function is one of the scope's own. */
  calledValue(name: string): Scalar | undefined {
    for (const scope of this.#outward()) {
      const value = scope.#functions.get(name);
      if (value) return value;
    }
    return undefined;
  }

  /** The argument of the function whose body this is, counted from 1. */
  parameter(index: number): Scalar | undefined {
    for (const scope of this.#outward()) {
      const value = scope.#parameters.at(index - 1);
      if (value) return value;
    }
    return undefined;
  }

  /** Looks a column up, here and outwards. @throws SqlError 42703, 42702, 42P01 */
  resolve(ref: ColumnRef, span: Span | undefined): Resolved {
    const found = this.find(ref, span);
    if (found) return found;
    if (ref.table === undefined) throw undefinedColumn(ref.column, span, this.columnNames());
    const prefix = tableText(ref.table);
    if (!this.#hasSource(ref.table)) throw noSource(prefix, span);
    throw undefinedColumn(`${prefix}.${ref.column}`, span, []);
  }

  /** As `resolve`, undefined for an unknown name. @throws SqlError 42702 for an ambiguous one */
  find(ref: ColumnRef, span: Span | undefined): Resolved | undefined {
    for (const scope of this.#outward()) {
      const column = ref.table
        ? scope.#qualified(ref.table, ref.column, span)
        : scope.#bare(ref.column, span);
      if (column) return { column, scope };
    }
    return undefined;
  }

  /** The source whose whole row a bare name stands for, when no column has the name. */
  sourceNamed(name: string): ScopeSource | undefined {
    for (const scope of this.#outward()) {
      const source = scope.sources.find((s) => s.name === name);
      if (source) return source;
    }
    return undefined;
  }

  /** The columns of `*` or `t.*`. @throws SqlError 42P01, 42602 */
  expand(star: StarExpr, span: Span | undefined): readonly ScopeColumn[] {
    if (star.table === undefined) {
      if (this.sources.length === 0)
        throw new SqlError('42602', 'cannot use "*" without a FROM clause', { span });
      return this.columns.filter((column) => !column.hidden);
    }
    for (const scope of this.#outward()) {
      const source = scope.#source(star.table, span);
      if (source) return source.columns.filter((column) => !column.hidden);
    }
    throw noSourcePattern(tableText(star.table), span);
  }

  /** Every name a bare reference could have meant. */
  *columnNames(): Iterable<string> {
    for (const scope of this.#outward())
      for (const column of scope.columns) if (!column.system) yield column.name;
  }

  /** This scope, then those around it. */
  *#outward(): Iterable<Scope> {
    yield this;
    if (this.parent) yield* this.parent.#outward();
  }

  #bare(name: string, span: Span | undefined): ScopeColumn | undefined {
    let matches = this.columns.filter((column) => column.name === name);
    if (matches.length > 1 && matches.some((column) => !column.system))
      matches = matches.filter((column) => !column.system);
    if (matches.length > 1) throw ambiguousColumn(name, this.#owners(matches), span);
    return matches[0];
  }

  #owners(columns: readonly ScopeColumn[]): string[] {
    return columns.map((column) => {
      const source = this.sources.find((s) => s.columns.includes(column));
      return `${source?.name ?? '<anonymous>'}.${column.name}`;
    });
  }

  #qualified(table: TableName, name: string, span: Span | undefined): ScopeColumn | undefined {
    const source = this.#source(table, span);
    const matches = source?.columns.filter((column) => column.name === name) ?? [];
    if (matches.length > 1) throw ambiguousColumn(`${source!.name}.${name}`, this.#owners(matches), span); // found in it
    return matches[0];
  }

  #source(table: TableName, span: Span | undefined): ScopeSource | undefined {
    const matches = this.sources.filter((source) => isNamed(source, table));
    if (matches.length > 1) throw ambiguousSource(tableText(table), span);
    return matches[0];
  }

  #hasSource(table: TableName): boolean {
    for (const scope of this.#outward())
      if (scope.sources.some((source) => isNamed(source, table))) return true;
    return false;
  }
}

/** `db.t` may mean a table of a schema, or of a database's public schema. */
function isNamed(source: ScopeSource, table: TableName): boolean {
  if (source.name !== table.table) return false;
  if (table.schema === undefined) return true;
  if (table.catalog !== undefined) return source.database === table.catalog && source.schema === table.schema;
  return source.schema === table.schema || (source.database === table.schema && source.schema === 'public');
}

function ambiguousSource(name: string, span: Span | undefined) {
  return ambiguousColumn(name, [name, name], span);
}

/** A table name as it was written. */
export function tableText(table: TableName): string {
  return [table.catalog, table.schema, table.table].filter((part) => part !== undefined).join('.');
}
