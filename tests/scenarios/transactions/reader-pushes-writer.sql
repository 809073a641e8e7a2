-- A reader of higher priority does not wait for an open transaction: it pushes that one's commit above what it reads. The pushed row carries the
-- later timestamp, and nothing comes of a transaction that is aborted.
-- shows: statement, error, result, message, commit, txn
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
INSERT INTO t VALUES (1, 'a');
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH updated, initial_scan = 'no';
\wait 4s
\session writer
BEGIN PRIORITY LOW;
UPDATE t SET v = 'pushed' WHERE id = 1;
\session root
BEGIN PRIORITY HIGH;
SELECT v FROM t WHERE id = 1;
COMMIT;
\session writer
COMMIT;
BEGIN PRIORITY LOW;
UPDATE t SET v = 'never seen' WHERE id = 1;
\session root
BEGIN PRIORITY HIGH;
UPDATE t SET v = 'stronger' WHERE id = 1;
COMMIT;
\session writer
COMMIT;
ROLLBACK;
\wait 4s
