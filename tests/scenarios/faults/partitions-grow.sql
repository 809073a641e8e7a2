-- When a topic gets more partitions its keys may move: [0] and [1] belong to partition 1 of three, [3] stays where it was.
-- shows: statement, error, message
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092';
INSERT INTO t VALUES (0, 'a'), (1, 'a'), (3, 'a');
\wait 1s
\topic t partitions 3
\wait 2m
INSERT INTO t VALUES (2, 'b');
UPDATE t SET v = 'b' WHERE id < 4;
\wait 1s
