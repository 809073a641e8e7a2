import { SqlError } from '../../base/errors';
import { normalizeInt } from '../../base/datum';
import type { SequenceDef } from '../../catalog/descriptors';
import { ddlErrors, quoted } from '../../catalog/ddl/errors';
import { changedSettings, sequenceSettings } from '../../catalog/ddl/sequences';
import { defaultPrivileges } from '../../catalog/privileges';
import type { AlterSequenceStatement, CreateSequenceStatement } from '../../sql/ast/ddl';
import type { SequenceOption } from '../../sql/ast/table-def';
import type { Cluster } from '../cluster';
import { done, type Handlers, type StatementResult } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { SchemaStatement } from './ddl-host';
import { nameTaken, relationOfKind } from './ddl-tables';
import { refuseTemporary } from './temporary';

/** CREATE and ALTER SEQUENCE. */
export function registerSequences(handlers: Handlers, cluster: Cluster, runner: StatementRunner): void {
  handlers.on('createSequence', (statement, ctx) =>
    createSequence(statement, new SchemaStatement(cluster, runner, ctx))
  );
  handlers.on('alterSequence', (statement, ctx) =>
    alterSequence(statement, new SchemaStatement(cluster, runner, ctx))
  );
}

function createSequence(statement: CreateSequenceStatement, host: SchemaStatement): StatementResult {
  const { name, options, span } = statement;
  if (statement.temporary) refuseTemporary('sequences', host, span);
  const place = host.placeForNew(name);
  const known = host.view.find(place.schema.id, place.name);
  if (known) {
    if (!statement.ifNotExists || known.kind === 'type') throw nameTaken(known, place, name.span);
    host.notice(`relation ${quoted(place.name)} already exists, skipping`);
    return done('CREATE SEQUENCE');
  }
  const { database, schema } = place;
  const id = host.newId();
  const settings = sequenceSettings(options, host, span);
  host.stage({
    kind: 'sequence',
    id,
    name: place.name,
    version: 1,
    modified: host.now,
    dropped: false,
    privileges: defaultPrivileges({
      database,
      schema,
      objects: 'sequences',
      kind: 'sequence',
      owner: host.user
    }),
    database: database.id,
    schema: schema.id,
    ...settings,
    ...ownership(options, database.id, host),
    temporary: false
  });
  restart({ id, start: settings.start }, options, host);
  return done('CREATE SEQUENCE');
}

/** `OWNED BY t.c`, or by no one. @throws SqlError 42P01, 42703, 42601 */
function ownership(
  options: readonly SequenceOption[],
  database: number,
  host: SchemaStatement
): Pick<SequenceDef, 'ownedBy'> {
  const option = options.find((o) => o.kind === 'ownedBy');
  if (option?.kind !== 'ownedBy' || !option.column) return {};
  if (!option.column.table)
    throw new SqlError('42601', 'invalid OWNED BY option', {
      hint: 'specify OWNED BY table.column or OWNED BY NONE'
    });
  const table = host.table(option.column.table);
  host.authority.require(host.user, table, 'CREATE', option.column.table.span);
  const setting = 'sql.cross_db_sequence_owners.enabled';
  if (table.database !== database && !host.cluster.settings.bool(setting))
    throw new SqlError('0A000', 'OWNED BY cannot refer to other databases', {
      span: option.column.table.span,
      hint: `the deprecated cluster setting ${setting} allows it`
    });
  const { column: name } = option.column;
  const column = table.columns.find((c) => c.name === name);
  if (!column) throw ddlErrors.undefinedColumn(name, option.column.table.span);
  return { ownedBy: { table: table.id, column: column.id } };
}

function alterSequence(statement: AlterSequenceStatement, host: SchemaStatement): StatementResult {
  const { name, options, span } = statement;
  const found = relationOfKind(name, { kind: 'SEQUENCE', ifExists: statement.ifExists }, host);
  if (found?.object.kind !== 'sequence') return done('ALTER SEQUENCE');
  const sequence = found.object;
  host.authority.require(host.user, sequence, 'CREATE', name.span);
  const { width: _width, cachedBy: _cachedBy, ownedBy, ...rest } = sequence;
  const owner = options.some((option) => option.kind === 'ownedBy')
    ? ownership(options, sequence.database, host)
    : ownedBy
      ? { ownedBy }
      : {};
  host.stage({
    ...rest,
    ...changedSettings(sequence, options, host, span),
    ...owner,
    version: sequence.version + 1
  });
  restart(sequence, options, host);
  return done('ALTER SEQUENCE');
}

/** `RESTART [WITH n]`: the next value is n, else the start. @throws SqlError 22003 out of bounds */
function restart(
  { id, start }: Pick<SequenceDef, 'id' | 'start'>,
  options: readonly SequenceOption[],
  { cluster, ctx }: SchemaStatement
): void {
  const option = options.find(({ kind }) => kind === 'restart');
  if (option?.kind === 'restart')
    cluster.sequences.set(id, normalizeInt(BigInt(option.value ?? start)), false, ctx);
}
