import { SqlError } from '../../base/errors';
import type {
  ColumnDef as ColumnNode,
  ColumnFamily,
  CreateTableStatement,
  FamilyDef as FamilyNode,
  IndexDef as IndexNode,
  LikeTable,
  TableElement
} from '../../sql/ast/table-def';
import { TIMESTAMPTZ } from '../../sql/types/type';
import type { ColumnDef, TableDef } from '../descriptors';
import { setNewLocality, type RegionalPlace } from './alter-locality';
import { addColumn, isSequential, addRowId, settleComputed, type MadeColumn } from './columns';
import { makeCheck, makeForeignKey, type ForeignKeyRequest } from './constraints';
import type { TableDraft } from './draft';
import { ddlErrors, quoted } from './errors';
import { makeFamilies } from './families';
import type { DdlHost } from './host';
import { addIndex, makePrimaryKey, requestOf, type IndexRequest } from './indexes';
import { isImplicitKey } from './keys';
import { includes, likeColumns, likeRest } from './like';
import { settleRegionKey } from './regions';
import { checkExpiration, expirationDefault, EXPIRATION_COLUMN, setParameters } from './storage-params';

/**
 * CREATE TABLE: columns first, then what names them. The order in which things are made decides ids, default names and the
 * order of SHOW CREATE TABLE, and is CockroachDB's (create_table.go).
 */

/** Finds the tables that foreign keys and LIKE name. */
export interface TableFinder {
  /** @throws SqlError 42P01, 42809 */
  table(name: LikeTable['table']): TableDef;
  /** True where a name means the table that is being made. */
  isSelf(name: LikeTable['table']): boolean;
}

/** Fills a new table. @param place where LOCALITY stands, in a database with regions. @throws SqlError for everything that is wrong with the definition */
export function defineTable(
  draft: TableDraft,
  statement: CreateTableStatement,
  finder: TableFinder,
  host: DdlHost,
  place: RegionalPlace | undefined
): void {
  if (statement.partitionBy)
    throw ddlErrors.unsupported('PARTITION BY', 'leave the partitions out', statement.partitionBy.span);
  draft.schemaLocked = host.lockNewTables;
  setParameters(draft, statement.storage, host);
  const { made, likes } = makeColumns(draft, statement.elements, finder, host);
  addExpirationColumn(draft);
  if (statement.locality && place) setNewLocality(draft, statement.locality, place, host);
  definePrimaryKey(draft, statement.elements, made, likes, host);
  noticeSequentialKey(draft, made, host);
  settleComputed(draft, made, host);
  defineIndexes(draft, statement.elements, host);
  for (const like of likes) likeRest(draft, like.table, like.node, host);
  settleRegionKey(draft, host);
  makeFamilies(draft, familyNodes(statement.elements), columnFamilies(made));
  for (const check of checksOf(statement.elements))
    draft.addCheck(makeCheck(draft, { ...check, validated: true }, host));
  for (const request of foreignKeysOf(statement.elements)) {
    const target = finder.isSelf(request.table) ? undefined : finder.table(request.table);
    draft.addForeignKey(makeForeignKey(draft, request, target, { validated: true, host }));
  }
  checkExpiration(draft, host);
}

interface FoundLike {
  readonly node: LikeTable;
  readonly table: TableDef;
}

function makeColumns(
  draft: TableDraft,
  elements: readonly TableElement[],
  finder: TableFinder,
  host: DdlHost
): { made: MadeColumn[]; likes: FoundLike[] } {
  const made: MadeColumn[] = [];
  const likes: FoundLike[] = [];
  for (const element of elements) {
    if (element.kind === 'columnDef') made.push(addColumn(draft, element, host));
    else if (element.kind === 'like') {
      const table = finder.table(element.table);
      likes.push({ node: element, table });
      likeColumns(draft, table, element);
    }
  }
  return { made, likes };
}

/** `ttl_expire_after` keeps a row's end in a hidden column. */
export function addExpirationColumn(draft: TableDraft): ColumnDef | undefined {
  const interval = draft.params.get('ttl_expire_after');
  if (interval === undefined) return undefined;
  const sql = expirationDefault(interval);
  const known = draft.column(EXPIRATION_COLUMN);
  if (known) {
    for (const [what, text] of [
      ['DEFAULT', known.defaultSql],
      ['ON UPDATE', known.onUpdateSql]
    ] as const)
      if (text !== sql)
        throw ddlErrors.invalidValue(`expected ${what} expression of ${EXPIRATION_COLUMN} to be ${sql}`);
    return undefined;
  }
  const column: ColumnDef = {
    id: draft.newColumnId(),
    name: EXPIRATION_COLUMN,
    type: TIMESTAMPTZ,
    nullable: false,
    slot: draft.newSlot(),
    defaultSql: sql,
    onUpdateSql: sql,
    hidden: true,
    state: 'public'
  };
  draft.columns.push(column);
  return column;
}

// --- keys and indexes ----------------------------------------------------------------------------------------------

/** A key that only grows sends every new row to the same range (sql/create_table.go). */
function noticeSequentialKey(draft: TableDraft, made: readonly MadeColumn[], host: DdlHost): void {
  const keys = new Set(draft.primary?.keys.map((key) => key.column));
  for (const { node, column } of made)
    if (keys.has(column.id) && isSequential(node))
      host.notice(
        'using sequential values in a primary key does not perform as well as using random UUIDs. See https://www.cockroachlabs.com/docs/v26.2/serial.html'
      );
}

function definePrimaryKey(
  draft: TableDraft,
  elements: readonly TableElement[],
  made: readonly MadeColumn[],
  likes: readonly FoundLike[],
  host: DdlHost
): void {
  const requests = primaryKeyRequests(elements, made);
  if (requests.length > 1) throw ddlErrors.multiplePrimaryKeys(draft.name, requests[1].span);
  if (requests.length === 1) {
    const [request] = requests;
    draft.primary = makePrimaryKey(draft, request, host);
    moveShardColumn(draft, elements, request);
    return;
  }
  const like = likes.find(({ node, table }) => includes(node, 'INDEXES') && !isImplicitKey(table));
  if (like) {
    const columns = like.table.primary.keys.filter(
      (key) => key.column !== like.table.primary.sharded?.column
    );
    draft.primary = makePrimaryKey(
      draft,
      {
        name: { text: like.table.primary.name, span: like.node.span },
        columns: columns.map((key) => ({
          column: like.table.columns.find((c) => c.id === key.column)!.name, // its own key
          expr: undefined,
          opClass: undefined,
          direction: key.descending ? 'DESC' : 'ASC',
          nulls: undefined,
          span: like.node.span
        })),
        unique: true,
        constraint: true,
        ...(like.table.primary.sharded ? { sharded: { buckets: undefined } } : {}),
        span: like.node.span
      },
      host
    );
    return;
  }
  if (host.needsPrimaryKeys)
    throw new SqlError(
      '42P16',
      `no primary key specified for table ${draft.name} (require_explicit_primary_keys = true)`
    );
  const rowId = addRowId(draft);
  draft.primary = {
    id: draft.newIndexId(),
    name: `${draft.name}_pkey`,
    storage: host.newPrimaryStorage(),
    unique: true,
    keys: [{ column: rowId.id, descending: false }],
    storing: [],
    constraint: true,
    notVisible: false,
    inverted: false,
    state: 'public'
  };
}

function primaryKeyRequests(elements: readonly TableElement[], made: readonly MadeColumn[]): IndexRequest[] {
  const requests: IndexRequest[] = [];
  for (const { node } of made)
    if (node.primaryKey)
      requests.push({
        name: node.primaryKey.constraint,
        columns: [ownElement(node)],
        unique: true,
        constraint: true,
        sharded: node.primaryKey.sharded,
        storage: node.primaryKey.storage,
        span: node.span
      });
  for (const element of elements)
    if (element.kind === 'primaryKey')
      requests.push({ ...element, unique: true, constraint: true, storage: element.storage });
  return requests;
}

const ownElement = (node: ColumnNode): IndexRequest['columns'][number] => ({
  column: node.name.text,
  expr: undefined,
  opClass: undefined,
  direction: undefined,
  nulls: undefined,
  span: node.name.span
});

/** The shard column of `a INT PRIMARY KEY USING HASH` stands before its column, that of a table constraint at the end. */
function moveShardColumn(draft: TableDraft, elements: readonly TableElement[], request: IndexRequest): void {
  const { sharded } = draft.primary!; // just made
  if (!sharded || elements.some((element) => element.kind === 'primaryKey')) return;
  const shard = draft.columnById(sharded.column);
  const rest = draft.columns.filter((c) => c !== shard);
  const at = rest.findIndex((c) => c.name === request.columns[0].column);
  draft.columns = [...rest.slice(0, at), shard, ...rest.slice(at)];
}

function defineIndexes(draft: TableDraft, elements: readonly TableElement[], host: DdlHost): void {
  for (const element of elements) {
    const request = indexRequest(element);
    if (!request) continue;
    const made = addIndex(draft, request, host);
    // UNIQUE INDEX inside of CREATE TABLE is a constraint, as CREATE UNIQUE INDEX is not: it goes with CASCADE only.
    if (element.kind === 'indexDef' && element.unique)
      draft.indexes = draft.indexes.map((index) => (index === made ? { ...made, constraint: true } : index));
  }
}

function indexRequest(element: TableElement): IndexRequest | undefined {
  switch (element.kind) {
    case 'columnDef':
      if (!element.unique) return undefined;
      return {
        name: element.unique.constraint,
        columns: [ownElement(element)],
        unique: true,
        constraint: true,
        withoutIndex: element.unique.withoutIndex,
        span: element.span
      };
    case 'indexDef':
      return requestOf(element as IndexNode);
    case 'unique':
      if (element.partitionBy)
        throw ddlErrors.unsupported('PARTITION BY', 'leave the partitions out', element.partitionBy.span);
      return { ...element, unique: true, constraint: true };
    default:
      return undefined;
  }
}

const familyNodes = (elements: readonly TableElement[]): FamilyNode[] =>
  elements.filter((element): element is FamilyNode => element.kind === 'familyDef');

function columnFamilies(made: readonly MadeColumn[]): Map<string, ColumnFamily> {
  const families = new Map<string, ColumnFamily>();
  for (const { node } of made) {
    if (!node.family) continue;
    if (node.computed?.virtual)
      throw ddlErrors.invalidDefinition(
        `virtual computed column ${quoted(node.name.text)} cannot be part of a family`,
        node.span
      );
    families.set(node.name.text, node.family);
  }
  return families;
}

// --- constraints ---------------------------------------------------------------------------------------------------

function checksOf(
  elements: readonly TableElement[]
): Pick<Parameters<typeof makeCheck>[1], 'name' | 'expr'>[] {
  return elements.flatMap((element) => {
    if (element.kind === 'check') return [{ name: element.name, expr: element.expr }];
    if (element.kind !== 'columnDef') return [];
    return element.checks.map(({ expr, constraint }) => ({ name: constraint, expr }));
  });
}

function foreignKeysOf(elements: readonly TableElement[]): ForeignKeyRequest[] {
  return elements.flatMap((element): ForeignKeyRequest[] => {
    if (element.kind === 'foreignKey') return [element];
    const request = element.kind === 'columnDef' ? referenceOf(element) : undefined;
    return request ? [request] : [];
  });
}

/** The foreign key of `a INT REFERENCES t (b)`. */
export function referenceOf(node: ColumnNode): ForeignKeyRequest | undefined {
  const { references } = node;
  if (!references) return undefined;
  return {
    name: references.constraint,
    columns: [node.name],
    table: references.table,
    references: references.column ? [references.column] : [],
    match: references.match,
    onDelete: references.onDelete,
    onUpdate: references.onUpdate,
    span: node.span
  };
}
