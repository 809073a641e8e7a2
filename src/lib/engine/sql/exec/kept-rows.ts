import type { Datum, Row } from '../../base/datum';
import type { ExecContext } from './context';
import type { Frame } from './frame';

/** Rows that an operator keeps: what stood in the registers, to be put there again. */
export type KeptRow = Row | readonly Row[];

/** Keeps and restores the rows of some registers. One register is kept as it is, several as a list. */
export interface Keeper {
  keep(frame: Frame): KeptRow;
  restore(frame: Frame, kept: KeptRow): void;
}

/** What a kept row costs besides the values it shares with the tables. */
const ROW_BYTES = 64;

export function makeKeeper(registers: readonly number[]): Keeper {
  if (registers.length === 1) {
    const [register] = registers;
    return {
      keep(frame) {
        frame.ctx.memory(ROW_BYTES);
        return frame.rows[register];
      },
      restore(frame, kept) {
        frame.rows[register] = kept as Row;
      }
    };
  }
  const bytes = ROW_BYTES + 8 * registers.length;
  return {
    keep(frame) {
      frame.ctx.memory(bytes);
      const { rows } = frame;
      const kept = new Array<Row>(registers.length);
      for (let i = 0; i < registers.length; i++) kept[i] = rows[registers[i]];
      return kept;
    },
    restore(frame, kept) {
      const { rows } = frame;
      for (let i = 0; i < registers.length; i++) rows[registers[i]] = (kept as readonly Row[])[i];
    }
  };
}

/** Asks for the memory of a row that was computed and is kept. */
export function chargeRow(row: readonly Datum[], ctx: ExecContext): void {
  let bytes = ROW_BYTES + 16 * row.length;
  for (const value of row) bytes += sizeOf(value);
  ctx.memory(bytes);
}

/** Bytes of a value beyond the sixteen that every value counts for. */
function sizeOf(value: Datum): number {
  if (typeof value === 'string') return value.length > 16 ? 2 * value.length : 0;
  if (typeof value !== 'object' || value === null) return 0;
  if (value instanceof Uint8Array) return value.length;
  return Array.isArray(value) ? 16 * value.length : 32;
}
