-- seed 1, nodes 2: a schema change waited for a transaction that the script, waiting for the change, never ended
CREATE TABLE t1 (a INT PRIMARY KEY);
\partition 2 from 1 one-way for 500ms
\session s3
BEGIN;
UPSERT INTO t1 VALUES (11);
\session root
ALTER TABLE t1 ADD COLUMN c1 INT DEFAULT 9;
\session s3
COMMIT;
