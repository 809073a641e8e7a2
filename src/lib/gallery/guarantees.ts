import type { GalleryExample } from './example';

/** What a changefeed promises, seen at work. */
export const GUARANTEE_EXAMPLES: readonly GalleryExample[] = [
  {
    id: 'first-changefeed',
    title: 'Watch rows become messages',
    about:
      'Every insert, update and delete of the table arrives as one message of its key, a delete as a null.',
    topic: 'First steps',
    minutes: 2,
    script: String.raw`CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://localhost:9092' WITH updated;
\wait 5s
INSERT INTO t VALUES (1, 'a'), (2, 'b');
\wait 2s
UPDATE t SET v = 'c' WHERE id = 1;
\wait 2s
DELETE FROM t WHERE id = 2;
\wait 5s
`,
    claims: { messages: 4, copies: 0, shows: ['"after": null'] }
  },
  {
    id: 'duplicate-after-pause',
    title: 'See a duplicate after a pause',
    about:
      'The feed goes back to its last checkpoint when it resumes, so what it had sent since then is sent again. Consumers keep the newest updated per key.',
    topic: 'Sent twice',
    minutes: 3,
    docs: 'changefeed-messages.html#at-least-once-delivery',
    script: String.raw`CREATE TABLE employees (id INT PRIMARY KEY, name STRING, office STRING);
CREATE CHANGEFEED FOR TABLE employees INTO 'kafka://localhost:9092' WITH updated;
\gset feed_
\wait 35s
INSERT INTO employees VALUES (1, 'Terry', 'new york city');
\wait 4s
PAUSE JOB :feed_job_id;
\wait 5s
RESUME JOB :feed_job_id;
\wait 10s
`,
    claims: { messages: 2, copies: 1, shows: ['Terry'] }
  },
  {
    id: 'duplicate-after-restart',
    title: 'See a duplicate after a restart',
    about:
      'The node that coordinates the feed dies. Another one takes the job up from the last checkpoint that was persisted and sends again what came after it.',
    topic: 'Sent twice',
    minutes: 4,
    docs: 'changefeed-messages.html#node-restarts',
    script: String.raw`CREATE TABLE orders (id INT PRIMARY KEY, status STRING);
CREATE CHANGEFEED FOR TABLE orders INTO 'kafka://localhost:9092' WITH updated;
\wait 35s
INSERT INTO orders VALUES (1, 'placed');
\wait 2s
UPDATE orders SET status = 'paid' WHERE id = 1;
\wait 2s
\node 1 kill
\wait 30s
`,
    claims: { messages: 4, copies: 2, shows: ['paid'] }
  },
  {
    id: 'fewer-duplicates',
    title: 'Have fewer duplicates with frequent checkpoints',
    about:
      'With min_checkpoint_frequency at a second the same pause as in the example before sends almost nothing again: the checkpoint is young.',
    topic: 'Sent twice',
    minutes: 3,
    docs: 'changefeed-messages.html#min_checkpoint_frequency-option',
    script: String.raw`CREATE TABLE employees (id INT PRIMARY KEY, name STRING, office STRING);
CREATE CHANGEFEED FOR TABLE employees INTO 'kafka://localhost:9092' WITH updated, min_checkpoint_frequency = '1s';
\gset feed_
\wait 35s
INSERT INTO employees VALUES (1, 'Terry', 'new york city');
\wait 8s
PAUSE JOB :feed_job_id;
\wait 5s
RESUME JOB :feed_job_id;
\wait 10s
`,
    claims: { messages: 1, copies: 0, shows: ['Terry'] }
  },
  {
    id: 'batch-sent-again',
    title: 'See a batch stored in part and sent again',
    about:
      'The broker stores two of five messages and then fails the batch. It is sent again whole, so exactly those two come twice.',
    topic: 'Sent twice',
    minutes: 3,
    docs: 'changefeed-messages.html#changefeed-encounters-an-error',
    script: String.raw`CREATE TABLE t (id INT PRIMARY KEY, v STRING);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://localhost:9092' WITH updated, kafka_sink_config = '{"Flush": {"MaxMessages": 5, "Frequency": "1s"}}';
\wait 5s
\sink 'kafka://localhost' ack-then-fail 2 of 5
INSERT INTO t SELECT i, 'row' FROM generate_series(1, 5) AS g (i);
\wait 30s
`,
    claims: { messages: 7, copies: 2 }
  },
  {
    id: 'order-per-key',
    title: 'Tell order per key from order over all',
    about:
      'Two keys live on different ranges: one message may overtake another key, but the versions of one key always come in the order of their updated.',
    topic: 'Order and resolved',
    minutes: 4,
    docs: 'changefeed-messages.html#per-key-ordering',
    script: String.raw`CREATE TABLE employees (
    id INT PRIMARY KEY,
    name STRING,
    office STRING
);
ALTER TABLE employees SPLIT AT VALUES (2), (4);
CREATE EXTERNAL CONNECTION sink AS 'kafka://localhost:9092';
CREATE CHANGEFEED FOR TABLE employees INTO 'external://sink' WITH updated;
\wait 5s
INSERT INTO employees VALUES (1, 'Terry', 'new york city');
INSERT INTO employees VALUES (2, 'Alex', 'los angeles');
UPDATE employees SET name = 'Terri' WHERE id = 1;
INSERT INTO employees VALUES (3, 'Ash', 'london');
UPDATE employees SET name = 'Terrence' WHERE id = 1;
UPDATE employees SET office = 'new york city' WHERE id = 2;
INSERT INTO employees VALUES (4, 'Danny', 'los angeles');
INSERT INTO employees VALUES (5, 'Robbie', 'london');
\wait 10s
`,
    claims: { messages: 8, copies: 0, shows: ['Terrence', 'Robbie'] }
  },
  {
    id: 'order-given-up',
    title: 'See what key_column gives up',
    about:
      'With the office as the key, versions of one row may go to different partitions, where nothing orders them: that is why unordered must be said.',
    topic: 'Order and resolved',
    minutes: 4,
    docs: 'changefeed-messages.html#define-a-key-column',
    script: String.raw`CREATE TABLE employees (id INT PRIMARY KEY, name STRING, office STRING);
CREATE EXTERNAL CONNECTION "kafka-sink" AS 'kafka://localhost:9092';
\topic employees partitions 3
CREATE CHANGEFEED FOR TABLE employees INTO 'external://kafka-sink'
    WITH key_column='office', unordered;
\wait 5s
INSERT INTO employees VALUES (1, 'Terry', 'new york city'), (2, 'Alex', 'los angeles'), (3, 'Ash', 'london');
\wait 2s
UPDATE employees SET office = 'london' WHERE id = 1;
\wait 5s
`,
    claims: { messages: 4, copies: 0, shows: ['new york city'] }
  },
  {
    id: 'why-resolved-waits',
    title: 'Find out why resolved waits',
    about:
      'A transaction that stays open holds the resolved timestamp below its write, while rows of others go on arriving. When it commits, resolved leaps.',
    topic: 'Order and resolved',
    minutes: 5,
    docs: 'changefeed-messages.html#resolved-messages',
    script: String.raw`CREATE TABLE orders (id INT PRIMARY KEY, customer STRING);
CREATE CHANGEFEED FOR TABLE orders INTO 'kafka://localhost:9092' WITH updated, resolved = '5s', min_checkpoint_frequency = '5s';
\wait 10s
\session alice
BEGIN;
INSERT INTO orders VALUES (1, 'open for half a minute');
\session root
INSERT INTO orders VALUES (2, 'arrives at once');
\wait 30s
\session alice
COMMIT;
\session root
\wait 15s
`,
    claims: { messages: 2, copies: 0, shows: ['open for half a minute'] }
  },
  {
    id: 'resolved-frequency',
    title: 'Get resolved timestamps as often as asked',
    about:
      'resolved = 10s is a lower bound: a resolved timestamp needs a checkpoint, so min_checkpoint_frequency has to be as frequent.',
    topic: 'Order and resolved',
    minutes: 3,
    docs: 'changefeed-messages.html#resolved-timestamp-frequency',
    script: String.raw`CREATE TABLE t (id INT PRIMARY KEY);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://often:9092' WITH resolved='10s', min_checkpoint_frequency='10s';
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://seldom:9092' WITH resolved='10s', min_checkpoint_frequency='30s';
\wait 5s
INSERT INTO t VALUES (1);
\wait 2m
`,
    claims: { messages: 2, copies: 0 }
  },
  {
    id: 'slow-node',
    title: 'See one slow node hold everybody back',
    about:
      'The table lies on three nodes and one of them closes timestamps late: the resolved timestamp is the minimum over all ranges.',
    topic: 'Order and resolved',
    minutes: 4,
    script: String.raw`CREATE TABLE t (id INT PRIMARY KEY, v STRING);
ALTER TABLE t SPLIT AT VALUES (100), (200);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://localhost:9092' WITH updated, resolved = '2s', min_checkpoint_frequency = '2s';
\wait 10s
INSERT INTO t VALUES (1, 'a'), (101, 'b'), (201, 'c');
\wait 5s
\partition 2 from 1,3 for 20s
\wait 40s
INSERT INTO t VALUES (2, 'd'), (102, 'e'), (202, 'f');
\wait 15s
`,
    claims: { messages: 6, copies: 0 }
  }
];
