-- seed 1, nodes 3: two resolved timestamps in one batch, sent again: the older one followed the newer
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://k:9092' WITH resolved, min_checkpoint_frequency = '1s';
\wait 5s
\sink 'kafka://k:9092' slow 5s
\wait 8s
\sink 'kafka://k:9092' lose-acks 2
\wait 60s
