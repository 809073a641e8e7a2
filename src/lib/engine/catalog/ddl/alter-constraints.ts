import { SqlError, type Span } from '../../base/errors';
import type { AddConstraint, NamedConstraint, RenameConstraint } from '../../sql/ast/alter-table';
import type { Expr } from '../../sql/ast/expr';
import type { Name } from '../../sql/ast/name';
import type { IndexDef } from '../descriptors';
import { changePrimaryKey } from './alter-primary-key';
import type { Alteration } from './alteration';
import type { TableDraft } from './draft';
import { makeCheck, makeForeignKey, requireReachable, type ForeignKeyRequest } from './constraints';
import { referencingTables } from './dependencies';
import { ddlErrors, quoted } from './errors';
import { addIndex } from './indexes';
import { isImplicitKey, isUniqueOn } from './keys';

/** ADD, DROP, VALIDATE and RENAME CONSTRAINT. */

export function alterAddConstraint(alteration: Alteration, { constraint, notValid }: AddConstraint): void {
  const { draft, host, tasks } = alteration;
  if (constraint.ifNotExists && constraint.name && draft.hasConstraint(constraint.name.text)) {
    host.notice(
      `constraint ${quoted(constraint.name.text)} of relation ${quoted(draft.name)} already exists, skipping`
    );
    return;
  }
  switch (constraint.kind) {
    case 'check':
      return addCheckConstraint(alteration, { name: constraint.name, expr: constraint.expr, notValid });
    case 'foreignKey':
      return addForeignKeyConstraint(alteration, constraint, notValid);
    case 'unique': {
      if (notValid && !constraint.withoutIndex)
        throw new SqlError('0A000', 'UNIQUE constraints cannot be marked NOT VALID', {
          span: constraint.span
        });
      const request = { ...constraint, unique: true, constraint: true, notValid };
      const index = addIndex(draft, request, host);
      tasks.push({ kind: 'buildIndex', index: index.id });
      return;
    }
    case 'primaryKey':
      if (notValid)
        throw new SqlError('0A000', 'PRIMARY KEY constraints cannot be marked NOT VALID', {
          span: constraint.span
        });
      if (draft.primary && !isImplicitKey({ primary: draft.primary, columns: draft.columns }))
        throw ddlErrors.multiplePrimaryKeys(draft.name, constraint.span);
      requireFreeName(draft, constraint.name);
      changePrimaryKey(alteration, constraint);
  }
}

/** The key of a table without one may take the name that its hidden key has. @throws SqlError 42710 */
function requireFreeName(draft: TableDraft, name: Name | undefined): void {
  if (!name || name.text === draft.primary?.name) return;
  if (draft.hasConstraint(name.text) || draft.hasIndexName(name.text))
    throw new SqlError('42710', `constraint with name ${quoted(name.text)} already exists`, {
      span: name.span
    });
}

export function addCheckConstraint(
  { draft, host, tasks }: Alteration,
  parts: { readonly name: Name | undefined; readonly expr: Expr; readonly notValid: boolean }
): void {
  const check = makeCheck(draft, { name: parts.name, expr: parts.expr, validated: !parts.notValid }, host);
  draft.addCheck(check);
  if (!parts.notValid) tasks.push({ kind: 'check', name: check.name });
}

export function addForeignKeyConstraint(
  alteration: Alteration,
  request: ForeignKeyRequest,
  notValid: boolean
): void {
  const { draft, tasks, host } = alteration;
  const target = alteration.findTable(request.table);
  requireReachable(target, draft.base.database, host, request.span);
  const key = makeForeignKey(draft, request, target.id === draft.base.id ? undefined : target, {
    validated: !notValid,
    host
  });
  draft.addForeignKey(key);
  if (!notValid) tasks.push({ kind: 'foreignKey', name: key.name });
}

export function alterDropConstraint(
  alteration: Alteration,
  command: NamedConstraint,
  followedByPrimaryKey: boolean
): void {
  const { draft, host, inTransaction } = alteration;
  const { text: name, span } = command.constraint;
  if (draft.primary?.name === name) {
    if (!followedByPrimaryKey && !inTransaction) throw ddlErrors.keyDropped(span);
    draft.keyDropped = true;
    return;
  }
  const index = draft.indexes.find((i) => i.constraint && i.name === name);
  if (index?.unlisted === 'without index') {
    const plain = { ...index, constraint: false };
    removeIndex(alteration, plain, { cascade: command.behavior === 'CASCADE', span });
    return;
  }
  if (index)
    throw new SqlError(
      '0A000',
      `cannot drop UNIQUE constraint ${quoted(name)} using ALTER TABLE DROP CONSTRAINT, use DROP INDEX CASCADE instead`,
      { span }
    );
  if (draft.checks.some((check) => check.name === name))
    draft.checks = draft.checks.filter((check) => check.name !== name);
  else if (draft.foreignKeys.some((key) => key.name === name))
    draft.foreignKeys = draft.foreignKeys.filter((key) => key.name !== name);
  else if (command.ifExists)
    host.notice(`constraint ${quoted(name)} of relation ${quoted(draft.name)} does not exist, skipping`);
  else throw ddlErrors.undefinedConstraint(name, draft.name, span);
}

export function alterValidateConstraint({ draft, tasks }: Alteration, { constraint }: NamedConstraint): void {
  const { text: name, span } = constraint;
  const check = draft.checks.find((c) => c.name === name);
  const index = draft.indexes.find((i) => i.validated === false && i.name === name);
  const key = draft.foreignKeys.find((k) => k.name === name);
  if (check) {
    if (check.validated) return;
    draft.checks = draft.checks.map((c) => (c === check ? { ...c, validated: true } : c));
    tasks.push({ kind: 'check', name });
  } else if (key) {
    if (key.validated) return;
    draft.foreignKeys = draft.foreignKeys.map((k) => (k === key ? { ...k, validated: true } : k));
    tasks.push({ kind: 'foreignKey', name });
  } else if (index) {
    const { validated: _validated, ...rest } = index;
    draft.replaceIndex(rest);
    tasks.push({ kind: 'buildIndex', index: index.id });
  } else if (draft.allIndexes.some((i) => i.unique && i.name === name && i.unlisted === undefined))
    throw new SqlError(
      '42809',
      `constraint ${quoted(name)} of relation ${quoted(draft.name)} is not a foreign key, check, or unique without index constraint`,
      { span }
    );
  else if (!draft.hasConstraint(name)) throw ddlErrors.undefinedConstraint(name, draft.name, span);
}

export function alterRenameConstraint({ draft }: Alteration, { constraint, to }: RenameConstraint): void {
  const { text: name, span } = constraint;
  if (!draft.hasConstraint(name)) throw ddlErrors.undefinedConstraint(name, draft.name, span);
  if (name === to.text) return;
  if (draft.hasConstraint(to.text)) throw ddlErrors.duplicateConstraint(to.text, to.span);
  const index = draft.allIndexes.find((i) => i.constraint && i.name === name);
  if (index) {
    if (draft.hasIndexName(to.text)) throw ddlErrors.duplicateIndex(to.text, to.span);
    draft.replaceIndex({ ...index, name: to.text });
  }
  draft.checks = draft.checks.map((check) => (check.name === name ? { ...check, name: to.text } : check));
  draft.foreignKeys = draft.foreignKeys.map((key) => (key.name === name ? { ...key, name: to.text } : key));
  const comment = draft.constraintComments.get(name);
  if (comment === undefined) return;
  draft.constraintComments.delete(name);
  draft.constraintComments.set(to.text, comment);
}

/** Takes an index away for good. @throws SqlError 2BP01 where a constraint or foreign key needs it */
export function removeIndex(
  alteration: Alteration,
  index: IndexDef,
  options: { readonly cascade: boolean; readonly span: Span }
): void {
  const { draft, host } = alteration;
  if (index.constraint && !options.cascade)
    throw ddlErrors.dependsOn(`index ${quoted(index.name)} is in use as unique constraint`, {
      span: options.span,
      hint: 'use CASCADE if you really want to drop it'
    });
  draft.indexes = draft.indexes.filter((i) => i.id !== index.id);
  for (const other of [draft.base, ...referencingTables(draft.base.id, host.view)]) {
    const needing = other.foreignKeys.filter(
      (key) => key.table === draft.base.id && !draft.allIndexes.some((i) => isUniqueOn(i, key.tableColumns))
    );
    if (needing.length === 0) continue;
    if (!options.cascade)
      throw ddlErrors.dependsOn(
        `${quoted(index.name)} is referenced by foreign key from table ${quoted(other.name)}`,
        { span: options.span }
      );
    if (other.id === draft.base.id)
      draft.foreignKeys = draft.foreignKeys.filter((key) => !needing.includes(key));
    else
      host.stage({
        ...other,
        version: other.version + 1,
        foreignKeys: other.foreignKeys.filter((key) => !needing.includes(key))
      });
  }
}
