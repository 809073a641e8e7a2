import type { ZoneAction, ZoneSetting, ZoneTarget } from '../ast/ddl';
import type { Statement } from '../ast/statement';
import type { Cursor } from './cursor';
import { expr } from './expr';
import { anyName, indexName, name, settingName, tableName } from './names';
import { variableValue } from './session';

/** Zone configurations: CONFIGURE ZONE and the target of SHOW ZONE CONFIGURATION. */

/** `CONFIGURE ZONE …`, at the word. */
export function zoneAction(p: Cursor): ZoneAction {
  p.expectAll('CONFIGURE', 'ZONE');
  if (p.eat('DISCARD')) return { kind: 'discard' };
  if (!p.eat('USING')) {
    if (!p.eat('=')) p.expect('TO');
    return { kind: 'yaml', config: expr(p) };
  }
  if (p.eat('DEFAULT')) return { kind: 'usingDefault' };
  return { kind: 'using', settings: p.list(zoneSetting) };
}

/** `name = value`, `name = COPY FROM PARENT` */
function zoneSetting(p: Cursor): ZoneSetting {
  const offset = p.offset;
  const setting = settingName(p, 'zone_setting');
  p.expect('=');
  const value = p.eatAll('COPY', 'FROM') ? fromParent(p) : variableValue(p);
  return { name: setting, value, span: p.spanFrom(offset) };
}

function fromParent(p: Cursor): undefined {
  p.expect('PARENT');
}

/** ALTER PARTITION p OF TABLE | INDEX … CONFIGURE ZONE, from PARTITION on. */
export function alterPartition(p: Cursor, offset: number): Statement {
  p.expect('PARTITION');
  const partition = anyName(p, 'new_name');
  p.expect('OF');
  const isTable = p.expectOneOf('TABLE', 'INDEX') === 'TABLE';
  let target: ZoneTarget;
  if (isTable) {
    target = { kind: 'table', table: tableName(p), partition };
    if (p.kind === '@')
      p.fail(
        'index name should not be specified in ALTER PARTITION ... OF TABLE',
        'use ALTER PARTITION … OF INDEX'
      );
  } else target = indexTarget(p, partition);
  const action = zoneAction(p);
  return { kind: 'configureZone', target, action, span: p.spanFrom(offset) };
}

function indexTarget(p: Cursor, partition: ReturnType<typeof name>): ZoneTarget {
  let ahead = 1;
  while (p.peek(ahead) === '.') ahead += 2;
  if (p.peek(ahead) === '@' && p.peek(ahead + 1) === '*') {
    const table = tableName(p);
    p.expectAll('@', '*');
    return { kind: 'allIndexes', table, partition };
  }
  return { kind: 'index', index: indexName(p), partition };
}

/** The target of SHOW ZONE CONFIGURATION, behind FROM. */
export function zoneTarget(p: Cursor): ZoneTarget {
  switch (p.expectOneOf('RANGE', 'DATABASE', 'TABLE', 'INDEX', 'PARTITION')) {
    case 'RANGE':
      return { kind: 'range', name: anyName(p, 'new_name').text };
    case 'DATABASE':
      return { kind: 'database', name: name(p, 'database') };
    case 'TABLE':
      return { kind: 'table', table: tableName(p), partition: optPartition(p) };
    case 'INDEX':
      return { kind: 'index', index: indexName(p), partition: optPartition(p) };
    case 'PARTITION': {
      const partition = anyName(p, 'new_name');
      p.expect('OF');
      if (p.expectOneOf('TABLE', 'INDEX') === 'INDEX')
        return { kind: 'index', index: indexName(p), partition };
      return { kind: 'table', table: tableName(p), partition };
    }
  }
}

function optPartition(p: Cursor): ReturnType<typeof name> | undefined {
  return p.eat('PARTITION') ? anyName(p, 'new_name') : undefined;
}
