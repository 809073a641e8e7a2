/**
 * Stored records check themselves (guarantee W3): eight bytes of mark and format, length, checksum, then the payload. A record that
 * does not fit is set aside by whoever reads it, never trusted and never deleted.
 */

const MARK = 0x43465031; // "CFP1"
const NEWEST_MARK = 0x43465039; // "CFP9"
const HEADER_BYTES = 12;

export function sealRecord(payload: Uint8Array): Uint8Array {
  const record = new Uint8Array(HEADER_BYTES + payload.length);
  const view = new DataView(record.buffer);
  view.setUint32(0, MARK);
  view.setUint32(4, payload.length);
  view.setUint32(8, crc32(payload));
  record.set(payload, HEADER_BYTES);
  return record;
}

/** Whether a record has the mark of a later format: it is not damaged, and not ours to touch. */
export function isNewerRecord(record: Uint8Array): boolean {
  if (record.length < HEADER_BYTES) return false;
  const mark = new DataView(record.buffer, record.byteOffset, record.byteLength).getUint32(0);
  return mark > MARK && mark <= NEWEST_MARK;
}

/** The payload, or undefined when the record is damaged or of another format. */
export function openRecord(record: Uint8Array): Uint8Array | undefined {
  if (record.length < HEADER_BYTES) return undefined;
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  if (view.getUint32(0) !== MARK || view.getUint32(4) !== record.length - HEADER_BYTES) return undefined;
  const payload = record.subarray(HEADER_BYTES);
  return view.getUint32(8) === crc32(payload) ? payload : undefined;
}

const CRC_TABLE = new Uint32Array(256).map((_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) c = CRC_TABLE[(c ^ bytes[i]) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
