-- One of three nodes dies and comes back: after the lease time-out its range is served by another node and the flow starts again from the
-- last checkpoint, so rows sent since then come twice, and none is lost.
-- shows: statement, error, message, checkpoint, flow, cluster
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
ALTER TABLE t SPLIT AT VALUES (10), (20);
\lease t 10 to 2
\lease t 20 to 3
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH updated;
\wait 35s
INSERT INTO t VALUES (1, 'a'), (11, 'a'), (21, 'a');
\wait 3s
\node 2 kill
\send
UPDATE t SET v = 'b' WHERE id = 11;
UPDATE t SET v = 'b' WHERE id = 1;
\wait 15s
\node 2 restart
\wait 5s
SELECT * FROM t ORDER BY id;
