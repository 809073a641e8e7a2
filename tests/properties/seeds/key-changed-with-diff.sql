-- seed 4, nodes 2: the audit looked for rows of before a change of the primary key under their new keys
CREATE TABLE t1 (id INT PRIMARY KEY, v STRING, n INT, k INT NOT NULL DEFAULT 1);
CREATE CHANGEFEED FOR TABLE t1 INTO 'kafka://k2:9092' WITH diff, schema_change_policy = 'stop', min_checkpoint_frequency = '1s' \gset f2_
UPSERT INTO t1 (id, v, n) VALUES (7, 'v890', NULL), (8, 'v672', 95), (9, 'v646', 37), (10, 'v342', 47);
ALTER TABLE t1 ALTER PRIMARY KEY USING COLUMNS (id, k);
DELETE FROM t1 WHERE id = 8;
