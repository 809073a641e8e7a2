import type { SequenceDef } from '../catalog/descriptors';
import type { VirtualTableSchema } from '../sql/plan/schema';
import { BOOL, INT } from '../sql/types/type';

/** Tables that exist only when they are read: `crdb_internal`, `information_schema`, `pg_catalog`. */
export class VirtualTables {
  readonly #byName = new Map<string, VirtualTableSchema>();

  add(schema: string, table: VirtualTableSchema): void {
    this.#byName.set(`${schema}.${table.name}`, table);
  }

  find(schema: string, name: string): VirtualTableSchema | undefined {
    return this.#byName.get(`${schema}.${name}`);
  }

  get all(): Iterable<readonly [string, VirtualTableSchema]> {
    return this.#byName;
  }

  /** `SELECT * FROM sequence`. */
  sequenceTable(sequence: SequenceDef): VirtualTableSchema {
    return {
      kind: 'virtual',
      isSequence: true,
      id: sequence.id,
      name: sequence.name,
      columns: [
        { name: 'last_value', type: INT },
        { name: 'log_cnt', type: INT },
        { name: 'is_called', type: BOOL }
      ],
      rows: (ctx) => [[ctx.sequenceValue?.(sequence.id) ?? null, 0, true]]
    };
  }
}
