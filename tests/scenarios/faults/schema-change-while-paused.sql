-- A column that is added while the feed is paused is met again on the way: rows of before come in the old schema, then the table's copy, then
-- what followed.
-- shows: statement, error, message, flow, scan, checkpoint
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH updated;
\gset feed_
\wait 2s
PAUSE JOB :feed_job_id;
\wait 1s
INSERT INTO t VALUES (1, 'before');
ALTER TABLE t ADD COLUMN n INT NOT NULL DEFAULT 7;
INSERT INTO t VALUES (2, 'after', 8);
\wait 2s
RESUME JOB :feed_job_id;
\wait 20s
