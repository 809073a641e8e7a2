-- A bug planted into the mechanism: progress is reported before it has been made, so a resolved timestamp promises what is yet to come.
-- shows: statement, error, message, resolved, fault
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
\plant early-resolved
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH updated, resolved = '1s', min_checkpoint_frequency = '1s';
INSERT INTO t VALUES (1, 'a');
\wait 6s
INSERT INTO t VALUES (2, 'below the resolved timestamp sent before');
\wait 4s
