-- seed 313, nodes 5: the audit wanted a family that the transaction the scan waited for had set to NULL
CREATE TABLE t1 (id INT PRIMARY KEY, v STRING, n INT, w STRING, FAMILY f1 (id, v), FAMILY f2 (n, w));
UPSERT INTO t1 (id, v, n) VALUES (6, 'v944', 16), (7, 'v560', NULL), (8, 'v239', 70), (9, 'v142', 2);
\session s2
BEGIN;
UPSERT INTO t1 (id, v, n) VALUES (6, 'v84', NULL), (7, 'v177', 84);
\session root
CREATE CHANGEFEED FOR TABLE t1 FAMILY f1, TABLE t1 FAMILY f2 INTO 'gcpubsub://project2?region=us-east1&AUTH=implicit' WITH updated, resolved = '1s' \gset f2_
\session s2
COMMIT;
