-- A paused feed keeps what it has not sent from being collected until gc_protect_expires_after; then the job is canceled.
-- shows: statement, result, notice, error, message, job, cluster
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH gc_protect_expires_after = '2h';
\gset feed_
INSERT INTO t VALUES (1, 'a');
\wait 1m
PAUSE JOB :feed_job_id;
\wait 1h
SELECT status FROM [SHOW CHANGEFEED JOB :feed_job_id];
\wait 2h
SELECT status FROM [SHOW CHANGEFEED JOB :feed_job_id];
RESUME JOB :feed_job_id;
