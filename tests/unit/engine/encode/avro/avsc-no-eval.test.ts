import { createRequire } from 'node:module';
import type { Type, types as builtins } from 'avsc';
import { describe, expect, it } from 'vitest';
import { makeRandom, nextInt, type RandomState } from '$lib/engine/base/random';
import { AVSC_VERSION, AvscType } from '$lib/engine/encode/avro/avsc-no-eval';

/** avsc with its own code generation beside avsc without: both must write, read, check and resolve alike. */

const require = createRequire(import.meta.url);

interface Library {
  readonly Type: typeof Type;
  readonly types: typeof builtins;
}

/** A second copy of the library, which nobody has changed. */
function stockLibrary(): Library {
  for (const path of Object.keys(require.cache)) if (path.includes('/avsc/')) delete require.cache[path];
  return require('avsc/etc/browser/avsc-types.js') as Library;
}

const stock = stockLibrary();

type Schema = string | Schema[] | { type: string; [member: string]: unknown };

/** Random schemas, and values of them. */
class Generator {
  readonly #random: RandomState;
  #names = 0;

  constructor(seed: number) {
    this.#random = makeRandom(seed, 'avsc');
  }

  pick(below: number): number {
    return nextInt(this.#random, 0, below - 1);
  }

  record(depth: number): Schema {
    const fields = Array.from({ length: this.pick(5) }, (_, i) => this.#field(i, depth));
    return { type: 'record', name: `R${this.#names++}`, fields };
  }

  #field(i: number, depth: number): object {
    const type = this.#type(depth);
    const withDefault = Array.isArray(type) && type[0] === 'null' && this.pick(2) === 0;
    return { name: `f${i}`, type, ...(withDefault ? { default: null } : {}) };
  }

  #type(depth: number): Schema {
    const choice = this.pick(depth > 0 ? 10 : 7);
    switch (choice) {
      case 7:
        return { type: 'array', items: this.#type(depth - 1) };
      case 8:
        return this.record(depth - 1);
      case 9:
        return ['null', ['boolean', 'int', 'long', 'double', 'string', 'bytes'][this.pick(6)]];
      default:
        return ['null', 'boolean', 'int', 'long', 'double', 'string', 'bytes'][choice];
    }
  }

  value(schema: Schema): unknown {
    if (Array.isArray(schema)) return this.pick(3) === 0 ? null : this.value(schema[1]);
    if (typeof schema === 'object') {
      if (schema.type === 'array')
        return Array.from({ length: this.pick(4) }, () => this.value(schema.items as Schema));
      const fields = schema.fields as { name: string; type: Schema }[];
      return Object.fromEntries(fields.map(({ name, type }) => [name, this.value(type)]));
    }
    switch (schema) {
      case 'null':
        return null;
      case 'boolean':
        return this.pick(2) === 1;
      case 'int':
        return this.pick(2 ** 31) - 2 ** 30;
      case 'long':
        return (this.pick(2 ** 31) - 2 ** 30) * this.pick(2 ** 20);
      case 'double':
        return this.pick(2 ** 31) / 64 - 1e5;
      case 'string':
        return 'añ日x'.slice(0, this.pick(5)).repeat(this.pick(400));
      default:
        return Buffer.from(Array.from({ length: this.pick(9) }, () => this.pick(256)));
    }
  }
}

const both = (schema: Schema, options: object = { wrapUnions: false }) => ({
  ours: AvscType.forSchema(schema as never, { ...options }),
  theirs: stock.Type.forSchema(schema as never, { ...options })
});

describe('avsc without code generation', () => {
  it('is made for the version that is installed', () => {
    expect((require('avsc/package.json') as { version: string }).version).toBe(AVSC_VERSION);
  });

  it('makes no function out of text', () => {
    const makers = [
      AvscType.prototype,
      Object.getPrototypeOf(AvscType.forSchema({ type: 'record', name: 'R', fields: [] } as never))
    ];
    const texts = makers.flatMap((maker) =>
      Object.getOwnPropertyNames(maker).map(
        (name) => `${name}: ${String(Object.getOwnPropertyDescriptor(maker, name)?.value)}`
      )
    );
    expect(texts.filter((text) => text.includes('new Function'))).toEqual([]);
  });

  it('writes, reads, skips and checks as the library does', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const generator = new Generator(seed);
      const schema = generator.record(3);
      const { ours, theirs } = both(schema);
      const value = generator.value(schema);
      const bytes = theirs.toBuffer(value);
      expect(ours.toBuffer(value), `seed ${seed}`).toEqual(bytes);
      expect(JSON.stringify(ours.fromBuffer(bytes)), `seed ${seed}`).toBe(
        JSON.stringify(theirs.fromBuffer(bytes))
      );
      expect(ours.isValid(value), `seed ${seed}`).toBe(theirs.isValid(value));
      const twice = {
        type: 'record',
        name: 'Twice',
        fields: [
          { name: 'x', type: schema },
          { name: 'y', type: 'int' }
        ]
      };
      const reader = { type: 'record', name: 'Twice', fields: [{ name: 'y', type: 'int' }] };
      const long = both(twice as Schema).ours.toBuffer({ x: value, y: 7 });
      const short = (library: Library['Type']) => {
        const to = library.forSchema(reader as never, { wrapUnions: false });
        return JSON.stringify(
          to.fromBuffer(long, to.createResolver(library.forSchema(twice as never, { wrapUnions: false })))
        );
      };
      expect(short(AvscType), `seed ${seed}`).toBe(short(stock.Type));
    }
  });

  it('tells where a value is wrong', () => {
    const schema: Schema = {
      type: 'record',
      name: 'R',
      fields: [
        { name: 'a', type: 'int' },
        { name: 'b', type: { type: 'record', name: 'S', fields: [{ name: 'c', type: 'string' }] } },
        { name: 'd', type: ['null', 'int'], default: null }
      ]
    };
    const { ours, theirs } = both(schema);
    for (const value of [
      null,
      1,
      {},
      { a: 1 },
      { a: 'x', b: { c: 1 }, d: 2 },
      { a: 1, b: { c: '' }, e: 1 },
      { a: 1, b: null, d: '' }
    ]) {
      const paths = (type: Type) => {
        const found: string[] = [];
        const valid = type.isValid(value, {
          errorHook: (path: string[]) => found.push(path.join('.')),
          noUndeclaredFields: true
        });
        return { valid, found };
      };
      expect(paths(ours)).toEqual(paths(theirs));
    }
  });

  it('wraps branches, fills in defaults and resolves schemas as the library does', () => {
    const writer: Schema = {
      type: 'record',
      name: 'R',
      fields: [
        { name: 'a', type: 'int' },
        { name: 'gone', type: 'string' },
        { name: 'old', type: 'int' }
      ]
    };
    const reader: Schema = {
      type: 'record',
      name: 'R',
      fields: [
        { name: 'new', aliases: ['old'], type: 'long' },
        { name: 'a', type: 'long' },
        { name: 'again', aliases: ['a'], type: 'double' },
        { name: 'extra', type: ['null', 'int'], default: null },
        { name: 'number', type: 'int', default: 5 }
      ]
    };
    const read = (library: Library['Type']) => {
      const [from, to] = [library.forSchema(writer as never), library.forSchema(reader as never)];
      return JSON.stringify(
        to.fromBuffer(from.toBuffer({ a: 3, gone: 'x', old: 4 }), to.createResolver(from))
      );
    };
    expect(read(AvscType)).toBe(read(stock.Type));
    const other: Schema = { type: 'record', name: 'R', fields: [{ name: 'b', type: 'int' }] };
    const refused = (library: Library['Type']) => () =>
      library.forSchema(other as never).createResolver(library.forSchema(writer as never));
    expect(refused(AvscType)).toThrow('no matching field');
    expect(refused(stock.Type)).toThrow('no matching field');
    const { ours, theirs } = both(['null', 'int', 'string'], { wrapUnions: true });
    expect(JSON.stringify(ours.fromBuffer(ours.toBuffer({ string: 'x' })))).toBe(
      JSON.stringify(theirs.fromBuffer(theirs.toBuffer({ string: 'x' })))
    );
    const filled = both(reader);
    expect(filled.ours.toBuffer({ new: 1, a: 2, again: 0.5 })).toEqual(
      filled.theirs.toBuffer({ new: 1, a: 2, again: 0.5 })
    );
    expect(filled.ours.fingerprint()).toEqual(filled.theirs.fingerprint());
  });
});
