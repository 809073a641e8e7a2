import { SqlError, type Span } from '../../base/errors';
import type { SequenceOption } from '../../sql/ast/table-def';
import type { SequenceDef } from '../descriptors';
import { resolveType } from '../../sql/plan/type-resolution';
import { ddlErrors } from './errors';
import type { DdlHost } from './host';

/** The options of sequences, of CREATE and ALTER SEQUENCE, identity columns and SERIAL. */

/** What the options decide. Numbers are texts because they may need 64 bits. */
export type SequenceSettings = Pick<
  SequenceDef,
  'start' | 'increment' | 'min' | 'max' | 'cache' | 'cachedBy' | 'width' | 'virtual'
>;

/** The same in numbers, while it is worked out. */
interface Draft {
  start: bigint | undefined;
  increment: bigint;
  min: bigint | undefined;
  max: bigint | undefined;
  cache: number;
  cachedBy: 'session' | undefined;
  width: 16 | 32 | 64 | undefined;
  virtual: boolean;
}

const bounds = (width: 16 | 32 | 64): { min: bigint; max: bigint } => {
  const half = 1n << BigInt(width - 1);
  return { min: -half, max: half - 1n };
};

/** @throws SqlError 22023 for numbers that do not fit together, 42601 for an option given twice */
export function sequenceSettings(
  options: readonly SequenceOption[],
  host: DdlHost,
  span?: Span
): SequenceSettings {
  const draft: Draft = {
    start: undefined,
    increment: 1n,
    min: undefined,
    max: undefined,
    cache: 1,
    cachedBy: undefined,
    width: undefined,
    virtual: false
  };
  apply(draft, options, host, span);
  return settle(draft, span);
}

/**
 * Settings after ALTER SEQUENCE: what is not named stays, also bounds of another direction; a bound that is the type's follows a new type
 * (schemaexpr/sequence_options.go).
 * @throws SqlError as `sequenceSettings`
 */
export function changedSettings(
  before: SequenceSettings,
  options: readonly SequenceOption[],
  host: DdlHost,
  span?: Span
): SequenceSettings {
  const width = newWidth(options, host) ?? before.width;
  const [was, is] = [bounds(before.width ?? 64), bounds(width ?? 64)];
  const [min, max] = [BigInt(before.min), BigInt(before.max)];
  const draft: Draft = {
    start: BigInt(before.start),
    increment: BigInt(before.increment),
    min: min === was.min ? is.min : min,
    max: max === was.max ? is.max : max,
    cache: before.cache,
    cachedBy: before.cachedBy,
    width,
    virtual: before.virtual
  };
  apply(draft, options, host, span);
  return settle(draft, span);
}

function apply(
  draft: Draft,
  options: readonly SequenceOption[],
  host: DdlHost,
  span: Span | undefined
): void {
  const seen = new Set<string>();
  for (const option of options) {
    const name = SAME_OPTION.get(option.kind) ?? option.kind;
    if (seen.has(name)) throw new SqlError('42601', 'conflicting or redundant options', { span });
    seen.add(name);
    switch (option.kind) {
      case 'as':
        draft.width = newWidth([option], host);
        break;
      case 'increment':
        draft.increment = BigInt(option.value);
        if (draft.increment === 0n) throw ddlErrors.invalidValue('INCREMENT must not be zero', span);
        break;
      case 'minValue':
        draft.min = BigInt(option.value);
        break;
      case 'maxValue':
        draft.max = BigInt(option.value);
        break;
      case 'noMinValue':
        draft.min = undefined;
        break;
      case 'noMaxValue':
        draft.max = undefined;
        break;
      case 'start':
        draft.start = BigInt(option.value);
        break;
      case 'cache':
      case 'sessionCache':
      case 'nodeCache': {
        const cache = BigInt(option.value);
        if (cache < 1n) throw ddlErrors.invalidValue(`CACHE (${cache}) must be greater than zero`, span);
        draft.cache = Number(cache);
        draft.cachedBy = option.kind === 'sessionCache' ? 'session' : undefined;
        break;
      }
      case 'virtual':
        draft.virtual = true;
        break;
      case 'cycle':
        throw new SqlError('0A000', 'CYCLE option is not supported', { span });
      case 'noCycle':
      case 'ownedBy':
      case 'restart':
        break;
    }
  }
}

/** The width of `AS type`; undefined where it is not said. @throws SqlError 42P16 */
function newWidth(options: readonly SequenceOption[], host: DdlHost): SequenceDef['width'] {
  const option = options.find(({ kind }) => kind === 'as');
  if (option?.kind !== 'as') return undefined;
  const type = resolveType(option.type, host.plan);
  if (type.family !== 'int')
    throw ddlErrors.invalidDefinition('type of a sequence must be INT2, INT4 or INT8', option.type.span);
  return type.width;
}

const SAME_OPTION: ReadonlyMap<string, string> = new Map([
  ['noMinValue', 'minValue'],
  ['noMaxValue', 'maxValue'],
  ['nodeCache', 'cache'],
  ['sessionCache', 'cache'],
  ['noCycle', 'cycle']
]);

function settle(draft: Draft, span: Span | undefined): SequenceSettings {
  const { width = 64 } = draft;
  const type = bounds(width);
  const ascending = draft.increment > 0n;
  const min = draft.min ?? (ascending ? 1n : type.min);
  const max = draft.max ?? (ascending ? type.max : -1n);
  for (const [name, value] of [
    ['MINVALUE', min],
    ['MAXVALUE', max]
  ] as const)
    if (value < type.min || value > type.max)
      throw ddlErrors.invalidValue(
        `${name} (${value}) must be ${value < type.min ? 'greater' : 'less'} than ${value < type.min ? type.min : type.max} for type INT${width / 8}`,
        span
      );
  if (min > max) throw ddlErrors.invalidValue(`MINVALUE (${min}) must be less than MAXVALUE (${max})`, span);
  const start = draft.start ?? (ascending ? min : max);
  if (start < min)
    throw ddlErrors.invalidValue(`START value (${start}) cannot be less than MINVALUE (${min})`, span);
  if (start > max)
    throw ddlErrors.invalidValue(`START value (${start}) cannot be greater than MAXVALUE (${max})`, span);
  return {
    start: start.toString(),
    increment: draft.increment.toString(),
    min: min.toString(),
    max: max.toString(),
    cache: draft.cache,
    ...(draft.cachedBy ? { cachedBy: draft.cachedBy } : {}),
    virtual: draft.virtual,
    ...(draft.width === undefined ? {} : { width: draft.width })
  };
}

/** Options as they were written, for SHOW CREATE of an identity column. */
export function optionsSql(options: readonly SequenceOption[]): string {
  return options
    .map(optionSql)
    .filter((sql) => sql !== '')
    .join(' ');
}

function optionSql(option: SequenceOption): string {
  switch (option.kind) {
    case 'increment':
      return `INCREMENT ${option.value}`;
    case 'minValue':
      return `MINVALUE ${option.value}`;
    case 'maxValue':
      return `MAXVALUE ${option.value}`;
    case 'start':
      return `START ${option.word ? 'WITH ' : ''}${option.value}`;
    case 'cache':
      return `PER NODE CACHE ${option.value}`;
    case 'sessionCache':
      return `PER SESSION CACHE ${option.value}`;
    case 'nodeCache':
      return `PER NODE CACHE ${option.value}`;
    case 'noMinValue':
      return 'NO MINVALUE';
    case 'noMaxValue':
      return 'NO MAXVALUE';
    case 'noCycle':
      return 'NO CYCLE';
    case 'virtual':
      return 'VIRTUAL';
    default:
      return '';
  }
}
