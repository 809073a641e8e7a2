-- A slow sink delays messages and checkpoints, which never overtake what has been acknowledged.
-- shows: statement, error, message, resolved, checkpoint, fault
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH updated, resolved, min_checkpoint_frequency = '1s';
\wait 4s
\sink 'kafka://k' slow 4s for 10s
INSERT INTO t VALUES (1, 'a');
INSERT INTO t VALUES (2, 'b');
\wait 15s
INSERT INTO t VALUES (3, 'c');
\wait 5s
