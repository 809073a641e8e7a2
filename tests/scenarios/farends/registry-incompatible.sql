-- A registry that refuses a schema as incompatible stops the feed where it is: it retries, says why, and sends nothing under an id that does not
-- exist. What it has sent before stays good.
-- shows: statement, error, result, message, registry, fault
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH format = avro, confluent_schema_registry = 'http://registry:8081';
\gset feed_
INSERT INTO t VALUES (1, 'a');
\wait 4s
\registry reply 409
ALTER TABLE t ADD COLUMN n INT;
INSERT INTO t VALUES (2, 'b', 3);
\wait 20s
SELECT status, running_status LIKE '%409 Conflict%' AS says_why FROM [SHOW CHANGEFEED JOB :feed_job_id];
\registry up
\wait 40s
