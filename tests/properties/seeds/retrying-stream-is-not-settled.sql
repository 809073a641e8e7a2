-- seed 372, nodes 1: a run counted as settled while a stream waited to begin again
CREATE TABLE t3 (id INT PRIMARY KEY, v STRING);
INSERT INTO t3 VALUES (1, 'v832'), (2, 'v924');
SELECT (cluster_logical_timestamp() + 20e9)::STRING AS end_1 \gset
CREATE CHANGEFEED FOR TABLE t3 WITH updated, end_time = :'end_1', min_checkpoint_frequency = '1s', format = 'avro', confluent_schema_registry = 'http://registry:8081';
ALTER TABLE t3 RENAME TO t4;
INSERT INTO t4 VALUES (9, 'v669');
