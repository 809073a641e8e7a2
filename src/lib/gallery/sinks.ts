import type { GalleryExample } from './example';

const DOGS = String.raw`CREATE DATABASE cdc_demo;
SET DATABASE = cdc_demo;
CREATE TABLE office_dogs (
     id INT PRIMARY KEY,
     name STRING);
INSERT INTO office_dogs VALUES
   (1, 'Petee'),
   (2, 'Carl');
UPDATE office_dogs SET name = 'Petee H' WHERE id = 1;
CREATE TABLE employees (
     dog_id INT REFERENCES office_dogs (id),
     employee_name STRING);
INSERT INTO employees VALUES
   (1, 'Lauren'),
   (2, 'Spencer');
`;
const MOVR = String.raw`CREATE DATABASE movr;
USE movr;
CREATE TABLE users (id INT PRIMARY KEY, name STRING);
CREATE TABLE vehicles (id INT PRIMARY KEY, type STRING, status STRING);
CREATE TABLE rides (id INT PRIMARY KEY, rider_id INT, city STRING);
INSERT INTO users VALUES (1, 'Ana');
INSERT INTO vehicles VALUES (101, 'bike', 'available');
INSERT INTO rides VALUES (1, 1, 'rome');
`;
const page = (anchor: string) => `changefeed-examples.html#${anchor}`;

/** Every kind of far end, and what happens when it fails. */
export const SINK_EXAMPLES: readonly GalleryExample[] = [
  {
    id: 'kafka',
    title: 'Send changes to Kafka',
    about: 'Two tables become two topics; the rows that were there come first, then each change.',
    topic: 'Sinks',
    minutes: 3,
    docs: page('create-a-changefeed-connected-to-kafka'),
    script: String.raw`${DOGS}CREATE CHANGEFEED FOR TABLE office_dogs, employees INTO 'kafka://localhost:9092';
\wait 5s
INSERT INTO office_dogs VALUES (3, 'Ernie');
\wait 5s
`,
    claims: { messages: 5, copies: 0, shows: ['Petee H', 'Spencer', 'Ernie'] }
  },
  {
    id: 'kafka-avro',
    title: 'Send Avro to Kafka',
    about:
      'Schemas of keys and values go to the registry first; each message begins with the id of its schema.',
    topic: 'Sinks',
    minutes: 4,
    docs: page('create-a-changefeed-connected-to-kafka-using-avro'),
    script: String.raw`${DOGS}CREATE CHANGEFEED FOR TABLE office_dogs, employees INTO 'kafka://localhost:9092' WITH format = avro, confluent_schema_registry = 'http://localhost:8081';
\wait 5s
INSERT INTO office_dogs VALUES (3, 'Ernie');
\wait 5s
`,
    claims: { messages: 5, copies: 0, shows: ['Ernie'] }
  },
  {
    id: 'confluent-cloud',
    title: 'Send changes to Confluent Cloud',
    about: 'Both tables go to one topic, which topic_name names; keys and secrets are never shown.',
    topic: 'Sinks',
    minutes: 2,
    docs: page('create-a-changefeed-connected-to-a-confluent-cloud-sink'),
    script: String.raw`${MOVR}CREATE CHANGEFEED FOR TABLE movr.users, movr.vehicles INTO 'confluent-cloud://pkc-lzvrd.us-west4.gcp.confluent.cloud:9092?api_key={API key}&api_secret={url-encoded API secret}&topic_name=users_and_vehicles' WITH resolved;
\wait 40s
`,
    claims: { messages: 2, copies: 0, shows: ['Ana', 'bike'] }
  },
  {
    id: 'pubsub',
    title: 'Send changes to Google Cloud Pub/Sub',
    about: 'Messages of one key have an ordering key, so that subscribers can get them in order.',
    topic: 'Sinks',
    minutes: 2,
    docs: page('create-a-changefeed-connected-to-a-google-cloud-pub-sub-sink'),
    script: String.raw`${MOVR}CREATE CHANGEFEED FOR TABLE users INTO 'gcpubsub://cockroach-project?region=us-east1&topic_name=movr-users&AUTH=specified&CREDENTIALS={base64-encoded credentials}';
\wait 10s
`,
    claims: { messages: 1, copies: 0, shows: ['Ana'] }
  },
  {
    id: 'cloud-storage',
    title: 'Write changes to cloud storage',
    about: 'Files arrive in folders by day; a RESOLVED file promises that everything older has been written.',
    topic: 'Sinks',
    minutes: 4,
    docs: page('create-a-changefeed-connected-to-a-cloud-storage-sink'),
    script: String.raw`${DOGS}CREATE CHANGEFEED FOR TABLE office_dogs, employees INTO 's3://example-bucket-name/test?AWS_ACCESS_KEY_ID=enter_key-here&AWS_SECRET_ACCESS_KEY=enter_key_here' with updated, resolved='10s';
\wait 60s
`,
    claims: { messages: 4, copies: 0, shows: ['Petee H'] }
  },
  {
    id: 's3-storage-class',
    title: 'Choose the storage class of files',
    about: 'S3_STORAGE_CLASS goes along with the address of the bucket.',
    topic: 'Sinks',
    minutes: 2,
    docs: 'create-changefeed.html#create-a-changefeed-with-an-s3-storage-class',
    script: String.raw`CREATE TABLE t (id INT PRIMARY KEY);
INSERT INTO t VALUES (1);
CREATE CHANGEFEED FOR TABLE t
  INTO 's3://bucket?AWS_ACCESS_KEY_ID={KEY ID}&AWS_SECRET_ACCESS_KEY={SECRET ACCESS KEY}&S3_STORAGE_CLASS=INTELLIGENT_TIERING'
  WITH resolved;
\wait 60s
`,
    claims: { messages: 1, copies: 0 }
  },
  {
    id: 'event-hubs',
    title: 'Send changes to Azure Event Hubs',
    about: 'An external connection keeps the address and its secrets under a name that statements use.',
    topic: 'Sinks',
    minutes: 2,
    docs: page('create-a-changefeed-connected-to-an-azure-event-hubs-sink'),
    script: String.raw`${MOVR}CREATE EXTERNAL CONNECTION eventhub AS 'azure-event-hub://{your-event-hubs-namespace}.servicebus.windows.net:9093?shared_access_key_name={policy-name}&shared_access_key={url-encoded key}';
CREATE CHANGEFEED FOR TABLE movr.rides, movr.users INTO 'external://eventhub';
\wait 10s
`,
    claims: { messages: 2, copies: 0, shows: ['rome'] }
  },
  {
    id: 'webhook',
    title: 'Post changes to a webhook',
    about: 'Each request carries a payload of messages and their number; the endpoint answers with a status.',
    topic: 'Sinks',
    minutes: 3,
    docs: page('create-a-changefeed-connected-to-a-webhook-sink'),
    script: String.raw`${MOVR}CREATE CHANGEFEED FOR TABLE movr.vehicles INTO 'webhook-https://localhost:3000?insecure_tls_skip_verify=true' WITH updated;
\wait 5s
UPDATE vehicles SET status = 'in_use' WHERE id = 101;
\wait 5s
`,
    claims: { messages: 2, copies: 0, shows: ['in_use'] }
  },
  {
    id: 'pulsar',
    title: 'Send changes to Apache Pulsar',
    about: 'Topics are named after tables, as everywhere.',
    topic: 'Sinks',
    minutes: 2,
    docs: page('create-a-changefeed-connected-to-an-apache-pulsar-sink'),
    script: String.raw`${MOVR}CREATE CHANGEFEED FOR TABLE movr.rides INTO 'pulsar://localhost:6650';
\wait 10s
`,
    claims: { messages: 1, copies: 0, shows: ['rome'] }
  },
  {
    id: 'sinkless',
    title: 'Stream changes to the SQL session',
    about: 'Without INTO the rows come back as the result of the statement, until the session ends it.',
    topic: 'Sinks',
    minutes: 2,
    docs: page('create-a-sinkless-changefeed'),
    script: String.raw`CREATE TABLE foo (a INT PRIMARY KEY);
INSERT INTO foo VALUES (0);
CREATE CHANGEFEED FOR TABLE foo;
\wait 2s
INSERT INTO foo VALUES (1);
\wait 5s
`,
    claims: { messages: 2, copies: 0, shows: ['{"after": {"a": 0}}', '{"after": {"a": 1}}'] }
  },
  {
    id: 'sinkless-experimental',
    title: 'Recognize EXPERIMENTAL CHANGEFEED FOR',
    about:
      'The older spelling of a changefeed without a sink, deprecated since v25.2. The session gets the same table, key and value.',
    topic: 'Sinks',
    minutes: 1,
    docs: 'changefeed-for.html#create-a-changefeed',
    script: String.raw`CREATE TABLE cdc_test (a INT PRIMARY KEY);
EXPERIMENTAL CHANGEFEED FOR cdc_test;
\wait 2s
INSERT INTO cdc_test VALUES (0);
\wait 5s
`,
    claims: { messages: 1, copies: 0, shows: ['{"after": {"a": 0}}'] }
  },
  {
    id: 'sinkless-query',
    title: 'Stream chosen changes to the SQL session',
    about: 'A query without a sink: only lost vehicles, and resolved timestamps between them.',
    topic: 'Sinks',
    minutes: 2,
    docs: 'create-changefeed.html#create-a-sinkless-changefeed',
    script: String.raw`CREATE TABLE vehicles (id INT PRIMARY KEY, owner_id INT, status STRING);
CREATE CHANGEFEED WITH updated, resolved
  AS SELECT owner_id, status
  FROM vehicles
  WHERE status = 'lost';
\wait 5s
INSERT INTO vehicles VALUES (1, 7, 'available'), (2, 8, 'lost');
\wait 40s
`,
    claims: { messages: 1, copies: 0, shows: ['"status": "lost"'], lacks: ['available'] }
  },
  {
    id: 'sinkless-avro',
    title: 'Stream Avro to the SQL session',
    about: 'Keys and values are bytes, as the column types of the result say.',
    topic: 'Sinks',
    minutes: 2,
    docs: page('create-a-sinkless-changefeed-using-avro'),
    script: String.raw`CREATE TABLE bar (a INT PRIMARY KEY);
INSERT INTO bar VALUES (0);
CREATE CHANGEFEED FOR TABLE bar WITH format = avro, confluent_schema_registry = 'http://localhost:8081';
\wait 5s
`,
    claims: { messages: 1, copies: 0 }
  },
  {
    id: 'sinkless-avro-experimental',
    title: 'Read the bytes of an Avro message',
    about:
      'Five bytes say that it is Avro and which schema it has; the rest is the value, as the details of the message show.',
    topic: 'Envelopes and formats',
    minutes: 3,
    docs: 'changefeed-for.html#create-a-changefeed-with-avro',
    script: String.raw`CREATE TABLE cdc_test (a INT PRIMARY KEY);
INSERT INTO cdc_test VALUES (0);
EXPERIMENTAL CHANGEFEED FOR cdc_test WITH format = avro, confluent_schema_registry = 'http://localhost:8081';
\wait 5s
`,
    claims: { messages: 1, copies: 0 }
  },
  {
    id: 'external-connection',
    title: 'Use a sink under a name',
    about: 'An external connection is created once; statements name it and never show its password.',
    topic: 'Sinks',
    minutes: 2,
    docs: 'create-changefeed.html#use-an-external-connection-to-specify-a-changefeed-sink',
    script: String.raw`CREATE TABLE t (id INT PRIMARY KEY);
CREATE EXTERNAL CONNECTION kafka_sink
  AS 'kafka://broker.address.com:9092?topic_prefix=bar_&tls_enabled=true&ca_cert={certificate}&sasl_enabled=true&sasl_user={sasl user}&sasl_password={url-encoded password}&sasl_mechanism=SCRAM-SHA-256';
CREATE CHANGEFEED FOR TABLE t INTO 'external://kafka_sink'
  WITH resolved;
INSERT INTO t VALUES (1);
\wait 40s
`,
    claims: { messages: 1, copies: 0 }
  },
  {
    id: 'key-column',
    title: 'Choose the column that decides the partition',
    about: 'key_column replaces the primary key in message keys, at the price of order.',
    topic: 'Sinks',
    minutes: 2,
    docs: 'create-changefeed.html#define-a-key-to-determine-the-changefeed-sink-partition',
    script: String.raw`CREATE TABLE t (id INT PRIMARY KEY, partition_column STRING);
CREATE EXTERNAL CONNECTION "kafka-sink" AS 'kafka://localhost:9092';
CREATE CHANGEFEED FOR TABLE t
  INTO 'external://kafka-sink'
  WITH key_column='partition_column', unordered;
\wait 5s
INSERT INTO t VALUES (1, 'left'), (2, 'right');
\wait 5s
`,
    claims: { messages: 2, copies: 0, shows: ['["left"]'] }
  },
  {
    id: 'sink-outage',
    title: 'Watch a feed through an outage of its sink',
    about:
      'Kafka is away for twenty seconds: the feed retries, its checkpoint stands still, then everything arrives in order.',
    topic: 'Faults',
    minutes: 4,
    script: String.raw`CREATE TABLE orders (id INT PRIMARY KEY, status STRING);
CREATE CHANGEFEED FOR TABLE orders INTO 'kafka://localhost:9092' WITH updated, resolved = '5s', min_checkpoint_frequency = '5s';
\wait 20s
INSERT INTO orders VALUES (1, 'before the outage');
\wait 5s
\sink 'kafka://localhost' down for 20s
INSERT INTO orders VALUES (2, 'during it');
UPDATE orders SET status = 'changed during it' WHERE id = 1;
\wait 60s
`,
    claims: { messages: 3, copies: 0, shows: ['changed during it'] }
  },
  {
    id: 'webhook-errors',
    title: 'See what a webhook’s answers do',
    about:
      'A 503 is tried again; the endpoint gets the same request several times and one message is delivered.',
    topic: 'Faults',
    minutes: 3,
    script: String.raw`CREATE TABLE t (id INT PRIMARY KEY);
CREATE CHANGEFEED FOR TABLE t INTO 'webhook-https://localhost:3000?insecure_tls_skip_verify=true' WITH updated;
\wait 5s
\sink 'webhook-https://localhost' reply 503,200
INSERT INTO t VALUES (1);
\wait 60s
`,
    claims: { messages: 1, copies: 0 }
  },
  {
    id: 'topic-missing',
    title: 'Find out why nothing arrives: the topic is missing',
    about:
      'Without automatic topics the feed retries with an error that names the topic; made by hand, it gets everything.',
    topic: 'Faults',
    minutes: 3,
    script: String.raw`CREATE TABLE t (id INT PRIMARY KEY);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://localhost:9092' WITH updated;
\topic auto off
INSERT INTO t VALUES (1);
\wait 20s
SELECT running_status FROM [SHOW CHANGEFEED JOBS];
\topic t partitions 1
\wait 60s
`,
    claims: { messages: 1, copies: 0 }
  },
  {
    id: 'acks-none',
    title: 'Lose messages with RequiredAcks NONE',
    about:
      'A producer that asks for no acknowledgement does not notice a lost batch: the promise of at least once is gone.',
    topic: 'Faults',
    minutes: 3,
    script: String.raw`CREATE TABLE t (id INT PRIMARY KEY);
CREATE CHANGEFEED FOR TABLE t INTO 'kafka://localhost:9092' WITH updated, kafka_sink_config = '{"RequiredAcks": "NONE"}';
\wait 5s
INSERT INTO t VALUES (1);
\wait 5s
\sink 'kafka://localhost' ack-then-fail 0 of 1
INSERT INTO t VALUES (2);
\wait 40s
INSERT INTO t VALUES (3);
\wait 10s
`,
    claims: { messages: 2, copies: 0 }
  }
];
