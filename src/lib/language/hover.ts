import { changefeedOption } from '../engine/changefeed/option-table';
import { clusterSetting } from '../engine/catalog/cluster-settings';
import { SESSION_VARIABLES } from '../engine/cluster/session-variables';
import { lexStatement } from '../engine/sql/lex/lexer';
import { Tokens } from '../engine/sql/lex/tokens';
import { expectedAt, type Slot } from '../engine/sql/parse/expected';
import { scopeAt } from '../engine/sql/parse/scope';
import { readScript } from '../scenario/script';
import { columnsOf, describeColumns, functionDocs, optionDetail, signatures } from './candidates';
import { entryAt } from './completion';
import { commandDoc } from './script-commands';
import { readNames, type ScriptNames } from './script-names';

/** What is known of a word of a script, for the hint that hovers over it. */

export interface Hover {
  /** The stretch it is about, in UTF-16 units of the script. */
  readonly from: number;
  readonly to: number;
  /** A line of code: a signature, a column's type; may be empty. */
  readonly code: string;
  /** A sentence; may be empty. */
  readonly text: string;
}

type Facts = Pick<Hover, 'code' | 'text'>;

const LONGEST_SCRIPT = 2_000_000;

export function hoverAt(text: string, offset: number): Hover | undefined {
  if (text.length > LONGEST_SCRIPT) return undefined;
  const entries = readScript(text);
  const entry = entryAt(text, entries, offset);
  if (!entry || offset < entry.offset) return undefined;
  if (entry.kind === 'command') {
    const doc = commandDoc(/^\\(\w+)/.exec(entry.text)?.[1] ?? '');
    return doc && { from: entry.offset, to: entry.endOffset, code: doc.usage, text: doc.effect };
  }
  const word = wordAt(text, entry.offset, offset);
  if (!word) return undefined;
  const expected = expectedAt(text, entry.offset, word.to);
  if (!expected) return undefined;
  const names = readNames(entries, undefined);
  const place = { text, from: entry.offset, word, qualifier: expected.qualifier, names };
  for (const slot of expected.slots) {
    const facts = factsOf(slot, place);
    if (facts) return { from: word.from, to: word.to, ...facts };
  }
  return undefined;
}

interface Word {
  /** As it is looked up: folded to lower case unless quoted. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Whether an opening bracket follows. */
  readonly called: boolean;
}

function wordAt(text: string, from: number, offset: number): Word | undefined {
  const tokens = new Tokens();
  lexStatement(text, from, tokens);
  for (let i = 0; i < tokens.count && tokens.starts[i] <= offset; i++) {
    const to = tokens.ends[i];
    if (to < offset || tokens.flags[i] === 0 || to === tokens.starts[i]) continue;
    const written = text.slice(tokens.starts[i], to);
    const name = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written.toLowerCase();
    return { name, from: tokens.starts[i], to, called: tokens.kinds[i + 1] === '(' };
  }
  return undefined;
}

interface Place {
  readonly text: string;
  readonly from: number;
  readonly word: Word;
  readonly qualifier: readonly string[];
  readonly names: ScriptNames;
}

function factsOf({ kind }: Slot, place: Place): Facts | undefined {
  const { word, qualifier, names } = place;
  const dotted = [...qualifier, word.name].join('.');
  switch (kind) {
    case 'changefeed_option': {
      const option = changefeedOption(word.name);
      return option && { code: `${option.name}: ${optionDetail(option)}`, text: option.description };
    }
    case 'cluster_setting': {
      const setting = settingAround(place);
      return setting && { code: `${setting.name} = ${setting.initial}`, text: setting.description };
    }
    case 'session_variable': {
      const variable = SESSION_VARIABLES.find(({ name }) => name === dotted);
      return variable && { code: `${variable.name} = ${variable.initial}`, text: 'session variable' };
    }
    case 'table': {
      const table = names.table({ catalog: undefined, schema: qualifier.at(-1), table: word.name });
      return table && { code: `${table.kind} ${table.name}`, text: describeColumns(table.columns) };
    }
    case 'column':
      return word.called ? undefined : columnFacts(place);
    case 'function':
      return word.called ? functionFacts(dotted) : undefined;
    default:
      return undefined;
  }
}

function functionFacts(name: string): Facts | undefined {
  const docs = functionDocs(name);
  if (docs === undefined) return undefined;
  return {
    code: signatures(name)
      .map((signature) => `${name}${signature}`)
      .join('\n'),
    text: docs
  };
}

function columnFacts({ text, from, word, qualifier, names }: Place): Facts | undefined {
  const scope = scopeAt(text, from, word.to);
  const owner = qualifier.at(-1);
  for (const table of scope.tables) {
    if (owner !== undefined && table.alias !== owner && table.name?.table !== owner) continue;
    const column = columnsOf(table, { text, names, scope }).find(({ name }) => name === word.name);
    if (column)
      return {
        code: `${column.name} ${column.type}`.trim(),
        text: table.alias === undefined ? '' : `column of ${table.alias}`
      };
  }
  return undefined;
}

/** The setting whose dotted name a word is part of. */
function settingAround({ text, word }: Place): ReturnType<typeof clusterSetting> {
  const before = /[\w.]*$/.exec(text.slice(0, word.from))?.[0] ?? '';
  const after = /^[\w.]*/.exec(text.slice(word.to))?.[0] ?? '';
  return clusterSetting((before + word.name + after).toLowerCase());
}
