import { auditEvents } from '../lib/audit/audit-events';
import type { HistoryEvent } from '../lib/engine/base/events';
import { parseDuration } from '../lib/engine/base/duration';
import { parseStatements } from '../lib/engine/sql/parse/parser';
import { positionOf, SqlError } from '../lib/engine/base/errors';
import { EMBED_THEMES, EMBED_VIEWS } from '../lib/embed/options';
import { LEAST_HEIGHT, MOST_HEIGHT } from '../lib/embed/size';
import { printEvent } from '../lib/history/print';
import { encodeLink } from '../lib/scenario/link';
import { ScenarioError, type Scenario } from '../lib/scenario/scenario';
import { stripSecrets } from '../lib/share/secrets';
import { choiceOption, parseArgs, UsageError, wholeOption } from './args';
import { DOCS } from './docs';
import { auditOutput, auditRun, reportLines } from './audit';
import { readScenarioFile, readText } from './input';
import { output } from './output';
import { renderBlock } from './render';
import { runScenario } from './run-scenario';
import { printTable } from './table';
import { firstDifference } from './verify';

/** The command line (design §8). Exit status 0: done; 1: a difference or violation; 2: bad usage or unreadable input. */

const HELP = `usage:
  run [FILE | -] [--seed N] [--nodes N] [--format ndjson|table] [--until DURATION] [--no-settle] [--audit]
  parse [FILE | -] [--jsonl]
  verify FILE --expect FILE.ndjson
  link FILE [--base URL]
  audit FILE | FOLDER…
  render FILE [--base URL] [--view timeline,messages] [--theme auto] [--run click|load] [--edit 0|1] [--height PX]
  docs options | statements | functions
`;

function run(words: readonly string[]): number {
  const { options, flags, rest } = parseArgs(words, {
    values: ['seed', 'nodes', 'format', 'until'],
    flags: ['no-settle', 'audit']
  });
  if (rest.length > 1) throw new UsageError('run takes one file');
  const seed = wholeOption(options, 'seed', 0, 0xffffffff);
  const nodes = wholeOption(options, 'nodes', 1, 9);
  const format =
    choiceOption(options, 'format', ['ndjson', 'table']) ?? (process.stdout.isTTY ? 'table' : 'ndjson');
  const until = durationOption(options, 'until');
  const scenario = withSettings(readScenarioFile(rest[0]), { seed, nodes });
  const made = runScenario(scenario, {
    settle: !flags.has('no-settle'),
    ...(until === undefined ? {} : { until })
  });
  const { log, epoch } = made;
  let seq = 0;
  const print = (event: HistoryEvent) =>
    output(format === 'ndjson' ? printEvent(event, seq++, epoch) : printTable(event, epoch));
  for (const event of log) print(event);
  if (!flags.has('audit')) return 0;
  const report = auditRun(made);
  if (format === 'ndjson') auditEvents(report, made.engine.now).forEach(print);
  else reportLines(report).forEach(output);
  return report.ok ? 0 : 1;
}

function durationOption(options: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = options.get(name);
  if (text === undefined) return undefined;
  const ns = parseDuration(text);
  if (ns === undefined || ns < 0)
    throw new UsageError(`--${name} must be a duration such as 30s, not '${text}'`);
  return ns;
}

function withSettings(
  scenario: Scenario,
  settings: { seed?: number | undefined; nodes?: number | undefined }
): Scenario {
  const { seed = scenario.seed, nodes = scenario.cluster.nodes } = settings;
  return { ...scenario, seed, cluster: { ...scenario.cluster, nodes } };
}

function parse(words: readonly string[]): number {
  const { flags, rest } = parseArgs(words, { values: [], flags: ['jsonl'] });
  if (rest.length > 1) throw new UsageError('parse takes one file');
  const text = readText(rest[0]);
  if (!flags.has('jsonl')) {
    output(parseAnswer(text));
    return 0;
  }
  text.split('\n').forEach((line, i) => {
    if (line.trim() === '') return;
    output(parseAnswer(jsonString(line, i + 1)));
  });
  return 0;
}

function jsonString(line: string, number: number): string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new UsageError(`line ${number} is no JSON`);
  }
  if (typeof value !== 'string') throw new UsageError(`line ${number} is no JSON string`);
  return value;
}

function parseAnswer(sql: string): string {
  try {
    parseStatements(sql);
    return '{"ok":true}';
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const at = error.span ? positionOf(sql, error.span) : { line: null, column: null };
    return JSON.stringify({
      ok: false,
      sqlstate: error.sqlstate,
      message: error.message,
      line: at.line,
      column: at.column
    });
  }
}

function verify(words: readonly string[]): number {
  const { options, rest } = parseArgs(words, { values: ['expect'], flags: [] });
  const expected = options.get('expect');
  if (rest.length !== 1 || expected === undefined)
    throw new UsageError('verify takes FILE --expect FILE.ndjson');
  const { log, epoch } = runScenario(readScenarioFile(rest[0]), { settle: true });
  const printed: string[] = [];
  let seq = 0;
  for (const event of log) printed.push(printEvent(event, seq++, epoch));
  const difference = firstDifference(readText(expected), printed);
  if (difference === null) return 0;
  output(difference);
  return 1;
}

function link(words: readonly string[]): number {
  const { options, rest } = parseArgs(words, { values: ['base'], flags: [] });
  if (rest.length !== 1) throw new UsageError('link takes one file');
  const { scenario, places, doubts } = stripSecrets(readScenarioFile(rest[0]));
  for (const place of places) process.stderr.write(`a secret was taken out: ${place}\n`);
  for (const doubt of doubts) process.stderr.write(`${doubt}\n`);
  output((options.get('base') ?? '').replace(/\/*$/, '/') + encodeLink(scenario));
  return 0;
}

/** A page forgives a wrong parameter; whoever writes the page is told. @throws UsageError */
function checkEmbedOptions(options: ReadonlyMap<string, string>): void {
  for (const view of options.get('view')?.split(',') ?? [])
    choiceOption(new Map([['view', view]]), 'view', EMBED_VIEWS);
  choiceOption(options, 'theme', EMBED_THEMES);
  choiceOption(options, 'run', ['click', 'load']);
  choiceOption(options, 'edit', ['0', '1']);
  wholeOption(options, 'height', LEAST_HEIGHT, MOST_HEIGHT);
}

function render(words: readonly string[]): number {
  const { options, rest } = parseArgs(words, {
    values: ['base', 'view', 'theme', 'run', 'edit', 'height'],
    flags: []
  });
  if (rest.length !== 1) throw new UsageError('render takes one file');
  checkEmbedOptions(options);
  output(renderBlock(readScenarioFile(rest[0]), options));
  return 0;
}

function docs(words: readonly string[]): number {
  const { rest } = parseArgs(words, { values: [], flags: [] });
  const page = rest.length === 1 ? DOCS.get(rest[0]) : undefined;
  if (!page) throw new UsageError(`docs takes one of ${[...DOCS.keys()].join(', ')}`);
  output(page().trimEnd());
  return 0;
}

function audit(words: readonly string[]): number {
  const { rest } = parseArgs(words, { values: [], flags: [] });
  if (rest.length === 0) throw new UsageError('audit takes files or folders of changefeed output');
  const { lines, ok } = auditOutput(rest);
  lines.forEach(output);
  return ok ? 0 : 1;
}

const COMMANDS = new Map<string, (words: readonly string[]) => number>([
  ['run', run],
  ['parse', parse],
  ['verify', verify],
  ['link', link],
  ['audit', audit],
  ['render', render],
  ['docs', docs]
]);

function main(words: readonly string[]): number {
  const [name, ...rest] = words;
  if (name === 'help' || name === '--help' || name === '-h') {
    output(HELP.trimEnd());
    return 0;
  }
  const command = COMMANDS.get(name ?? '');
  if (!command)
    throw new UsageError(
      name === undefined ? `a command is missing\n${HELP}` : `unknown command '${name}'\n${HELP}`
    );
  return command(rest);
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError) && !(error instanceof ScenarioError)) throw error;
  process.stderr.write(`${error.message.trimEnd()}\n`);
  process.exitCode = 2;
}
