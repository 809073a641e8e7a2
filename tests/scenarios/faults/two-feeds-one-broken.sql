-- Two feeds on one table: one sink is away, the other feed does not notice.
-- shows: statement, error, message, job, fault
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'kafka://good:9092' WITH updated;
CREATE CHANGEFEED FOR t INTO 'kafka://bad:9092' WITH updated;
\wait 2s
\sink 'kafka://bad' down for 10s
INSERT INTO t VALUES (1, 'a');
\wait 3s
INSERT INTO t VALUES (2, 'b');
\wait 20s
