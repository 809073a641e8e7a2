-- seed 101528, nodes 3: a clock set back let a transaction commit below a scan that had read its row
\workload init movr
CREATE CHANGEFEED FOR movr.vehicles, movr.user_promo_codes INTO 'kafka://broker3' WITH updated, resolved, min_checkpoint_frequency = '1s' \gset f3_
\workload run movr --duration 6s --rate 2 --sessions 2
\node 2 clock -16ms
\workload run movr --duration 5s --rate 2 --sessions 3
\node 1 kill
\wait 10ms
\node 1 restart
