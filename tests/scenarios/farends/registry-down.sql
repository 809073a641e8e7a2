-- Nothing in Avro can be sent without the id of its schema: while the registry is down the feed retries, and every row arrives when it is back.
-- shows: statement, error, message, registry, flow, fault
CREATE TABLE t (id INT PRIMARY KEY);
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH format = avro, confluent_schema_registry = 'http://registry:8081';
\wait 4s
\registry down for 5s
INSERT INTO t VALUES (1);
\wait 30s
