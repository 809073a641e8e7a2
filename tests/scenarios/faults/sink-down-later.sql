-- A sink that goes away later is retried with longer and longer waits; the job stays running and says why. When the sink is back nothing is
-- lost.
-- shows: statement, result, error, message, job, flow, batch, checkpoint, fault
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH updated;
\gset feed_
INSERT INTO t VALUES (1, 'a');
\wait 5s
\sink 'kafka://k' down for 40s
INSERT INTO t VALUES (2, 'b');
\wait 20s
SELECT status, running_status FROM [SHOW CHANGEFEED JOB :feed_job_id];
UPDATE t SET v = 'c' WHERE id = 2;
\wait 60s
SELECT status, running_status IS NULL OR running_status LIKE 'running: resolved=%' AS healthy FROM [SHOW CHANGEFEED JOB :feed_job_id];
