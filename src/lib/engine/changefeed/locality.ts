import { SqlError } from '../base/errors';
import type { NodeState } from '../storage/nodes';
import type { Storage } from '../storage/storage';
import type { Feed } from './feed';

/** Where a feed may run: `execution_locality='region=us-east1,zone=a'` leaves the nodes that have every tier (reference §2.2). */

/** The tiers of a filter. @throws SqlError 22023 for what is no list of `key=value` */
export function parseLocality(filter: string): [string, string][] {
  return filter.split(',').map((part) => {
    const [tier, value, ...rest] = part.split('=').map((word) => word.trim());
    if (!tier || !value || rest.length > 0)
      throw new SqlError('22023', `execution_locality='${filter.slice(0, 60)}' is no list of key=value`, {
        hint: "such as 'region=us-east1,zone=a'"
      });
    return [tier, value];
  });
}

function matches(node: NodeState, tiers: readonly (readonly [string, string])[]): boolean {
  const own = node.locality.split(',').map((part) => part.trim());
  return tiers.every(([tier, value]) => own.includes(`${tier}=${value}`));
}

/** The live nodes that a feed may run on. */
export function nodesFor(feed: Feed, storage: Storage): NodeState[] {
  const filter = feed.spec.options.executionLocality;
  if (filter === null) return storage.liveNodes;
  const tiers = parseLocality(filter);
  return storage.liveNodes.filter((node) => matches(node, tiers));
}

/** The terminal error of a feed whose filter no node of the cluster matches, dead ones included. */
export function localityError(feed: Feed, storage: Storage): SqlError | undefined {
  const filter = feed.spec.options.executionLocality;
  if (filter === null) return undefined;
  const tiers = parseLocality(filter);
  if (storage.state.nodes.some((node) => matches(node, tiers))) return undefined;
  return new SqlError('XXUUU', `no nodes match the locality filter of execution_locality='${filter}'`, {
    hint: 'SHOW LOCALITY on each node tells the tiers there are'
  });
}
