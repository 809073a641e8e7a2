import type { Component } from 'svelte';
import type { RunIndex } from '../state/run-index';

/** The panels beside the script. Each is loaded when it is first looked at. */

/** A loaded panel with what it is told. */
export interface LoadedPanel {
  readonly component: Component<Record<string, unknown>>;
  readonly props: Record<string, unknown>;
}

export interface PanelDef {
  readonly id: string;
  readonly name: string;
  /** What it answers, for the list of commands. */
  readonly says: string;
  readonly load: () => Promise<LoadedPanel>;
}

type Module = Promise<{ readonly default: unknown }>;

const loaded =
  (load: () => Module, props: Record<string, unknown> = {}) =>
  async (): Promise<LoadedPanel> => ({
    component: (await load()).default as Component<Record<string, unknown>>,
    props
  });

const PANELS = {
  messages: {
    name: 'Messages',
    says: 'everything that was sent, as it went out',
    load: loaded(() => import('./MessagesPanel.svelte'))
  },
  kafka: {
    name: 'Kafka',
    says: 'topics, partitions and their records',
    load: loaded(() => import('./KafkaPanel.svelte'))
  },
  files: {
    name: 'Files',
    says: 'what cloud storage holds',
    load: loaded(() => import('./StoredPanel.svelte'), { kind: 'files' })
  },
  webhook: {
    name: 'Webhook',
    says: 'requests and their answers',
    load: loaded(() => import('./StoredPanel.svelte'), { kind: 'requests' })
  },
  registry: {
    name: 'Registry',
    says: 'subjects of the schema registry and their versions',
    load: loaded(() => import('./RegistryPanel.svelte'))
  },
  results: {
    name: 'Results',
    says: 'what statements returned',
    load: loaded(() => import('./ResultsPanel.svelte'))
  },
  tables: {
    name: 'Tables',
    says: 'rows of this moment and all their versions',
    load: loaded(() => import('./TablesPanel.svelte'))
  },
  jobs: {
    name: 'Jobs',
    says: 'changefeed jobs and their graphs',
    load: loaded(() => import('./JobsPanel.svelte'))
  },
  cluster: {
    name: 'Cluster',
    says: 'nodes, ranges, leases, and what can go wrong',
    load: loaded(() => import('../cluster/ClusterPanel.svelte'))
  },
  consumer: {
    name: 'Consumer',
    says: 'what three kinds of consumers hold',
    load: loaded(() => import('../workbench/WorkbenchPanel.svelte'))
  },
  audit: {
    name: 'Audit',
    says: 'which guarantees hold',
    load: loaded(() => import('./AuditPanel.svelte'))
  },
  logs: {
    name: 'Logs',
    says: 'the lines that nodes write',
    load: loaded(() => import('./LogsPanel.svelte'))
  }
} as const satisfies Record<string, Omit<PanelDef, 'id'>>;

type PanelId = keyof typeof PANELS;

/** The panels that a run has use for: far ends only where there are any, Kafka standing for them before. */
export function panelsOf({ topics, files, requests, registrations }: RunIndex): PanelDef[] {
  const hasOther = files.size > 0 || requests.size > 0;
  const isIdle = (id: PanelId) =>
    (id === 'kafka' && topics.length === 0 && hasOther) ||
    (id === 'files' && files.size === 0) ||
    (id === 'webhook' && requests.size === 0) ||
    (id === 'registry' && registrations.length === 0);
  return (Object.keys(PANELS) as PanelId[]).filter((id) => !isIdle(id)).map((id) => ({ id, ...PANELS[id] }));
}
