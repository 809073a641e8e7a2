import { jsonMembers } from '../../history/json-members';

/** What a message says of itself, whichever envelope it has (reference §4.3–4.7). Values are texts as written. */
export type EnvelopeContent =
  | { readonly kind: 'resolved'; readonly resolved: string }
  | {
      readonly kind: 'row';
      readonly envelope: 'wrapped' | 'enriched' | 'bare';
      readonly updated: string | null;
      readonly mvcc: string | null;
      readonly key: string | null;
      readonly topic: string | null;
      readonly hasBefore: boolean;
    };

/** @returns null for a text that is no JSON object */
export function readEnvelope(value: string): EnvelopeContent | null {
  const outer = jsonMembers(value);
  if (!outer) return null;
  const inner = unwrap(outer);
  const added = jsonMembers(inner.get('__crdb__') ?? '{}') ?? new Map<string, string>();
  const resolved = (inner.size === 1 ? inner.get('resolved') : undefined) ?? added.get('resolved');
  if (resolved !== undefined) return { kind: 'resolved', resolved: unquoted(resolved) };
  const source = jsonMembers(inner.get('source') ?? '{}') ?? new Map<string, string>();
  const isWrapped = inner.has('after');
  const said = isWrapped ? inner : added;
  const text = (...candidates: (string | undefined)[]) => {
    const found = candidates.find((candidate) => candidate !== undefined);
    return found === undefined ? null : unquoted(found);
  };
  return {
    kind: 'row',
    envelope: !isWrapped ? 'bare' : inner.has('op') && inner.has('ts_ns') ? 'enriched' : 'wrapped',
    updated: text(
      said.get('updated'),
      said.get('mvcc_timestamp'),
      source.get('ts_hlc'),
      source.get('mvcc_timestamp')
    ),
    mvcc: text(said.get('mvcc_timestamp'), source.get('mvcc_timestamp')),
    key: said.get('key') ?? outer.get('Key') ?? null,
    topic: text(said.get('topic'), outer.get('Topic'), source.get('table_name')),
    hasBefore: isWrapped && inner.has('before')
  };
}

/** Pub/Sub's `Value` and the `payload` beside a `schema` hold the message proper. */
function unwrap(outer: Map<string, string>): Map<string, string> {
  const held = outer.get('Value') ?? (outer.has('schema') ? outer.get('payload') : undefined);
  return held === undefined ? outer : (jsonMembers(held) ?? outer);
}

/** A JSON string's text; anything else as written, so that a message can name it. */
function unquoted(literal: string): string {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'string' ? value : literal;
  } catch {
    return literal;
  }
}
