-- Commands in quick succession: only legal moves, and the last word wins.
-- shows: statement, result, error, message, job, flow
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH updated;
\gset feed_
PAUSE JOB :feed_job_id;
PAUSE JOB :feed_job_id;
RESUME JOB :feed_job_id;
RESUME JOB :feed_job_id;
INSERT INTO t VALUES (1, 'a');
\session other
\send
PAUSE JOB :feed_job_id;
\session root
RESUME JOB :feed_job_id;
\wait 1s
CANCEL JOB :feed_job_id;
RESUME JOB :feed_job_id;
\wait 1s
PAUSE JOB :feed_job_id;
CANCEL JOB :feed_job_id;
