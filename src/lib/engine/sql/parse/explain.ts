import { SqlError } from '../../base/errors';
import type { ExplainStatement } from '../ast/other';
import { NON_RESERVED } from '../lex/keywords';
import type { Cursor } from './cursor';
import { explainableStatement } from './statement';

/** EXPLAIN and its options, which it refuses where they contradict one another (`sem/tree/explain.go`). */

const MODES: ReadonlySet<string> = new Set([
  'PLAN',
  'DISTSQL',
  'OPT',
  'VEC',
  'DEBUG',
  'DDL',
  'GIST',
  'FINGERPRINT'
]);
const FLAGS: ReadonlySet<string> = new Set([
  ...['VERBOSE', 'TYPES', 'ENV', 'CATALOG', 'JSON', 'MEMO', 'SHAPE', 'VIZ', 'REDACT']
]);

export function explain(p: Cursor): ExplainStatement {
  const offset = p.offset;
  p.expect('EXPLAIN');
  p.enter();
  const analyze = p.eatOneOf('ANALYZE', 'ANALYSE') !== undefined;
  const options = p.at('(') && isOptionList(p) ? p.parenList(option) : [];
  const statement = explainableStatement(p);
  p.leave();
  const span = p.spanFrom(offset);
  const wrong = contradiction(options, analyze);
  if (wrong !== undefined) throw new SqlError('42601', wrong, { span });
  return { kind: 'explain', analyze, options, statement, span };
}

/** Brackets hold options unless a query stands in them. */
function isOptionList(p: Cursor): boolean {
  return (p.isNameAhead(1, NON_RESERVED) && p.peek(1) !== 'VALUES') || p.peek(1) === 'caret';
}

function option(p: Cursor): string {
  if (!p.isName(NON_RESERVED)) {
    p.offer('explain_option');
    p.fail();
  }
  const word = p.tokenText().toUpperCase();
  p.next();
  return word;
}

/** What is wrong with a set of options, if anything. */
function contradiction(options: readonly string[], analyze: boolean): string | undefined {
  const unknown = options.find((word) => !MODES.has(word) && !FLAGS.has(word));
  if (unknown !== undefined) return `unsupported EXPLAIN option: ${unknown}`;
  const [mode = 'PLAN', second] = options.filter((word) => MODES.has(word));
  if (second !== undefined) return `cannot set EXPLAIN mode more than once: ${second}`;
  const has = (flag: string) => options.includes(flag);
  if (has('JSON') && mode !== 'DISTSQL') return 'the JSON flag can only be used with DISTSQL';
  if (has('JSON') && analyze) return 'the JSON flag cannot be used with ANALYZE';
  if (has('ENV') && mode !== 'OPT') return 'the ENV flag can only be used with OPT';
  if (has('REDACT') && !['PLAN', 'OPT', 'VEC', 'DEBUG'].includes(mode))
    return `the REDACT flag cannot be used with ${mode}`;
  if (has('REDACT') && has('ENV')) return `the REDACT flag cannot be used with ${mode}, ENV`;
  if (analyze && !['PLAN', 'DISTSQL', 'DEBUG'].includes(mode))
    return `EXPLAIN ANALYZE cannot be used with ${mode}`;
  const flag = options.find((word) => FLAGS.has(word));
  if (mode === 'FINGERPRINT' && flag !== undefined)
    return `EXPLAIN (FINGERPRINT) cannot be used with ${flag}`;
  if (mode === 'DEBUG' && !analyze) return 'DEBUG flag can only be used with EXPLAIN ANALYZE';
  return undefined;
}
