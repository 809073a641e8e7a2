-- seed 1443, nodes 5: two tables of one name in one topic: batches of two nodes held rows of the same key
CREATE TABLE t1 (id INT PRIMARY KEY, v STRING, n INT, k INT NOT NULL DEFAULT 1);
INSERT INTO t1 (id, v, n) VALUES (1, 'v517', 12), (2, 'v721', 34);
CREATE DATABASE d2;
CREATE TABLE d2.t1 (id INT PRIMARY KEY, v STRING, n INT, k INT NOT NULL DEFAULT 1);
INSERT INTO d2.t1 (id, v, n) VALUES (1, 'v486', 6), (2, 'v129', 98), (3, 'v752', 79), (4, 'v754', 8), (5, 'v781', 53), (6, 'v526', -8);
CREATE CHANGEFEED FOR TABLE t1, TABLE d2.t1 INTO 'nodelocal://1/out3' WITH updated, mvcc_timestamp, resolved = '2s', min_checkpoint_frequency = '1s', envelope = 'bare' \gset f3_
