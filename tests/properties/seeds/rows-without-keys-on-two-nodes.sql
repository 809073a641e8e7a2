-- seed 412, nodes 3: the audit took the empty keys of CSV rows for one key
CREATE TABLE t1 (id INT PRIMARY KEY, v STRING);
ALTER TABLE t1 SPLIT AT VALUES (11);
\partition 1 from 2,3 for 11s
UPSERT INTO t1 VALUES (9, 'v992'), (10, 'v447'), (11, 'v292');
CREATE CHANGEFEED FOR TABLE t1 INTO 'pulsar://p2:6650' WITH initial_scan = 'only', format = 'csv' \gset f2_
