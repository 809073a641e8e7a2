import { SqlError } from '../../base/errors';
import type { Expr } from '../ast/expr';
import type { Name, TableName } from '../ast/name';
import type { Statement } from '../ast/statement';
import type {
  CheckConstraint,
  ConstraintDef,
  CreateAsColumn,
  CreateAsElement,
  FamilyDef,
  ForeignKeyConstraint,
  HashSharding,
  LikeTableOption,
  Locality,
  Partition,
  PartitionBy,
  PrimaryKeyConstraint,
  ReferenceAction,
  StorageParameter,
  TableElement,
  UniqueConstraint
} from '../ast/table-def';
import { NAME } from '../lex/keywords';
import type { Cursor } from './cursor';
import { columnDef } from './column-def';
import { expr, exprList } from './expr';
import { indexDefInTable, indexElements, optStoring, atIndexDef } from './index-def';
import { anyName, name, nameList, newTableName, optNameList, tableName } from './names';
import { optWhere } from './select';
import { variableValue } from './session';
import { anyQuery } from './txn';

/** CREATE TABLE and CREATE TABLE AS, and the parts of a table that ALTER TABLE shares with them. */

type Persistence = 'PERMANENT' | 'TEMPORARY' | 'UNLOGGED';

/** The words before TABLE: `[LOCAL | GLOBAL] TEMP[ORARY]`, UNLOGGED, or nothing. */
export function optPersistence(p: Cursor): Persistence {
  if (p.eat('UNLOGGED')) return 'UNLOGGED';
  if (p.eatOneOf('LOCAL', 'GLOBAL')) {
    p.expectOneOf('TEMPORARY', 'TEMP');
    return 'TEMPORARY';
  }
  return p.eatOneOf('TEMPORARY', 'TEMP') ? 'TEMPORARY' : 'PERMANENT';
}

/** CREATE TABLE, from TABLE on. */
export function createTable(p: Cursor, offset: number, persistence: Persistence): Statement {
  p.expect('TABLE');
  const ifNotExists = p.eatAll('IF', 'NOT', 'EXISTS');
  const table = newTableName(p);
  if (p.at('AS') || p.at('WITH') || (p.at('(') && isCreateAs(p)))
    return createTableAs(p, offset, { persistence, ifNotExists, name: table });
  p.expect('(');
  const elements = p.at(')') ? [] : p.list(tableElement);
  p.expect(')');
  if (p.kind === 'INHERITS') p.unsupported('table inheritance');
  const partitionBy = optPartitionBy(p, true);
  const storage = optTableStorage(p);
  const onCommitPreserve = optOnCommit(p);
  const locality = p.at('LOCALITY') ? localityClause(p) : undefined;
  return {
    kind: 'createTable',
    persistence,
    ifNotExists,
    name: table,
    elements,
    partitionBy,
    storage,
    onCommitPreserve,
    locality,
    span: p.spanFrom(offset)
  };
}

/**
 * Columns without types belong to CREATE TABLE AS: behind the first name there is a comma, the end, FAMILY or PRIMARY KEY
 * instead of a type.
 */
function isCreateAs(p: Cursor): boolean {
  if (!p.isNameAhead(1, NAME)) return false;
  const next = p.peek(2);
  return next === ',' || next === ')' || next === 'FAMILY' || next === 'PRIMARY';
}

function createTableAs(
  p: Cursor,
  offset: number,
  head: { persistence: Persistence; ifNotExists: boolean; name: TableName }
): Statement {
  let elements: readonly CreateAsElement[] = [];
  if (p.eat('(')) {
    elements = [createAsColumn(p)];
    const more: CreateAsElement[] = [...elements];
    while (p.eat(',')) more.push(createAsElement(p));
    elements = more;
    p.expect(')');
  }
  const storage = optTableStorage(p);
  p.expect('AS');
  const query = anyQuery(p);
  if (p.eat('WITH')) {
    if (p.kind === 'NO') p.unsupported('CREATE TABLE AS … WITH NO DATA');
    p.expect('DATA');
  }
  const onCommitPreserve = optOnCommit(p);
  return {
    kind: 'createTableAs',
    ...head,
    elements,
    storage,
    query,
    onCommitPreserve,
    span: p.spanFrom(offset)
  };
}

function createAsElement(p: Cursor): CreateAsElement {
  const offset = p.offset;
  if (p.at('FAMILY')) return familyDef(p);
  if (!p.atAll('PRIMARY', 'KEY')) return createAsColumn(p);
  p.expectAll('PRIMARY', 'KEY');
  const columns = nameList(p, 'column').map(({ text, span }) => ({
    column: text,
    expr: undefined,
    opClass: undefined,
    direction: undefined,
    nulls: undefined,
    span
  }));
  const storage = optStorageParameters(p);
  return {
    kind: 'primaryKey',
    name: undefined,
    ifNotExists: false,
    columns,
    sharded: undefined,
    storage,
    span: p.spanFrom(offset)
  };
}

function createAsColumn(p: Cursor): CreateAsColumn {
  const offset = p.offset;
  const column = name(p, 'new_name');
  let primaryKey: CreateAsColumn['primaryKey'];
  let family: Name | undefined;
  for (;;) {
    if (p.eatAll('PRIMARY', 'KEY'))
      primaryKey = { constraint: undefined, sharded: undefined, storage: optStorageParameters(p) };
    else if (p.eat('FAMILY')) family = name(p, 'family');
    else break;
  }
  return { kind: 'createAsColumn', name: column, primaryKey, family, span: p.spanFrom(offset) };
}

function tableElement(p: Cursor): TableElement {
  if (p.at('FAMILY')) return familyDef(p);
  if (p.at('LIKE')) return likeTable(p);
  if (atIndexDef(p)) return indexDefInTable(p);
  if (atConstraint(p)) {
    const constraint = tableConstraint(p);
    // Everything is validated in a table that has no rows yet.
    const isIndex =
      constraint.kind === 'primaryKey' || (constraint.kind === 'unique' && !constraint.withoutIndex);
    if (p.eatAll('NOT', 'VALID') && isIndex) p.unsupported('NOT VALID on constraints of this kind');
    return constraint;
  }
  return columnDef(p);
}

/** `FAMILY [f] (a, b)` */
function familyDef(p: Cursor): FamilyDef {
  const offset = p.offset;
  p.expect('FAMILY');
  const family = p.at('(') ? undefined : name(p, 'new_name');
  const columns = nameList(p, 'column');
  return { kind: 'familyDef', name: family, columns, span: p.spanFrom(offset) };
}

function likeTable(p: Cursor): TableElement {
  const offset = p.offset;
  p.expect('LIKE');
  const table = tableName(p);
  const options: LikeTableOption[] = [];
  for (let word = p.eatOneOf('INCLUDING', 'EXCLUDING'); word; word = p.eatOneOf('INCLUDING', 'EXCLUDING')) {
    if (p.kind === 'COMMENTS' || p.kind === 'IDENTITY' || p.kind === 'STATISTICS' || p.kind === 'STORAGE')
      p.unsupported(`LIKE … ${word} ${p.kind}`);
    const option = p.expectOneOf('CONSTRAINTS', 'DEFAULTS', 'GENERATED', 'INDEXES', 'ALL');
    options.push({ including: word === 'INCLUDING', option });
  }
  return { kind: 'like', table, options, span: p.spanFrom(offset) };
}

/** Whether a constraint of the table begins here. */
export function atConstraint(p: Cursor): boolean {
  switch (p.kind) {
    case 'CONSTRAINT':
    case 'CHECK':
    case 'UNIQUE':
    case 'PRIMARY':
    case 'FOREIGN':
      return true;
    case 'EXCLUDE':
      return p.peek(1) === 'USING';
    case 'caret':
      return p.atAny('CONSTRAINT', 'CHECK', 'UNIQUE', 'PRIMARY', 'FOREIGN');
    default:
      return false;
  }
}

/** `[CONSTRAINT c] …` */
export function tableConstraint(p: Cursor): ConstraintDef {
  const offset = p.offset;
  const constraint = p.eat('CONSTRAINT') ? name(p, 'new_name') : undefined;
  return constraintElement(p, { offset, name: constraint, ifNotExists: false });
}

interface ConstraintHead {
  readonly offset: number;
  readonly name: Name | undefined;
  readonly ifNotExists: boolean;
}

/** What a constraint says, behind its name. */
export function constraintElement(p: Cursor, head: ConstraintHead): ConstraintDef {
  if (p.kind === 'EXCLUDE') p.unsupported('EXCLUDE constraints');
  switch (p.expectOneOf('CHECK', 'UNIQUE', 'PRIMARY', 'FOREIGN')) {
    case 'CHECK':
      return checkConstraint(p, head);
    case 'UNIQUE':
      return uniqueConstraint(p, head);
    case 'PRIMARY':
      return primaryKeyConstraint(p, head);
    case 'FOREIGN':
      return foreignKey(p, head);
  }
}

function checkConstraint(p: Cursor, { offset, name: given, ifNotExists }: ConstraintHead): CheckConstraint {
  p.expect('(');
  const condition = expr(p);
  p.expect(')');
  notDeferrable(p);
  return { kind: 'check', name: given, ifNotExists, expr: condition, span: p.spanFrom(offset) };
}

function uniqueConstraint(p: Cursor, { offset, name: given, ifNotExists }: ConstraintHead): UniqueConstraint {
  const withoutIndex = p.eatAll('WITHOUT', 'INDEX');
  const columns = indexElements(p);
  const storing = optStoring(p);
  const partitionBy = optPartitionBy(p, false);
  notDeferrable(p);
  const where = optWhere(p);
  const span = p.spanFrom(offset);
  return {
    kind: 'unique',
    name: given,
    ifNotExists,
    withoutIndex,
    columns,
    storing,
    partitionBy,
    where,
    span
  };
}

function primaryKeyConstraint(
  p: Cursor,
  { offset, name: given, ifNotExists }: ConstraintHead
): PrimaryKeyConstraint {
  p.expect('KEY');
  const columns = indexElements(p);
  const sharded = optSharding(p);
  const storage = optStorageParameters(p);
  return {
    kind: 'primaryKey',
    name: given,
    ifNotExists,
    columns,
    sharded,
    storage,
    span: p.spanFrom(offset)
  };
}

function foreignKey(p: Cursor, { offset, name: given, ifNotExists }: ConstraintHead): ForeignKeyConstraint {
  p.expect('KEY');
  const columns = nameList(p, 'column');
  p.expect('REFERENCES');
  const table = tableName(p);
  const references = optNameList(p, 'column');
  const match = optMatch(p);
  const actions = referenceActions(p);
  notDeferrable(p);
  const span = p.spanFrom(offset);
  return {
    kind: 'foreignKey',
    name: given,
    ifNotExists,
    columns,
    table,
    references,
    match,
    ...actions,
    span
  };
}

function notDeferrable(p: Cursor): void {
  if (p.kind === 'DEFERRABLE' || p.kind === 'INITIALLY') p.unsupported('deferrable constraints');
}

/** `MATCH FULL`; `MATCH SIMPLE` says what holds anyway. */
export function optMatch(p: Cursor): 'FULL' | undefined {
  if (!p.eat('MATCH')) return undefined;
  if (p.kind === 'PARTIAL') p.unsupported('MATCH PARTIAL');
  return p.expectOneOf('SIMPLE', 'FULL') === 'FULL' ? 'FULL' : undefined;
}

/** `ON DELETE …` and `ON UPDATE …`, each at most once, in either order. */
export function referenceActions(p: Cursor): {
  onDelete: ReferenceAction | undefined;
  onUpdate: ReferenceAction | undefined;
} {
  let onDelete: ReferenceAction | undefined;
  let onUpdate: ReferenceAction | undefined;
  const unlessDefault = (action: ReferenceAction | undefined) =>
    action === 'NO ACTION' ? undefined : action;
  for (;;) {
    if (!onDelete && p.eatAll('ON', 'DELETE')) onDelete = referenceAction(p);
    else if (!onUpdate && p.atAll('ON', 'UPDATE') && isReferenceAction(p)) {
      p.expectAll('ON', 'UPDATE');
      onUpdate = referenceAction(p);
    } else return { onDelete: unlessDefault(onDelete), onUpdate: unlessDefault(onUpdate) };
  }
}

/** A column may have `ON UPDATE value` too, which these words do not begin. */
function isReferenceAction(p: Cursor): boolean {
  const word = p.peek(2);
  return word === 'NO' || word === 'RESTRICT' || word === 'CASCADE' || word === 'SET' || word === 'caret';
}

function referenceAction(p: Cursor): ReferenceAction {
  switch (p.expectOneOf('NO', 'RESTRICT', 'CASCADE', 'SET')) {
    case 'NO':
      p.expect('ACTION');
      return 'NO ACTION';
    case 'RESTRICT':
      return 'RESTRICT';
    case 'CASCADE':
      return 'CASCADE';
    case 'SET':
      return `SET ${p.expectOneOf('NULL', 'DEFAULT')}`;
  }
}

/** `USING HASH [WITH BUCKET_COUNT = n]` */
export function optSharding(p: Cursor): HashSharding | undefined {
  return p.eatAll('USING', 'HASH') ? { buckets: optBuckets(p) } : undefined;
}

export function optBuckets(p: Cursor): Expr | undefined {
  if (!(p.kind === 'WITH' && p.peek(1) === 'BUCKET_COUNT')) return undefined;
  p.expectAll('WITH', 'BUCKET_COUNT', '=');
  return expr(p);
}

/** `WITH (key = value, …)` or nothing. */
export function optStorageParameters(p: Cursor): StorageParameter[] {
  if (!(p.at('WITH') && p.peek(1) === '(')) return [];
  p.next();
  return p.parenList(storageParameter);
}

function optTableStorage(p: Cursor): StorageParameter[] {
  if (p.eat('WITHOUT')) {
    p.expect('OIDS');
    return [];
  }
  if (p.kind === 'WITH' && p.peek(1) === 'OIDS') p.unsupported('WITH OIDS');
  return optStorageParameters(p);
}

export function storageParameter(p: Cursor): StorageParameter {
  const offset = p.offset;
  const key = storageKey(p);
  p.expect('=');
  p.offer('option_value', key);
  const value = variableValue(p);
  return { key, value, span: p.spanFrom(offset) };
}

export function storageKey(p: Cursor): string {
  if (p.kind !== 'string') return name(p, 'storage_parameter').text;
  const key = p.tokenText();
  p.next();
  return key;
}

function optOnCommit(p: Cursor): boolean {
  if (!p.eatAll('ON', 'COMMIT')) return false;
  if (p.kind === 'DELETE' || p.kind === 'DROP') p.unsupported(`ON COMMIT ${p.kind}`);
  p.expectAll('PRESERVE', 'ROWS');
  return true;
}

/** `LOCALITY …`, at the word. */
export function localityClause(p: Cursor): Locality {
  const offset = p.offset;
  p.expect('LOCALITY');
  if (p.eat('GLOBAL')) return { kind: 'GLOBAL', name: undefined, span: p.spanFrom(offset) };
  p.expect('REGIONAL');
  if (p.eat('BY')) {
    if (p.expectOneOf('TABLE', 'ROW') === 'ROW') {
      const column = p.eat('AS') ? name(p, 'column') : undefined;
      return { kind: 'REGIONAL BY ROW', name: column, span: p.spanFrom(offset) };
    }
  }
  const region = p.eat('IN') && !p.eatAll('PRIMARY', 'REGION') ? name(p, 'region') : undefined;
  return { kind: 'REGIONAL BY TABLE', name: region, span: p.spanFrom(offset) };
}

/** `PARTITION [ALL] BY …` or nothing; ALL only where the whole table is meant. */
export function optPartitionBy(p: Cursor, ofTable: boolean): PartitionBy | undefined {
  const next = p.peek(1);
  if (!p.at('PARTITION') || (next !== 'BY' && next !== 'ALL')) return undefined;
  return partitionBy(p, ofTable);
}

/** @throws SqlError 42601 */
export function partitionBy(p: Cursor, ofTable: boolean): PartitionBy {
  const offset = p.offset;
  p.enter();
  p.expect('PARTITION');
  const all = ofTable && p.eat('ALL');
  p.expect('BY');
  const kind = p.expectOneOf('LIST', 'RANGE', 'NOTHING');
  let columns: readonly Name[] = [];
  let partitions: readonly Partition[] = [];
  if (kind !== 'NOTHING') {
    columns = nameList(p, 'column');
    partitions = p.parenList(kind === 'LIST' ? listPartition : rangePartition);
  }
  p.leave();
  return { all, kind, columns, partitions, span: p.spanFrom(offset) };
}

function listPartition(p: Cursor): Partition {
  const offset = p.offset;
  p.expect('PARTITION');
  const partition = anyName(p, 'new_name').text;
  p.expectAll('VALUES', 'IN');
  const values = bracketedExprs(p);
  const subpartition = optPartitionBy(p, false);
  return { name: partition, values, to: [], subpartition, span: p.spanFrom(offset) };
}

function rangePartition(p: Cursor): Partition {
  const offset = p.offset;
  p.expect('PARTITION');
  const partition = anyName(p, 'new_name').text;
  p.expectAll('VALUES', 'FROM');
  const values = bracketedExprs(p);
  p.expect('TO');
  const to = bracketedExprs(p);
  const subpartition = optPartitionBy(p, false);
  return { name: partition, values, to, subpartition, span: p.spanFrom(offset) };
}

/** `(a, b)` */
export function bracketedExprs(p: Cursor): Expr[] {
  p.expect('(');
  const items = exprList(p);
  p.expect(')');
  return items;
}

/** The error for a table's part that says two things at once. */
export function contradiction(message: string, at: Name): SqlError {
  return new SqlError('42601', `${message} column "${at.text}"`, { span: at.span });
}
