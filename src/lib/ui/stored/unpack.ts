import { Decompress } from 'fzstd';

/** Files as they are stored, unpacked by code that the engine's compression does not share: the browser's own, and a package of its own. */

/** Most that one file may hold once it is unpacked: 64 MiB. */
export const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
/** Packed bytes handed over at once, so that a bomb is noticed before it has unfolded far. */
const SLICE = 16 * 1024;

/** What cannot be shown, as a sentence. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

const tooLarge = (): UnreadableFile => new UnreadableFile('The file unfolds to more than 64 MiB.');

/** @throws UnreadableFile */
export async function gunzip(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const parts = new Parts();
  try {
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    for (const reader = stream.getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) return parts.whole();
      parts.add(value);
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile('The file is damaged: its bytes are no whole gzip archive.');
  }
}

/** @throws UnreadableFile */
export function unzstd(packed: Uint8Array): Uint8Array {
  const parts = new Parts();
  let isWhole = false;
  try {
    const stream = new Decompress((part, final) => {
      parts.add(part);
      isWhole ||= final === true;
    });
    for (let at = 0; at < packed.length; at += SLICE)
      stream.push(packed.subarray(at, at + SLICE), at + SLICE >= packed.length);
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    isWhole = false;
  }
  if (isWhole) return parts.whole();
  throw new UnreadableFile('The file is damaged: its bytes are no whole zstd archive.');
}

/** Bytes that come piece by piece, up to the limit. */
class Parts {
  readonly #parts: Uint8Array[] = [];
  #size = 0;

  /** @throws UnreadableFile */
  add(part: Uint8Array): void {
    this.#size += part.length;
    if (this.#size > MAX_UNPACKED_BYTES) throw tooLarge();
    this.#parts.push(part.slice());
  }

  whole(): Uint8Array {
    const all = new Uint8Array(this.#size);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}
