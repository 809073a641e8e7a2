import { expect, it } from 'vitest';
import { auditOf, findingsOf, runScript } from '../../support/audit/audited-run';

it('a character of a text is the same whether it is escaped or not', () => {
  const script = String.raw`
CREATE TABLE t (id INT PRIMARY KEY, v STRING, j JSONB);
CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH diff, updated;
\wait 2s
INSERT INTO t VALUES (1, e'a\u2028b\u2029c\x7f<&>\u0001"\\', '{"\u2028": ["\u2029", "\u00e9", 1.50]}');
UPDATE t SET v = e'\u2028' WHERE id = 1;
\wait 8s`;
  expect(findingsOf(auditOf(runScript(script)))).toEqual([]);
});
