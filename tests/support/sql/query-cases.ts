import { Bench } from './bench';

/**
 * Query tests as tables: a statement and what it answers, rows apart by `|`, cells by a blank, NULL as `NULL`, an empty text
 * as `''`. Each case runs on tables of its own.
 */
export type QueryCase = readonly [name: string, sql: string, out: string];

/** A statement that fails: its SQLSTATE and the piece of the text that the error points at. */
export type ErrorCase = readonly [name: string, sql: string, sqlstate: string, blamed?: string];

export function answer(setup: string, sql: string): string {
  const bench = new Bench();
  if (setup !== '') bench.exec(setup);
  return rowsText(bench.rows(sql));
}

export function rowsText(rows: readonly (readonly (string | null)[])[]): string {
  return rows
    .map((row) => row.map((cell) => (cell === null ? 'NULL' : cell === '' ? "''" : cell)).join(' '))
    .join('|');
}

/** The error of a statement, as `ErrorCase` has it. */
export function failure(setup: string, sql: string): { sqlstate: string; blamed: string | undefined } {
  const bench = new Bench();
  if (setup !== '') bench.exec(setup);
  const { sqlstate, span } = bench.error(sql);
  return { sqlstate, blamed: span && sql.slice(span.offset, span.offset + span.length) };
}
