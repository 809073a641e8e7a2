import { SqlError } from '../../base/errors';
import type { CommonTableExpr, Query, SetOperation, TableRef, WithClause } from '../ast/select';
import type { SqlType } from '../types/type';
import { equivalent } from '../types/type';
import { typeWord } from '../types/type-name';
import { explicitCast } from './casts';
import type { PlannedQuery } from './checker';
import { Ctes, type CteBinding } from './ctes';
import { invalidColumnReference, notImplemented, syntax, typeMismatch } from './errors';
import { planMutation } from './plan-mutation';
import { combine, planOperand } from './plan-set';
import { isMutation, planSource } from './plan-statement-table';
import type { QueryPlanner } from './query-planner';
import type { CteDef } from './rel';
import type { Scope } from './scope';

/**
 * WITH. A table that is read once is planned where it is read, so that conditions reach it; others are worked out once and
 * kept, and so is everything MATERIALIZED, recursive or data-modifying.
 */
export function planWith(
  planner: QueryPlanner,
  clause: WithClause,
  outer: Scope | undefined,
  around: object
): { planner: QueryPlanner; defs: CteDef[] } {
  const ctes = new Ctes(planner.ctes);
  const inner = planner.withCtes(ctes);
  const defs: CteDef[] = [];
  const reads = readsIn(around);
  for (const table of clause.tables) {
    const name = table.name.text;
    if (ctes.has(name))
      throw new SqlError('42712', `WITH query name ${name} specified more than once`, {
        span: planner.context.at(table.name.span)
      });
    const plan = new CtePlan(inner, ctes, table, outer, defs);
    const def = plan.bind(clause.recursive, reads.get(name) ?? 0);
    if (def) defs.push(def);
  }
  return { planner: inner, defs };
}

/** Tables that are planned where they are read may read one another: so many queries at most are planned in place of one. */
const MAX_INLINE = 64;

class CtePlan {
  readonly #planner: QueryPlanner;
  readonly #ctes: Ctes;
  readonly #table: CommonTableExpr;
  readonly #outer: Scope | undefined;
  readonly #defs: CteDef[];

  constructor(
    planner: QueryPlanner,
    ctes: Ctes,
    table: CommonTableExpr,
    outer: Scope | undefined,
    defs: CteDef[]
  ) {
    this.#defs = defs;
    this.#planner = planner;
    this.#ctes = ctes;
    this.#table = table;
    this.#outer = outer;
  }

  /**
   * Makes the table known to what follows.
   * @param reads how often the whole query reads it
   * @returns what has to be worked out first, if anything
   */
  bind(recursive: boolean, reads: number): CteDef | undefined {
    const { statement, name } = this.#table;
    if (isMutation(statement)) {
      if (!this.#planner.context.isTop)
        throw notImplemented(
          'WITH clause containing a data-modifying statement must be at the top level',
          this.#planner.context.at(statement.span)
        );
      return this.#mutation();
    }
    if (statement.kind !== 'query') return this.#source();
    const own = readsIn(statement);
    if (recursive && own.has(name.text)) return this.#recursive(statement);
    const { materialized } = this.#table;
    const queries = this.#inlineQueries(own);
    const inPlace = materialized === 'NOT MATERIALIZED' || (materialized === undefined && reads === 1);
    if (inPlace && queries <= MAX_INLINE) {
      // What the query may name is what stood before it: names bound later must not be seen when it is planned.
      const ctes = this.#ctes.sofar();
      const buffer = () => {
        const planned = this.#planner.withCtes(ctes).planQuery(statement, this.#outer, undefined);
        const { def, binding } = this.#kept(planned, false);
        this.#defs.push(def);
        return binding;
      };
      const names = this.#names();
      this.#ctes.bind(name.text, {
        kind: 'inline',
        query: statement,
        names,
        ctes,
        outer: this.#outer,
        queries,
        buffer
      });
      return undefined;
    }
    return this.#buffered(this.#planner.planQuery(statement, this.#outer, undefined), false);
  }

  /** How many queries are planned in place of one that reads these tables. */
  #inlineQueries(reads: ReadonlyMap<string, number>): number {
    let queries = 1;
    for (const [name, count] of reads) {
      const read = this.#ctes.find(name);
      if (read?.kind === 'inline') queries += count * read.queries;
    }
    return queries;
  }

  #checkNames(width: number): void {
    const names = this.#names();
    if (names.length > width)
      throw invalidColumnReference(
        `source "${this.#table.name.text}" has ${width} columns available but ${names.length} columns specified`,
        this.#planner.context.at(this.#table.span)
      );
  }

  #names(): string[] {
    return this.#table.columns.map((column) => column.text);
  }

  #buffered(planned: PlannedQuery, mutates: boolean): CteDef {
    const { def, binding } = this.#kept(planned, mutates);
    this.#ctes.bind(this.#table.name.text, binding);
    return def;
  }

  #kept(planned: PlannedQuery, mutates: boolean): { def: CteDef; binding: CteBinding & { kind: 'buffer' } } {
    const names = this.#names();
    this.#checkNames(planned.columns.length);
    const memo = this.#planner.context.newMemo();
    const visible = planned.columns.filter((column) => !column.hidden);
    const columns = visible.map((column, i) => ({ name: names[i] ?? column.name, type: column.type }));
    const exprs = visible.map((column) => column.expr);
    const def = { name: this.#table.name.text, memo, rel: planned.rel, exprs, recursive: undefined, mutates };
    return { def, binding: { kind: 'buffer', memo, columns } };
  }

  #mutation(): CteDef {
    const { statement, name } = this.#table;
    if (!isMutation(statement)) throw new Error('internal error: no mutation');
    const { rel, columns } = planMutation(this.#planner, statement);
    if (columns) return this.#buffered({ rel, columns }, true);
    this.#ctes.bind(name.text, { kind: 'rowless' });
    const memo = this.#planner.context.newMemo();
    return { name: name.text, memo, rel, exprs: [], recursive: undefined, mutates: true };
  }

  #source(): CteDef {
    const planned = planSource(this.#planner, this.#table.statement);
    return this.#buffered(planned, false);
  }

  /** `initial UNION [ALL] step`, where the step reads the table itself. */
  #recursive(query: Query): CteDef {
    const { context } = this.#planner;
    const name = this.#table.name.text;
    const span = context.at(this.#table.name.span);
    if (query.body.kind !== 'setOperation' || query.body.op !== 'UNION' || query.body.operands.length < 2) {
      throw syntax(
        `recursive query "${name}" does not have the form non-recursive-term UNION ALL recursive-term`,
        span
      );
    }
    if (query.orderBy.length > 0 || query.limit || query.offset)
      throw notImplemented(`ORDER BY and LIMIT in a recursive query are not implemented`, span);
    return this.#rounds(query.body);
  }

  #rounds(body: SetOperation): CteDef {
    const { context } = this.#planner;
    const name = this.#table.name.text;
    const before = body.operands.slice(0, -1);
    const starts = before.map((operand) => planOperand(this.#planner, operand, this.#outer, undefined));
    const initial = starts.length === 1 ? starts[0] : combine(this.#planner, body, starts);
    this.#checkNames(initial.columns.length);
    const names = this.#names();
    const types = initial.columns.map((column) => column.type);
    const columns = initial.columns.map((column, i) => ({ name: names[i] ?? column.name, type: types[i] }));
    const memo = context.newMemo();
    this.#ctes.bind(name, { kind: 'buffer', memo, columns });
    const step = planOperand(this.#planner, body.operands[body.operands.length - 1], this.#outer, types);
    return {
      name,
      memo,
      rel: initial.rel,
      exprs: initial.columns.map((column) => column.expr),
      recursive: {
        rel: step.rel,
        exprs: this.#stepColumns(step, types, context.at(body.span)),
        all: body.all,
        types
      },
      mutates: false
    };
  }

  /** The step gives rows like those it began with. */
  #stepColumns(step: PlannedQuery, types: readonly SqlType[], span: Parameters<typeof syntax>[1]) {
    if (step.columns.length !== types.length)
      throw syntax(
        `each UNION query must have the same number of columns: ${types.length} vs ${step.columns.length}`,
        span
      );
    return step.columns.map((column, i) => {
      const { expr, type } = column;
      if (type.family !== 'unknown' && !equivalent(type, types[i]))
        throw typeMismatch(`UNION types ${typeWord(types[i])} and ${typeWord(type)} cannot be matched`, span);
      return explicitCast(expr, types[i], undefined);
    });
  }
}

/** How often a syntax tree reads each table by its bare name; a table of the same name inside counts too, which does no harm. */
function readsIn(node: unknown): Map<string, number> {
  const reads = new Map<string, number>();
  const pending: unknown[] = [node];
  while (pending.length > 0) {
    const value = pending.pop();
    if (Array.isArray(value)) {
      for (const item of value) pending.push(item);
    } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
      const part = value as Partial<TableRef>;
      if (part.kind === 'table' && part.name && part.name.schema === undefined)
        reads.set(part.name.table, (reads.get(part.name.table) ?? 0) + 1);
      for (const item of Object.values(value)) if (typeof item === 'object') pending.push(item);
    }
  }
  return reads;
}
