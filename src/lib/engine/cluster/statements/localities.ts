import type { Cluster } from '../cluster';

/** Regions and zones of the cluster, as the nodes' localities say them. */

/** The value of one tier of a locality text such as `region=us-east1,zone=a`. */
export function tierOf(locality: string, tier: string): string | undefined {
  for (const part of locality.split(',')) {
    const [name, value] = part.split('=');
    if (name.trim() === tier && value !== undefined) return value.trim();
  }
  return undefined;
}

export const regionOf = (locality: string): string | undefined => tierOf(locality, 'region');

/** Zones by region. */
export function localities(cluster: Cluster): Map<string, Set<string>> {
  const regions = new Map<string, Set<string>>();
  for (const { locality } of cluster.storage.state.nodes) {
    const region = regionOf(locality);
    if (region === undefined) continue;
    const zones = regions.get(region) ?? new Set<string>();
    const zone = tierOf(locality, 'zone') ?? tierOf(locality, 'az');
    if (zone !== undefined) zones.add(zone);
    regions.set(region, zones);
  }
  return regions;
}

/**
 * A cluster whose run says nothing of localities takes its regions from the statements that name them, so that examples run
 * unchanged: the first one has all nodes, and each later one takes the next node.
 * @returns the nodes that are in the region now; none where the run gives localities or no node is left
 */
export function adoptRegion(cluster: Cluster, region: string): number[] {
  if (cluster.state.run.localities.length > 0) return [];
  const { nodes } = cluster.storage.state;
  const known = localities(cluster).size;
  const taken = known === 0 ? nodes : nodes.slice(known, known + 1);
  for (const node of taken) node.locality = `region=${region},az=${ZONES[node.id - 1]}`;
  return taken.map((node) => node.id);
}

/** A zone of its own for each node. */
const ZONES = 'abcdefghi';
