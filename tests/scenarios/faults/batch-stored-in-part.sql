-- A batch of five of which the far end stores two and then fails is sent again whole: exactly those two come twice.
-- shows: statement, error, message, batch, flow, fault
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
INSERT INTO t SELECT i, 'v' FROM generate_series(1, 5) AS g (i);
\topic t partitions 1
\sink 'kafka://k' ack-then-fail 2 of 5
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH updated, kafka_sink_config = '{"Flush": {"MaxMessages": 5, "Messages": 5, "Frequency": "1s"}}';
\wait 10s
