/**
 * What must be done or checked for every row of a table before its new version becomes valid. Plain data: a schema change job
 * keeps it until its time has come.
 */
export type SchemaTask =
  /** Fills a new column with its DEFAULT or computed value, or with what `sql` says for the rows that are there. */
  | { readonly kind: 'fillColumn'; readonly column: number; readonly sql?: string }
  /** Fills a column that takes the place of another with converted values. */
  | {
      readonly kind: 'convertColumn';
      readonly from: number;
      readonly to: number;
      readonly usingSql: string | null;
    }
  /** Converts nothing, but every value must fit the column's new type. */
  | { readonly kind: 'fitsType'; readonly column: number }
  | { readonly kind: 'buildIndex'; readonly index: number }
  /** Copies every row into the table's new primary index; secondary indexes are built anew with it. */
  | { readonly kind: 'movePrimary' }
  /** `added`: the column is a new one, without a value in any row. */
  | { readonly kind: 'notNull'; readonly column: number; readonly added: boolean }
  | { readonly kind: 'check'; readonly name: string }
  | { readonly kind: 'foreignKey'; readonly name: string };
