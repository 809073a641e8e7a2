import type { RunView } from '../state/run-view.svelte';
import type { FaultField } from './faults';

/** What the run has that a fault can strike. */
export interface Offered {
  /** What may stand in a field; empty where anything may. */
  of(field: FaultField): readonly string[];
  /** What stands in it at first. */
  first(field: FaultField): string;
}

export function defaultsOf(view: RunView): Offered {
  const nodes = Array.from({ length: view.facts.settings.nodes }, (_, i) => String(i + 1));
  const { topics, files, requests } = view.index;
  const sinks = [
    ...new Set([...topics.map((t) => t.sink), ...files.keys(), ...requests.keys(), ...batchSinks(view)])
  ];
  const tables = [...new Set(view.columns.keys.map(({ table }) => table))];
  const of = ({ kind, choices, name }: FaultField): readonly string[] => {
    switch (kind) {
      case 'node':
        return nodes;
      case 'nodes':
        return nodes.slice(1).map((_, i) => nodes.slice(1, i + 2).join(','));
      case 'sink':
        return sinks.map((sink) => sink.split('?')[0]);
      case 'table':
        return name === 'topic' ? topics.map(({ topic }) => topic) : tables;
      case 'choice':
        return choices ?? [];
      case 'duration':
      case 'number':
      case 'text':
        return [];
    }
  };
  return {
    of,
    first: (field) => (field.isOptional ? '' : (of(field).at(field.kind === 'nodes' ? -1 : 0) ?? ''))
  };
}

/** Sinks of feeds that have not stored anything yet, by their batches. */
function batchSinks(view: RunView): string[] {
  return [...view.index.batches.values()].map(([seq]) => view.columns.contextAt(seq)[1] as string);
}
