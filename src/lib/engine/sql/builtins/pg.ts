import type { Datum, WideInt } from '../../base/datum';
import { SqlError } from '../../base/errors';
import * as dec from '../types/decimal';
import { datumsToBytes } from '../types/key-encoding';
import { pgTypeName, typeWord } from '../types/type-name';
import { typeOfOid } from '../types/type-oid';
import type { OidVariant, SqlType } from '../types/type';
import type { EvalContext } from './context';
import { bound, fn, group, scalar, type OverloadSpec } from './overload';
import { formatSize, parseSize } from './sizes';

/** Functions of PostgreSQL that tools ask the catalog with. */

const stable = { volatility: 'stable' } as const;
const volatile = { volatility: 'volatile' } as const;

// --- Types. ---

/** @throws SqlError 42804 for what has no collation */
function collationOf(type: SqlType): string {
  if (type.family === 'collated') return `"${type.locale}"`;
  if (type.family === 'string' || type.family === 'unknown') return '"default"';
  throw new SqlError('42804', `collations are not supported by type: ${typeWord(type)}`);
}

/** A type by its number, with what a modifier says of its width: PostgreSQL adds four to most of them. */
function formatType(oid: number, modifier: number, ctx: EvalContext): string {
  const type = typeOfOid(oid) ?? ctx.catalog?.typeOf(oid);
  if (!type) return `unknown (OID=${oid})`;
  const name = pgTypeName(type);
  if (modifier < 0) return name;
  const width = modifier - 4;
  switch (type.family) {
    case 'string':
      return type.variant === 'varchar' || type.variant === 'bpchar' ? `${name}(${width})` : name;
    case 'bit':
      return `${name}(${modifier})`;
    case 'decimal':
      return width < 0 ? name : `${name}(${width >>> 16},${width & 0xffff})`;
    default:
      return name;
  }
}

/** The number behind a name, or null: `to_regclass` and its kin never fail. */
const numberOf = (name: string, variant: OidVariant, what: string) =>
  fn(name, `The number of a ${what}, or NULL where there is none.`, [
    scalar(
      `(text: string) -> ${variant}`,
      ([text]: [string], ctx) => ctx.format.names?.oidOf(variant, text) ?? null,
      stable
    )
  ]);

/** A question to the catalog; without one the answer is NULL. */
const ask = (
  signature: string,
  question: (
    args: readonly Datum[],
    catalog: NonNullable<EvalContext['catalog']>
  ) => string | boolean | undefined
): OverloadSpec =>
  scalar(
    signature,
    (args: readonly Datum[], ctx) => (ctx.catalog && question(args, ctx.catalog)) ?? null,
    stable
  );

const locks = (keys: string, result: 'bool' | 'void'): OverloadSpec =>
  scalar(`(${keys}) -> ${result}`, () => (result === 'bool' ? true : ''), volatile);

/** One key of 64 bits, or two of 32. Nobody waits for such locks here. */
const lockOverloads = (result: 'bool' | 'void'): OverloadSpec[] => [
  locks('key: int', result),
  locks('key1: int4, key2: int4', result)
];

export const PG = group('Compatibility', [
  fn('pg_sleep', 'Lets so many seconds of virtual time pass before the statement answers.', [
    scalar(
      '(seconds: float) -> bool',
      ([seconds]: [number], ctx) => {
        ctx.sleep?.(seconds);
        return true;
      },
      volatile
    )
  ]),
  fn('pg_typeof', 'The type of a value.', [
    bound(
      '(val: any) -> string',
      ([type]) =>
        () =>
          pgTypeName(type),
      { nullable: true, volatility: 'stable' }
    )
  ]),
  fn('pg_collation_for', 'The collation of a text.', [
    bound(
      '(str: any) -> string',
      ([type]) => {
        const collation = collationOf(type);
        return () => collation;
      },
      { volatility: 'stable' }
    )
  ]),
  fn('format_type', 'The name of a type by its number.', [
    scalar(
      '(type_oid: oid, typemod: int) -> string',
      ([oid, modifier]: [number | null, WideInt | null], ctx) =>
        oid === null ? null : formatType(oid, Number(modifier ?? -1), ctx),
      { nullable: true, volatility: 'stable' }
    )
  ]),
  numberOf('to_regclass', 'regclass', 'table'),
  numberOf('to_regnamespace', 'regnamespace', 'schema'),
  numberOf('to_regproc', 'regproc', 'function'),
  numberOf('to_regprocedure', 'regprocedure', 'function'),
  numberOf('to_regrole', 'regrole', 'role'),
  numberOf('to_regtype', 'regtype', 'type'),
  fn('pg_column_size', 'How many bytes values take.', [
    bound(
      '(args: any...) -> int',
      (types) => (args: readonly Datum[]) =>
        args.reduce<number>((sum, arg, i) => sum + datumsToBytes([arg], [types[i]]).length, 0),
      stable
    )
  ]),
  fn('pg_table_is_visible', 'Whether a table is found by its bare name.', [
    ask('(oid: oid) -> bool', ([oid], catalog) => catalog.tableIsVisible(oid as number))
  ]),
  fn('pg_type_is_visible', 'Whether a type is found by its bare name.', [
    scalar(
      '(oid: oid) -> bool',
      ([oid]: [number], ctx) => ((typeOfOid(oid) ?? ctx.catalog?.typeOf(oid)) ? true : null),
      stable
    )
  ]),
  fn('pg_function_is_visible', 'Whether a function is found by its bare name.', [
    scalar('(oid: oid) -> bool', ([oid]: [number]) => (oid === 0 ? null : true), stable)
  ]),
  fn('col_description', 'The comment on a column.', [
    ask('(table_oid: oid, column_number: int) -> string', ([oid, column], catalog) =>
      catalog.comment('column', oid as number, column as number)
    )
  ]),
  fn('obj_description', 'The comment on an object.', [
    ask('(object_oid: oid) -> string', ([oid], catalog) => catalog.comment('table', oid as number)),
    ask('(object_oid: oid, catalog_name: string) -> string', ([oid, name], catalog) =>
      name === 'pg_class' ? catalog.comment('table', oid as number) : undefined
    )
  ]),
  fn('shobj_description', 'The comment on an object that all databases share.', [
    ask('(object_oid: oid, catalog_name: string) -> string', ([oid, name], catalog) =>
      name === 'pg_database' ? catalog.comment('database', oid as number) : undefined
    )
  ]),
  fn('pg_get_userbyid', 'The name of a role.', [
    scalar(
      '(role_oid: oid) -> string',
      ([oid]: [number], ctx) => ctx.catalog?.roleName(oid) ?? `unknown (OID=${oid})`,
      stable
    )
  ]),
  fn('pg_get_expr', 'The text of an expression.', [
    scalar('(pg_node_tree: string, relation_oid: oid) -> string', ([text]: [string]) => text, stable),
    scalar(
      '(pg_node_tree: string, relation_oid: oid, pretty_bool: bool) -> string',
      ([text]: [string]) => text,
      stable
    )
  ]),
  fn('pg_get_viewdef', 'The query of a view.', [
    ask('(view_oid: oid) -> string', ([oid], catalog) => catalog.viewDefinition(oid as number)),
    ask('(view_oid: oid, pretty_bool: bool) -> string', ([oid], catalog) =>
      catalog.viewDefinition(oid as number)
    )
  ]),
  fn('pg_get_indexdef', 'The statement that makes an index, or one of its columns.', [
    ask('(index_oid: oid) -> string', ([oid], catalog) => catalog.indexDefinition(oid as number)),
    ask('(index_oid: oid, column_no: int, pretty_bool: bool) -> string', ([oid, column], catalog) =>
      catalog.indexDefinition(oid as number, (column as number) || undefined)
    )
  ]),
  fn('pg_get_constraintdef', 'The text of a constraint.', [
    ask('(constraint_oid: oid) -> string', ([oid], catalog) => catalog.constraintDefinition(oid as number)),
    ask('(constraint_oid: oid, pretty_bool: bool) -> string', ([oid], catalog) =>
      catalog.constraintDefinition(oid as number)
    )
  ]),
  fn('pg_get_serial_sequence', 'The sequence that a column draws from.', [
    ask('(table_name: string, column_name: string) -> string', ([table, column], catalog) =>
      catalog.serialSequence(table as string, column as string)
    )
  ]),
  fn('pg_get_partkeydef', 'How a table is partitioned: it never is.', [
    scalar('(oid: oid) -> string', () => null, stable)
  ]),
  fn('pg_my_temp_schema', 'The schema of temporary tables, of which there are none.', [
    scalar('() -> oid', () => 0, stable)
  ]),
  fn('pg_is_other_temp_schema', 'Whether a schema is one of temporary tables.', [
    scalar('(oid: oid) -> bool', () => false, stable)
  ]),
  fn(['pg_is_in_recovery', 'pg_is_xlog_replay_paused'], 'Never so in CockroachDB.', [
    scalar('() -> bool', () => false, stable)
  ]),
  fn('pg_encoding_to_char', 'The name of an encoding.', [
    scalar('(encoding_id: int) -> string', ([id]: [WideInt]) => (id === 6 ? 'UTF8' : null), stable)
  ]),
  fn('pg_encoding_max_length', 'How many bytes a character may take.', [
    scalar('(encoding: int) -> int', ([id]: [WideInt]) => (id === 6 ? 4 : null))
  ]),
  fn('pg_trigger_depth', 'How many triggers are running.', [scalar('() -> int', () => 0, stable)]),
  fn('pg_blocking_pids', 'The sessions that this one waits for.', [scalar('() -> int[]', () => [], stable)]),
  fn('nameconcatoid', 'A name with a number behind it.', [
    scalar(
      '(name: string, oid: oid) -> name',
      ([name, oid]: [string, number]) => `${[...name].slice(0, 62 - String(oid).length).join('')}_${oid}`
    )
  ]),
  fn('pg_size_pretty', 'A size in bytes as people read it.', [
    scalar('(size: int) -> string', ([size]: [WideInt]) => formatSize(BigInt(size))),
    scalar('(size: decimal) -> string', ([size]: [string]) =>
      formatSize(BigInt(dec.decimalToInt(dec.formatDecimal(dec.truncatePlaces(dec.toDecimal(size), 0)))))
    )
  ]),
  fn('pg_size_bytes', 'A size as people write it in bytes.', [
    scalar('(size: string) -> int', ([size]: [string]) => parseSize(size))
  ]),
  fn(['pg_try_advisory_lock'], 'Always succeeds: nobody else takes such locks.', [locks('int: int', 'bool')]),
  fn(
    [
      'pg_advisory_unlock',
      'pg_advisory_unlock_shared',
      'pg_try_advisory_xact_lock',
      'pg_try_advisory_xact_lock_shared'
    ],
    'Always succeeds.',
    lockOverloads('bool')
  ),
  fn(['pg_advisory_xact_lock', 'pg_advisory_xact_lock_shared'], 'Does nothing.', lockOverloads('void')),
  fn('pg_advisory_unlock_all', 'Does nothing.', [scalar('() -> void', () => '', volatile)])
]);
