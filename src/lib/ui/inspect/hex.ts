/** Bytes as a hex dump shows them: sixteen a row, with their place and the characters that they may be. */
export interface HexRow {
  /** Place of the first byte, in hex. */
  readonly at: string;
  readonly hex: string;
  readonly text: string;
}

const ROW_BYTES = 16;

export function hexRows(bytes: Uint8Array): HexRow[] {
  const rows: HexRow[] = [];
  for (let at = 0; at < bytes.length; at += ROW_BYTES) {
    const row = [...bytes.subarray(at, at + ROW_BYTES)];
    rows.push({
      at: at.toString(16).padStart(4, '0'),
      hex: row.map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
      text: row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('')
    });
  }
  return rows;
}

export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

/** The id of the schema that an Avro message names: a zero, then the id in four bytes (Confluent's wire format). */
export function schemaIdOf(bytes: Uint8Array): number | null {
  return bytes.length >= 5 && bytes[0] === 0
    ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(1)
    : null;
}
