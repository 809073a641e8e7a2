-- A lease that moves loses nothing: the new leaseholder's rangefeed goes on from where its span was resolved.
-- shows: statement, error, message, checkpoint, flow, cluster
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH updated;
\wait 2s
INSERT INTO t VALUES (1, 'before');
\lease t to 3
UPSERT INTO t VALUES (1, 'after'), (2, 'after');
\wait 5s
