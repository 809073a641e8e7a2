import { describe, expect, it } from 'vitest';
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

describe('the mock schema registry', () => {
  it('gives one id to one schema, whatever its subjects, and counts versions by subject', () => {
    const state = makeRegistryState();
    expect(postSchema(state, 'foo-key', A)).toEqual({ kind: 'made', id: 1, version: 1 });
    expect(postSchema(state, 'foo-value', AB)).toEqual({ kind: 'made', id: 2, version: 1 });
    expect(postSchema(state, 'foo-key', A)).toEqual({ kind: 'known', id: 1 });
    expect(postSchema(state, 'foo-value', A)).toEqual({ kind: 'made', id: 1, version: 2 });
    expect(postSchema(state, 'bar-key', A)).toEqual({ kind: 'made', id: 1, version: 1 });
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
    postSchema(state, 's', from);
    expect(postSchema(state, 's', to).kind).toBe(ok ? 'made' : 'incompatible');
  });
});
