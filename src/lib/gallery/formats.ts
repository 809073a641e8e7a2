import type { GalleryExample } from './example';

const PRODUCTS = String.raw`CREATE TABLE public.products (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    name STRING NOT NULL,
    description STRING NULL,
    price DECIMAL(10,2) NOT NULL,
    in_stock BOOL NULL DEFAULT true,
    category STRING NULL,
    created_at TIMESTAMP NULL DEFAULT current_timestamp():::TIMESTAMP,
    CONSTRAINT products_pkey PRIMARY KEY (id ASC)
);
`;
const CHANGES = String.raw`\wait 5s
INSERT INTO products (name, price, category) VALUES ('Kettle', 39.90, 'Kitchen');
\wait 1s
UPDATE products SET price = 34.90 WHERE name = 'Kettle';
\wait 1s
DELETE FROM products WHERE name = 'Kettle';
\wait 5s
`;
const VEHICLES = String.raw`CREATE DATABASE movr;
USE movr;
CREATE TABLE vehicles (id INT, city STRING, type STRING, PRIMARY KEY (city, id));
INSERT INTO vehicles VALUES (1, 'seattle', 'bike');
`;
const FAMILY_DOGS = String.raw`CREATE DATABASE cdc_demo;
USE cdc_demo;
CREATE TABLE office_dogs (
    id INT PRIMARY KEY,
    name STRING,
    dog_owner STRING,
    FAMILY dogs (id, name),
    FAMILY employee (dog_owner)
  );
INSERT INTO office_dogs (id, name, dog_owner) VALUES (1, 'Petee', 'Lauren'), (2, 'Max', 'Taylor'), (3, 'Patch', 'Sammy'), (4, 'Roach', 'Ashley');
`;
const FAMILY_PLANTS = String.raw`CREATE TABLE office_plants (
     id INT PRIMARY KEY,
     plant_name STRING,
     office_floor INT,
     safe_for_dogs BOOL,
     FAMILY dog_friendly (office_floor, safe_for_dogs),
     FAMILY plant (id, plant_name)
   );
INSERT INTO office_plants (id, plant_name, office_floor, safe_for_dogs) VALUES (1, 'Sansevieria', 11, false), (2, 'Monstera', 11, false), (3, 'Peperomia', 10, true), (4, 'Jade', 9, true);
`;
const page = (anchor: string) => `changefeed-message-envelopes.html#${anchor}`;

/** How a change looks on the wire: envelopes and formats. */
export const FORMAT_EXAMPLES: readonly GalleryExample[] = [
  {
    id: 'envelope-diff',
    title: 'Audit changes with the row before and after',
    about: 'diff adds the row as it was: null for an insert, the last state for a delete.',
    topic: 'Envelopes and formats',
    minutes: 2,
    docs: page('audit-changes-in-data'),
    script: String.raw`${PRODUCTS}CREATE CHANGEFEED FOR TABLE products INTO 'kafka://localhost:9092' WITH diff;
${CHANGES}`,
    claims: { messages: 3, copies: 0, shows: ['"before": null', '34.9'] }
  },
  {
    id: 'envelope-enriched-op',
    title: 'Route messages by the kind of change',
    about: 'The enriched envelope says op: c for an insert, u for an update, d for a delete.',
    topic: 'Envelopes and formats',
    minutes: 3,
    docs: page('route-events-based-on-operation-type'),
    script: String.raw`${PRODUCTS}CREATE EXTERNAL CONNECTION kafka AS 'kafka://localhost:9092';
CREATE CHANGEFEED FOR TABLE products INTO 'external://kafka' WITH envelope=enriched;
${CHANGES}`,
    claims: { messages: 3, copies: 0, shows: ['"op": "c"', '"op": "u"', '"op": "d"'] }
  },
  {
    id: 'envelope-enriched-schema',
    title: 'Give each message its schema',
    about:
      'enriched_properties = schema puts the types of all members beside the payload, as Kafka Connect expects them.',
    topic: 'Envelopes and formats',
    minutes: 3,
    docs: page('add-envelope-schema-fields'),
    script: String.raw`${PRODUCTS}CREATE EXTERNAL CONNECTION kafka AS 'kafka://localhost:9092';
CREATE CHANGEFEED FOR TABLE products INTO 'external://kafka' WITH envelope=enriched, enriched_properties=schema;
${CHANGES}`,
    claims: { messages: 3, copies: 0, shows: ['"schema": {', '"payload": {'] }
  },
  {
    id: 'envelope-enriched-source',
    title: 'Keep the origin of each message',
    about: 'enriched_properties = source names cluster, database, table and job that a message comes from.',
    topic: 'Envelopes and formats',
    minutes: 3,
    docs: page('preserve-the-origin-of-data'),
    script: String.raw`${PRODUCTS}CREATE CHANGEFEED FOR TABLE products INTO 'kafka://localhost:9092' WITH envelope=enriched, enriched_properties=source;
${CHANGES}`,
    claims: { messages: 3, copies: 0, shows: ['"table_name": "products"'] }
  },
  {
    id: 'envelope-full-fidelity',
    title: 'Have everything in every message',
    about:
      'Source, schema, the row before, both timestamps and the key in the value: the longest message there is.',
    topic: 'Envelopes and formats',
    minutes: 3,
    docs: page('enable-full-fidelity-message-envelopes'),
    script: String.raw`${PRODUCTS}CREATE CHANGEFEED FOR TABLE products INTO 'kafka://localhost:9092' WITH envelope=enriched, enriched_properties='source,schema', diff, mvcc_timestamp, updated, key_in_value;
${CHANGES}`,
    claims: { messages: 3, copies: 0, shows: ['"mvcc_timestamp"', '"before"', '"source"'] }
  },
  {
    id: 'envelope-wrapped',
    title: 'See where the key is in each kind of sink',
    about:
      'Kafka has keys of its own; files have not, so there the key stands in the value. key_in_value puts it there everywhere.',
    topic: 'Envelopes and formats',
    minutes: 3,
    docs: page('wrapped'),
    script: String.raw`${VEHICLES}CREATE EXTERNAL CONNECTION cloud AS 'nodelocal://1/wrapped';
CREATE EXTERNAL CONNECTION kafka AS 'kafka://localhost:9092';
CREATE EXTERNAL CONNECTION kafka2 AS 'kafka://keyed:9092';
CREATE CHANGEFEED FOR TABLE vehicles INTO 'external://cloud';
CREATE CHANGEFEED FOR TABLE vehicles INTO 'external://kafka';
CREATE CHANGEFEED FOR TABLE vehicles INTO 'external://kafka2' WITH key_in_value, envelope=wrapped;
\wait 10s
`,
    claims: { messages: 3, copies: 0, shows: ['"key": ["seattle", 1]'] }
  },
  {
    id: 'envelope-bare',
    title: 'Emit plain rows without an envelope',
    about:
      'envelope = bare puts the columns at the top; what the feed has to say itself goes under __crdb__.',
    topic: 'Envelopes and formats',
    minutes: 3,
    docs: page('bare'),
    script: String.raw`${VEHICLES}CREATE EXTERNAL CONNECTION cloud AS 'nodelocal://1/bare';
CREATE EXTERNAL CONNECTION kafka AS 'kafka://localhost:9092';
CREATE CHANGEFEED FOR TABLE vehicles INTO 'external://cloud' WITH envelope=bare;
CREATE CHANGEFEED INTO 'external://kafka' AS SELECT city, type FROM movr.vehicles;
CREATE CHANGEFEED INTO 'external://kafka' WITH topic_in_value AS SELECT city, type FROM movr.vehicles;
\wait 10s
`,
    claims: { messages: 3, copies: 0, shows: ['"__crdb__"', '{"city": "seattle", "type": "bike"}'] }
  },
  {
    id: 'envelope-key-only',
    title: 'Emit only which rows have changed',
    about: 'envelope = key_only sends keys without values: enough to invalidate a cache.',
    topic: 'Envelopes and formats',
    minutes: 2,
    docs: page('key_only'),
    script: String.raw`CREATE TABLE users (id INT PRIMARY KEY, name STRING);
CREATE EXTERNAL CONNECTION kafka AS 'kafka://localhost:9092';
CREATE CHANGEFEED FOR TABLE users INTO 'external://kafka' WITH envelope=key_only;
\wait 5s
INSERT INTO users VALUES (1, 'nobody sees this');
\wait 5s
`,
    claims: { messages: 1, copies: 0, lacks: ['nobody sees this'] }
  },
  {
    id: 'envelope-row',
    title: 'Emit rows as the old envelope did',
    about: 'envelope = row is the row alone; a delete cannot be told but by the missing value.',
    topic: 'Envelopes and formats',
    minutes: 2,
    docs: page('row'),
    script: String.raw`${VEHICLES}CREATE EXTERNAL CONNECTION kafka AS 'kafka://localhost:9092';
CREATE CHANGEFEED FOR TABLE vehicles INTO 'external://kafka' WITH envelope=row;
\wait 5s
DELETE FROM vehicles WHERE id = 1;
\wait 5s
`,
    claims: { messages: 2, copies: 0, shows: ['"type": "bike"'] }
  },
  {
    id: 'json-null',
    title: 'Tell JSON null from SQL NULL',
    about: 'Both become null in a message; encode_json_value_null_as_object shows which one was meant.',
    topic: 'Envelopes and formats',
    minutes: 3,
    docs: 'changefeed-messages.html#json',
    script: String.raw`CREATE TABLE test (id INT PRIMARY KEY, data JSONB);
INSERT INTO test VALUES (1, NULL), (2, 'null'::JSONB);
CREATE EXTERNAL CONNECTION sink AS 'kafka://plain:9092';
CREATE CHANGEFEED FOR TABLE test INTO 'external://sink';
CREATE EXTERNAL CONNECTION sink2 AS 'kafka://told:9092';
CREATE CHANGEFEED FOR TABLE test INTO 'external://sink2' WITH encode_json_value_null_as_object;
\wait 10s
`,
    claims: { messages: 4, copies: 0, shows: ['__crdb_json_null__'] }
  },
  {
    id: 'kafka-headers',
    title: 'Turn a JSON column into Kafka headers',
    about:
      'headers_json_column_name makes headers of the members of a column, which disappears from the value.',
    topic: 'Envelopes and formats',
    minutes: 3,
    docs: 'changefeed-messages.html#specify-a-column-as-a-kafka-header',
    script: String.raw`CREATE TABLE compliance_events (
    event_id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL,
    event_type STRING NOT NULL,
    event_timestamp TIMESTAMPTZ NOT NULL DEFAULT now(),
    details STRING,
    kafka_meta JSONB
);
INSERT INTO compliance_events (
    user_id, event_type, details, kafka_meta
) VALUES
(gen_random_uuid(), 'policy_ack', 'User accepted data policy v2.1', '{"trace_id": "abc123", "compliance_level": "low"}'),
(gen_random_uuid(), 'access_review', 'Admin approved elevated access for app A', '{"trace_id": "def456", "compliance_level": "high"}'),
(gen_random_uuid(), 'policy_ack', 'User accepted retention policy update', '{"trace_id": "ghi789", "compliance_level": "medium"}'),
(gen_random_uuid(), 'access_review', 'User confirmed access to sensitive dataset', '{"trace_id": "xyz123", "compliance_level": "high"}'),
(gen_random_uuid(), 'policy_ack', 'Policy v3.0 acknowledged by contractor', '{"trace_id": "mno456", "compliance_level": "low"}');
CREATE CHANGEFEED FOR TABLE compliance_events INTO 'kafka://localhost:9092' WITH headers_json_column_name = 'kafka_meta';
\wait 10s
`,
    claims: { messages: 5, copies: 0, shows: ['abc123', 'mno456'], lacks: ['"kafka_meta"'] }
  },
  {
    id: 'families-message',
    title: 'Emit one column family of a table',
    about:
      'FAMILY names what to watch: a change of another family gives no message, and the topic carries the family’s name.',
    topic: 'Envelopes and formats',
    minutes: 4,
    docs: 'changefeeds-on-tables-with-column-families.html#create-a-changefeed-on-a-table-with-column-families',
    script: String.raw`${FAMILY_DOGS}${FAMILY_PLANTS}CREATE CHANGEFEED FOR TABLE office_dogs FAMILY employee, TABLE office_plants FAMILY dog_friendly INTO 'webhook-https://localhost:3000?insecure_tls_skip_verify=true';
\wait 5s
UPDATE office_dogs SET name = 'Izzy' WHERE id = 4;
\wait 5s
`,
    claims: { messages: 8, copies: 0, shows: ['"dog_owner": "Lauren"'], lacks: ['Izzy'] }
  },
  {
    id: 'families-split',
    title: 'Emit every column family as a topic of its own',
    about: 'split_column_families sends one message per family of a row, to topics with the families’ names.',
    topic: 'Envelopes and formats',
    minutes: 3,
    docs: 'changefeeds-on-tables-with-column-families.html#message-format',
    script: String.raw`CREATE TABLE office_dogs (
   id INT PRIMARY KEY,
   name STRING,
   owner STRING,
   FAMILY "primary" (id, name),
   FAMILY secondary (owner)
 );
INSERT INTO office_dogs VALUES (1, 'Petee', 'Lauren');
CREATE CHANGEFEED FOR TABLE office_dogs INTO 'kafka://localhost:9092' WITH split_column_families;
\wait 5s
UPDATE office_dogs SET owner = 'Taylor' WHERE id = 1;
\wait 5s
`,
    claims: { messages: 3, copies: 0, shows: ['"owner": "Taylor"'] }
  },
  {
    id: 'families-sinkless',
    title: 'Stream column families of two tables to the session',
    about: 'Families without a sink: rows of the result carry table and family in their first column.',
    topic: 'Envelopes and formats',
    minutes: 3,
    docs: 'changefeeds-on-tables-with-column-families.html#create-a-sinkless-changefeed-on-a-table-with-column-families',
    script: String.raw`${FAMILY_DOGS}${FAMILY_PLANTS}CREATE CHANGEFEED FOR TABLE office_dogs FAMILY employee, TABLE office_plants FAMILY dog_friendly;
\wait 5s
`,
    claims: {
      messages: 8,
      copies: 0,
      shows: ['"dog_owner": "Taylor"', '{"office_floor": 11, "safe_for_dogs": false}'],
      lacks: ['Petee']
    }
  },
  {
    id: 'families-webhook',
    title: 'Follow an update into its column family',
    about:
      'With split_column_families each row gives two messages; an update of the name touches one family and gives one.',
    topic: 'Envelopes and formats',
    minutes: 3,
    docs: 'changefeeds-on-tables-with-column-families.html#create-a-changefeed-on-a-table-with-column-families',
    script: String.raw`${FAMILY_DOGS}CREATE CHANGEFEED FOR TABLE office_dogs INTO 'webhook-https://localhost:3000?insecure_tls_skip_verify=true' with split_column_families;
\wait 5s
UPDATE office_dogs SET name = 'Izzy' WHERE id = 4;
\wait 5s
`,
    claims: { messages: 9, copies: 0, shows: ['{"id": 4, "name": "Izzy"}', '"dog_owner": "Ashley"'] }
  },
  {
    id: 'families-sinkless-split',
    title: 'Stream every column family to the session',
    about: 'Rows of the result carry table and family, one for each family that a change touches.',
    topic: 'Envelopes and formats',
    minutes: 3,
    docs: 'changefeeds-on-tables-with-column-families.html#create-a-sinkless-changefeed-on-a-table-with-column-families',
    script: String.raw`${FAMILY_DOGS}CREATE CHANGEFEED FOR TABLE office_dogs WITH split_column_families;
\wait 2s
\session shell
INSERT INTO cdc_demo.office_dogs (id, name, dog_owner) VALUES (5, 'Daisy', 'Cameron'), (6, 'Sage', 'Blair'), (7, 'Bella', 'Ellis');
\wait 2s
UPDATE cdc_demo.office_dogs SET name = 'Izzy' WHERE id = 4;
\wait 5s
`,
    claims: { messages: 15, copies: 0, shows: ['"dog_owner": "Ellis"', '{"id": 4, "name": "Izzy"}'] }
  },
  {
    id: 'families-experimental',
    title: 'Compare one column family with all of them',
    about:
      'Two streams of one table: the first watches FAMILY f1, the second splits the row into both families.',
    topic: 'Envelopes and formats',
    minutes: 2,
    docs: 'changefeed-for.html#create-a-changefeed-on-a-table-with-column-families',
    script: String.raw`CREATE TABLE cdc_test (a INT PRIMARY KEY, b STRING, c STRING, FAMILY f1 (a, b), FAMILY f2 (c));
INSERT INTO cdc_test VALUES (0, 'in f1', 'in f2');
EXPERIMENTAL CHANGEFEED FOR TABLE cdc_test FAMILY f1;
EXPERIMENTAL CHANGEFEED FOR TABLE cdc_test WITH split_column_families;
\wait 10s
`,
    claims: { messages: 3, copies: 0, shows: ['in f1', 'in f2'] }
  },
  {
    id: 'key-only-sinkless',
    title: 'Stream only keys to the session',
    about: 'envelope = key_only without a sink: the value of each row is empty.',
    topic: 'Envelopes and formats',
    minutes: 1,
    docs: page('key_only'),
    script: String.raw`CREATE TABLE users (id INT, city STRING, name STRING, PRIMARY KEY (city, id));
CREATE CHANGEFEED FOR TABLE users WITH envelope=key_only;
\wait 2s
INSERT INTO users VALUES (1, 'seattle', 'nobody sees this');
\wait 5s
`,
    claims: { messages: 1, copies: 0, shows: ['["seattle", 1]'], lacks: ['nobody sees this'] }
  },
  {
    id: 'envelope-enriched-order',
    title: 'Order enriched messages by commit time',
    about:
      'ts_ns at the top is when the feed handled the change. With source and updated, ts_hlc in source is when it was committed: order by that.',
    topic: 'Envelopes and formats',
    minutes: 3,
    docs: page('enriched'),
    script: String.raw`${PRODUCTS}CREATE CHANGEFEED FOR TABLE products INTO 'kafka://localhost:9092' WITH envelope=enriched,enriched_properties=source, updated;
${CHANGES}`,
    claims: { messages: 3, copies: 0, shows: ['"ts_hlc"', '"ts_ns"'] }
  },
  {
    id: 'envelope-enriched-both',
    title: 'Give each message its origin and its schema',
    about: 'enriched_properties takes a list: source and schema stand beside one another.',
    topic: 'Envelopes and formats',
    minutes: 3,
    docs: page('enriched'),
    script: String.raw`${PRODUCTS}CREATE EXTERNAL CONNECTION kafka AS 'kafka://localhost:9092';
CREATE CHANGEFEED FOR TABLE products INTO 'external://kafka' WITH envelope=enriched, enriched_properties='source,schema';
${CHANGES}`,
    claims: { messages: 3, copies: 0, shows: ['"schema": {', '"source": {'] }
  }
];
