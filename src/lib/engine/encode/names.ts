/**
 * Names as sinks can hold them (reference §3.3). What cannot stand is written as `_uXXXX_` with its code point; text that already
 * looks like such an escape is itself escaped, character by character, so that names never collide.
 */

const MAX_TOPIC_BYTES = 249;
/** Text shaped like an escape, or one character. */
const PIECES = /_u[0-9a-fA-F]{2,8}_|./gsu;

/** A Kafka topic: letters, digits, dots, underscores and dashes, at most 249 bytes. */
export function kafkaTopicName(name: string): string {
  if (name === '.' || name === '..') return [...name].map(escape).join('');
  return escapeName(name, /^[a-zA-Z0-9._-]$/).slice(0, MAX_TOPIC_BYTES);
}

/** An Avro name: letters, digits and underscores, not beginning with a digit. */
export function avroName(name: string): string {
  const escaped = escapeName(name, /^[a-zA-Z0-9_]$/);
  return /^[0-9]/.test(escaped) ? escape(escaped[0]) + escaped.slice(1) : escaped;
}

function escapeName(name: string, allowed: RegExp): string {
  return name.replace(PIECES, (piece) => (allowed.test(piece) ? piece : [...piece].map(escape).join('')));
}

function escape(c: string): string {
  const code = c.codePointAt(0)!; // one character
  return `_u${code.toString(16).padStart(code > 0xffff ? 8 : 4, '0')}_`;
}
