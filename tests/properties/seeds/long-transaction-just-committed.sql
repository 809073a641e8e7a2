-- seed 4280, nodes 4: the audit called a feed late at the very commit of the transaction that had held it back
CREATE TABLE t2 (id INT PRIMARY KEY, v STRING, n INT, k INT NOT NULL DEFAULT 1);
CREATE CHANGEFEED FOR TABLE t2 INTO 'kafka://k2:9092' WITH diff, min_checkpoint_frequency = '1s', key_in_value \gset f2_
UPSERT INTO t2 (id, v, n) VALUES (7, 'v680', 92), (8, 'v313', NULL);
\session s1
BEGIN PRIORITY HIGH;
UPSERT INTO t2 (id, v, n) VALUES (7, 'v849', NULL), (8, 'v914', -8);
\wait 70s
COMMIT;
