import { SqlError } from '../base/errors';
import type { Nanos } from '../base/timestamp';
import type { TableDef } from '../catalog/descriptors';
import type { GsetTerminator } from '../sql/lex/statement-end';
import { substituteVariables } from '../sql/lex/variables';
import { hasNext, type ClientEntry, type ClientState } from './client';
import type { Cluster } from './cluster';
import { noMore } from './command-arguments';
import { runCommand } from './commands';
import { errors } from './errors';
import { internalError } from './internal-error';
import { NameResolver } from './names';
import { redactCommand, redactStatement } from './redact';
import { errorOutcome } from './outcome';
import { searchPath } from './session-variables';
import type { Outcome, SessionState } from './session-state';

/** Works through the script: begins each line when the one before has returned. */
export class ClientRunner {
  readonly #cluster: Cluster;
  readonly #state: ClientState;

  constructor(cluster: Cluster, state: ClientState) {
    this.#cluster = cluster;
    this.#state = state;
  }

  get state(): ClientState {
    return this.#state;
  }

  /** The session the script is in; made anew when it was closed. */
  get session(): SessionState {
    const { sessions } = this.#cluster;
    return sessions.find(this.#state.session) ?? sessions.open(this.#state.session, 'root');
  }

  /** A table by the name a command gives, in the script's session. */
  findTable(name: string): TableDef | undefined {
    const parts = name.split('.');
    const { session } = this;
    const names = new NameResolver(this.#cluster.catalog, session.database, searchPath(session));
    const [object, schema, catalog] = parts.reverse();
    const found = names.find({ object, schema, catalog })?.object;
    return found?.kind === 'table' ? found : undefined;
  }

  submit(entries: readonly ClientEntry[]): void {
    for (const entry of entries) this.#state.entries.push(entry);
    if (this.#state.waitsFor.kind === 'nothing') this.#goOn();
  }

  /** Puts other lines in place of those that have not been begun. */
  replaceRest(entries: readonly ClientEntry[]): void {
    this.#state.entries = [...entries];
    this.#state.taken = 0;
    if (this.#state.waitsFor.kind === 'nothing') this.#goOn();
  }

  /** The next line begins at once, or the script rests. Lines submitted later at this moment begin as if they had been there. */
  #goOn(): void {
    if (!hasNext(this.#state)) {
      this.#state.waitsFor = { kind: 'nothing' };
      this.#state.entries = [];
      this.#state.taken = 0;
    } else {
      this.#state.waitsFor = { kind: 'turn' };
      this.#cluster.schedule(0, { kind: 'client.turn' });
    }
  }

  /** Begins the next line, or goes on after a wait. */
  turn(): void {
    if (this.#state.waitsFor.kind === 'time' || !hasNext(this.#state)) return this.#goOn();
    const entry = this.#state.inserted.shift() ?? this.#state.entries[this.#state.taken++];
    const statement = ++this.#state.statements;
    if (entry.kind === 'command') this.#command(entry, statement);
    else this.#sql(entry, statement);
  }

  #command(entry: ClientEntry, statement: number): void {
    this.#tellStatement(entry, statement, this.#state.session, redactCommand(entry.text));
    let wait: Nanos = 0;
    try {
      wait = runCommand(this.#cluster, entry, statement) ?? 0;
    } catch (error) {
      const told = internalError(error, this.#cluster.state.run.seed, `statement ${statement}`);
      this.#tellError(entry, statement, told);
    }
    if (wait === 0) return this.#goOn();
    this.#state.waitsFor = { kind: 'time', since: this.#cluster.now, until: this.#cluster.now + wait };
    this.#cluster.schedule(wait, { kind: 'client.turn' });
  }

  #sql(entry: ClientEntry, statement: number): void {
    const session = this.session;
    const sendOnly = this.#state.sendOnly;
    this.#state.sendOnly = false;
    let text = entry.text;
    try {
      text = substituteVariables(entry.text, (name) => this.#state.variables.get(name)).text;
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
    }
    this.#tellStatement(entry, statement, session.name, redactStatement(text));
    if (!sendOnly)
      this.#state.waitsFor = { kind: 'statement', statement, ...(entry.gset ? { gset: entry.gset } : {}) };
    this.#cluster.sessions.send(session, {
      statement,
      text,
      line: entry.line,
      column: entry.column,
      sentAt: this.#cluster.now
    });
    if (!sendOnly) return;
    if (entry.gset) this.#missRow(statement);
    this.#goOn();
  }

  /** Puts lines before those that have not been begun: what a command stands for. */
  insert(entries: readonly ClientEntry[]): void {
    for (const entry of entries) this.#state.inserted.push(entry);
  }

  /** Sends a statement that no line of the script waits for. */
  sendFrom(
    session: SessionState,
    text: string,
    { line, column }: Pick<ClientEntry, 'line' | 'column'>
  ): void {
    const statement = ++this.#state.statements;
    this.#tellStatement({ kind: 'sql', text, line, column }, statement, session.name, redactStatement(text));
    this.#cluster.sessions.send(session, { statement, text, line, column, sentAt: this.#cluster.now });
  }

  #tellStatement(entry: ClientEntry, statement: number, session: string, sql: string): void {
    this.#cluster.history.append({
      type: 'statement',
      t: this.#cluster.now,
      statement,
      session,
      sql,
      line: entry.line,
      column: entry.column
    });
  }

  #tellError(entry: ClientEntry, statement: number, error: SqlError): void {
    const outcome = errorOutcome(error);
    if (outcome.kind === 'error') this.#cluster.tellError({ ...entry, statement }, outcome);
  }

  statementReturned(statement: number, outcome: Outcome): void {
    const { waitsFor } = this.#state;
    if (waitsFor.kind !== 'statement' || waitsFor.statement !== statement) return;
    this.#state.lastRow = firstRow(outcome);
    if (waitsFor.gset) this.#gsetInPlace(statement, waitsFor.gset);
    this.#goOn();
  }

  /** A statement waits for somebody else: the script goes on without it. */
  leave(statement: number): void {
    const { waitsFor } = this.#state;
    if (waitsFor.kind !== 'statement' || waitsFor.statement !== statement) return;
    if (waitsFor.gset) this.#missRow(statement);
    this.#goOn();
  }

  /** `\gset` on a line of its own: the first row of the last result. @throws SqlError where there is none */
  gset(prefix: string): void {
    const row = this.#state.lastRow;
    if (!row) throw errors.badArgument('\\gset', 'the last statement gave no row');
    for (const [name, value] of row) {
      if (value === null) this.#state.variables.delete(prefix + name);
      else this.#state.variables.set(prefix + name, value);
    }
  }

  /** What it cannot do is said at its own place. */
  #gsetInPlace(statement: number, { prefix, more, line, column }: GsetTerminator): void {
    try {
      noMore('\\gset', more);
      this.gset(prefix);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      this.#tellError({ kind: 'command', text: '\\gset', line, column }, statement, error);
    }
  }

  /** The script goes on before the row has come. The statement may still succeed, so this is no error of it. */
  #missRow(statement: number): void {
    this.#cluster.notice(
      statement,
      '\\gset sets nothing: the script does not wait for this statement',
      undefined,
      'WARNING'
    );
  }
}

/** Columns and values of the first row, or null where there is no row. */
function firstRow(outcome: Outcome): [string, string | null][] | null {
  if (outcome.kind !== 'result' || outcome.rows.length === 0) return null;
  return outcome.columns.map((column, i) => [column.name, outcome.rows[0][i]]);
}
