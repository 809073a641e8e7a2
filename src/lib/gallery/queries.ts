import type { GalleryExample } from './example';

const page = (anchor: string) => `cdc-queries.html#${anchor}`;

const USERS = String.raw`CREATE TABLE users (id INT PRIMARY KEY, name STRING, city STRING, email STRING, admin BOOL DEFAULT false);
`;
const RIDES = String.raw`CREATE DATABASE movr;
USE movr;
CREATE TABLE rides (id INT PRIMARY KEY, rider_id INT, vehicle_id INT, revenue DECIMAL(10,2));
`;
const VEHICLES = String.raw`CREATE DATABASE movr;
USE movr;
CREATE TABLE vehicles (id INT PRIMARY KEY, type STRING, owner_id INT, status STRING, current_location STRING);
`;
const HISTORIES = String.raw`CREATE DATABASE movr;
USE movr;
CREATE TABLE vehicle_location_histories (ride_id UUID PRIMARY KEY, lat FLOAT8, long FLOAT8);
INSERT INTO vehicle_location_histories VALUES
    ('0e6468ee-f443-463f-a21c-4cb0f6ecf235', 1, 1), ('efe6468e-f443-463f-a21c-4cb0f6ecf235', 2, 2), ('f2616bb3-0000-4000-8000-000000000000', 3, 3);
`;

/** Changefeeds that choose and shape what they emit: the examples of the documentation's page on CDC queries. */
export const QUERY_EXAMPLES: readonly GalleryExample[] = [
  {
    id: 'query-columns',
    title: 'Emit only some columns',
    about: 'The query names the columns that consumers may see; the e-mail address stays where it is.',
    topic: 'Queries',
    minutes: 2,
    docs: page('filter-columns'),
    script: String.raw`${USERS}CREATE CHANGEFEED INTO 'kafka://localhost:9092' WITH updated AS SELECT name, city FROM users;
\wait 5s
INSERT INTO users VALUES (1, 'Ana', 'rome', 'ana@example.com');
\wait 5s
`,
    claims: { messages: 1, copies: 0, shows: ['"name": "Ana"'], lacks: ['example.com'] }
  },
  {
    id: 'query-transform',
    title: 'Emit only lost vehicles',
    about: 'A WHERE clause over the new row: messages come only while it holds.',
    topic: 'Queries',
    minutes: 2,
    docs: 'create-changefeed.html#create-a-changefeed-that-filters-and-transforms-change-data',
    script: String.raw`${VEHICLES}CREATE CHANGEFEED INTO 'kafka://localhost:9092'
  WITH updated, resolved
  AS SELECT owner_id, status
  FROM vehicles
  WHERE status = 'lost';
\wait 5s
INSERT INTO vehicles VALUES (1, 'bike', 7, 'available', 'here');
UPDATE vehicles SET status = 'lost' WHERE id = 1;
UPDATE vehicles SET status = 'in_use' WHERE id = 1;
\wait 5s
`,
    claims: { messages: 1, copies: 0, shows: ['lost'], lacks: ['in_use'] }
  },
  {
    id: 'query-no-deletes',
    title: 'Leave deletes out',
    about: 'event_op() tells inserts, updates and deletes apart, so a query can choose between them.',
    topic: 'Queries',
    minutes: 2,
    docs: page('filter-delete-messages'),
    script: String.raw`${USERS}CREATE CHANGEFEED INTO 'kafka://localhost:9092' AS SELECT * FROM users WHERE NOT event_op() = 'delete';
\wait 5s
INSERT INTO users VALUES (1, 'Ana', 'rome', 'a@example.com');
DELETE FROM users WHERE id = 1;
\wait 5s
`,
    claims: { messages: 1, copies: 0, shows: ['Ana'] }
  },
  {
    id: 'query-only-deletes',
    title: 'Read deletes from cloud files',
    about: 'Only deletes are written, and with diff each file says in before what was deleted.',
    topic: 'Queries',
    minutes: 3,
    docs: page('capture-delete-messages'),
    script: String.raw`${USERS}CREATE EXTERNAL CONNECTION cloud AS 'nodelocal://1/deletes';
CREATE CHANGEFEED INTO 'external://cloud' WITH envelope='wrapped', format='json', diff AS SELECT * FROM users WHERE event_op() = 'delete';
\wait 5s
INSERT INTO users VALUES (1, 'Ana', 'rome', 'a@example.com'), (2, 'Ben', 'paris', 'b@example.com');
\wait 2s
DELETE FROM users WHERE id = 1;
\wait 40s
`,
    claims: { messages: 1, copies: 0, shows: ['Ana'], lacks: ['Ben'] }
  },
  {
    id: 'query-previous-state',
    title: 'Emit the row as it was before',
    about: 'cdc_prev is the row before the change; its members are columns like any other.',
    topic: 'Queries',
    minutes: 3,
    docs: page('emit-the-previous-state-of-a-row'),
    script: String.raw`${VEHICLES}CREATE EXTERNAL CONNECTION sink AS 'kafka://localhost:9092';
CREATE CHANGEFEED INTO 'external://sink' AS SELECT owner_id, (cdc_prev).current_location AS previous_location FROM movr.vehicles WHERE (cdc_prev).status = 'in_use';
\wait 5s
INSERT INTO vehicles VALUES (1, 'bike', 7, 'in_use', 'station');
\wait 1s
UPDATE vehicles SET status = 'available', current_location = 'park' WHERE id = 1;
\wait 5s
`,
    claims: { messages: 1, copies: 0, shows: ['"previous_location": "station"'] }
  },
  {
    id: 'query-cdc-prev',
    title: 'Emit whole rows before and after',
    about: 'Naming cdc_prev itself emits the former row as an object; it is null for an insert.',
    topic: 'Queries',
    minutes: 2,
    docs: page('emit-the-previous-state-of-a-row'),
    script: String.raw`${RIDES}CREATE EXTERNAL CONNECTION sink AS 'kafka://localhost:9092';
CREATE CHANGEFEED INTO 'external://sink' AS SELECT rider_id, vehicle_id, cdc_prev FROM movr.rides;
\wait 5s
INSERT INTO rides VALUES (1, 10, 20, 5);
UPDATE rides SET vehicle_id = 21 WHERE id = 1;
\wait 5s
`,
    claims: { messages: 2, copies: 0, shows: ['"cdc_prev": null', '"vehicle_id": 20'] }
  },
  {
    id: 'query-ttl-deletes',
    title: 'Tell deletes of expired rows from others',
    about: 'A delete whose row had expired by then was made by row-level TTL: the query keeps only those.',
    topic: 'Queries',
    minutes: 4,
    docs: page('reference-ttl-in-a-cdc-query'),
    script: String.raw`CREATE TABLE ttl_test_per_row (id INT PRIMARY KEY, expired_at TIMESTAMPTZ);
CREATE EXTERNAL CONNECTION sink AS 'kafka://localhost:9092';
CREATE CHANGEFEED INTO 'external://sink'
AS SELECT cdc_prev FROM ttl_test_per_row
WHERE event_op() = 'delete'
AND (cdc_prev).expired_at < statement_timestamp();
\wait 5s
INSERT INTO ttl_test_per_row VALUES (1, '2020-01-01'), (2, '2099-01-01');
DELETE FROM ttl_test_per_row WHERE id IN (1, 2);
\wait 5s
`,
    claims: { messages: 1, copies: 0, shows: ['2020-01-01'], lacks: ['2099'] }
  },
  {
    id: 'query-geofilter',
    title: 'Emit the rows of one region',
    about: 'In a table that is regional by row, crdb_region is a column to filter by.',
    topic: 'Queries',
    minutes: 3,
    docs: page('geofilter-a-changefeed'),
    script: String.raw`CREATE TABLE users (id INT PRIMARY KEY, name STRING, crdb_region STRING);
CREATE CHANGEFEED INTO 'kafka://localhost:9092' AS SELECT * FROM users WHERE crdb_region = 'europe-west2';
\wait 5s
INSERT INTO users VALUES (1, 'Ana', 'europe-west2'), (2, 'Ben', 'us-east1');
\wait 5s
`,
    claims: { messages: 1, copies: 0, shows: ['Ana'], lacks: ['Ben'] }
  },
  {
    id: 'query-stable-schema',
    title: 'Keep the message schema stable',
    about:
      'Casts fix the types and the query the columns: a new column of the table does not change the messages.',
    topic: 'Queries',
    minutes: 3,
    docs: page('stabilize-the-changefeed-message-schema'),
    script: String.raw`${USERS}CREATE CHANGEFEED INTO 'kafka://localhost:9092' AS SELECT id::int, name::varchar, admin::bool FROM users;
\wait 5s
INSERT INTO users (id, name) VALUES (1, 'Ana');
\wait 2s
ALTER TABLE users ADD COLUMN nickname STRING;
\wait 10s
INSERT INTO users (id, name, nickname) VALUES (2, 'Ben', 'Benny');
\wait 5s
`,
    claims: { messages: 2, copies: 0, shows: ['Ben'], lacks: ['Benny'] }
  },
  {
    id: 'query-shards',
    title: 'Share the work between several feeds',
    about:
      'Each feed takes the rows whose key begins with some of the sixteen digits; together they emit every row once.',
    topic: 'Queries',
    minutes: 3,
    docs: page('shard-changefeed-messages'),
    script: String.raw`${HISTORIES}CREATE CHANGEFEED INTO 'kafka://one:9092'
AS SELECT * FROM movr.vehicle_location_histories
WHERE left(ride_id::string, 1) IN ('0','1','2','3');
CREATE CHANGEFEED INTO 'kafka://four:9092'
AS SELECT * FROM movr.vehicle_location_histories
WHERE left(ride_id::string, 1) IN ('c','d','e','f');
\wait 10s
`,
    claims: { messages: 3, copies: 0 }
  },
  {
    id: 'query-recent-changes',
    title: 'Look at the recent changes of one row',
    about:
      'A sinkless feed with a cursor in the past streams what has happened to a row since, straight to the session.',
    topic: 'Queries',
    minutes: 3,
    docs: page('view-recent-changes-to-a-row'),
    script: String.raw`${HISTORIES}SELECT cluster_logical_timestamp() AS earlier;
\gset
\wait 5s
UPDATE vehicle_location_histories SET lat = 9 WHERE ride_id::string LIKE 'f2616bb3%';
UPDATE vehicle_location_histories SET lat = 8 WHERE ride_id::string LIKE '0e6468ee%';
\wait 5s
CREATE CHANGEFEED WITH cursor = :'earlier'
AS SELECT * FROM vehicle_location_histories
WHERE ride_id::string LIKE 'f2616bb3%';
\wait 10s
`,
    claims: { messages: 1, copies: 0, shows: ['"lat": 9'], lacks: ['"lat": 8'] }
  },
  {
    id: 'query-age',
    title: 'Measure how old a row was when it changed',
    about:
      'The commit time of a version less the time that the row before keeps, in nanoseconds. A column holds it: cdc_prev has no system columns, although the page names one.',
    topic: 'Queries',
    minutes: 3,
    docs: page('determine-the-age-of-a-row'),
    script: String.raw`CREATE DATABASE movr;
USE movr;
CREATE TABLE rides (id INT PRIMARY KEY, revenue DECIMAL(10,2), made_at DECIMAL DEFAULT cluster_logical_timestamp());
CREATE EXTERNAL CONNECTION sink AS 'kafka://localhost:9092';
CREATE CHANGEFEED INTO 'external://sink'
AS SELECT crdb_internal_mvcc_timestamp - (cdc_prev).made_at
AS age
FROM movr.rides;
\wait 5s
INSERT INTO rides (id, revenue) VALUES (1, 5);
\wait 3s
UPDATE rides SET revenue = 7 WHERE id = 1;
\wait 5s
`,
    claims: { messages: 2, copies: 0, shows: ['"age": null', '"age": 3'] }
  },
  {
    id: 'query-recover',
    title: 'Send lost messages of one row again',
    about: 'A feed over one key emits its present state to a place of your choice.',
    topic: 'Queries',
    minutes: 2,
    docs: page('recover-lost-messages'),
    script: String.raw`${HISTORIES}CREATE CHANGEFEED INTO 'nodelocal://1/recovered' WITH initial_scan = 'only'
AS SELECT * FROM movr.vehicle_location_histories
WHERE ride_id = 'efe6468e-f443-463f-a21c-4cb0f6ecf235';
\wait 10s
`,
    claims: { messages: 1, copies: 0, shows: ['efe6468e'] }
  },
  {
    id: 'query-customize',
    title: 'Write a sentence into each message',
    about: 'Expressions make new members: here a summary out of three columns.',
    topic: 'Queries',
    minutes: 2,
    docs: page('customize-changefeed-messages'),
    script: String.raw`${VEHICLES}CREATE EXTERNAL CONNECTION cloud AS 'kafka://localhost:9092';
CREATE CHANGEFEED INTO 'external://cloud' AS SELECT *, owner_id::string || ' takes passengers by ' || type || '. They are currently ' || status AS summary FROM vehicles;
\wait 5s
INSERT INTO vehicles VALUES (1, 'skateboard', 7, 'in_use', 'here');
\wait 5s
`,
    claims: { messages: 1, copies: 0, shows: ['7 takes passengers by skateboard. They are currently in_use'] }
  },
  {
    id: 'query-outbox',
    title: 'Send tables of every kind to one topic of events',
    about: 'Several feeds shape their rows alike and share a topic: an outbox without an outbox table.',
    topic: 'Queries',
    minutes: 4,
    docs: page('queries-and-the-outbox-pattern'),
    script: String.raw`CREATE TABLE dogs (id INT PRIMARY KEY, good_boy STRING);
CREATE TABLE users (id INT PRIMARY KEY, email STRING, admin BOOL);
CREATE TABLE accounts (id INT PRIMARY KEY, owner STRING);
CREATE CHANGEFEED INTO 'kafka://endpoint?topic_name=events' AS SELECT
event_schema_timestamp()::int AS event_timestamp,
'dogs' AS table,
event_op() AS type,
jsonb_build_object('good_boy',good_boy) AS data
FROM dogs;
CREATE CHANGEFEED INTO 'kafka://endpoint?topic_name=events' AS SELECT
event_schema_timestamp()::int AS event_timestamp,
'users' AS table,
event_op() AS type,
jsonb_build_object('email', email, 'admin', admin) AS data
FROM users;
CREATE CHANGEFEED INTO 'kafka://endpoint?topic_name=events' AS SELECT
event_schema_timestamp()::int AS event_timestamp,
'accounts' AS table,
event_op() AS type,
jsonb_build_object('owner', owner) AS data
FROM accounts;
\wait 5s
INSERT INTO dogs VALUES (1, 'yes');
INSERT INTO users VALUES (1, 'ana@example.com', true);
INSERT INTO accounts VALUES (1, 'ana');
\wait 5s
`,
    claims: {
      messages: 3,
      copies: 0,
      shows: ['"table": "dogs"', '"email": "ana@example.com"', '"owner": "ana"']
    }
  },
  {
    id: 'query-outbox-table',
    title: 'Read an outbox table',
    about: 'Deletes of the outbox are housekeeping, so the query leaves them out.',
    topic: 'Queries',
    minutes: 2,
    docs: page('queries-and-the-outbox-pattern'),
    script: String.raw`CREATE TABLE outbox (id INT PRIMARY KEY, payload JSONB);
CREATE CHANGEFEED INTO 'kafka://endpoint?topic_name=events' AS SELECT * FROM outbox WHERE event_op() != 'delete';
\wait 5s
INSERT INTO outbox VALUES (1, '{"order": 17}');
DELETE FROM outbox WHERE id = 1;
\wait 5s
`,
    claims: { messages: 1, copies: 0, shows: ['"order": 17'] }
  },
  {
    id: 'query-schedule',
    title: 'Export filtered rows every day',
    about:
      'A schedule with a query: each run exports only the promotion codes that were used more than once.',
    topic: 'Queries',
    minutes: 3,
    docs: 'create-schedule-for-changefeed.html#create-a-scheduled-changefeed-with-cdc-queries',
    script: String.raw`CREATE DATABASE movr;
CREATE TABLE movr.user_promo_codes (user_id INT PRIMARY KEY, code STRING, usage_count INT);
INSERT INTO movr.user_promo_codes VALUES (1, 'once', 1), (2, 'often', 5);
CREATE EXTERNAL CONNECTION "kafka-sink" AS 'kafka://localhost:9092';
CREATE SCHEDULE promo_code FOR CHANGEFEED INTO 'external://kafka-sink' AS SELECT user_id, usage_count FROM movr.user_promo_codes WHERE usage_count > 1 RECURRING '@daily' WITH SCHEDULE OPTIONS first_run=now, on_execution_failure=reschedule, on_previous_running=skip;
\wait 2m
SHOW SCHEDULES FOR CHANGEFEED;
`,
    claims: { messages: 1, copies: 0, shows: ['"usage_count": 5'] }
  },
  {
    id: 'query-ttl-after',
    title: 'Emit rows as they were when they expired',
    about:
      'ttl_expire_after keeps each row’s time in a hidden column, which the query reads: the row that expires is emitted, the one deleted before is not.',
    topic: 'Queries',
    minutes: 4,
    docs: page('ttl_expire_after'),
    script: String.raw`CREATE TABLE test_table (id INT PRIMARY KEY, inserted_at TIMESTAMP DEFAULT current_timestamp()) WITH (ttl_expire_after = '10 minutes', ttl_job_cron = '*/5 * * * *');
CREATE EXTERNAL CONNECTION sink AS 'kafka://localhost:9092';
CREATE CHANGEFEED INTO 'external://sink'
AS SELECT cdc_prev FROM test_table
WHERE event_op() = 'delete'
AND (cdc_prev).crdb_internal_expiration < statement_timestamp();
\wait 5s
INSERT INTO test_table (id) VALUES (1), (2);
\wait 5s
DELETE FROM test_table WHERE id = 2;
\wait 20m
`,
    claims: { messages: 1, copies: 0, shows: ['"id": 1'], lacks: ['"id": 2'] }
  },
  {
    id: 'query-ttl-none',
    title: 'Leave deletes of expired rows out',
    about: 'The same condition denied: everything is streamed but what row-level TTL has deleted.',
    topic: 'Queries',
    minutes: 3,
    docs: page('ttl_expire_after'),
    script: String.raw`CREATE TABLE test_table (id INT PRIMARY KEY, inserted_at TIMESTAMP DEFAULT current_timestamp()) WITH (ttl_expire_after = '10 minutes', ttl_job_cron = '*/5 * * * *');
CREATE CHANGEFEED AS SELECT cdc_prev FROM test_table
WHERE NOT (event_op() = 'delete'
AND (cdc_prev).crdb_internal_expiration < statement_timestamp());
\wait 5s
INSERT INTO test_table (id) VALUES (1), (2);
\wait 5s
DELETE FROM test_table WHERE id = 2;
\wait 20m
`,
    claims: { messages: 3, copies: 0, shows: ['"id": 2'], lacks: ['"id": 1'] }
  },
  {
    id: 'query-time-range',
    title: 'Look at the changes of a stretch of time',
    about:
      'cursor says where to begin and end_time where to stop: the feed emits what lies between and ends by itself.',
    topic: 'Queries',
    minutes: 3,
    docs: page('view-recent-changes-to-a-row'),
    script: String.raw`${HISTORIES}\wait 5s
SELECT cluster_logical_timestamp() AS earlier;
\gset
UPDATE vehicle_location_histories SET lat = 9 WHERE ride_id::string LIKE 'f2616bb3%';
\wait 5s
SELECT cluster_logical_timestamp() AS later;
\gset
UPDATE vehicle_location_histories SET lat = 10 WHERE ride_id::string LIKE 'f2616bb3%';
\wait 5s
CREATE CHANGEFEED WITH cursor = :'earlier', end_time = :'later'
AS SELECT * FROM vehicle_location_histories
WHERE ride_id::string LIKE 'f2616bb3%';
\wait 10s
`,
    claims: { messages: 1, copies: 0, shows: ['"lat": 9'], lacks: ['"lat": 10'] }
  },
  {
    id: 'query-schedule-csv',
    title: 'Export filtered rows as CSV every night',
    about:
      'A schedule, a query and CSV: one file with the skateboards of San Francisco, a minute past midnight.',
    topic: 'Queries',
    minutes: 3,
    docs: page('create-a-scheduled-changefeed-to-export-filtered-data'),
    script: String.raw`CREATE DATABASE movr;
USE movr;
CREATE TABLE vehicles (id INT PRIMARY KEY, city STRING, type STRING, status STRING, current_location STRING);
INSERT INTO vehicles VALUES (1, 'san francisco', 'skateboard', 'available', 'pier 39'), (2, 'san francisco', 'bike', 'in_use', 'ferry building'), (3, 'rome', 'skateboard', 'lost', 'forum');
CREATE EXTERNAL CONNECTION "cloud-sink" AS 'nodelocal://1/skateboards';
CREATE SCHEDULE sf_skateboard FOR CHANGEFEED INTO 'external://cloud-sink' WITH format=csv
  AS SELECT current_location, id, type, status FROM vehicles
  WHERE city = 'san francisco' AND type = 'skateboard'
  RECURRING '1 0 * * *' WITH SCHEDULE OPTIONS on_execution_failure=retry, on_previous_running=start;
\wait 2h
SHOW SCHEDULES FOR CHANGEFEED;
`,
    claims: { messages: 1, copies: 0, shows: ['pier 39,1,skateboard,available'] }
  },
  {
    id: 'query-outbox-status',
    title: 'Emit an outbox row only when it is new',
    about:
      'The row before an insert is NULL, so its status is too; an update of a row that has a status is not emitted.',
    topic: 'Queries',
    minutes: 2,
    docs: page('queries-and-the-outbox-pattern'),
    script: String.raw`CREATE TABLE outbox (id INT PRIMARY KEY, status STRING, payload JSONB);
CREATE CHANGEFEED INTO 'kafka://endpoint?topic_name=events' AS SELECT status, cdc_prev FROM outbox WHERE (cdc_prev).status IS NULL;
\wait 5s
INSERT INTO outbox VALUES (1, 'new', '{"order": 17}');
\wait 1s
UPDATE outbox SET status = 'sent' WHERE id = 1;
\wait 5s
`,
    claims: { messages: 1, copies: 0, shows: ['{"cdc_prev": null, "status": "new"}'], lacks: ['sent'] }
  },
  {
    id: 'query-own-function',
    title: 'Call a function of your own in a query',
    about:
      'A function that is not volatile may stand in a CDC query; it is worked out for each row that is emitted.',
    topic: 'Queries',
    minutes: 2,
    docs: page('queries-and-user-defined-functions'),
    script: String.raw`CREATE DATABASE movr;
USE movr;
CREATE TABLE rides (id INT PRIMARY KEY, rider_id INT, revenue DECIMAL(10,2));
CREATE EXTERNAL CONNECTION "sink" AS 'kafka://localhost:9092';
CREATE FUNCTION doubleRevenue(r int)
RETURNS INT IMMUTABLE LEAKPROOF LANGUAGE SQL AS
$$ SELECT 2 * r $$;
CREATE CHANGEFEED INTO 'external://sink' AS SELECT rider_id, doubleRevenue(rides.revenue::int) FROM rides WHERE revenue < 30;
\wait 5s
INSERT INTO rides VALUES (1, 7, 12.00), (2, 8, 45.00);
\wait 5s
`,
    claims: { messages: 1, copies: 0, shows: ['{"doublerevenue": 24, "rider_id": 7}'], lacks: ['90'] }
  }
];
