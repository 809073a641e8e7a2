import { ScriptOutline } from '../state/script-outline';

/** What is typed into a session: which statement is sent, and when Enter sends it. */

/** A piece of text to send: what is selected, or the statement that the caret is in; '' for none. */
export function pieceToSend(text: string, from: number, to: number): string {
  if (to > from) return text.slice(from, to).trim();
  const outline = new ScriptOutline(text);
  const entry = outline.entries[outline.entryAt(from)];
  return entry ? text.slice(entry.offset, entry.endOffset).trim() : '';
}

/** Whether Enter sends the text, as in a SQL shell: behind its last semicolon, or behind a backslash command. */
export function isComplete(text: string, caret: number): boolean {
  if (text.trim() === '' || text.slice(caret).trim() !== '') return false;
  const last = new ScriptOutline(text).entries.at(-1);
  // What is open takes in whatever follows, semicolons too.
  if (!last || (last.error && !last.gset)) return false;
  // A semicolon of a string or a comment ends nothing: the reader of scripts knows.
  return last.kind === 'command' || last.endOffset > last.offset + last.text.length;
}

/** Where an arrow key leads: along the lines of the text, or out of it into what was sent before. */
export function leavesText(text: string, caret: number, key: 'ArrowUp' | 'ArrowDown'): boolean {
  return key === 'ArrowUp' ? !text.slice(0, caret).includes('\n') : !text.slice(caret).includes('\n');
}
