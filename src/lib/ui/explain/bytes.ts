/** Bytes as people read them: sixteen to a line, as numbers and as characters. */

export interface ByteLine {
  readonly offset: string;
  readonly hex: string;
  readonly text: string;
}

const PER_LINE = 16;

/** The bytes that a far end received: those that were recorded, or the UTF-8 of its text. */
export function bytesOf(text: string | null, base64: string | undefined): Uint8Array<ArrayBuffer> {
  if (base64 !== undefined) return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return new TextEncoder().encode(text ?? '');
}

/** @param most lines that are made, however many bytes there are */
export function byteLines(bytes: Uint8Array, most: number): ByteLine[] {
  const lines: ByteLine[] = [];
  for (let at = 0; at < bytes.length && lines.length < most; at += PER_LINE) {
    const part = [...bytes.subarray(at, at + PER_LINE)];
    lines.push({
      offset: at.toString(16).padStart(4, '0'),
      hex: part.map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
      text: part.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·')).join('')
    });
  }
  return lines;
}

/** The id of the schema that Confluent's wire format names: a zero, then four bytes. Undefined for anything else. */
export function schemaIdOf(bytes: Uint8Array): number | undefined {
  if (bytes.length < 5 || bytes[0] !== 0) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
}
