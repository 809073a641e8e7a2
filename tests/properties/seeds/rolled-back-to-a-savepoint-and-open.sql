-- seed 70824, nodes 4: an open transaction has been rolled back to a savepoint, not ended, so a scan waits for it
CREATE TABLE t1 (id INT PRIMARY KEY, v STRING, n INT, w STRING, FAMILY f1 (id, v), FAMILY f2 (n, w));
UPSERT INTO t1 (id, v, n) VALUES (10, 'v756', NULL), (11, 'v386', -7), (12, 'v772', NULL);
\session s1
BEGIN PRIORITY HIGH;
UPDATE t1 SET n = NULL, w = NULL WHERE id = 11;
SAVEPOINT p;
ROLLBACK TO SAVEPOINT p;
\session root
CREATE CHANGEFEED FOR TABLE t1 INTO 'pulsar://p3:6650' WITH split_column_families, resolved = '1s', min_checkpoint_frequency = '1s', on_error = 'pause' \gset f3_
\wait 70s
\node 3 restart
