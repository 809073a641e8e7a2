-- Without automatic topics the feed keeps retrying with an error that names the topic; made by hand, the topic gets everything.
-- shows: statement, result, error, message, job, flow, batch
\topic auto off
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092';
INSERT INTO t VALUES (1, 'a');
\wait 5s
\topic t partitions 2
\wait 40s
