import type { SessionFormat } from '../../sql/types/session-format';
import type { EvalCatalogView } from './eval-catalog';

/**
 * A session's format that knows the catalog: `'t'::REGCLASS` is read as the table's number and a REGCLASS prints as its name.
 * @param catalog asked for only when a value of such a type is met
 */
export const namingFormat = (format: SessionFormat, catalog: () => EvalCatalogView): SessionFormat => ({
  ...format,
  oidOf: (variant, name) => catalog().oidOf(variant, name),
  oidName: (variant, oid) => catalog().oidName(variant, oid)
});
