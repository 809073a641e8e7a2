-- seed 30137, nodes 2: without acknowledgements a version that got lost arrives for the first time behind a newer one
CREATE TABLE t1 (id INT PRIMARY KEY, v STRING, n INT, k INT NOT NULL DEFAULT 1);
\wait 7s
\lease t1 to 2
UPSERT INTO t1 (id, v, n) VALUES (2, 'v242', NULL), (3, 'v272', 67), (4, 'v55', NULL), (5, 'v796', 20);
UPSERT INTO t1 (id, v, n) SELECT i, 'many', i FROM generate_series(2100, 2201) AS g(i);
CREATE CHANGEFEED FOR TABLE t1 INTO 'kafka://k2:9092' WITH updated, cursor = '-2s', min_checkpoint_frequency = '0s', kafka_sink_config = '{"Flush": {"Messages": 4, "Frequency": "125ms"}, "RequiredAcks": "NONE"}' \gset f2_
\sink 'kafka://k2:9092' reply 500 times 20
UPSERT INTO t1 (id, v, n) VALUES (2, 'v336', 78), (3, 'v518', NULL);
\node 2 drain
