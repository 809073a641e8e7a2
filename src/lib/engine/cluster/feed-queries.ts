import type { Datum, Row } from '../base/datum';
import { SqlError } from '../base/errors';
import type { Epoch, Timestamp } from '../base/timestamp';
import type { FamilyDef, TableDef } from '../catalog/descriptors';
import { publicColumns } from '../catalog/descriptors';
import type { CompiledQuery, FeedQuery, QueryEvent } from '../changefeed/feed-query';
import type { ChangefeedQuery } from '../sql/ast/changefeed';
import type { SelectItem, TableExpr } from '../sql/ast/select';
import type { Expr } from '../sql/ast/expr';
import type { EvalSession } from '../sql/builtins/context';
import type { ExecContext, RowAccess } from '../sql/exec/context';
import { parseStatement } from '../sql/parse/parser';
import { compileRowQuery, type RowQuery } from '../sql/plan/row-query';
import { makeRowScope, type GivenValue, type RowScopeSource } from '../sql/plan/scalar-api';
import type { PlanCatalog } from '../sql/plan/schema';
import type { SessionFormat } from '../sql/types/session-format';
import { DECIMAL, OID, STRING, TIMESTAMPTZ, type SqlType } from '../sql/types/type';
import { EvalSessionView } from './exec-context';
import { planSession, sessionFormat } from './session-variables';
import type { SessionSettings } from './session-state';

/**
 * CDC queries at work (reference §7): what their expressions may name, and the world they are evaluated in. Names are read
 * with the settings of the session that made the feed.
 */

/** What a query is compiled for. */
export interface QuerySubject {
  readonly table: TableDef;
  /** Only this family's columns, and those of the primary key, are part of `*` and of the previous row. */
  readonly family: FamilyDef | undefined;
  /** By what the table goes in qualified names. */
  readonly alias: string;
  readonly virtualColumns: 'omitted' | 'null';
  readonly usesDiff: boolean;
  /** When the feed was made. */
  readonly creation: Timestamp;
}

/** What compiling and evaluating need of the cluster. */
export interface QueryWorld {
  readonly epoch: Epoch;
  readonly clusterId: string;
  readonly catalog: PlanCatalog;
  readonly session: SessionSettings;
  /** Told what the query does; absent where it is only looked at. */
  readonly meter?: WorkMeter;
}

/** Counts work in units of the budget. */
export interface WorkMeter {
  /** How much more may be done. */
  readonly left: number;
  done(units: number): void;
}

export interface CheckedQuery {
  readonly query: RowQuery;
  /** Registers of the table's row and of the values that come with it. */
  readonly tableRegister: 0;
  readonly eventRegister: 1;
  readonly previousSlot: number;
  context(event: QueryEvent): ExecContext;
  project(event: QueryEvent): Row | undefined;
}

/** What a CDC query may name besides the columns of its table, by slot. */
const EVENT_VALUES = ['mvcc', 'previous', 'op', 'schema', 'creation', 'time', 'time', 'table'] as const;

/**
 * Compiles a query for one version of its table.
 * @throws SqlError as a SELECT would
 */
export function compileQuery(
  query: Pick<ChangefeedQuery, 'items' | 'where'>,
  text: string,
  subject: QuerySubject,
  world: QueryWorld
): CheckedQuery {
  const { table } = subject;
  const previous = previousColumns(subject, world.catalog);
  const creation = world.epoch.hlc(subject.creation);
  const values: GivenValue[] = [
    { name: 'crdb_internal_mvcc_timestamp', type: DECIMAL, hidden: true },
    { name: previousName(table), type: tupleOf(previous), hidden: true },
    { name: 'event_op', type: STRING, called: true },
    { name: 'event_schema_timestamp', type: DECIMAL, called: true },
    { name: 'changefeed_creation_timestamp', type: DECIMAL, called: true, value: creation },
    { name: 'statement_timestamp', type: TIMESTAMPTZ, called: true },
    { name: 'transaction_timestamp', type: TIMESTAMPTZ, called: true },
    // A column of the table's own by this name comes first.
    ...(hasColumn(table, 'tableoid') ? [] : [{ name: 'tableoid', type: OID, hidden: true }])
  ];
  const session = planSession(world.session, sessionFormat(world.session, 0));
  const sources: RowScopeSource[] = [
    { kind: 'table', table, name: subject.alias, ...withheldColumns(subject) },
    { kind: 'columns', name: undefined, columns: values }
  ];
  const scope = makeRowScope(sources, world.catalog, session);
  const compiled = compileRowQuery(query, text, scope, world.catalog, session);
  if (compiled.exprs.length === 0)
    throw new SqlError('XXUUU', 'SELECT yields no columns', {
      hint: `name a column: table "${table.name}" has none that * stands for, but a hidden one such as rowid can be selected`
    });
  const { epoch } = world;
  const valuesOf = (event: QueryEvent): Datum[] =>
    EVENT_VALUES.map((value): Datum => {
      switch (value) {
        case 'mvcc':
          return epoch.hlc(event.mvcc);
        case 'previous':
          return event.before && previous.map((column) => previousValue(column.id, column.slot, event));
        case 'op':
          return operation(event, subject.usesDiff);
        case 'schema':
          return epoch.hlc(event.updated);
        case 'creation':
          return creation;
        case 'time':
          return epoch.micros(event.updated.wall);
        case 'table':
          return table.id;
      }
    });
  const context = (event: QueryEvent) => new QueryExecContext(world, event.updated);
  return {
    query: compiled,
    tableRegister: 0,
    eventRegister: 1,
    previousSlot: 1,
    context,
    project: (event) => {
      const seen = context(event);
      try {
        return compiled.eval([event.row, valuesOf(event)], seen);
      } finally {
        world.meter?.done(1 + seen.unitsDone);
      }
    }
  };
}

/** The query of a feed that runs, for one version of its table. */
export function compileFeedQuery(
  query: FeedQuery,
  subject: Omit<QuerySubject, 'alias'>,
  world: Omit<QueryWorld, 'session'>
): CompiledQuery {
  const { items, where, alias } = parsedQuery(query.sql);
  const compiled = compileQuery(
    { items, where },
    query.sql,
    { ...subject, alias: alias ?? subject.table.name },
    { ...world, session: query.session }
  );
  return { columns: compiled.query.columns, project: compiled.project };
}

/** The parts of a query in normal form. */
function parsedQuery(sql: string): {
  items: readonly SelectItem[];
  where: Expr | undefined;
  alias: string | undefined;
} {
  const statement = parseStatement(sql);
  if (statement.kind !== 'query' || statement.body.kind !== 'select')
    throw new Error('internal error: the query of a feed is no SELECT');
  const { items, where, from } = statement.body;
  return { items, where, alias: aliasOf(from[0]) };
}

/** What a table goes by where it has an alias. */
export function aliasOf(from: TableExpr): string | undefined {
  return 'alias' in from ? from.alias?.name?.text : undefined;
}

/** `cdc_prev`, unless the table has a column of that name (reference §7.2). */
function previousName(table: TableDef): string {
  if (!hasColumn(table, 'cdc_prev')) return 'cdc_prev';
  if (hasColumn(table, 'crdb_internal_cdc_prev'))
    throw new SqlError(
      '42701',
      `table "${table.name}" has columns cdc_prev and crdb_internal_cdc_prev: either cdc_prev or crdb_internal_cdc_prev columns must be renamed or dropped`
    );
  return 'crdb_internal_cdc_prev';
}

const hasColumn = (table: TableDef, name: string): boolean =>
  publicColumns(table).some((column) => column.name === name);

type PreviousColumn = {
  readonly id: number;
  readonly slot: number;
  readonly name: string;
  readonly type: SqlType;
};

/** What the previous row is made of: hidden columns as well, unlike `*`. */
function previousColumns(subject: QuerySubject, catalog: PlanCatalog): PreviousColumn[] {
  const { omit } = withheldColumns(subject);
  return publicColumns(subject.table)
    .filter((column) => !omit.has(column.id))
    .map(({ id, slot, name, type }) => ({ id, slot, name, type: catalog.hydrate(type) }));
}

function tupleOf(columns: readonly PreviousColumn[]): SqlType {
  return {
    family: 'tuple',
    elems: columns.map(({ type }) => type),
    labels: columns.map(({ name }) => name)
  };
}

/** A column of the previous row: NULL where the table of then had no such column. */
function previousValue(id: number, slot: number, { before, beforeDef }: QueryEvent): Datum {
  const then = publicColumns(beforeDef).find((column) => column.id === id);
  return then && !then.computed?.virtual ? (before?.[slot] ?? null) : null;
}

/** Columns that are no part of `*`, and those that are always NULL. */
function withheldColumns({ table, family, virtualColumns }: QuerySubject): {
  omit: ReadonlySet<number>;
  nulls: ReadonlySet<number>;
} {
  const virtual = table.columns.filter((column) => column.computed?.virtual).map(({ id }) => id);
  const key = new Set(table.primary.keys.map(({ column }) => column));
  const others = family
    ? table.columns.filter(({ id }) => !family.columns.includes(id) && !key.has(id)).map(({ id }) => id)
    : [];
  return {
    omit: new Set(virtualColumns === 'omitted' ? [...virtual, ...others] : others),
    nulls: new Set(virtualColumns === 'null' ? virtual : [])
  };
}

/** `event_op()` (reference §7.2). */
function operation({ deleted, before }: QueryEvent, diff: boolean): string {
  if (deleted) return 'delete';
  if (!diff) return 'upsert';
  return before === null ? 'insert' : 'update';
}

/** There are no tables to read: subqueries have been refused. */
const NO_ROWS: RowAccess = {
  scan: refuseRows,
  get: refuseRows,
  referenceLock: undefined,
  getLatest: refuseRows,
  scanIndex: refuseRows,
  put: refuseRows,
  delete: refuseRows,
  addIndexEntry: refuseRows,
  mvccDecimal: refuseRows
};

function refuseRows(): never {
  throw unsupported('reading tables');
}

/** Work one event may do. */
const EVENT_BUDGET = 1_000_000;
const EVENT_MEMORY = 64 * 1024 * 1024;

/** What a query's expressions see while one event is worked on: the time is the event's, and nothing else changes. */
class QueryExecContext implements ExecContext {
  readonly format: SessionFormat;
  readonly statementMicros: number;
  readonly session: EvalSession;
  readonly nodeId = 1;
  readonly clusterId: string;
  readonly readOnly = true;
  readonly rows = NO_ROWS;
  readonly #at: Timestamp;
  readonly #epoch: Epoch;
  readonly #mostWork: number;
  #work = 0;
  #memory = 0;

  constructor({ epoch, clusterId, session, meter }: QueryWorld, at: Timestamp) {
    this.#mostWork = Math.min(EVENT_BUDGET, meter?.left ?? EVENT_BUDGET);
    this.statementMicros = epoch.micros(at.wall);
    this.format = sessionFormat(session, this.statementMicros);
    this.session = new EvalSessionView(session);
    this.clusterId = clusterId;
    this.#at = at;
    this.#epoch = epoch;
  }

  get firstTriedMicros(): number {
    return this.statementMicros;
  }

  get transactionMicros(): number {
    return this.statementMicros;
  }

  clockMicros(): number {
    return this.statementMicros;
  }

  clusterLogicalTimestamp(): string {
    return this.#epoch.hlc(this.#at);
  }

  random(): number {
    throw unsupported('chance');
  }

  uniqueRowId(): never {
    throw unsupported('unique_rowid()');
  }

  nextval(): never {
    throw unsupported('a sequence');
  }

  currval(): never {
    throw unsupported('a sequence');
  }

  setval(): never {
    throw unsupported('a sequence');
  }

  lastval(): never {
    throw unsupported('a sequence');
  }

  get unitsDone(): number {
    return this.#work;
  }

  budget(units: number): void {
    this.#work += units;
    if (this.#work > this.#mostWork)
      throw new SqlError('57014', `the query of the changefeed did more than ${EVENT_BUDGET} units of work`);
  }

  memory(bytes: number): void {
    this.#memory += bytes;
    if (this.#memory > EVENT_MEMORY)
      throw new SqlError('53200', 'memory budget exceeded by the query of the changefeed');
  }

  notice(): void {}
}

function unsupported(what: string): SqlError {
  return new SqlError('0A000', `${what} is not supported by CDC`);
}
