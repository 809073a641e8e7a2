-- Answers of a real endpoint stand in the script: request 1 was delivered, request 2 was refused and sent again as request 3, whose answer
-- the browser could not read, which counts as one. Request 4 came back later than the sender waits.
-- shows: statement, error, message, request, batch
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'webhook-https://hook.example.com/in' WITH webhook_client_timeout = '1s';
\wait 4s
\reply 1 200 after 120ms
\reply 2 500 after 80ms
\reply 3 unreadable after 40ms
\reply 4 200 after 1500ms
INSERT INTO t VALUES (1, 'delivered');
\wait 1s
INSERT INTO t VALUES (2, 'refused, then perhaps delivered');
\wait 2s
INSERT INTO t VALUES (3, 'too late');
\wait 10s
-- What has been answered cannot be answered again.
\reply 1 200 after 10ms
