import type { Span } from '../../base/errors';
import { isSchemaObject, type CatalogView } from '../../catalog/catalog';
import type {
  DatabaseDef,
  Descriptor,
  EnumTypeDef,
  FunctionDef,
  SchemaObject,
  TableDef
} from '../../catalog/descriptors';
import { calledName } from '../../catalog/privileges';
import { withExpression } from '../../catalog/ddl/columns';
import {
  databaseFunctions,
  databaseObjects,
  neededBy,
  ownedSequences,
  readersOf,
  referencingTables,
  sequenceUsers,
  typeUsers
} from '../../catalog/ddl/dependencies';
import { TableDraft } from '../../catalog/ddl/draft';
import { ddlErrors, quoted } from '../../catalog/ddl/errors';
import type { SchemaStatement } from './ddl-host';

/** Dropping objects with what hangs on them: with CASCADE that goes too, without it the drop is refused (2BP01). */

/** What DROP takes out of a schema: its relations, types and functions. */
export type DroppableObject = SchemaObject | FunctionDef;

const isDroppable = (object: Descriptor | undefined): object is DroppableObject =>
  isSchemaObject(object) || object?.kind === 'function';

export const objectsOf = (database: DatabaseDef, view: CatalogView): DroppableObject[] => [
  ...databaseObjects(database.id, view),
  ...databaseFunctions(database.id, view)
];

export interface DropOptions {
  readonly cascade: boolean;
  readonly span: Span;
}

/**
 * Drops objects, each once, and everything of which that asks for.
 * @returns all that went
 * @throws SqlError 2BP01 where something else needs one of them and CASCADE was not said
 */
export function dropObjects(
  objects: readonly Descriptor[],
  options: DropOptions,
  host: SchemaStatement
): DroppableObject[] {
  const going = new Set<number>();
  const order: DroppableObject[] = [];
  const take = (object: Descriptor | undefined): void => {
    if (!isDroppable(object) || going.has(object.id)) return;
    going.add(object.id);
    order.push(object);
  };
  for (const object of objects) take(object);
  // Grows while it is walked: what goes because of another takes its own with it.
  for (const object of order)
    for (const dependent of dependents(object, going, options, host)) take(dependent);
  for (const object of order) loosen(object, going, host);
  for (const object of order) host.stage({ ...object, version: object.version + 1, dropped: true });
  return order;
}

/** What must go with an object. @throws SqlError 2BP01 where it may not */
function dependents(
  object: DroppableObject,
  going: ReadonlySet<number>,
  { cascade, span }: DropOptions,
  host: SchemaStatement
): Descriptor[] {
  const { view } = host;
  const found =
    object.kind === 'type' ? [] : readersOf(object.id, view).filter((r) => !going.has(r.object.id));
  const readers = found.map((reader) => reader.object);
  if (readers.length > 0 && !cascade) {
    if (object.kind === 'function') throw inUse(object, readers, span, host);
    throw neededBy(`cannot drop relation ${quoted(object.name)}`, found[0], span);
  }
  switch (object.kind) {
    case 'table': {
      const others = referencingTables(object.id, view).filter((table) => !going.has(table.id));
      if (others.length > 0 && !cascade)
        throw ddlErrors.dependsOn(
          `${quoted(object.name)} is referenced by foreign key from table ${quoted(others[0].name)}`,
          { span }
        );
      return [...readers, ...ownedSequences(object.id, view)];
    }
    case 'sequence': {
      const users = sequenceUsers(object.id, view).filter((table) => !going.has(table.id));
      if (users.length > 0 && !cascade)
        throw ddlErrors.dependsOn(`cannot drop sequence ${object.name} because other objects depend on it`, {
          span,
          hint: `use CASCADE if you really want to drop this sequence: table ${quoted(users[0].name)} has a default that draws from it`
        });
      return readers;
    }
    case 'type': {
      const users = typeUsers(object.id, view).filter((user) => !going.has(user.id));
      if (users.length > 0) throw inUse(object, users, span, host);
      return [];
    }
    case 'function':
    case 'view':
      return readers;
  }
}

/** The error of dropping a type or function that others use: 2BP01. */
export function inUse(
  object: EnumTypeDef | FunctionDef,
  users: readonly DroppableObject[],
  span: Span,
  host: SchemaStatement
): Error {
  const list = users.map((user) => fullObjectName(user, host.view)).join(', ');
  return ddlErrors.dependsOn(
    `cannot drop ${object.kind} ${quoted(calledName(object))} because other objects ([${list}]) still depend on it`,
    { span }
  );
}

/** `database.schema.object`. */
export function fullObjectName(object: DroppableObject, view: CatalogView): string {
  return [view.get(object.database)?.name, view.get(object.schema)?.name, calledName(object)].join('.');
}

/** Takes an object that goes out of those that stay: foreign keys at a table, defaults from a sequence. */
function loosen(object: DroppableObject, going: ReadonlySet<number>, host: SchemaStatement): void {
  if (object.kind === 'table')
    for (const table of referencingTables(object.id, host.view)) {
      if (going.has(table.id)) continue;
      const draft = TableDraft.of(table);
      draft.foreignKeys = draft.foreignKeys.filter((key) => key.table !== object.id);
      host.stage(draft.build());
    }
  if (object.kind === 'sequence')
    for (const table of sequenceUsers(object.id, host.view)) {
      if (going.has(table.id)) continue;
      host.stage(withoutSequence(table, object.id));
    }
}

function withoutSequence(table: TableDef, sequence: number): TableDef {
  const draft = TableDraft.of(table);
  for (const column of table.columns)
    if (column.usesSequences?.includes(sequence)) {
      const { ownsSequence: _owns, identity: _identity, ...rest } = column;
      draft.replaceColumn(withExpression(rest, 'DEFAULT', undefined));
    }
  return draft.build();
}
