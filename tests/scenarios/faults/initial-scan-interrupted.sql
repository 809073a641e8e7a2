-- An initial scan that a pause interrupts begins anew at the same time, so each row's copies are one version; later writes come after.
-- shows: statement, error, message, flow, scan, checkpoint, job
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
ALTER TABLE t SPLIT AT VALUES (3);
\lease t 3 to 2
INSERT INTO t VALUES (1, 'a'), (2, 'a'), (3, 'a'), (4, 'a');
\sink 'kafka://k' slow 2s
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH updated, mvcc_timestamp;
\gset feed_
\wait 1s
UPDATE t SET v = 'b' WHERE id = 1;
PAUSE JOB :feed_job_id;
\wait 1s
\sink 'kafka://k' up
RESUME JOB :feed_job_id;
\wait 10s
