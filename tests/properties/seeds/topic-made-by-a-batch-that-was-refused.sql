-- seed 3714, nodes 2: a topic that a refused batch had made was taken for one that a later order of fewer partitions made
CREATE TABLE t1 (id INT PRIMARY KEY, v STRING, n INT, k INT NOT NULL DEFAULT 1);
\topic t1 partitions 4
SELECT (cluster_logical_timestamp() + 22e9)::STRING AS end_1 \gset
CREATE CHANGEFEED FOR TABLE t1 INTO 'kafka://k1:9092' WITH updated, resolved = '1s', initial_scan = 'no', end_time = :'end_1', schema_change_policy = 'stop', min_checkpoint_frequency = '3s', kafka_sink_config = '{"Flush": {"Messages": 5, "Frequency": "355ms"}, "RequiredAcks": "NONE"}', extra_headers = '{"h": "1"}' \gset f1_
\sink 'kafka://k1:9092' reply 500 times 20
\wait 4s
\topic t1 partitions 2
UPSERT INTO t1 (id, v, n) VALUES (3, 'v192', 11), (4, 'v490', 55), (5, 'v270', NULL), (6, 'v759', 86);
\sink 'kafka://k1:9092' up
