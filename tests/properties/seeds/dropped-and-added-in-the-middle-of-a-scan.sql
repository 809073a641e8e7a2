-- seed 875, nodes 5: a target dropped and added at once is a new one without a scan, and the rows of the scan before are not sent again
CREATE TABLE t1 (id INT PRIMARY KEY, v STRING, n INT, k INT NOT NULL DEFAULT 1);
INSERT INTO t1 (id, v, n) VALUES (1, 'v303', 83), (2, 'v183', 52), (3, 'v545', 44), (4, 'v509', 74), (5, 'v935', -5), (6, 'v67', 52), (7, 'v583', 61), (8, 'v645', -2);
CREATE CHANGEFEED FOR TABLE t1 INTO 'kafka://k2:9092' WITH updated, resolved = '1s', format = 'protobuf', topic_in_value, kafka_sink_config = '{"Flush": {"Messages": 5, "Frequency": "191ms"}, "RequiredAcks": "ONE"}', on_error = 'pause' \gset f2_
PAUSE JOB :f2_job_id;
ALTER CHANGEFEED :f2_job_id DROP TABLE t1 ADD TABLE t1;
RESUME JOB :f2_job_id;
