import { zipSync, type Zippable } from 'fflate';
import type { FileEvent } from '../../engine/base/events';
import type { Epoch } from '../../engine/base/timestamp';

/** Zip files know no time before this. */
const FIRST_MS = Date.UTC(1980, 0, 2);

/**
 * A bucket as a zip file: every file under its path, byte for byte, with the moment at which it was written. A path that was written twice
 * holds what was written last, as in a bucket.
 */
export function bucketZip(files: readonly FileEvent[], epoch: Epoch): Uint8Array<ArrayBuffer> {
  const entries: Zippable = Object.create(null) as Zippable;
  for (const file of files) {
    const mtime = Math.max(FIRST_MS, Math.floor(epoch.micros(file.t) / 1000));
    // What is compressed already gets no smaller.
    entries[file.path] = [contentOf(file), { mtime, level: file.content_base64 === undefined ? 6 : 0 }];
  }
  return zipSync(entries) as Uint8Array<ArrayBuffer>; // made anew, on no shared memory
}

const encoder = new TextEncoder();

function contentOf({ content, content_base64 }: FileEvent): Uint8Array {
  return content_base64 === undefined
    ? encoder.encode(content)
    : Uint8Array.from(atob(content_base64), (c) => c.charCodeAt(0));
}
