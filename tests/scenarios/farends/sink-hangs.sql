-- A sink that takes requests and never answers stores nothing: each request ends at the time-out, then the feed goes back to its
-- checkpoint and tries again. When the sink answers again every row arrives, once.
-- shows: statement, error, message, batch, flow, fault
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'webhook-https://hook.example.com/in' WITH updated, webhook_client_timeout = '2s', webhook_sink_config = '{"Retry": {"Max": 2, "Backoff": "500ms"}}';
\wait 4s
\sink 'webhook-https://hook.example.com' hang for 6s
INSERT INTO t VALUES (1, 'a');
\wait 20s
