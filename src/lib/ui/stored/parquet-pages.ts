import type { FileMetaData } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { MAX_UNPACKED_BYTES, UnreadableFile } from './unpack';

/** No part of a file that is shown has more values. */
const MOST_VALUES = 10_000_000;

/**
 * Walks over the pages of every column, as their heads tell them. The reader believes those heads: a page of less than no bytes would lead it
 * back to where it has been, for ever, and one of a billion values would have it make room for them.
 * @throws UnreadableFile, or whatever the reader throws over a head that it cannot read
 */
export function checkPages(file: ArrayBuffer, metadata: FileMetaData): void {
  for (const { columns } of metadata.row_groups)
    for (const { meta_data: chunk } of columns) {
      if (!chunk) throw new UnreadableFile('The file keeps a column in another file.');
      const from = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
      checkChunk(new DataView(file, from, Number(chunk.total_compressed_size)));
    }
}

function checkChunk(view: DataView): void {
  const reader = { view, offset: 0 };
  // As the reader does: what is left behind the last page may be a byte.
  while (reader.offset < view.byteLength - 1) {
    const head = parquetHeader(reader);
    const packed = within(head.compressed_page_size, view.byteLength - reader.offset);
    within(head.uncompressed_page_size, MAX_UNPACKED_BYTES);
    const { data_page_header: data, data_page_header_v2: data2, dictionary_page_header: dictionary } = head;
    for (const values of [data?.num_values, dictionary?.num_values]) within(values ?? 0, MOST_VALUES);
    if (data2) {
      within(data2.num_nulls, within(data2.num_values, MOST_VALUES));
      within(data2.num_rows, MOST_VALUES);
      within(data2.definition_levels_byte_length + data2.repetition_levels_byte_length, packed);
    }
    reader.offset += packed;
  }
}

function within(value: number, most: number): number {
  if (value >= 0 && value <= most) return value;
  throw new UnreadableFile('The file is damaged: the head of a page is impossible.');
}
