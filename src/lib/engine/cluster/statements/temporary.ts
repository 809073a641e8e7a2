import { SqlError, type Span } from '../../base/errors';
import { ddlErrors } from '../../catalog/ddl/errors';
import { variableIsOn } from '../session-variables';
import type { SchemaStatement } from './ddl-host';

/**
 * Temporary objects, which CockroachDB makes only where the session asks for the experiment and the playground never does.
 * @throws SqlError XCEXF, 0A000
 */
export function refuseTemporary(
  what: 'tables' | 'views' | 'sequences',
  host: SchemaStatement,
  span: Span
): never {
  if (variableIsOn(host.ctx.session, 'experimental_enable_temp_tables'))
    throw ddlErrors.unsupported(
      `temporary ${what}`,
      `create ordinary ${what} and drop them at the end`,
      span
    );
  throw new SqlError('XCEXF', `temporary ${what} are only supported experimentally`, {
    span,
    hint: `the playground does not simulate them: create ordinary ${what} and drop them at the end`
  });
}
