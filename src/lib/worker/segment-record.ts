import type { PlainCodec } from '../engine/base/plain-codec';
import { NUMBER_COLUMNS, type Segment } from '../history/segment';

/** A history segment as bytes, its columns cut to their length, and back. */

const packedSizes = new WeakMap<Segment, number>();

/** How many bytes a segment was packed into, or read from; 0 for one that was neither. */
export const packedSize = (segment: Segment): number => packedSizes.get(segment) ?? 0;

export function packSegment(codec: PlainCodec, segment: Segment): Uint8Array {
  const { from, count, type, t, context, wall, logical, numbers, textEnd, text } = segment;
  const width = type.length;
  const cut = new Int32Array(NUMBER_COLUMNS * count);
  for (let column = 0; column < NUMBER_COLUMNS; column++)
    cut.set(numbers.subarray(column * width, column * width + count), column * count);
  const bytes = (column: ArrayBufferView, item: number) =>
    new Uint8Array(column.buffer, column.byteOffset, count * item).slice();
  const packed = codec.encode([
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
  packedSizes.set(segment, packed.length);
  return packed;
}

/** @throws InternalError or RangeError for bytes that are no segment */
export function unpackSegment(codec: PlainCodec, bytes: Uint8Array): Segment {
  const [from, count, ...columns] = codec.decode(bytes) as [number, number, ...Uint8Array[]];
  const [type, t, context, wall, logical, numbers, textEnd, text] = columns;
  const buffer = (column: Uint8Array) => column.slice().buffer;
  const segment: Segment = {
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
  packedSizes.set(segment, bytes.length);
  return segment;
}
