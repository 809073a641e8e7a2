import type { ClusterSettings } from '../catalog/cluster-settings';

/** Releases of CockroachDB, for the few behaviours that follow the setting `version` (reference §9). */

/** Comparable with `<`: later releases are greater. */
export type Release = number;

export const releaseOf = (year: number, number: number): Release => year * 100 + number;

/** The release that the cluster stands for; the newest where the setting holds no release. */
export function clusterRelease(settings: ClusterSettings): Release {
  const m = /^(\d{1,3})\.(\d{1,2})/.exec(settings.text('version'));
  return m ? releaseOf(Number(m[1]), Number(m[2])) : Number.MAX_SAFE_INTEGER;
}

export const isAtLeast = (settings: ClusterSettings, release: Release): boolean =>
  clusterRelease(settings) >= release;
