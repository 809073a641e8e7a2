import { expect, it } from 'vitest';
import { parseDuration } from '../../../../src/lib/engine/base/duration';
import { CLUSTER_SETTINGS, clusterSetting } from '../../../../src/lib/engine/catalog/cluster-settings';

it('no setting stands in the table twice', () => {
  const names = CLUSTER_SETTINGS.map(({ name }) => name);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

/** How the first values of a kind are written. */
const FORMS: Readonly<Record<string, (initial: string) => boolean>> = {
  bool: (initial) => initial === 'true' || initial === 'false',
  int: (initial) => /^-?\d+$/.test(initial),
  float: (initial) => initial !== '' && Number.isFinite(Number(initial)),
  duration: (initial) => parseDuration(initial) !== undefined,
  size: (initial) => /^\d+(\.\d+)? (B|[KMGTE]iB)$/.test(initial),
  string: () => true,
  version: () => true
};

it.each(Object.keys(FORMS))('every setting of the kind %s begins with a value of it', (kind) => {
  const wrong = CLUSTER_SETTINGS.filter((def) => def.kind === kind && !FORMS[kind](def.initial));
  expect(wrong.map(({ name, initial }) => `${name} ${initial}`)).toEqual([]);
});

it('every setting is of a known kind', () => {
  expect(CLUSTER_SETTINGS.filter(({ kind }) => !(kind in FORMS)).map(({ name }) => name)).toEqual([]);
});

it('a setting with an effect is not hidden by the list of those without', () => {
  expect(clusterSetting('changefeed.batch_reduction_retry.enabled')).toMatchObject({
    kind: 'bool',
    effective: true
  });
});
