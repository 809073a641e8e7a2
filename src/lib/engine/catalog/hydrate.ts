import type { SqlType } from '../sql/types/type';
import type { CatalogView } from './catalog';

/** A type with the members of its enums as the catalog has them. */
export function hydrateType(view: Pick<CatalogView, 'get'>, type: SqlType): SqlType {
  switch (type.family) {
    case 'enum': {
      const stored = view.get(type.id);
      return stored?.kind === 'type' ? { ...type, name: stored.name, def: stored.def } : type;
    }
    case 'array': {
      const elem = hydrateType(view, type.elem);
      return elem === type.elem ? type : { ...type, elem };
    }
    case 'tuple': {
      const elems = type.elems.map((elem) => hydrateType(view, elem));
      return elems.every((elem, i) => elem === type.elems[i]) ? type : { ...type, elems };
    }
    default:
      return type;
  }
}
