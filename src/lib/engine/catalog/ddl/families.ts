import type { FamilyDef as FamilyNode } from '../../sql/ast/table-def';
import type { ColumnDef } from '../descriptors';
import { ddlErrors, quoted } from './errors';
import type { TableDraft } from './draft';
import { SqlError } from '../../base/errors';
import type { ColumnFamily } from '../../sql/ast/table-def';

/**
 * Column families (reference §6.5). As in tabledesc/structured.go: without any family there is one, `primary`; columns that no
 * family names go to the first; a family without a name is called after its number and columns.
 */

/** Families of CREATE TABLE. Virtual columns belong to none. @throws SqlError for columns named twice or not at all */
export function makeFamilies(
  draft: TableDraft,
  nodes: readonly FamilyNode[],
  ofColumns: ReadonlyMap<string, ColumnFamily>
): void {
  const drafts: { name: string; columns: ColumnDef[] }[] = nodes.map((node) => ({
    name: node.name?.text ?? '',
    columns: node.columns.map((name) => {
      const column = draft.column(name.text);
      if (!column) throw ddlErrors.undefinedColumn(name.text, name.span);
      if (column.computed?.virtual)
        throw ddlErrors.invalidDefinition(
          `virtual computed column ${quoted(column.name)} cannot be part of a family`,
          name.span
        );
      return column;
    })
  }));
  refuseTwice(drafts);
  for (const [name, family] of ofColumns) joinFamily(draft.column(name)!, family, drafts); // it has been made
  if (drafts.length === 0) drafts.push({ name: 'primary', columns: [] });
  for (const column of draft.columns)
    if (!column.computed?.virtual && !drafts.some((f) => f.columns.includes(column)))
      drafts[0].columns.push(column);
  for (const family of drafts) {
    const made = draft.addFamily(
      family.name,
      family.columns.map((column) => column.id)
    );
    if (family.name === '') nameFamily(draft, made.id);
  }
}

function refuseTwice(families: readonly { name: string; columns: readonly ColumnDef[] }[]): void {
  const names = new Set<string>();
  const columns = new Set<ColumnDef>();
  for (const family of families) {
    if (family.name !== '' && names.has(family.name))
      throw ddlErrors.invalidDefinition(`duplicate family name: ${quoted(family.name)}`);
    names.add(family.name);
    for (const column of family.columns) {
      if (columns.has(column))
        throw ddlErrors.invalidDefinition(`column ${quoted(column.name)} is in more than one family`);
      columns.add(column);
    }
  }
}

/** `FAMILY f` and `CREATE [IF NOT EXISTS] FAMILY [f]` of one column. */
function joinFamily(
  column: ColumnDef,
  family: ColumnFamily,
  drafts: { name: string; columns: ColumnDef[] }[]
): void {
  const name = family.name?.text ?? '';
  const known = name === '' ? undefined : drafts.find((f) => f.name === name);
  if (known) {
    if (family.create && !family.ifNotExists) throw familyExists(name);
    if (!known.columns.includes(column)) known.columns.push(column);
  } else {
    if (!family.create) throw unknownFamily(name, family);
    drafts.push({ name, columns: [column] });
  }
}

const familyExists = (name: string): SqlError =>
  new SqlError('42P16', `family ${quoted(name)} already exists`);
const unknownFamily = (name: string, family: ColumnFamily): SqlError =>
  new SqlError('42P16', `unknown family ${quoted(name)}`, { span: family.name?.span });

/** Puts a column added later into its family: the one it names, or the first. */
export function placeInFamily(draft: TableDraft, column: ColumnDef, family: ColumnFamily | undefined): void {
  if (column.computed?.virtual) {
    if (family)
      throw ddlErrors.invalidDefinition(
        `virtual computed column ${quoted(column.name)} cannot be part of a family`
      );
    return;
  }
  if (!family) return draft.addToFamily(draft.families[0].id, column.id);
  const name = family.name?.text ?? '';
  const known = name === '' ? undefined : draft.families.find((f) => f.name === name);
  if (known) {
    if (family.create && !family.ifNotExists) throw familyExists(name);
    return draft.addToFamily(known.id, column.id);
  }
  if (!family.create) throw unknownFamily(name, family);
  const made = draft.addFamily(name, [column.id]);
  if (name === '') nameFamily(draft, made.id);
}

/** `fam_<number>_<columns>`. */
function nameFamily(draft: TableDraft, id: number): void {
  draft.families = draft.families.map((f) =>
    f.id === id ? { ...f, name: ['fam', id, ...f.columns.map((c) => draft.columnById(c).name)].join('_') } : f
  );
}
