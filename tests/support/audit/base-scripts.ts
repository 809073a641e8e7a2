/** Scripts with a bit of everything, whose true histories planted bugs are made from. */

/** Kafka: three partitions, several versions of a key, a pause that replays, a batch stored in part, a backfill. */
export const KAFKA = `
CREATE TABLE t (id INT PRIMARY KEY, v STRING, n INT);
INSERT INTO t VALUES (1, 'a', 10), (2, 'b', 20), (3, 'c', 30), (4, 'd', 40), (5, 'e', 50), (6, 'f', 60);
ALTER TABLE t SPLIT AT VALUES (3);
ALTER TABLE t SPLIT AT VALUES (5);
\\topic t partitions 3
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k:9092' WITH updated, mvcc_timestamp, diff, key_in_value, resolved, min_checkpoint_frequency = '1s' \\gset f_
\\wait 8s
UPDATE t SET v = 'b2' WHERE id = 2;
UPDATE t SET v = 'b3' WHERE id = 2;
UPDATE t SET n = n + 1 WHERE id IN (1, 4, 6);
DELETE FROM t WHERE id = 3;
\\wait 8s
INSERT INTO t VALUES (7, 'g', 70), (8, 'h', 80);
UPDATE t SET v = 'b4' WHERE id = 2;
UPDATE t SET v = 'b5' WHERE id = 2;
UPDATE t SET v = 'g2' WHERE id = 7;
\\wait 100ms
PAUSE JOB :f_job_id;
\\wait 5s
UPDATE t SET v = 'b6' WHERE id = 2;
RESUME JOB :f_job_id;
\\wait 8s
\\sink 'kafka://k:9092' ack-then-fail 1 of 2
UPDATE t SET n = 0 WHERE id IN (1, 2);
\\wait 8s
ALTER TABLE t ADD COLUMN w INT DEFAULT 5;
\\wait 8s
UPDATE t SET w = 6 WHERE id = 1;
\\wait 8s
CANCEL JOB :f_job_id;
\\wait 1s
`;

/** Files: several of them before and behind each \`.RESOLVED\`. */
export const FILES = `
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
INSERT INTO t VALUES (1, 'a'), (2, 'b');
CREATE CHANGEFEED FOR TABLE t INTO 'nodelocal://1/out' WITH updated, resolved, min_checkpoint_frequency = '1s';
\\wait 8s
UPDATE t SET v = 'a2' WHERE id = 1;
\\wait 8s
UPDATE t SET v = 'b2' WHERE id = 2;
\\wait 8s
`;

/** A feed that comes to its end. */
export const SCAN_ONLY = `
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
INSERT INTO t VALUES (1, 'a'), (2, 'b');
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k:9092' WITH initial_scan = 'only';
\\wait 5s
UPDATE t SET v = 'later' WHERE id = 1;
\\wait 5s
`;

/** A sink that goes away for a while, so that the feed begins again by itself. */
export const RETRIES = `
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
INSERT INTO t VALUES (1, 'a'), (2, 'b');
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k:9092' WITH updated, resolved, min_checkpoint_frequency = '1s';
\\wait 6s
\\sink 'kafka://k:9092' down for 60s
UPDATE t SET v = 'a2' WHERE id = 1;
\\wait 120s
\\gc
UPDATE t SET v = 'a3' WHERE id = 1;
\\wait 8s
`;
