import { expect, it } from 'vitest';
import { Bench } from '../../../../support/sql/bench';

const bench = new Bench();
bench.exec(`CREATE TABLE t (k INT PRIMARY KEY, v INT, s STRING, INDEX by_v (v));
  CREATE TABLE u (id INT PRIMARY KEY, t_k INT)`);

/** What EXPLAIN draws below its head. */
const CASES: readonly (readonly [sql: string, plan: readonly string[]])[] = [
  ['SELECT * FROM t', ['• scan', '  table: t@t_pkey', '  spans: FULL SCAN']],
  ['SELECT * FROM t WHERE k = 1', ['• scan', '  table: t@t_pkey', '  spans: [/1 - /1]']],
  ['SELECT * FROM t WHERE k IN (1, 3)', ['• scan', '  table: t@t_pkey', '  spans: [/1 - /1] [/3 - /3]']],
  ['SELECT * FROM t WHERE k > 5 AND k <= 9', ['• scan', '  table: t@t_pkey', '  spans: (/5 - /9]']],
  [
    "SELECT * FROM t WHERE s = 'x'",
    ['• filter', "│ filter: s = 'x'", '│', '└── • scan', '      table: t@t_pkey', '      spans: FULL SCAN']
  ],
  [
    'SELECT * FROM t WHERE v = 7',
    ['• index join', '│ table: t@t_pkey', '│', '└── • scan', '      table: t@by_v', '      spans: [/7 - /7]']
  ],
  [
    'SELECT v, count(*) FROM t GROUP BY v ORDER BY count(*) DESC',
    [
      '• sort',
      '│ order: -count',
      '│',
      '└── • group',
      '    │ group by: v',
      '    │',
      '    └── • scan',
      '          table: t@t_pkey',
      '          spans: FULL SCAN'
    ]
  ],
  [
    'SELECT * FROM t JOIN u ON t.v = u.t_k',
    [
      '• hash join',
      '│ equality: (v) = (t_k)',
      '│',
      '├── • scan',
      '│     table: t@t_pkey',
      '│     spans: FULL SCAN',
      '│',
      '└── • scan',
      '      table: u@u_pkey',
      '      spans: FULL SCAN'
    ]
  ],
  [
    'DELETE FROM t WHERE k = 1',
    ['• delete', '│ from: t', '│', '└── • scan', '      table: t@t_pkey', '      spans: [/1 - /1]']
  ],
  [
    'INSERT INTO u VALUES (1, 2)',
    ['• insert', '│ into: u(id, t_k)', '│', '└── • values', '      size: 2 columns, 1 row']
  ]
];

it.each(CASES)('%s', (sql, plan) => {
  expect(bench.plan(sql).explain().split('\n')).toEqual([
    'distribution: local',
    'vectorized: true',
    '',
    ...plan
  ]);
});

it('shows a lookup join where one side is found by a key', () => {
  const text = bench.plan('SELECT * FROM (VALUES (1)) AS x (a) JOIN t ON t.k = x.a').explain();
  expect(text).toContain('• lookup join');
  expect(text).toContain('table: t@t_pkey');
});
