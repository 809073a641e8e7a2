import type { Problem } from './editor-handle';
import type { ColoredToken, TokenClass } from './tokenize';

/** A piece of a line in one colour. */
export interface LinePiece {
  readonly text: string;
  readonly kind: TokenClass | 'plain';
  readonly isMarked: boolean;
}

/** A script as lines of coloured pieces, for the plain editor, which draws them under its text field. */
export function coloredLines(
  text: string,
  tokens: readonly ColoredToken[],
  problems: readonly Problem[]
): LinePiece[][] {
  const lines: LinePiece[][] = [[]];
  const cuts = new Set(problems.flatMap(({ from, to }) => [from, to]));
  const add = (from: number, to: number, kind: LinePiece['kind']) => {
    let start = from;
    for (let i = from; i < to; i++) {
      const isBreak = text[i] === '\n';
      if (!isBreak && !(i > start && cuts.has(i))) continue;
      pushPiece(lines, text.slice(start, i), kind, isMarked(problems, start));
      if (isBreak) lines.push([]);
      start = isBreak ? i + 1 : i;
    }
    pushPiece(lines, text.slice(start, to), kind, isMarked(problems, start));
  };
  let at = 0;
  for (const { start, end, kind } of tokens) {
    add(at, start, 'plain');
    add(start, end, kind);
    at = end;
  }
  add(at, text.length, 'plain');
  return lines;
}

function pushPiece(lines: LinePiece[][], text: string, kind: LinePiece['kind'], marked: boolean): void {
  if (text !== '') lines[lines.length - 1].push({ text, kind, isMarked: marked });
}

const isMarked = (problems: readonly Problem[], at: number) =>
  problems.some(({ from, to }) => at >= from && at < Math.max(to, from + 1));
