-- A second feed on the same table is untouched by the first one's pause: each of its messages comes once.
-- shows: statement, error, message, resolved, checkpoint, job, flow, fault
CREATE TABLE employees (id INT PRIMARY KEY, name STRING, office STRING);
CREATE CHANGEFEED FOR TABLE employees INTO 'kafka://localhost:9092' WITH updated, key_in_value;
\gset feed_
CREATE CHANGEFEED FOR TABLE employees INTO 'kafka://other:9092' WITH updated;
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
