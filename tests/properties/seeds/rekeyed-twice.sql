-- seed 290, nodes 5: the audit knew only the last of two changes of the primary key
CREATE TABLE t1 (id INT PRIMARY KEY, v STRING, n INT, k INT NOT NULL DEFAULT 1);
INSERT INTO t1 (id, v, n) VALUES (1, 'v328', 32), (2, 'v677', 54), (3, 'v899', 68);
ALTER TABLE t1 ALTER PRIMARY KEY USING COLUMNS (k, id);
CREATE CHANGEFEED FOR TABLE t1 INTO 'nodelocal://1/out2' WITH updated, diff, min_checkpoint_frequency = '1s', format = 'parquet' \gset f2_
ALTER TABLE t1 ADD COLUMN c0 INT AS (n + 1) STORED;
UPSERT INTO t1 (id, v, n) VALUES (5, 'v887', 25), (6, 'v665', NULL);
ALTER TABLE t1 ALTER PRIMARY KEY USING COLUMNS (id, k);
