import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { makeRandom, nextInt, type RandomState } from '../../../../../src/lib/engine/base/random';
import { SqlError } from '../../../../../src/lib/engine/base/errors';
import { literalShape } from '../../../../../src/lib/engine/sql/lex/shape';
import { substituteVariables } from '../../../../../src/lib/engine/sql/lex/variables';
import { expectedAt } from '../../../../../src/lib/engine/sql/parse/expected';
import { parseStatements } from '../../../../../src/lib/engine/sql/parse/parser';
import { scopeAt } from '../../../../../src/lib/engine/sql/parse/scope';
import { printStatement } from '../../../../../src/lib/engine/sql/print/statement';
import { readScript } from '../../../../../src/lib/scenario/script';

/** Broken statements, made from whole ones: nothing but SqlError may come of them, and what parses prints and reads back. */

const SEED = 20261121;
const ROUNDS = 20_000;

const statements = readFileSync(new URL('../../../../data/parse/printed.txt', import.meta.url), 'utf8')
  .split(/\n\n+/)
  .map((block) => block.split('\n----\n')[0])
  .filter((text) => !text.startsWith('#'));
const words = statements.flatMap((text) => text.match(/\w+|\s+|[^\w\s]/g) ?? []);
const ODD = [
  "'",
  '"',
  '$$',
  '/*',
  '*/',
  '--',
  '\\',
  ';',
  ':',
  '\u0000',
  '\ud800',
  '“',
  'ß',
  '1e',
  '0x',
  '(',
  ')',
  '[',
  "e'"
];

const below = (random: RandomState, count: number) => nextInt(random, 0, count - 1);

function mutate(text: string, random: RandomState): string {
  const at = below(random, text.length + 1);
  const length = below(random, 6);
  switch (below(random, 5)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at) + ODD[below(random, ODD.length)] + text.slice(at);
    case 2:
      return `${text.slice(0, at)} ${words[below(random, words.length)]} ${text.slice(at)}`;
    case 3:
      return text.slice(0, at);
    default: {
      const other = statements[below(random, statements.length)];
      return text.slice(0, at) + other.slice(below(random, other.length));
    }
  }
}

it(`no text makes the front end throw anything but an SqlError (seed ${SEED})`, { timeout: 60_000 }, () => {
  const random = makeRandom(SEED, 'statements');
  for (let round = 0; round < ROUNDS; round++) {
    let text = statements[below(random, statements.length)];
    for (let i = below(random, 3); i >= 0; i--) text = mutate(text, random);
    try {
      check(text, round);
    } catch (error) {
      throw new Error(`round ${round} of seed ${SEED}: ${JSON.stringify(text)}`, { cause: error });
    }
  }
});

function check(text: string, round: number): void {
  readScript(text);
  literalShape(text);
  substituteVariables(text, () => 'x');
  // Looking for completions costs hundreds of parses.
  if (round % 500 === 0) {
    expectedAt(text, 0, text.length >> 1);
    scopeAt(text, 0, text.length >> 1);
  }
  try {
    for (const statement of parseStatements(text)) {
      const printed = printStatement(statement);
      if (statement.kind === 'empty' || statement.kind === 'other') continue;
      expect(parseStatements(printed).map(printStatement)).toEqual([printed]);
    }
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    expect(error.sqlstate).toMatch(/^[0-9A-Z]{5}$/);
    if (error.span) expect(error.span.offset + error.span.length).toBeLessThanOrEqual(text.length);
  }
}
