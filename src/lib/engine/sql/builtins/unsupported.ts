/**
 * Functions of CockroachDB that this program leaves out, by why (its `fixed_oids.go`). They are known by name, so that
 * calling one is answered with what is missing (0A000) and not with a mistyped name (42883).
 */

interface Reason {
  /** What to know or to use instead. */
  readonly hint: string;
  readonly names: string;
}

const REASONS: readonly Reason[] = [
  {
    hint: 'spatial data is not simulated',
    names: 'geometrytype addgeometrycolumn geomfromewkt geomfromewkb geometry geography box2d'
  },
  {
    hint: 'full text search is not simulated; use LIKE, ~ or similarity()',
    names: 'to_tsquery to_tsvector phraseto_tsquery plainto_tsquery ts_parse ts_rank tsquery tsvector'
  },
  {
    hint: 'JSONPATH is not simulated; use ->, #> and jsonb_extract_path()',
    names: `jsonb_path_exists jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_path_match jsonpath`
  },
  {
    hint: "name the columns: col->>'name', or json_populate_record()",
    names: 'json_to_record json_to_recordset jsonb_to_record jsonb_to_recordset'
  },
  {
    hint: 'vectors are not simulated',
    names: 'cosine_distance l1_distance l2_distance inner_product vector_dims vector_norm vector'
  },
  {
    hint: 'LTREE is not simulated',
    names: 'subltree subpath nlevel index text2ltree ltree2text lca ltree'
  },
  {
    hint: 'values of this type are not simulated',
    names: 'citext refcursor pg_lsn aclitem record void aclexplode makeaclitem acldefault oidvectortypes'
  },
  {
    hint: 'use digest() or hmac()',
    names: 'crypt gen_salt encrypt encrypt_iv decrypt decrypt_iv'
  },
  {
    hint: 'compression is not simulated',
    names: 'compress decompress'
  },
  {
    hint: 'use soundex() or levenshtein()',
    names: 'metaphone dmetaphone dmetaphone_alt daitch_mokotoff'
  },
  {
    hint: 'it serves statistics that the playground does not keep',
    names: `merge_stats_metadata merge_statement_stats merge_transaction_stats merge_aggregated_stmt_metadata
      workload_index_recs prettify_statement rehome_row`
  },
  {
    hint: 'CockroachDB uses it internally, in steps of other aggregates',
    names: `final_covar_pop final_regr_sxx final_regr_sxy final_regr_syy final_regr_avgx final_regr_avgy
      final_regr_intercept final_regr_r2 final_regr_slope final_corr final_covar_samp final_sqrdiff final_variance
      final_var_pop final_stddev final_stddev_pop transition_regression_aggregate percentile_disc_impl
      percentile_cont_impl`
  },
  {
    hint: 'what it tells about is not simulated',
    names: `pg_get_functiondef pg_get_function_result pg_get_function_identity_arguments pg_get_function_arguments
      pg_get_function_arg_default pg_get_function_sqlbody pg_get_triggerdef pg_get_statisticsobjdef
      pg_relation_is_updatable pg_column_is_updatable pg_sequence_parameters pg_sequence_last_value
      pg_database_size pg_relation_size pg_table_size pg_total_relation_size pg_indexes_size
      information_schema._pg_truetypid information_schema._pg_truetypmod information_schema._pg_char_max_length
      information_schema._pg_char_octet_length information_schema._pg_index_position
      information_schema._pg_numeric_precision information_schema._pg_numeric_precision_radix
      information_schema._pg_numeric_scale information_schema._pg_datetime_precision
      information_schema._pg_interval_type information_schema.crdb_rewrite_inline_hints
      information_schema.crdb_delete_statement_hints information_schema.crdb_enable_statement_hints
      information_schema.crdb_set_session_variable_hint`
  }
];

/** Functions of the schema `crdb_internal` that look into a real node or change it behind SQL's back. */
const INTERNAL = `
  backup_compaction can_view_job check_consistency check_password_hash_format
  cluster_setting_encoded_default compact_engine_span complete_replication_stream complete_stream_ingestion_job
  create_join_token create_regclass create_regnamespace create_regproc create_regprocedure create_regrole
  create_regtype create_session_revival_token create_sql_schema_telemetry_job create_tenant
  decode_cluster_setting decode_external_plan_gist decode_key decode_plan_gist
  descriptor_with_post_deserialization_changes deserialize_session destroy_tenant encode_key execute_internally
  extend_mvcc_history_protection filter_multiregion_fields_from_zone_config_sql fingerprint
  force_delete_table_data gen_rand_ident generate_test_objects get_database_id get_fully_qualified_table_name
  get_namespace_id get_zone_config hide_sql_constants index_span inject_hint is_constraint_active
  is_system_table_key job_execution_details job_payload_type json_to_pb kv_enqueue_replica kv_set_queue_active
  lease_holder lease_holder_with_errors list_sql_keys_in_range logical_replication_inject_failures
  merge_aggregated_stmt_metadata merge_statement_stats merge_stats_metadata merge_transaction_stats
  num_geo_inverted_index_entries num_inverted_index_entries payloads_for_span payloads_for_trace pb_to_json
  plan_logical_replication plpgsql_close plpgsql_fetch plpgsql_gen_cursor_name plpgsql_raise pretty_key
  pretty_span pretty_value privilege_name probe_ranges process_vector_index_fixups protect_mvcc_history
  range_stats range_stats_with_errors read_file redact_descriptor redactable_sql_constants
  repair_catalog_corruption repair_ttl_table_scheduled_job repaired_descriptor replication_stream_progress
  replication_stream_spec request_job_execution_details request_statement_bundle request_transaction_bundle
  reset_multi_region_zone_configs_for_database reset_multi_region_zone_configs_for_table
  revalidate_unique_constraint revalidate_unique_constraints_in_table revlog_show_changes revlog_show_ticks
  scan scan_storage_internal_keys scatter serialize_session session_pending_jobs set_compaction_concurrency
  set_trace_verbose setup_span_configs_stream show_create_all_routines show_create_all_schemas
  show_create_all_tables show_create_all_triggers show_create_all_types split_at sql_liveness_is_alive
  sstable_metrics start_logical_replication_job start_replication_stream start_replication_stream_for_tables
  stream_ingestion_stats_json stream_ingestion_stats_pb stream_partition table_span tenant_span
  tenant_span_stats testing_callback type_is_indexable unsafe_clear_gossip_info
  unsafe_delete_comment unsafe_delete_descriptor unsafe_delete_namespace_entry unsafe_lock_replica
  unsafe_revert_tenant_to_timestamp unsafe_upsert_descriptor unsafe_upsert_namespace_entry
  update_tenant_resource_limits upsert_dropped_relation_gc_ttl validate_multi_region_zone_configs
  validate_session_revival_token write_file zone_config_for_key zone_config_span_end
`;

/** Types whose values are read and written by functions called after them: `int8in`, `jsonb_send`. */
const IO = new RegExp(
  `^(${[
    'regrole|regclass|regtype|regproc|regprocedure|regnamespace|bpchar|int2vector|oidvector|text|varchar|unknown',
    'int2|int4|int8|oid|float4|float8|bytea|char|bool|inet|name|void|tsquery|tsvector|pg_lsn|refcursor|vector',
    'jsonpath|citext|ltree|lquery|ltxtquery|aclitem'
  ].join('|')})(in|out|recv|send)$|^(${[
    'anyelement|jsonb|timestamptz|geography|geometry|timetz|record|varbit|bit|date|uuid|numeric|box2d|timestamp',
    'interval|time|array|anyarray|enum|any|trigger'
  ].join('|')})_(in|out|recv|send)$`
);

const words = (text: string): string[] => text.trim().split(/\s+/);

const HINTS = new Map<string, string>();
for (const { hint, names } of REASONS) for (const name of words(names)) HINTS.set(name, hint);
for (const name of words(INTERNAL)) {
  HINTS.set(`crdb_internal.${name}`, 'it works on the inside of a real cluster');
}

/** Why a function that CockroachDB has is left out, as a hint; undefined for names that are no function's. */
export function whyUnsupported(name: string): string | undefined {
  const hint = HINTS.get(name);
  if (hint !== undefined) return hint;
  if (/^_?(st|postgis)_/.test(name)) return 'spatial data is not simulated';
  return IO.test(name) ? 'cast the value with :: instead' : undefined;
}
