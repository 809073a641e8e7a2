import { fromBase64 } from '../base/base64';
import type { ParamKind } from './params';

/**
 * What a secret's value may be told by: nothing but whether it is there and well formed. Each of these classes has one
 * stand-in, which belongs to the class it stands for, so that a run with stand-ins for its secrets is the same run (design §7).
 */

export const REDACTED = 'redacted';
/** Base64, but of no certificate. */
const NO_CERTIFICATE = 'redacted/not/PEM';
/** Not even base64. */
const NO_BASE64 = 'redacted!';

/** Documentation cuts certificates short and writes `{certificate}`: both count as whole. */
const CERTIFICATE_BEGINS = 'LS0tLS1CRUdJTi';
const isPlaceholder = (value: string): boolean => /^\{[^{}]*\}$/.test(value);

/** Whether a base64 parameter's value is base64. A plus sign reads as a blank in a URI that was not encoded. */
export function isBase64(value: string): boolean {
  if (value === REDACTED || isPlaceholder(value) || value.startsWith(CERTIFICATE_BEGINS)) return true;
  return fromBase64(value.replaceAll(' ', '+')) !== undefined;
}

/** Whether a value stands for PEM text, as far as that can be told without reading certificates. */
export function isCertificate(value: string): boolean {
  return value === REDACTED || isPlaceholder(value) || value.startsWith(CERTIFICATE_BEGINS);
}

/** What is shown in place of a secret. */
export function standIn(value: string, kind: ParamKind | undefined): string {
  if (value === '') return '';
  if ((kind === 'base64' || kind === 'certificate') && !isBase64(value)) return NO_BASE64;
  return kind === 'certificate' && !isCertificate(value) ? NO_CERTIFICATE : REDACTED;
}
