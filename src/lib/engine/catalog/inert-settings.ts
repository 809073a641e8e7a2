/**
 * Cluster settings of CockroachDB that are kept and shown here, and from which nothing follows, as its page of cluster settings
 * (v26.2) lists them: name, kind and first value, one a line. A few that older pages and tests set are among them.
 */
export const INERT_SETTINGS = `
admission.disk_bandwidth_tokens.elastic.enabled bool true
admission.epoch_lifo.enabled bool false
admission.epoch_lifo.epoch_closing_delta_duration duration 5ms
admission.epoch_lifo.epoch_duration duration 100ms
admission.epoch_lifo.queue_delay_threshold_to_switch_to_lifo duration 105ms
admission.kv.enabled bool true
admission.sql_kv_response.enabled bool true
admission.sql_sql_response.enabled bool true
bulkio.backup.file_size size 128 MiB
bulkio.backup.read_timeout duration 5m0s
bulkio.backup.read_with_priority_after duration 1m0s
bulkio.column_backfill.update_chunk_size_threshold_bytes size 10 MiB
bulkio.import.row_count_validation.mode string off
bulkio.merge.file_size size 1.0 GiB
changefeed.auto_idle.timeout duration 10m0s
changefeed.bare_table_names.enabled bool true
changefeed.bulk_delivery.enabled bool true
changefeed.cpu.per_event_consumer_worker_allocation duration 50ms
changefeed.cpu.per_event_elastic_control.enabled bool true
changefeed.cpu.sink_encoding_allocation duration 50ms
changefeed.event_memory_multiplier float 3
changefeed.experimental_poll_interval duration 1s
changefeed.fast_gzip.enabled bool true
changefeed.mux_rangefeed.enabled bool true
changefeed.node_throttle_config string
changefeed.progress.per_table_tracking.enabled bool true
changefeed.protect_timestamp.lag duration 10m0s
changefeed.protect_timestamp.per_table.enabled bool false
changefeed.schema_feed.read_with_priority_after duration 1m0s
changefeed.slow_span_log_threshold duration 0s
changefeed.span_checkpoint.interval duration 10m0s
changefeed.span_checkpoint.max_bytes size 1.0 MiB
changefeed.usage.reporting_interval duration 5m0s
changefeed.usage.reporting_timeout_percent int 50
cloudstorage.azure.concurrent_upload_buffers int 1
cloudstorage.azure.read.node_burst_limit size 0 B
cloudstorage.azure.read.node_rate_limit size 0 B
cloudstorage.azure.write.node_burst_limit size 0 B
cloudstorage.azure.write.node_rate_limit size 0 B
cloudstorage.gs.read.node_burst_limit size 0 B
cloudstorage.gs.read.node_rate_limit size 0 B
cloudstorage.gs.write.node_burst_limit size 0 B
cloudstorage.gs.write.node_rate_limit size 0 B
cloudstorage.http.custom_ca string
cloudstorage.http.read.node_burst_limit size 0 B
cloudstorage.http.read.node_rate_limit size 0 B
cloudstorage.http.write.node_burst_limit size 0 B
cloudstorage.http.write.node_rate_limit size 0 B
cloudstorage.nodelocal.read.node_burst_limit size 0 B
cloudstorage.nodelocal.read.node_rate_limit size 0 B
cloudstorage.nodelocal.write.node_burst_limit size 0 B
cloudstorage.nodelocal.write.node_rate_limit size 0 B
cloudstorage.nullsink.read.node_burst_limit size 0 B
cloudstorage.nullsink.read.node_rate_limit size 0 B
cloudstorage.nullsink.write.node_burst_limit size 0 B
cloudstorage.nullsink.write.node_rate_limit size 0 B
cloudstorage.s3.read.node_burst_limit size 0 B
cloudstorage.s3.read.node_rate_limit size 0 B
cloudstorage.s3.write.node_burst_limit size 0 B
cloudstorage.s3.write.node_rate_limit size 0 B
cloudstorage.timeout duration 10m0s
cloudstorage.userfile.read.node_burst_limit size 0 B
cloudstorage.userfile.read.node_rate_limit size 0 B
cloudstorage.userfile.write.node_burst_limit size 0 B
cloudstorage.userfile.write.node_rate_limit size 0 B
cluster.auto_upgrade.enabled bool true
cluster.preserve_downgrade_option string
debug.zip.redact_addresses.enabled bool false
diagnostics.active_query_dumps.enabled bool true
diagnostics.forced_sql_stat_reset.interval duration 2h0m0s
diagnostics.memory_monitoring_dumps.enabled bool true
diagnostics.reporting.interval duration 1h0m0s
external.graphite.endpoint string
external.graphite.interval duration 10s
feature.backup.enabled bool true
feature.export.enabled bool true
feature.import.enabled bool true
feature.infer_rbr_region_col_using_constraint.enabled bool false
feature.restore.enabled bool true
feature.schema_change.enabled bool true
feature.stats.enabled bool true
feature.vector_index.enabled bool true
jobs.debug.pausepoints string
jobs.registry.interval.adopt duration 30s
jobs.registry.interval.base float 1
jobs.registry.interval.cancel duration 10s
jobs.registry.interval.gc duration 1h0m0s
keyvisualizer.enabled bool false
kv.allocator.lease_rebalance_threshold float 0.05
kv.allocator.load_based_lease_rebalancing.enabled bool true
kv.allocator.load_based_rebalancing string leases and replicas
kv.allocator.load_based_rebalancing.objective string cpu
kv.allocator.load_based_rebalancing_interval duration 1m0s
kv.allocator.qps_rebalance_threshold float 0.1
kv.allocator.range_rebalance_threshold float 0.05
kv.allocator.store_cpu_rebalance_threshold float 0.1
kv.bulk_io_write.max_rate size 1.0 TiB
kv.bulk_io_write.min_capacity_remaining_fraction float 0.05
kv.bulk_sst.max_allowed_overage size 64 MiB
kv.bulk_sst.target_size size 16 MiB
kv.closed_timestamp.follower_reads.enabled bool true
kv.closed_timestamp.lead_for_global_reads_auto_tune.enabled bool false
kv.closed_timestamp.lead_for_global_reads_override duration 0s
kv.closed_timestamp.side_transport_pacing_refresh_interval duration 10ms
kv.closed_timestamp.side_transport_pacing_smear_interval duration 1ms
kv.dist_sender.circuit_breaker.cancellation.enabled bool true
kv.dist_sender.circuit_breaker.cancellation.write_grace_period duration 10s
kv.dist_sender.circuit_breaker.probe.interval duration 3s
kv.dist_sender.circuit_breaker.probe.threshold duration 3s
kv.dist_sender.circuit_breaker.probe.timeout duration 3s
kv.dist_sender.circuit_breakers.mode string liveness range only
kv.dist_sender.concurrency_limit int 1536
kv.gc_ttl.strict_enforcement.enabled bool true
kv.lease_transfer_read_summary.global_budget size 0 B
kv.lease_transfer_read_summary.local_budget size 4.0 MiB
kv.log_range_and_node_events.enabled bool true
kv.protectedts.poll_interval duration 2m0s
kv.protectedts.reconciliation.interval duration 5m0s
kv.raft.leader_fortification.fraction_enabled float 1
kv.range.range_size_hard_cap size 8.0 GiB
kv.range_merge.queue_enabled bool true
kv.range_split.by_load.enabled bool true
kv.range_split.by_load_enabled bool true
kv.range_split.load_cpu_threshold duration 500ms
kv.range_split.load_qps_threshold int 2500
kv.rangefeed.client.stream_startup_rate int 100
kv.replica_circuit_breaker.slow_replication_threshold duration 1m0s
kv.replica_raft.leaderless_unavailable_threshold duration 1m0s
kv.replica_stats.addsst_request_size_factor int 50000
kv.replication_reports.interval duration 1m0s
kv.snapshot_rebalance.max_rate size 32 MiB
kv.snapshot_recovery.max_rate size 32 MiB
kv.transaction.max_intents_and_locks int 0
kv.transaction.max_intents_bytes int 4194304
kv.transaction.max_refresh_spans_bytes int 4194304
kv.transaction.randomized_anchor_key.enabled bool false
kv.transaction.reject_over_max_intents_budget.enabled bool false
kv.transaction.write_buffering.enabled bool true
kv.transaction.write_buffering.max_buffer_size size 4.0 MiB
kv.transaction.write_pipelining.enabled bool true
kv.transaction.write_pipelining.locking_reads.enabled bool true
kv.transaction.write_pipelining.max_batch_size int 128
kv.transaction.write_pipelining.ranged_writes.enabled bool true
kvadmission.store.provisioned_bandwidth size 0 B
kvadmission.store.snapshot_ingest_bandwidth_control.enabled bool true
kvadmission.store.snapshot_ingest_bandwidth_control.min_rate.enabled bool true
log.channel_compatibility_mode.enabled bool false
obs.tablemetadata.automatic_updates.enabled bool false
obs.tablemetadata.data_valid_duration duration 20m0s
physical_replication.consumer.minimum_flush_interval duration 5s
schedules.backup.gc_protection.enabled bool true
security.client_cert.san_required.enabled bool false
security.client_cert.subject_required.enabled bool false
security.ocsp.mode string off
security.ocsp.timeout duration 3s
security.provisioning.ldap.enabled bool false
server.auth_log.sql_connections.enabled bool false
server.auth_log.sql_sessions.enabled bool false
server.authentication_cache.enabled bool true
server.child_metrics.include_aggregate.enabled bool true
server.clock.forward_jump_check.enabled bool false
server.clock.persist_upper_bound_interval duration 0s
server.consistency_check.max_rate size 8.0 MiB
server.eventlog.enabled bool true
server.eventlog.ttl duration 2160h0m0s
server.host_based_authentication.configuration string
server.hot_ranges_request.node.timeout duration 5m0s
server.hsts.enabled bool false
server.http.base_path string /
server.identity_map.configuration string
server.jwt_authentication.audience string
server.jwt_authentication.claim string
server.jwt_authentication.client.timeout duration 15s
server.jwt_authentication.enabled bool false
server.jwt_authentication.issuers.configuration string
server.jwt_authentication.issuers.custom_ca string
server.jwt_authentication.jwks string {"keys":[]}
server.jwt_authentication.jwks_auto_fetch.enabled bool false
server.ldap_authentication.client.tls_certificate string
server.ldap_authentication.client.tls_key string
server.ldap_authentication.domain.custom_ca string
server.log_gc.max_deletions_per_cycle int 1000
server.log_gc.period duration 1h0m0s
server.max_connections_per_gateway int -1
server.max_open_transactions_per_gateway int -1
server.oidc_authentication.autologin.enabled bool false
server.oidc_authentication.button_text string Log in with your OIDC provider
server.oidc_authentication.claim_json_key string
server.oidc_authentication.client.timeout duration 15s
server.oidc_authentication.client_id string
server.oidc_authentication.client_secret string
server.oidc_authentication.enabled bool false
server.oidc_authentication.principal_regex string (.+)
server.oidc_authentication.provider.custom_ca string
server.oidc_authentication.provider_url string
server.oidc_authentication.redirect_url string https://localhost:8080/oidc/v1/callback
server.oidc_authentication.scopes string openid
server.oidc_authentication.tls_insecure_skip_verify.enabled bool false
server.rangelog.ttl duration 720h0m0s
server.redact_sensitive_settings.enabled bool false
server.shutdown.connections.timeout duration 0s
server.shutdown.initial_wait duration 0s
server.shutdown.lease_transfer_iteration.timeout duration 5s
server.shutdown.transactions.timeout duration 10s
server.sql_tcp_keep_alive.count int 3
server.sql_tcp_keep_alive.idle duration 0s
server.sql_tcp_keep_alive.interval duration 10s
server.sql_tcp_user.timeout duration 0s
server.time_until_store_dead duration 5m0s
server.user_login.cert_password_method.auto_scram_promotion.enabled bool true
server.user_login.downgrade_scram_stored_passwords_to_bcrypt.enabled bool true
server.user_login.min_password_length int 1
server.user_login.password_encryption string scram-sha-256
server.user_login.password_hashes.default_cost.crdb_bcrypt int 10
server.user_login.password_hashes.default_cost.scram_sha_256 int 10610
server.user_login.rehash_scram_stored_passwords_on_cost_change.enabled bool true
server.user_login.timeout duration 10s
server.user_login.upgrade_bcrypt_stored_passwords_to_scram.enabled bool true
server.web_session.purge.ttl duration 1h0m0s
server.web_session.timeout duration 168h0m0s
spanconfig.bounds.enabled bool true
spanconfig.range_coalescing.application.enabled bool true
spanconfig.range_coalescing.system.enabled bool true
sql.auth.change_own_password.enabled bool false
sql.auth.grant_option_for_owner.enabled bool true
sql.auth.grant_option_inheritance.enabled bool true
sql.auth.public_schema_create_privilege.enabled bool true
sql.auth.skip_underlying_view_privilege_checks.enabled bool false
sql.catalog.allow_leased_descriptors.enabled bool true
sql.closed_session_cache.capacity int 1000
sql.closed_session_cache.time_to_live int 3600
sql.contention.event_store.capacity size 64 MiB
sql.contention.event_store.duration_threshold duration 0s
sql.contention.record_serialization_conflicts.enabled bool true
sql.contention.txn_id_cache.max_size size 64 MiB
sql.cross_db_sequence_references.enabled bool false
sql.defaults.cost_scans_with_default_col_size.enabled bool false
sql.defaults.datestyle string iso, mdy
sql.defaults.datestyle.enabled bool true
sql.defaults.default_hash_sharded_index_bucket_count int 16
sql.defaults.default_int_size int 8
sql.defaults.disallow_full_table_scans.enabled bool false
sql.defaults.experimental_alter_column_type.enabled bool false
sql.defaults.experimental_distsql_planning string off
sql.defaults.experimental_enable_unique_without_index_constraints.enabled bool false
sql.defaults.experimental_implicit_column_partitioning.enabled bool false
sql.defaults.experimental_temporary_tables.enabled bool false
sql.defaults.foreign_key_cascades_limit int 10000
sql.defaults.idle_in_session_timeout duration 0s
sql.defaults.idle_in_transaction_session_timeout duration 0s
sql.defaults.implicit_select_for_update.enabled bool true
sql.defaults.insert_fast_path.enabled bool true
sql.defaults.intervalstyle string postgres
sql.defaults.intervalstyle.enabled bool true
sql.defaults.large_full_scan_rows float 0
sql.defaults.locality_optimized_partitioned_index_scan.enabled bool true
sql.defaults.lock_timeout duration 0s
sql.defaults.on_update_rehome_row.enabled bool true
sql.defaults.optimizer_use_histograms.enabled bool true
sql.defaults.optimizer_use_multicol_stats.enabled bool true
sql.defaults.override_alter_primary_region_in_super_region.enabled bool false
sql.defaults.override_multi_region_zone_config.enabled bool false
sql.defaults.prefer_lookup_joins_for_fks.enabled bool false
sql.defaults.primary_region string
sql.defaults.reorder_joins_limit int 8
sql.defaults.require_explicit_primary_keys.enabled bool false
sql.defaults.results_buffer.size size 512 KiB
sql.defaults.serial_normalization string rowid
sql.defaults.serial_sequences_cache_size int 256
sql.defaults.statement_timeout duration 0s
sql.defaults.stub_catalog_tables.enabled bool true
sql.defaults.transaction_rows_read_err int 0
sql.defaults.transaction_rows_read_log int 0
sql.defaults.transaction_rows_written_err int 0
sql.defaults.transaction_rows_written_log int 0
sql.defaults.use_declarative_schema_changer string on
sql.defaults.vectorize string on
sql.defaults.zigzag_join.enabled bool false
sql.distsql.temp_storage.workmem size 64 MiB
sql.guardrails.max_row_size_err size 80 MiB
sql.guardrails.max_row_size_log size 16 MiB
sql.hash_sharded_range_pre_split.max int 16
sql.index_recommendation.drop_unused_duration duration 168h0m0s
sql.insights.anomaly_detection.enabled bool true
sql.insights.anomaly_detection.latency_threshold duration 50ms
sql.insights.anomaly_detection.memory_limit size 1.0 MiB
sql.insights.execution_insights_capacity int 1000
sql.insights.high_retry_count.threshold int 10
sql.insights.latency_threshold duration 100ms
sql.log.all_statements.enabled bool false
sql.log.redact_names.enabled bool false
sql.log.scan_row_count_misestimate.enabled bool false
sql.log.slow_query.experimental_full_table_scans.enabled bool false
sql.log.slow_query.internal_queries.enabled bool false
sql.log.slow_query.latency_threshold duration 0s
sql.log.user_audit string
sql.log.user_audit.reduced_config.enabled bool false
sql.metrics.application_name.enabled bool false
sql.metrics.database_name.enabled bool false
sql.metrics.index_usage_stats.enabled bool true
sql.metrics.max_mem_reported_stmt_fingerprints int 100000
sql.metrics.max_mem_reported_txn_fingerprints int 100000
sql.metrics.max_mem_stmt_fingerprints int 7500
sql.metrics.max_mem_txn_fingerprints int 7500
sql.metrics.statement_details.dump_to_logs.enabled bool false
sql.metrics.statement_details.enabled bool true
sql.metrics.statement_details.gateway_node.enabled bool false
sql.metrics.statement_details.index_recommendation_collection.enabled bool true
sql.metrics.statement_details.max_mem_reported_idx_recommendations int 5000
sql.metrics.statement_details.threshold duration 0s
sql.metrics.transaction_details.enabled bool true
sql.multiple_modifications_of_table.enabled bool false
sql.multiregion.drop_primary_region.enabled bool true
sql.notices.enabled bool true
sql.optimizer.uniqueness_checks_for_gen_random_uuid.enabled bool false
sql.query_cache.enabled bool true
sql.schema.approx_max_object_count int 20000
sql.schema.telemetry.recurrence string @weekly
sql.show_ranges_deprecated_behavior.enabled bool false
sql.spatial.experimental_box2d_comparison_operators.enabled bool false
sql.sqlcommenter.enabled bool false
sql.stats.activity.persisted_rows.max int 200000
sql.stats.automatic_collection.enabled bool true
sql.stats.automatic_collection.fraction_stale_rows float 0.2
sql.stats.automatic_collection.min_stale_rows int 500
sql.stats.automatic_extremes_concurrency_limit int 128
sql.stats.automatic_full_collection.enabled bool true
sql.stats.automatic_full_concurrency_limit int 1
sql.stats.automatic_partial_collection.enabled bool true
sql.stats.automatic_partial_collection.fraction_stale_rows float 0.05
sql.stats.automatic_partial_collection.min_stale_rows int 100
sql.stats.canary_fraction float 0
sql.stats.cleanup.recurrence string @hourly
sql.stats.detailed_latency_metrics.enabled bool false
sql.stats.error_on_concurrent_create_stats.enabled bool false
sql.stats.flush.enabled bool true
sql.stats.flush.interval duration 10m0s
sql.stats.forecasts.enabled bool true
sql.stats.forecasts.max_decrease float 0.3333333333333333
sql.stats.forecasts.min_goodness_of_fit float 0.95
sql.stats.forecasts.min_observations int 3
sql.stats.histogram_buckets.count int 200
sql.stats.histogram_buckets.include_most_common_values.enabled bool true
sql.stats.histogram_buckets.max_fraction_most_common_values float 0.1
sql.stats.histogram_collection.enabled bool true
sql.stats.histogram_samples.count int 0
sql.stats.multi_column_collection.enabled bool true
sql.stats.non_default_columns.min_retention_period duration 24h0m0s
sql.stats.non_indexed_json_histograms.enabled bool false
sql.stats.persisted_rows.max int 1000000
sql.stats.post_events.enabled bool false
sql.stats.response.max int 20000
sql.stats.response.show_internal.enabled bool false
sql.stats.system_tables.enabled bool true
sql.stats.system_tables_autostats.enabled bool true
sql.stats.virtual_computed_columns.enabled bool true
sql.telemetry.query_sampling.enabled bool false
sql.telemetry.query_sampling.internal.enabled bool false
sql.telemetry.query_sampling.max_event_frequency int 8
sql.telemetry.query_sampling.mode string statement
sql.telemetry.transaction_sampling.max_event_frequency int 8
sql.telemetry.transaction_sampling.statement_events_per_transaction.max int 50
sql.temp_object_cleaner.cleanup_interval duration 30m0s
sql.temp_object_cleaner.wait_interval duration 30m0s
sql.trace.log_statement_execute bool false
sql.trace.stmt.enable_threshold duration 0s
sql.trace.txn.include_internal.enabled bool true
sql.trace.txn.jaeger_json_output.enabled bool false
sql.trace.txn.sample_rate float 1
sql.ttl.default_delete_batch_size int 100
sql.ttl.default_delete_rate_limit int 100
sql.ttl.default_select_batch_size int 500
sql.ttl.default_select_rate_limit int 0
sql.ttl.job.enabled bool true
sql.txn_fingerprint_id_cache.capacity int 100
sql.vecindex.stalled_op.timeout duration 100ms
storage.delete_compaction_excise.enabled bool true
storage.ingest_split.enabled bool true
storage.ingestion.value_blocks.enabled bool true
storage.max_sync_duration duration 20s
storage.max_sync_duration.fatal.enabled bool true
storage.sstable.compression_algorithm string fastest
storage.sstable.compression_algorithm_backup_storage string fastest
storage.sstable.compression_algorithm_backup_transport string fastest
storage.unhealthy_write_duration duration 20s
storage.value_separation.enabled bool true
storage.wal_failover.unhealthy_op_threshold duration 100ms
timeseries.storage.enabled bool true
timeseries.storage.resolution_10s.ttl duration 240h0m0s
timeseries.storage.resolution_1m.ttl duration 240h0m0s
timeseries.storage.resolution_30m.ttl duration 2160h0m0s
trace.debug_http_endpoint.enabled bool false
trace.jaeger.agent string
trace.opentelemetry.collector string
trace.snapshot.rate duration 0s
trace.span_registry.enabled bool false
trace.zipkin.collector string
ui.database_locality_metadata.enabled bool true
ui.default_timezone string
ui.display_timezone string etc/utc
`;
