import type { Datum } from '../../base/datum';
import type { Span } from '../../base/errors';
import { notImplemented, tooDeep } from './errors';
import type { CteDef } from './rel';
import type { FunctionSchema, PlanCatalog, PlanSession, TableSchema } from './schema';

/** A privilege that a statement needs on a table or function. `view`: reached through this view, whose owner needs it instead. */
export interface TableUse {
  readonly table: number;
  readonly privilege: 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE' | 'EXECUTE';
  readonly view: number | undefined;
}

/** A literal of the statement's text that the plan binds anew for each execution. */
export interface LiteralSlot {
  /** Its number among the literals of the text (`lit` in the syntax tree). */
  readonly lit: number;
  readonly span: Span;
  /** The value of a literal's text here. @throws SqlError when it has none of the type */
  readonly bind: (text: string, format: PlanSession['format']) => Datum;
  readonly text: string;
  readonly value: Datum;
  /** Its value may differ between executions of one text: `'now'`, a time without zone. */
  readonly stable: boolean;
}

/** Deepest nesting that is planned: the parser's own limit, for what the planner nests by itself (views, CTEs). */
const MAX_DEPTH = 500;
/** Longer statements are planned each time: their shape would cost as much to look up as to plan. */
const CACHEABLE_TEXT_MAX = 20_000;
/** Longest chain of views. */
const MAX_VIEW_DEPTH = 100;
/** Views planned for one statement: of thirty that read one another twice, there would be a thousand million. */
const MAX_VIEWS = 500;

/** What one statement's planning shares: where things are looked up, and the numbers given out so far. */
export class PlanContext {
  readonly catalog: PlanCatalog;
  readonly session: PlanSession;
  readonly text: string;
  readonly uses: TableUse[] = [];
  readonly literals: LiteralSlot[] = [];
  /** The table whose rows a register holds. */
  readonly tables = new Map<number, TableSchema>();
  /** Data-modifying statements used as row sources: run once, before everything else. */
  readonly hoisted: CteDef[] = [];
  /** False once planning has looked at a literal's value or at what a cache key does not cover. */
  cacheable: boolean;
  /** The view whose query is being planned. */
  view: number | undefined;
  /** True while an expression or query of the catalog is planned: its literals and places are none of the statement's. */
  foreign = false;
  /** Tables that the statement changes, and whether all of it only inserts. */
  readonly #mutated = new Map<number, boolean>();
  #registers = 0;
  #memos = 0;
  #depth = 0;
  #viewDepth = 0;
  #views = 0;

  constructor(catalog: PlanCatalog, session: PlanSession, text: string) {
    this.catalog = catalog;
    this.session = session;
    this.text = text;
    this.cacheable = text.length <= CACHEABLE_TEXT_MAX;
  }

  get registers(): number {
    return this.#registers;
  }

  get memos(): number {
    return this.#memos;
  }

  newRegister(): number {
    return this.#registers++;
  }

  newMemo(): number {
    return this.#memos++;
  }

  use(table: number, privilege: TableUse['privilege']): void {
    const { view } = this;
    if (!this.uses.some((u) => u.table === table && u.privilege === privilege && u.view === view))
      this.uses.push({ table, privilege, view });
  }

  /**
   * A part of the statement changes a table. Two parts that change the same rows would see neither's work.
   * @throws SqlError 0A000 for a second one, unless both only insert
   */
  mutate(table: TableSchema, change: { isPlain: boolean; span: Span | undefined }): void {
    const before = this.#mutated.get(table.id);
    if (before !== undefined && !(before && change.isPlain))
      throw notImplemented(
        `multiple mutations of the same table "${table.name}" are not supported unless they all use INSERT without ON CONFLICT`,
        change.span
      );
    this.#mutated.set(table.id, change.isPlain);
  }

  /** Whether what is being planned is the statement itself and no part of it. */
  get isTop(): boolean {
    return this.#depth <= 1;
  }

  /** Plans something one level deeper. @throws SqlError 54001 past the limit */
  nested<T>(span: Span | undefined, plan: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw tooDeep(span);
    try {
      return plan();
    } finally {
      this.#depth--;
    }
  }

  /** A place in the statement's text; undefined while a text of the catalog is planned. */
  at(span: Span): Span | undefined {
    return this.foreign ? undefined : span;
  }

  /** Plans a text of the catalog: a default, a check, a computed column. */
  foreignText<T>(plan: () => T): T {
    const { foreign } = this;
    this.foreign = true;
    try {
      return plan();
    } finally {
      this.foreign = foreign;
    }
  }

  /** Plans the body of a function, whose tables are read in the name of its owner where it says so. */
  insideFunction<T>(routine: FunctionSchema, span: Span | undefined, plan: () => T): T {
    return this.insideView(routine.definer ? routine.id : this.view, span, plan);
  }

  /** Plans a view's query, whose tables are read in the view's name; undefined for those of a caller. */
  insideView<T>(view: number | undefined, span: Span | undefined, plan: () => T): T {
    const { view: outer } = this;
    if (++this.#viewDepth > MAX_VIEW_DEPTH || ++this.#views > MAX_VIEWS) throw tooDeep(span);
    this.view ??= view;
    try {
      return this.foreignText(plan);
    } finally {
      this.view = outer;
      this.#viewDepth--;
    }
  }
}
