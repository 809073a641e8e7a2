import type { FlowEvent, MessageEvent } from '../../../src/lib/engine/base/events';
import { isAtOrBefore, isBefore, laterOf, type Timestamp } from '../../../src/lib/engine/base/timestamp';
import type { TableDef } from '../../../src/lib/engine/catalog/descriptors';
import { hydrateType } from '../../../src/lib/engine/catalog/hydrate';
import { makeRowKeyWriter } from '../../../src/lib/engine/encode/json-encoder';
import { visibleAt } from '../../../src/lib/engine/storage/mvcc';
import { shownRow } from '../../../src/lib/audit/model/shown-row';
import { jsonMembers } from '../../../src/lib/history/json-members';
import type { TestRun } from './audited-run';

/**
 * The reader's side of reference §5.10: whoever keeps, of everything a far end holds, the newest version of each key has the table. Says
 * where that is not so; independent of the audit, which judges events one by one.
 */
export function farEndFaults(run: TestRun): string[] {
  const faults: string[] = [];
  const flows = new Map<string, FlowEvent>();
  const altered = new Set<string>();
  const messages = new Map<string, MessageEvent[]>();
  for (const event of run.events) {
    if (event.type === 'flow') {
      const feed = event.job ?? `statement ${event.statement}`;
      const before = flows.get(feed);
      // A table that was added later without a scan is not all there.
      if (before && targetsOf(before) !== targetsOf(event)) altered.add(feed);
      flows.set(feed, event);
    }
    if (event.type === 'message') {
      const feed = event.job ?? `statement ${event.statement}`;
      const list = messages.get(feed);
      if (list) list.push(event);
      else messages.set(feed, [event]);
    }
  }
  for (const [name, flow] of flows)
    if (!altered.has(name)) faults.push(...feedFaults(run, name, flow, messages.get(name) ?? []));
  return faults;
}

const targetsOf = ({ terms }: FlowEvent): string => JSON.stringify(terms?.targets);

function feedFaults(run: TestRun, name: string, flow: FlowEvent, messages: MessageEvent[]): string[] {
  const terms = flow.terms;
  const job = flow.job === null ? undefined : run.engine.cluster.jobs.get(flow.job);
  if (!terms || terms.query || terms.format !== 'json' || terms.envelope !== 'wrapped') return [];
  if (terms.acks === 'none' || terms.key_column || terms.initial_scan === 'no' || !terms.plain_rows)
    return [];
  const upTo = promised(run, job?.status, terms);
  if (!upTo) return [];
  const faults: string[] = [];
  // Other policies than backfill leave rows as they were sent, also where an ALTER has set them for a while.
  const isBackfilled =
    terms.schema_change_policy === 'backfill' &&
    !ran(run, /ALTER CHANGEFEED.*schema_change_policy/) &&
    !ran(run, /RENAME COLUMN/);
  // What a session hides from changefeeds is missing at the far end.
  if (!terms.all_writes && ran(run, /disable_changefeed_replication = on/)) return [];
  // Rows are not sent again because their keys have changed (reference §6.1).
  const rekeyed = new Set(
    run.events.flatMap((event) =>
      event.type === 'schema_change' && event.rows === 'rekeyed' ? [event.id] : []
    )
  );
  for (const { table, family } of terms.targets) {
    const def = run.engine.cluster.catalog.get(table);
    if (def?.kind !== 'table' || def.truncated || family !== null || rekeyed.has(table)) continue;
    const own = messages.filter(({ table_id }) => (table_id ?? table) === table);
    const newest = newestByKey(own, namesOf(run, table), upTo);
    const stored = storedRows(run, def, upTo);
    for (const [key, row] of stored) {
      const message = newest.get(key);
      if (!message || message.value === null) faults.push(`${name}: ${def.name} ${key} is missing`);
      else {
        const after = shownRow(message, terms)?.after ?? 'null';
        const fault = rowFault(after, row, isBackfilled);
        if (fault) faults.push(`${name}: ${def.name} ${key} ${fault}: ${after} instead of ${row}`);
      }
    }
    for (const [key, message] of newest)
      if (!stored.has(key) && shownRow(message, terms)?.after !== 'null')
        faults.push(`${name}: ${def.name} ${key} is there and should not be`);
  }
  return faults;
}

/** Whether the script had a statement like this. */
const ran = ({ events }: TestRun, like: RegExp): boolean =>
  events.some((event) => event.type === 'statement' && like.test(event.sql));

/** Up to where a feed has promised to have sent everything. */
function promised(
  run: TestRun,
  status: string | undefined,
  terms: NonNullable<FlowEvent['terms']>
): Timestamp | null {
  if (status === 'succeeded') return terms.initial_scan === 'only' ? terms.since : null;
  if (status !== 'running' || !run.settled) return null;
  const { highestCommit } = run.engine;
  return highestCommit ? laterOf(highestCommit, terms.since) : terms.since;
}

/** What a table has been called: messages show the name it had at their time. */
const namesOf = ({ events }: TestRun, table: number): ReadonlySet<string> =>
  new Set(
    events.flatMap((event) => (event.type === 'schema_change' && event.id === table ? [event.table] : []))
  );

function newestByKey(
  messages: readonly MessageEvent[],
  names: ReadonlySet<string>,
  upTo: Timestamp
): Map<string, MessageEvent> {
  const newest = new Map<string, MessageEvent>();
  for (const message of messages) {
    if (!names.has(message.table) || !isAtOrBefore(message.updated, upTo)) continue;
    const key = message.row ?? message.key ?? '';
    const known = newest.get(key);
    if (!known || isBefore(known.updated, message.updated)) newest.set(key, message);
  }
  return newest;
}

function storedRows(run: TestRun, def: TableDef, at: Timestamp): Map<string, string> {
  const rows = new Map<string, string>();
  const types = { get: (id: number) => run.engine.cluster.catalog.versions(id).at(-1) };
  const keyOf = makeRowKeyWriter(def, (type) => hydrateType(types, type));
  run.engine.cluster.storage.primary(def.primary.storage).forEach('', undefined, (_key, newest) => {
    const version = visibleAt(newest, at);
    if (!version || version.deleted) return false;
    const key = keyOf(version.row);
    const text = run.rows.rowAt(def.id, def.families[0].name, key, at);
    if (text) rows.set(key, text);
    return false;
  });
  return rows;
}

/** A message may lack a column that has come since and is NULL. */
function rowFault(after: string, stored: string, isBackfilled: boolean): string | undefined {
  const shown = jsonMembers(after);
  if (!shown) return 'was deleted';
  for (const [name, value] of jsonMembers(stored) ?? [])
    if ((shown.get(name) ?? (isBackfilled ? 'null' : value)) !== value) return `has another ${name}`;
  return undefined;
}
