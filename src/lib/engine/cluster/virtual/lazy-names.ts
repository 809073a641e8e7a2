import type { ObjectNames } from '../../sql/types/session-format';
import type { OidVariant } from '../../sql/types/type';

/** Names of the catalog, which is asked for only when a value of a REG* type is met: most statements have none. */
export class LazyNames implements ObjectNames {
  readonly #catalog: () => ObjectNames;

  constructor(catalog: () => ObjectNames) {
    this.#catalog = catalog;
  }

  oidOf(variant: OidVariant, name: string): number | undefined {
    return this.#catalog().oidOf(variant, name);
  }

  oidName(variant: OidVariant, oid: number): string | undefined {
    return this.#catalog().oidName(variant, oid);
  }
}
