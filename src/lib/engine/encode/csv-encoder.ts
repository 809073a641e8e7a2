import { assert } from '../base/assert';
import { csvForm, csvRecord } from '../sql/types/csv-form';
import type { EncodedRow, RowChange, RowEncoder } from './row-change';
import type { RowShape } from './row-shape';

/**
 * CSV messages (reference §4.10): one record without a line end, columns in table or select order, no header. The key is
 * empty and not null, so that all rows of a Kafka topic land in one partition (reference §3.4).
 */
export class CsvEncoder implements RowEncoder {
  readonly #fields = new WeakMap<RowShape, readonly string[]>();

  encode({ shape, row, deleted }: RowChange): EncodedRow {
    assert(!deleted, () => 'a deletion cannot be written as CSV');
    const fields = shape.columns.map(({ slot, type }) => {
      const datum = slot === null ? null : row[slot];
      return csvForm(datum === undefined ? null : datum, type);
    });
    return { key: '', value: csvRecord(fields), fields: this.#namesOf(shape) };
  }

  #namesOf(shape: RowShape): readonly string[] {
    let names = this.#fields.get(shape);
    if (!names) this.#fields.set(shape, (names = shape.columns.map(({ name }) => name)));
    return names;
  }
}
