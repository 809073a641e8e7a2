-- The documentation's example of schema changes with a backfill: a column with a default makes the feed emit every row once more in the new
-- schema, all at the time of the change; a nullable column without a default does not.
-- shows: statement, error, message, scan, schema_change, flow, checkpoint
CREATE TABLE office_dogs (
     id INT PRIMARY KEY,
     name STRING);
INSERT INTO office_dogs VALUES
   (1, 'Petee H'),
   (2, 'Carl'),
   (3, 'Ernie');
CREATE CHANGEFEED FOR TABLE office_dogs INTO 'kafka://localhost:9092' WITH updated, mvcc_timestamp;
\wait 2s
ALTER TABLE office_dogs ADD COLUMN nickname STRING;
UPDATE office_dogs SET name = 'Carla' WHERE id = 2;
\wait 2s
ALTER TABLE office_dogs ADD COLUMN likes_treats BOOL DEFAULT TRUE;
\wait 10s
UPDATE office_dogs SET likes_treats = false WHERE id = 3;
