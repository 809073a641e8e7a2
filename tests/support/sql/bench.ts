import type { Datum } from '../../../src/lib/engine/base/datum';
import { SqlError } from '../../../src/lib/engine/base/errors';
import type { TableDef } from '../../../src/lib/engine/catalog/descriptors';
import type { TableName } from '../../../src/lib/engine/sql/ast/name';
import type { Statement } from '../../../src/lib/engine/sql/ast/statement';
import type { ExecContext } from '../../../src/lib/engine/sql/exec/context';
import { parseStatements } from '../../../src/lib/engine/sql/parse/parser';
import { isPlannable, planStatement, type Plan } from '../../../src/lib/engine/sql/plan/planner';
import type {
  OutputColumn,
  PlanCatalog,
  PlanSession,
  Relation,
  ResolvedRelation,
  RowSource,
  ViewSchema
} from '../../../src/lib/engine/sql/plan/schema';
import { formatDatum } from '../../../src/lib/engine/sql/types/format';
import { DEFAULT_FORMAT } from '../../../src/lib/engine/sql/types/session-format';
import { STRING, type EnumType, type SqlType } from '../../../src/lib/engine/sql/types/type';
import { makeContext, NOW } from '../call-builtin';
import { BenchStorage } from './bench-rows';
import { TableMaker } from './bench-tables';

/** The result of one statement; rows as text, NULL as null. */
export interface BenchResult {
  readonly tag: string;
  readonly columns: readonly OutputColumn[];
  readonly rows: (string | null)[][];
  readonly datums: readonly Datum[][];
}

export interface BenchLimits {
  readonly work?: number;
  readonly memory?: number;
}

/**
 * A database in a test: planner and executor over the real storage, one transaction for each statement, and as much DDL as
 * tests of queries need. No cluster.
 */
export class Bench implements PlanCatalog {
  readonly storage = new BenchStorage();
  readonly session: PlanSession & { format: typeof DEFAULT_FORMAT };
  readonly #relations = new Map<string, Relation>();
  readonly #types = new Map<string, EnumType>();
  readonly #limits: BenchLimits;
  readonly notices: string[] = [];
  generation = 1;
  #nextId = 104;
  #random = 0x12345678;
  #rowId = 0;
  #work = 0;

  constructor(parts: { session?: Partial<PlanSession>; limits?: BenchLimits } = {}) {
    this.#limits = parts.limits ?? {};
    this.session = {
      database: 'test',
      user: 'root',
      nullOrderedLast: false,
      safeUpdates: false,
      planKey: '',
      format: { ...DEFAULT_FORMAT, nowMicros: NOW },
      ...parts.session
    } as Bench['session'];
  }

  /** Runs statements; gives the result of the last. */
  exec(sql: string): BenchResult {
    let result: BenchResult = { tag: '', columns: [], rows: [], datums: [] };
    for (const statement of parseStatements(sql)) result = this.#run(statement, sql);
    return result;
  }

  /** The rows of the last statement as text. */
  rows(sql: string): (string | null)[][] {
    return this.exec(sql).rows;
  }

  /** The error of a statement that must fail. */
  error(sql: string): SqlError {
    try {
      this.exec(sql);
    } catch (error) {
      if (error instanceof SqlError) return error;
      throw error;
    }
    throw new Error(`no error: ${sql}`);
  }

  plan(sql: string): Plan {
    const [statement] = parseStatements(sql);
    return planStatement(statement, sql, this, this.session);
  }

  /** Runs a plan in a transaction of its own. */
  runPlan(plan: Plan, literals?: readonly Datum[]): BenchResult {
    const txn = this.storage.begin();
    const datums: Datum[][] = [];
    try {
      const count = plan.run(
        this.context({ rows: this.storage.rows(txn) }),
        (row) => {
          datums.push(row);
          return false;
        },
        literals
      );
      this.storage.txns.commit(txn, 0);
      const rows = datums.map((row) => row.map((d, i) => this.text(d, plan.columns[i].type)));
      return { tag: plan.tag(count), columns: plan.columns, rows, datums };
    } catch (error) {
      this.storage.txns.abort(txn);
      throw error;
    }
  }

  context(parts: Partial<ExecContext> & Pick<ExecContext, 'rows'>): ExecContext {
    this.#work = 0;
    let memory = 0;
    const { work = 50_000_000, memory: most = 512 * 1024 * 1024 } = this.#limits;
    return {
      ...makeContext({
        format: this.session.format,
        random: () => (this.#random = (Math.imul(this.#random, 1664525) + 1013904223) >>> 0),
        uniqueRowId: () => ++this.#rowId,
        budget: (units) => {
          this.#work += units;
          if (this.#work > work) throw new SqlError('57014', 'statement budget exceeded');
        },
        memory: (bytes) => {
          memory += bytes;
          if (memory > most) throw new SqlError('53200', 'memory budget exceeded');
        },
        notice: (message) => void this.notices.push(message)
      }),
      readOnly: false,
      ...parts
    };
  }

  /** Work units of the last statement. */
  get work(): number {
    return this.#work;
  }

  text(datum: Datum, type: SqlType): string | null {
    return datum === null ? null : formatDatum(datum, type, this.session.format);
  }

  table(name: string): TableDef {
    const found = this.#relations.get(name);
    if (found?.kind !== 'table') throw new Error(`bench: no table ${name}`);
    return found as unknown as TableDef;
  }

  /** Adds a virtual table. */
  addVirtual(name: string, source: RowSource): void {
    this.#relations.set(name, { kind: 'virtual', id: this.#nextId++, name, ...source });
    this.generation++;
  }

  relation(name: TableName): ResolvedRelation | undefined {
    if (name.catalog !== undefined && name.catalog !== 'test') return undefined;
    if (name.schema !== undefined && name.schema !== 'public' && name.schema !== 'test') return undefined;
    const relation = this.#relations.get(name.table);
    return relation && { database: 'test', schema: 'public', relation };
  }

  relationById(id: number): ResolvedRelation | undefined {
    for (const relation of this.#relations.values())
      if (relation.id === id) return { database: 'test', schema: 'public', relation };
    return undefined;
  }

  inboundForeignKeys(table: number) {
    return [...this.#relations.values()].flatMap((relation) =>
      relation.kind === 'table'
        ? relation.foreignKeys
            .filter((key) => key.table === table)
            .map((foreignKey) => ({ table: relation, foreignKey }))
        : []
    );
  }

  type(ref: { readonly name: string }): SqlType | undefined {
    return this.#types.get(ref.name);
  }

  functions(): [] {
    return [];
  }

  hydrate(type: SqlType): SqlType {
    return type;
  }

  statementSource(statement: Statement): RowSource {
    if (statement.kind !== 'show') throw new SqlError('42601', 'no rows');
    return { columns: [{ name: 'answer', type: STRING }], rows: () => [['shown']] };
  }

  relationNames(): Iterable<string> {
    return this.#relations.keys();
  }

  #run(statement: Statement, sql: string): BenchResult {
    const done = (tag: string): BenchResult => ({ tag, columns: [], rows: [], datums: [] });
    if (isPlannable(statement)) return this.runPlan(planStatement(statement, sql, this, this.session));
    this.generation++;
    switch (statement.kind) {
      case 'createTable': {
        if (this.#relations.has(statement.name.table)) {
          if (statement.ifNotExists) return done('CREATE TABLE');
          throw new SqlError('42P07', `relation "${statement.name.table}" already exists`);
        }
        this.#set(this.#maker(statement.name.table, sql).create(statement));
        return done('CREATE TABLE');
      }
      case 'createTableAs': {
        const plan = planStatement(statement.query, sql, this, this.session);
        const columns = plan.columns.map(({ name }, i) => {
          const given = statement.elements.filter((e) => e.kind === 'createAsColumn')[i];
          return given ? given.name.text : name;
        });
        const table = this.#maker(statement.name.table, sql);
        this.#set(table.fromColumns(plan.columns.map(({ type }, i) => ({ name: columns[i], type }))));
        const rows = this.runPlan(plan);
        this.exec(
          `INSERT INTO ${statement.name.table} ${sql.slice(statement.query.span.offset, statement.query.span.offset + statement.query.span.length)}`
        );
        return { ...rows, rows: [] };
      }
      case 'createIndex': {
        const table = this.table(statement.table.table);
        const maker = this.#maker(table.name, sql, table);
        const index = maker.addIndex(statement.index);
        this.#set(maker.finish());
        if (!index.inverted) this.#refill(table.name);
        return done('CREATE INDEX');
      }
      case 'createType':
        if (statement.labels) {
          const members = statement.labels.map(({ text: label }, rank) => ({ rank, label }));
          const { object } = statement.name;
          this.#types.set(object, { family: 'enum', id: this.#nextId++, name: object, def: { members } });
        }
        return done('CREATE TYPE');
      case 'createView': {
        const { offset, length } = statement.query.span;
        const querySql = sql.slice(offset, offset + length);
        const plan = planStatement(statement.query, sql, this, this.session);
        const columns = plan.columns.map((column, i) => ({
          ...column,
          name: statement.columns[i]?.text ?? column.name
        }));
        const view: ViewSchema = {
          kind: 'view',
          id: this.#nextId++,
          name: statement.name.table,
          querySql,
          columns
        };
        this.#relations.set(view.name, view);
        return done('CREATE VIEW');
      }
      case 'dropRelation':
        for (const name of statement.names) this.#relations.delete(name.table);
        return done('DROP TABLE');
      case 'dropIndex': {
        for (const { table: name, index } of statement.indexes) {
          const table = [...this.#relations.values()].find(
            (r) =>
              r.kind === 'table' &&
              (name === undefined || r.name === name.table) &&
              r.indexes.some((i) => i.name === index)
          ) as unknown as TableDef;
          this.#set({ ...table, indexes: table.indexes.filter((i) => i.name !== index) });
        }
        return done('DROP INDEX');
      }
      case 'truncate':
        for (const name of statement.tables) this.exec(`DELETE FROM ${name.table}`);
        return done('TRUNCATE');
      default:
        throw new SqlError('0A000', `bench: ${statement.kind}`);
    }
  }

  #maker(name: string, text: string, table?: TableDef): TableMaker {
    const { storage, session } = this;
    return new TableMaker({
      text,
      catalog: this,
      session,
      storage,
      id: table?.id ?? this.#nextId++,
      name,
      table
    });
  }

  #set(table: TableDef): void {
    this.#relations.set(table.name, table);
    this.generation++;
  }

  /** Writes every row again, so that a new index has entries for them. */
  #refill(name: string): void {
    const table = this.table(name);
    const column = table.columns.find((c) => !c.computed && !c.hidden) ?? table.columns[0];
    this.exec(`UPDATE "${name}" SET "${column.name}" = "${column.name}"`);
  }
}
