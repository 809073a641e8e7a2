import type { Datum, WideInt } from '../../base/datum';
import type { SessionFormat } from '../types/session-format';
import type { SqlType, TupleType } from '../types/type';

/**
 * What evaluating an expression needs of the world around it. The engine implements it; everything in it is decided by
 * the run's seed and log, so that the same run gives the same values.
 */
export interface EvalContext {
  /** How values read and print in this session; its `nowMicros` is the statement's time. */
  readonly format: SessionFormat;
  /** Times in microseconds since 1970: when the statement and the transaction began. */
  readonly statementMicros: number;
  readonly transactionMicros: number;
  /** When the statement was first tried, which is before `transactionMicros` where its transaction has begun anew. */
  readonly firstTriedMicros: number;
  /** The time on the gateway's clock now, for `clock_timestamp()`. */
  clockMicros(): number;
  /** The transaction's HLC time as a DECIMAL datum: `1700000000000000000.0000000000`. */
  clusterLogicalTimestamp(): string;

  readonly session: EvalSession;
  /** The node that runs the statement, from 1, and the cluster's UUID. */
  readonly nodeId: number;
  readonly clusterId: string;
  /** A tier of the node's locality, such as its `region`; undefined where the node has none of that name. */
  locality?(tier: string): string | undefined;
  /** The regions of the session's database; undefined where it has none. */
  regions?(): { readonly primary: string; readonly all: readonly string[] } | undefined;

  /** What a changefeed with these options would send for a row, as text; absent where there are no changefeeds. */
  jsonAsChangefeed?(row: readonly Datum[], type: TupleType, flags: readonly string[]): string;

  /** The next 32-bit word of chance from the run's seed, 0 … 2³²−1. */
  random(): number;
  /** Makes `random` go on as it always does behind this number, −1 … 1; absent where chance is not the session's to set. */
  setSeed?(seed: number): void;
  /** A number that grows with time and differs on every node: `unique_rowid()`. */
  uniqueRowId(): WideInt;

  /** Sequences by name as written or by descriptor id. @throws SqlError 42P01, 2200H, 55000 (`currval` too early) */
  nextval(sequence: string | number): WideInt;
  currval(sequence: string | number): WideInt;
  /** The value that the sequence has when it is read as a table. */
  sequenceValue?(sequence: string | number): WideInt;
  /** Sets a sequence; with `called` false the next value is `value` itself. */
  setval(sequence: string | number, value: WideInt, called: boolean): void;
  /** The value of the last `nextval` of the session. @throws SqlError 55000 before any */
  lastval(): WideInt;

  /** Counts work: called once for each unit (an item of a series, a kilobyte of text). @throws SqlError 57014 when the statement has used up its budget */
  budget(units: number): void;
  /** Asks for memory that a value is about to take, in bytes. @throws SqlError 53200 when the statement may not have so much */
  memory(bytes: number): void;

  /** Lets virtual time pass before the statement answers; absent where nothing waits. */
  sleep?(seconds: number): void;

  /** Tells the session something without failing. */
  notice(message: string): void;

  /** Facts about the catalog that `pg_*` functions ask for; absent where there is no catalog. */
  readonly catalog?: EvalCatalog;
}

export interface EvalSession {
  readonly user: string;
  readonly sessionUser: string;
  readonly database: string;
  readonly applicationName: string;
  /** Schemas that names are looked up in, those that exist, in order; `withSystem` puts `pg_catalog` and its kin among them. */
  schemas(withSystem: boolean): readonly string[];
  /** A session variable as SHOW prints it; undefined when there is none of that name. */
  getVar(name: string): string | undefined;
  /** @throws SqlError as SET does */
  setVar(name: string, value: string, local: boolean): void;
}

/** What the catalog knows, each undefined for what does not exist. */
export interface EvalCatalog {
  tableName(oid: number): string | undefined;
  tableIsVisible(oid: number): boolean | undefined;
  /** The comment on a table, column (numbered from 1), or database. */
  comment(kind: 'table' | 'column' | 'database', oid: number, column?: number): string | undefined;
  viewDefinition(oid: number): string | undefined;
  indexDefinition(oid: number, column?: number): string | undefined;
  constraintDefinition(oid: number): string | undefined;
  /** The sequence that a SERIAL or identity column draws from, as `schema.name`. */
  serialSequence(table: string, column: string): string | undefined;
  roleName(oid: number): string | undefined;
  hasPrivilege(user: string, kind: string, object: string | number, privilege: string): boolean | undefined;
  /** The type of a number, for `format_type`. */
  typeOf(oid: number): SqlType | undefined;
}
