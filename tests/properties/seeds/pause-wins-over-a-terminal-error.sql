-- seed 124, nodes 1: a job that was asked to pause failed instead of pausing
CREATE TABLE t1 (id INT PRIMARY KEY, v STRING, n INT, k INT NOT NULL DEFAULT 1);
INSERT INTO t1 (id, v, n) VALUES (1, 'v669', NULL), (2, 'v864', 90);
CREATE TABLE t2 (id INT PRIMARY KEY, v STRING, n INT, k INT NOT NULL DEFAULT 1);
CREATE CHANGEFEED FOR TABLE t1, TABLE t2 INTO 'kafka://k1:9092' WITH updated, min_checkpoint_frequency = '1s' \gset f1_
UPSERT INTO t1 (id, v, n) VALUES (8, 'v344', 2);
PAUSE JOB :f1_job_id;
TRUNCATE t2;
