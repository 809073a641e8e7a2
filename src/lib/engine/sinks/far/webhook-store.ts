import type { Batch } from '../sink';
import type { WebhookSpec } from '../spec';

/** The body of a webhook request (reference §3.7): rows wrapped, a resolved timestamp bare. */
export function requestBody(spec: WebhookSpec, { messages }: Batch): string {
  const [first] = messages;
  if (first.kind === 'resolved') return first.value;
  const rows = messages.map(({ value }) => value ?? '');
  return spec.csv ? rows.join('\n') : `{"payload":[${rows.join(',')}],"length":${rows.length}}`;
}

/** Reasons as Go's net/http prints them behind a status. */
const REASONS: ReadonlyMap<number, string> = new Map([
  [301, 'Moved Permanently'],
  [302, 'Found'],
  [307, 'Temporary Redirect'],
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [408, 'Request Timeout'],
  [409, 'Conflict'],
  [413, 'Request Entity Too Large'],
  [422, 'Unprocessable Entity'],
  [429, 'Too Many Requests'],
  [500, 'Internal Server Error'],
  [502, 'Bad Gateway'],
  [503, 'Service Unavailable'],
  [504, 'Gateway Timeout']
]);

/** `503 Service Unavailable`. */
export function statusText(status: number): string {
  const reason = REASONS.get(status);
  return reason === undefined ? String(status) : `${status} ${reason}`;
}
