-- A feed with an end time emits what is strictly before it and succeeds once resolved time has passed it.
-- shows: statement, result, error, message, job, checkpoint, resolved
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
INSERT INTO t VALUES (1, 'first') RETURNING cluster_logical_timestamp() AS first;
\gset c_
INSERT INTO t VALUES (2, 'second');
INSERT INTO t VALUES (3, 'at the end') RETURNING cluster_logical_timestamp() AS last;
\gset c_
-- Both ends lie in the past: a window is played again. Neither the row at the cursor nor the one at the end is in it.
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH updated, resolved, cursor = :'c_first', end_time = :'c_last';
\gset feed_
\wait 10s
SELECT status FROM [SHOW CHANGEFEED JOB :feed_job_id];
-- An end before the statement is refused where there is no cursor.
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH end_time = '-1h';
