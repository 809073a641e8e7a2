-- A scan-only feed whose sink fails at its end has not succeeded until every row is stored.
-- shows: statement, error, message, job, flow, batch, fault
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c');
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH initial_scan = 'only';
\sink 'kafka://k' down for 3s
\wait 20s
