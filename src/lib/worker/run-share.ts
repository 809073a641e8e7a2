import type { AuditReport } from '../audit/report';
import { DEFAULT_EMBED, type EmbedOptions } from '../embed/options';
import { Epoch, type Nanos } from '../engine/base/timestamp';
import { historyDigest } from '../scenario/digest';
import { encodeLink } from '../scenario/link';
import { printScenario, ScenarioError, type Scenario, type ScenarioView } from '../scenario/scenario';
import { runAsMarkdown } from '../share/markdown';
import { messagesCsv, messagesNdjson } from '../share/message-export';
import { fileName } from '../share/scenario-file';
import { picturedUntil, staticBlock } from '../share/static-block';
import { stripSecrets } from '../share/secrets';
import { shorterLinks, type ShorterLink } from '../share/shorten';
import type { RunHost } from './run-host';
import type { WorkspaceInfo } from './api';
import { workspaceScenario } from './workspace-scenario';

/** What leaves a workspace on its owner's wish: links and files. Secrets stay behind, and every answer says which. */

export interface SharedLink {
  /** Null where `problem` says why there is none. */
  readonly fragment: string | null;
  readonly problem: string | null;
  /** Where secrets were taken out. */
  readonly stripped: readonly string[];
  /** What may be a secret and was left. */
  readonly doubts: readonly string[];
  readonly shorter: readonly ShorterLink[];
}

export type ExportKind = 'scenario' | 'markdown' | 'ndjson' | 'csv' | 'block';

export interface ExportedFile {
  readonly name: string;
  readonly text: string;
  readonly stripped: readonly string[];
}

export interface ExportRequest {
  readonly kind: ExportKind;
  readonly view: ScenarioView;
  /** The page's address without its fragment, for the link in a Markdown text or a block. */
  readonly base: string;
  /** How a block's embed looks. */
  readonly embed?: { readonly options: EmbedOptions; readonly height: number | null } | undefined;
}

/** What a workspace holds, as it is shown. */
interface Shown {
  readonly host: RunHost;
  readonly workspace: WorkspaceInfo;
}

function scenarioOf({ host, workspace }: Shown, view: ScenarioView): Scenario {
  return {
    ...workspaceScenario(host, workspace, view),
    digest: digestOf(host, view.at ?? host.now)
  };
}

export function digestOf(host: RunHost, until: Nanos): string {
  return historyDigest(host.log, new Epoch(host.config.start), until);
}

export function shareLink(shown: Shown, view: ScenarioView): SharedLink {
  const { scenario, places: stripped, doubts } = stripSecrets(scenarioOf(shown, view));
  try {
    const fragment = encodeLink(scenario);
    const shorter = shorterLinks(scenario, fragment, shown.host.taken);
    return { fragment, problem: null, stripped, doubts, shorter };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return { fragment: null, problem: error.message, stripped, doubts, shorter: [] };
  }
}

/** A scenario as a file, without secrets. */
export function scenarioFile(scenario: Scenario): ExportedFile {
  const { scenario: bare, places } = stripSecrets(scenario);
  return { name: fileName(bare.title, 'json'), text: `${printScenario(bare, 2)}\n`, stripped: places };
}

/** @param audit the guarantees as of a moment; asked only where they are wanted */
export function exportFile(
  shown: Shown,
  { kind, view, base, embed }: ExportRequest,
  audit: (until: Nanos) => AuditReport
): ExportedFile {
  const { log, config, now } = shown.host;
  const epoch = new Epoch(config.start);
  const until = view.at ?? now;
  const { scenario, places } = stripSecrets(scenarioOf(shown, view));
  switch (kind) {
    case 'scenario':
      return scenarioFile(scenarioOf(shown, view));
    case 'markdown': {
      const { fragment } = shareLink(shown, { ...view, at: until });
      const link = fragment === null ? null : base + fragment;
      const report = audit(until);
      const text = runAsMarkdown({ scenario, events: log, epoch, until, report, link });
      return { name: fileName(scenario.title, 'md'), text, stripped: places };
    }
    case 'block': {
      const { fragment, problem } = shareLink(shown, { ...view, at: until });
      if (fragment === null) throw new ScenarioError(problem ?? 'This makes no link.');
      const { options, height } = embed ?? { options: DEFAULT_EMBED, height: null };
      const text = staticBlock({
        scenario,
        events: log,
        epoch,
        until: picturedUntil(until, now),
        link: base + fragment,
        options,
        height
      });
      return { name: fileName(scenario.title, 'html'), text, stripped: places };
    }
    // History has no secrets to begin with.
    case 'ndjson':
      return {
        name: fileName(`${scenario.title} messages`, 'ndjson'),
        text: messagesNdjson(log, epoch, until),
        stripped: []
      };
    case 'csv':
      return {
        name: fileName(`${scenario.title} messages`, 'csv'),
        text: messagesCsv(log, epoch, until),
        stripped: []
      };
  }
}
