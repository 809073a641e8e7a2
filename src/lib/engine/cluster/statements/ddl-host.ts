import type { Datum } from '../../base/datum';
import { SqlError, type Span } from '../../base/errors';
import type { Timestamp } from '../../base/timestamp';
import type { Descriptor, ExternalConnectionDef, SequenceDef, TableDef } from '../../catalog/descriptors';
import { Authority } from '../../catalog/privileges';
import { ddlErrors } from '../../catalog/ddl/errors';
import type { DdlHost } from '../../catalog/ddl/host';
import { EXTERNAL_CONNECTIONS, type CatalogView } from '../../catalog/catalog';
import type { Expr } from '../../sql/ast/expr';
import type { TableName } from '../../sql/ast/name';
import type { PlanCatalog, PlanSession } from '../../sql/plan/schema';
import { quoteSql } from '../../sql/types/sql-literal';
import { textOf } from '../../sql/types/format';
import { DEFAULT_FORMAT } from '../../sql/types/session-format';
import type { SqlType } from '../../sql/types/type';
import { visitTree } from '../../catalog/ddl/tree';
import type { Cluster } from '../cluster';
import type { FoundObject, NameResolver } from '../names';
import { releaseOf } from '../../base/release';
import { variableIsOn, variableText } from '../session-variables';
import type { StatementContext } from '../statement';
import type { StatementRunner } from '../statement-runner';
import { parseObjectName } from '../object-name';
import { claimDescriptor } from '../schema/claims';
import { placeRanges } from './range-placement';

/**
 * What a schema change has at hand while its statement runs: names, privileges, and the transaction's catalog to put new
 * versions into. Made anew for each statement.
 */
export class SchemaStatement implements DdlHost {
  readonly cluster: Cluster;
  readonly runner: StatementRunner;
  readonly ctx: StatementContext;

  constructor(cluster: Cluster, runner: StatementRunner, ctx: StatementContext) {
    this.cluster = cluster;
    this.runner = runner;
    this.ctx = ctx;
  }

  get view(): CatalogView {
    return this.ctx.catalog;
  }

  get user(): string {
    return this.ctx.session.user;
  }

  get text(): string {
    return this.ctx.text;
  }

  get now(): Timestamp {
    return this.ctx.txn.writeTs;
  }

  get plan(): PlanCatalog {
    return this.runner.sqlCatalog(this.ctx, this.ctx.catalog);
  }

  get session(): PlanSession {
    return this.runner.planSession(this.ctx);
  }

  get serialNormalization(): string {
    return variableText(this.ctx.session, 'serial_normalization');
  }

  get lockNewTables(): boolean {
    const known = this.cluster.settings.isAtLeast(releaseOf(26, 1));
    return known && variableIsOn(this.ctx.session, 'create_table_with_schema_locked');
  }

  get needsPrimaryKeys(): boolean {
    return variableIsOn(this.ctx.session, 'require_explicit_primary_keys');
  }

  get uniqueWithoutIndex(): boolean {
    return variableIsOn(this.ctx.session, 'experimental_enable_unique_without_index_constraints');
  }

  get crossDatabaseKeys(): boolean {
    return this.cluster.settings.bool('sql.cross_db_fks.enabled');
  }

  get authority(): Authority {
    return new Authority(this.ctx.catalog);
  }

  newId(): number {
    return this.ctx.catalog.newId();
  }

  newPrimaryStorage(): number {
    return this.cluster.storage.addPrimaryIndex();
  }

  newSecondaryStorage(): number {
    return this.cluster.storage.addSecondaryIndex();
  }

  /** Adds a new version to the transaction. @throws Blocked, WaitsForJob where somebody else is changing the object */
  stage(descriptor: Descriptor): void {
    claimDescriptor(this.cluster, this.ctx, descriptor);
    this.ctx.catalog.stage(descriptor);
    if (descriptor.kind === 'table' && !descriptor.dropped) placeRanges(descriptor, this);
  }

  notice(message: string, hint?: string): void {
    this.ctx.notice(message, hint);
  }

  constant(expr: Expr, place: string): { type: SqlType; value: Datum } {
    visitTree(expr, (node) => {
      const { kind } = node;
      if (kind === 'column' || kind === 'subquery' || kind === 'exists')
        throw new SqlError('42601', `variable sub-expressions are not allowed in ${place}`, {
          span: expr.span
        });
    });
    return this.runner.scalar(expr, this.ctx);
  }

  textOf(expr: Expr): string {
    return this.text.slice(expr.span.offset, expr.span.offset + expr.span.length);
  }

  parameterText(expr: Expr): string {
    const { type, value } = this.constant(expr, 'storage parameter');
    if (value === null) return 'NULL';
    const text = textOf(value, type, DEFAULT_FORMAT);
    return typeof value === 'string' && type.family === 'string' ? quoteSql(text) : text;
  }

  // --- names -------------------------------------------------------------------------------------------------------

  get names(): NameResolver {
    return this.runner.names(this.ctx.session, this.ctx.catalog);
  }

  sequence(name: string | number, span: Span | undefined): SequenceDef {
    const object =
      typeof name === 'number'
        ? this.ctx.catalog.get(name)
        : this.names.find({ ...parseObjectName(name), span })?.object;
    if (!object) throw ddlErrors.undefinedRelation(String(name), span);
    if (object.kind !== 'sequence') throw ddlErrors.wrongKind(object.name, 'sequence', span);
    return object;
  }

  /** A relation by name; undefined where there is none. @throws SqlError 42501 for virtual schemas */
  findRelation(name: TableName): FoundObject | undefined {
    const qualified = { catalog: name.catalog, schema: name.schema, object: name.table, span: name.span };
    const virtual = this.names.virtualSchema(qualified);
    if (virtual)
      throw new SqlError('42501', `${virtual} is a virtual schema and cannot be modified`, {
        span: name.span
      });
    return this.names.find(qualified);
  }

  /** @throws SqlError 42P01 */
  relation(name: TableName): FoundObject {
    const found = this.findRelation(name);
    if (!found || found.object.kind === 'type')
      throw ddlErrors.undefinedRelation(writtenName(name), name.span);
    return found;
  }

  /** @throws SqlError 42P01, 42809 */
  table(name: TableName): TableDef {
    const { object } = this.relation(name);
    if (object.kind !== 'table') throw ddlErrors.wrongKind(writtenName(name), 'table', name.span);
    return object;
  }

  /** @throws SqlError 42704 */
  externalConnection(name: string, span: Span | undefined): ExternalConnectionDef {
    const found = this.ctx.catalog.find(EXTERNAL_CONNECTIONS, name);
    if (found?.kind !== 'externalConnection')
      throw new SqlError('42704', `external connection with name '${name}' does not exist`, { span });
    return found;
  }

  /** Where a new object goes, checked for the right to create there and for the name being free. */
  placeForNew(name: TableName | { catalog?: string; schema?: string; object: string; span: Span }): {
    database: FoundObject['database'];
    schema: FoundObject['schema'];
    name: string;
  } {
    const object = 'table' in name ? name.table : name.object;
    if (object === '') throw new SqlError('42601', 'empty table name', { span: name.span });
    const place = this.names.schemaForNew({
      catalog: name.catalog,
      schema: name.schema,
      object,
      span: name.span
    });
    if (place.database.name === 'system')
      throw new SqlError(
        '42501',
        `user ${this.user} does not have CREATE privilege on schema system.public`,
        { span: name.span }
      );
    this.authority.require(this.user, place.schema, 'CREATE', name.span);
    return { ...place, name: object };
  }
}

/** A name as it was written, parts joined by dots. */
export function writtenName(name: TableName): string {
  return [name.catalog, name.schema, name.table].filter((part) => part !== undefined).join('.');
}
