import { FAULTS } from './faults';
import { makeFeed, makeSchedule } from './feeds';
import { changeLocality, keyColumn, makeTable, split, write, writeMany } from './tables';
import { workload } from './workload';
import type { Feature, TableShape, Writer } from './writer';

/** What SQL does in random scripts: writes, transactions, schema changes and the life of jobs. */

export const WRITES: Feature = { name: 'writes', weight: 30, make: (w) => w.say(write(w, w.table)) };
export const WAITS: Feature = {
  name: 'waits',
  weight: 10,
  make: (w) => w.say(`\\wait ${w.pick(['5ms', '50ms', '300ms', '1s', '2s', '4s', '7s'])}`)
};

function inTransaction(w: Writer): void {
  const before = w.session;
  const name = w.pick(['s1', 's2']);
  w.useSession(name);
  if (!w.open.has(name)) {
    w.open.add(name);
    w.say(
      w.pick(['BEGIN;', 'BEGIN;', 'BEGIN PRIORITY HIGH;', 'BEGIN ISOLATION LEVEL READ COMMITTED;']),
      write(w, w.table)
    );
  } else if (w.chance(2, 3)) {
    w.open.delete(name);
    w.say(w.chance(4, 5) ? 'COMMIT;' : 'ROLLBACK;');
  } else if (w.chance(1, 3))
    w.say('SAVEPOINT p;', write(w, w.table), w.pick(['ROLLBACK TO SAVEPOINT p;', 'RELEASE SAVEPOINT p;']));
  else w.say(write(w, w.table), write(w, w.table));
  w.useSession(before);
}

/** Several statements on the same key in one transaction: only the last may be seen. */
function overAndOver(w: Writer): void {
  const table = w.table;
  if (w.open.has(w.session)) return;
  w.say('BEGIN;', ...Array.from({ length: w.int(2, 5) }, () => write(w, table)), 'COMMIT;');
}

function changeColumns(w: Writer, table = w.table): void {
  if (table.added.length > 0 && w.chance(1, 3)) {
    const [column] = table.added.splice(w.int(0, table.added.length - 1), 1);
    return w.say(`ALTER TABLE ${table.name} DROP COLUMN ${column};`);
  }
  const column = w.newColumnName();
  const place = w.pick(['FAMILY f1', 'FAMILY f2', `CREATE FAMILY ${column}`]);
  const family = table.kind === 'families' ? ` ${place}` : '';
  table.added.push(column);
  const kind = w.pick([
    `INT DEFAULT ${w.int(1, 9)}`,
    'INT',
    "STRING NOT NULL DEFAULT 'x'",
    'INT AS (n + 1) STORED',
    ...(family ? [] : ['INT AS (n + 1) VIRTUAL'])
  ]);
  w.say(`ALTER TABLE ${table.name} ADD COLUMN ${column} ${kind}${kind.endsWith('VIRTUAL') ? '' : family};`);
}

/** Schema changes that no changefeed stops at. */
function changeQuietly(w: Writer): void {
  const table = w.table;
  const change = w.pick(['index', 'default', 'not null', 'column name', 'type', 'comment'] as const);
  switch (change) {
    case 'index':
      return w.say(`CREATE INDEX ON ${table.name} (${table.text});`);
    case 'default':
      return w.say(`ALTER TABLE ${table.name} ALTER COLUMN n SET DEFAULT ${w.int(1, 9)};`);
    case 'not null':
      return w.say(`ALTER TABLE ${table.name} ALTER COLUMN n ${w.pick(['SET', 'DROP'])} NOT NULL;`);
    case 'comment':
      return w.say(`COMMENT ON TABLE ${table.name} IS 'changed';`);
    case 'type':
      return w.say(`ALTER TABLE ${table.name} ALTER COLUMN ${table.text} TYPE VARCHAR(200);`);
    case 'column name': {
      const to = w.newColumnName();
      w.say(`ALTER TABLE ${table.name} RENAME COLUMN ${table.text} TO ${to};`);
      table.text = to;
    }
  }
}

function rename(w: Writer): void {
  const table = w.table;
  // Others refer to the first one by its name, and no table goes to another database.
  if (table === w.tables[0] || table.name.includes('.')) return;
  const to = w.newTableName();
  w.say(`ALTER TABLE ${table.name} RENAME TO ${to};`);
  table.name = to;
}

function changePrimaryKey(w: Writer): void {
  const table = w.table;
  if (table.kind === 'pair')
    w.say(`ALTER TABLE ${table.name} ALTER PRIMARY KEY USING COLUMNS (${w.pick(['b, a', 'a, b'])});`);
  if (table.kind === 'simple')
    w.say(`ALTER TABLE ${table.name} ALTER PRIMARY KEY USING COLUMNS (${w.pick(['k, id', 'id, k', 'id'])});`);
}

function removeRows(w: Writer): void {
  const table = w.table;
  w.say(
    w.chance(2, 3) ? `TRUNCATE ${table.name};` : `DELETE FROM ${table.name} WHERE ${keyColumn(table)} > 0;`
  );
}

function dropTable(w: Writer): void {
  const table: TableShape = w.table;
  if (w.tables.filter(({ gone }) => !gone).length < 2) return;
  w.say(`DROP TABLE ${table.name} CASCADE;`);
  table.gone = true;
}

function pauseOrResume(w: Writer): void {
  const feed = w.feed;
  if (!feed) return;
  w.useSession('root');
  feed.paused = !feed.paused;
  w.say(`${feed.paused ? 'PAUSE' : 'RESUME'} JOB :${feed.name};`);
}

const PAUSES: Feature = { name: 'pauses', weight: 5, make: pauseOrResume };

/** Commands in quick succession: only legal moves, and the last word wins. */
function storm(w: Writer): void {
  const feed = w.feed;
  if (!feed) return;
  w.useSession('root');
  for (let i = w.int(3, 8); i > 0; i--) w.say(`${w.pick(['PAUSE', 'RESUME'])} JOB :${feed.name};`);
  feed.paused = false;
  w.say(`RESUME JOB :${feed.name};`);
}

function alterFeed(w: Writer): void {
  const feed = w.feeds.find(({ paused }) => paused);
  if (!feed) return;
  w.useSession('root');
  const change = w.pick([
    "SET min_checkpoint_frequency = '1s'",
    'SET diff',
    'UNSET diff',
    'SET updated',
    'UNSET resolved',
    "SET resolved = '1s'",
    'SET mvcc_timestamp',
    "SET schema_change_policy = 'nobackfill'",
    `ADD TABLE ${w.table.name} WITH initial_scan = 'yes'`,
    `ADD TABLE ${w.table.name}`,
    `DROP TABLE ${w.table.name}`,
    `DROP TABLE ${w.table.name} ADD TABLE ${w.table.name}`
  ]);
  w.say(`ALTER CHANGEFEED :${feed.name} ${change};`);
}

function cancel(w: Writer): void {
  const feed = w.feeds.length > 1 ? w.feeds.pop() : undefined;
  if (!feed) return;
  w.useSession('root');
  w.say(`CANCEL JOB :${feed.name};`);
}

function hideWrites(w: Writer): void {
  if (w.open.has(w.session)) return;
  w.say(
    'SET disable_changefeed_replication = on;',
    write(w, w.table),
    'SET disable_changefeed_replication = off;'
  );
}

/** A feed or a backfill that something happens to before its scan is over. */
function disturbScan(w: Writer): void {
  if (w.feedsMade < 6 && w.chance(1, 2)) {
    makeFeed(w);
    w.say(`\\wait ${w.pick(['1ms', '3ms', '10ms', '50ms'])}`);
  } else {
    const table = w.table;
    const column = w.newColumnName();
    table.added.push(column);
    const family = table.kind === 'families' ? ' FAMILY f1' : '';
    w.say(`ALTER TABLE ${table.name} ADD COLUMN ${column} INT DEFAULT 7${family};`);
    w.say(`\\wait ${w.pick(['500ms', '1s', '2s', '2500ms', '3s', '3500ms', '4s'])}`);
  }
  w.pick([...FAULTS, PAUSES]).make(w);
}

/** Something happens while a feed waits to begin again. */
function disturbRetry(w: Writer): void {
  const feed = w.feed;
  if (!feed || feed.sink === 'null') return;
  w.say(`\\sink '${feed.uri}' ${w.pick(['down for 8s', 'reply 500 times 20'])}`, write(w, w.table));
  w.say(`\\wait ${w.pick(['2500ms', '4s', '6s'])}`);
  w.pick([...FAULTS, PAUSES]).make(w);
}

/** A transaction that shows its changes with those of a schema change around it. */
function changeInside(w: Writer): void {
  const before = w.session;
  w.useSession('s3');
  w.say('BEGIN;', write(w, w.table));
  w.useSession(before);
  changeColumns(w);
  w.useSession('s3');
  w.say(write(w, w.table), 'COMMIT;', 'ROLLBACK;');
  w.useSession(before);
}

/** Rows and schema in one transaction, which the legacy schema changer carries out: both have the same time. */
function changeTogether(w: Writer): void {
  const table = w.table;
  const before = w.session;
  w.useSession('s4');
  w.say(
    'SET autocommit_before_ddl = off;',
    `ALTER TABLE ${table.name} SET (schema_locked = false);`,
    'BEGIN;'
  );
  if (w.chance(1, 2)) w.say(write(w, table));
  changeColumns(w, table);
  w.say(write(w, w.table), write(w, table), 'COMMIT;', 'ROLLBACK;');
  w.useSession(before);
}

/** A column that cannot be added to several rows, and then another one of its name. */
function changeInVain(w: Writer): void {
  const table = w.table;
  const column = w.newColumnName();
  const family = table.kind === 'families' ? ' FAMILY f1' : '';
  for (const kind of [
    `INT DEFAULT ${w.int(1, 9)} UNIQUE`,
    w.pick(["STRING DEFAULT 'again'", 'INT DEFAULT 10'])
  ])
    w.say(`ALTER TABLE ${table.name} ADD COLUMN ${column} ${kind}${family};`);
  table.added.push(column);
}

export const HAPPENINGS: readonly Feature[] = [
  { name: 'transactions', weight: 8, make: inTransaction },
  { name: 'keys written over and over', weight: 5, make: overAndOver },
  PAUSES,
  { name: 'storms of commands', weight: 1, make: storm },
  { name: 'columns', weight: 4, make: (w) => changeColumns(w) },
  { name: 'columns beside open transactions', weight: 2, make: changeInside },
  { name: 'columns and rows in one transaction', weight: 2, make: changeTogether },
  { name: 'columns that cannot be added', weight: 1, make: changeInVain },
  { name: 'disturbed scans', weight: 6, make: disturbScan },
  { name: 'disturbed retries', weight: 5, make: disturbRetry },
  { name: 'quiet schema changes', weight: 3, make: changeQuietly },
  { name: 'new names', weight: 2, make: rename },
  { name: 'primary keys', weight: 2, make: changePrimaryKey },
  { name: 'localities', weight: 3, make: changeLocality },
  { name: 'workloads', weight: 1, make: workload },
  { name: 'removal of all rows', weight: 1, make: removeRows },
  { name: 'dropped tables', weight: 1, make: dropTable },
  { name: 'new tables', weight: 1, make: makeTable },
  { name: 'splits', weight: 2, make: (w) => split(w, w.table) },
  {
    name: 'more feeds',
    weight: 2,
    make: (w) => {
      if (w.feedsMade < 6) makeFeed(w);
    }
  },
  {
    name: 'schedules',
    weight: 1,
    make: (w) => {
      if (w.schedules.length < 2) makeSchedule(w);
    }
  },
  { name: 'long waits', weight: 1, make: (w) => w.say(`\\wait ${w.pick(['20s', '61s', '70s'])}`) },
  { name: 'many rows', weight: 1, make: (w) => w.say(writeMany(w, w.table)) },
  { name: 'hidden writes', weight: 2, make: hideWrites },
  { name: 'altered feeds', weight: 3, make: alterFeed },
  { name: 'cancels', weight: 1, make: cancel }
];
