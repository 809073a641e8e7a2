-- A node that is cut off and then dies: its leases move once it has been gone for nine seconds, and the waiting statement goes on.
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k:9092' WITH min_checkpoint_frequency = '1s';
INSERT INTO t VALUES (1, 'a');
\wait 2s
\partition 1 from 2,3 for 5s
\wait 4999ms
\node 1 kill
\session other
UPDATE t SET v = 'b' WHERE id = 1;
\wait 20s
SELECT v FROM t;
