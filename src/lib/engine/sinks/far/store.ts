import type { Batch, ResolvedMessage, RowMessage } from '../sink';

/** How far ends store what reaches them, and who is told. */

/** Where a message came to lie; all null for sinks without partitions. */
export interface Place {
  readonly partition: number | null;
  readonly offset: number | null;
  readonly path?: string;
}

export const NO_PLACE: Place = { partition: null, offset: null };

/** A file as the bucket receives it. */
export interface StoredFile {
  readonly path: string;
  /** Size of what is stored. */
  readonly bytes: number;
  readonly compression: 'gzip' | 'zstd' | null;
  /** The messages that it holds, by seq of the first; each is a line. Null for a file without messages. */
  readonly rows: { readonly first: number; readonly count: number } | null;
  /** The text of a file without messages. */
  readonly content: string;
  /** The bytes of a file that is no text. */
  readonly contentBytes?: Uint8Array;
  /** The names of the fields of CSV, which the file does not hold. */
  readonly fields?: readonly string[];
}

/** A request as an endpoint receives it, refused ones too. */
export interface SentRequest {
  readonly body: string;
  /** Null where no answer came in time. */
  readonly status: number | null;
  readonly error: string | null;
  /** Whether a real endpoint has had it. */
  readonly real: boolean;
  /** The answer's `Retry-After`, in seconds. */
  readonly retryAfter?: number;
}

/** Told of everything that is stored, in order. */
export interface Recorder {
  /** @returns the seq of the message's event */
  row(message: RowMessage, place: Place): number;
  resolved(message: ResolvedMessage, place: Place): void;
  file(file: StoredFile): void;
  request(request: SentRequest): void;
}

/** What became of the messages that a far end was to store. */
export interface Stored {
  readonly stored: number;
  /** Why the rest was not. */
  readonly error: string | null;
  readonly tooLarge: boolean;
}

export const allStored = (count: number): Stored => ({ stored: count, error: null, tooLarge: false });

/** Stores the first `count` messages of a batch that needs no more than to be told. */
export function storePlain(batch: Batch, count: number, recorder: Recorder): Stored {
  for (let i = 0; i < count; i++) {
    const message = batch.messages[i];
    if (message.kind === 'row') recorder.row(message, NO_PLACE);
    else recorder.resolved(message, NO_PLACE);
  }
  return allStored(count);
}
