-- A transaction that stays open holds the resolved timestamp below its intent, while committed rows go on arriving. As soon as it has
-- committed, its row arrives and resolved goes on.
-- shows: statement, error, message, resolved, commit, txn
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k:9092' WITH updated, resolved = '1s', min_checkpoint_frequency = '1s';
\wait 4s
\session slow
BEGIN;
INSERT INTO t VALUES (1, 'open for a while');
\session root
INSERT INTO t VALUES (2, 'before');
\wait 8s
INSERT INTO t VALUES (3, 'after');
\wait 3s
\session slow
COMMIT;
\wait 5s
