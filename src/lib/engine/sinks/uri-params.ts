import { parseDuration } from '../base/duration';
import type { Nanos } from '../base/timestamp';
import { SINK_PARAMS, type ParamDef, type ParamGroup } from './params';
import { isBase64, isCertificate } from './secret-values';
import { uriError, type SinkUri } from './sink-uri';

/** The words that Go's strconv.ParseBool takes. */
const TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True'];
const FALSE = ['0', 'f', 'F', 'FALSE', 'false', 'False'];

/**
 * The parameters of one URI, each checked by its kind. Rules between parameters are their sinks'; `refuseUnknown` comes last, as
 * in CockroachDB, so that a wrong value is told before a strange name. No error repeats a value that might be secret.
 */
export class UriParams {
  readonly #values = new Map<string, string>();
  readonly #unknown: string[] = [];
  readonly #group: ParamGroup;

  /** @throws SqlError XXUUU for a value that is not of its parameter's kind */
  constructor(uri: SinkUri, group: ParamGroup) {
    this.#group = group;
    const defs = new Map(SINK_PARAMS[group].map((def) => [def.name, def]));
    for (const [name, value] of uri.params) {
      const def = defs.get(name);
      if (!def) this.#unknown.push(name);
      // Of a parameter given twice the first counts.
      else if (!this.#values.has(name)) this.#values.set(name, checkValue(def, value));
    }
  }

  /** A value that is not empty; undefined where there is none. */
  text(name: string): string | undefined {
    return this.#values.get(name) || undefined;
  }

  has(name: string): boolean {
    return this.text(name) !== undefined;
  }

  /** Whether a name was given, if only without a value. */
  isGiven(name: string): boolean {
    return this.#values.has(name);
  }

  bool(name: string): boolean | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : TRUE.includes(value);
  }

  /** @throws SqlError when it is missing or empty */
  required(name: string, of: string): string {
    const value = this.text(name);
    if (value === undefined) throw uriError(`scheme ${of} requires parameter ${name}`);
    return value;
  }

  duration(name: string): Nanos | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : parseDuration(value);
  }

  /** @throws SqlError listing the parameters that this kind of sink does not know */
  refuseUnknown(label: string): void {
    if (this.#unknown.length === 0) return;
    const names = [...new Set(this.#unknown)].sort().map((name) => name.slice(0, 60));
    const known = SINK_PARAMS[this.#group].map(({ name }) => name);
    throw uriError(
      `unknown ${label} query parameters: ${names.join(', ')}`,
      known.length === 0 ? `${label} takes no parameters` : `known are ${known.join(', ')}`
    );
  }
}

function checkValue({ name, kind }: ParamDef, value: string): string {
  if (value === '') return value;
  switch (kind) {
    case 'bool':
      if (!TRUE.includes(value) && !FALSE.includes(value))
        throw uriError(
          `param ${name} must be a bool: strconv.ParseBool: parsing "${value.slice(0, 20)}": invalid syntax`
        );
      return value;
    case 'base64':
    case 'certificate':
      if (!isBase64(value)) throw uriError(`param ${name} must be base 64 encoded`);
      return value;
    case 'duration': {
      const ns = parseDuration(value);
      if (ns === undefined || ns < 0)
        throw uriError(`param ${name} must be a duration: time: invalid duration "${value.slice(0, 20)}"`);
      return value;
    }
    case 'text':
      return value;
  }
}

/** Certificate and key of a client require each other. @throws SqlError for one without the other, or for no certificate */
export function checkClientCertificate(params: UriParams): void {
  const cert = params.text('client_cert');
  const key = params.text('client_key');
  if (cert !== undefined && key === undefined) throw uriError('client_cert requires client_key to be set');
  if (key !== undefined && cert === undefined) throw uriError('client_key requires client_cert to be set');
  if (cert !== undefined && key !== undefined && !(isCertificate(cert) && isCertificate(key)))
    throw uriError('invalid client certificate data provided in client_cert and client_key');
}

/** @throws SqlError where `ca_cert` holds no certificate */
export function checkAuthorities(params: UriParams): void {
  const cert = params.text('ca_cert');
  if (cert !== undefined && !isCertificate(cert))
    throw uriError('failed to parse certificate data of ca_cert', 'it is base64 of a PEM file');
}
