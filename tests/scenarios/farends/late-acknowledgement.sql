-- An endpoint slower than the sender's time-out stores what it gets and answers to nobody: a late success is a duplicate, never a loss.
-- shows: statement, error, message, request, batch, fault
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'webhook-https://hook.example.com/in' WITH updated, webhook_client_timeout = '1s', webhook_sink_config = '{"Retry": {"Max": "inf", "Backoff": "100ms"}}';
\wait 4s
\sink 'webhook-https://hook.example.com' slow 3s for 2s
INSERT INTO t VALUES (1, 'a');
\wait 10s
