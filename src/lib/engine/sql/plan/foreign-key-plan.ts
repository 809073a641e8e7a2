import type {
  CascadeWriter,
  ForeignKeyPlan,
  InboundKey,
  KeyLookup,
  OutboundKey,
  TableWriter
} from './mutation';
import type { QueryPlanner } from './query-planner';
import {
  columnById,
  type ForeignKeyAction,
  type ForeignKeySchema,
  type IndexSchema,
  type PlanCatalog,
  type TableSchema
} from './schema';
import { planCascadeWriter } from './table-writer';

/** Plans what a change of a table means to the foreign keys of it and at it. */
export function planForeignKeys(planner: QueryPlanner, table: TableSchema): ForeignKeyPlan {
  const { catalog } = planner.context;
  return {
    outbound: table.foreignKeys.flatMap((foreignKey) => {
      const parent = foreignKey.table === table.id ? table : catalog.relationById(foreignKey.table)?.relation;
      return parent?.kind === 'table' ? [outboundKey(catalog, foreignKey, table, parent)] : [];
    }),
    inbound: catalog
      .inboundForeignKeys(table.id)
      .map(({ table: child, foreignKey }) => inboundKey(catalog, foreignKey, child, table))
  };
}

/**
 * Plans the writers of every table that the actions of foreign keys may reach from a table. Tables may refer to each other
 * in a circle, so each is planned once.
 */
export function planCascades(planner: QueryPlanner, writer: TableWriter): ReadonlyMap<number, CascadeWriter> {
  const found = new Map<number, CascadeWriter>();
  const pending = [writer];
  for (let next = pending.pop(); next; next = pending.pop()) {
    for (const { child, onDelete, onUpdate } of next.foreignKeys.inbound) {
      if ((!isAction(onDelete) && !isAction(onUpdate)) || found.has(child.id)) continue;
      const cascade = planCascadeWriter(planner, child);
      found.set(child.id, cascade);
      pending.push(cascade.writer);
    }
  }
  return found;
}

function isAction(action: ForeignKeyAction): boolean {
  return action !== 'no action' && action !== 'restrict';
}

function outboundKey(
  catalog: PlanCatalog,
  foreignKey: ForeignKeySchema,
  child: TableSchema,
  parent: TableSchema
): OutboundKey {
  return {
    foreignKey,
    child,
    childSlots: slotsOf(child, foreignKey.columns),
    parent,
    lookup: keyLookup(catalog, parent, foreignKey.tableColumns)
  };
}

function inboundKey(
  catalog: PlanCatalog,
  foreignKey: ForeignKeySchema,
  child: TableSchema,
  parent: TableSchema
): InboundKey {
  return {
    foreignKey,
    parentSlots: slotsOf(parent, foreignKey.tableColumns),
    onDelete: foreignKey.onDelete,
    onUpdate: foreignKey.onUpdate,
    child,
    childSlots: slotsOf(child, foreignKey.columns),
    lookup: keyLookup(catalog, child, foreignKey.columns),
    parentLookup: keyLookup(catalog, parent, foreignKey.tableColumns),
    parent
  };
}

function slotsOf(table: TableSchema, columns: readonly number[]): number[] {
  return columns.map((id) => columnById(table, id).slot);
}

/** How rows with given values in some columns are found: the index with the most of them in front. */
function keyLookup(catalog: PlanCatalog, table: TableSchema, columns: readonly number[]): KeyLookup {
  const candidates = [table.primary, ...table.indexes].filter(
    (index) => index.state === 'public' && !index.inverted && index.predicateSql === undefined
  );
  let best: { index: IndexSchema; order: readonly number[] } | undefined;
  for (const index of candidates) {
    const order = leadingPositions(index, columns);
    if (order.length > (best?.order.length ?? 0)) best = { index, order };
  }
  return {
    table,
    index: best?.index,
    order: best?.order ?? [],
    buckets: best?.order.includes(-1) ? (best.index.sharded?.buckets ?? 1) : 1,
    columns: columns.map((id) => {
      const { slot, type } = columnById(table, id);
      return { slot, type: catalog.hydrate(type) };
    })
  };
}

/** For each leading key column of an index, as far as they go, its position among the given columns; -1 for its shard. */
function leadingPositions(index: IndexSchema, columns: readonly number[]): number[] {
  const order: number[] = [];
  for (const { column } of index.keys) {
    const position = columns.indexOf(column);
    if (position < 0 && column !== index.sharded?.column) break;
    order.push(position);
  }
  // The shard alone narrows nothing.
  return order.some((position) => position >= 0) ? order : [];
}
