/**
 * Avro schemas as changefeeds post them (reference §4.11): plain data whose JSON text, members in this order, is the schema. Names are
 * the users', so they appear here and in texts only; the library that writes bytes sees names of our own.
 */

export type AvroPrimitive = 'null' | 'boolean' | 'int' | 'long' | 'double' | 'bytes' | 'string';

export interface AvroLogical {
  readonly type: 'int' | 'long' | 'bytes';
  readonly logicalType: string;
  readonly precision?: number;
  readonly scale?: number;
}

export interface AvroArray {
  readonly type: 'array';
  readonly items: AvroType;
}

export interface AvroField {
  readonly type: AvroType;
  readonly name: string;
  readonly default: null;
  /** SQL definition of a column. */
  readonly __crdb__?: string;
}

export interface AvroRecord {
  readonly type: 'record';
  readonly name: string;
  readonly fields: readonly AvroField[];
  readonly namespace?: string;
}

export type AvroUnion = readonly AvroType[];

export type AvroType = AvroPrimitive | AvroLogical | AvroArray | AvroRecord | AvroUnion;

export function isUnion(type: AvroType): type is AvroUnion {
  return Array.isArray(type);
}

/** Every value may be missing, so that each version of a table's schema can read every other's messages. */
export const orNull = (type: AvroType): AvroUnion => ['null', type];

export const field = (name: string, type: AvroType, definition?: string): AvroField => ({
  type,
  name,
  default: null,
  ...(definition === undefined ? {} : { __crdb__: definition })
});

export function record(name: string, fields: readonly AvroField[], namespace: string | null): AvroRecord {
  return { type: 'record', name, fields, ...(namespace === null ? {} : { namespace }) };
}

/** What the textual form calls a branch of a union: the name of its type, of a logical one behind a dot. */
export function branchName(type: AvroType): string {
  if (typeof type === 'string') return type;
  if (isUnion(type)) return 'union';
  if (type.type === 'record')
    return type.namespace === undefined ? type.name : `${type.namespace}.${type.name}`;
  return type.type === 'array' ? 'array' : `${type.type}.${type.logicalType}`;
}
