import { SqlError } from '../../base/errors';
import { compareDecimals } from './decimal';
import { compareStrings } from './string-order';
import {
  isArray,
  isNumber,
  isObject,
  parseJson,
  sortedMembers,
  type Json,
  type JsonArray,
  type JsonObject
} from './json';

/** What the operators and functions of JSONB do to a tree. None changes its arguments. */

// --- Order and equality (pkg/util/json). ---

/** null < string < number < false < true < array < object. */
function rank(json: Json): number {
  if (json === null) return 1;
  if (typeof json === 'string') return 2;
  if (json === false) return 4;
  if (json === true) return 5;
  return isArray(json) ? 6 : isObject(json) ? 7 : 3;
}

function isEmptyArray(json: Json): boolean {
  return isArray(json) && json.length === 0;
}

/** CockroachDB's order of JSONB: by kind, the empty array before all; containers by length first. */
export function compareJson(a: Json, b: Json): number {
  const emptyA = isEmptyArray(a);
  const emptyB = isEmptyArray(b);
  if (emptyA || emptyB) return emptyA && emptyB ? 0 : emptyA ? -1 : 1;
  const kinds = rank(a) - rank(b);
  if (kinds !== 0) return kinds;
  if (typeof a === 'string') return compareStrings(a, b as string);
  if (a === null || typeof a === 'boolean') return 0;
  if (isArray(a)) return compareArrays(a, b as JsonArray);
  if (isObject(a)) return compareObjects(a, b as JsonObject);
  return isNumber(b) ? compareDecimals(a.number, b.number) : 0;
}

function compareArrays(a: JsonArray, b: JsonArray): number {
  if (a.length !== b.length) return a.length - b.length;
  for (let i = 0; i < a.length; i++) {
    const order = compareJson(a[i], b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareObjects(a: JsonObject, b: JsonObject): number {
  if (a.size !== b.size) return a.size - b.size;
  const left = sortedMembers(a);
  const right = sortedMembers(b);
  for (let i = 0; i < left.length; i++) {
    const order = compareStrings(left[i][0], right[i][0]) || compareJson(left[i][1], right[i][1]);
    if (order !== 0) return order;
  }
  return 0;
}

/** The order of two JSONB datums. */
export function compareJsonText(a: string, b: string): number {
  return a === b ? 0 : compareJson(parseJson(a), parseJson(b));
}

// --- Reading. ---

/** A whole number as array paths take it; undefined for other text. */
function asIndex(text: string): number | undefined {
  return /^[+-]?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** `json -> 'name'`; undefined where there is nothing. */
export function memberOf(json: Json, name: string): Json | undefined {
  return isObject(json) ? json.get(name) : undefined;
}

/** `json -> 2`; negative numbers count from the end. */
export function itemOf(json: Json, index: number): Json | undefined {
  if (isArray(json)) return json[index < 0 ? json.length + index : index];
  // As in PostgreSQL, a scalar is an array of itself.
  return !isObject(json) && (index === 0 || index === -1) ? json : undefined;
}

/** A step of a path: a name in an object, a number in an array. */
function step(json: Json, key: string): Json | undefined {
  if (isObject(json)) return json.get(key);
  const index = isArray(json) ? asIndex(key) : undefined;
  return index === undefined ? undefined : itemOf(json, index);
}

/** `json #> path`. A NULL in the path leads nowhere. */
export function atPath(json: Json, path: readonly (string | null)[]): Json | undefined {
  let at: Json | undefined = json;
  for (const key of path) {
    if (key === null || at === undefined) return undefined;
    at = step(at, key);
  }
  return at;
}

/** `json ? 'name'`: a member of an object, a string of an array, or the string itself. */
export function hasKey(json: Json, key: string): boolean {
  if (isObject(json)) return json.has(key);
  if (isArray(json)) return json.includes(key);
  return json === key;
}

/** `a @> b`: objects by members, arrays as sets at every level; an array also contains a bare scalar it holds. */
export function contains(a: Json, b: Json): boolean {
  if (isArray(a) && !isArray(b) && !isObject(b)) return a.some((item) => compareJson(item, b) === 0);
  return containsWithin(a, b);
}

function containsWithin(a: Json, b: Json): boolean {
  if (isObject(a)) {
    if (!isObject(b)) return false;
    for (const [name, value] of b) {
      const mine = a.get(name);
      if (mine === undefined || !containsWithin(mine, value)) return false;
    }
    return true;
  }
  if (isArray(a)) return isArray(b) && containsItems(a, b);
  return isScalar(b) && compareJson(a, b) === 0;
}

function isScalar(json: Json): boolean {
  return !isArray(json) && !isObject(json);
}

/** So few items are sought one after another; for more the scalars are put in order first. */
const FEW = 8;

function containsItems(a: JsonArray, b: JsonArray): boolean {
  if (b.length <= FEW) return b.every((wanted) => a.some((item) => containsWithin(item, wanted)));
  const scalars = a.filter(isScalar).sort(compareJson);
  const others = a.filter((item) => !isScalar(item));
  return b.every((wanted) =>
    isScalar(wanted) ? isAmong(scalars, wanted) : others.some((item) => containsWithin(item, wanted))
  );
}

/** Whether an ordered list holds a value. */
function isAmong(ordered: JsonArray, wanted: Json): boolean {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareJson(ordered[middle], wanted) < 0) low = middle + 1;
    else high = middle;
  }
  return low < ordered.length && compareJson(ordered[low], wanted) === 0;
}

// --- Changing. ---

/** `a || b`. @throws SqlError 22023 for an object and a scalar */
export function concatJson(a: Json, b: Json): Json {
  if (isObject(a) && isObject(b)) return new Map([...a, ...b]);
  if (isArray(a)) return isArray(b) ? [...a, ...b] : [...a, b];
  if (isArray(b)) return [a, ...b];
  if (isObject(a) || isObject(b)) throw new SqlError('22023', 'invalid concatenation of jsonb objects');
  return [a, b];
}

function cannotDelete(): SqlError {
  return new SqlError('22023', 'cannot delete from scalar');
}

/** `json - 'name'`: a member of an object, or all equal strings of an array. @throws SqlError 22023 for scalars */
export function removeKey(json: Json, key: string): Json {
  return removeKeys(json, [key]);
}

/** `json - ARRAY['a', 'b']`: as `removeKey` with each of them. @throws SqlError 22023 for scalars, unless there is no key */
export function removeKeys(json: Json, keys: readonly string[]): Json {
  if (keys.length === 0) return json;
  const gone = new Set<Json>(keys);
  if (isArray(json)) return json.filter((item) => !gone.has(item));
  if (!isObject(json)) throw cannotDelete();
  return new Map([...json].filter(([key]) => !gone.has(key)));
}

/** `json - 2`. @throws SqlError 22023 for what is no array */
export function removeIndex(json: Json, index: number): Json {
  if (isObject(json)) throw new SqlError('22023', 'cannot delete from object using integer index');
  if (!isArray(json)) throw cannotDelete();
  const at = index < 0 ? json.length + index : index;
  return json.filter((_, i) => i !== at);
}

/** `json #- path`. @throws SqlError 22023 for scalars, 22P02 for a step into an array that is no number */
export function removePath(json: Json, path: readonly string[]): Json {
  if (!isArray(json) && !isObject(json)) throw new SqlError('22023', 'cannot delete path in scalar');
  return removeWithin(json, path);
}

function removeWithin(json: Json, path: readonly string[]): Json {
  if (path.length === 0) return json;
  const [key, ...rest] = path;
  if (isArray(json)) {
    const index = asIndex(key);
    if (index === undefined) throw new SqlError('22P02', `a path element is not an integer: ${key}`);
    if (rest.length === 0) return removeIndex(json, index);
    const inner = itemOf(json, index);
    return inner === undefined ? json : replaceItem(json, index, removeWithin(inner, rest));
  }
  if (!isObject(json)) return json;
  if (rest.length === 0) return removeKey(json, key);
  const inner = json.get(key);
  return inner === undefined ? json : new Map([...json, [key, removeWithin(inner, rest)]]);
}

function replaceItem(json: JsonArray, index: number, value: Json): Json[] {
  const at = index < 0 ? json.length + index : index;
  return json.map((item, i) => (i === at ? value : item));
}

/** `jsonb_set`: the value at a path, which is added where only its last step is missing. @throws SqlError 22023, 22P02 */
export function setPath(json: Json, path: readonly string[], value: Json, createMissing: boolean): Json {
  if (!isArray(json) && !isObject(json)) throw new SqlError('22023', 'cannot set path in scalar');
  return alterPath(json, path, (parent, key) => setStep(parent, key, value, createMissing));
}

/** `jsonb_insert`: before or after an array's item, or as a new member. @throws SqlError 22023, 22P02 */
export function insertPath(json: Json, path: readonly string[], value: Json, after: boolean): Json {
  if (!isArray(json) && !isObject(json)) throw new SqlError('22023', 'cannot set path in scalar');
  return alterPath(json, path, (parent, key) => insertStep(parent, key, value, after));
}

/** Rebuilds the containers along a path; one whose steps lead nowhere leaves the value as it is. */
function alterPath(json: Json, path: readonly string[], alter: (parent: Json, key: string) => Json): Json {
  if (path.length === 0) return json;
  const [key, ...rest] = path;
  if (rest.length === 0) return alter(json, key);
  const inner = step(json, key);
  if (inner === undefined) return json;
  return setStep(json, key, alterPath(inner, rest, alter), true);
}

function pathIndex(key: string): number {
  const index = asIndex(key);
  if (index === undefined) throw new SqlError('22P02', `a path element is not an integer: ${key}`);
  return index;
}

function setStep(parent: Json, key: string, value: Json, createMissing: boolean): Json {
  if (isObject(parent)) return parent.has(key) || createMissing ? new Map([...parent, [key, value]]) : parent;
  if (!isArray(parent)) return parent;
  let index = pathIndex(key);
  if (index < 0) index += parent.length;
  if (index >= 0 && index < parent.length) return replaceItem(parent, index, value);
  if (!createMissing) return parent;
  return index < 0 ? [value, ...parent] : [...parent, value];
}

function insertStep(parent: Json, key: string, value: Json, after: boolean): Json {
  if (isObject(parent)) {
    if (parent.has(key)) throw new SqlError('22023', 'cannot replace existing key');
    return new Map([...parent, [key, value]]);
  }
  if (!isArray(parent)) return parent;
  let index = pathIndex(key);
  if (index < 0) index += parent.length;
  if (index < 0) return [value, ...parent];
  if (index >= parent.length) return [...parent, value];
  const at = after ? index + 1 : index;
  return [...parent.slice(0, at), value, ...parent.slice(at)];
}

/** Without members whose value is null, at every level; nulls in arrays stay. */
export function stripNulls(json: Json): Json {
  if (isArray(json)) return json.map(stripNulls);
  if (!isObject(json)) return json;
  const kept = new Map<string, Json>();
  for (const [name, value] of json) if (value !== null) kept.set(name, stripNulls(value));
  return kept;
}
