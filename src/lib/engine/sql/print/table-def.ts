import { unreachable } from '../../base/assert';
import type {
  CheckConstraint,
  ColumnDef,
  ColumnPrimaryKey,
  ConstraintDef,
  CreateAsElement,
  CreateTableAsStatement,
  CreateTableStatement,
  ForeignKeyConstraint,
  HashSharding,
  Identity,
  IndexDef,
  IndexElement,
  IndexVisibility,
  Locality,
  NamedExpr,
  Partition,
  PartitionBy,
  PrimaryKeyConstraint,
  SequenceOption,
  StorageParameter,
  TableElement,
  UniqueConstraint
} from '../ast/table-def';
import type { Name } from '../ast/name';
import { printExpr, printExprs } from './expr';
import { dottedName, printName, printNames, printTableName, quoteAnyName, quoteName } from './names';
import { printString } from './literals';
import { printQuery } from './select';
import { printType } from './types';

/** Tables with their columns, constraints and indexes. */

export function printCreateTable(statement: CreateTableStatement): string {
  const { elements, partitionBy, storage, onCommitPreserve, locality } = statement;
  return (
    `${printTableHead(statement)} (${elements.map(printTableElement).join(', ')})` +
    (partitionBy ? ` ${printPartitionBy(partitionBy)}` : '') +
    printStorage(storage) +
    (onCommitPreserve ? ' ON COMMIT PRESERVE ROWS' : '') +
    (locality ? ` ${printLocality(locality)}` : '')
  );
}

export function printCreateTableAs(statement: CreateTableAsStatement): string {
  const { elements, storage, query, onCommitPreserve } = statement;
  const list = elements.length > 0 ? ` (${elements.map(printCreateAsElement).join(', ')})` : '';
  const preserve = onCommitPreserve ? ' ON COMMIT PRESERVE ROWS' : '';
  return `${printTableHead(statement)}${list}${printStorage(storage)} AS ${printQuery(query)}${preserve}`;
}

function printTableHead({
  persistence,
  ifNotExists,
  name
}: CreateTableStatement | CreateTableAsStatement): string {
  const words = persistence === 'PERMANENT' ? '' : `${persistence} `;
  return `CREATE ${words}TABLE ${ifNotExists ? 'IF NOT EXISTS ' : ''}${printTableName(name)}`;
}

function printCreateAsElement(element: CreateAsElement): string {
  if (element.kind !== 'createAsColumn') return printTableElement(element);
  const key = element.primaryKey ? printPrimaryKey(element.primaryKey) : '';
  return printName(element.name) + key + (element.family ? ` FAMILY ${printName(element.family)}` : '');
}

export function printTableElement(element: TableElement): string {
  switch (element.kind) {
    case 'columnDef':
      return printColumnDef(element);
    case 'indexDef':
      return printIndexInTable(element);
    case 'familyDef':
      return `FAMILY ${element.name ? `${printName(element.name)} ` : ''}(${printNames(element.columns)})`;
    case 'like': {
      const options = element.options.map(
        ({ including, option }) => ` ${including ? 'INCLUDING' : 'EXCLUDING'} ${option}`
      );
      return `LIKE ${printTableName(element.table)}${options.join('')}`;
    }
    default:
      return printConstraint(element);
  }
}

export function printColumnDef(column: ColumnDef): string {
  const { nullability, nullabilityConstraint, primaryKey, unique, references, computed, family } = column;
  let text = `${printName(column.name)} ${printType(column.type)}`;
  if (nullability) text += `${under(nullabilityConstraint)} ${nullability}`;
  if (column.hidden) text += ' NOT VISIBLE';
  if (primaryKey) text += under(primaryKey.constraint) + printPrimaryKey(primaryKey);
  if (unique) text += `${under(unique.constraint)} UNIQUE${unique.withoutIndex ? ' WITHOUT INDEX' : ''}`;
  text += printNamed('DEFAULT', column.default) + printNamed('ON UPDATE', column.onUpdate);
  if (column.identity) text += printIdentity(column.identity);
  for (const check of column.checks) text += `${under(check.constraint)} CHECK (${printExpr(check.expr)})`;
  if (references) text += under(references.constraint) + printReference(references);
  if (computed) text += ` AS (${printExpr(computed.expr)}) ${computed.virtual ? 'VIRTUAL' : 'STORED'}`;
  if (family) {
    const create = family.create ? ` CREATE${family.ifNotExists ? ' IF NOT EXISTS' : ''}` : '';
    text += `${create} FAMILY${family.name ? ` ${printName(family.name)}` : ''}`;
  }
  return text;
}

function under(constraint: Name | undefined): string {
  return constraint ? ` CONSTRAINT ${printName(constraint)}` : '';
}

function printNamed(word: string, value: NamedExpr | undefined): string {
  return value ? `${under(value.constraint)} ${word} ${defaultValue(value)}` : '';
}

/** A default that only brackets make a whole gets them: the grammar reads no more than a restricted expression here. */
function defaultValue({ expr }: NamedExpr): string {
  const text = printExpr(expr);
  return NEEDS_BRACKETS.has(expr.kind) ? `(${text})` : text;
}

const NEEDS_BRACKETS: ReadonlySet<string> = new Set([
  'and',
  'or',
  'not',
  'like',
  'in',
  'between',
  'is',
  'collate',
  'quantified'
]);

function printPrimaryKey({ sharded, storage }: ColumnPrimaryKey): string {
  return ` PRIMARY KEY${sharded ? printSharding(sharded) : ''}${printStorage(storage)}`;
}

export function printIdentity({ always, options }: Identity): string {
  const list = options.length > 0 ? ` (${printSequenceOptions(options)})` : '';
  return ` GENERATED ${always ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY${list}`;
}

type Reference = Pick<ForeignKeyConstraint, 'table' | 'match' | 'onDelete' | 'onUpdate'> & {
  readonly column?: Name | undefined;
};

function printReference(
  { table, column, match, onDelete, onUpdate }: Reference,
  columns?: readonly Name[]
): string {
  const list = columns ?? (column ? [column] : []);
  return (
    ` REFERENCES ${printTableName(table)}${list.length > 0 ? ` (${printNames(list)})` : ''}` +
    (match === 'FULL' ? ' MATCH FULL' : '') +
    (onDelete && onDelete !== 'NO ACTION' ? ` ON DELETE ${onDelete}` : '') +
    (onUpdate && onUpdate !== 'NO ACTION' ? ` ON UPDATE ${onUpdate}` : '')
  );
}

export function printConstraint(constraint: ConstraintDef): string {
  const { name, ifNotExists } = constraint;
  const head = name ? `CONSTRAINT ${ifNotExists ? 'IF NOT EXISTS ' : ''}${printName(name)} ` : '';
  return head + printConstraintBody(constraint);
}

function printConstraintBody(
  constraint: CheckConstraint | UniqueConstraint | PrimaryKeyConstraint | ForeignKeyConstraint
): string {
  switch (constraint.kind) {
    case 'check':
      return `CHECK (${printExpr(constraint.expr)})`;
    case 'unique':
      return (
        `UNIQUE ${constraint.withoutIndex ? 'WITHOUT INDEX ' : ''}(${printIndexElements(constraint.columns)})` +
        printStoring(constraint.storing) +
        (constraint.partitionBy ? ` ${printPartitionBy(constraint.partitionBy)}` : '') +
        printWhere(constraint.where)
      );
    case 'primaryKey': {
      const sharding = constraint.sharded ? printSharding(constraint.sharded) : '';
      return `PRIMARY KEY (${printIndexElements(constraint.columns)})${sharding}${printStorage(constraint.storage)}`;
    }
    case 'foreignKey':
      return `FOREIGN KEY (${printNames(constraint.columns)})${printReference(constraint, constraint.references)}`;
    default:
      return unreachable(constraint);
  }
}

function printIndexInTable(index: IndexDef): string {
  const method = index.method === 'FORWARD' ? '' : `${index.method} `;
  const name = index.name ? `${printName(index.name)} ` : '';
  return `${index.unique ? 'UNIQUE ' : ''}${method}INDEX ${name}${printIndexBody(index)}`;
}

/** An index from its columns on. */
export function printIndexBody(index: IndexDef): string {
  return (
    `(${printIndexElements(index.columns)})` +
    (index.sharded ? printSharding(index.sharded) : '') +
    printStoring(index.storing) +
    (index.partitionBy ? ` ${printPartitionBy(index.partitionBy)}` : '') +
    printStorage(index.storage) +
    printWhere(index.where) +
    (index.visibility ? printVisibility(index.visibility, false) : '')
  );
}

/** `VISIBLE` is said only where it is all that is said. */
export function printVisibility({ invisible, fraction }: IndexVisibility, always: boolean): string {
  if (fraction !== undefined) return ` VISIBILITY ${Number(fraction).toFixed(2)}`;
  if (invisible) return ' NOT VISIBLE';
  return always ? ' VISIBLE' : '';
}

function printWhere(where: Parameters<typeof printExpr>[0] | undefined): string {
  return where ? ` WHERE ${printExpr(where)}` : '';
}

function printStoring(columns: readonly Name[]): string {
  return columns.length > 0 ? ` STORING (${printNames(columns)})` : '';
}

export function printSharding({ buckets }: HashSharding): string {
  return ` USING HASH${buckets ? ` WITH BUCKET_COUNT = ${printExpr(buckets)}` : ''}`;
}

export function printIndexElements(elements: readonly IndexElement[]): string {
  return elements.map(printIndexElement).join(', ');
}

function printIndexElement({ column, expr, opClass, direction, nulls }: IndexElement): string {
  let text = column === undefined ? '' : quoteName(column);
  if (expr) text = expr.kind === 'call' ? printExpr(expr) : `(${printExpr(expr)})`;
  if (opClass !== undefined) text += ` ${quoteName(opClass)}`;
  return text + (direction ? ` ${direction}` : '') + (nulls ? ` NULLS ${nulls}` : '');
}

/** ` WITH ('key' = value)` or nothing. */
export function printStorage(parameters: readonly StorageParameter[]): string {
  return parameters.length > 0 ? ` WITH (${printStorageParameters(parameters)})` : '';
}

export function printStorageParameters(parameters: readonly StorageParameter[]): string {
  return parameters.map(({ key, value }) => `${printString(key)} = ${printExpr(value)}`).join(', ');
}

export function printPartitionBy({ all, kind, columns, partitions }: PartitionBy): string {
  const head = `PARTITION ${all ? 'ALL ' : ''}BY ${kind}`;
  return kind === 'NOTHING'
    ? head
    : `${head} (${printNames(columns)}) (${partitions.map(printPartition).join(', ')})`;
}

function printPartition({ name, values, to, subpartition }: Partition): string {
  const bounds =
    to.length > 0 ? `FROM (${printExprs(values)}) TO (${printExprs(to)})` : `IN (${printExprs(values)})`;
  const sub = subpartition ? ` ${printPartitionBy(subpartition)}` : '';
  return `PARTITION ${quoteAnyName(name)} VALUES ${bounds}${sub}`;
}

export function printLocality({ kind, name }: Locality): string {
  if (kind === 'GLOBAL') return 'LOCALITY GLOBAL';
  if (kind === 'REGIONAL BY ROW') return `LOCALITY REGIONAL BY ROW${name ? ` AS ${printName(name)}` : ''}`;
  return `LOCALITY REGIONAL BY TABLE IN ${name ? printName(name) : 'PRIMARY REGION'}`;
}

export function printSequenceOptions(options: readonly SequenceOption[]): string {
  return options.map(printSequenceOption).join(' ');
}

const VALUE_WORDS = {
  cache: 'CACHE',
  nodeCache: 'PER NODE CACHE',
  sessionCache: 'PER SESSION CACHE',
  increment: 'INCREMENT',
  minValue: 'MINVALUE',
  maxValue: 'MAXVALUE',
  start: 'START'
} as const;
const FLAG_WORDS = {
  cycle: 'CYCLE',
  noCycle: 'NO CYCLE',
  noMinValue: 'NO MINVALUE',
  noMaxValue: 'NO MAXVALUE',
  virtual: 'VIRTUAL'
} as const;

function printSequenceOption(option: SequenceOption): string {
  switch (option.kind) {
    case 'as':
      return `AS ${printType(option.type)}`;
    case 'ownedBy': {
      if (!option.column) return 'OWNED BY NONE';
      const { table, column } = option.column;
      return `OWNED BY ${dottedName(table?.catalog, table?.schema, table?.table, column)}`;
    }
    case 'restart':
      return `RESTART${option.value === undefined ? '' : ` ${option.value}`}`;
    case 'cycle':
    case 'noCycle':
    case 'noMinValue':
    case 'noMaxValue':
    case 'virtual':
      return FLAG_WORDS[option.kind];
    default:
      return `${VALUE_WORDS[option.kind]} ${option.value}`;
  }
}
