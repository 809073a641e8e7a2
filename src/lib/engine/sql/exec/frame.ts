import type { Datum, Row } from '../../base/datum';
import type { ExecContext, RowAccess } from './context';

/** The row of an outer join's side without a match: every slot reads as NULL. Told apart by identity. */
export const NULL_ROW: Row = Object.freeze([]) as Row;

/**
 * The state of one execution of a plan. Every source of rows has a *register*: while a row is being worked on, the
 * registers hold the current row of each source, and an expression reads `rows[register][slot]`. So a joined row is no
 * copy, a correlated subquery reads its outer rows where they stand, and a plan can be kept and run again with a new frame.
 */
export class Frame {
  /** Where there is a frame always, a collection between statements leaves the compiled code that knows its shape. Nothing runs in it. */
  static readonly model = new Frame({ rows: {} } as ExecContext, { registers: 0, literals: [], memos: 0 });

  readonly ctx: ExecContext;
  /** Where rows are read and written: those of the context, or a view of them as they were before the statement. */
  readonly access: RowAccess;
  readonly rows: Row[];
  /** The statement's literals as values, by their place in the plan. */
  readonly literals: readonly Datum[];
  /** What operators keep from one run to the next inside an execution: results of subqueries, buffers of CTEs. */
  readonly memos: unknown[];
  /** Rows changed by the mutation that ran last. */
  affected = 0;

  constructor(
    ctx: ExecContext,
    parts: {
      readonly access?: RowAccess;
      readonly registers: number;
      readonly literals: readonly Datum[];
      readonly memos: number;
    }
  ) {
    const { registers, literals, memos } = parts;
    this.ctx = ctx;
    this.access = parts.access ?? ctx.rows;
    this.rows = new Array<Row>(registers).fill(NULL_ROW);
    this.literals = literals;
    this.memos = new Array<unknown>(memos).fill(undefined);
  }
}

/** A compiled expression. */
export type Eval = (frame: Frame) => Datum;

/** Takes the row that now stands in the registers; true means that no more are wanted. */
export type Next = () => boolean;

/**
 * A compiled operator: puts one row after another into its registers and calls `next` for each.
 * @returns true when `next` asked it to stop
 */
export type Run = (frame: Frame, next: Next) => boolean;
