import type { TableKind, TableShape, Writer } from './writer';

/** Tables of random scripts and what is written to them. */

/** Keys that statements name: few, so that they meet. */
const KEYS = 12;

const SHAPES: Readonly<Record<TableKind, string>> = {
  simple: 'id INT PRIMARY KEY, v STRING, n INT, k INT NOT NULL DEFAULT 1',
  pair: 'a INT, b STRING, v STRING, n INT, PRIMARY KEY (a, b)',
  families: 'id INT PRIMARY KEY, v STRING, n INT, w STRING, FAMILY f1 (id, v), FAMILY f2 (n, w)',
  types:
    'id INT PRIMARY KEY, v STRING, n INT, d DECIMAL(20,4) DEFAULT 1.50, j JSONB, at TIMESTAMPTZ DEFAULT now(), l INT[], x INT AS (n + 1) VIRTUAL',
  child: 'id INT PRIMARY KEY, v STRING, n INT REFERENCES t1 (id) ON DELETE CASCADE ON UPDATE CASCADE',
  expiring: 'id INT PRIMARY KEY, v STRING, n INT',
  hashed: 'id INT PRIMARY KEY USING HASH WITH (bucket_count = 3), v STRING, n INT',
  regional: 'id INT PRIMARY KEY, v STRING, n INT'
};

const AFTER: Partial<Readonly<Record<TableKind, string>>> = {
  expiring: " WITH (ttl_expire_after = '20 seconds', ttl_job_cron = '* * * * *')"
};

const KINDS: readonly TableKind[] = [
  ...(['simple', 'simple', 'simple', 'pair', 'pair', 'families', 'families', 'types'] as const),
  ...(['child', 'expiring', 'hashed'] as const)
];

export function makeTable(w: Writer): TableShape {
  const isFirst = w.tables.length === 0;
  const chosen = w.pick(KINDS);
  const isOrphan = chosen === 'child' && (isFirst || w.tables[0].kind === 'pair');
  const kind = isOrphan ? 'simple' : w.hasRegions && w.chance(1, 2) ? 'regional' : chosen;
  const byRow = kind === 'regional' && w.chance(2, 3);
  const table: TableShape = { name: nameOf(w), kind, added: [], text: 'v', gone: false, byRow };
  w.tables.push(table);
  const where = byRow ? ' LOCALITY REGIONAL BY ROW' : '';
  w.say(`CREATE TABLE ${table.name} (${SHAPES[kind]})${AFTER[kind] ?? ''}${where};`);
  if (w.chance(3, 4))
    w.say(`INSERT INTO ${table.name} (${columnsOf(table)}) VALUES ${rowsOf(w, table, 1, w.int(1, KEYS))};`);
  for (let i = w.int(0, 2); i > 0; i--) split(w, table);
  return table;
}

/** One table of another database has the name of one that is there. */
function nameOf(w: Writer): string {
  const namesake = w.tables[0]?.name;
  if (w.hasNamesake || !namesake || !w.chance(1, 12)) return w.newTableName();
  w.hasNamesake = true;
  w.say('CREATE DATABASE d2;');
  return `d2.${namesake}`;
}

/** Rows move between indexes, and their keys begin with a region or do not. */
export function changeLocality(w: Writer): void {
  const table = w.pick(w.tables);
  if (table.kind !== 'regional' || table.gone) return;
  table.byRow = !table.byRow;
  w.say(`ALTER TABLE ${table.name} SET (schema_locked = false);`);
  w.say(`ALTER TABLE ${table.name} SET LOCALITY REGIONAL BY ${table.byRow ? 'ROW' : 'TABLE'};`);
}

export const keyColumn = ({ kind }: TableShape): string => (kind === 'pair' ? 'a' : 'id');

const columnsOf = ({ kind, text }: TableShape): string =>
  kind === 'pair' ? `a, b, ${text}, n` : `id, ${text}, n`;

function rowsOf(w: Writer, table: TableShape, from: number, to: number): string {
  const rows: string[] = [];
  for (let key = from; key <= to; key++) rows.push(rowOf(w, table, key));
  return rows.join(', ');
}

function rowOf(w: Writer, { kind }: TableShape, key: number): string {
  const n = kind === 'child' ? w.int(1, KEYS) : w.int(-9, 99);
  const rest = `'v${w.int(0, 999)}', ${w.chance(1, 5) ? 'NULL' : n}`;
  return kind === 'pair' ? `(${key}, 'b${key % 3}', ${rest})` : `(${key}, ${rest})`;
}

export function split(w: Writer, table: TableShape): void {
  if (table.kind !== 'hashed' && !table.byRow)
    w.say(`ALTER TABLE ${table.name} SPLIT AT VALUES (${w.int(1, KEYS)});`);
}

/** One statement that writes a few rows, or none. */
export function write(w: Writer, table: TableShape): string {
  const key = w.int(1, KEYS);
  const column = keyColumn(table);
  const { name, text } = table;
  if (table.byRow && w.hasTwoRegions && w.chance(1, 5))
    return `UPDATE ${name} SET crdb_region = '${w.pick(['us-east1', 'us-west1'])}' WHERE ${column} BETWEEN ${key} AND ${key + 2};`;
  switch (w.int(0, 11)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return `UPSERT INTO ${name} (${columnsOf(table)}) VALUES ${rowsOf(w, table, key, Math.min(KEYS, key + w.int(0, 3)))};`;
    case 4:
    case 5:
      return `UPDATE ${name} SET ${text} = 'u${w.int(0, 999)}' WHERE ${column} BETWEEN ${key} AND ${key + w.int(0, 3)};`;
    case 6:
      return `UPDATE ${name} SET n = n + 1 WHERE ${column} = ${key};`;
    case 7:
      return `UPDATE ${name} SET ${column} = ${column} + ${w.int(1, KEYS)} WHERE ${column} = ${key};`;
    case 8:
      return `INSERT INTO ${name} (${columnsOf(table)}) VALUES ${rowOf(w, table, key)} ON CONFLICT DO NOTHING;`;
    case 9:
      return `UPDATE ${name} SET n = NULL, ${table.kind === 'families' ? 'w' : text} = NULL WHERE ${column} = ${key};`;
    default:
      return `DELETE FROM ${name} WHERE ${column} = ${key};`;
  }
}

/** Many rows at once, beyond the keys that other statements name. */
export function writeMany(w: Writer, table: TableShape): string {
  const from = 100 + w.int(0, 3) * 1000;
  const source = `FROM generate_series(${from}, ${from + w.int(30, 150)}) AS g(i)`;
  const values =
    table.kind === 'pair' ? "i, 'b', 'many', i" : `i, 'many', ${table.kind === 'child' ? 'NULL::INT' : 'i'}`;
  return `UPSERT INTO ${table.name} (${columnsOf(table)}) SELECT ${values} ${source};`;
}
