import { SqlError, type Span } from '../../base/errors';
import type { AlterTypeAction, TextNode } from '../../sql/ast/ddl';
import type { EnumDef, EnumMember } from '../../sql/types/type';
import { ddlErrors, quoted } from './errors';

/**
 * Labels of enums and their ranks. A rank never changes once rows hold it, so labels are far apart from the start and one that
 * comes between two others gets the rank halfway.
 */
const SPACING = 4_294_967_296; // 2³²: leaves some eighty halvings between two neighbours

/** @throws SqlError 42P17 for a label given twice */
export function makeEnum(labels: readonly TextNode[]): EnumDef {
  const members: EnumMember[] = [];
  for (const { text, span } of labels) {
    if (members.some((member) => member.label === text))
      throw new SqlError('42P17', `enum definition contains duplicate value ${quoted(text)}`, { span });
    members.push({ rank: (members.length + 1) * SPACING, label: text });
  }
  return { members };
}

/** Labels in a given order; those that an older definition has keep their ranks. */
export function makeEnumOf(labels: readonly string[], old: EnumDef | undefined): EnumDef {
  const known = new Map(old?.members.map((member) => [member.label, member.rank]));
  const members: EnumMember[] = [];
  labels.forEach((label, i) => {
    const next = labels.slice(i + 1).find((later) => known.has(later));
    const after = next === undefined ? undefined : known.get(next);
    const rank = known.get(label) ?? freeRank(members.at(-1)?.rank, after, old);
    members.push({ rank, label });
  });
  const gone = old?.members.filter(({ label }) => !labels.includes(label)) ?? [];
  return withRemoved({ members }, [...(old?.removed ?? []), ...gone]);
}

const withRemoved = (def: EnumDef, removed: readonly EnumMember[]): EnumDef =>
  removed.length > 0 ? { ...def, removed } : def;

/**
 * Adds a label.
 * @param readOnly it can be written only once others know it
 * @returns undefined where it is there already and IF NOT EXISTS was said
 */
export function withLabel(
  def: EnumDef,
  action: Extract<AlterTypeAction, { kind: 'addValue' }>,
  readOnly: boolean
): EnumDef | undefined {
  const { value, placement } = action;
  const { members } = def;
  if (members.some((member) => member.label === value.text)) {
    if (action.ifNotExists) return undefined;
    throw labelExists(value.text, value.span);
  }
  const at = placement
    ? memberIndex(def, placement.value.text, placement.value.span) + (placement.before ? 0 : 1)
    : members.length;
  const before = at > 0 ? members[at - 1].rank : undefined;
  const after = at < members.length ? members[at].rank : undefined;
  const rank = freeRank(before, after, def);
  if (rank === before || rank === after)
    throw new SqlError('54000', `no room is left between the labels around ${quoted(value.text)}`, {
      span: value.span
    });
  const added: EnumMember = { rank, label: value.text, ...(readOnly ? { readOnly } : {}) };
  return { ...def, members: [...members.slice(0, at), added, ...members.slice(at)] };
}

/** A definition whose labels everybody knows. */
export function publishedLabels(def: EnumDef): EnumDef {
  if (!def.members.some(({ readOnly }) => readOnly)) return def;
  return { ...def, members: def.members.map(({ rank, label }) => ({ rank, label })) };
}

/** A rank that no row of the past holds for a label taken away since. */
function freeRank(before: number | undefined, after: number | undefined, def: EnumDef | undefined): number {
  let rank = rankBetween(before, after);
  while (def?.removed?.some((member) => member.rank === rank)) {
    const next = rankBetween(rank, after);
    if (next === rank || next === after) break;
    rank = next;
  }
  return rank;
}

function rankBetween(before: number | undefined, after: number | undefined): number {
  if (before === undefined) return after === undefined ? SPACING : after - SPACING;
  return after === undefined ? before + SPACING : before + (after - before) / 2;
}

export function renamedLabel(def: EnumDef, from: TextNode, to: TextNode): EnumDef {
  // The labels of these two messages stand without quotes in CockroachDB as well.
  if (def.members.some((member) => member.label === to.text))
    throw new SqlError('42710', `enum value ${to.text} already exists`, { span: to.span });
  const at = def.members.findIndex((member) => member.label === from.text);
  if (at < 0) throw ddlErrors.invalidValue(`${from.text} is not an existing enum value`, from.span);
  refuseAdding(def.members[at], from.span);
  return {
    ...def,
    members: def.members.map((member, i) => (i === at ? { ...member, label: to.text } : member))
  };
}

export function withoutLabel(def: EnumDef, value: TextNode): { def: EnumDef; removed: EnumMember } {
  const removed = def.members.find((member) => member.label === value.text);
  if (!removed)
    throw new SqlError('42704', `enum value ${quoted(value.text)} does not exist`, { span: value.span });
  refuseAdding(removed, value.span);
  const members = def.members.filter((member) => member !== removed);
  return { def: withRemoved({ members }, [...(def.removed ?? []), removed]), removed };
}

function memberIndex(def: EnumDef, label: string, span: Span): number {
  const at = def.members.findIndex((member) => member.label === label);
  if (at < 0) throw ddlErrors.invalidValue(`${quoted(label)} is not an existing enum value`, span);
  return at;
}

/** @throws SqlError 55000 for a label that its own transaction has added */
function refuseAdding({ label, readOnly }: EnumMember, span: Span): void {
  if (!readOnly) return;
  throw new SqlError('55000', `enum value ${quoted(label)} is being added, try again later`, { span });
}

const labelExists = (label: string, span: Span): SqlError =>
  new SqlError('42710', `enum value ${quoted(label)} already exists`, { span });
