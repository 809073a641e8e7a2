import type { Datum } from '../../base/datum';
import { SqlError } from '../../base/errors';
import type { EvalContext } from './context';
import { fn, group, scalar, type FunctionSpec, type OverloadSpec } from './overload';

/** `has_table_privilege` and its kin: what the catalog knows of privileges. */

/** The kinds of objects and the privileges that may be asked for. */
const KINDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['table', ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'RULE']],
  ['any_column', ['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']],
  ['database', ['CREATE', 'CONNECT', 'TEMPORARY', 'TEMP']],
  ['schema', ['CREATE', 'USAGE']],
  ['sequence', ['USAGE', 'SELECT', 'UPDATE']],
  ['function', ['EXECUTE']],
  ['type', ['USAGE']],
  ['language', ['USAGE']],
  ['server', ['USAGE']],
  ['tablespace', ['CREATE']],
  ['foreign_data_wrapper', ['USAGE']]
]);

/** @throws SqlError 22023 for a privilege that such objects have not */
function privilegesIn(text: string, known: readonly string[]): string[] {
  return text.split(',').map((part) => {
    const name = part.trim().toUpperCase();
    const plain = name.replace(/ WITH GRANT OPTION$/, '');
    if (!known.includes(plain))
      throw new SqlError('22023', `unrecognized privilege type: ${JSON.stringify(part.trim().slice(0, 40))}`);
    return name;
  });
}

/** True when the user has any of the privileges; NULL for an object by number that does not exist. */
function hasAny(
  kind: string,
  user: Datum,
  object: string | number,
  privileges: readonly string[],
  ctx: EvalContext
): boolean | null {
  const { catalog } = ctx;
  if (!catalog) return true;
  const name = typeof user === 'number' ? (catalog.roleName(user) ?? '') : (user as string);
  const answers = privileges.map((privilege) => catalog.hasPrivilege(name, kind, object, privilege));
  if (answers.every((answer) => answer === undefined)) {
    if (typeof object === 'number') return null;
    throw new SqlError('42P01', `${kind} ${JSON.stringify(object.slice(0, 100))} does not exist`);
  }
  return answers.includes(true);
}

const stable = { volatility: 'stable' } as const;

/** For the current user and for a user by name or number; the object by name or number. */
function privilegeOverloads(kind: string, known: readonly string[], param: string): OverloadSpec[] {
  return ['string', 'oid'].flatMap((object) => [
    scalar(
      `(${param}: ${object}, privilege: string) -> bool`,
      ([target, privilege]: [string | number, string], ctx) =>
        hasAny(kind, ctx.session.user, target, privilegesIn(privilege, known), ctx),
      stable
    ),
    ...['string', 'oid'].map((user) =>
      scalar(
        `(user: ${user}, ${param}: ${object}, privilege: string) -> bool`,
        ([who, target, privilege]: [Datum, string | number, string], ctx) =>
          hasAny(kind, who, target, privilegesIn(privilege, known), ctx),
        stable
      )
    )
  ]);
}

/** A column by name or number; whoever may use the table may use its columns. */
function columnOverloads(): OverloadSpec[] {
  const known = ['SELECT', 'INSERT', 'UPDATE', 'REFERENCES'];
  return ['string', 'oid'].flatMap((table) =>
    ['string', 'int'].flatMap((column) => [
      scalar(
        `(table: ${table}, column: ${column}, privilege: string) -> bool`,
        ([target, , privilege]: [string | number, Datum, string], ctx) =>
          hasAny('table', ctx.session.user, target, privilegesIn(privilege, known), ctx),
        stable
      ),
      ...['string', 'oid'].map((user) =>
        scalar(
          `(user: ${user}, table: ${table}, column: ${column}, privilege: string) -> bool`,
          ([who, target, , privilege]: [Datum, string | number, Datum, string], ctx) =>
            hasAny('table', who, target, privilegesIn(privilege, known), ctx),
          stable
        )
      )
    ])
  );
}

const ofKinds: FunctionSpec[] = [...KINDS].map(([kind, known]) =>
  fn(
    `has_${kind}_privilege`,
    `Whether a user has a privilege on a ${kind.replaceAll('_', ' ')}.`,
    privilegeOverloads(kind === 'any_column' ? 'table' : kind, known, kind === 'any_column' ? 'table' : kind)
  )
);

export const PRIVILEGES = group('Compatibility', [
  ...ofKinds,
  fn('has_column_privilege', 'Whether a user has a privilege on a column.', columnOverloads()),
  fn(
    'pg_has_role',
    'Whether a user is a member of a role.',
    privilegeOverloads('role', ['USAGE', 'MEMBER', 'SET'], 'role')
  ),
  fn('has_system_privilege', 'Whether a user has a privilege on the cluster.', [
    scalar(
      '(privilege: string) -> bool',
      ([privilege]: [string], ctx) => hasSystem(ctx.session.user, privilege, ctx),
      stable
    ),
    scalar(
      '(user: string, privilege: string) -> bool',
      ([user, privilege]: [string, string], ctx) => hasSystem(user, privilege, ctx),
      stable
    ),
    scalar(
      '(user: oid, privilege: string) -> bool',
      ([user, privilege]: [number, string], ctx) => hasSystem(user, privilege, ctx),
      stable
    )
  ])
]);

function hasSystem(user: Datum, privilege: string, ctx: EvalContext): boolean {
  return hasAny('system', user, '', [privilege.trim().toUpperCase()], ctx) ?? false;
}
