import { describe, expect, it } from 'vitest';
import { COMPATIBILITIES, type Compatibility } from '$lib/engine/base/registry-compatibility';
import { makeRegistryState, postSchema } from '$lib/engine/sinks/far/schema-registry';

const record = (name: string, fields: readonly (readonly [string, unknown])[]): string =>
  JSON.stringify({
    type: 'record',
    name,
    fields: fields.map(([field, type]) => ({ name: field, type, default: null }))
  });

const A = record('foo', [['a', ['null', 'long']]]);
const AB = record('foo', [
  ['a', ['null', 'long']],
  ['b', ['null', 'string']]
]);

const text = (field: string) => record('foo', [[field, ['null', 'string']]]);
const required = (name: string, ...fields: string[]): string =>
  JSON.stringify({ type: 'record', name, fields: fields.map((field) => ({ name: field, type: 'long' })) });

describe('compatibility', () => {
  // By what each mode promises: BACKWARD, new readers of old data; FORWARD, old readers of new data; FULL, both; TRANSITIVE, of all versions.
  const ADDED = { from: [required('foo', 'a')], to: required('foo', 'a', 'b') };
  const DROPPED = { from: [required('foo', 'a', 'b')], to: required('foo', 'a') };
  const WIDENED = {
    from: [record('foo', [['a', ['null', 'int']]])],
    to: record('foo', [['a', ['null', 'long']]])
  };
  const RETYPED = { from: [A], to: text('a') };
  // The field comes back as another type: no break with the newest version, one with the first.
  const BACK = { from: [A, record('foo', [['z', 'null']])], to: text('a') };
  const cases: { change: string; from: string[]; to: string; allowed: Compatibility[] }[] = [
    {
      change: 'a field without default is added',
      ...ADDED,
      allowed: ['FORWARD', 'FORWARD_TRANSITIVE', 'NONE']
    },
    {
      change: 'a field without default is dropped',
      ...DROPPED,
      allowed: ['BACKWARD', 'BACKWARD_TRANSITIVE', 'NONE']
    },
    { change: 'a type widens', ...WIDENED, allowed: ['BACKWARD', 'BACKWARD_TRANSITIVE', 'NONE'] },
    { change: 'a field with a default is added', from: [A], to: AB, allowed: [...COMPATIBILITIES] },
    { change: 'a type changes', ...RETYPED, allowed: ['NONE'] },
    {
      change: 'a name comes back with another type',
      ...BACK,
      allowed: ['BACKWARD', 'FORWARD', 'FULL', 'NONE']
    }
  ];
  it.each(cases.flatMap((given) => COMPATIBILITIES.map((mode) => ({ ...given, mode }))))(
    '$mode, $change',
    ({ from, to, allowed, mode }) => {
      const state = makeRegistryState();
      for (const schema of from) postSchema(state, { subject: 's', schema }, 'NONE');
      const posted = postSchema(state, { subject: 's', schema: to }, mode);
      expect(posted.kind).toBe(allowed.includes(mode) ? 'made' : 'incompatible');
      // A version that is there already is only named.
      expect(postSchema(state, { subject: 's', schema: from[0] }, mode).kind).toBe('known');
    }
  );
});

describe('the mock schema registry', () => {
  it('gives one id to one schema, whatever its subjects, and counts versions by subject', () => {
    const state = makeRegistryState();
    expect(postSchema(state, { subject: 'foo-key', schema: A }, 'BACKWARD')).toEqual({
      kind: 'made',
      id: 1,
      version: 1
    });
    expect(postSchema(state, { subject: 'foo-value', schema: AB }, 'BACKWARD')).toEqual({
      kind: 'made',
      id: 2,
      version: 1
    });
    expect(postSchema(state, { subject: 'foo-key', schema: A }, 'BACKWARD')).toEqual({
      kind: 'known',
      id: 1
    });
    expect(postSchema(state, { subject: 'foo-value', schema: A }, 'BACKWARD')).toEqual({
      kind: 'made',
      id: 1,
      version: 2
    });
    expect(postSchema(state, { subject: 'bar-key', schema: A }, 'BACKWARD')).toEqual({
      kind: 'made',
      id: 1,
      version: 1
    });
  });

  const decimal = (scale: number) => ({ type: 'bytes', logicalType: 'decimal', precision: 4, scale });
  it.each([
    { name: 'a field with a default is added', from: A, to: AB, ok: true },
    { name: 'a field is dropped', from: AB, to: A, ok: true },
    { name: 'a type changes', from: A, to: record('foo', [['a', ['null', 'string']]]), ok: false },
    { name: 'a type widens', from: record('foo', [['a', ['null', 'int']]]), to: A, ok: true },
    { name: 'a branch is added', from: A, to: record('foo', [['a', ['null', 'long', 'string']]]), ok: true },
    {
      name: 'a branch is dropped',
      from: record('foo', [['a', ['null', 'long', 'string']]]),
      to: A,
      ok: false
    },
    {
      name: 'items change',
      from: record('foo', [['a', { type: 'array', items: ['null', 'long'] }]]),
      to: record('foo', [['a', { type: 'array', items: ['null', 'boolean'] }]]),
      ok: false
    },
    {
      name: 'a logical type stays on its type',
      from: record('foo', [['a', ['null', decimal(1)]]]),
      to: record('foo', [['a', ['null', decimal(2)]]]),
      ok: true
    },
    { name: 'the record has another name', from: A, to: record('bar', [['a', ['null', 'long']]]), ok: false },
    {
      name: 'an inner record has another name',
      from: record('e', [['after', ['null', JSON.parse(A)]]]),
      to: record('e', [['after', ['null', JSON.parse(A.replace('foo', 'bar'))]]]),
      ok: false
    }
  ])('$name: $ok', ({ from, to, ok }) => {
    const state = makeRegistryState();
    postSchema(state, { subject: 's', schema: from }, 'BACKWARD');
    expect(postSchema(state, { subject: 's', schema: to }, 'BACKWARD').kind).toBe(
      ok ? 'made' : 'incompatible'
    );
  });
});
