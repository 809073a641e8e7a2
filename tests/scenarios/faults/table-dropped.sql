-- A dropped table ends the feed; with on_error = 'pause' it waits paused and says why.
-- shows: statement, result, error, message, job
CREATE TABLE a (id INT PRIMARY KEY);
CREATE TABLE b (id INT PRIMARY KEY);
CREATE CHANGEFEED FOR a INTO 'kafka://k:9092';
\gset a_
CREATE CHANGEFEED FOR b INTO 'kafka://k:9092' WITH on_error = 'pause';
\gset b_
\wait 5s
DROP TABLE a, b;
\wait 10s
SELECT status, error FROM [SHOW CHANGEFEED JOB :a_job_id];
SELECT status, error FROM [SHOW CHANGEFEED JOB :b_job_id];
