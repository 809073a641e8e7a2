import type { Datum } from '../../base/datum';
import { SqlError } from '../../base/errors';
import { enumMembers } from '../types/enum';
import { arrayOf, UNKNOWN, type EnumMember, type SqlType } from '../types/type';
import { typeWord } from '../types/type-name';
import { bound, fn, group } from './overload';

/** Functions on enums. Which value they are given hardly matters: they ask its type. */

/** The type's members that can be written, in order. @throws SqlError 22004 for a bare NULL, which has no type */
function membersOf(types: readonly SqlType[]): readonly EnumMember[] {
  const type = types.find((each) => each.family === 'enum');
  if (type?.family !== 'enum') throw new SqlError('22004', 'input expression must be a non-null enum value');
  return enumMembers(type).filter((member) => !member.readOnly);
}

function enumArray(types: readonly SqlType[]): SqlType {
  return arrayOf(types.find((type) => type.family === 'enum') ?? UNKNOWN);
}

export const ENUMS = group('Enum', [
  fn('enum_first', 'The first value of an enum.', [
    bound('(val: anyenum) -> $1', (types) => () => membersOf(types)[0]?.rank ?? null, {
      nullable: true,
      volatility: 'stable'
    })
  ]),
  fn('enum_last', 'The last value of an enum.', [
    bound('(val: anyenum) -> $1', (types) => () => membersOf(types).at(-1)?.rank ?? null, {
      nullable: true,
      volatility: 'stable'
    })
  ]),
  fn('enum_range', 'The values of an enum, or those between two of them.', [
    bound('(val: anyenum) -> $1[]', (types) => () => membersOf(types).map((member) => member.rank), {
      nullable: true,
      volatility: 'stable'
    }),
    bound(
      '(lower: anyenum, upper: anyenum) -> $1[]',
      (types) => {
        const ids = types.flatMap((type) => (type.family === 'enum' ? [type.id] : []));
        if (ids.some((id) => id !== ids[0]))
          throw new SqlError('42804', `mismatched types: ${types.map(typeWord).join(', ')}`);
        return ([lower, upper]: [Datum, Datum]) => {
          if (lower === null && upper === null)
            throw new SqlError('22004', 'enum_range: both arguments cannot be NULL');
          return membersOf(types)
            .map((member) => member.rank)
            .filter(
              (rank) =>
                (lower === null || rank >= (lower as number)) && (upper === null || rank <= (upper as number))
            );
        };
      },
      { nullable: true, volatility: 'stable', returns: enumArray }
    )
  ])
]);
