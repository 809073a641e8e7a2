import type { AlterColumnIdentity, AlterTableCommand } from '../ast/alter-table';
import type { RelocateSubject } from '../ast/ddl';
import type { Name, TableName } from '../ast/name';
import type { Statement } from '../ast/statement';
import type { SequenceOption } from '../ast/table-def';
import type { Cursor } from './cursor';
import { columnDef, generated, optSequenceOptions } from './column-def';
import { expr } from './expr';
import { indexElements } from './index-def';
import { name, roleSpec, tableName } from './names';
import { limitOption, signedInteger } from './sequence-options';
import { relation } from './table-expr';
import {
  atConstraint,
  bracketedExprs,
  constraintElement,
  localityClause,
  optSharding,
  optStorageParameters,
  partitionBy,
  storageKey,
  storageParameter,
  tableConstraint
} from './table-def';
import { anyQuery } from './txn';
import { collated, typeRef } from './types';
import { zoneAction } from './zone';

/** ALTER TABLE: single changes that are statements of their own, and lists of commands. */

/** From TABLE on. */
export function alterTable(p: Cursor, offset: number): Statement {
  p.expect('TABLE');
  const ifExists = p.eatAll('IF', 'EXISTS');
  const table = relation(p);
  return (
    wholeTableChange(p, offset, { ifExists, table }) ?? {
      kind: 'alterTable',
      ifExists,
      name: table,
      commands: p.list(command),
      span: p.spanFrom(offset)
    }
  );
}

interface Target {
  readonly ifExists: boolean;
  readonly table: TableName;
}

/** A change that is no command of a list: RENAME TO, SET SCHEMA, OWNER TO, SPLIT AT … */
function wholeTableChange(p: Cursor, offset: number, { ifExists, table }: Target): Statement | undefined {
  const relationKind = { relation: 'TABLE', ifExists, name: table } as const;
  if (p.eatAll('RENAME', 'TO'))
    return {
      kind: 'renameRelation',
      ...relationKind,
      to: tableName(p, 'new_name'),
      span: p.spanFrom(offset)
    };
  if (p.eatAll('SET', 'SCHEMA'))
    return {
      kind: 'setRelationSchema',
      ...relationKind,
      schema: name(p, 'schema'),
      span: p.spanFrom(offset)
    };
  if (p.eatAll('OWNER', 'TO'))
    return { kind: 'setRelationOwner', ...relationKind, owner: roleSpec(p), span: p.spanFrom(offset) };
  if (p.atAll('SET', 'LOCALITY')) {
    p.next();
    const locality = localityClause(p);
    return { kind: 'setTableLocality', ifExists, name: table, locality, span: p.spanFrom(offset) };
  }
  if (p.eatAll('SET', 'LOGGED'))
    return { kind: 'setTableLogged', ifExists, name: table, logged: true, span: p.spanFrom(offset) };
  if (p.eatAll('SET', 'UNLOGGED'))
    return { kind: 'setTableLogged', ifExists, name: table, logged: false, span: p.spanFrom(offset) };
  return ifExists ? undefined : rangeChange(p, offset, { kind: 'table', table });
}

type RangeOwner = Extract<Statement, { kind: 'split' }>['on'];

/** SPLIT, UNSPLIT, SCATTER, RELOCATE and CONFIGURE ZONE, of a table or an index. */
export function rangeChange(p: Cursor, offset: number, on: RangeOwner): Statement | undefined {
  if (p.eatAll('SPLIT', 'AT')) {
    const at = anyQuery(p);
    const expiration = p.eatAll('WITH', 'EXPIRATION') ? expr(p) : undefined;
    return { kind: 'split', on, at, expiration, span: p.spanFrom(offset) };
  }
  if (p.eat('UNSPLIT')) {
    const at = p.expectOneOf('AT', 'ALL') === 'AT' ? anyQuery(p) : undefined;
    return { kind: 'unsplit', on, at, span: p.spanFrom(offset) };
  }
  if (p.eat('SCATTER')) {
    const hasBounds = p.eat('FROM');
    const from = hasBounds ? bracketedExprs(p) : [];
    if (hasBounds) p.expect('TO');
    const to = hasBounds ? bracketedExprs(p) : [];
    return { kind: 'scatter', on, from, to, span: p.spanFrom(offset) };
  }
  if (eatRelocate(p)) {
    const subject = relocateSubject(p) ?? 'VOTERS';
    const rows = anyQuery(p);
    return { kind: 'relocate', on, subject, rows, span: p.spanFrom(offset) };
  }
  if (!p.at('CONFIGURE')) return undefined;
  const action = zoneAction(p);
  const target = on.kind === 'table' ? { ...on, partition: undefined } : { ...on, partition: undefined };
  return { kind: 'configureZone', target, action, span: p.spanFrom(offset) };
}

/** RELOCATE, also in its older spellings. */
export function eatRelocate(p: Cursor): boolean {
  return p.eatOneOf('RELOCATE', 'EXPERIMENTAL_RELOCATE', 'TESTING_RELOCATE') !== undefined;
}

export function relocateSubject(p: Cursor): RelocateSubject | undefined {
  return p.eatOneOf('VOTERS', 'NONVOTERS', 'LEASE');
}

function command(p: Cursor): AlterTableCommand {
  const offset = p.offset;
  switch (p.kind) {
    case 'ADD':
      return addCommand(p, offset);
    case 'ALTER':
      return alterCommand(p, offset);
    case 'DROP':
      return dropCommand(p, offset);
    case 'RENAME':
      return renameCommand(p, offset);
    case 'SET':
      p.next();
      return { kind: 'setStorage', parameters: p.parenList(storageParameter), span: p.spanFrom(offset) };
    case 'RESET':
      p.next();
      return { kind: 'resetStorage', keys: p.parenList(storageKey), span: p.spanFrom(offset) };
    case 'PARTITION':
      return { kind: 'partitionBy', partitionBy: partitionBy(p, true), span: p.spanFrom(offset) };
    default:
      return rareCommand(p, offset);
  }
}

function rareCommand(p: Cursor, offset: number): AlterTableCommand {
  p.atAny('ADD', 'ALTER', 'DROP', 'RENAME', 'SET', 'RESET', 'PARTITION');
  if (p.kind === 'INHERITS' || (p.kind === 'NO' && p.peek(1) === 'INHERITS'))
    p.unsupported('table inheritance');
  if (p.eat('VALIDATE')) {
    p.expect('CONSTRAINT');
    const constraint = name(p, 'constraint');
    return {
      kind: 'validateConstraint',
      ifExists: false,
      constraint,
      behavior: undefined,
      span: p.spanFrom(offset)
    };
  }
  if (p.eat('EXPERIMENTAL_AUDIT')) {
    p.expect('SET');
    const word = p.expectOneOf('READ', 'OFF');
    if (word === 'READ') p.expect('WRITE');
    return { kind: 'setAudit', mode: word === 'OFF' ? 'OFF' : 'READ WRITE', span: p.spanFrom(offset) };
  }
  if (p.eat('INJECT')) {
    p.expect('STATISTICS');
    return { kind: 'injectStatistics', statistics: expr(p), span: p.spanFrom(offset) };
  }
  if (p.eat('NO')) {
    p.expectAll('FORCE', 'ROW', 'LEVEL', 'SECURITY');
    return { kind: 'rowLevelSecurity', mode: 'NO FORCE', span: p.spanFrom(offset) };
  }
  const mode = p.expectOneOf('ENABLE', 'DISABLE', 'FORCE');
  if (mode !== 'FORCE' && p.eat('TRIGGER')) {
    const trigger = p.eatOneOf('ALL', 'USER') ?? name(p, 'new_name');
    return { kind: 'switchTrigger', enable: mode === 'ENABLE', trigger, span: p.spanFrom(offset) };
  }
  p.expectAll('ROW', 'LEVEL', 'SECURITY');
  return { kind: 'rowLevelSecurity', mode, span: p.spanFrom(offset) };
}

function addCommand(p: Cursor, offset: number): AlterTableCommand {
  p.expect('ADD');
  if (p.eatAll('CONSTRAINT', 'IF')) {
    p.expectAll('NOT', 'EXISTS');
    const given = name(p, 'new_name');
    const constraint = constraintElement(p, { offset: given.span.offset, name: given, ifNotExists: true });
    return {
      kind: 'addConstraint',
      constraint,
      notValid: p.eatAll('NOT', 'VALID'),
      span: p.spanFrom(offset)
    };
  }
  if (atConstraint(p)) {
    const constraint = tableConstraint(p);
    return {
      kind: 'addConstraint',
      constraint,
      notValid: p.eatAll('NOT', 'VALID'),
      span: p.spanFrom(offset)
    };
  }
  p.eat('COLUMN');
  const ifNotExists = p.eatAll('IF', 'NOT', 'EXISTS');
  return { kind: 'addColumn', ifNotExists, column: columnDef(p), span: p.spanFrom(offset) };
}

function dropCommand(p: Cursor, offset: number): AlterTableCommand {
  p.expect('DROP');
  const isConstraint = p.eat('CONSTRAINT');
  if (!isConstraint) p.eat('COLUMN');
  const ifExists = p.eatAll('IF', 'EXISTS');
  const given = name(p, isConstraint ? 'constraint' : 'column');
  const behavior = p.eatOneOf('CASCADE', 'RESTRICT');
  const span = p.spanFrom(offset);
  if (isConstraint) return { kind: 'dropConstraint', ifExists, constraint: given, behavior, span };
  return { kind: 'dropColumn', ifExists, column: given, behavior, span };
}

function renameCommand(p: Cursor, offset: number): AlterTableCommand {
  p.expect('RENAME');
  const isConstraint = p.eat('CONSTRAINT');
  if (!isConstraint) p.eat('COLUMN');
  const from = name(p, isConstraint ? 'constraint' : 'column');
  p.expect('TO');
  const to = name(p, 'new_name');
  const span = p.spanFrom(offset);
  if (isConstraint) return { kind: 'renameConstraint', constraint: from, to, span };
  return { kind: 'renameColumn', column: from, to, span };
}

function alterCommand(p: Cursor, offset: number): AlterTableCommand {
  p.expect('ALTER');
  if (p.eatAll('PRIMARY', 'KEY')) {
    p.expectAll('USING', 'COLUMNS');
    const columns = indexElements(p);
    const sharded = optSharding(p);
    const storage = optStorageParameters(p);
    return { kind: 'alterPrimaryKey', columns, sharded, storage, span: p.spanFrom(offset) };
  }
  if (p.kind === 'CONSTRAINT') p.unsupported('ALTER CONSTRAINT');
  p.eat('COLUMN');
  return alterColumn(p, name(p, 'column'), offset);
}

function alterColumn(p: Cursor, column: Name, offset: number): AlterTableCommand {
  if (p.atAny('SET', 'RESTART') && isIdentityChange(p)) return alterIdentity(p, column, offset);
  if (p.eat('ADD')) {
    if (!p.at('GENERATED')) p.unsupported('ALTER COLUMN … ADD');
    const { always } = generated(p);
    p.expectAll('AS', 'IDENTITY');
    return identity(p, offset, { kind: 'addIdentity', column, always, options: optSequenceOptions(p) });
  }
  if (p.eat('DROP')) return dropOfColumn(p, column, offset);
  if (p.at('TYPE') || p.atAll('SET', 'DATA')) return alterType(p, column, offset);
  p.expect('SET');
  if (p.eat('DEFAULT')) return { kind: 'setDefault', column, expr: expr(p), span: p.spanFrom(offset) };
  if (p.eatAll('ON', 'UPDATE'))
    return { kind: 'setOnUpdate', column, expr: expr(p), span: p.spanFrom(offset) };
  if (p.eat('VISIBLE')) return { kind: 'setVisible', column, span: p.spanFrom(offset) };
  p.expect('NOT');
  const word = p.expectOneOf('NULL', 'VISIBLE');
  return { kind: word === 'NULL' ? 'setNotNull' : 'setNotVisible', column, span: p.spanFrom(offset) };
}

function dropOfColumn(p: Cursor, column: Name, offset: number): AlterTableCommand {
  switch (p.expectOneOf('DEFAULT', 'ON', 'NOT', 'STORED', 'IDENTITY')) {
    case 'DEFAULT':
      return { kind: 'setDefault', column, expr: undefined, span: p.spanFrom(offset) };
    case 'ON':
      p.expect('UPDATE');
      return { kind: 'setOnUpdate', column, expr: undefined, span: p.spanFrom(offset) };
    case 'NOT':
      p.expect('NULL');
      return { kind: 'dropNotNull', column, span: p.spanFrom(offset) };
    case 'STORED':
      return { kind: 'dropStored', column, span: p.spanFrom(offset) };
    case 'IDENTITY': {
      const ifExists = p.eatAll('IF', 'EXISTS');
      return {
        ...identity(p, offset, { kind: 'dropIdentity', column, always: false, options: [] }),
        ifExists
      };
    }
  }
}

function alterType(p: Cursor, column: Name, offset: number): AlterTableCommand {
  p.eatAll('SET', 'DATA');
  p.expect('TYPE');
  let type = typeRef(p);
  if (p.eat('COLLATE')) type = collated(p, type);
  const using = p.eat('USING') ? expr(p) : undefined;
  return { kind: 'alterColumnType', column, type, using, span: p.spanFrom(offset) };
}

/** SET begins many changes of a column; these words behind it are the identity's. */
function isIdentityChange(p: Cursor): boolean {
  if (p.kind === 'RESTART') return true;
  switch (p.peek(1)) {
    case 'GENERATED':
    case 'CYCLE':
    case 'NO':
    case 'CACHE':
    case 'PER':
    case 'INCREMENT':
    case 'MINVALUE':
    case 'MAXVALUE':
    case 'START':
    case 'RESTART':
    case 'OWNED':
    case 'AS':
    case 'VIRTUAL':
      return true;
    default:
      return false;
  }
}

function alterIdentity(p: Cursor, column: Name, offset: number): AlterTableCommand {
  if (p.atAll('SET', 'GENERATED')) {
    p.next();
    const { always } = generated(p);
    return identity(p, offset, { kind: 'setIdentity', column, always, options: [] });
  }
  const options: SequenceOption[] = [];
  do options.push(identityOption(p));
  while (p.atAny('SET', 'RESTART'));
  return identity(p, offset, { kind: 'setIdentityOptions', column, always: false, options });
}

function identityOption(p: Cursor): SequenceOption {
  if (p.eat('RESTART')) {
    const isGiven = p.eat('WITH') || p.atAny('int', '+', '-');
    return { kind: 'restart', value: isGiven ? signedInteger(p) : undefined };
  }
  p.expect('SET');
  const word = p.kind;
  if (word === 'RESTART' || word === 'OWNED' || word === 'AS' || word === 'VIRTUAL')
    p.fail(`sequence option "${word === 'OWNED' ? 'OWNED BY' : word}" not supported here`);
  return limitOption(p) ?? p.fail();
}

function identity(
  p: Cursor,
  offset: number,
  parts: Pick<AlterColumnIdentity, 'kind' | 'column' | 'always' | 'options'>
): AlterColumnIdentity {
  return { ...parts, ifExists: false, span: p.spanFrom(offset) };
}
