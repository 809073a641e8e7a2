import type { HistoryEvent, RegistryEvent } from '../../engine/base/events';
import { DEFAULT_COMPATIBILITY } from '../../engine/base/registry-compatibility';
import type { Nanos } from '../../engine/base/timestamp';

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

/** What a subject asks of a new version, and the event that said so; none has where it is what registries begin with. */
export interface SubjectMode {
  readonly mode: string;
  readonly seq?: number;
}

/** The compatibility of a subject at a moment: its own, else that of all subjects. @param events in the order in which they happened */
export function modeOf(
  subject: string,
  events: Iterable<readonly [seq: number, event: HistoryEvent]>,
  at: Nanos
): SubjectMode {
  let own: SubjectMode | undefined;
  let ofAll: SubjectMode = { mode: DEFAULT_COMPATIBILITY };
  for (const [seq, event] of events) {
    if (event.type !== 'cluster' || event.kind !== 'compatibility' || event.t > at) continue;
    const said = { mode: event.value, seq };
    if (event.target === '') ofAll = said;
    else if (event.target === subject) own = said;
  }
  return own ?? ofAll;
}
