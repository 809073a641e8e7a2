import { csvParseRows } from 'd3';
import { readParquet, type ParquetFile } from './parquet-file';
import { gunzip, unzstd, UnreadableFile } from './unpack';

/** What a file of a bucket holds, taken from its stored bytes alone. */
export type StoredContent =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'csv';
      readonly text: string;
      /** The first records, taken apart into fields. */
      readonly rows: readonly (readonly string[])[];
      readonly count: number;
    }
  | { readonly kind: 'parquet'; readonly file: ParquetFile }
  /** A sentence. */
  | { readonly kind: 'unreadable'; readonly problem: string };

/** Reads a file by what its name says that it is, as a consumer would. Never throws: damage is an answer. */
export async function decodeStored(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<StoredContent> {
  try {
    if (path.endsWith('.parquet')) return { kind: 'parquet', file: await readParquet(bytes) };
    const content = textOf(await unpacked(path, bytes));
    return content.kind === 'text' && /\.csv(\.gz|\.zst)?$/.test(path) ? csvOf(content.text) : content;
  } catch (error) {
    if (error instanceof UnreadableFile) return { kind: 'unreadable', problem: error.message };
    throw error;
  }
}

async function unpacked(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (path.endsWith('.gz')) return gunzip(bytes);
  return path.endsWith('.zst') ? unzstd(bytes) : bytes;
}

/** Records that are taken apart; a table of more is not looked at. */
const CSV_ROWS = 100;

function csvOf(text: string): StoredContent {
  let count = 0;
  const rows = csvParseRows(text, (row, i) => {
    count = i + 1;
    return i < CSV_ROWS ? row : null;
  });
  return { kind: 'csv', text, rows, count };
}

function textOf(bytes: Uint8Array): StoredContent {
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { kind: 'unreadable', problem: 'The file is damaged: its bytes are no UTF-8 text.' };
  }
}
