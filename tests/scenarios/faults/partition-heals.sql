-- A node cut off from the majority closes no timestamps, so resolved stalls; when the network heals everything arrives and resolved goes on.
-- shows: statement, error, message, resolved, checkpoint, flow, cluster, fault
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
ALTER TABLE t SPLIT AT VALUES (10);
\lease t 10 to 3
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH updated, resolved = '1s', min_checkpoint_frequency = '1s';
\wait 5s
\partition 3 from 1,2 for 6s
INSERT INTO t VALUES (1, 'on the majority');
\wait 8s
INSERT INTO t VALUES (11, 'on the node that was cut off');
\wait 8s
