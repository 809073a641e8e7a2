import {
  parquetMetadata,
  parquetRead,
  parquetSchema,
  type FileMetaData,
  type SchemaElement,
  type Statistics
} from 'hyparquet';
import { gunzipSync } from 'fflate';
import { decompress } from 'fzstd';
import { checkPages } from './parquet-pages';
import { leafText } from './parquet-values';
import { MAX_UNPACKED_BYTES, UnreadableFile } from './unpack';

/** A Parquet file as it is stored, read by a package that the engine's writer is no part of. */

/** NULL, text, or a list of either. */
export type ParquetValue = string | null | readonly ParquetValue[];

export interface ParquetColumn {
  readonly name: string;
  /** As Parquet stores it: `INT64`, `BYTE_ARRAY`. */
  readonly stored: string;
  /** As its schema means it: `string`, `list of integer`, `decimal(10, 2)`. */
  readonly meaning: string;
  readonly isOptional: boolean;
}

/** A column's part of a row group. */
export interface ParquetChunk {
  readonly column: string;
  readonly codec: string;
  readonly encodings: readonly string[];
  readonly storedBytes: number;
  readonly plainBytes: number;
  /** Null where the file does not tell. */
  readonly nulls: number | null;
  readonly min: string | null;
  readonly max: string | null;
}

export interface ParquetFile {
  readonly columns: readonly ParquetColumn[];
  /** The first of them. */
  readonly rows: readonly (readonly ParquetValue[])[];
  readonly rowCount: number;
  readonly groups: readonly { readonly rows: number; readonly chunks: readonly ParquetChunk[] }[];
  readonly writtenBy: string | null;
}

/** Rows that are read, at most. */
export const ROWS_READ = 1000;

const NO_PARQUET = 'The file is damaged: its bytes are no whole Parquet file.';

/** @throws UnreadableFile for bytes that are no Parquet file, or a damaged one */
export async function readParquet(bytes: Uint8Array<ArrayBuffer>): Promise<ParquetFile> {
  try {
    return await read(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  } catch (error) {
    // The reader names no errors of its own: whatever it throws over stored bytes, they are at fault.
    throw error instanceof UnreadableFile ? error : new UnreadableFile(NO_PARQUET);
  }
}

async function read(file: ArrayBuffer): Promise<ParquetFile> {
  const metadata = parquetMetadata(file, { parsers: AS_STORED, geoparquet: false });
  checkPages(file, metadata);
  const rowCount = Number(metadata.num_rows);
  const tree = parquetSchema(metadata);
  const most = Math.min(rowCount, ROWS_READ);
  const rows: ParquetValue[][] = Array.from({ length: most }, () => []);
  const stored = { ...metadata, schema: metadata.schema.map(withoutMeaning) };
  // One after the other: of several at once that fail the reader leaves all but one to nobody.
  for (const child of tree.children) {
    const { element } = leafOf(child);
    const values = await valuesOf(child.element.name, { file, metadata: stored, rowEnd: most });
    if (values.length !== most) throw new UnreadableFile(NO_PARQUET);
    rows.forEach((row, i) => row.push(valueOf(element, values[i])));
  }
  return {
    columns: tree.children.map(columnOf),
    rows,
    rowCount,
    groups: metadata.row_groups.map((group) => ({
      rows: Number(group.num_rows),
      chunks: group.columns.map(({ meta_data: chunk }, i) => ({
        column: chunk?.path_in_schema[0] ?? '',
        codec: chunk?.codec ?? '',
        encodings: chunk?.encodings ?? [],
        storedBytes: Number(chunk?.total_compressed_size ?? 0),
        plainBytes: Number(chunk?.total_uncompressed_size ?? 0),
        ...statisticsOf(chunk?.statistics, metadata.schema.filter(({ type }) => type)[i])
      }))
    })),
    writtenBy: metadata.created_by ?? null
  };
}

/** A column's values in the order of rows. */
async function valuesOf(
  name: string,
  where: { readonly file: ArrayBuffer; readonly metadata: FileMetaData; readonly rowEnd: number }
): Promise<unknown[]> {
  let values: unknown[] = [];
  await parquetRead({
    ...where,
    columns: [name],
    rowFormat: 'array',
    utf8: false,
    parsers: AS_STORED,
    compressors: { GZIP: ungzipPage, ZSTD: unzstdPage },
    onComplete: (rows: unknown[][]) => {
      values = rows.map(([value]) => value);
    }
  });
  return values;
}

/** Values are handed over as they are stored: what they mean is taken from the schema afterwards. */
const asIs = (value: unknown): never => value as never;
const AS_STORED = {
  timestampFromMilliseconds: asIs,
  timestampFromMicroseconds: asIs,
  timestampFromNanoseconds: asIs,
  dateFromDays: asIs,
  stringFromBytes: asIs,
  jsonFromBytes: asIs,
  geometryFromBytes: asIs,
  geographyFromBytes: asIs,
  uuidFromBytes: asIs
};

/** A leaf's meaning changes nothing in how it is stored; that of a group, such as a list, does. */
function withoutMeaning(element: SchemaElement): SchemaElement {
  if (!element.type) return element;
  return { ...element, converted_type: undefined, logical_type: undefined };
}

type Tree = ReturnType<typeof parquetSchema>;

/** The leaf of a column, or of a list's elements. A column of records has many, and is shown by the first. */
function leafOf(tree: Tree): Tree {
  let node = tree;
  while (node.children.length > 0) node = node.children[0];
  return node;
}

function columnOf(tree: Tree): ParquetColumn {
  const leaf = leafOf(tree).element;
  const isList = tree.children.length > 0;
  return {
    name: tree.element.name,
    stored: leaf.type_length === undefined ? (leaf.type ?? '') : `${leaf.type}(${leaf.type_length})`,
    meaning: `${isList ? 'list of ' : ''}${meaningOf(leaf)}`,
    isOptional: tree.element.repetition_type !== 'REQUIRED'
  };
}

function meaningOf({
  type,
  converted_type: converted,
  logical_type: logical,
  precision,
  scale
}: SchemaElement): string {
  switch (logical?.type) {
    case 'DECIMAL':
      return `decimal(${logical.precision}, ${logical.scale})`;
    case 'INTEGER':
      return `${logical.isSigned ? '' : 'unsigned '}integer of ${logical.bitWidth} bits`;
    case 'TIME':
    case 'TIMESTAMP':
      return `${logical.type.toLowerCase()}, ${logical.unit.toLowerCase()}${logical.isAdjustedToUTC ? ', UTC' : ''}`;
    case undefined:
      break;
    default:
      return logical!.type === 'JSON' || logical!.type === 'UUID'
        ? logical!.type
        : logical!.type.toLowerCase(); // the case above took undefined
  }
  if (converted === 'DECIMAL') return `decimal(${precision ?? 0}, ${scale ?? 0})`;
  if (converted === 'UTF8') return 'string';
  if (converted) return converted.toLowerCase().replaceAll('_', ' ');
  return PLAIN.get(type ?? '') ?? 'bytes';
}

/** What a type means by itself. */
const PLAIN: ReadonlyMap<string, string> = new Map([
  ['BOOLEAN', 'boolean'],
  ['INT32', 'integer of 32 bits'],
  ['INT64', 'integer of 64 bits'],
  ['INT96', 'timestamp, nanos'],
  ['FLOAT', 'float of 32 bits'],
  ['DOUBLE', 'float of 64 bits']
]);

function valueOf(leaf: SchemaElement, value: unknown): ParquetValue {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((item) => valueOf(leaf, item));
  return leafText(leaf, value);
}

function statisticsOf(
  statistics: Statistics | undefined,
  leaf: SchemaElement
): Pick<ParquetChunk, 'nulls' | 'min' | 'max'> {
  // Bounds of long texts are cut: the bound of the values is about there.
  const bound = (value: unknown, isExact: boolean | undefined) =>
    value === undefined ? null : `${leafText(leaf, value)}${isExact === false ? '…' : ''}`;
  return {
    nulls: statistics?.null_count === undefined ? null : Number(statistics.null_count),
    min: bound(statistics?.min_value ?? statistics?.min, statistics?.is_min_value_exact),
    max: bound(statistics?.max_value ?? statistics?.max, statistics?.is_max_value_exact)
  };
}

function ungzipPage(page: Uint8Array, length: number): Uint8Array {
  return gunzipSync(page, { out: room(length) });
}

function unzstdPage(page: Uint8Array, length: number): Uint8Array {
  return decompress(page, room(length));
}

/** @throws UnreadableFile for more than a file may hold */
function room(length: number): Uint8Array<ArrayBuffer> {
  if (!(length >= 0 && length <= MAX_UNPACKED_BYTES))
    throw new UnreadableFile('A page of the file unfolds to more than 64 MiB.');
  return new Uint8Array(length);
}
