-- seed 1825, nodes 5: a family that a query watches lost its last value, which is a deletion to the query; the audit asked for the whole row
CREATE TABLE t1 (id INT PRIMARY KEY, v STRING, n INT, w STRING, FAMILY f1 (id, v), FAMILY f2 (n, w));
INSERT INTO t1 (id, v, n) VALUES (1, 'v743', 46), (2, 'v682', 67), (3, 'v694', NULL), (4, 'v661', NULL), (5, 'v467', 40), (6, 'v777', 81), (7, 'v701', -2), (8, 'v668', 75), (9, 'v585', NULL), (10, 'v630', 60), (11, 'v980', NULL);
CREATE CHANGEFEED INTO 'pulsar://p1:6650' WITH split_column_families, diff, updated, min_checkpoint_frequency = '3s' AS SELECT * FROM t1 WHERE event_op() != 'delete' \gset f1_
UPSERT INTO t1 (id, v, n) VALUES (5, 'v874', NULL);
