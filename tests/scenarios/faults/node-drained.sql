-- A node that is drained hands its leases over first; the flow is planned anew at once, without waiting for a time-out.
-- shows: statement, error, message, checkpoint, flow, cluster
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
ALTER TABLE t SPLIT AT VALUES (10);
\lease t 10 to 2
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH updated;
\wait 35s
INSERT INTO t VALUES (1, 'a'), (11, 'a');
\wait 1s
\node 2 drain
\wait 1s
UPDATE t SET v = 'b' WHERE id IN (1, 11);
\wait 5s
