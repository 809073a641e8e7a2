import type { PlainCodec } from '../engine/base/plain-codec';
import { NUMBER_COLUMNS, type Segment } from '../history/segment';

/** A history segment as bytes, its columns cut to their length, and back. */

export function packSegment(
  codec: PlainCodec,
  { from, count, type, t, context, wall, logical, numbers, textEnd, text }: Segment
): Uint8Array {
  const width = type.length;
  const cut = new Int32Array(NUMBER_COLUMNS * count);
  for (let column = 0; column < NUMBER_COLUMNS; column++)
    cut.set(numbers.subarray(column * width, column * width + count), column * count);
  const bytes = (column: ArrayBufferView, item: number) =>
    new Uint8Array(column.buffer, column.byteOffset, count * item).slice();
  return codec.encode([
    from,
    count,
    bytes(type, 1),
    bytes(t, 8),
    bytes(context, 4),
    bytes(wall, 8),
    bytes(logical, 4),
    new Uint8Array(cut.buffer),
    bytes(textEnd, 4),
    text.slice(0, count === 0 ? 0 : textEnd[count - 1])
  ]);
}

/** @throws InternalError or RangeError for bytes that are no segment */
export function unpackSegment(codec: PlainCodec, bytes: Uint8Array): Segment {
  const [from, count, ...columns] = codec.decode(bytes) as [number, number, ...Uint8Array[]];
  const [type, t, context, wall, logical, numbers, textEnd, text] = columns;
  const buffer = (column: Uint8Array) => column.slice().buffer;
  return {
    from,
    count,
    type,
    t: new Float64Array(buffer(t)),
    context: new Int32Array(buffer(context)),
    wall: new Float64Array(buffer(wall)),
    logical: new Int32Array(buffer(logical)),
    numbers: new Int32Array(buffer(numbers)),
    textEnd: new Uint32Array(buffer(textEnd)),
    text
  };
}
