-- The documentation's example "Create a changefeed connected to Kafka", its statements as the page prints them. The page's messages of
-- employees name other columns than its CREATE TABLE does; what comes are the table's own columns, the hidden rowid among them.
-- shows: result, notice, error, message
SET CLUSTER SETTING cluster.organization = '<organization name>';
SET CLUSTER SETTING enterprise.license = '<secret>';
SET CLUSTER SETTING kv.rangefeed.enabled = true;
CREATE DATABASE cdc_demo;
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
CREATE CHANGEFEED FOR TABLE office_dogs, employees INTO 'kafka://localhost:9092';
\wait 1s
INSERT INTO office_dogs VALUES (3, 'Ernie');
