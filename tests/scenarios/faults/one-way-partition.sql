-- One direction is enough to part two nodes, but each still talks to a majority: nothing stalls.
-- shows: statement, error, message, resolved, checkpoint, flow, cluster, fault
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH updated, resolved = '1s', min_checkpoint_frequency = '1s';
\wait 4s
\partition 2 from 3 one-way
INSERT INTO t VALUES (1, 'a');
\wait 8s
\heal
