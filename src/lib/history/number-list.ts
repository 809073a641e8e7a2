/** Typed arrays that a list of numbers can lie in. */
export type NumberColumn = Uint8Array | Int32Array | Uint32Array | Float64Array;

/** Room that a list begins with. */
const FIRST = 16;

/**
 * A list of numbers that grows, at the width it is given. An array of numbers takes four bytes each or eight, as the browser comes to think of
 * them, and half as much again; this takes what its type says and at most a quarter more.
 */
export class NumberList<Column extends NumberColumn = Uint32Array> {
  readonly #type: new (length: number) => Column;
  #data: Column;
  #length = 0;
  #view: Column | undefined;

  constructor(type: new (length: number) => Column) {
    this.#type = type;
    this.#data = new type(0);
  }

  get length(): number {
    return this.#length;
  }

  /** The numbers as they stand, sharing memory with the list: to be read before the list is changed again. */
  get view(): Column {
    return (this.#view ??= this.#data.subarray(0, this.#length) as Column);
  }

  /** @param index one that the list has */
  at(index: number): number {
    return this.#data[index];
  }

  set(index: number, value: number): void {
    this.#data[index] = value;
  }

  push(value: number): void {
    if (this.#length === this.#data.length) this.#grow(this.#length + 1);
    this.#data[this.#length++] = value;
    this.#view = undefined;
  }

  pushAll(values: ArrayLike<number>): void {
    if (this.#length + values.length > this.#data.length) this.#grow(this.#length + values.length);
    this.#data.set(values, this.#length);
    this.#length += values.length;
    this.#view = undefined;
  }

  /** Keeps the first numbers only; as many as there are where more are asked for. */
  cut(length: number): void {
    if (length >= this.#length) return;
    this.#length = length;
    this.#view = undefined;
    if (length === 0) this.#data = new this.#type(0);
  }

  #grow(least: number): void {
    const larger = new this.#type(Math.max(least, FIRST, this.#length + (this.#length >> 2)));
    larger.set(this.#data.subarray(0, this.#length));
    this.#data = larger;
  }
}
