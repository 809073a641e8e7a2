-- The same with a checkpoint about every three seconds: the last one before the pause (51.2 s) has reached 48 s, the closed time then, so
-- only Terrence of 49 s comes twice.
-- shows: statement, error, message, resolved, checkpoint, job, flow, fault
CREATE TABLE employees (id INT PRIMARY KEY, name STRING, office STRING);
CREATE CHANGEFEED FOR TABLE employees INTO 'kafka://localhost:9092' WITH updated, key_in_value, min_checkpoint_frequency = '1s';
\gset feed_
\wait 5s
INSERT INTO employees VALUES (1, 'Terry', 'new york city');
\wait 9s
INSERT INTO employees VALUES (2, 'Alex', 'los angeles');
\wait 6s
UPDATE employees SET name = 'Terri' WHERE id = 1;
\wait 25s
INSERT INTO employees VALUES (3, 'Ash', 'london');
\wait 4s
UPDATE employees SET name = 'Terrence' WHERE id = 1;
\wait 4s
PAUSE JOB :feed_job_id;
\wait 5s
UPDATE employees SET office = 'new york city' WHERE id = 2;
RESUME JOB :feed_job_id;
\wait 5s
INSERT INTO employees VALUES (4, 'Danny', 'los angeles');
INSERT INTO employees VALUES (5, 'Robbie', 'london');
