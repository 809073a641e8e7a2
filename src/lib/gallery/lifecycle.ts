import type { GalleryExample } from './example';

/** Starting, stopping and changing feeds, and the schema under them. */
export const LIFECYCLE_EXAMPLES: readonly GalleryExample[] = [
  {
    id: 'manage-a-changefeed',
    title: 'Pause, resume and cancel a changefeed',
    about: 'The job goes through its states; SHOW CHANGEFEED JOBS tells each time where it stands.',
    topic: 'Starting and stopping',
    minutes: 3,
    docs: 'create-changefeed.html#manage-a-changefeed',
    script: String.raw`CREATE TABLE office_dogs (id INT PRIMARY KEY, name STRING);
CREATE CHANGEFEED FOR TABLE office_dogs INTO 'kafka://localhost:9092' WITH updated, resolved;
\gset feed_
INSERT INTO office_dogs VALUES (1, 'Petee');
\wait 40s
SHOW CHANGEFEED JOBS;
PAUSE JOB :feed_job_id;
\wait 5s
SHOW CHANGEFEED JOBS;
RESUME JOB :feed_job_id;
\wait 5s
CANCEL JOB :feed_job_id;
\wait 5s
SHOW CHANGEFEED JOBS;
`,
    claims: { messages: 1, copies: 0, shows: ['Petee'] }
  },
  {
    id: 'start-where-another-ended',
    title: 'Start a new changefeed where another ended',
    about:
      'The high-water timestamp of the old job becomes the cursor of the new one: no initial scan, nothing lost in between.',
    topic: 'Starting and stopping',
    minutes: 4,
    docs: 'create-changefeed.html#start-a-new-changefeed-where-another-ended',
    script: String.raw`CREATE TABLE office_dogs (id INT PRIMARY KEY, name STRING);
CREATE CHANGEFEED FOR TABLE office_dogs INTO 'kafka://localhost:9092' WITH updated;
\gset old_
\wait 5s
INSERT INTO office_dogs VALUES (1, 'Petee');
\wait 40s
CANCEL JOB :old_job_id;
\wait 2s
SELECT high_water_timestamp FROM [SHOW CHANGEFEED JOB :old_job_id];
\gset
INSERT INTO office_dogs VALUES (2, 'Carl');
CREATE CHANGEFEED FOR TABLE office_dogs INTO 'kafka://localhost:9092' WITH updated, cursor = :'high_water_timestamp';
\wait 10s
`,
    claims: { messages: 2, copies: 0, shows: ['Petee', 'Carl'] }
  },
  {
    id: 'export-once',
    title: 'Export a table once and be done',
    about: "initial_scan = 'only' emits every row as of now and the job succeeds; later changes never come.",
    topic: 'Starting and stopping',
    minutes: 2,
    docs: 'export-data-with-changefeeds.html#export-data-with-a-changefeed',
    script: String.raw`CREATE DATABASE movr;
USE movr;
CREATE TABLE users (id INT PRIMARY KEY, name STRING);
INSERT INTO users VALUES (1, 'Ana'), (2, 'Ben'), (3, 'Cy');
CREATE CHANGEFEED FOR TABLE movr.users INTO 'nodelocal://1/export' WITH initial_scan = 'only', format = csv;
\wait 10s
INSERT INTO users VALUES (4, 'too late');
\wait 10s
SHOW CHANGEFEED JOBS;
`,
    claims: { messages: 3, copies: 0, shows: ['Ana'], lacks: ['too late'] }
  },
  {
    id: 'only-new-changes',
    title: 'Skip the rows that are already there',
    about: "initial_scan = 'no' emits what is written from now on and nothing else.",
    topic: 'Starting and stopping',
    minutes: 2,
    script: String.raw`CREATE TABLE users (id INT PRIMARY KEY, name STRING);
INSERT INTO users VALUES (1, 'was here before');
CREATE CHANGEFEED FOR TABLE users INTO 'kafka://localhost:9092' WITH initial_scan = 'no', updated;
\wait 5s
INSERT INTO users VALUES (2, 'is new');
\wait 5s
`,
    claims: { messages: 1, copies: 0, shows: ['is new'], lacks: ['was here before'] }
  },
  {
    id: 'alter-modify',
    title: 'Change a running changefeed',
    about:
      'A feed is altered while it is paused: it loses a table and its resolved timestamps and gains diff; after RESUME messages have a before.',
    topic: 'Starting and stopping',
    minutes: 4,
    docs: 'alter-changefeed.html#modify-a-changefeed',
    script: String.raw`CREATE DATABASE movr;
CREATE TABLE movr.users (id INT PRIMARY KEY, name STRING);
CREATE TABLE movr.vehicles (id INT PRIMARY KEY, status STRING);
INSERT INTO movr.users VALUES (1, 'Ana');
INSERT INTO movr.vehicles VALUES (1, 'available');
CREATE CHANGEFEED FOR TABLE movr.users, movr.vehicles INTO 's3://bucket?AWS_ACCESS_KEY_ID=redacted&AWS_SECRET_ACCESS_KEY=redacted'
    WITH resolved, updated, schema_change_policy = backfill;
\gset feed_
\wait 40s
SHOW CHANGEFEED JOB :feed_job_id;
PAUSE JOB :feed_job_id;
\wait 2s
ALTER CHANGEFEED :feed_job_id DROP movr.vehicles UNSET resolved SET diff;
RESUME JOB :feed_job_id;
\wait 5s
UPDATE movr.users SET name = 'Anna' WHERE id = 1;
UPDATE movr.vehicles SET status = 'lost' WHERE id = 1;
\wait 40s
`,
    claims: { messages: 3, copies: 0, shows: ['"before": {'], lacks: ['lost'] }
  },
  {
    id: 'alter-add-drop',
    title: 'Add and drop tables of a changefeed',
    about: 'Added tables get an initial scan of their own; a dropped one is silent from then on.',
    topic: 'Starting and stopping',
    minutes: 4,
    docs: 'alter-changefeed.html#add-targets-to-a-changefeed',
    script: String.raw`CREATE DATABASE movr;
CREATE TABLE movr.users (id INT PRIMARY KEY, name STRING);
CREATE TABLE movr.rides (id INT PRIMARY KEY, city STRING);
CREATE TABLE movr.vehicles (id INT PRIMARY KEY, status STRING);
INSERT INTO movr.rides VALUES (1, 'rome');
INSERT INTO movr.vehicles VALUES (1, 'available');
CREATE CHANGEFEED FOR TABLE movr.users INTO 'kafka://localhost:9092' WITH updated;
\gset feed_
\wait 5s
PAUSE JOB :feed_job_id;
\wait 2s
ALTER CHANGEFEED :feed_job_id ADD movr.rides, movr.vehicles WITH initial_scan = 'yes';
RESUME JOB :feed_job_id;
\wait 10s
PAUSE JOB :feed_job_id;
\wait 2s
ALTER CHANGEFEED :feed_job_id DROP movr.rides;
RESUME JOB :feed_job_id;
\wait 5s
INSERT INTO movr.users VALUES (1, 'Ana');
INSERT INTO movr.rides VALUES (2, 'paris');
\wait 10s
`,
    claims: { messages: 3, copies: 0, shows: ['rome', 'available', 'Ana'], lacks: ['paris'] }
  },
  {
    id: 'alter-options',
    title: 'Set and unset options of a changefeed',
    about: 'SET gives the feed resolved timestamps and keys without values; UNSET takes the first back.',
    topic: 'Starting and stopping',
    minutes: 3,
    docs: 'alter-changefeed.html#set-options-on-a-changefeed',
    script: String.raw`CREATE TABLE users (id INT PRIMARY KEY, name STRING);
CREATE CHANGEFEED FOR TABLE users INTO 'kafka://localhost:9092';
\gset feed_
\wait 5s
INSERT INTO users VALUES (1, 'with value');
\wait 40s
PAUSE JOB :feed_job_id;
\wait 2s
ALTER CHANGEFEED :feed_job_id SET resolved='10s', envelope=key_only;
RESUME JOB :feed_job_id;
\wait 40s
INSERT INTO users VALUES (2, 'only a key');
\wait 40s
PAUSE JOB :feed_job_id;
\wait 2s
ALTER CHANGEFEED :feed_job_id UNSET resolved;
RESUME JOB :feed_job_id;
\wait 20s
`,
    claims: { messages: 2, copies: 0, shows: ['with value'], lacks: ['only a key'] }
  },
  {
    id: 'nightly-schedule',
    title: 'Export tables every night',
    about:
      'A schedule makes a feed of only the initial scan at once and then one minute past midnight, each run a job of its own.',
    topic: 'Starting and stopping',
    minutes: 4,
    docs: 'create-schedule-for-changefeed.html#create-a-scheduled-changefeed',
    script: String.raw`CREATE TABLE users (id INT PRIMARY KEY, name STRING);
CREATE TABLE rides (id INT PRIMARY KEY, city STRING);
INSERT INTO users VALUES (1, 'Ana');
INSERT INTO rides VALUES (1, 'rome');
CREATE EXTERNAL CONNECTION "kafka-sink" AS 'kafka://localhost:9092';
CREATE SCHEDULE users_rides_nightly FOR CHANGEFEED users, rides INTO 'external://kafka-sink' WITH format=csv RECURRING '1 0 * * *' WITH SCHEDULE OPTIONS first_run=now, on_execution_failure=retry, on_previous_running=skip;
\wait 2m
SHOW SCHEDULES FOR CHANGEFEED;
\wait 3h
`,
    claims: { messages: 4, copies: 0 }
  },
  {
    id: 'schema-change-backfill',
    title: 'Find out why every row came again after ALTER TABLE',
    about:
      'A column with a default is backfilled: the feed emits every row once more in the new schema, all at the time of the change. These are new versions, not duplicates.',
    topic: 'Schema changes',
    minutes: 3,
    docs: 'changefeed-messages.html#schema-changes-with-column-backfill',
    script: String.raw`CREATE TABLE office_dogs (
     id INT PRIMARY KEY,
     name STRING);
INSERT INTO office_dogs VALUES
   (1, 'Petee H'),
   (2, 'Carl'),
   (3, 'Ernie');
CREATE EXTERNAL CONNECTION cloud AS 'nodelocal://1/cdc';
CREATE CHANGEFEED FOR TABLE office_dogs INTO 'external://cloud';
\wait 5s
ALTER TABLE office_dogs ADD COLUMN likes_treats BOOL DEFAULT TRUE;
\wait 60s
`,
    claims: { messages: 6, copies: 0, shows: ['"likes_treats": true'] }
  },
  {
    id: 'schema-change-stop',
    title: 'Stop a changefeed at a schema change',
    about:
      'With schema_change_policy = stop the feed ends when its table changes, and its high-water mark tells where to begin anew.',
    topic: 'Schema changes',
    minutes: 3,
    script: String.raw`CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://localhost:9092' WITH updated, schema_change_events = column_changes, schema_change_policy = stop;
\wait 5s
INSERT INTO t VALUES (1, 'before');
\wait 5s
ALTER TABLE t ADD COLUMN w INT;
\wait 20s
INSERT INTO t (id, v) VALUES (2, 'after');
\wait 20s
SHOW CHANGEFEED JOBS;
`,
    claims: { messages: 1, copies: 0, shows: ['before'], lacks: ['after"}'] }
  },
  {
    id: 'table-dropped',
    title: 'See what happens to a feed whose table is dropped',
    about: 'The feed fails and says why. A second one waits paused, because on_error = pause was said.',
    topic: 'Schema changes',
    minutes: 3,
    script: String.raw`CREATE TABLE t (id INT PRIMARY KEY);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://fails:9092';
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://pauses:9092' WITH on_error = 'pause';
\wait 5s
INSERT INTO t VALUES (1);
\wait 5s
DROP TABLE t;
\wait 20s
SELECT job_id, status, error FROM [SHOW CHANGEFEED JOBS];
`,
    claims: { messages: 2, copies: 0 }
  },
  {
    id: 'alter-several',
    title: 'Add tables and change options in one statement',
    about:
      'Two tables are added with an initial scan, updated comes and resolved goes. The description of the job does not tell of the scan: that happens once.',
    topic: 'Starting and stopping',
    minutes: 3,
    docs: 'alter-changefeed.html#options',
    script: String.raw`CREATE DATABASE movr;
CREATE TABLE movr.users (id INT PRIMARY KEY, name STRING);
CREATE TABLE movr.rides (id INT PRIMARY KEY, city STRING);
CREATE TABLE movr.vehicles (id INT PRIMARY KEY, status STRING);
INSERT INTO movr.rides VALUES (1, 'rome');
INSERT INTO movr.vehicles VALUES (1, 'available');
CREATE CHANGEFEED FOR TABLE movr.users INTO 'kafka://localhost:9092' WITH resolved;
\gset feed_
\wait 40s
PAUSE JOB :feed_job_id;
\wait 2s
ALTER CHANGEFEED :feed_job_id ADD movr.rides, movr.vehicles WITH initial_scan = 'yes' SET updated UNSET resolved;
RESUME JOB :feed_job_id;
\wait 10s
SELECT description FROM [SHOW CHANGEFEED JOB :feed_job_id];
`,
    claims: { messages: 2, copies: 0, shows: ['rome', 'available', '"updated"'] }
  },
  {
    id: 'alter-sink',
    title: 'Move a changefeed to another bucket',
    about:
      'SET sink changes where files go from the next RESUME on. The kind of sink stays: a second ALTER to Kafka is refused.',
    topic: 'Starting and stopping',
    minutes: 3,
    docs: 'alter-changefeed.html#set-options-on-a-changefeed',
    script: String.raw`CREATE TABLE users (id INT PRIMARY KEY, name STRING);
CREATE CHANGEFEED FOR TABLE users INTO 's3://old-bucket?AWS_ACCESS_KEY_ID={ACCESS_KEY_ID}&AWS_SECRET_ACCESS_KEY={SECRET_ACCESS_KEY}' WITH resolved;
\gset feed_
\wait 5s
INSERT INTO users VALUES (1, 'in the old bucket');
\wait 40s
PAUSE JOB :feed_job_id;
\wait 2s
ALTER CHANGEFEED :feed_job_id
    SET sink = 's3://new-bucket?AWS_ACCESS_KEY_ID={ACCESS_KEY_ID}&AWS_SECRET_ACCESS_KEY={SECRET_ACCESS_KEY}'
    UNSET resolved;
ALTER CHANGEFEED :feed_job_id SET sink = 'kafka://localhost:9092';
RESUME JOB :feed_job_id;
\wait 2s
INSERT INTO users VALUES (2, 'in the new bucket');
\wait 40s
`,
    claims: { messages: 2, copies: 0, errors: 1, shows: ['in the old bucket', 'in the new bucket'] }
  },
  {
    id: 'alter-families',
    title: 'Add column families to a changefeed and drop one',
    about:
      'Families that were added by name are dropped by name; dropping the whole table is refused. What remains is the other family’s topic.',
    topic: 'Starting and stopping',
    minutes: 4,
    docs: 'alter-changefeed.html#modify-a-changefeed-targeting-tables-with-column-families',
    script: String.raw`CREATE DATABASE movr;
USE movr;
CREATE TABLE users (id INT PRIMARY KEY, name STRING);
CREATE TABLE office_dogs (id INT PRIMARY KEY, name STRING, dog_owner STRING, FAMILY f1 (id, name), FAMILY f2 (dog_owner));
CREATE CHANGEFEED FOR TABLE users INTO 'kafka://localhost:9092';
\gset feed_
\wait 5s
PAUSE JOB :feed_job_id;
\wait 2s
ALTER CHANGEFEED :feed_job_id ADD movr.office_dogs FAMILY f1, movr.office_dogs FAMILY f2;
RESUME JOB :feed_job_id;
\wait 5s
INSERT INTO office_dogs VALUES (1, 'Petee', 'Lauren');
\wait 40s
PAUSE JOB :feed_job_id;
\wait 2s
ALTER CHANGEFEED :feed_job_id DROP movr.office_dogs;
ALTER CHANGEFEED :feed_job_id DROP movr.office_dogs FAMILY f2;
RESUME JOB :feed_job_id;
\wait 5s
UPDATE office_dogs SET name = 'Max', dog_owner = 'Taylor' WHERE id = 1;
\wait 10s
`,
    claims: { messages: 3, copies: 0, errors: 1, shows: ['"dog_owner": "Lauren"', 'Max'], lacks: ['Taylor'] }
  },
  {
    id: 'alter-split',
    title: 'Add a table with every column family',
    about:
      'split_column_families lets a running feed take all families of the table it adds; such a table is dropped as a whole.',
    topic: 'Starting and stopping',
    minutes: 3,
    docs: 'alter-changefeed.html#modify-a-changefeed-targeting-tables-with-column-families',
    script: String.raw`CREATE DATABASE movr;
USE movr;
CREATE TABLE users (id INT PRIMARY KEY, name STRING);
CREATE TABLE office_dogs (id INT PRIMARY KEY, name STRING, dog_owner STRING, FAMILY f1 (id, name), FAMILY f2 (dog_owner));
CREATE CHANGEFEED FOR TABLE users INTO 'kafka://localhost:9092';
\gset feed_
\wait 5s
PAUSE JOB :feed_job_id;
\wait 2s
ALTER CHANGEFEED :feed_job_id ADD movr.office_dogs SET split_column_families;
RESUME JOB :feed_job_id;
\wait 5s
INSERT INTO office_dogs VALUES (1, 'Petee', 'Lauren');
\wait 40s
PAUSE JOB :feed_job_id;
\wait 2s
ALTER CHANGEFEED :feed_job_id DROP movr.office_dogs;
RESUME JOB :feed_job_id;
\wait 5s
UPDATE office_dogs SET name = 'Max' WHERE id = 1;
\wait 10s
`,
    claims: { messages: 2, copies: 0, shows: ['"dog_owner": "Lauren"', 'Petee'], lacks: ['Max'] }
  },
  {
    id: 'pause-all',
    title: 'Pause and resume every changefeed',
    about:
      'A query over SHOW CHANGEFEED JOBS tells PAUSE JOBS which ones. What is written meanwhile waits and comes after RESUME.',
    topic: 'Starting and stopping',
    minutes: 2,
    docs: 'create-changefeed.html#configuring-all-changefeeds',
    script: String.raw`CREATE TABLE users (id INT PRIMARY KEY, name STRING);
CREATE TABLE rides (id INT PRIMARY KEY, city STRING);
CREATE CHANGEFEED FOR TABLE users INTO 'kafka://localhost:9092';
CREATE CHANGEFEED FOR TABLE rides INTO 'nodelocal://1/rides';
\wait 40s
PAUSE JOBS (WITH x AS (SHOW CHANGEFEED JOBS) SELECT job_id FROM x WHERE status = ('running'));
\wait 2s
SELECT job_id, status FROM [SHOW CHANGEFEED JOBS];
INSERT INTO users VALUES (1, 'Ana');
INSERT INTO rides VALUES (1, 'rome');
\wait 10s
RESUME JOBS (WITH x AS (SHOW CHANGEFEED JOBS) SELECT job_id FROM x WHERE status = ('paused'));
\wait 10s
SELECT job_id, status FROM [SHOW CHANGEFEED JOBS];
`,
    claims: { messages: 2, copies: 0, shows: ['Ana', 'rome'] }
  },
  {
    id: 'ttl-left-out',
    title: 'Keep deletes of row-level TTL out of one feed',
    about:
      'The table says that changefeeds do not see what its TTL job deletes. Analytics gets only the delete by hand; the audit feed ignores the setting and gets both.',
    topic: 'Starting and stopping',
    minutes: 4,
    docs: 'create-changefeed.html#filter-changefeeds-for-tables-using-row-level-ttl',
    script: String.raw`CREATE TABLE tbl (
  id INT PRIMARY KEY,
  value TEXT
) WITH (ttl_expire_after = '10 minutes', ttl_job_cron = '*/5 * * * *', ttl_disable_changefeed_replication = 'true');
CREATE EXTERNAL CONNECTION "changefeed-sink" AS 'kafka://audit:9092';
CREATE CHANGEFEED FOR TABLE tbl INTO 'kafka://analytics:9092' WITH resolved;
CREATE CHANGEFEED FOR TABLE tbl INTO 'external://changefeed-sink'
  WITH resolved, ignore_disable_changefeed_replication = true;
\wait 5s
INSERT INTO tbl VALUES (1, 'expires by itself'), (2, 'is deleted by hand');
\wait 5s
DELETE FROM tbl WHERE id = 2;
\wait 20m
`,
    claims: { messages: 7, copies: 0, shows: ['"after": null'] }
  },
  {
    id: 'session-silent',
    title: 'Write without changefeeds noticing',
    about:
      'With disable_changefeed_replication a session’s writes are committed like all others, but no changefeed emits them, then or later.',
    topic: 'Starting and stopping',
    minutes: 2,
    docs: 'changefeed-messages.html#disable-changefeeds-from-emitting-messages',
    script: String.raw`CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://localhost:9092' WITH updated;
\wait 5s
SET disable_changefeed_replication = true;
INSERT INTO t VALUES (1, 'written in silence');
RESET disable_changefeed_replication;
INSERT INTO t VALUES (2, 'told');
\wait 10s
SELECT * FROM t;
`,
    claims: { messages: 1, copies: 0, shows: ['told'], lacks: ['silence'] }
  },
  {
    id: 'schedule-control',
    title: 'Pause, resume and drop a schedule',
    about:
      'While the schedule is paused no export is made and none is made up for; SHOW SCHEDULES tells the next one.',
    topic: 'Starting and stopping',
    minutes: 3,
    docs: 'create-schedule-for-changefeed.html#view-scheduled-changefeed-details',
    script: String.raw`CREATE TABLE users (id INT PRIMARY KEY, name STRING);
INSERT INTO users VALUES (1, 'Ana');
CREATE EXTERNAL CONNECTION "kafka-sink" AS 'kafka://localhost:9092';
CREATE SCHEDULE users_hourly FOR CHANGEFEED users INTO 'external://kafka-sink' WITH format=csv RECURRING '@hourly' WITH SCHEDULE OPTIONS first_run=now;
\gset hourly_
\wait 2m
SHOW RUNNING SCHEDULES FOR CHANGEFEED;
SHOW CREATE SCHEDULE :hourly_schedule_id;
PAUSE SCHEDULE :hourly_schedule_id;
SHOW PAUSED SCHEDULES FOR CHANGEFEED;
\wait 3h
RESUME SCHEDULE :hourly_schedule_id;
\wait 1h
DROP SCHEDULE :hourly_schedule_id;
SHOW SCHEDULES FOR CHANGEFEED;
\wait 2h
`,
    claims: { messages: 2, copies: 0, shows: ['1,Ana'] }
  }
];
