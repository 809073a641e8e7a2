import avsc from 'avsc/etc/browser/avsc-types.js';

/**
 * avsc without code generation. Seven prototype methods of the library build functions out of text, which the policy of the
 * page forbids (design §11); here they are closures over the fields. They reach into what the library keeps to itself, so they
 * hold for one version only: a test compares them with the library's own over random schemas and values, and with the version.
 */
export const AVSC_VERSION = '5.7.9';

/** What the library's types have beside their documented methods. */
interface InnerType {
  readonly name?: string;
  readonly branchName: string;
  _read(tap: unknown): unknown;
  _peek(tap: unknown): unknown;
  _skip(tap: unknown): void;
  _write(tap: unknown, value: unknown): void;
  _check(value: unknown, flags: unknown, hook?: Hook, path?: string[]): boolean;
  toBuffer(value: unknown): { toString(encoding: 'binary'): string };
  createResolver(
    writer: InnerType,
    options: unknown
  ): { _read(tap: unknown): unknown; _peek(tap: unknown): unknown };
}

type Hook = (value: unknown, type: InnerType) => void;

interface InnerField {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly type: InnerType;
  defaultValue(): unknown;
}

interface InnerRecord extends InnerType {
  readonly fields: readonly InnerField[];
  readonly aliases?: readonly string[];
  readonly recordConstructor: new (...values: unknown[]) => object;
  readonly _isError: boolean;
  _checkFields(value: object): boolean;
  isValid(value: unknown, options?: unknown): boolean;
  clone(value: unknown, options?: unknown): unknown;
  compare(a: unknown, b: unknown): number;
  toString(value: unknown): string;
  wrap(value: unknown): unknown;
}

type Bag = Record<string, unknown>;

interface Tap {
  writeBinary(text: string, length: number): void;
}

/** The constructor of a wrapped branch of a union: an object with one member named after the branch. */
function createBranchConstructor(this: InnerType): unknown {
  const name = this.branchName;
  if (name === 'null') return null;
  function Branch(this: Bag, value: unknown) {
    this[name] = value;
  }
  Branch.type = this;
  Branch.prototype.unwrap = function (this: Bag) {
    return this[name];
  };
  Branch.prototype.unwrapped = Branch.prototype.unwrap;
  return Branch;
}

function createConstructor(this: InnerRecord, _errorStack: unknown, plainRecords: unknown): unknown {
  const names = this.fields.map(({ name }) => name);
  const defaults = this.fields.map((field) =>
    field.defaultValue() === undefined ? undefined : () => field.defaultValue()
  );
  function Record(this: Bag, ...values: unknown[]) {
    for (let i = 0; i < names.length; i++)
      this[names[i]] = values[i] === undefined ? defaults[i]?.() : values[i];
  }
  if (plainRecords) return Record;
  // eslint-disable-next-line @typescript-eslint/no-this-alias -- the methods below have a `this` of their own
  const self = this;
  Record.getType = () => self;
  Record.type = self;
  if (this._isError) Object.setPrototypeOf(Record.prototype, Error.prototype);
  Object.assign(Record.prototype, {
    clone(this: object, options?: unknown) {
      return self.clone(this, options);
    },
    compare(this: object, other: unknown) {
      return self.compare(this, other);
    },
    isValid(this: object, options?: unknown) {
      return self.isValid(this, options);
    },
    toBuffer(this: object) {
      return self.toBuffer(this);
    },
    toString(this: object) {
      return self.toString(this);
    },
    wrap(this: object) {
      return self.wrap(this);
    },
    wrapped(this: object) {
      return self.wrap(this);
    }
  });
  return Record;
}

function createChecker(this: InnerRecord): unknown {
  const { fields } = this;
  const optional = fields.map((field) => field.defaultValue() !== undefined);
  return function check(
    this: InnerRecord,
    value: unknown,
    flags: unknown,
    hook?: Hook,
    path?: string[]
  ): boolean {
    if (value === null || typeof value !== 'object' || (flags && !this._checkFields(value))) {
      hook?.(value, this);
      return false;
    }
    const record = value as Bag;
    let valid = true;
    const at = path?.length ?? 0;
    if (hook) path?.push('');
    for (let i = 0; i < fields.length; i++) {
      const { name, type } = fields[i];
      const member = record[name];
      if (optional[i] && member === undefined) continue;
      if (hook && path) path[at] = name;
      if (hook ? !type._check(member, flags, hook, path) : !type._check(member, flags)) valid = false;
      if (!valid && !hook) return false;
    }
    if (hook) path?.pop();
    return valid;
  };
}

function createReader(this: InnerRecord): unknown {
  const { recordConstructor, fields } = this;
  const types = fields.map(({ type }) => type);
  return (tap: unknown) => {
    const values = new Array<unknown>(types.length);
    for (let i = 0; i < types.length; i++) values[i] = types[i]._read(tap);
    return new recordConstructor(...values);
  };
}

function createSkipper(this: InnerRecord): unknown {
  const types = this.fields.map(({ type }) => type);
  return (tap: unknown) => {
    for (const type of types) type._skip(tap);
  };
}

function createWriter(this: InnerRecord): unknown {
  const writers = this.fields.map((field) => {
    const { name, type } = field;
    const initial = field.defaultValue();
    const binary = initial === undefined ? undefined : type.toBuffer(initial).toString('binary');
    return { name, type, binary };
  });
  return (tap: Tap, value: Bag) => {
    for (let i = 0; i < writers.length; i++) {
      const { name, type, binary } = writers[i];
      const member = value[name];
      if (member === undefined && binary !== undefined) tap.writeBinary(binary, binary.length);
      else type._write(tap, member);
    }
  };
}

/** Reads what a writer with another schema has written. */
function update(
  this: InnerRecord,
  resolver: { _read: unknown },
  type: InnerRecord,
  options: { ignoreNamespaces?: boolean }
): void {
  if (!isKnownAs(this, type, !options.ignoreNamespaces)) throw new Error(`no alias found for ${type.name}`);
  const readers: {
    readonly to: number;
    readonly from: string;
    readonly resolver: ReturnType<InnerType['createResolver']>;
  }[] = [];
  this.fields.forEach((field, to) => {
    const matches = [field.name, ...field.aliases].filter((name) => type.fields.some((f) => f.name === name));
    if (matches.length > 1)
      throw new Error(`ambiguous aliasing for ${type.name}.${field.name} (${matches.join()})`);
    const from = type.fields.find((f) => f.name === matches[0]);
    if (from) readers.push({ to, from: from.name, resolver: field.type.createResolver(from.type, options) });
    else if (field.defaultValue() === undefined)
      throw new Error(`no matching field for default-less ${type.name}.${field.name}`);
  });
  const steps = type.fields.map((field) => ({
    type: field.type,
    readers: readers.filter(({ from }) => from === field.name)
  }));
  // What follows the last field that is wanted is skipped only where more is read behind the record.
  const last = steps.findLastIndex((step) => step.readers.length > 0) + 1;
  const { recordConstructor, fields } = this;
  resolver._read = (tap: unknown, lazy?: boolean) => {
    const values = new Array<unknown>(fields.length);
    for (let i = 0; i < steps.length; i++) {
      if (i >= last && lazy) break;
      const step = steps[i];
      if (step.readers.length === 0) step.type._skip(tap);
      step.readers.forEach((reader, j) => {
        const isLast = j === step.readers.length - 1;
        values[reader.to] = isLast ? reader.resolver._read(tap) : reader.resolver._peek(tap);
      });
    }
    return new recordConstructor(...values);
  };
}

/** Whether a reader's record goes by the writer's name, or by an alias of it. */
function isKnownAs(reader: InnerRecord, writer: InnerRecord, strict: boolean): boolean {
  if (!writer.name) return true;
  const plain = (name: string) => (strict ? name : name.slice(name.lastIndexOf('.') + 1));
  return [...(reader.name ? [reader.name] : []), ...(reader.aliases ?? [])].some(
    (name) => plain(name) === plain(writer.name!) // checked above
  );
}

/** Replaces the methods. Must run before the library makes its first type. */
function withoutCodeGeneration(library: typeof avsc): typeof avsc {
  const record = library.types.RecordType.prototype;
  Object.assign(library.Type.prototype, { _createBranchConstructor: createBranchConstructor });
  Object.assign(record, {
    _createConstructor: createConstructor,
    _createChecker: createChecker,
    _createReader: createReader,
    _createSkipper: createSkipper,
    _createWriter: createWriter,
    _update: update
  });
  return library;
}

const patched = withoutCodeGeneration(avsc);

export const AvscType = patched.Type;
export const avscTypes = patched.types;
