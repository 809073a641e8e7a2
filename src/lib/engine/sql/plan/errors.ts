import { SqlError, type Span } from '../../base/errors';
import { typeWord } from '../types/type-name';
import type { SqlType } from '../types/type';
import { nearestName } from '../../base/near-miss';

/** The planner's wordings (style §6): CockroachDB's SQLSTATE and nouns in a sentence of our own. */

const DEEP = '54001';

export function undefinedColumn(
  name: string,
  span: Span | undefined,
  candidates: Iterable<string>
): SqlError {
  return new SqlError('42703', `column ${quote(name)} does not exist`, {
    span,
    hint: didYouMean(name, candidates)
  });
}

export function ambiguousColumn(
  name: string,
  candidates: readonly string[],
  span: Span | undefined
): SqlError {
  const among = candidates.join(', ');
  return new SqlError('42702', `column reference ${quote(name)} is ambiguous (candidates: ${among})`, {
    span
  });
}

export function undefinedTable(name: string, span: Span | undefined, candidates: Iterable<string>): SqlError {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return new SqlError('42P01', `relation ${quote(name)} does not exist`, {
    span,
    hint: didYouMean(last, candidates)
  });
}

export function noSource(name: string, span: Span | undefined): SqlError {
  return new SqlError('42P01', `no data source matches prefix: ${name} in this context`, { span });
}

export function noSourcePattern(name: string, span: Span | undefined): SqlError {
  return new SqlError('42P01', `no data source matches pattern: ${name}.*`, { span });
}

export function duplicateSource(name: string, span: Span | undefined): SqlError {
  return new SqlError('42712', `source name ${quote(name)} specified more than once (missing AS clause)`, {
    span
  });
}

/** CockroachDB accepts it and the playground does not: its own answer, never a syntax error. */
export function unsupported(feature: string, span: Span | undefined, hint: string): SqlError {
  return new SqlError('0A000', `${feature}: CockroachDB accepts this; the playground does not simulate it`, {
    span,
    hint
  });
}

/** What CockroachDB itself refuses as not implemented. */
export function notImplemented(message: string, span?: Span, hint?: string): SqlError {
  return new SqlError('0A000', message, { span, hint });
}

export function syntax(message: string, span?: Span, hint?: string): SqlError {
  return new SqlError('42601', message, { span, hint });
}

export function tooDeep(span?: Span): SqlError {
  return new SqlError(DEEP, 'statement is nested too deeply', { span });
}

export function typeMismatch(message: string, span?: Span, hint?: string): SqlError {
  return new SqlError('42804', message, { span, hint });
}

export function grouping(message: string, span?: Span): SqlError {
  return new SqlError('42803', message, { span });
}

export function invalidColumnReference(message: string, span?: Span): SqlError {
  return new SqlError('42P10', message, { span });
}

/** A clause whose expression has another type than the clause wants. */
export function argumentType(
  clause: string,
  wanted: string,
  found: SqlType,
  span: Span | undefined
): SqlError {
  return typeMismatch(`argument of ${clause} must be type ${wanted}, not type ${typeWord(found)}`, span);
}

export function unsupportedOperator(
  what: 'binary' | 'unary' | 'comparison',
  text: string,
  span: Span | undefined,
  parts: { detail?: string; hint?: string } = {}
): SqlError {
  const end = parts.detail === undefined ? '' : `: ${parts.detail}`;
  return new SqlError('22023', `unsupported ${what} operator: ${text}${end}`, { span, hint: parts.hint });
}

export function notNull(column: string): SqlError {
  return new SqlError('23502', `null value in column ${quote(column)} violates not-null constraint`);
}

export function secondRow(): SqlError {
  return new SqlError('21000', 'UPSERT or INSERT...ON CONFLICT command cannot affect row a second time', {
    hint: 'two of the rows to be written have the same key; leave one of them out'
  });
}

/** A name as messages show it. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '\\"')}"`;
}

/** The hint for a misspelt name; undefined when nothing is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const near = nearestName(name, candidates);
  return near === undefined ? undefined : `did you mean ${quote(near)}?`;
}
