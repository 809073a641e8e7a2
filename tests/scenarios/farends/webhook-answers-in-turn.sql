-- Statuses in turn: every answer but a 2xx sends the request again, redirects and client errors too, and whoever says with Retry-After when to
-- come back is not heeded: the wait is the sink's own, and doubles.
-- shows: statement, error, message, request, batch, fault
CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR t INTO 'webhook-https://hook.example.com/in' WITH webhook_sink_config = '{"Retry": {"Max": 10, "Backoff": "100ms"}}';
\wait 4s
\sink 'webhook-https://hook.example.com' reply 429,301,400,503,204 times 5 retry-after 30s
INSERT INTO t VALUES (1, 'a');
\wait 10s
