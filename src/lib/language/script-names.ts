import { SqlError } from '../engine/base/errors';
import type { AlterTableCommand } from '../engine/sql/ast/alter-table';
import type { TableName } from '../engine/sql/ast/name';
import type { Query } from '../engine/sql/ast/select';
import type { Statement } from '../engine/sql/ast/statement';
import type { TableElement } from '../engine/sql/ast/table-def';
import type { TypeRef } from '../engine/sql/ast/type';
import { rowWidth } from '../engine/sql/ast/values';
import { parseStatement } from '../engine/sql/parse/parser';
import { outputName } from '../engine/sql/plan/output-name';
import { printType } from '../engine/sql/print/types';
import type { ScriptEntry } from '../scenario/script';

/** What a script names: read from its own statements, so it is known before anything has run. */

export interface NamedColumn {
  readonly name: string;
  /** As the script writes it; empty where it does not. */
  readonly type: string;
}

export interface NamedTable {
  readonly kind: 'table' | 'view' | 'sequence';
  readonly database: string | undefined;
  readonly schema: string | undefined;
  readonly name: string;
  readonly columns: NamedColumn[];
  readonly indexes: string[];
  readonly constraints: string[];
  readonly families: string[];
}

export class ScriptNames {
  readonly tables: NamedTable[] = [];
  readonly databases = new Set(['defaultdb', 'postgres', 'system']);
  readonly schemas = new Set(['public', 'crdb_internal', 'information_schema', 'pg_catalog']);
  /** Labels of enums by their name. */
  readonly types = new Map<string, readonly string[]>();
  readonly roles = new Set(['root', 'admin', 'public']);
  readonly connections = new Set<string>();
  readonly savepoints = new Set<string>();
  readonly prepared = new Set<string>();
  readonly cursors = new Set<string>();
  /** Sink URIs that changefeeds and connections of the script use. */
  readonly sinks = new Set<string>();
  readonly sessions = new Set(['root']);

  /** Of several tables of one name the newest; a qualified name need not say all that the table's own says. */
  table(name: Pick<TableName, 'catalog' | 'schema' | 'table'>): NamedTable | undefined {
    const owner = name.schema;
    return this.tables.findLast(
      (table) =>
        table.name === name.table &&
        (owner === undefined || owner === 'public' || owner === table.schema || owner === table.database)
    );
  }
}

/** Longer scripts are made by programs, and reading them all at each keystroke would be felt. */
const MOST_ENTRIES = 2000;

const NAMING = /^(create|alter|drop|savepoint|prepare|declare)\b/i;

/** The names that the entries of a script introduce, but for one entry that is being written. */
export function readNames(entries: readonly ScriptEntry[], writing: ScriptEntry | undefined): ScriptNames {
  const names = new ScriptNames();
  for (const entry of entries.slice(0, MOST_ENTRIES)) {
    if (entry.kind === 'command') {
      const session = /^\\session\s+(\w+)/.exec(entry.text)?.[1];
      if (session !== undefined) names.sessions.add(session);
    } else if (entry !== writing && NAMING.test(entry.text)) readStatement(entry.text, names);
  }
  return names;
}

function readStatement(text: string, names: ScriptNames): void {
  try {
    take(parseStatement(text), names);
  } catch (error) {
    // What does not parse names nothing.
    if (!(error instanceof SqlError)) throw error;
  }
}

function take(statement: Statement, names: ScriptNames): void {
  switch (statement.kind) {
    case 'createTable': {
      const table = addTable(names, 'table', statement.name);
      for (const element of statement.elements) takeElement(table, element);
      break;
    }
    case 'createTableAs': {
      const table = addTable(names, 'table', statement.name);
      const given = statement.elements.flatMap((element) =>
        element.kind === 'createAsColumn' ? [element.name.text] : []
      );
      table.columns.push(...named(queryColumns(statement.query, names), given));
      break;
    }
    case 'createView': {
      const given = statement.columns.map(({ text }) => text);
      const columns = named(queryColumns(statement.query, names), given);
      addTable(names, 'view', statement.name).columns.push(...columns);
      break;
    }
    case 'createSequence':
      addTable(names, 'sequence', statement.name);
      break;
    case 'createIndex':
      if (statement.index.name) names.table(statement.table)?.indexes.push(statement.index.name.text);
      break;
    case 'alterTable': {
      const table = names.table(statement.name);
      if (table) for (const command of statement.commands) alter(table, command);
      break;
    }
    case 'renameRelation':
      rename(names, statement.name, statement.to);
      break;
    case 'dropRelation':
      for (const dropped of statement.names) drop(names, dropped);
      break;
    default:
      takeOther(statement, names);
  }
}

function takeOther(statement: Statement, names: ScriptNames): void {
  switch (statement.kind) {
    case 'createDatabase':
      names.databases.add(statement.name.text);
      break;
    case 'createSchema':
      if (statement.name) names.schemas.add(statement.name.schema);
      break;
    case 'createType':
      names.types.set(statement.name.object, statement.labels?.map(({ text }) => text) ?? []);
      break;
    case 'createRole':
      names.roles.add(statement.name.name);
      break;
    case 'createExternalConnection':
      if (statement.name.kind === 'text') names.connections.add(statement.name.text);
      if (statement.uri.kind === 'text') names.sinks.add(statement.uri.text);
      break;
    case 'createChangefeed':
      if (statement.sink?.kind === 'text') names.sinks.add(statement.sink.text);
      break;
    case 'savepoint':
      names.savepoints.add(statement.name.text);
      break;
    case 'prepare':
      names.prepared.add(statement.name.text);
      break;
    case 'declareCursor':
      names.cursors.add(statement.name.text);
      break;
  }
}

function addTable(
  names: ScriptNames,
  kind: NamedTable['kind'],
  { catalog, schema, table }: TableName
): NamedTable {
  const added: NamedTable = {
    kind,
    database: catalog,
    schema,
    name: table,
    columns: [],
    indexes: [],
    constraints: [],
    families: []
  };
  names.tables.push(added);
  return added;
}

function takeElement(table: NamedTable, element: TableElement): void {
  switch (element.kind) {
    case 'columnDef':
      table.columns.push({ name: element.name.text, type: printType(element.type) });
      if (element.family?.name) table.families.push(element.family.name.text);
      break;
    case 'indexDef':
      if (element.name) table.indexes.push(element.name.text);
      break;
    case 'familyDef':
      if (element.name) table.families.push(element.name.text);
      break;
    case 'check':
    case 'unique':
    case 'primaryKey':
    case 'foreignKey':
      if (element.name) table.constraints.push(element.name.text);
      break;
  }
}

function alter(table: NamedTable, command: AlterTableCommand): void {
  switch (command.kind) {
    case 'addColumn':
      takeElement(table, command.column);
      break;
    case 'dropColumn': {
      const index = columnIndex(table, command.column.text);
      if (index >= 0) table.columns.splice(index, 1);
      break;
    }
    case 'renameColumn': {
      const index = columnIndex(table, command.column.text);
      if (index >= 0) table.columns[index] = { ...table.columns[index], name: command.to.text };
      break;
    }
    case 'alterColumnType':
      retype(table, command.column.text, command.type);
      break;
    case 'addConstraint':
      takeElement(table, command.constraint);
      break;
  }
}

function columnIndex(table: NamedTable, column: string): number {
  return table.columns.findIndex(({ name }) => name === column);
}

function retype(table: NamedTable, name: string, type: TypeRef): void {
  const index = columnIndex(table, name);
  if (index >= 0) table.columns[index] = { name, type: printType(type) };
}

function rename(names: ScriptNames, from: TableName, to: TableName): void {
  const table = names.table(from);
  if (!table) return;
  drop(names, from);
  names.tables.push({ ...table, name: to.table });
}

function drop(names: ScriptNames, dropped: TableName): void {
  const table = names.table(dropped);
  if (table) names.tables.splice(names.tables.indexOf(table), 1);
}

/** Names given in order, and the columns' own behind them. */
function named(columns: readonly NamedColumn[], given: readonly string[]): NamedColumn[] {
  const rest = columns.slice(given.length);
  return [...given.map((name, i) => ({ name, type: columns[i]?.type ?? '' })), ...rest];
}

/** The columns that a query gives, as far as they can be told without planning it. */
export function queryColumns({ body }: Query, names: ScriptNames): NamedColumn[] {
  switch (body.kind) {
    case 'select':
      return body.items.flatMap(({ expr, alias }) => {
        if (alias) return [{ name: alias.text, type: '' }];
        if (expr.kind !== 'star') return [{ name: outputName(expr), type: '' }];
        return body.from.flatMap((table) =>
          table.kind === 'table' &&
          (!expr.table || expr.table.table === (table.alias?.name?.text ?? table.name.table))
            ? (names.table(table.name)?.columns ?? [])
            : []
        );
      });
    case 'values':
      return Array.from({ length: rowWidth(body, 0) }, (_, i) => ({ name: `column${i + 1}`, type: '' }));
    case 'parenQuery':
      return queryColumns(body.query, names);
    case 'setOperation':
      return [];
  }
}
