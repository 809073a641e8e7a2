import { nearestName } from '../../base/near-miss';
import { CLASS_RESERVED, CLASS_TYPE_FUNCTION } from '../lex/keywords';
import type { TokenKind } from '../lex/tokens';
import type { Cursor } from './cursor';
import { lookedForAt } from './expected';
import type { SlotKind } from './slots';

/** At most so many things are named as expected; a longer list explains nothing. */
const MOST_NAMED = 6;

/**
 * A hint for a syntax error at a token: the keyword that was probably meant, that a reserved word needs quotes, or the few things that
 * could stand there. Undefined where there is nothing to say.
 */
export function explainFailure(p: Cursor, token: number): string | undefined {
  const { text, tokens } = p;
  const { phrases, slots, signs } = lookedForAt(text, tokens.starts[0], token);
  const word = tokens.flags[token] !== 0 ? p.tokenText(token) : undefined;
  if (word !== undefined) {
    const keyword = nearestName(
      word.toUpperCase(),
      phrases.map(([first]) => first)
    );
    if (keyword !== undefined) return `did you mean ${keyword}?`;
    const isReserved = tokens.flags[token] & (CLASS_RESERVED | CLASS_TYPE_FUNCTION);
    if (isReserved && slots.some(({ kind }) => NAMES.has(kind)))
      return `${word} is a keyword; write "${word}" to use it as a name`;
  }
  const misread = misreadBefore(p, token);
  if (misread !== undefined) return misread;
  const kinds = new Set(slots.map(({ kind }) => SLOT_WORDS[kind]));
  const named = [...kinds, ...phrases.map((phrase) => phrase.join(' ')), ...signs.map(signWord)];
  if (named.length === 0 || named.length > MOST_NAMED) return undefined;
  const last = named.pop();
  return `expected ${named.length > 0 ? `${named.join(', ')} or ` : ''}${last ?? ''}`;
}

/** A misspelt keyword is often read as a name, and the fault shows at the next token only: `FROM t WERE a = 1`. */
function misreadBefore({ text, tokens }: Cursor, token: number): string | undefined {
  if (token === 0 || tokens.kinds[token - 1] !== 'ident') return undefined;
  const word = text.slice(tokens.starts[token - 1], tokens.ends[token - 1]);
  const { phrases } = lookedForAt(text, tokens.starts[0], token - 1);
  const keyword = nearestName(
    word.toUpperCase(),
    phrases.map(([first]) => first)
  );
  return keyword === undefined ? undefined : `did you mean ${keyword} instead of ${word}?`;
}

function signWord(sign: TokenKind): string {
  switch (sign) {
    case 'eof':
      return 'the end of the statement';
    case 'int':
    case 'decimal':
      return 'a number';
    case 'string':
      return 'a string';
    case 'ident':
      return 'a name';
    case 'placeholder':
      return 'a placeholder';
    default:
      return `"${sign}"`;
  }
}

/** Where a name is called for. */
const NAMES: ReadonlySet<SlotKind> = new Set<SlotKind>([
  ...([
    'table',
    'view',
    'sequence',
    'column',
    'index',
    'constraint',
    'family',
    'database',
    'schema'
  ] as const),
  ...(['role', 'new_name', 'expression', 'cursor', 'savepoint', 'prepared_statement'] as const)
]);

const SLOT_WORDS: Readonly<Record<SlotKind, string>> = {
  table: 'a table',
  view: 'a view',
  sequence: 'a sequence',
  column: 'a column',
  index: 'an index',
  constraint: 'a constraint',
  family: 'a column family',
  type: 'a type',
  function: 'a function',
  database: 'a database',
  schema: 'a schema',
  role: 'a role',
  privilege: 'a privilege',
  role_option: 'an option of a role',
  job: 'a job',
  schedule: 'a schedule',
  external_connection: 'an external connection',
  sink_uri: 'a URI in single quotes',
  changefeed_option: 'an option',
  schedule_option: 'an option of the schedule',
  option_value: 'a value',
  storage_parameter: 'a storage parameter',
  zone_setting: 'a zone setting',
  cluster_setting: 'a cluster setting',
  session_variable: 'a session variable',
  collation: 'a collation',
  interval: 'an interval',
  explain_option: 'an option of EXPLAIN',
  savepoint: 'a savepoint',
  prepared_statement: 'a prepared statement',
  cursor: 'a cursor',
  region: 'a region',
  new_name: 'a name',
  string: 'a string in single quotes',
  number: 'a number',
  expression: 'an expression'
};
