-- A sink that does not answer when the feed is made fails the statement, and no job is left behind.
-- shows: statement, result, error, job, fault
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
\sink 'kafka://k' down
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092';
SELECT count(*) FROM [SHOW CHANGEFEED JOBS];
\sink 'kafka://k' up
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092';
SELECT count(*) FROM [SHOW CHANGEFEED JOBS];
