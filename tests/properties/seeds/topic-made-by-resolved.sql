-- seed 30067, nodes 5: the topic was there with one partition, made by a resolved message, when it was ordered to grow and then to shrink
CREATE TABLE t1 (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR TABLE t1 INTO 'kafka://k1:9092' WITH updated, resolved = '2s';
\wait 1s
\topic t1 partitions 6
\topic t1 partitions 4
INSERT INTO t1 (id, v) VALUES (11, 'v609');
