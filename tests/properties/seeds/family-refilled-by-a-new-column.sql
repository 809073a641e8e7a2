-- seed 1375, nodes 2: the audit missed the row of a key that was deleted and written again without one of its families
CREATE TABLE t1 (id INT PRIMARY KEY, v STRING, n INT, w STRING, FAMILY f1 (id, v), FAMILY f2 (n, w));
INSERT INTO t1 (id, v, n) VALUES (5, 'v683', 96), (6, 'v578', 66);
UPSERT INTO t1 (id, v, n) VALUES (5, 'v316', NULL);
CREATE CHANGEFEED FOR TABLE t1 INTO 'null://' WITH split_column_families, updated, diff, initial_scan = 'no', min_checkpoint_frequency = '1s' \gset f2_
DELETE FROM t1 WHERE id = 6;
UPDATE t1 SET id = id + 1 WHERE id = 5;
ALTER TABLE t1 ADD COLUMN c1 STRING NOT NULL DEFAULT 'x' FAMILY f2;
