/**
 * Tables of CockroachDB's own schemas that this program leaves out, by why (its `vtable` and `systemschema`). They are known by name, so
 * that reading one is answered with what is missing (0A000) and not with a mistyped name (42P01).
 */

interface Reason {
  readonly schema: string;
  /** What to know or to use instead. */
  readonly hint: string;
  readonly names: string;
}

const NOTHING_TO_TELL = 'what it tells about is not simulated';

const REASONS: readonly Reason[] = [
  {
    schema: 'crdb_internal',
    hint: 'statistics of statements and contention are not kept: the timeline shows what each statement did and what it waited for',
    names: `cluster_contended_indexes cluster_contended_keys cluster_contended_tables cluster_contention_events
      cluster_execution_insights cluster_statement_statistics cluster_transaction_statistics
      cluster_txn_execution_insights index_usage_statistics node_contention_events node_execution_insights
      node_statement_statistics node_transaction_statistics node_txn_execution_insights node_txn_stats
      statement_activity statement_statistics statement_statistics_persisted
      statement_statistics_persisted_v22_2 table_row_statistics transaction_activity
      transaction_contention_events transaction_statistics transaction_statistics_persisted
      transaction_statistics_persisted_v22_2`
  },
  {
    schema: 'crdb_internal',
    hint: 'SHOW ZONE CONFIGURATIONS and SHOW CREATE tell the same',
    names:
      'create_function_statements create_procedure_statements create_schema_statements create_trigger_statements zones'
  },
  { schema: 'crdb_internal', hint: 'SHOW JOBS tells the same', names: 'system_jobs' },
  {
    schema: 'crdb_internal',
    hint: 'it shows the inside of a real cluster',
    names: `backward_dependencies builtin_functions cluster_distsql_flows cluster_inflight_traces
      cluster_inspect_errors cluster_replication_node_stream_checkpoints cluster_replication_node_stream_spans
      cluster_replication_node_streams cluster_replication_spans cross_db_references forward_dependencies
      fully_qualified_names gossip_alerts gossip_network index_spans kv_builtin_function_comments
      kv_catalog_comments kv_catalog_descriptor kv_catalog_namespace kv_catalog_zones kv_dropped_relations
      kv_flow_control_handles kv_flow_control_handles_v2 kv_flow_controller kv_flow_controller_v2
      kv_flow_token_deductions kv_flow_token_deductions_v2 kv_inherited_role_members kv_node_liveness
      kv_node_status kv_protected_ts_records kv_repairable_catalog_corruptions kv_session_based_leases
      kv_system_privileges leases logical_replication_node_processors logical_replication_spans
      lost_descriptors_with_data node_distsql_flows node_inflight_trace_spans node_memory_monitors
      node_runtime_info node_tenant_capabilities_cache partitions pg_catalog_table_is_implemented session_trace
      store_liveness_support_for store_liveness_support_from super_regions tenant_usage_details`
  },
  {
    schema: 'information_schema',
    hint: NOTHING_TO_TELL,
    names: `attributes check_constraint_routine_usage collation_character_set_applicability column_column_usage
      column_domain_usage column_options column_privileges column_statistics column_udt_usage columns_extensions
      constraint_table_usage data_type_privileges domain_constraints domain_udt_usage domains element_types
      engines events files foreign_data_wrapper_options foreign_data_wrappers foreign_server_options
      foreign_servers foreign_table_options foreign_tables information_schema_catalog_name keywords
      optimizer_trace partitions plugins processlist profiling resource_groups role_column_grants
      role_routine_grants role_udt_grants role_usage_grants routine_privileges schemata_extensions sql_features
      sql_implementation_info sql_parts sql_sizing st_geometry_columns st_spatial_reference_systems
      st_units_of_measure table_constraints_extensions tables_extensions tablespaces tablespaces_extensions
      transforms triggered_update_columns triggers udt_privileges usage_privileges user_attributes
      user_defined_types user_mapping_options user_mappings view_column_usage view_routine_usage view_table_usage`
  },
  {
    schema: 'pg_catalog',
    hint: NOTHING_TO_TELL,
    names: `pg_aggregate pg_amop pg_amproc pg_available_extension_versions pg_available_extensions pg_cast pg_config
      pg_conversion pg_db_role_setting pg_default_acl pg_file_settings pg_foreign_data_wrapper pg_foreign_server
      pg_group pg_hba_file_rules pg_init_privs pg_largeobject pg_largeobject_metadata pg_locks pg_opclass
      pg_operator pg_opfamily pg_policies pg_prepared_xacts pg_publication pg_publication_rel
      pg_publication_tables pg_replication_origin pg_replication_origin_status pg_replication_slots pg_rules
      pg_seclabel pg_seclabels pg_shadow pg_shdepend pg_shmem_allocations pg_shseclabel pg_stat_all_indexes
      pg_stat_all_tables pg_stat_archiver pg_stat_bgwriter pg_stat_database pg_stat_database_conflicts
      pg_stat_gssapi pg_stat_progress_analyze pg_stat_progress_basebackup pg_stat_progress_cluster
      pg_stat_progress_create_index pg_stat_progress_vacuum pg_stat_replication pg_stat_slru pg_stat_ssl
      pg_stat_subscription pg_stat_sys_indexes pg_stat_sys_tables pg_stat_user_functions pg_stat_user_indexes
      pg_stat_user_tables pg_stat_wal_receiver pg_stat_xact_all_tables pg_stat_xact_sys_tables
      pg_stat_xact_user_functions pg_stat_xact_user_tables pg_statio_all_indexes pg_statio_all_sequences
      pg_statio_all_tables pg_statio_sys_indexes pg_statio_sys_sequences pg_statio_sys_tables
      pg_statio_user_indexes pg_statio_user_sequences pg_statio_user_tables pg_statistic pg_statistic_ext
      pg_statistic_ext_data pg_stats pg_stats_ext pg_subscription pg_subscription_rel pg_timezone_abbrevs
      pg_timezone_names pg_transform pg_ts_config pg_ts_config_map pg_ts_dict pg_ts_parser pg_ts_template
      pg_user_mapping pg_user_mappings`
  },
  {
    schema: 'pg_extension',
    hint: 'spatial data is not simulated',
    names: 'geography_columns geometry_columns spatial_ref_sys'
  },
  {
    schema: 'system',
    hint: 'SHOW JOBS tells what is known of a job',
    names: 'job_message job_progress job_progress_history job_status'
  },
  {
    schema: 'system',
    hint: NOTHING_TO_TELL,
    names: `join_tokens mvcc_statistics prepared_transactions protected_ts_meta replication_constraint_stats
      replication_critical_localities replication_stats reports_meta span_count span_stats_buckets
      span_stats_samples span_stats_tenant_boundaries span_stats_unique_keys statement_activity
      statement_bundle_chunks statement_diagnostics statement_diagnostics_requests statement_execution_insights
      statement_hints table_metadata task_payloads tenant_settings tenant_tasks tenant_usage
      transaction_activity transaction_diagnostics transaction_diagnostics_requests
      transaction_execution_insights`
  }
];

const HINTS = new Map<string, string>();
for (const { schema, hint, names } of REASONS)
  for (const name of names.trim().split(/\s+/)) HINTS.set(`${schema}.${name}`, hint);

/** Why a table that CockroachDB has in one of its own schemas is left out, as a hint; undefined for names that are no such table's. */
export const whyNoTable = (schema: string, name: string): string | undefined =>
  HINTS.get(`${schema}.${name}`);
