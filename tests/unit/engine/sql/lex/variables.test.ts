import { describe, expect, it } from 'vitest';
import { substituteVariables } from '../../../../../src/lib/engine/sql/lex/variables';

const VALUES = new Map([
  ['job', '42'],
  ['name', "it's"],
  ['table', 'My "T"']
]);
const put = (text: string) => substituteVariables(text, (name) => VALUES.get(name));

describe('variables are replaced before parsing, and nowhere else (design §6)', () => {
  it.each([
    ['PAUSE JOB :job', 'PAUSE JOB 42'],
    ["SELECT :'name'", "SELECT 'it''s'"],
    ['SELECT * FROM :"table"', 'SELECT * FROM "My ""T"""'],
    ['SELECT :job:job', 'SELECT 4242'],
    ['SELECT :unset', 'SELECT :unset'],
    ["SELECT ':job'", "SELECT ':job'"],
    ["SELECT e'\\':job'", "SELECT e'\\':job'"],
    ['SELECT ":job"', 'SELECT ":job"'],
    ['SELECT $$:job$$', 'SELECT $$:job$$'],
    ['SELECT 1 -- :job', 'SELECT 1 -- :job'],
    ['SELECT /* :job */ 1', 'SELECT /* :job */ 1'],
    ['SELECT a::job, b:::job', 'SELECT a::job, b:::job'],
    ['SELECT a[1:2]', 'SELECT a[1:2]']
  ])('%s', (text, result) => {
    expect(put(text).text).toBe(result);
  });

  it('leads places of the result back to the source', () => {
    const source = "SELECT :'name', :job + x";
    const { text, toSource } = put(source);
    expect(toSource(text.indexOf('SELECT'))).toBe(0);
    expect(toSource(text.indexOf("'it"))).toBe(source.indexOf(":'name'"));
    expect(toSource(text.indexOf('s', 10))).toBe(source.indexOf(":'name'"));
    expect(toSource(text.indexOf('+'))).toBe(source.indexOf('+'));
    expect(toSource(text.length)).toBe(source.length);
  });
});
