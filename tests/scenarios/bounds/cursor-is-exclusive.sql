-- A feed with a cursor emits what came after it: not the change at the cursor itself, no initial scan. With initial_scan = 'yes' the table
-- as of the cursor comes first.
-- shows: statement, result, error, message, flow
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
INSERT INTO t VALUES (1, 'at the cursor') RETURNING cluster_logical_timestamp() AS ts;
\gset c_
INSERT INTO t VALUES (2, 'after');
UPDATE t SET v = 'changed' WHERE id = 1;
CREATE CHANGEFEED FOR t INTO 'kafka://a:9092' WITH updated, cursor = :'c_ts';
CREATE CHANGEFEED FOR t INTO 'kafka://b:9092' WITH updated, mvcc_timestamp, cursor = :'c_ts', initial_scan = 'yes';
\wait 1s
INSERT INTO t VALUES (3, 'later');
-- A cursor in the future is refused.
CREATE CHANGEFEED FOR t INTO 'kafka://a:9092' WITH cursor = '2100-01-01';
