import { describe, expect, it } from 'vitest';
import { DOCS } from '../../../src/cli/docs';
import { STATEMENTS } from '../../../src/lib/engine/cluster/statements/classification';
import { OPTIONS } from '../../../src/lib/engine/changefeed/option-table';
import { allFunctions } from '../../../src/lib/engine/sql/builtins/registry';

/** Every option of reference §2.2 but `sink`, which stands in ALTER … SET only. */
const NAMES =
  `avro_schema_prefix compression confluent_schema_registry cursor diff encode_json_value_null_as_object end_time
enriched_properties envelope execution_locality extra_headers format full_table_name gc_protect_expires_after
headers_json_column_name hibernation_polling_frequency ignore_disable_changefeed_replication initial_scan initial_scan_only
no_initial_scan kafka_sink_config key_column key_in_value lagging_ranges_threshold lagging_ranges_polling_interval
metrics_label min_checkpoint_frequency mvcc_timestamp on_error partition_alg protect_data_from_gc_on_pause pubsub_sink_config
range_distribution_strategy resolved schema_change_events schema_change_policy split_column_families topic_in_value unordered
updated virtual_columns webhook_auth_header webhook_client_timeout webhook_sink_config`.split(/\s+/);

const page = (name: string) => DOCS.get(name)?.() ?? '';

it('the option table holds every option of the reference and no other', () => {
  expect(OPTIONS.map(({ name }) => name).sort()).toEqual([...NAMES].sort());
});

describe('pages', () => {
  it('options: one row each, with what it takes', () => {
    for (const name of NAMES)
      expect(page('options')).toMatch(new RegExp(`^\\| \`${name}\` \\| .+ \\| .+ \\| .+ \\|$`, 'm'));
  });

  it('statements: those that run, and those that do not with what to use instead', () => {
    for (const { name, instead } of Object.values(STATEMENTS)) {
      expect(page('statements')).toContain(name);
      if (instead !== undefined) expect(page('statements')).toContain(instead.replaceAll('|', '\\|'));
    }
  });

  it('functions: every one with its signatures', () => {
    for (const { name } of allFunctions()) expect(page('functions')).toContain(`\`${name}(`);
  });

  it('every table has as many cells in each row as in its head', () => {
    for (const name of DOCS.keys()) {
      for (const block of page(name)
        .split('\n\n')
        .filter((part) => part.startsWith('|'))) {
        const counts = block
          .trim()
          .split('\n')
          .map((row) => row.replaceAll('\\|', '').split('|').length);
        expect(new Set(counts).size).toBe(1);
      }
    }
  });
});
