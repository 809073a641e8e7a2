import type { AuditReport } from '../audit/report';
import type { HistoryEvent } from '../engine/base/events';
import type { Epoch, Nanos } from '../engine/base/timestamp';
import type { Scenario } from '../scenario/scenario';
import { deliveredUntil } from './message-export';

/** A run as Markdown for an issue or a chat (GitHub's dialect): script, settings, messages, broken guarantees, link. */

export interface MarkdownParts {
  readonly scenario: Scenario;
  readonly events: Iterable<HistoryEvent>;
  readonly epoch: Epoch;
  /** The moment that is shown. */
  readonly until: Nanos;
  readonly report: AuditReport | null;
  /** Null where the scenario is too large for one. */
  readonly link: string | null;
}

const MOST_ROWS = 100;
const MOST_CELL_CHARS = 300;

export function runAsMarkdown(parts: MarkdownParts): string {
  const { scenario, until, link } = parts;
  const sections = [
    `### ${plainText(scenario.title || 'Changefeed scenario')}`,
    ...(scenario.description === '' ? [] : [scenario.description.trim()]),
    fenced(scenario.script.trimEnd(), 'sql'),
    `${settingsOf(scenario)}; shown at ${(until / 1e9).toFixed(3)} s.`,
    messageTable(parts),
    ...(parts.report ? [guarantees(parts.report)] : []),
    ...(link === null ? [] : [`[Open in the playground](${link})`])
  ];
  return `${sections.join('\n\n')}\n`;
}

function settingsOf({ seed, start, cluster }: Scenario): string {
  const { nodes, version, localities } = cluster;
  const places = localities.filter((l) => l !== '');
  return `Seed ${seed}, ${nodes} ${nodes === 1 ? 'node' : 'nodes'}, CockroachDB ${version}, start ${start}${
    places.length === 0 ? '' : `, localities ${places.map(codeSpan).join(', ')}`
  }`;
}

function messageTable({ events, epoch, until }: MarkdownParts): string {
  const rows: string[] = [];
  let count = 0;
  for (const [seq, event] of deliveredUntil(events, until)) {
    if (++count > MOST_ROWS) continue;
    const place =
      event.partition === null
        ? (event.path ?? event.topic ?? '')
        : `${event.topic ?? ''} ${event.partition}@${event.offset ?? ''}`;
    const cells =
      event.type === 'message'
        ? [event.key ?? 'null', event.value ?? 'null', epoch.hlc(event.updated)]
        : ['', event.value, epoch.hlc(event.resolved)];
    const note =
      event.type === 'resolved'
        ? 'resolved'
        : event.emission > 1
          ? `copy ${event.emission} of #${event.first}`
          : '';
    rows.push(
      `| ${seq} | ${(event.t / 1e9).toFixed(3)} | ${[place, ...cells].map(codeSpan).join(' | ')} | ${note} |`
    );
  }
  if (count === 0) return 'No messages.';
  const head =
    '| # | t, s | where | key | value | updated | |\n| ---: | ---: | --- | --- | --- | --- | --- |';
  const more = count > MOST_ROWS ? `\n\nand ${count - MOST_ROWS} more.` : '';
  return `${head}\n${rows.join('\n')}${more}`;
}

function guarantees(report: AuditReport): string {
  const judged = report.guarantees.filter(({ verdict }) => verdict !== 'nothing to judge');
  const broken = judged.filter(({ verdict }) => verdict === 'violated');
  if (broken.length === 0)
    return judged.length === 0
      ? 'No guarantee could be judged yet.'
      : `Guarantees: all ${judged.length} that could be judged hold.`;
  const lines = broken.map(
    ({ id, name, explanation }) => `- **${id}** ${plainText(name)}: ${codeSpan(explanation)}`
  );
  return `Broken guarantees:\n\n${lines.join('\n')}`;
}

/** A block of code whose fence is longer than any run of backticks in it. */
function fenced(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

/** A code span that stays in its cell: nothing in it is markup, and a pipe does not end it. */
function codeSpan(text: string): string {
  if (text === '') return '';
  const cut = text.length > MOST_CELL_CHARS ? `${text.slice(0, MOST_CELL_CHARS)}…` : text;
  const line = cut.replace(/[\r\n]+/g, ' ').replaceAll('|', '\\|');
  const fence = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return fence + pad + line + pad + fence;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

/** Text outside code: what Markdown or HTML would read as markup is escaped. */
function plainText(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_{}[\]()#+\-!|<>~@&]/g, (c) => `\\${c}`);
}
