-- seed 56598, nodes 4: the last column of a family is dropped, so a backfill has no rows of that family
CREATE TABLE t1 (id INT PRIMARY KEY, v STRING, n INT, w STRING, FAMILY f1 (id, v), FAMILY f2 (n, w));
ALTER TABLE t1 ADD COLUMN c0 INT AS (n + 1) STORED CREATE FAMILY c0;
CREATE CHANGEFEED INTO 'nodelocal://1/out3' WITH split_column_families, diff, resolved = '1s', min_checkpoint_frequency = '1s' AS SELECT * FROM t1 WHERE n > 20 \gset f3_
UPSERT INTO t1 (id, v, n) VALUES (10, 'v19', 51), (11, 'v595', NULL), (12, 'v670', 54);
ALTER TABLE t1 DROP COLUMN c0;
\wait 40s
