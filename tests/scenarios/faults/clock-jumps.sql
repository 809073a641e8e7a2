-- A node's clock jumps ten seconds ahead: commit times follow it and never fall, and the key's versions stay in order.
-- shows: statement, error, commit, message, cluster
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH updated;
\wait 1s
INSERT INTO t VALUES (1, 'a');
\node 1 clock +200ms
UPDATE t SET v = 'b' WHERE id = 1;
\node 1 clock -200ms
UPDATE t SET v = 'c' WHERE id = 1;
\wait 5s
\node 1 clock +10s
UPDATE t SET v = 'd' WHERE id = 1;
