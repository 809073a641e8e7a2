import type { Datum, WideInt } from '../base/datum';
import { SqlError } from '../base/errors';
import { nextWord } from '../base/random';
import type { RowAccess, ExecContext, RowLock } from '../sql/exec/context';
import type { EvalSession } from '../sql/builtins/context';
import type { OidVariant, TupleType } from '../sql/types/type';
import { jsonAsChangefeed } from '../changefeed/json-of-row';
import type { ObjectNames, SessionFormat } from '../sql/types/session-format';
import { MAX_RUN_NS, NS_PER_SECOND, type Timestamp } from '../base/timestamp';
import type { Transactions } from '../storage/txn';
import type { TxnState } from '../storage/txn-state';
import type { Cluster } from './cluster';
import { errors } from './errors';
import { NameResolver } from './names';
import { TxnRowAccess } from './row-access';
import { tierOf } from './statements/localities';
import { EvalCatalogView } from './virtual/eval-catalog';
import {
  isCustomVariable,
  normalizeVariable,
  searchPath,
  sessionFormat,
  sessionVariable,
  variableIsOn,
  variableText
} from './session-variables';
import type { SessionSettings } from './session-state';
import { WORK_NS, type StatementContext } from './statement';
import { changeVariable } from './variable-changes';

/** Work one statement may do, in rows visited and the like: about ten seconds of a slow machine (design §2). */
export const WORK_BUDGET = 40_000_000;
/** Memory one statement may hold, in bytes. */
export const MEMORY_BUDGET = 512 * 1024 * 1024;

/** What executing one statement sees of the cluster. */
export class StatementExecContext implements ExecContext, ObjectNames {
  readonly rows: RowAccess;
  readonly readOnly: boolean;
  readonly #cluster: Cluster;
  readonly #ctx: StatementContext;
  readonly #readTs: Timestamp;
  /** What most statements do not ask for is made when it is. */
  #format: SessionFormat | undefined;
  #session: EvalSession | undefined;
  #catalog: EvalCatalogView | undefined;
  #work = 0;
  readonly #mostWork: number;
  #sleptNs = 0;
  #memory = 0;

  constructor(cluster: Cluster, ctx: StatementContext, options: { readOnly: boolean }) {
    this.#cluster = cluster;
    this.#mostWork = Math.min(WORK_BUDGET, cluster.mostUnits - cluster.unitsDone);
    this.#ctx = ctx;
    const { session, txn } = ctx;
    this.readOnly = options.readOnly;
    this.#readTs = txn.writeTs;
    const { sharedLocks, referenceLock } = sharedLocking(txn, session, cluster.storage.txns);
    const omitted = variableIsOn(session, 'disable_changefeed_replication');
    this.rows = new TxnRowAccess(cluster, txn, { omitted, sharedLocks, referenceLock });
  }

  get format(): SessionFormat {
    return (this.#format ??= sessionFormat(this.#ctx.session, this.statementMicros, this));
  }

  get statementMicros(): number {
    return this.#cluster.epoch.micros(this.#cluster.now);
  }

  /** A transaction that reads a moment in the past takes place then. */
  get transactionMicros(): number {
    const { txn } = this.#ctx;
    return this.#cluster.epoch.micros(txn.uncertainUntil ? txn.startedAt : txn.readTs.wall);
  }

  get firstTriedMicros(): number {
    return this.#cluster.epoch.micros(this.#ctx.session.active?.begunAt ?? this.#cluster.now);
  }

  get session(): EvalSession {
    return (this.#session ??= new EvalSessionView(this.#ctx.session));
  }

  get nodeId(): number {
    return this.#ctx.session.node;
  }

  get clusterId(): string {
    return this.#cluster.state.clusterId;
  }

  /** The statement that is carried out. */
  get statement(): StatementContext {
    return this.#ctx;
  }

  /** What `pg_*` functions ask of the catalog; made when first asked for. */
  get catalog(): EvalCatalogView {
    const { session, catalog } = this.#ctx;
    return (this.#catalog ??= new EvalCatalogView(
      catalog,
      new NameResolver(catalog, session.database, searchPath(session))
    ));
  }

  oidOf(variant: OidVariant, name: string): number | undefined {
    return this.catalog.oidOf(variant, name);
  }

  oidName(variant: OidVariant, oid: number): string | undefined {
    return this.catalog.oidName(variant, oid);
  }

  /** How much has been done. */
  get unitsDone(): number {
    return this.#work;
  }

  /** The same for the statement's virtual time: what it has slept is part of it. */
  get workDone(): number {
    return this.#work + this.#sleptNs / WORK_NS;
  }

  sleep(seconds: number): void {
    if (seconds > 0)
      this.#sleptNs = Math.min(this.#sleptNs + Math.round(seconds * NS_PER_SECOND), MAX_RUN_NS);
  }

  locality(tier: string): string | undefined {
    return tierOf(this.#cluster.storage.node(this.nodeId).locality, tier);
  }

  regions(): { primary: string; all: readonly string[] } | undefined {
    const database = this.#ctx.catalog.find(0, this.session.database);
    if (database?.kind !== 'database' || database.primaryRegion === undefined) return undefined;
    return { primary: database.primaryRegion, all: database.regions ?? [] };
  }

  clockMicros(): number {
    return this.statementMicros + Math.floor(this.#sleptNs / 1000);
  }

  clusterLogicalTimestamp(): string {
    return this.#cluster.epoch.hlc(this.#readTs);
  }

  random(): number {
    return nextWord(this.#cluster.state.random);
  }

  jsonAsChangefeed(row: readonly Datum[], type: TupleType, flags: readonly string[]): string {
    return jsonAsChangefeed(row, type, flags, this.clockMicros());
  }

  uniqueRowId(): WideInt {
    return this.#cluster.uniqueId(this.nodeId);
  }

  nextval(sequence: string | number): WideInt {
    if (this.#ctx.session.transaction?.readOnly) throw errors.readOnly('nextval()');
    return this.#cluster.sequences.next(sequence, this.#ctx);
  }

  currval(sequence: string | number): WideInt {
    return this.#cluster.sequences.current(sequence, this.#ctx);
  }

  sequenceValue(sequence: string | number): WideInt {
    return this.#cluster.sequences.shown(sequence, this.#ctx);
  }

  setval(sequence: string | number, value: WideInt, called: boolean): void {
    if (this.#ctx.session.transaction?.readOnly) throw errors.readOnly('setval()');
    this.#cluster.sequences.set(sequence, value, called, this.#ctx);
  }

  lastval(): WideInt {
    return this.#cluster.sequences.last(this.#ctx);
  }

  /** Refuses them to sessions that disallow them for tables of so many rows. */
  allowFullScans(indexes: readonly number[]): void {
    const { session } = this.#ctx;
    if (session.variables.size === 0 || !variableIsOn(session, 'disallow_full_table_scans')) return;
    const { storage, sessions } = this.#cluster;
    // Jobs read what they have to.
    if (sessions.find(session.name) !== session) return;
    const most = Math.max(...indexes.map((index) => storage.primary(index).size));
    if (most < Number(variableText(session, 'large_full_scan_rows'))) return;
    throw new SqlError('P0003', 'query contains a full table/index scan which is explicitly disallowed', {
      hint: 'to permit this scan, set disallow_full_table_scans to false or increase the large_full_scan_rows threshold'
    });
  }

  work(units: number): void {
    this.#work += units;
    if (this.#work > this.#mostWork) throw this.#usedUp();
  }

  #usedUp(): SqlError {
    this.#cluster.wasCut ||= this.#work <= WORK_BUDGET;
    return new SqlError('57014', `query execution canceled: it did more than ${WORK_BUDGET} units of work`, {
      hint: 'ask for fewer rows, or use an index'
    });
  }

  budget(units: number): void {
    this.work(units);
  }

  memory(bytes: number): void {
    this.#memory += bytes;
    if (this.#memory > MEMORY_BUDGET)
      throw new SqlError(
        '53200',
        `memory budget exceeded: a statement may hold ${MEMORY_BUDGET / 1024 / 1024} MiB`,
        {
          hint: 'ask for less at once'
        }
      );
  }

  notice(message: string): void {
    this.#ctx.notice(message);
  }
}

export class EvalSessionView implements EvalSession {
  readonly #session: SessionSettings;

  constructor(session: SessionSettings) {
    this.#session = session;
  }

  get user(): string {
    return this.#session.user;
  }

  get sessionUser(): string {
    return this.#session.loginUser;
  }

  get database(): string {
    return this.#session.database;
  }

  get applicationName(): string {
    return variableText(this.#session, 'application_name');
  }

  schemas(withSystem: boolean): readonly string[] {
    const path = searchPath(this.#session).filter((name) => name !== this.#session.user);
    return withSystem ? ['pg_catalog', ...path] : path;
  }

  getVar(name: string): string | undefined {
    const key = name.toLowerCase();
    return sessionVariable(name) ? variableText(this.#session, key) : this.#session.variables.get(key);
  }

  setVar(name: string, value: string, local: boolean): void {
    const def = sessionVariable(name);
    if (!def && !isCustomVariable(name))
      throw new SqlError('42704', `unrecognized configuration parameter "${name}"`);
    const key = name.toLowerCase();
    changeVariable(this.#session, { name: key, local }, () =>
      this.#session.variables.set(key, def ? normalizeVariable(def, value) : value)
    );
  }
}

/**
 * READ COMMITTED holds rows with shared locks, those that foreign keys refer to among them. A serializable transaction does either only
 * when its session asks for it: its reads hold by themselves. Beside transactions of READ COMMITTED it looks at the newest rows and waits at
 * what they are deleting, rather than read past it: they do not come back to it when they commit.
 */
function sharedLocking(
  txn: TxnState,
  session: SessionSettings,
  txns: Transactions
): { sharedLocks: boolean; referenceLock: RowLock | undefined } {
  if (txn.isolation === 'read committed') return { sharedLocks: true, referenceLock: SHARED };
  const sharedLocks =
    session.variables.size > 0 && variableIsOn(session, 'enable_shared_locking_for_serializable');
  if (sharedLocks && variableIsOn(session, 'enable_implicit_fk_locking_for_serializable'))
    return { sharedLocks, referenceLock: SHARED };
  return { sharedLocks, referenceLock: txns.metReadCommitted(txn) ? LATEST : undefined };
}

const SHARED: RowLock = { strength: 'share', wait: 'block' };
const LATEST: RowLock = { strength: 'latest', wait: 'block' };
