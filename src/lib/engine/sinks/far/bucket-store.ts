import { gzip, zstdSize } from '../../base/compression';
import type { Batch, RowMessage } from '../sink';
import type { CloudSpec } from '../spec';
import { writeParquet } from '../../encode/parquet-writer';
import { allStored, type Recorder, type Stored } from './store';

/** Puts a file into a bucket, whole: its messages first, then the file itself. */
export function storeInBucket(
  spec: CloudSpec,
  { batch, count, recorder }: { batch: Batch; count: number; recorder: Recorder }
): Stored {
  // A file that fails half-way is not there.
  if (count < batch.messages.length) return { stored: 0, error: 'upload was not completed', tooLarge: false };
  const [first] = batch.messages;
  if (first.kind === 'resolved') {
    const path = first.path ?? '';
    recorder.file({ path, bytes: first.value.length, compression: null, rows: null, content: first.value });
    recorder.resolved(first, { partition: null, offset: null, path });
  } else storeRows(spec, batch.messages as readonly RowMessage[], batch.path ?? '', recorder);
  return allStored(count);
}

function storeRows(spec: CloudSpec, rows: readonly RowMessage[], path: string, recorder: Recorder): void {
  const place = { partition: null, offset: null, path };
  const seqs = rows.map((row) => recorder.row(row, place));
  const stored = { first: seqs[0], count: rows.length };
  if (spec.parquet) {
    const contentBytes = writeParquet(
      rows.flatMap(({ parquet }) => parquet ?? []),
      spec.compression
    );
    recorder.file({
      path,
      bytes: contentBytes.length,
      compression: null,
      rows: stored,
      content: '',
      contentBytes
    });
    return;
  }
  recorder.file({
    path,
    bytes: storedSize(rows, spec.compression),
    compression: spec.compression,
    rows: stored,
    content: '',
    // Rows of two versions of a table never share a file.
    fields: rows[0].fields
  });
}

const encoder = new TextEncoder();

function storedSize(rows: readonly RowMessage[], compression: CloudSpec['compression']): number {
  const bytes = encoder.encode(rows.map(({ value }) => `${value ?? ''}\n`).join(''));
  if (compression === 'gzip') return gzip(bytes).length;
  return compression === 'zstd' ? zstdSize(bytes.length) : bytes.length;
}
