import { SqlError } from '../base/errors';
import type { SinkUri } from './sink-uri';

/**
 * Parameters of one sink URI, taken one by one; what is left over at the end is an error that names it (reference §3.1). No error
 * repeats a value that might be secret.
 */
export class UriParams {
  readonly #values: Map<string, string>;
  readonly #sink: string;

  constructor(uri: SinkUri) {
    this.#values = new Map(uri.params);
    this.#sink = uri.scheme;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** A text; undefined when it is not given. */
  take(name: string): string | undefined {
    const value = this.#values.get(name);
    this.#values.delete(name);
    return value;
  }

  /** @throws SqlError for an empty value */
  takeFilled(name: string): string | undefined {
    const value = this.take(name);
    if (value === '') throw uriError(`param ${name} must not be empty`);
    return value;
  }

  /** @throws SqlError for a value that is no boolean */
  takeBool(name: string): boolean | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    // The words that Go's strconv.ParseBool takes.
    if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value)) return true;
    if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(value)) return false;
    throw uriError(
      `param ${name} must be a bool: strconv.ParseBool: parsing "${value.slice(0, 20)}": invalid syntax`
    );
  }

  /** @throws SqlError for a value that is no base64 */
  takeBase64(name: string): string | undefined {
    const value = this.take(name);
    if (value === undefined || value === '') return value;
    // A plus sign reads as a blank in a URI that was not encoded.
    const text = value.replaceAll(' ', '+');
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0)
      throw uriError(`param ${name} must be base 64 encoded`);
    return text;
  }

  /** Every parameter must have been taken. @throws SqlError listing the others */
  finish(): void {
    if (this.#values.size === 0) return;
    const names = [...this.#values.keys()].sort();
    throw uriError(`unknown ${this.#sink} sink query parameters: ${names.join(', ')}`);
  }
}

export const uriError = (message: string, hint?: string): SqlError =>
  new SqlError('XXUUU', message, hint ? { hint } : {});
