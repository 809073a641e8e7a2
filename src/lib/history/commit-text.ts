import type { CommitWrite } from '../engine/base/events';

/**
 * The writes of a commit as text: in runs of rows of which all but the key is the same, as the rows of one statement nearly always are.
 * Segments of older runs hold plain lists, which are read as well.
 */

interface Run extends Omit<CommitWrite, 'key'> {
  readonly keys: string[];
}

export function commitText(writes: readonly CommitWrite[]): string {
  const runs: Run[] = [];
  let last: Run | undefined;
  for (const write of writes) {
    if (!last || !continues(last, write)) {
      const { key: _key, ...rest } = write;
      runs.push((last = { ...rest, keys: [] }));
    }
    last.keys.push(write.key);
  }
  // Where families take turns, a list is no longer and quicker to read.
  return JSON.stringify(runs.length * 2 > writes.length ? writes : { runs });
}

function continues(run: Run, write: CommitWrite): boolean {
  return (
    run.table === write.table &&
    run.family === write.family &&
    run.op === write.op &&
    run.range === write.range &&
    run.table_id === write.table_id &&
    run.omitted === write.omitted
  );
}

export function parseCommitText(text: string): CommitWrite[] {
  const read = JSON.parse(text) as CommitWrite[] | { readonly runs: readonly Run[] };
  if (Array.isArray(read)) return read;
  return read.runs.flatMap(({ table, table_id, family, op, range, omitted, keys }) =>
    keys.map((key) => ({
      table,
      ...(table_id !== undefined && { table_id }),
      family,
      key,
      op,
      range,
      ...(omitted && { omitted })
    }))
  );
}
