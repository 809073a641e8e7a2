import { gzipSync } from 'fflate';

/**
 * Compression that gives the same bytes everywhere: plain code, no clock in the header. Files and requests in history are
 * compressed when they are looked at, and must then be what the far end had received.
 */

/** A gzip file without a name and a time. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes, { level: 6, mtime: 0 });
}

/** Largest block of a Zstandard frame. */
const BLOCK_BYTES = 128 * 1024;
/** Magic number, descriptor and content size of eight bytes. */
const HEADER_BYTES = 4 + 1 + 8;
const BLOCK_HEADER_BYTES = 3;

const blocksOf = (length: number): number => Math.max(1, Math.ceil(length / BLOCK_BYTES));

/** Size of what `zstd` makes of so many bytes. */
export function zstdSize(length: number): number {
  return HEADER_BYTES + blocksOf(length) * BLOCK_HEADER_BYTES + length;
}

/**
 * A Zstandard frame of stored blocks (RFC 8878): every reader takes it, nothing is gained. Simpler than CockroachDB, which
 * compresses: no library does so without WebAssembly.
 */
export function zstd(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(zstdSize(bytes.length));
  const view = new DataView(out.buffer);
  view.setUint32(0, 0xfd2fb528, true);
  // Content size in eight bytes, single segment: no window is told.
  out[4] = 0xe0;
  view.setBigUint64(5, BigInt(bytes.length), true);
  let at = HEADER_BYTES;
  const blocks = blocksOf(bytes.length);
  for (let block = 0; block < blocks; block++) {
    const piece = bytes.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES);
    const header = (block === blocks - 1 ? 1 : 0) | (piece.length << 3);
    out[at] = header & 0xff;
    out[at + 1] = (header >> 8) & 0xff;
    out[at + 2] = header >> 16;
    out.set(piece, at + BLOCK_HEADER_BYTES);
    at += BLOCK_HEADER_BYTES + piece.length;
  }
  return out;
}
