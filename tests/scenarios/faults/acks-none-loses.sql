-- With RequiredAcks NONE the producer asks nobody: a batch that the broker does not store is gone, and the high-water mark goes on over it.
-- shows: statement, error, message, batch, checkpoint, flow, fault
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH updated, min_checkpoint_frequency = '1s', kafka_sink_config = '{"RequiredAcks": "NONE"}';
\wait 2s
INSERT INTO t VALUES (1, 'a');
\wait 1s
\sink 'kafka://k' ack-then-fail 0 of 1
INSERT INTO t VALUES (2, 'lost');
\wait 6s
INSERT INTO t VALUES (3, 'c');
\wait 2s
