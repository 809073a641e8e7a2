import type { ScriptEntry } from '../scenario/script';
import type { Completion } from './completion';
import { COMMAND_DOCS, commandDoc } from './script-commands';
import type { ScriptNames } from './script-names';

/** Completion inside a backslash command. */
export function completeCommand(
  { text, offset: start }: ScriptEntry,
  offset: number,
  names: ScriptNames
): Completion[] {
  // Blanks at the end of the line are no part of the entry.
  const before = text.slice(0, offset - start).padEnd(offset - start);
  const name = /^\\(\w*)$/.exec(before)?.[1];
  if (name !== undefined) {
    const to = start + (/^\\\w*/.exec(text)?.[0].length ?? 1);
    return COMMAND_DOCS.filter((command) => command.name.startsWith(name.toLowerCase())).map((command) => ({
      label: `\\${command.name}`,
      kind: 'command',
      detail: command.usage,
      docs: command.effect,
      insert: `\\${command.name}`,
      from: start,
      to
    }));
  }
  const command = commandDoc(/^\\(\w+)/.exec(before)?.[1] ?? '');
  if (!command) return [];
  const isQuoted = before.split("'").length % 2 === 0;
  const typed = (isQuoted ? /'[^']*$/ : /[^\s']*$/).exec(before)?.[0] ?? '';
  const from = offset - typed.length;
  return [...namesFor(command.names, names), ...command.words]
    .filter((word) => word.toLowerCase().startsWith(typed.toLowerCase()))
    .map((word) => ({
      label: word,
      kind: command.words.includes(word) ? 'keyword' : 'name',
      detail: '',
      docs: command.usage,
      insert: word,
      from,
      to: offset
    }));
}

function namesFor(what: 'sessions' | 'sinks' | 'tables' | undefined, names: ScriptNames): string[] {
  switch (what) {
    case 'sessions':
      return [...names.sessions];
    case 'tables':
      return names.tables.map(({ name }) => name);
    case 'sinks':
      // Parameters play no part in matching, and may be secret.
      return [...new Set([...names.sinks].map((uri) => `'${uri.split('?')[0]}'`))];
    default:
      return [];
  }
}
