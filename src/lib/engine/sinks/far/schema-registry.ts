import { DEFAULT_COMPATIBILITY, type Compatibility } from '../../base/registry-compatibility';

/**
 * The mock schema registry (reference §4.11), as Confluent's behaves: subjects with versions, one id for each different schema, and new
 * versions only where the subject's compatibility allows them.
 */
export interface RegistryState {
  nextId: number;
  /** By the text of the schema. */
  ids: Map<string, number>;
  /** Schemas of each subject, oldest first. */
  subjects: Map<string, string[]>;
}

export const makeRegistryState = (): RegistryState => ({ nextId: 1, ids: new Map(), subjects: new Map() });

/** What a registry answers to a schema that is posted. */
export type Posted =
  | { readonly kind: 'known'; readonly id: number }
  | { readonly kind: 'made'; readonly id: number; readonly version: number }
  /** @param why for the body of a 409 */
  | { readonly kind: 'incompatible'; readonly why: string };

/** The compatibility of every registry's subjects; a subject's own comes before that of all. */
export interface CompatibilityState {
  ofAll: Compatibility;
  subjects: Map<string, Compatibility>;
}

export const makeCompatibilityState = (): CompatibilityState => ({
  ofAll: DEFAULT_COMPATIBILITY,
  subjects: new Map()
});

export const compatibilityOf = ({ ofAll, subjects }: CompatibilityState, subject: string): Compatibility =>
  subjects.get(subject) ?? ofAll;

export function postSchema(
  state: RegistryState,
  { subject, schema }: { readonly subject: string; readonly schema: string },
  compatibility: Compatibility
): Posted {
  const versions = state.subjects.get(subject) ?? [];
  const known = state.ids.get(schema);
  if (versions.includes(schema) && known !== undefined) return { kind: 'known', id: known };
  const why = refusal(compatibility, { subject, schema, versions });
  if (why !== undefined) return { kind: 'incompatible', why };
  const id = known ?? state.nextId++;
  state.ids.set(schema, id);
  state.subjects.set(subject, [...versions, schema]);
  return { kind: 'made', id, version: versions.length + 1 };
}

/** Why a subject does not take a schema; undefined where it does. */
function refusal(
  compatibility: Compatibility,
  parts: { readonly subject: string; readonly schema: string; readonly versions: readonly string[] }
): string | undefined {
  const [asked, reach] = compatibility.split('_');
  if (asked === 'NONE') return undefined;
  const posted = JSON.parse(parts.schema) as Schema;
  const versions = reach === 'TRANSITIVE' ? parts.versions.toReversed() : parts.versions.slice(-1);
  return firstOf(versions, (text) => {
    const version = JSON.parse(text) as Schema;
    return (
      (asked === 'FORWARD' ? undefined : incompatibility(posted, version, parts.subject)) ??
      (asked === 'BACKWARD' ? undefined : incompatibility(version, posted, parts.subject))
    );
  });
}

/** A schema as its text says: a name, a union, or an object with members. */
type Schema = string | readonly Schema[] | Members;

interface Members {
  readonly type: Schema;
  readonly name?: string;
  readonly items?: Schema;
  readonly fields?: readonly { readonly name: string; readonly type: Schema; readonly default?: unknown }[];
}

/** Why a reader of one schema cannot read what was written with another; undefined where it can. */
function incompatibility(reader: Schema, writer: Schema, at: string): string | undefined {
  if (isUnion(writer)) return firstOf(writer, (branch) => incompatibility(reader, branch, at));
  if (isUnion(reader)) {
    const reasons = reader.map((branch) => incompatibility(branch, writer, at));
    if (reasons.includes(undefined)) return undefined;
    // A branch of the same kind tells more than that none fits.
    const alike = reader.findIndex((branch) => kindOf(branch) === kindOf(writer));
    return alike >= 0 ? reasons[alike] : `reader union lacking writer type: ${kindOf(writer)} at ${at}`;
  }
  const kind = kindOf(reader);
  if (kind !== kindOf(writer) && !PROMOTIONS.get(kindOf(writer))?.includes(kind))
    return `reader type: ${kind} not compatible with writer type: ${kindOf(writer)} at ${at}`;
  if (typeof reader === 'string' || typeof writer === 'string') return undefined;
  if (kind === 'array') return incompatibility(reader.items ?? 'null', writer.items ?? 'null', `${at}/items`);
  if (kind !== 'record') return undefined;
  if (reader.name !== writer.name)
    return `expected: ${writer.name ?? ''}, found: ${reader.name ?? ''} at ${at}`;
  return firstOf(reader.fields ?? [], (field) => {
    const written = writer.fields?.find(({ name }) => name === field.name);
    if (written) return incompatibility(field.type, written.type, `${at}/${field.name}`);
    return field.default === undefined
      ? `reader is missing a default value for ${field.name} at ${at}`
      : undefined;
  });
}

const isUnion = (schema: Schema): schema is readonly Schema[] => Array.isArray(schema);

/** Avro's own word for a type; a logical type counts as what it is written as. */
function kindOf(schema: Schema): string {
  if (typeof schema === 'string') return schema;
  return isUnion(schema) ? 'union' : kindOf(schema.type);
}

/** What a value may be read as beside its own type. */
const PROMOTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['int', ['long', 'double']],
  ['long', ['double']],
  ['string', ['bytes']],
  ['bytes', ['string']]
]);

function firstOf<T>(items: readonly T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
