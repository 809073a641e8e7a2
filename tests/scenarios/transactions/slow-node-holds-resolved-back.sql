-- A table split in three over three nodes, and node 2 slowed by 500 ms: the keys of its range arrive half a second after the others', each
-- key keeps its order, and resolved timestamps wait for the slow range.
-- shows: statement, error, message, resolved, checkpoint, cluster, flow
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
ALTER TABLE t SPLIT AT VALUES (10), (20);
\lease t 10 to 2
\lease t 20 to 3
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k:9092' WITH updated, resolved = '1s', min_checkpoint_frequency = '1s';
\wait 5s
SET CLUSTER SETTING playground.node.delay = '2=500ms';
INSERT INTO t VALUES (2, 'b'), (12, 'b'), (22, 'b');
\wait 200ms
UPDATE t SET v = 'c' WHERE id IN (2, 12, 22);
\wait 5s
