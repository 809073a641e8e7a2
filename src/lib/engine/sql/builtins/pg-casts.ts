import type { Datum } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { castDatum } from '../types/cast';
import { castRule } from '../types/cast-rules';
import * as T from '../types/type';
import { typeWord } from '../types/type-name';
import type { SqlType } from '../types/type';
import { bound, fn, group } from './overload';

/** Casts written as calls: `int8('12')`, `text(now())`. */

/** The names of types that are functions too. */
const TARGETS: readonly (readonly [name: string, type: SqlType])[] = [
  ['bool', T.BOOL],
  ['int2', T.INT2],
  ['int4', T.INT4],
  ['int8', T.INT],
  ['float4', T.FLOAT4],
  ['float8', T.FLOAT],
  ['numeric', T.DECIMAL],
  ['text', T.STRING],
  ['varchar', T.VARCHAR],
  ['bpchar', T.BPCHAR],
  ['char', T.QUOTED_CHAR],
  ['name', T.NAME],
  ['bytes', T.BYTES],
  ['bit', T.BIT],
  ['varbit', T.VARBIT],
  ['date', T.DATE],
  ['time', T.TIME],
  ['timetz', T.TIMETZ],
  ['timestamp', T.TIMESTAMP],
  ['timestamptz', T.TIMESTAMPTZ],
  ['interval', T.INTERVAL],
  ['uuid', T.UUID],
  ['inet', T.INET],
  ['jsonb', T.JSONB],
  ['oid', T.OID],
  ['regclass', T.REGCLASS],
  ['regnamespace', T.REGNAMESPACE],
  ['regproc', T.REGPROC],
  ['regprocedure', T.REGPROCEDURE],
  ['regrole', T.REGROLE],
  ['regtype', T.REGTYPE]
];

export const CASTS = group('Cast', TARGETS.map(castFunction));

function castFunction([name, to]: readonly [name: string, type: SqlType]) {
  return fn(name, `A value as ${name.toUpperCase()}.`, [
    bound(
      '(val: any) -> any',
      ([from]) => {
        if (from.family !== 'unknown' && !castRule(from, to)) {
          throw new SqlError('42883', `unknown signature: ${name}(${typeWord(from)})`);
        }
        return ([value]: [Datum], ctx) => castDatum(value, from, to, ctx.format);
      },
      { volatility: 'stable', returns: () => to }
    )
  ]);
}
