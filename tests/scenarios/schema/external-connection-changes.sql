-- A running changefeed looks its external connection up again every 15 s and starts again from its checkpoint when it has changed.
-- shows: statement, message, flow, checkpoint, job
CREATE EXTERNAL CONNECTION out AS 'kafka://old:9092';
CREATE TABLE t (id INT PRIMARY KEY);
CREATE CHANGEFEED FOR t INTO 'external://out' WITH min_checkpoint_frequency = '1s';
\wait 4s
ALTER EXTERNAL CONNECTION out AS 'kafka://new:9092';
-- Not yet checkpointed when the feed starts again, so it comes twice.
\wait 10s
INSERT INTO t VALUES (1);
\wait 5s
INSERT INTO t VALUES (2);
