import { Gunzip } from 'fflate';

/** Files of a real changefeed's output, before anybody has looked into them (design §10). */

export interface OutputFile {
  /** With its folders, as the bucket or the archive has it: cloud storage is read in the order of names. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What cannot be read, as one sentence that names the file and, where there is one, the line. */
export class ImportError extends Error {
  constructor(place: { readonly file: string; readonly line?: number }, sentence: string) {
    super(`${place.file}${place.line === undefined ? '' : `, line ${place.line}`}: ${sentence}`);
    this.name = 'ImportError';
  }
}

/** Most that one file may hold once it is unpacked: 256 MiB. */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;
/** Packed bytes handed to the inflater at once, so that a bomb is noticed before it has unfolded far. */
const SLICE = 64 * 1024;

/** The file as text; a name that ends in `.gz` is unpacked. @throws ImportError */
export function textOfFile({ name, bytes }: OutputFile): string {
  if (/\.zst$/i.test(name))
    throw new ImportError({ file: name }, 'zstd files are not unpacked here; unpack it first.');
  if (/\.parquet$/i.test(name))
    throw new ImportError(
      { file: name },
      'a Parquet file tells neither its order nor its resolved timestamps; use a feed with format=json.'
    );
  const plain = /\.gz$/i.test(name) ? gunzip(name, bytes) : bytes;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch {
    throw new ImportError({ file: name }, 'the file is not UTF-8 text.');
  }
}

function gunzip(file: string, bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  const unpacker = new Gunzip((part, final) => {
    parts.push(part);
    size += part.length;
    ended ||= final;
  });
  try {
    for (let at = 0; at < bytes.length && size <= MAX_UNPACKED_BYTES; at += SLICE)
      unpacker.push(bytes.subarray(at, at + SLICE), at + SLICE >= bytes.length);
  } catch {
    throw new ImportError({ file }, 'the file is no gzip archive, whatever its name says.');
  }
  if (size > MAX_UNPACKED_BYTES) throw new ImportError({ file }, 'it unfolds to more than 256 MiB.');
  if (!ended) throw new ImportError({ file }, 'the gzip archive is cut off.');
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
