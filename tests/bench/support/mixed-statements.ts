/** Statements of many kinds, as a learner's script mixes them: no two in a row have the same shape. */

const KINDS: readonly ((i: number) => string)[] = [
  (i) =>
    `CREATE TABLE t${i} (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), n INT NOT NULL CHECK (n > ${i}), name VARCHAR(40), at TIMESTAMPTZ DEFAULT now(), INDEX (name) STORING (n), FAMILY f (id, n))`,
  (i) =>
    `INSERT INTO orders (id, customer, total, note) VALUES (${i}, 'customer ${i}', ${i}.25, NULL), (${i + 1}, 'it''s', -1.5, DEFAULT) RETURNING id`,
  (i) => `UPSERT INTO stock VALUES (${i}, 'part ${i}', true, '{"a": ${i}}'::JSONB)`,
  (i) =>
    `UPDATE orders SET total = total * 1.${i} + 2, note = lower(note) || 'x' WHERE id = ${i} AND customer LIKE 'c%'`,
  (i) => `DELETE FROM orders WHERE id IN (${i}, ${i + 1}, ${i + 2}) OR total BETWEEN 1 AND ${i}`,
  (i) =>
    `SELECT o.id, c.name, sum(o.total) AS total FROM orders AS o JOIN customers AS c ON c.id = o.customer LEFT JOIN stock USING (id) WHERE o.total > ${i} GROUP BY o.id, c.name HAVING count(*) > 1 ORDER BY total DESC LIMIT ${i}`,
  (i) =>
    `WITH recent AS (SELECT * FROM orders WHERE at > now() - INTERVAL '${i} days') SELECT CASE WHEN n = 1 THEN 'one' ELSE n::STRING END, coalesce(name, 'none') FROM recent`,
  (i) =>
    `CREATE CHANGEFEED FOR TABLE orders, customers INTO 'kafka://localhost:9092?topic_prefix=p${i}_' WITH updated, resolved = '10s', diff, format = json`,
  (i) => `ALTER TABLE t${i} ADD COLUMN extra DECIMAL(10, 2) NOT NULL DEFAULT 0, DROP COLUMN IF EXISTS name`,
  (i) =>
    `SELECT EXISTS (SELECT 1 FROM stock WHERE id = ${i}), (SELECT max(total) FROM orders), -- the newest\n  extract(year FROM at) FROM a, b WHERE a.x = b.y AND NOT a.z IS NULL`,
  () => 'BEGIN',
  (i) => `SAVEPOINT s${i}`,
  () => 'SET CLUSTER SETTING kv.rangefeed.enabled = true',
  (i) => `ROLLBACK TO SAVEPOINT s${i}`,
  () => 'COMMIT',
  (i) => `GRANT SELECT, CHANGEFEED ON TABLE orders TO reader${i}`,
  () => 'SHOW JOBS',
  (i) => `PAUSE JOB ${i}`,
  (i) => `CREATE INDEX ON orders (total DESC, at) WHERE total > ${i}`
];

/** @param rounds how often each kind comes */
export function mixedStatements(rounds: number): string[] {
  return Array.from({ length: rounds * KINDS.length }, (_, i) =>
    KINDS[i % KINDS.length](Math.floor(i / KINDS.length))
  );
}
