-- With every node down statements fail with an error of the connection class; a restart brings tables and feeds back.
-- shows: statement, result, error, message, checkpoint, flow, job, cluster
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH updated;
INSERT INTO t VALUES (1, 'a');
\wait 5s
\node 1 kill
\node 2 kill
\node 3 kill
SELECT * FROM t;
\wait 20s
\node 1 restart
\node 2 restart
\node 3 restart
\wait 20s
\session again
INSERT INTO t VALUES (2, 'b');
SELECT * FROM t ORDER BY id;
