-- A message larger than the broker takes is refused each time it is sent: the feed retries for ever and says so. Smaller rows of the same batch get
-- through once batches may be cut in halves.
-- shows: statement, error, result, batch
SET CLUSTER SETTING changefeed.batch_reduction_retry.enabled = true;
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH kafka_sink_config = '{"Flush": {"Messages": 4, "Frequency": "1s"}}';
\gset feed_
\wait 4s
INSERT INTO t SELECT i, CASE WHEN i = 3 THEN repeat('x', 1100000) ELSE 'small' END FROM generate_series(1, 4) AS g (i);
\wait 10s
SELECT status, running_status LIKE '%MESSAGE_TOO_LARGE%' AS says_why FROM [SHOW CHANGEFEED JOB :feed_job_id];
CANCEL JOB :feed_job_id;
