import type { Datum } from '../../src/lib/engine/base/datum';
import { SqlError } from '../../src/lib/engine/base/errors';
import type { EvalContext } from '../../src/lib/engine/sql/builtins/context';
import type { Overload, ScalarOverload } from '../../src/lib/engine/sql/builtins/overload';
import { lookupFunction } from '../../src/lib/engine/sql/builtins/registry';
import { castDatum } from '../../src/lib/engine/sql/types/cast';
import { formatDatum } from '../../src/lib/engine/sql/types/format';
import { parseDatum } from '../../src/lib/engine/sql/types/parse';
import { DEFAULT_FORMAT } from '../../src/lib/engine/sql/types/session-format';
import * as T from '../../src/lib/engine/sql/types/type';
import type { SqlType } from '../../src/lib/engine/sql/types/type';
import { typeFromRef } from '../../src/lib/engine/sql/types/type-ref';

/**
 * Calls of builtins as they are written in SQL, without the planner: constants, casts with `::`, arrays, rows and calls
 * within calls. Enough of overload choice to tell types apart that are written out.
 */

/** 2024-05-09 12:18:42.022952 UTC. */
export const NOW = 1715257122022952;

export function makeContext(overrides: Partial<EvalContext> = {}): EvalContext {
  let word = 0x12345678;
  let rowId = 1000;
  const variables = new Map([['application_name', 'tests']]);
  return {
    format: { ...DEFAULT_FORMAT, nowMicros: NOW },
    statementMicros: NOW,
    transactionMicros: NOW,
    firstTriedMicros: NOW,
    clockMicros: () => NOW,
    clusterLogicalTimestamp: () => '1715257122022952000.0000000000',
    session: {
      user: 'root',
      sessionUser: 'root',
      database: 'defaultdb',
      applicationName: 'tests',
      schemas: (withSystem) => (withSystem ? ['pg_catalog', 'public'] : ['public']),
      getVar: (name) => variables.get(name),
      setVar: (name, value) => void variables.set(name, value)
    },
    nodeId: 1,
    clusterId: '11111111-2222-4333-8444-555555555555',
    random() {
      word = (Math.imul(word, 1664525) + 1013904223) >>> 0;
      return word;
    },
    uniqueRowId: () => ++rowId,
    nextval: () => 7,
    currval: () => 7,
    setval: () => undefined,
    lastval: () => 7,
    budget: () => undefined,
    memory: () => undefined,
    notice: () => undefined,
    ...overrides
  };
}

/** A value and its type; a constant that nothing has typed yet says so. */
export interface Value {
  readonly datum: Datum;
  readonly type: SqlType;
  readonly isConstant: boolean;
}

/** The text of what a call gives, as the protocol prints it; null for NULL. */
export function evaluate(text: string, ctx: EvalContext = makeContext()): string | null {
  const { datum, type } = valueOf(text, ctx);
  return formatDatum(datum, type, ctx.format);
}

/** The value of an expression. */
export function valueOf(text: string, ctx: EvalContext = makeContext()): Value {
  const reader = new Reader(text, ctx);
  const value = reader.expression();
  reader.end();
  return value;
}

const TOKEN =
  /\s*(?:(e'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*')|(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+)|([a-z_][a-z0-9_.]*)|(::|[-(),[\]]))/iy;

class Reader {
  readonly #tokens: string[] = [];
  readonly #ctx: EvalContext;
  #at = 0;

  constructor(text: string, ctx: EvalContext) {
    this.#ctx = ctx;
    TOKEN.lastIndex = 0;
    let end = 0;
    for (let m = TOKEN.exec(text); m; m = TOKEN.exec(text)) {
      this.#tokens.push(m[0].trim());
      end = TOKEN.lastIndex;
    }
    if (text.slice(end).trim() !== '') throw new Error(`the test helper cannot read ${text.slice(end)}`);
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw new Error(`unexpected ${this.#tokens[this.#at]}`);
  }

  expression(): Value {
    let value = this.#primary();
    while (this.#take('::')) value = this.#cast(value, this.#type());
    return value;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at]?.toLowerCase() !== token) return false;
    this.#at++;
    return true;
  }

  #list(end: string): Value[] {
    const values: Value[] = [];
    while (!this.#take(end)) {
      values.push(this.expression());
      if (!this.#take(',') && this.#tokens[this.#at] !== end) throw new Error(`expected ${end}`);
    }
    return values;
  }

  #primary(): Value {
    if (this.#take('-')) {
      const { datum, type } = this.expression();
      const negative = typeof datum === 'string' ? `-${datum}` : -(datum as number);
      return {
        datum: Object.is(negative, -0) && type.family === 'int' ? 0 : negative,
        type,
        isConstant: true
      };
    }
    const token = this.#tokens[this.#at++];
    if (token === '(') {
      const values = this.#list(')');
      if (values.length === 1) return values[0];
      return {
        datum: values.map(({ datum }) => datum),
        type: T.tupleOf(values.map(({ type }) => type)),
        isConstant: false
      };
    }
    if (/^e?'/i.test(token)) return { datum: unquoted(token), type: T.STRING, isConstant: true };
    if (/^[\d.]/.test(token)) return number(token);
    const name = token.toLowerCase();
    if (name === 'null') return { datum: null, type: T.UNKNOWN, isConstant: false };
    if (name === 'true' || name === 'false')
      return { datum: name === 'true', type: T.BOOL, isConstant: false };
    if (name === 'array' && this.#take('[')) return array(this.#list(']'));
    if (this.#take('(')) return call(name, this.#list(')'), this.#ctx);
    throw new Error(`the test helper cannot read ${token}`);
  }

  #type(): SqlType {
    const name = this.#tokens[this.#at++].toLowerCase();
    const args: number[] = [];
    if (this.#take('(')) for (const { datum } of this.#list(')')) args.push(datum as number);
    const isArray = this.#take('[') && this.#take(']');
    const type = typeFromRef({ name, args, dims: isArray ? 1 : 0 });
    if (!type) throw new Error(`unknown type ${name}`);
    return type;
  }

  #cast({ datum, type, isConstant }: Value, to: SqlType): Value {
    const { format } = this.#ctx;
    if (datum === null) return { datum, type: to, isConstant: false };
    const isText = isConstant && type.family === 'string';
    return {
      datum: isText ? parseDatum(datum as string, to, format) : castDatum(datum, type, to, format),
      type: to,
      isConstant: false
    };
  }
}

function unquoted(token: string): string {
  const isEscaped = /^e/i.test(token);
  const body = token.slice(isEscaped ? 2 : 1, -1).replaceAll("''", "'");
  if (!isEscaped) return body;
  return body.replace(/\\(n|t|r|x[0-9a-f]{2}|[0-7]{3}|.)/g, (_, code: string) => {
    if (/^x..$/.test(code)) return String.fromCharCode(parseInt(code.slice(1), 16));
    if (/^[0-7]{3}$/.test(code)) return String.fromCharCode(parseInt(code, 8));
    return { n: '\n', t: '\t', r: '\r' }[code] ?? code;
  });
}

function number(token: string): Value {
  if (/^\d+$/.test(token)) {
    const value = BigInt(token);
    return {
      datum: Number.isSafeInteger(Number(value)) ? Number(value) : value,
      type: T.INT,
      isConstant: true
    };
  }
  return { datum: parseDatum(token, T.DECIMAL, DEFAULT_FORMAT), type: T.DECIMAL, isConstant: true };
}

function array(values: readonly Value[]): Value {
  const type = values.find((value) => value.type.family !== 'unknown')?.type ?? T.UNKNOWN;
  return { datum: values.map(({ datum }) => datum), type: T.arrayOf(type), isConstant: false };
}

/** A value as a parameter takes it; undefined when it does not. */
function fitted(value: Value, param: SqlType): Value | undefined {
  if (value.type.family === 'unknown' || param.family === 'any') return value;
  if (param.family === 'anytuple') return value.type.family === 'tuple' ? value : undefined;
  if (param.family === 'anyenum') return value.type.family === 'enum' ? value : undefined;
  if (param.family === 'array' && value.type.family === 'array') {
    const { elem } = value.type;
    const fits = param.elem.family === 'any' || elem.family === 'unknown' || T.equivalent(elem, param.elem);
    return fits ? value : undefined;
  }
  if (T.equivalent(value.type, param)) return value;
  if (!value.isConstant) return undefined;
  try {
    if (value.type.family === 'string') {
      return {
        datum: parseDatum(value.datum as string, param, DEFAULT_FORMAT),
        type: param,
        isConstant: false
      };
    }
    if (param.family !== 'float' && param.family !== 'decimal' && param.family !== 'oid') return undefined;
    return {
      datum: castDatum(value.datum, value.type, param, DEFAULT_FORMAT),
      type: param,
      isConstant: false
    };
  } catch (error) {
    if (error instanceof SqlError) return undefined;
    throw error;
  }
}

export function overloadFor(name: string, values: readonly Value[]): { overload: Overload; args: Value[] } {
  const overloads = lookupFunction(name);
  if (!overloads) throw new SqlError('42883', `unknown function: ${name}()`);
  let best: { overload: Overload; args: Value[]; changed: number } | undefined;
  for (const overload of overloads.filter((each) => each.takes(values.length))) {
    const args = values.map((value, i) => fitted(value, overload.param(i)));
    if (args.some((arg) => arg === undefined)) continue;
    // What takes the constants as they are is meant before what turns them into something else.
    const changed = args.filter((arg, i) => arg !== values[i]).length + (overload.preferred ? -0.5 : 0);
    if (!best || changed < best.changed) best = { overload, args: args as Value[], changed };
  }
  if (!best)
    throw new SqlError(
      '42883',
      `unknown signature: ${name}(${values.map(({ type }) => type.family).join(', ')})`
    );
  return best;
}

function call(name: string, values: readonly Value[], ctx: EvalContext): Value {
  const { overload, args } = overloadFor(name, values);
  const types = args.map((arg) => arg.type);
  const type = overload.result(types);
  const datums = args.map((arg) => arg.datum);
  if (!overload.nullable && datums.includes(null)) return { datum: null, type, isConstant: false };
  if (overload.kind === 'generator') {
    const rows = [...overload.bind(types)(datums, ctx)];
    const isRow = type.family === 'tuple';
    const elem = isRow && type.elems.length === 1 ? type.elems[0] : type;
    const items = rows.map((row) => (row.length === 1 ? row[0] : row));
    return { datum: items, type: T.arrayOf(elem), isConstant: false };
  }
  return { datum: (overload as ScalarOverload).bind(types)(datums, ctx), type, isConstant: false };
}
