import type { Datum, Interval } from '../base/datum';
import { parseDuration } from '../base/duration';
import { SqlError, type Span } from '../base/errors';
import { compareTimestamps, type Timestamp } from '../base/timestamp';
import type { Expr } from '../sql/ast/expr';
import { visitNodes } from '../sql/ast/visit';
import { lookupFunction } from '../sql/builtins/registry';
import { DEFAULT_FORMAT } from '../sql/types/session-format';
import { parseDatum } from '../sql/types/parse';
import { INTERVAL, TIMESTAMPTZ, type SqlType } from '../sql/types/type';
import type { Cluster } from './cluster';
import { errors } from './errors';
import type { StatementContext } from './statement';
import type { StatementRunner } from './statement-runner';

/** Moments as users write them: in AS OF SYSTEM TIME and in the options `cursor` and `end_time` (reference §5.3). */

/** What an interval into the past is at least. */
const NS_PER_MICRO = 1000;
const DAY_MICROS = 86_400_000_000;
/** How far a follower read lies behind: closed timestamps trail by about this much. */
const FOLLOWER_READ_LAG_NS = 4_800_000_000;

/**
 * HLC decimal, nanoseconds, timestamp text or a negative interval from now.
 * @returns undefined for anything else
 */
export function parseMoment(cluster: Cluster, text: string): Timestamp | undefined {
  const trimmed = text.trim();
  if (/^\d{14,}(\.\d{1,10})?$/.test(trimmed)) return cluster.epoch.parseHlc(trimmed);
  const duration = parseDuration(trimmed);
  if (duration !== undefined)
    return duration <= -NS_PER_MICRO || trimmed === '0'
      ? { wall: cluster.now + duration, logical: 0 }
      : undefined;
  return (
    parseTimestampText(cluster, trimmed) ??
    cluster.epoch.parseHlc(trimmed) ??
    parseIntervalText(cluster, trimmed)
  );
}

function parseTimestampText(cluster: Cluster, text: string): Timestamp | undefined {
  return fromMicros(cluster, readTimestamp(cluster, text) ?? null);
}

/** The TIMESTAMPTZ that a text is, words such as `tomorrow` included; undefined where it is none. */
export function readTimestamp(cluster: Cluster, text: string): Datum | undefined {
  const format = { ...DEFAULT_FORMAT, nowMicros: cluster.epoch.micros(cluster.now) };
  return attempt(() => parseDatum(text, TIMESTAMPTZ, format));
}

function parseIntervalText(cluster: Cluster, text: string): Timestamp | undefined {
  return attempt(() => fromInterval(cluster, parseDatum(text, INTERVAL, DEFAULT_FORMAT) as Interval));
}

/** The value, or undefined where the text cannot be read. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof SqlError) return undefined;
    throw error;
  }
}

function fromMicros(cluster: Cluster, micros: Datum): Timestamp | undefined {
  if (typeof micros !== 'number' && typeof micros !== 'bigint') return undefined;
  if (typeof micros === 'number' && !Number.isFinite(micros)) return undefined;
  return { wall: cluster.epoch.clampWall(BigInt(micros) * 1000n), logical: 0 };
}

/** Only intervals into the past say when. */
function fromInterval(cluster: Cluster, { months, days, micros }: Interval): Timestamp | undefined {
  const total = (months * 30 + days) * DAY_MICROS + micros;
  return total < 0 && Number.isSafeInteger(total * 1000)
    ? { wall: cluster.now + total * 1000, logical: 0 }
    : undefined;
}

/** The moment of an AS OF SYSTEM TIME clause. @throws SqlError 22023 for what is no moment, or one that is still to come */
export function evaluateMoment(
  cluster: Cluster,
  runner: StatementRunner,
  expr: Expr,
  ctx: StatementContext
): Timestamp {
  const special = followerRead(cluster, expr);
  if (!special) requireConstant(expr);
  const given = special === undefined ? runner.scalar(expr, ctx) : undefined;
  if (given && isZeroMoment(given.value)) throw refuse('zero timestamp is invalid', expr.span);
  const ts = special ?? (given && momentOf(cluster, given));
  if (!ts) throw refuse('value is no timestamp, HLC decimal or negative interval', expr.span);
  if (compareTimestamps(ts, { wall: cluster.now, logical: 0 }) > 0 && ts.wall > cluster.now)
    throw refuse('cannot specify timestamp in the future', expr.span);
  return ts;
}

/** @throws SqlError 22023 for functions whose value is another one each time */
function requireConstant(expr: Expr): void {
  visitNodes(expr, (node) => {
    const call = node as Expr;
    if (call.kind !== 'call') return;
    const overloads = lookupFunction(call.name.object) ?? [];
    if (overloads.some(({ volatility }) => volatility !== 'immutable'))
      throw refuse(
        'only constant expressions, with_min_timestamp, with_max_staleness, or follower_read_timestamp are allowed',
        expr.span
      );
  });
}

/** A plain 0, which is no moment of any clock. */
const isZeroMoment = (value: Datum): boolean =>
  (typeof value === 'string' || typeof value === 'number') && /^\s*0+(\.0*)?\s*$/.test(String(value));

function momentOf(cluster: Cluster, { type, value }: { type: SqlType; value: Datum }): Timestamp | undefined {
  if (value === null) return undefined;
  switch (type.family) {
    case 'string':
    case 'unknown':
      return parseMoment(cluster, String(value));
    case 'int':
      return { wall: cluster.epoch.clampWall(BigInt(value as number | bigint)), logical: 0 };
    case 'decimal':
      return cluster.epoch.parseHlc(String(value));
    case 'interval':
      return fromInterval(cluster, value as Interval);
    case 'timestamp':
    case 'timestamptz':
      return fromMicros(cluster, value);
    default:
      return undefined;
  }
}

/** The moment that `follower_read_timestamp()` stands for. */
export const followerReadMoment = ({ now }: Cluster): Timestamp => ({
  wall: now - FOLLOWER_READ_LAG_NS,
  logical: 0
});

/** `follower_read_timestamp()`. @throws SqlError 0A000 for bounded staleness */
function followerRead(cluster: Cluster, expr: Expr): Timestamp | undefined {
  if (expr.kind !== 'call') return undefined;
  switch (expr.name.object) {
    case 'follower_read_timestamp':
    case 'experimental_follower_read_timestamp':
      return followerReadMoment(cluster);
    case 'with_max_staleness':
    case 'with_min_timestamp':
      throw errors.unsupported(
        `bounded staleness (${expr.name.object})`,
        'follower_read_timestamp() reads a little behind the present',
        expr.span
      );
    default:
      return undefined;
  }
}

const refuse = (message: string, span: Span): SqlError =>
  new SqlError('22023', `AS OF SYSTEM TIME: ${message}`, {
    span,
    hint: "accepted: '-10s', '2024-05-01 10:00:00' or '1536242855577149065.0000000000'"
  });
