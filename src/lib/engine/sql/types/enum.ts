import { SqlError } from '../../base/errors';
import { assert } from '../../base/assert';
import { shown } from './type-errors';
import type { EnumDef, EnumMember, EnumType } from './type';

/** ENUM: the datum is a member's rank; labels live in the type's definition. */

interface Lookup {
  readonly byRank: ReadonlyMap<number, EnumMember>;
  readonly byLabel: ReadonlyMap<string, EnumMember>;
}

/** Definitions are immutable, so what is made of one can stay with it. */
const lookups = new WeakMap<EnumDef, Lookup>();

function lookupOf(type: EnumType): Lookup {
  const { def } = type;
  assert(def, () => `enum ${type.name} has no definition here`);
  let lookup = lookups.get(def);
  if (!lookup) {
    lookup = {
      byRank: new Map([...(def.removed ?? []), ...def.members].map((member) => [member.rank, member])),
      byLabel: new Map(def.members.map((member) => [member.label, member]))
    };
    lookups.set(def, lookup);
  }
  return lookup;
}

/** The label current now. @throws InternalError for a rank that the type does not have */
export function enumLabel(rank: number, type: EnumType): string {
  const member = lookupOf(type).byRank.get(rank);
  assert(member, () => `enum ${type.name} has no member of rank ${rank}`);
  return member.label;
}

/** The rank of a label. @throws SqlError 22P02 when the type has none such */
export function enumRank(label: string, type: EnumType): number {
  const member = lookupOf(type).byLabel.get(label);
  if (!member) throw new SqlError('22P02', `invalid input value for enum ${type.name}: ${shown(label)}`);
  if (member.readOnly)
    throw new SqlError('55000', `cannot use enum value ${shown(label)}: enum value is not yet public`);
  return member.rank;
}

/** Members that can be written, by rising rank. */
export function enumMembers(type: EnumType): readonly EnumMember[] {
  assert(type.def, () => `enum ${type.name} has no definition here`);
  return type.def.members.filter((member) => !member.readOnly);
}
