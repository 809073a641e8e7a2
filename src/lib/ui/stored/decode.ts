import { readParquet, type ParquetFile } from './parquet-file';
import { gunzip, unzstd, UnreadableFile } from './unpack';

/** What a file of a bucket holds, taken from its stored bytes alone. */
export type StoredContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'parquet'; readonly file: ParquetFile }
  /** A sentence. */
  | { readonly kind: 'unreadable'; readonly problem: string };

/** Reads a file by what its name says that it is, as a consumer would. Never throws: damage is an answer. */
export async function decodeStored(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<StoredContent> {
  try {
    if (path.endsWith('.parquet')) return { kind: 'parquet', file: await readParquet(bytes) };
    if (path.endsWith('.gz')) return textOf(await gunzip(bytes));
    if (path.endsWith('.zst')) return textOf(unzstd(bytes));
    return textOf(bytes);
  } catch (error) {
    if (error instanceof UnreadableFile) return { kind: 'unreadable', problem: error.message };
    throw error;
  }
}

function textOf(bytes: Uint8Array): StoredContent {
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { kind: 'unreadable', problem: 'The file is damaged: its bytes are no UTF-8 text.' };
  }
}
