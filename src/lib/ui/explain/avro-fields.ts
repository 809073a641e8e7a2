/** The fields of an Avro schema as lines to read: name, type, and how deep in records of records. */

export interface AvroField {
  readonly name: string;
  /** As people say it: `long`, `null or string`, `bytes, decimal(10,2)`, the name of a record. */
  readonly type: string;
  /** The column's definition, which CockroachDB notes in `__crdb__` (reference §4.11). */
  readonly column: string | null;
  readonly depth: number;
  /** What tells it from others of its schema: the names on the way to it. */
  readonly path: string;
}

/** Deeper records than any that a changefeed writes; a stored history may hold anything. */
const MOST_DEPTH = 8;

/** @returns nothing for a text that is no schema of a record */
export function avroFields(schema: string): AvroField[] {
  const found: AvroField[] = [];
  walk(parsed(schema), '', 0, found);
  return found;
}

/** What a version changed: the paths of fields that it has and the one before had not, or the other way round. */
export function changedFields(
  before: readonly AvroField[],
  after: readonly AvroField[]
): { readonly added: ReadonlySet<string>; readonly removed: readonly AvroField[] } {
  const known = new Set(before.map(lineOf));
  const now = new Set(after.map(lineOf));
  return {
    added: new Set(after.filter((field) => !known.has(lineOf(field))).map(({ path }) => path)),
    removed: before.filter((field) => !now.has(lineOf(field)))
  };
}

const lineOf = ({ path, type }: AvroField): string => `${path} ${type}`;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function walk(schema: unknown, path: string, depth: number, found: AvroField[]): void {
  const fields = recordIn(schema)?.get('fields');
  if (!Array.isArray(fields) || depth > MOST_DEPTH) return;
  for (const each of fields) {
    const field = members(each);
    const name = field?.get('name');
    if (!field || typeof name !== 'string') continue;
    const type = field.get('type');
    const column = field.get('__crdb__');
    const own = `${path}.${name}`;
    found.push({
      name,
      type: typeText(type),
      column: typeof column === 'string' ? column : null,
      depth,
      path: own
    });
    walk(type, own, depth + 1, found);
  }
}

/** The members of an object, whatever their names; `fields` of a schema are chosen by whoever made the table. */
const members = (value: unknown): Map<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : undefined;

/** The record that a schema is, or that is one of its branches. */
function recordIn(schema: unknown): Map<string, unknown> | undefined {
  if (Array.isArray(schema)) return schema.map(recordIn).find((branch) => branch !== undefined);
  const type = members(schema);
  return type?.get('type') === 'record' ? type : undefined;
}

/** A type as people say it: `long`, `null or string`, `bytes, decimal(10,2)`, the name of a record. */
export function typeText(schema: unknown, depth = 0): string {
  if (typeof schema === 'string') return schema;
  if (depth > MOST_DEPTH) return 'unknown';
  if (Array.isArray(schema)) return schema.map((branch) => typeText(branch, depth + 1)).join(' or ');
  const type = members(schema);
  if (!type) return 'unknown';
  const logical = type.get('logicalType');
  if (logical === 'decimal')
    return `bytes, decimal(${text(type.get('precision'))},${text(type.get('scale'))})`;
  if (typeof logical === 'string') return `${text(type.get('type'))}, ${logical}`;
  if (type.get('type') === 'array') return `array of ${typeText(type.get('items'), depth + 1)}`;
  return text(type.get('name') ?? type.get('type'));
}

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '?';
