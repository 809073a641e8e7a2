-- A table that becomes REGIONAL BY ROW is emitted once more, with the region before the key; a row that moves is deleted and inserted.
-- shows: statement, error, notice, message, schema_change, flow
ALTER DATABASE defaultdb PRIMARY REGION "us-east1";
ALTER DATABASE defaultdb ADD REGION "us-west1";
CREATE TABLE dogs (id INT PRIMARY KEY, name STRING) WITH (schema_locked = false);
INSERT INTO dogs VALUES (1, 'Petee'), (2, 'Carl');
CREATE CHANGEFEED FOR dogs INTO 'kafka://k:9092' WITH updated, min_checkpoint_frequency = '1s';
\wait 5s
-- The change needs the table unlocked, as it is here from the start.
ALTER TABLE dogs SET LOCALITY REGIONAL BY ROW;
\wait 10s
-- A new row is at home where it was written; another home is said.
INSERT INTO dogs VALUES (3, 'Ernie');
INSERT INTO dogs (id, name, crdb_region) VALUES (4, 'Max', 'us-west1');
-- The key stays unique over all regions.
INSERT INTO dogs (id, name, crdb_region) VALUES (1, 'Toby', 'us-west1');
UPDATE dogs SET crdb_region = 'us-west1' WHERE id = 1;
\wait 5s
