import type { AvroEncoderOptions } from '../../src/lib/engine/encode/avro/avro-encoder';
import { AvroEncoder } from '../../src/lib/engine/encode/avro/avro-encoder';
import { change, EPOCH, fooShape, SOURCE } from '../support/engine/table-bench';
import { median, rateOf, type Workload } from './support/workload';

/** Avro messages: both byte strings of each, and their textual form read back from the bytes, as history keeps them. */

const OPTIONS: AvroEncoderOptions = {
  envelope: 'wrapped',
  updated: true,
  mvccTimestamp: false,
  diff: false,
  enrichedSource: false,
  avroPrefix: null
};

export const workloads: readonly Workload[] = [
  {
    name: 'encoding Avro messages',
    measure: async () => {
      const ids = { find: () => 1 };
      const encoder = new AvroEncoder({
        options: OPTIONS,
        table: 'foo',
        target: 'foo',
        epoch: EPOCH,
        source: SOURCE,
        ids
      });
      const rows = Array.from({ length: 100_000 }, (_, i) => change(fooShape, [i, `name ${i}`]));
      let bytes = 0;
      return {
        unit: 'messages/s',
        target: 60_000,
        playground: await median(() =>
          rateOf(rows.length, (i) => void (bytes += encoder.encode(rows[i]).valueBytes?.length ?? 0))
        ),
        more: { bytes: bytes / rows.length / 3 }
      };
    }
  }
];
