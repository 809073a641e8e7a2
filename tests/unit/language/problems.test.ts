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
});
