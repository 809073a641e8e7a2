/** Releases of CockroachDB, for the behaviours that follow the cluster setting `version` (reference §9). */

/** Comparable with `<`: later releases are greater. */
export type Release = number;

export const releaseOf = (year: number, number: number): Release => year * 100 + number;

/** Of what follows no cluster's setting. */
export const NEWEST_RELEASE: Release = Number.MAX_SAFE_INTEGER;

/** `v23.1` */
export const releaseName = (release: Release): string => `v${Math.floor(release / 100)}.${release % 100}`;

/** The release that a version text stands for; the newest where it is none. */
export function parseRelease(text: string): Release {
  const m = /^(\d{1,3})\.(\d{1,2})/.exec(text);
  return m ? releaseOf(Number(m[1]), Number(m[2])) : NEWEST_RELEASE;
}
