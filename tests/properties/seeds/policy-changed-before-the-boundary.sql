-- seed 4293, nodes 2: the policy was changed before the feed met the schema change; the audit wanted the backfill of the old policy
CREATE TABLE t1 (id INT PRIMARY KEY, v STRING, n INT, k INT NOT NULL DEFAULT 1);
CREATE CHANGEFEED FOR TABLE t1 INTO 'kafka://k3:9092' WITH resolved = '2s', min_checkpoint_frequency = '500ms' \gset f3_
INSERT INTO t1 (id, v, n) VALUES (8, 'v542', 87) ON CONFLICT DO NOTHING;
ALTER TABLE t1 ADD COLUMN c1 INT AS (n + 1) STORED;
PAUSE JOB :f3_job_id;
ALTER CHANGEFEED :f3_job_id SET schema_change_policy = 'nobackfill';
UPSERT INTO t1 (id, v, n) VALUES (7, 'v670', NULL), (8, 'v695', NULL), (9, 'v651', -6);
RESUME JOB :f3_job_id;
