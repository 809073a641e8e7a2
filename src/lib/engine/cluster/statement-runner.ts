import { SqlError, type Span } from '../base/errors';
import type { Datum } from '../base/datum';
import { isBefore, nextTimestamp, sameTimestamp, type Timestamp } from '../base/timestamp';
import type { CatalogView } from '../catalog/catalog';
import { Authority } from '../catalog/privileges';
import type { Descriptor, SequenceDef } from '../catalog/descriptors';
import { Restart } from '../storage/txn-state';
import type { Expr } from '../sql/ast/expr';
import type { Statement } from '../sql/ast/statement';
import type { PrepareStatement } from '../sql/ast/txn';
import type { TypeRef } from '../sql/ast/type';
import { chargeRow } from '../sql/exec/kept-rows';
import { parseExpression, parseShaped } from '../sql/parse/parser';
import {
  compileScalar,
  findAsOf,
  isPlannable,
  NO_SCOPE,
  placedIn,
  planStatement,
  PlanCache,
  type Plan
} from '../sql/plan/planner';
import type { PlanSession, RowSource } from '../sql/plan/schema';
import { resolveType } from '../sql/plan/type-resolution';
import { assignDatum } from '../sql/types/cast';
import { canCast } from '../sql/types/cast-rules';
import { formatDatum } from '../sql/types/format';
import type { SessionFormat } from '../sql/types/session-format';
import type { SqlType } from '../sql/types/type';
import { typeName, typeWord } from '../sql/types/type-name';
import { evaluateMoment, followerReadMoment } from './as-of';
import type { Cluster } from './cluster';
import { refuseOpenCursors } from './cursors';
import { errors } from './errors';
import { StatementExecContext } from './exec-context';
import { NameResolver } from './names';
import { bindArguments, openPrepared, prepare } from './prepared';
import { registerHandlers } from './register';
import { intSizeOf, withIntSize } from './int-size';
import {
  planKey,
  planSession,
  readsAreOfFollowers,
  searchPath,
  sessionFormat,
  variableIsOn
} from './session-variables';
import type { ActiveStatement, SessionSettings, SessionState } from './session-state';
import { SqlCatalog } from './sql-catalog';
import { insteadOf, STATEMENTS } from './statements/classification';
import { Handlers, type StatementContext, type StatementResult } from './statement';
import { EvalCatalogView } from './virtual/eval-catalog';
import { LazyNames } from './virtual/lazy-names';
import { VirtualTables } from './virtual-tables';

/** A statement that is to be carried out. */
interface ReadStatement {
  readonly statement: Statement;
  /** What its spans point into. */
  readonly text: string;
  /** Its plan may be kept. */
  readonly keep: boolean;
  /** Gives its placeholders their values. */
  readonly bind?: (ctx: StatementContext) => void;
}

/** How a query is run. */
export interface QueryOptions {
  /** Its plan is kept for other texts of its shape: it is the whole of its text. */
  readonly keep?: boolean;
  /** A statement of the cluster's own: it may write what no user may. */
  readonly internal?: boolean;
  /** Types that constants in the columns of the result are read as. */
  readonly wanted?: readonly SqlType[];
}

/** Parses, plans and carries out one statement of a session: queries and DML by the planner, the rest by its handler. */
export class StatementRunner {
  readonly #cluster: Cluster;
  readonly #handlers = new Handlers();
  readonly #virtual = new VirtualTables();
  readonly #plans = new PlanCache();
  /**
   * What the statement before ran in. Between statements there would be none, and where no object of a shape is left, a collection makes
   * V8 throw away the compiled code that knows the shape: scans and aggregates took five times as long until it was there again.
   */
  latest: StatementExecContext | undefined;
  /** The plan key of the session without variables of its own that asked last. */
  #lastKey = { database: '', user: '', key: '' };

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    registerHandlers(this.#handlers, this.#virtual, cluster, this);
  }

  /** @throws SqlError, Blocked, Restart, Unavailable */
  run(session: SessionState, active: ActiveStatement): StatementResult {
    const fast = this.#runCached(session, active);
    if (fast) return fast;
    const { statement: written, isShaped } = parseShaped(active.text);
    const statement = withIntSize(written, intSizeOf(session));
    this.#requireOpen(session, statement);
    if (statement.kind !== 'execute')
      return this.#carryOut(session, active, { statement, text: active.text, keep: isShaped });
    const open = openPrepared(session, statement);
    const bind = (ctx: StatementContext) => bindArguments(open, statement, ctx, this);
    const { text } = open.prepared;
    const result = placedAt(statement.span, () =>
      this.#carryOut(session, active, { statement: open.statement, text, keep: false, bind })
    );
    return statement.discardRows ? { ...result, rows: [] } : result;
  }

  /** @throws SqlError 25P02, 25000 for a statement that the open transaction no longer understands */
  #requireOpen({ transaction }: SessionState, statement: Statement): void {
    if (!transaction || isObserver(statement)) return;
    if (transaction.failed && !ENDS_FAILED.has(statement.kind)) throw errors.transactionFailed();
    if (transaction.released && !ENDS_RELEASED.has(statement.kind)) throw errors.transactionReleased();
  }

  /** @throws SqlError 0A000 for a statement that came after the release of `version` (reference §9) */
  #requireKnown(statement: Statement): void {
    const { name, since = 0 } = STATEMENTS[statement.kind];
    if (!this.#cluster.settings.isAtLeast(since)) throw errors.tooNew(name, since, statement.span);
  }

  #carryOut(
    session: SessionState,
    active: ActiveStatement,
    { statement, text, keep, bind }: ReadStatement
  ): StatementResult {
    this.#requireKnown(statement);
    const handler = this.#handlers.get(statement.kind);
    const observes = isObserver(statement);
    if (CONTROLS_TRANSACTION.has(statement.kind) || (observes && session.transaction)) {
      if (!handler) throw errors.unsupported(describe(statement), insteadOf(statement), statement.span);
      return handler(statement, this.#controlContext(session, active));
    }
    if (IS_DDL.has(statement.kind)) {
      this.#commitBeforeDdl(session, active);
      const readOnly =
        session.transaction?.readOnly ??
        (variableIsOn(session, 'default_transaction_read_only') || readsAreOfFollowers(session));
      if (readOnly) throw errors.readOnly(tagOf(statement));
      if (session.transaction) refuseOpenCursors(session);
      this.#raiseForDdl(session, active);
    }
    return this.#cluster.sessions.transactions.inTransaction(session, active, undefined, (outer) => {
      bind?.(outer);
      const ctx = bind ? { ...outer, text } : outer;
      if (handler) return handler(statement, ctx);
      if (!isPlannable(statement))
        throw errors.unsupported(describe(statement), insteadOf(statement), statement.span);
      return this.query(statement, text, ctx, { keep });
    });
  }

  /** PREPARE. @throws SqlError 42P05, 42P18, and as planning does */
  prepare(statement: PrepareStatement, ctx: StatementContext): void {
    prepare(statement, ctx, this, this.#cluster.now);
  }

  resolveType(ref: TypeRef, ctx: StatementContext): SqlType {
    return resolveType(ref, this.sqlCatalog(ctx, ctx.catalog));
  }

  /** An argument of EXECUTE, assigned to a type where one is said. @throws SqlError 42809 where it cannot be */
  argument(expr: Expr, type: SqlType | undefined, ctx: StatementContext): { type: SqlType; value: Datum } {
    const catalog = this.sqlCatalog(ctx, ctx.catalog);
    const session = this.planSession(ctx);
    const place = 'EXECUTE parameters';
    const found = compileScalar(expr, ctx.text, NO_SCOPE, catalog, session, { wanted: type, place });
    if (type && found.type.family !== 'unknown' && !canCast(found.type, type, 'assignment'))
      throw new SqlError(
        '42809',
        `expected EXECUTE parameter expression to have type ${typeWord(type)}, but '${spanText(ctx.text, expr)}' has type ${typeWord(found.type)}`,
        { span: expr.span }
      );
    const value = found.eval([], this.execContext(ctx));
    if (!type || value === null) return { type: found.type, value };
    return { type, value: assignDatum(value, found.type, type, session.format) };
  }

  /** A statement of a shape that has been planned before runs without being parsed. */
  #runCached(session: SessionState, active: ActiveStatement): StatementResult | undefined {
    const { transaction } = session;
    if (transaction && (transaction.failed || transaction.released || transaction.asOf)) return undefined;
    if (transaction && (transaction.readOnly || transaction.staged.objects.size > 0)) return undefined;
    if (!transaction && readsAreOfFollowers(session)) return undefined;
    const { catalog, epoch, now } = this.#cluster;
    const format = sessionFormat(session, epoch.micros(now));
    const prepared = this.#plans.find(active.text, catalog.generation, this.#planKey(session), format);
    if (!prepared) return undefined;
    try {
      return this.#cluster.sessions.transactions.inTransaction(session, active, undefined, (ctx) =>
        this.#execute(prepared.plan, ctx, prepared.literals)
      );
    } catch (error) {
      throw placedIn(active.text, prepared.planned, error);
    }
  }

  /** As `planKey`, which is the same for one statement after another. */
  #planKey(session: SessionState): string {
    if (session.variables.size > 0) return planKey(session);
    const { database, user } = session;
    if (this.#lastKey.database !== database || this.#lastKey.user !== user)
      this.#lastKey = { database, user, key: planKey(session) };
    return this.#lastKey.key;
  }

  /** With `autocommit_before_ddl` a schema change commits the open transaction first (reference §1.9). */
  #commitBeforeDdl(session: SessionState, active: ActiveStatement): void {
    const { transaction } = session;
    if (!transaction || transaction.implicit || !variableIsOn(session, 'autocommit_before_ddl')) return;
    this.#cluster.notice(
      active.statement,
      'auto-committing transaction before processing DDL due to autocommit_before_ddl setting',
      undefined,
      'NOTICE'
    );
    this.#cluster.sessions.transactions.commit(session, active.statement);
  }

  /**
   * Schema changes are made at serializable isolation: a transaction that begins with one is raised to it (maybeAdjustTxnForDDL).
   * @throws SqlError 0A000 where something has been done in it already
   */
  #raiseForDdl(session: SessionState, active: ActiveStatement): void {
    const open = this.#cluster.sessions.transactions.openTxn(session);
    if (open?.txn.isolation !== 'read committed') return;
    if (open.transaction.statements > 0)
      throw new SqlError(
        '0A000',
        'to use multi-statement transactions involving a schema change under weak isolation levels, enable the autocommit_before_ddl setting'
      );
    open.txn.isolation = 'serializable';
    this.#cluster.notice(
      active.statement,
      'setting transaction isolation level to SERIALIZABLE due to schema change',
      undefined,
      'NOTICE'
    );
  }

  /** A query or DML statement, also one inside another (`[SHOW …]` works the other way round, by `rowSource`). */
  query(
    statement: Statement,
    text: string,
    ctx: StatementContext,
    options: QueryOptions = {}
  ): StatementResult {
    const asOf = findAsOf(statement);
    const { transaction } = ctx.session;
    const follows = transaction?.implicit && !options.internal && readsAreOfFollowers(ctx.session);
    const fixed = transaction?.asOf ?? (follows ? followerReadMoment(this.#cluster) : undefined);
    if (asOf) return this.#asOf(statement, text, ctx, this.#moment(asOf, ctx));
    if (fixed) return this.#asOf(statement, text, ctx, fixed);
    if (ctx.session.transaction?.readOnly) refuseLocks(statement);
    const plan = this.plan(statement, ctx, text, options);
    if (options.keep && ctx.catalog.generation >= 0)
      this.#plans.add(text, ctx.catalog.generation, planKey(ctx.session), plan);
    return this.#execute(plan, ctx);
  }

  /** Plans a query or DML statement without running it. */
  plan(statement: Statement, ctx: StatementContext, text = ctx.text, options: QueryOptions = {}): Plan {
    const catalog = this.sqlCatalog(ctx, ctx.catalog);
    const plan = planStatement(statement, text, catalog, this.planSession(ctx), options.wanted);
    requireUses(plan, ctx, options.internal === true);
    return plan;
  }

  /** What planning sees of the statement's session. */
  planSession({ session, catalog }: StatementContext, view: CatalogView = catalog): PlanSession {
    return planSession(session, this.#format(session, view));
  }

  #format(session: SessionSettings, view: CatalogView): SessionFormat {
    const names = new LazyNames(() => new EvalCatalogView(view, this.names(session, view)));
    return sessionFormat(session, this.#cluster.epoch.micros(this.#cluster.now), names);
  }

  #execute(plan: Plan, ctx: StatementContext, literals?: readonly Datum[]): StatementResult {
    const readOnly = ctx.session.transaction?.readOnly ?? false;
    if (plan.mutates && readOnly) throw errors.readOnly(plan.verb);
    if (plan.mutates) this.#requireSchemaOfItsTime(plan, ctx);
    const exec = new StatementExecContext(this.#cluster, ctx, { readOnly });
    const rows: Datum[][] = [];
    const emit = (row: Datum[]) => {
      chargeRow(row, exec);
      rows.push(row);
      return false;
    };
    try {
      const affected = plan.run(exec, emit, literals);
      return { tag: plan.tag(affected), columns: plan.columns, rows, work: exec.workDone };
    } finally {
      this.#cluster.unitsDone += exec.unitsDone;
      this.latest = exec;
    }
  }

  /**
   * A transaction may not write with a schema that became valid after its own time: what it wrote would lie below the schema change, in
   * an index that nobody reads at that time. CockroachDB's leases of descriptors end where the next version begins.
   */
  #requireSchemaOfItsTime(plan: Plan, { txn }: StatementContext): void {
    for (const id of plan.tables) {
      const table = this.#cluster.catalog.get(id);
      // Strictly behind it: what lies at the very moment of a schema change is its own.
      if (table?.kind === 'table' && !isBefore(table.modified, txn.writeTs))
        throw new Restart('serializable', nextTimestamp(table.modified));
    }
  }

  /** Reads at a moment in the past: with the schema and the rows of then. */
  #asOf(statement: Statement, text: string, ctx: StatementContext, at: Timestamp): StatementResult {
    const { transaction } = ctx.session;
    if (!ctx.implicit && transaction) {
      const reads = transaction.asOf ?? ctx.txn.readTs;
      if (!sameTimestamp(at, reads)) throw errors.inconsistentMoment(true);
    }
    refuseLocks(statement);
    this.#cluster.storage.txns.fixAt(ctx.txn, at);
    const view = this.#cluster.catalog.asOf(at);
    const plan = planStatement(statement, text, this.sqlCatalog(ctx, view), this.planSession(ctx, view));
    requireUses(plan, ctx, false);
    if (plan.mutates) throw errors.readOnly(plan.verb);
    const { epoch, storage, catalog } = this.#cluster;
    for (const table of plan.tables)
      if (catalog.get(table)?.kind === 'table' && storage.gc.isCollected(table, at))
        throw errors.collected(epoch.hlc(at), epoch.hlc(storage.gc.threshold(table)));
    return this.#execute(plan, ctx);
  }

  #moment(asOf: Expr, ctx: StatementContext): Timestamp {
    return evaluateMoment(this.#cluster, this, asOf, ctx);
  }

  names(session: SessionSettings, view: CatalogView): NameResolver {
    return new NameResolver(view, session.database, searchPath(session));
  }

  /** A sequence by descriptor id, or by name as `nextval` takes it. @throws SqlError 42P01, 42809 */
  sequence(name: string | number, ctx: StatementContext): SequenceDef {
    const object = typeof name === 'number' ? ctx.catalog.get(name) : this.#namedSequence(name, ctx);
    if (object?.kind === 'sequence') return object;
    if (object) throw new SqlError('42809', `"${name}" is not a sequence`);
    throw new SqlError('42P01', `relation "${name}" does not exist`);
  }

  #namedSequence(text: string, ctx: StatementContext): Descriptor | undefined {
    const expr = parseExpression(text);
    if (expr.kind !== 'column') return undefined;
    const { table, column } = expr;
    return this.names(ctx.session, ctx.catalog).find({
      catalog: table?.schema,
      schema: table?.table,
      object: column
    })?.object;
  }

  sqlCatalog(ctx: StatementContext, view: CatalogView): SqlCatalog {
    return new SqlCatalog({
      view,
      names: this.names(ctx.session, view),
      virtual: this.#virtual,
      database: ctx.session.database,
      source: (statement, text) => this.rowSource(statement, text, ctx)
    });
  }

  /** The catalog as the query of a changefeed sees it: no statement is there to read from. */
  feedCatalog(session: SessionSettings): SqlCatalog {
    const view = this.#cluster.catalog;
    return new SqlCatalog({
      view,
      names: this.names(session, view),
      virtual: this.#virtual,
      database: session.database,
      source: () => {
        throw errors.unsupported('a statement as a table in a CDC query');
      }
    });
  }

  /** The value of an expression that stands outside any query: a job id, a SET value, a moment. Constants are read as what is wanted. */
  scalar(expr: Expr, ctx: StatementContext, wanted?: SqlType): { type: SqlType; value: Datum } {
    const catalog = this.sqlCatalog(ctx, ctx.catalog);
    const compiled = compileScalar(expr, ctx.text, NO_SCOPE, catalog, this.planSession(ctx), { wanted });
    return { type: compiled.type, value: compiled.eval([], this.execContext(ctx)) };
  }

  /** The same as text; null for NULL. */
  scalarText(expr: Expr, ctx: StatementContext): string | null {
    const { type, value } = this.scalar(expr, ctx);
    return value === null ? null : formatDatum(value, type, sessionFormat(ctx.session, 0));
  }

  execContext(ctx: StatementContext): StatementExecContext {
    return new StatementExecContext(this.#cluster, ctx, { readOnly: true });
  }

  /** The rows of a statement that is used as a table: `[SHOW JOBS]`, `WITH x AS (SHOW …)`. */
  rowSource(statement: Statement, _text: string, ctx: StatementContext): RowSource {
    const handler = this.#handlers.get(statement.kind);
    if (!handler || !GIVES_ROWS.has(statement.kind))
      throw new SqlError('42601', `a ${describe(statement)} statement cannot be used as a table`, {
        span: statement.span
      });
    const result = handler(statement, ctx);
    return { columns: result.columns, rows: () => result.rows };
  }

  resultColumns(result: StatementResult): { name: string; type: string }[] {
    return result.columns.map(({ name, type }) => ({ name, type: typeName(type) }));
  }

  resultRows(session: SessionState, result: StatementResult, most: number): (string | null)[][] {
    if (result.rows.length === 0) return [];
    const format = this.#format(session, this.#cluster.catalog);
    const rows = result.rows.length > most ? result.rows.slice(0, most) : result.rows;
    return rows.map((row) =>
      result.columns.map(({ type }, i) => {
        const datum = row[i];
        return datum === null || datum === undefined ? null : formatDatum(datum, type, format);
      })
    );
  }

  /** Transaction control has no transaction of its own to run in. */
  #controlContext(session: SessionState, active: ActiveStatement): StatementContext {
    const unavailable = (): never => {
      throw new Error('internal error: transaction control has no transaction of its own');
    };
    return {
      session,
      statement: active.statement,
      text: active.text,
      get txn() {
        return unavailable();
      },
      implicit: false,
      get catalog() {
        return unavailable();
      },
      notice: (message, hint, severity = 'NOTICE') =>
        this.#cluster.notice(active.statement, message, hint, severity),
      onCommit: unavailable
    };
  }
}

/**
 * Checks that the session's user may read and write what a plan does; what it reaches through a view, the view's owner must.
 * @param internal it writes what its statement has made, and only its reads are checked
 * @throws SqlError 42501 naming user, privilege and relation
 */
function requireUses(plan: Plan, ctx: StatementContext, internal: boolean): void {
  const { session, catalog } = ctx;
  const authority = new Authority(catalog);
  if (authority.isAdmin(session.user) && plan.uses.every((use) => use.view === undefined)) return;
  for (const { table, privilege, view } of plan.uses) {
    const object = catalog.get(table);
    // Virtual tables are open to all, and show what their reader may see.
    if (!object || (internal && privilege !== 'SELECT')) continue;
    const through = view === undefined ? undefined : catalog.get(view);
    const byOwner = through?.kind === 'function' || (through?.kind === 'view' && !through.securityInvoker);
    authority.require(byOwner ? through.privileges.owner : session.user, object, privilege);
  }
}

const CONTROLS_TRANSACTION: ReadonlySet<string> = new Set([
  'begin',
  'commit',
  'rollback',
  'savepoint',
  'releaseSavepoint',
  'rollbackToSavepoint',
  'showCommitTimestamp',
  'setTransaction',
  'empty'
]);
/** What a failed transaction still understands. */
const ENDS_FAILED: ReadonlySet<string> = new Set(['commit', 'rollback', 'rollbackToSavepoint']);
/** What is left to say to a transaction that the retry protocol or SHOW COMMIT TIMESTAMP has committed. */
const ENDS_RELEASED: ReadonlySet<string> = new Set(['commit', 'rollback', 'showCommitTimestamp']);
const GIVES_ROWS: ReadonlySet<string> = new Set([
  'show',
  'showCommitTimestamp',
  'explain',
  'split',
  'unsplit',
  'scatter',
  'createChangefeedSchedule',
  'createChangefeed',
  'alterChangefeed'
]);
const IS_DDL: ReadonlySet<string> = new Set([
  'createTable',
  'createTableAs',
  'createIndex',
  'dropIndex',
  'alterTable',
  'renameRelation',
  'setRelationSchema',
  'setRelationOwner',
  'setTableLocality',
  'setTableLogged',
  'renameIndex',
  'alterIndexVisible',
  'alterIndexPartition',
  'createDatabase',
  'alterDatabase',
  'createSchema',
  'alterSchema',
  'dropRelation',
  'dropDatabase',
  'dropSchema',
  'dropType',
  'createType',
  'createFunction',
  'dropFunction',
  'alterType',
  'createView',
  'refreshView',
  'createSequence',
  'alterSequence',
  'comment',
  'truncate',
  'createRole',
  'alterRole',
  'dropRole',
  'grant',
  'revoke',
  'grantRole',
  'configureZone',
  'alterViewOptions',
  'alterRoleSet',
  'revokeRole',
  'alterDefaultPrivileges',
  'reassignOwned',
  'dropOwned'
]);

/** Statements that only look at the transaction, also at one that has failed. */
function isObserver(statement: Statement): boolean {
  return (
    statement.kind === 'show' &&
    (statement.what === 'transactionStatus' || statement.what === 'savepointStatus')
  );
}

/** @throws SqlError 25006 for SELECT … FOR UPDATE and its kin, which a read-only transaction may not do */
function refuseLocks(statement: Statement): void {
  if (statement.kind === 'query' && statement.locking.length > 0)
    throw errors.readOnly(`SELECT FOR ${statement.locking[0].strength}`);
}

/** Runs work whose errors lie in another text than the session's: they are put on the whole of its statement. */
function placedAt<T>(span: Span, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof SqlError ? new SqlError(error.sqlstate, error.message, { ...error, span }) : error;
  }
}

function spanText(text: string, { span }: Expr): string {
  return text.slice(span.offset, span.offset + span.length);
}

/** The words a statement begins with: `CREATE ROLE`, `GRANT`. */
function tagOf(statement: Statement): string {
  const name = describe(statement);
  return /^[A-Z]+( [A-Z]+)*/.exec(name)?.[0] ?? name;
}

/** A statement's name for messages. */
function describe(statement: Statement): string {
  return statement.kind === 'other' ? statement.feature : STATEMENTS[statement.kind].name;
}
