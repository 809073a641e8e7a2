-- An acknowledgement that gets lost means nothing to the far end, which has stored the rows. The sender only knows that no answer came, so
-- it sends the batch again: the rows come twice within one flow.
-- shows: statement, error, message, batch, fault
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'kafka://k:9092' WITH updated;
\wait 4s
\sink 'kafka://k' lose-acks 1
INSERT INTO t VALUES (1, 'a'), (2, 'b');
\wait 15s
INSERT INTO t VALUES (3, 'c');
\wait 1s
