import { assert } from '../base/assert';
import type { Epoch, Timestamp } from '../base/timestamp';
import { dataFilePath, type FileWriter } from './file-names';
import {
  isRow,
  type BatchAnswer,
  type ClientHost,
  type RowMessage,
  type SinkClient,
  type SinkMessage
} from './sink';
import type { CloudSpec } from './spec';

/**
 * The client of a cloud storage sink (reference §3.5, sink_cloudstorage.go): rows gather in one open file for each topic and
 * schema version; a file is closed when it is large enough, when a newer schema's file of its topic must be written, or for a
 * checkpoint, and closed files are written one after another. A file appears whole or not at all.
 *
 * Names hold an inclusive lower bound of the timestamps inside: the writer's frontier at its last flush. So no file that is
 * written after a flush sorts before a `.RESOLVED` file that the flush allowed (guarantee G19).
 */

export interface FilesState {
  readonly kind: 'files';
  readonly writer: FileWriter;
  /** Inclusive lower bound of what comes. */
  bound: Timestamp;
  nextFile: number;
  /** In order of topic and schema version. */
  open: OpenFile[];
  /** Closed files, in order; the first is being written. */
  uploads: Upload[];
  flushing: boolean;
}

interface OpenFile {
  readonly topic: string;
  readonly schema: number;
  readonly rows: RowMessage[];
  bytes: number;
}

interface Upload {
  readonly no: number;
  readonly path: string;
  readonly rows: readonly RowMessage[];
}

export const makeFilesState = (writer: FileWriter, bound: Timestamp): FilesState => ({
  kind: 'files',
  writer,
  bound,
  nextFile: 0,
  open: [],
  uploads: [],
  flushing: false
});

export class FilesClient implements SinkClient {
  readonly #state: FilesState;
  readonly #spec: CloudSpec;
  readonly #epoch: Epoch;
  readonly #host: ClientHost;

  constructor(state: FilesState, spec: CloudSpec, epoch: Epoch, host: ClientHost) {
    this.#state = state;
    this.#spec = spec;
    this.#epoch = epoch;
    this.#host = host;
  }

  get isIdle(): boolean {
    return this.#state.open.length === 0 && this.#state.uploads.length === 0;
  }

  /** Rows in open files are where they belong; only what waits behind a slow store holds the aggregator back. */
  get backlog(): number {
    let rows = 0;
    for (let i = 1; i < this.#state.uploads.length; i++) rows += this.#state.uploads[i].rows.length;
    return rows;
  }

  emit(messages: readonly SinkMessage[]): void {
    for (const message of messages) {
      assert(isRow(message), () => 'a resolved timestamp is a file of its own');
      const file = this.#openFile(message);
      file.rows.push(message);
      file.bytes += fileBytes(message);
      if (file.bytes > this.#spec.fileSizeBytes) this.#closeUpTo(file);
    }
  }

  flush(bound: Timestamp): void {
    for (const file of this.#state.open) this.#close(file);
    this.#state.open = [];
    this.#state.bound = bound;
    if (this.#state.uploads.length === 0) return this.#host.idle();
    this.#state.flushing = true;
  }

  answered(no: number, answer: BatchAnswer): void {
    const { outcome, error } = this.#host.seams.understood(answer);
    const upload = this.#state.uploads[0];
    assert(upload?.no === no, () => `file of batch ${no} is not being written`);
    // The provider's own client has tried again already, so an error ends the flow.
    if (outcome !== 'ok') return this.#host.failed(error ?? 'no answer');
    this.#state.uploads.shift();
    const next = this.#state.uploads.at(0);
    if (next) this.#send(next);
    if (next || !this.#state.flushing) return this.#host.roomy();
    this.#state.flushing = false;
    this.#host.idle();
  }

  retry(no: number): void {
    assert(false, () => `file of batch ${no} is written once only`);
  }

  timerFired(): void {
    assert(false, () => 'files wait for no timer');
  }

  #openFile({ topic, schema }: RowMessage): OpenFile {
    const { open } = this.#state;
    const known = open.find((file) => file.topic === topic && file.schema === schema);
    if (known) return known;
    const file: OpenFile = { topic, schema, rows: [], bytes: 0 };
    const after = open.findIndex((f) => f.topic > topic || (f.topic === topic && f.schema > schema));
    open.splice(after < 0 ? open.length : after, 0, file);
    return file;
  }

  /** Older schemas of the topic go first, so that their files sort first. */
  #closeUpTo(file: OpenFile): void {
    const due = this.#state.open.filter((f) => f.topic === file.topic && f.schema <= file.schema);
    this.#state.open = this.#state.open.filter((f) => !due.includes(f));
    for (const f of due) this.#close(f);
  }

  #close({ topic, schema, rows }: OpenFile): void {
    const state = this.#state;
    const path = dataFilePath({
      epoch: this.#epoch,
      bound: this.#host.seams.fileBound(state.bound, this.#host.now),
      format: this.#spec.partitionFormat,
      writer: state.writer,
      file: state.nextFile++,
      topic,
      schema,
      extension: this.#spec.extension
    });
    const upload: Upload = { no: this.#host.nextBatchNo(), path, rows };
    state.uploads.push(upload);
    if (state.uploads.length === 1) this.#send(upload);
  }

  #send({ no, path, rows }: Upload): void {
    this.#host.send({ no, attempt: 1, messages: this.#host.seams.sent(rows, 1), path });
  }
}

const NOT_ASCII = /[^\0-\x7f]/;

const encoder = new TextEncoder();

/** Bytes that a row takes in its file, with the line end. */
function fileBytes({ value, valueBytes }: RowMessage): number {
  if (valueBytes) return valueBytes.length;
  const text = value ?? '';
  return (NOT_ASCII.test(text) ? encoder.encode(text).length : text.length) + 1;
}
