import type { OidVariant, SqlType } from './type';

/**
 * Which casts there are, and where they may happen without being written (CockroachDB's `cast_map.go`): an *implicit*
 * cast anywhere, an *assignment* cast when a value is stored in a column, an *explicit* one only with `::` or CAST.
 */
export type CastContext = 'implicit' | 'assignment' | 'explicit';

export type CastVolatility = 'immutable' | 'stable';

export interface CastRule {
  /** The widest context in which the cast is made by itself. */
  readonly context: CastContext;
  /** Stable casts depend on the session: on its time zone, its styles, or the catalog. */
  readonly volatility: CastVolatility;
}

const RULES: Readonly<Record<string, CastRule>> = {
  i: { context: 'implicit', volatility: 'immutable' },
  is: { context: 'implicit', volatility: 'stable' },
  a: { context: 'assignment', volatility: 'immutable' },
  as: { context: 'assignment', volatility: 'stable' },
  e: { context: 'explicit', volatility: 'immutable' },
  es: { context: 'explicit', volatility: 'stable' }
};

const REG: readonly OidVariant[] = [
  'regclass',
  'regnamespace',
  'regproc',
  'regprocedure',
  'regrole',
  'regtype'
];
const ALL_REG = REG.map((name) => `${name}=i`).join(' ');
/** What every string type turns into when asked. */
const FROM_STRING =
  'bit=e varbit=e bool=e bytes=e date=es float4=e float8=e inet=e int2=e int4=e int8=e interval=es jsonb=e decimal=e oid=e ' +
  'regnamespace=es regproc=es regprocedure=es regrole=es regtype=es time=es timetz=es timestamp=es timestamptz=es uuid=e void=e ' +
  'array=es tuple=es enum=e other=e';
const TO_STRING = 'string=a varchar=a char=a name=a "char"=a collated=a';
const TO_STRING_STABLE = 'string=as varchar=as char=as name=as "char"=as collated=as';

/** For each type: what it can be cast to and how, `i`, `a` or `e` and an `s` for stable. */
const TABLE: Readonly<Record<string, string>> = {
  bool: `float4=e float8=e int2=e int4=e int8=e decimal=e ${TO_STRING}`,
  int2: `bool=e date=e float4=i float8=i int4=i int8=i interval=e decimal=i oid=i ${ALL_REG} timestamp=e timestamptz=e ${TO_STRING}`,
  int4: `bool=e date=e float4=i float8=i int2=a int8=i interval=e decimal=i oid=i ${ALL_REG} timestamp=e timestamptz=e string=a varchar=a char=a name=a "char"=e collated=a`,
  int8: `bool=e date=e float4=i float8=i int2=a int4=a interval=e decimal=i oid=i ${ALL_REG} timestamp=e timestamptz=e ${TO_STRING}`,
  float4: `bool=e float8=i int2=a int4=a int8=a interval=e decimal=a ${TO_STRING_STABLE}`,
  float8: `bool=e float4=a int2=a int4=a int8=a interval=e decimal=a ${TO_STRING_STABLE}`,
  decimal: `bool=e float4=i float8=i int2=a int4=a int8=a interval=e ${TO_STRING}`,
  string: `varchar=i char=i name=i "char"=i collated=a regclass=is ${FROM_STRING}`,
  varchar: `string=i char=i name=i "char"=a collated=a regclass=is ${FROM_STRING}`,
  char: `string=i varchar=i name=i "char"=a collated=a regclass=es ${FROM_STRING}`,
  name: `string=i varchar=a char=a "char"=a collated=a regclass=es ${FROM_STRING}`,
  '"char"': `string=i varchar=a char=a name=a collated=a regclass=es ${FROM_STRING}`,
  collated: `string=a varchar=a char=a name=a "char"=a collated=a regclass=es ${FROM_STRING}`,
  bytes: `uuid=e ${TO_STRING_STABLE}`,
  bit: `varbit=i int2=e int4=e int8=e ${TO_STRING}`,
  varbit: `bit=i int2=e int4=e int8=e ${TO_STRING}`,
  date: `float4=e float8=e int2=e int4=e int8=e decimal=e timestamp=i timestamptz=is ${TO_STRING_STABLE}`,
  time: `interval=i timetz=is ${TO_STRING}`,
  timetz: `time=a ${TO_STRING}`,
  timestamp: `date=a float4=e float8=e int2=e int4=e int8=e decimal=e time=a timestamptz=is ${TO_STRING_STABLE}`,
  timestamptz: `date=as float4=e float8=e int2=e int4=e int8=e decimal=e time=as timestamp=as timetz=as ${TO_STRING_STABLE}`,
  interval: `float4=e float8=e int2=e int4=e int8=e decimal=e time=a ${TO_STRING_STABLE}`,
  uuid: `bytes=e ${TO_STRING}`,
  inet: TO_STRING,
  jsonb: `bool=e float4=e float8=e int2=e int4=e int8=e decimal=e ${TO_STRING}`,
  enum: TO_STRING,
  array: TO_STRING_STABLE,
  tuple: TO_STRING,
  void: TO_STRING,
  other: TO_STRING,
  oid: `int2=a int4=a int8=a ${ALL_REG} ${TO_STRING}`,
  ...Object.fromEntries(
    REG.map((name) => {
      // The two kinds of function numbers stand for one another, other kinds only by name.
      const others = REG.filter((other) => other !== name).map((other) =>
        name.startsWith('regproc') && other.startsWith('regproc') ? `${other}=i` : `${other}=es`
      );
      return [name, `int2=a int4=a int8=a oid=i ${others.join(' ')} ${TO_STRING_STABLE}`];
    })
  )
};

const CASTS: ReadonlyMap<string, ReadonlyMap<string, CastRule>> = new Map(
  Object.entries(TABLE).map(([from, targets]) => [
    from,
    new Map(
      targets.split(' ').map((entry) => {
        const at = entry.lastIndexOf('=');
        return [entry.slice(0, at), RULES[entry.slice(at + 1)]] as const;
      })
    )
  ])
);

/** The name under which a type stands in the table. */
function ruleKey(type: SqlType): string {
  switch (type.family) {
    case 'int':
      return `int${type.width / 8}`;
    case 'float':
      return `float${type.width / 8}`;
    case 'string':
      return type.variant === 'bpchar' ? 'char' : type.variant;
    case 'bit':
      return type.varying ? 'varbit' : 'bit';
    case 'oid':
      return type.variant;
    default:
      return type.family;
  }
}

const IDENTITY: CastRule = RULES.i;

/** How a value of one type becomes one of another, or undefined when it cannot. */
export function castRule(from: SqlType, to: SqlType): CastRule | undefined {
  if (from.family === 'unknown' || to.family === 'any') return IDENTITY;
  if (from.family === 'array' && to.family === 'array') return castRule(from.elem, to.elem);
  if (from.family === 'tuple' && to.family === 'tuple') return tupleRule(from.elems, to.elems);
  if (to.family === 'anytuple')
    return from.family === 'tuple' || from.family === 'anytuple' ? IDENTITY : undefined;
  if (from.family === 'enum' && to.family === 'enum') return from.id === to.id ? IDENTITY : undefined;
  if (from.family === 'other' && to.family === 'other') return from.name === to.name ? IDENTITY : undefined;
  // An integer fills a given number of bits; without one there is no telling how many.
  if (from.family === 'int' && to.family === 'bit') return to.width === undefined ? undefined : RULES.e;
  const source = ruleKey(from);
  const target = ruleKey(to);
  if (source === target && source !== 'collated') return IDENTITY;
  if (from.family === 'collated' && to.family === 'collated')
    return from.locale === to.locale ? IDENTITY : RULES.a;
  return CASTS.get(source)?.get(target);
}

function tupleRule(from: readonly SqlType[], to: readonly SqlType[]): CastRule | undefined {
  if (from.length !== to.length) return undefined;
  let weakest = IDENTITY;
  for (let i = 0; i < from.length; i++) {
    const rule = castRule(from[i], to[i]);
    if (!rule) return undefined;
    weakest = {
      context: CONTEXT_RANK[rule.context] < CONTEXT_RANK[weakest.context] ? rule.context : weakest.context,
      volatility: rule.volatility === 'stable' ? 'stable' : weakest.volatility
    };
  }
  return weakest;
}

const CONTEXT_RANK: Readonly<Record<CastContext, number>> = { explicit: 1, assignment: 2, implicit: 3 };

/** True when a cast may happen in a context. */
export function canCast(from: SqlType, to: SqlType, context: CastContext): boolean {
  const rule = castRule(from, to);
  return rule !== undefined && CONTEXT_RANK[rule.context] >= CONTEXT_RANK[context];
}
