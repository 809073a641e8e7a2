-- A slow registry only delays: nothing is sent before the schemas have their ids. Once they have, it is asked no more.
-- shows: statement, error, message, registry, fault
CREATE TABLE t (id INT PRIMARY KEY);
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH format = avro, confluent_schema_registry = 'http://registry:8081';
\wait 4s
\registry slow 2s
INSERT INTO t VALUES (1);
\wait 10s
INSERT INTO t VALUES (2);
\wait 1s
