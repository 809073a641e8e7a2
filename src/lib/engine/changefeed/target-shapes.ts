import type { Catalog } from '../catalog/catalog';
import type { TableDef } from '../catalog/descriptors';
import { tableShape, type RowShape, type ShapeOptions } from '../encode/row-shape';
import type { EnumDef, SqlType } from '../sql/types/type';
import type { Target } from './feed';

/**
 * The shapes of one target's rows, by table version. Derived: a shape lasts until a label of an enum in it changes, because
 * messages show the label current when they are encoded (reference §4.9).
 */
export class TargetShapes {
  readonly #catalog: Catalog;
  readonly #target: Pick<Target, 'family'>;
  readonly #options: Omit<ShapeOptions, 'resolveType'>;
  readonly #shapes = new WeakMap<TableDef, { shape: RowShape; enums: Map<number, EnumDef> }>();

  constructor(catalog: Catalog, target: Pick<Target, 'family'>, options: Omit<ShapeOptions, 'resolveType'>) {
    this.#catalog = catalog;
    this.#target = target;
    this.#options = options;
  }

  of(table: TableDef): RowShape {
    const known = this.#shapes.get(table);
    if (known && this.#isCurrent(known.enums)) return known.shape;
    const enums = new Map<number, EnumDef>();
    const family = this.#target.family && table.families.find((f) => f.id === this.#target.family!.id); // checked on its left
    const shape = tableShape(table, family, {
      ...this.#options,
      resolveType: (type) => this.#resolve(type, enums)
    });
    this.#shapes.set(table, { shape, enums });
    return shape;
  }

  #isCurrent(enums: ReadonlyMap<number, EnumDef>): boolean {
    if (enums.size === 0) return true;
    for (const [id, def] of enums) if (this.#enumDef(id) !== def) return false;
    return true;
  }

  #enumDef(id: number): EnumDef | undefined {
    const newest = this.#catalog.versions(id).at(-1);
    return newest?.kind === 'type' ? newest.def : undefined;
  }

  /** The type with the labels of its enums, noting which definitions it used. */
  #resolve(type: SqlType, used: Map<number, EnumDef>): SqlType {
    switch (type.family) {
      case 'enum': {
        const def = this.#enumDef(type.id) ?? type.def;
        if (!def) return type;
        used.set(type.id, def);
        return { ...type, def };
      }
      case 'array':
        return { ...type, elem: this.#resolve(type.elem, used) };
      case 'tuple':
        return { ...type, elems: type.elems.map((elem) => this.#resolve(elem, used)) };
      default:
        return type;
    }
  }
}
