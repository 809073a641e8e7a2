-- seed 1278, nodes 4: a transaction that began before a change of the primary key wrote behind it, at its own earlier time
CREATE TABLE t1 (id INT PRIMARY KEY, v STRING, n INT, k INT NOT NULL DEFAULT 1);
INSERT INTO t1 (id, v, n) VALUES (1, 'v960', 7), (2, 'v231', -4), (3, 'v989', NULL), (4, 'v208', 39), (5, 'v215', 93), (6, 'v932', 68), (7, 'v78', -5), (8, 'v977', 26);
CREATE TABLE t2 (id INT PRIMARY KEY, v STRING, n INT, w STRING, FAMILY f1 (id, v), FAMILY f2 (n, w));
CREATE CHANGEFEED FOR TABLE t1 INTO 'gcpubsub://project2?region=us-east1&AUTH=implicit' WITH updated, resolved = '2s', min_checkpoint_frequency = '0s', full_table_name, key_in_value, envelope = 'bare', pubsub_sink_config = '{"Flush": {"Messages": 2, "Frequency": "216ms"}, "Retry": {"Max": 2, "Backoff": "100ms"}}' \gset f2_
\session s2
BEGIN;
\session root
ALTER TABLE t1 ALTER PRIMARY KEY USING COLUMNS (k, id);
\session s2
UPDATE t1 SET n = NULL, v = NULL WHERE id = 3;
COMMIT;
