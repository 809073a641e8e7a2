import { releaseName } from '../lib/engine/base/release';
import { OTHER_STATEMENTS, REFUSED_SHOWS, STATEMENTS } from '../lib/engine/cluster/statements/classification';
import { OPTIONS, type OptionDef } from '../lib/engine/changefeed/option-table';
import { allFunctions, type FunctionInfo } from '../lib/engine/sql/builtins/registry';
import { optionDetail, signatures } from '../lib/language/candidates';

/** Pages of reference as Markdown, from the tables that the engine itself works by: `cli docs options|statements|functions`. */

/** Subjects of `cli docs`, each with what writes its page. */
export const DOCS: ReadonlyMap<string, () => string> = new Map([
  ['options', optionsPage],
  ['statements', statementsPage],
  ['functions', functionsPage]
]);

function optionsPage(): string {
  const rows = OPTIONS.map((option) => [
    `\`${option.name}\``,
    optionDetail(option),
    option.sinks?.join(', ') ?? 'all',
    `${option.description}${limits(option)}`
  ]);
  return `# Changefeed options\n\n${table(['Option', 'Takes', 'Sinks', 'Meaning'], rows)}`;
}

function limits({ fixed, jobsOnly, retired, valueOptional }: OptionDef): string {
  const notes = [
    valueOptional && 'the value may be left out',
    fixed && 'ALTER CHANGEFEED may not touch it',
    jobsOnly && 'not without a sink',
    retired && 'accepted with a notice'
  ].filter((note) => note !== false && note !== undefined);
  return notes.length === 0 ? '' : ` (${notes.join('; ')})`;
}

function statementsPage(): string {
  const all = Object.values(STATEMENTS);
  const byName = (rows: string[][]) => rows.sort(([a], [b]) => (a < b ? -1 : 1));
  const run = byName(
    all
      .filter(({ instead }) => instead === undefined)
      .map(({ name, since }) => [name, since === undefined ? '' : releaseName(since)])
  );
  const refused = byName([
    ...[...all, ...Object.values(REFUSED_SHOWS)].flatMap(({ name, instead }) =>
      instead === undefined ? [] : [[name, instead]]
    ),
    ...OTHER_STATEMENTS.map(([name, instead]) => [name, instead])
  ]);
  return (
    `# Statements\n\n## What runs\n\n${table(['Statement', 'Since'], run)}\n` +
    `## What is refused\n\n${table(['Statement', 'Use instead'], refused)}`
  );
}

function functionsPage(): string {
  const categories = new Map<string, FunctionInfo[]>();
  for (const info of allFunctions()) {
    const known = categories.get(info.category);
    if (known) known.push(info);
    else categories.set(info.category, [info]);
  }
  const sections = [...categories].map(([category, functions]) => {
    const rows = functions
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, doc }) => [
        signatures(name)
          .map((signature) => `\`${name}${signature}\``)
          .join('<br>'),
        doc
      ]);
    return `## ${category}\n\n${table(['Function', 'Meaning'], rows)}`;
  });
  return `# Functions\n\n${sections.join('\n')}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

/** A cell ends at a bar, and a line break ends the table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
