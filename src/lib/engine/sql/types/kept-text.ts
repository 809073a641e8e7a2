import { SqlError } from '../../base/errors';
import { formatFloat, parseFloat64 } from './float';
import { geoBytes, geoJson, parseGeo } from './geo';
import { normalizeTsQuery, normalizeTsVector } from './search-text';
import type { OtherType, SqlType } from './type';
import { cannotParse } from './type-errors';

/**
 * Types whose values are kept and shown, as the text that SQL prints of them, and for which there are no functions and
 * operators but comparison.
 */
interface KeptForm {
  /** The canonical text. @throws SqlError */
  parse(text: string, type: OtherType): string;
}

const FORMS: ReadonlyMap<string, KeptForm> = new Map<string, KeptForm>([
  ['refcursor', { parse: (text) => text }],
  ['pg_lsn', { parse: parseLsn }],
  ['ltree', { parse: parseLtree }],
  ['box2d', { parse: parseBox }],
  ['vector', { parse: parseVector }],
  ['tsvector', { parse: normalizeTsVector }],
  ['tsquery', { parse: normalizeTsQuery }],
  ['geometry', { parse: (text, type) => parseGeo(text, false, type) }],
  ['geography', { parse: (text, type) => parseGeo(text, true, type) }]
]);

/** Whether values of the type can be stored. */
export const isKept = ({ name }: OtherType): boolean => FORMS.has(name);

/** @throws SqlError 22P02 and others for text that is no value of it, 0A000 for types that are only read */
export function parseKept(text: string, type: OtherType): string {
  const form = FORMS.get(type.name);
  if (!form) throw new SqlError('0A000', `values of type ${type.name} are not supported`);
  return form.parse(text, type);
}

const isShape = ({ name }: OtherType): boolean => name === 'geometry' || name === 'geography';

/** The bytes of a value that has a binary form of its own in messages; undefined for those shown as text. */
export function bytesOfKept(datum: string, type: OtherType): Uint8Array | undefined {
  return isShape(type) ? geoBytes(datum) : undefined;
}

/** A value's own JSON, where it has one; undefined for those shown as strings. */
export function jsonOfKept(datum: string, type: OtherType): string | undefined {
  return isShape(type) ? geoJson(datum) : undefined;
}

/** A text that sorts as the values do: log positions by their number, paths label by label. */
export function orderOfKept(datum: string, { name }: OtherType): string {
  if (name === 'ltree') return datum.replaceAll('.', '\0');
  const [high, low] = datum.split('/');
  return name === 'pg_lsn' ? `${high.padStart(8, '0')}/${low.padStart(8, '0')}` : datum;
}

/** Whether values of a type may be parts of a key; those of types that are not kept as text may. */
export const isKeptKey = (type: SqlType): boolean =>
  type.family !== 'other' || ['pg_lsn', 'ltree', 'box2d'].includes(type.name);

function parseLsn(text: string, type: OtherType): string {
  const m = /^([0-9a-f]{1,8})\/([0-9a-f]{1,8})$/i.exec(text);
  if (!m) throw cannotParse(text, type);
  return [m[1], m[2]].map((half) => parseInt(half, 16).toString(16).toUpperCase()).join('/');
}

function parseLtree(text: string, type: OtherType): string {
  const isPath = text === '' || text.split('.').every((label) => /^[A-Za-z0-9_-]{1,1000}$/.test(label));
  if (!isPath)
    throw cannotParse(text, type, 'labels hold letters, digits, "_" and "-", with dots between them');
  return text;
}

function parseBox(text: string, type: OtherType): string {
  const m = /^\s*BOX\(([^,()]*),([^,()]*)\)\s*$/i.exec(text);
  const corners = m?.slice(1).map((corner) =>
    corner
      .trim()
      .split(/\s+/)
      .map((part) => parseFloat64(part))
  );
  if (!corners?.every((corner) => corner.length === 2 && corner.every((part) => part !== undefined)))
    throw cannotParse(text, type, 'error parsing box2d');
  return `BOX(${corners.map((corner) => corner.join(' ')).join(',')})`;
}

function parseVector(text: string, type: OtherType): string {
  const m = /^\s*\[([^[\]]*)\]\s*$/.exec(text);
  const parts = m?.[1].split(',').map((part) => parseFloat64(part.trim()));
  if (!parts?.every((part) => part !== undefined))
    throw new SqlError('22P02', `malformed vector literal: ${JSON.stringify(text.slice(0, 100))}`, {
      hint: "vectors are written in brackets: '[1, 2.5]'"
    });
  if (type.dims !== undefined && parts.length !== type.dims)
    throw new SqlError('22000', `expected ${type.dims} dimensions, not ${parts.length}`);
  return `[${parts.map((part) => formatFloat(Math.fround(part), 32)).join(',')}]`;
}
