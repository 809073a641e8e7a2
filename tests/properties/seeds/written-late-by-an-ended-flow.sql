-- seed 56568, nodes 3: a file of the first flow comes when a checkpoint of the second has covered its rows
CREATE TABLE t1 (id INT PRIMARY KEY, v STRING, n INT, d DECIMAL(20,4) DEFAULT 1.50, j JSONB, at TIMESTAMPTZ DEFAULT now(), l INT[], x INT AS (n + 1) VIRTUAL);
INSERT INTO t1 (id, v, n) VALUES (1, 'v840', 36), (2, 'v2', NULL), (3, 'v200', 85), (4, 'v776', 43), (5, 'v52', 80), (6, 'v710', -2), (7, 'v667', 98), (8, 'v827', NULL), (9, 'v550', 63), (10, 'v103', 12);
ALTER TABLE t1 SPLIT AT VALUES (1);
ALTER TABLE t1 SPLIT AT VALUES (8);
CREATE CHANGEFEED INTO 'nodelocal://1/out1' WITH diff, resolved = '1s', min_checkpoint_frequency = '1s' AS SELECT id, cdc_prev FROM t1 WHERE (cdc_prev).n IS NULL \gset f1_
BEGIN;
UPDATE t1 SET id = id + 12 WHERE id = 4;
COMMIT;
UPDATE t1 SET n = n + 1 WHERE id = 2;
PAUSE JOB :f1_job_id;
RESUME JOB :f1_job_id;
