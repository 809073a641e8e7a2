import type { HistoryEvent, RegistryEvent } from '../../engine/base/events';

/** A schema as the registry holds it, and the event that put it there. */
export type SchemaVersion = RegistryEvent & { readonly seq: number };

/** What a schema registry holds: the versions of each subject, in order of name. */
export function subjectsOf(
  events: Iterable<readonly [seq: number, event: HistoryEvent | undefined]>
): (readonly [subject: string, versions: SchemaVersion[]])[] {
  const subjects = new Map<string, SchemaVersion[]>();
  for (const [seq, event] of events) {
    if (event?.type !== 'registry') continue;
    const version = { ...event, seq };
    const versions = subjects.get(event.subject);
    if (versions) versions.push(version);
    else subjects.set(event.subject, [version]);
  }
  return [...subjects].sort(([a], [b]) => (a < b ? -1 : 1));
}
