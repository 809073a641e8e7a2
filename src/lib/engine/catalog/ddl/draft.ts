import { assert } from '../../base/assert';
import type {
  CheckDef,
  ColumnDef,
  FamilyDef,
  ForeignKeyDef,
  IndexDef,
  Locality,
  SchemaChangeKind,
  TableDef
} from '../descriptors';
import { ColumnPlaces } from './column-places';
import { ddlErrors } from './errors';
import { TakenNames } from './taken-names';

/**
 * A table while a statement changes it: the lists of its descriptor, free to change, and the numbers given out so far. What
 * comes of it is a descriptor again (`build`).
 */
export class TableDraft {
  /** The version it started from, or the frame of a new table. */
  readonly base: TableDef;
  name: string;
  columns: ColumnDef[];
  /** Undefined in a new table until its primary key is known. */
  primary: IndexDef | undefined;
  indexes: IndexDef[];
  families: FamilyDef[];
  checks: CheckDef[];
  foreignKeys: ForeignKeyDef[];
  params: Map<string, string>;
  schemaLocked: boolean;
  keyDropped: boolean;
  /** As it was said; undefined for what every table of its database has. */
  locality: Locality | undefined;
  constraintComments: Map<string, string>;
  change: { -readonly [K in keyof SchemaChangeKind]: SchemaChangeKind[K] } = {};
  #nextColumn: number;
  #nextIndex: number;
  #nextFamily: number;
  #nextSlot: number;
  readonly #places = new ColumnPlaces();
  readonly #columnNames = new TakenNames<ColumnDef>(
    () => ({ first: undefined, lists: [this.columns] }),
    () => true
  );
  readonly #indexNames = new TakenNames<IndexDef>(
    () => ({ first: this.primary, lists: [this.indexes] }),
    ({ unlisted }) => unlisted === undefined
  );
  readonly #constraintNames = new TakenNames<CheckDef | ForeignKeyDef | IndexDef>(
    () => ({ first: this.primary, lists: [this.checks, this.foreignKeys, this.indexes] }),
    (thing) => !('constraint' in thing) || thing.constraint
  );

  private constructor(base: TableDef, primary: IndexDef | undefined) {
    this.base = base;
    this.name = base.name;
    this.columns = [...base.columns];
    this.primary = primary;
    this.indexes = [...base.indexes];
    this.families = [...base.families];
    this.checks = [...base.checks];
    this.foreignKeys = [...base.foreignKeys];
    this.params = new Map(base.params);
    this.schemaLocked = base.schemaLocked;
    this.keyDropped = base.keyDropped ?? false;
    this.locality = base.locality;
    this.constraintComments = new Map(base.constraintComments ?? []);
    this.#nextColumn = base.nextColumn;
    this.#nextIndex = base.nextIndex;
    this.#nextFamily = base.nextFamily;
    this.#nextSlot = base.nextSlot;
  }

  /** @param frame what a new table has besides columns and keys; its `primary` is not looked at */
  static create(frame: TableDef): TableDraft {
    return new TableDraft(frame, undefined);
  }

  static of(table: TableDef): TableDraft {
    return new TableDraft(table, table.primary);
  }

  get isNew(): boolean {
    return this.base.version === 0;
  }

  /** The descriptor's next version. */
  build(): TableDef {
    const { base, primary } = this;
    assert(primary, () => `table ${this.name} has no primary key`);
    const {
      change: _change,
      constraintComments: _comments,
      locality: _locality,
      keyDropped: _keyDropped,
      ...rest
    } = base;
    return {
      ...rest,
      name: this.name,
      version: base.version + 1,
      columns: [...this.columns], // the draft's own goes on being changed
      primary,
      indexes: this.indexes.map((index) =>
        index.unlisted === 'primary key' ? { ...index, name: primary.name } : index
      ),
      families: this.families,
      checks: this.checks,
      foreignKeys: this.foreignKeys,
      params: [...this.params],
      schemaLocked: this.schemaLocked,
      ...(this.keyDropped ? { keyDropped: true } : {}),
      ...(this.locality ? { locality: this.locality } : {}),
      nextColumn: this.#nextColumn,
      nextIndex: this.#nextIndex,
      nextFamily: this.#nextFamily,
      nextSlot: this.#nextSlot,
      ...(this.constraintComments.size > 0 ? { constraintComments: [...this.constraintComments] } : {}),
      ...(Object.keys(this.change).length > 0 ? { change: this.change } : {})
    };
  }

  newColumnId(): number {
    return this.#nextColumn++;
  }

  newIndexId(): number {
    return this.#nextIndex++;
  }

  newSlot(): number {
    return this.#nextSlot++;
  }

  newFamilyId(): number {
    return this.#nextFamily++;
  }

  // --- lookups -----------------------------------------------------------------------------------------------------

  column(name: string): ColumnDef | undefined {
    const at = this.#places.ofName(this.columns, name);
    return at < 0 ? undefined : this.columns[at];
  }

  /** The first of `base`, `base1` … that no column has; `separator` stands before the number. */
  freeColumnName(base: string, separator: string): string {
    return this.#columnNames.free(base, separator);
  }

  columnById(id: number): ColumnDef {
    const at = this.#places.ofId(this.columns, id);
    const column = at < 0 ? undefined : this.columns[at];
    assert(column, () => `table ${this.name} has no column ${id}`);
    return column;
  }

  /** The primary index and the others. */
  get allIndexes(): IndexDef[] {
    return this.primary ? [this.primary, ...this.indexes] : this.indexes;
  }

  /** An index that statements can name. */
  index(name: string): IndexDef | undefined {
    return this.allIndexes.find((index) => index.name === name && index.unlisted === undefined);
  }

  hasIndexName(name: string): boolean {
    return this.#indexNames.has(name);
  }

  /** The first of `base`, `base1` … that no index has. */
  freeIndexName(base: string): string {
    return this.#indexNames.free(base);
  }

  /** Constraints of every kind share one space of names. */
  hasConstraint(name: string): boolean {
    return this.#constraintNames.has(name);
  }

  /** The first of `base`, `base1` … that no constraint has; `separator` stands before the number. */
  freeConstraintName(base: string, separator = ''): string {
    return this.#constraintNames.free(base, separator);
  }

  familyOf(column: number): FamilyDef | undefined {
    return this.families.find((family) => family.columns.includes(column));
  }

  // --- changes -----------------------------------------------------------------------------------------------------

  /** Puts a changed column in the place of the one with its id. */
  replaceColumn(column: ColumnDef): void {
    const at = this.#places.ofId(this.columns, column.id);
    if (at < 0) return;
    // A list whose names change is another list, which is how the names taken are known.
    if (this.columns[at].name === column.name) this.columns[at] = column;
    else this.columns = this.columns.with(at, column);
  }

  replaceIndex(index: IndexDef): void {
    if (this.primary?.id === index.id) this.primary = index;
    else this.indexes = this.indexes.map((i) => (i.id === index.id ? index : i));
  }

  addFamily(name: string, columns: readonly number[]): FamilyDef {
    const family: FamilyDef = { id: this.newFamilyId(), name, columns };
    this.families.push(family);
    return family;
  }

  addToFamily(family: number, column: number): void {
    this.families = this.families.map((f) =>
      f.id === family ? { ...f, columns: [...f.columns, column] } : f
    );
  }

  /** Takes a column out of its family, which goes when it was the last; the first one stays for the row's existence. */
  removeFromFamily(column: number): void {
    this.families = this.families
      .map((f) =>
        f.columns.includes(column) ? { ...f, columns: f.columns.filter((id) => id !== column) } : f
      )
      .filter((f, i) => f.columns.length > 0 || i === 0);
  }

  addCheck(check: CheckDef): void {
    if (this.hasConstraint(check.name)) throw ddlErrors.duplicateConstraint(check.name);
    this.checks.push(check);
  }

  addForeignKey(key: ForeignKeyDef): void {
    if (this.hasConstraint(key.name)) throw ddlErrors.duplicateConstraint(key.name);
    this.foreignKeys.push(key);
  }
}
