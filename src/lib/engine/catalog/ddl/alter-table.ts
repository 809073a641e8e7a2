import { unreachable } from '../../base/assert';
import { SqlError } from '../../base/errors';
import type { AlterTableCommand, ResetStorage, SetStorage } from '../../sql/ast/alter-table';
import {
  alterAddColumn,
  alterColumnExpr,
  alterColumnFlag,
  alterDropColumn,
  alterIdentity,
  alterRenameColumn,
  noteAdded,
  removeColumn
} from './alter-columns';
import { alterColumnType } from './alter-column-type';
import {
  alterAddConstraint,
  alterDropConstraint,
  alterRenameConstraint,
  alterValidateConstraint
} from './alter-constraints';
import { changePrimaryKey } from './alter-primary-key';
import type { Alteration } from './alteration';
import { addExpirationColumn } from './create-table';
import { ddlErrors } from './errors';
import { checkExpiration, EXPIRATION_COLUMN, resetParameters, setParameters } from './storage-params';

/** Carries the commands of one ALTER TABLE out on a draft, from left to right. */
export function alterTable(alteration: Alteration, commands: readonly AlterTableCommand[]): void {
  commands.forEach((command, i) => {
    const addsKeyLater = commands
      .slice(i + 1)
      .some((c) => c.kind === 'addConstraint' && c.constraint.kind === 'primaryKey');
    if (
      alteration.draft.keyDropped &&
      command.kind === 'addConstraint' &&
      command.constraint.kind === 'primaryKey'
    ) {
      changePrimaryKey(alteration, command.constraint);
      alteration.draft.keyDropped = false;
    } else carryOut(alteration, command, addsKeyLater);
  });
}

function carryOut(alteration: Alteration, command: AlterTableCommand, addsKeyLater: boolean): void {
  switch (command.kind) {
    case 'addColumn':
      return alterAddColumn(alteration, command);
    case 'dropColumn':
      return alterDropColumn(alteration, command);
    case 'renameColumn':
      return alterRenameColumn(alteration, command);
    case 'alterColumnType':
      return alterColumnType(alteration, command);
    case 'setDefault':
    case 'setOnUpdate':
      return alterColumnExpr(alteration, command);
    case 'setNotNull':
    case 'dropNotNull':
    case 'setVisible':
    case 'setNotVisible':
    case 'dropStored':
      return alterColumnFlag(alteration, command);
    case 'addIdentity':
    case 'setIdentity':
    case 'setIdentityOptions':
    case 'dropIdentity':
      return alterIdentity(alteration, command);
    case 'addConstraint':
      return alterAddConstraint(alteration, command);
    case 'dropConstraint':
      return alterDropConstraint(alteration, command, addsKeyLater);
    case 'validateConstraint':
      return alterValidateConstraint(alteration, command);
    case 'renameConstraint':
      return alterRenameConstraint(alteration, command);
    case 'alterPrimaryKey':
      return changePrimaryKey(alteration, command);
    case 'setStorage':
      return setStorage(alteration, command);
    case 'resetStorage':
      return resetStorage(alteration, command);
    case 'partitionBy':
      if (command.partitionBy.kind === 'NOTHING') return undefined;
      throw ddlErrors.unsupported('PARTITION BY', 'leave the partitions out', command.span);
    case 'injectStatistics':
      return alteration.host.notice('statistics are kept by no one here: INJECT STATISTICS has no effect');
    case 'setAudit':
      return alteration.host.notice('EXPERIMENTAL_AUDIT has no effect in the playground');
    case 'rowLevelSecurity':
      throw ddlErrors.unsupported('row-level security', 'grant privileges on tables instead', command.span);
    case 'switchTrigger':
      throw ddlErrors.unsupported('triggers', 'leave the command out', command.span);
    default:
      return unreachable(command);
  }
}

// --- storage parameters --------------------------------------------------------------------------------------------

function setStorage(alteration: Alteration, { parameters }: SetStorage): void {
  const { draft, host, tasks } = alteration;
  const before = draft.params.get('ttl_expire_after');
  setParameters(draft, parameters, host);
  if (parameters.some(({ key }) => key.startsWith('ttl'))) refuseMixed(alteration);
  const after = draft.params.get('ttl_expire_after');
  if (after !== undefined && before !== after) {
    if (before !== undefined) moveExpiration(alteration, before, after);
    const column = addExpirationColumn(draft);
    if (column) {
      draft.addToFamily(draft.families[0].id, column.id);
      noteAdded(alteration, column.id, true);
      tasks.push({ kind: 'fillColumn', column: column.id });
    }
  }
  checkExpiration(draft, host);
}

/** A new `ttl_expire_after` changes what later writes get; rows that are there keep theirs. */
function moveExpiration({ draft }: Alteration, before: string, after: string): void {
  const column = draft.column(EXPIRATION_COLUMN);
  if (!column) return;
  const moved = (sql: string | undefined): string | undefined => sql?.replace(before, () => after);
  draft.replaceColumn({
    ...column,
    defaultSql: moved(column.defaultSql),
    onUpdateSql: moved(column.onUpdateSql)
  });
}

function resetStorage(alteration: Alteration, { keys }: ResetStorage): void {
  const { draft } = alteration;
  const had = draft.params.has('ttl_expire_after');
  resetParameters(draft, keys);
  if (keys.some((key) => key.startsWith('ttl'))) refuseMixed(alteration);
  if (!had || draft.params.has('ttl_expire_after')) return;
  const column = draft.column(EXPIRATION_COLUMN);
  if (column) removeColumn(alteration, column);
}

/** Settings of TTL stand alone when something else of the table is being changed. */
function refuseMixed({ tasks }: Alteration): void {
  if (tasks.length > 0)
    throw new SqlError(
      '0A000',
      'cannot modify TTL settings while another schema change on the table is being processed'
    );
}
