-- A cursor below the garbage collection threshold is an error that names it, never fewer rows.
-- shows: statement, result, error, message, cluster
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
INSERT INTO t VALUES (1, 'a') RETURNING cluster_logical_timestamp() AS ts;
\gset c_
ALTER TABLE t CONFIGURE ZONE USING gc.ttlseconds = 60;
UPDATE t SET v = 'b';
\wait 10m
\gc
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH cursor = :'c_ts';
