import type { MutationRel } from './mutation';
import { datumText, scalarText } from './explain-scalar';
import {
  isNarrowed,
  type CteDef,
  type IndexAccess,
  type IndexSpans,
  type KeyBound,
  type KeyRange,
  type Rel,
  type ScanRel,
  type SortKey
} from './rel';
import type { Scalar } from './scalar';
import type { TableSchema } from './schema';

/**
 * EXPLAIN: the plan as a tree of operators, drawn as CockroachDB draws it. Row counts and costs are left out, because the
 * planner of the playground chooses by rules and estimates nothing.
 */

interface Node {
  readonly name: string;
  /** `attribute: value` lines. */
  readonly lines: readonly string[];
  readonly inputs: readonly Node[];
}

/** @param hoisted data-modifying row sources, which run before the rest */
export function explainPlan(rel: Rel, hoisted: readonly CteDef[]): string {
  const main = nodeOf(rel);
  const root =
    hoisted.length === 0 ? main : { name: 'root', lines: [], inputs: [main, ...hoisted.map(cteNode)] };
  return ['distribution: local', 'vectorized: true', '', ...drawn(root)].join('\n');
}

/** A node's own lines and those of its inputs, each input behind a branch. */
function drawn({ name, lines, inputs }: Node): string[] {
  const stem = inputs.length > 0 ? '│ ' : '  ';
  const out = [`• ${name}`, ...lines.map((line) => `${stem}${line}`)];
  inputs.forEach((input, i) => {
    const isLast = i === inputs.length - 1;
    const [head, ...rest] = drawn(input);
    out.push('│', `${isLast ? '└──' : '├──'} ${head}`);
    for (const line of rest) out.push(`${isLast ? '   ' : '│  '} ${line}`.trimEnd());
  });
  return out;
}

function node(name: string, lines: readonly (string | undefined)[], ...inputs: readonly Rel[]): Node {
  return { name, lines: lines.filter((line) => line !== undefined), inputs: inputs.map(nodeOf) };
}

function nodeOf(rel: Rel): Node {
  switch (rel.kind) {
    case 'oneRow':
      return node('emptyrow', []);
    case 'values':
      return node('values', [
        `size: ${rel.width} column${rel.width === 1 ? '' : 's'}, ${rel.rows.length} row${rel.rows.length === 1 ? '' : 's'}`
      ]);
    case 'scan':
      return scanNode(rel);
    case 'source':
      return node('virtual table', [`table: ${rel.name}`]);
    case 'filter':
      return node('filter', [`filter: ${conjunction(rel.conjuncts)}`], rel.input);
    case 'project':
      return node('render', [], rel.input);
    case 'join':
      return joinNode(rel);
    case 'group':
      return node(
        rel.keys.length === 0 ? 'group (scalar)' : 'group',
        [rel.keys.length === 0 ? undefined : `group by: ${texts(rel.keys)}`],
        rel.input
      );
    case 'window':
      return node('window', [`functions: ${rel.calls.map(({ name }) => name).join(', ')}`], rel.input);
    case 'generate':
      return node('project set', [`functions: ${rel.items.map(({ name }) => name).join(', ')}`], rel.input);
    case 'ordinality':
      return node('ordinality', [], rel.input);
    case 'distinct':
      return node('distinct', [`distinct on: ${texts(rel.keys)}`], rel.input);
    case 'sort':
      return node(
        rel.top ? 'top-k' : 'sort',
        [`order: ${orderText(rel.keys)}`, rel.top && `k: ${scalarText(rel.top.limit)}`],
        rel.input
      );
    case 'limit':
      return node(
        'limit',
        [rel.limit && `count: ${scalarText(rel.limit)}`, rel.offset && `offset: ${scalarText(rel.offset)}`],
        rel.input
      );
    case 'set':
      return node(rel.all ? `${rel.op} all` : rel.op, [], ...rel.inputs.map((input) => input.rel));
    case 'cteScan':
      return node('scan buffer', [`label: ${rel.name}`]);
    case 'with':
      return { name: 'root', lines: [], inputs: [nodeOf(rel.input), ...rel.ctes.map(cteNode)] };
    case 'insert':
    case 'update':
    case 'delete':
      return mutationNode(rel);
  }
}

function cteNode({ name, rel, recursive }: CteDef): Node {
  const inputs = recursive ? [nodeOf(rel), nodeOf(recursive.rel)] : [nodeOf(rel)];
  return {
    name: 'subquery',
    lines: [`id: @${name}`],
    inputs: [{ name: recursive ? 'recursive cte' : 'buffer', lines: [`label: ${name}`], inputs }]
  };
}

function joinNode(rel: Extract<Rel, { kind: 'join' }>): Node {
  const kind = rel.type === 'inner' ? '' : ` (${rel.type} outer)`;
  const equality =
    rel.pairs.length === 0
      ? undefined
      : `equality: (${rel.pairs.map((pair) => scalarText(pair.left)).join(', ')}) = (${rel.pairs.map((pair) => scalarText(pair.right)).join(', ')})`;
  const pred = rel.on.length === 0 ? undefined : `pred: ${conjunction(rel.on)}`;
  if (rel.algorithm === 'apply' && rel.right.kind === 'scan' && isLookup(rel.right.access)) {
    const { table, access, filter } = rel.right;
    return node(
      `lookup join${kind}`,
      [
        `table: ${table.name}@${access.index.name}`,
        `lookup condition: ${lookupText(table, access)}`,
        filter.length === 0 ? pred : `pred: ${conjunction([...rel.on, ...filter])}`
      ],
      rel.left
    );
  }
  if (rel.algorithm === 'hash') return node(`hash join${kind}`, [equality, pred], rel.left, rel.right);
  const name =
    rel.algorithm === 'apply' ? 'apply join' : pred || equality ? 'nested loop join' : 'cross join';
  return node(`${name}${kind}`, [equality, pred], rel.left, rel.right);
}

/** Whether the rows of a scan are looked up by values of another table's row. */
function isLookup({ equal }: IndexAccess): boolean {
  return equal.some(({ values }) => values.some((value) => !isConstant(value)));
}

const isConstant = (scalar: Scalar): boolean => scalar.kind === 'const' || scalar.kind === 'literal';

function lookupText(table: TableSchema, { equal }: IndexAccess): string {
  return equal
    .map(({ column, values }) => `(${columnName(table, column)} = ${values.map(scalarText).join(', ')})`)
    .join(' AND ');
}

function scanNode(rel: ScanRel): Node {
  const { table, access, filter, lock } = rel;
  const scan = node(access.reverse ? 'revscan' : 'scan', [
    `table: ${table.name}@${access.index.name}`,
    `spans: ${spansText(access)}`,
    lock && `locking strength: for ${lock.strength}`,
    lock && lock.wait !== 'block' ? `locking wait policy: ${WAITS[lock.wait]}` : undefined
  ]);
  // A secondary index leads to the rows of the primary one.
  const isSecondary = access.index.id !== table.primary.id;
  const found = isSecondary
    ? { name: 'index join', lines: [`table: ${table.name}@${table.primary.name}`], inputs: [scan] }
    : scan;
  const rest = filter.filter((conjunct) => !isSpan(conjunct, access));
  if (rest.length === 0) return found;
  return { name: 'filter', lines: [`filter: ${conjunction(rest)}`], inputs: [found] };
}

/** Whether a condition has become a span, so that it need not be shown again. */
function isSpan(conjunct: Scalar, { equal, range }: IndexAccess): boolean {
  const bounds = [range?.low, range?.high].filter((bound) => bound !== undefined && !bound.prefix);
  const values = new Set([...equal.flatMap((key) => key.values), ...bounds.map((bound) => bound?.value)]);
  switch (conjunct.kind) {
    case 'compare':
      return values.has(conjunct.right) || values.has(conjunct.left);
    case 'in':
      return !conjunct.not && conjunct.items.every((item) => values.has(item));
    default:
      return false;
  }
}

const WAITS = { skip: 'skip locked', nowait: 'nowait' } as const;

function spansText(access: IndexAccess): string {
  if (!isNarrowed(access)) return 'FULL SCAN';
  return access.either.length > 0 ? access.either.map(partText).join(' ') : partText(access);
}

function partText({ equal, range }: IndexSpans): string {
  let prefixes = [''];
  for (const { values } of equal)
    prefixes = prefixes.flatMap((prefix) => values.map((value) => `${prefix}/${boundText(value)}`));
  return prefixes.map((prefix) => (range ? rangeText(prefix, range) : `[${prefix} - ${prefix}]`)).join(' ');
}

function rangeText(prefix: string, { low, high, descending }: KeyRange): string {
  const [from, to] = descending ? [high, low] : [low, high];
  const open = from && !from.inclusive ? '(' : '[';
  const close = to && !to.inclusive ? ')' : ']';
  return `${open}${placeText(prefix, from)} - ${placeText(prefix, to)}${close}`;
}

function placeText(prefix: string, bound: KeyBound | undefined): string {
  return bound ? `${prefix}/${boundText(bound.value)}` : prefix;
}

function boundText(value: Scalar): string {
  return value.kind === 'const' || value.kind === 'literal'
    ? datumText(value.value, value.type)
    : scalarText(value);
}

function mutationNode(rel: MutationRel): Node {
  const { table } = rel.writer;
  switch (rel.kind) {
    case 'insert': {
      const columns = rel.values.map(({ slot }) => slotName(table, slot)).join(', ');
      const arbiters = rel.conflict?.arbiters.map(({ index }) => index.name).join(', ');
      return node(
        rel.upsert ? 'upsert' : 'insert',
        [`into: ${table.name}(${columns})`, arbiters && `arbiter indexes: ${arbiters}`],
        rel.input
      );
    }
    case 'update':
      return node(
        'update',
        [`table: ${table.name}`, `set: ${rel.sets.map(({ slot }) => slotName(table, slot)).join(', ')}`],
        rel.input
      );
    case 'delete':
      return node('delete', [`from: ${table.name}`], rel.input);
  }
}

const slotName = (table: TableSchema, slot: number): string =>
  table.columns.find((column) => column.slot === slot)?.name ?? '?';

const columnName = (table: TableSchema, id: number): string =>
  table.columns.find((column) => column.id === id)?.name ?? '?';

function conjunction(conjuncts: readonly Scalar[]): string {
  return conjuncts.length === 1
    ? scalarText(conjuncts[0])
    : conjuncts.map((part) => `(${scalarText(part)})`).join(' AND ');
}

const texts = (scalars: readonly Scalar[]): string => scalars.map(scalarText).join(', ');

const orderText = (keys: readonly SortKey[]): string =>
  keys.map(({ expr, descending }) => `${descending ? '-' : '+'}${scalarText(expr)}`).join(',');
