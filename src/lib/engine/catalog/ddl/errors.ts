import { SqlError, type Span } from '../../base/errors';

/** Wordings of schema changes (style §6): CockroachDB's SQLSTATEs and nouns. */

/** A name as messages show it: in double quotes, whatever it is made of. */
export const quoted = (name: string): string => `"${name}"`;

export const ddlErrors = {
  duplicateRelation: (name: string, span?: Span) =>
    new SqlError('42P07', `relation ${quoted(name)} already exists`, { span }),

  duplicateObject: (kind: string, name: string, span?: Span) =>
    new SqlError('42710', `${kind} ${quoted(name)} already exists`, { span }),

  duplicateDatabase: (name: string, span?: Span) =>
    new SqlError('42P04', `database ${quoted(name)} already exists`, { span }),

  duplicateSchema: (name: string, span?: Span) =>
    new SqlError('42P06', `schema ${quoted(name)} already exists`, { span }),

  duplicateColumn: (column: string, relation: string, span?: Span) =>
    new SqlError('42701', `column ${quoted(column)} of relation ${quoted(relation)} already exists`, {
      span
    }),

  columnTwice: (column: string, span?: Span) =>
    new SqlError('42701', `duplicate column name: ${quoted(column)}`, { span }),

  indexContainsTwice: (index: string, column: string, span?: Span) =>
    new SqlError('42701', `index ${quoted(index)} contains duplicate column ${quoted(column)}`, { span }),

  duplicateIndex: (name: string, span?: Span) =>
    new SqlError('42P07', `index with name ${quoted(name)} already exists`, { span }),

  duplicateConstraint: (name: string, span?: Span) =>
    new SqlError('42710', `duplicate constraint name: ${quoted(name)}`, { span }),

  halfAdded: (kind: 'column' | 'index' | 'constraint', name: string) =>
    new SqlError(
      kind === 'constraint' ? '0A000' : '55000',
      `${kind} ${quoted(name)} in the middle of being added, try again later`,
      { hint: 'COMMIT first' }
    ),

  undefinedRelation: (name: string, span?: Span, hint?: string) =>
    new SqlError('42P01', `relation ${quoted(name)} does not exist`, { span, hint }),

  undefinedColumn: (column: string, span?: Span) =>
    new SqlError('42703', `column ${quoted(column)} does not exist`, { span }),

  undefinedIndex: (name: string, span?: Span) =>
    new SqlError('42704', `index ${quoted(name)} does not exist`, { span }),

  undefinedConstraint: (name: string, relation: string, span?: Span) =>
    new SqlError('42704', `constraint ${quoted(name)} of relation ${quoted(relation)} does not exist`, {
      span
    }),

  undefinedType: (name: string, span?: Span) =>
    new SqlError('42704', `type ${quoted(name)} does not exist`, { span }),

  undefinedDatabase: (name: string, span?: Span) =>
    new SqlError('3D000', `database ${quoted(name)} does not exist`, { span }),

  undefinedSchema: (name: string, span?: Span) =>
    new SqlError('3F000', `unknown schema ${quoted(name)}`, { span }),

  undefinedRole: (name: string, span?: Span) =>
    new SqlError('42704', `role/user ${quoted(name)} does not exist`, { span }),

  wrongKind: (name: string, wanted: string, span?: Span) =>
    new SqlError('42809', `${quoted(name)} is not a ${wanted}`, { span }),

  /** What something else still needs. */
  dependsOn: (message: string, parts: { span?: Span; hint?: string; detail?: string } = {}) =>
    new SqlError('2BP01', message, parts),

  /** A definition that contradicts itself. */
  invalidDefinition: (message: string, span?: Span, hint?: string) =>
    new SqlError('42P16', message, { span, hint }),

  multiplePrimaryKeys: (table: string, span?: Span) =>
    new SqlError('42P16', `multiple primary keys for table ${quoted(table)} are not allowed`, { span }),

  invalidValue: (message: string, span?: Span, hint?: string) =>
    new SqlError('22023', message, { span, hint }),

  unsupported: (feature: string, instead: string, span?: Span) =>
    new SqlError('0A000', `${feature}: CockroachDB accepts this; the playground does not simulate it`, {
      hint: instead,
      span
    }),

  keyDropped: (span?: Span) =>
    new SqlError(
      '0A000',
      'primary key dropped without subsequent addition of new primary key in same transaction',
      { span }
    ),

  schemaLocked: (table: string, span?: Span) =>
    new SqlError(
      '57000',
      `this schema change is disallowed because table ${quoted(table)} is locked and this operation cannot automatically unlock the table`,
      { span, hint: `ALTER TABLE ${table} SET (schema_locked = false) unlocks it` }
    )
};
