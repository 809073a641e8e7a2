import type { DatabaseDef } from '../../catalog/descriptors';
import { alterLocality, type RegionalPlace } from '../../catalog/ddl/alter-locality';
import { SqlError } from '../../base/errors';
import { regionTypeOf, requireRegional } from '../../catalog/ddl/regions';
import type { SetTableLocalityStatement } from '../../sql/ast/ddl';
import type { Locality as LocalityNode } from '../../sql/ast/table-def';
import type { Cluster } from '../cluster';
import { variableIsOn } from '../session-variables';
import { done, type Handlers, type StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { alterationOf, tableToChange } from './ddl-alter';
import { SchemaStatement } from './ddl-host';
import { finishTable, requireUnlocked } from './table-change';

/** LOCALITY of CREATE TABLE, and ALTER TABLE … SET LOCALITY. */
export function registerLocalities(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  handlers.on('setTableLocality', (statement, ctx) =>
    setLocality(statement, new SchemaStatement(cluster, runner, ctx))
  );
}

/** What LOCALITY needs of a table's database. @throws SqlError 42P16 */
export function regionalPlace(
  database: DatabaseDef,
  node: LocalityNode,
  verb: string,
  host: SchemaStatement
): RegionalPlace {
  requireRegional(database, node, verb);
  const type = regionTypeOf(database.id, host.view);
  if (!type) throw new Error(`internal error: database ${database.name} has regions without their type`);
  return { database, type, rehome: variableIsOn(host.ctx.session, 'enable_auto_rehoming') };
}

function setLocality(statement: SetTableLocalityStatement, host: SchemaStatement): StatementResult {
  const { name, locality } = statement;
  const table = tableToChange(name, statement.ifExists, host);
  if (!table) return done('ALTER TABLE');
  const database = host.view.get(table.database) as DatabaseDef; // a table's own
  const place = regionalPlace(database, locality, "cannot alter a table's LOCALITY", host);
  // Not among what unlocks a table by itself (reference §1.9).
  requireUnlocked(table, host, { autoUnlock: false, span: name.span });
  const alteration = alterationOf(table, host, 1);
  // A change that takes a job is under way in this transaction.
  if (alteration.draft.base !== table)
    throw new SqlError(
      '0A000',
      `cannot perform a locality change on ${table.name} with other schema changes on ${table.name} in the same transaction`,
      { span: statement.span }
    );
  alterLocality(alteration, locality, place);
  finishTable(alteration, statement, host);
  return done('ALTER TABLE', 100);
}
