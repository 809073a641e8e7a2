-- An upload that breaks off leaves no file: objects appear whole or not at all. The whole file is written when the feed tries again.
-- shows: statement, error, message, file, batch, flow, fault
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
INSERT INTO t SELECT i, 'v' FROM generate_series(1, 3) AS g (i);
\sink 's3://bucket' ack-then-fail 2 of 3
CREATE CHANGEFEED FOR t INTO 's3://bucket?AUTH=implicit' WITH initial_scan = 'only';
\wait 20s
