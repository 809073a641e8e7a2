-- A feed of only the initial scan emits the table as of its statement, each row once, and succeeds; later changes never come.
-- shows: statement, result, error, message, job, scan, checkpoint
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c');
UPDATE t SET v = 'a2' WHERE id = 1;
DELETE FROM t WHERE id = 3;
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH initial_scan = 'only';
\gset feed_
INSERT INTO t VALUES (4, 'too late');
\wait 5s
SELECT status FROM [SHOW CHANGEFEED JOB :feed_job_id];
-- A finished job cannot be paused.
PAUSE JOB :feed_job_id;
