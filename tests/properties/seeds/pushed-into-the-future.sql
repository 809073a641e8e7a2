-- seed 102048, nodes 3: a reader pushed a writer by a millisecond, which committed before that had passed
CREATE TABLE t1 (a INT, b STRING, v STRING, n INT, PRIMARY KEY (a, b));
ALTER TABLE t1 SPLIT AT VALUES (9);
CREATE TABLE t2 (id INT PRIMARY KEY USING HASH WITH (bucket_count = 3), v STRING, n INT);
UPSERT INTO t2 (id, v, n) VALUES (7, 'v310', 93), (8, 'v550', 56);
CREATE CHANGEFEED FOR TABLE t1 INTO 'null://' WITH diff, resolved = '1s', min_checkpoint_frequency = '500ms' \gset f1_
CREATE CHANGEFEED FOR TABLE t1 INTO 'kafka://k2:9092' WITH initial_scan = 'only', min_checkpoint_frequency = '500ms' \gset f2_
UPSERT INTO t2 (id, v, n) VALUES (7, 'v109', NULL), (8, 'v83', NULL);
UPSERT INTO t1 (a, b, v, n) VALUES (2, 'b2', 'v75', 31), (3, 'b0', 'v364', -5), (4, 'b1', 'v451', 24), (5, 'b2', 'v634', 55);
UPSERT INTO t2 (id, v, n) VALUES (2, 'v861', 63);
DELETE FROM t1 WHERE a = 3;
CREATE CHANGEFEED INTO 'pulsar://p3:6650' WITH min_checkpoint_frequency = '3s' AS SELECT * FROM t1 WHERE a < 7 \gset f3_
UPDATE t1 SET a = a + 11 WHERE a = 10;
UPSERT INTO t1 (a, b, v, n) VALUES (6, 'b0', 'v292', 19), (7, 'b1', 'v24', 70);
\session s1
BEGIN;
UPSERT INTO t1 (a, b, v, n) VALUES (4, 'b1', 'v474', 34), (5, 'b2', 'v665', 18);
\session root
INSERT INTO t2 (id, v, n) VALUES (11, 'v687', 42) ON CONFLICT DO NOTHING;
UPSERT INTO t1 (a, b, v, n) VALUES (3, 'b0', 'v739', 46), (4, 'b1', 'v846', 59);
\session s2
BEGIN ISOLATION LEVEL READ COMMITTED;
UPDATE t1 SET v = 'u935' WHERE a BETWEEN 4 AND 7;
\session root
UPDATE t1 SET v = 'u559' WHERE a BETWEEN 6 AND 6;
\session s1
SAVEPOINT p;
UPSERT INTO t1 (a, b, v, n) VALUES (9, 'b0', 'v358', 78), (10, 'b1', 'v114', 4);
UPDATE t2 SET n = n + 1 WHERE id = 9;
UPSERT INTO t1 (a, b, v, n) VALUES (1, 'b1', 'v927', 68), (2, 'b2', 'v758', 59), (3, 'b0', 'v637', 66);
DELETE FROM t2 WHERE id = 5;
ROLLBACK;
\session s2
COMMIT;

