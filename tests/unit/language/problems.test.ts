import { describe, expect, it } from 'vitest';
import { scriptProblems } from '../../../src/lib/language/problems';

describe('faults told while typing', () => {
  it.each([
    ['CREATE TABLE t (a INT);\n\\wait 10s\nSELECT 1;'],
    ['SELECT 1 AS job\n\\gset feed_\nPAUSE JOB :feed_job;'],
    ['SELECT * FROM :table WHERE a = :\'name\' AND "b" = :"c";'],
    ["-- only a comment\n\\sink 'kafka://a' down for 10s\n"]
  ])('none: %j', (script) => {
    expect(scriptProblems(script)).toEqual([]);
  });

  it('one a statement, at its place in the script', () => {
    const script = "\\wait 1s\nSELEC 1;\nSELECT :x FORM t;\nSELECT 'open;\nSELECT 2;";
    const found = scriptProblems(script);
    expect(found.map(({ from, to }) => script.slice(from, to))).toEqual(['SELEC', 't', "'open"]);
    expect(found.every(({ sqlstate }) => sqlstate === '42601')).toBe(true);
    expect(found[0].hint).toContain('SELECT');
  });

  it.each([
    { script: "CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH updatd, diff;", at: 'updatd', hint: 'updated' },
    {
      script: "CREATE CHANGEFEED FOR t INTO 'kafka://k' WITH OPTIONS (resolve = '1s')",
      at: 'resolve',
      hint: 'resolved'
    },
    {
      script: "ALTER CHANGEFEED 1 SET sink = 'kafka://b', key_invalue",
      at: 'key_invalue',
      hint: 'key_in_value'
    }
  ])('an option that there is not: $script', ({ script, at, hint }) => {
    const [found] = scriptProblems(script);
    expect(found.sqlstate).toBe('22023');
    expect(script.slice(found.from, found.to)).toContain(at);
    expect(found.hint).toContain(hint);
  });
});
