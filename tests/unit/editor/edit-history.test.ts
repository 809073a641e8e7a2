import { describe, expect, it } from 'vitest';
import { difference, EditHistory, splice } from '../../../src/lib/editor/edit-history';

describe('difference', () => {
  it.each([
    { name: 'none', before: 'a', after: 'a', edit: undefined },
    { name: 'an insertion', before: 'ac', after: 'abc', edit: { offset: 1, removed: '', inserted: 'b' } },
    { name: 'a deletion', before: 'abc', after: 'ac', edit: { offset: 1, removed: 'b', inserted: '' } },
    {
      name: 'a replacement',
      before: 'one two',
      after: 'one 2',
      edit: { offset: 4, removed: 'two', inserted: '2' }
    },
    { name: 'repeated letters', before: 'aa', after: 'aaa', edit: { offset: 2, removed: '', inserted: 'a' } },
    {
      name: 'half of a surrogate pair in common',
      before: '😀',
      after: '😁',
      edit: { offset: 0, removed: '😀', inserted: '😁' }
    }
  ])('$name', ({ before, after, edit }) => {
    expect(difference(before, after)).toEqual(edit);
    if (edit) expect(splice(before, edit.offset, edit.removed.length, edit.inserted)).toBe(after);
  });
});

describe('history', () => {
  function type(history: EditHistory, text: string, letters: string, at: number): string {
    let now = text;
    for (const letter of letters) {
      history.record(now, now + letter, at++);
      now += letter;
    }
    return now;
  }

  it('undoes what was typed in one go in one step, and line by line', () => {
    const history = new EditHistory();
    let text = type(history, '', 'SELECT 1;\nSELECT 2;', 0);
    text = history.undo(text)!.text; // there is a step to undo
    expect(text).toBe('SELECT 1;');
    text = history.undo(text)!.text; // as above
    expect(text).toBe('');
    expect(history.undo(text)).toBeUndefined();
  });

  it('begins a new step after a pause', () => {
    const history = new EditHistory();
    const first = type(history, '', 'ab', 0);
    const all = type(history, first, 'cd', 5000);
    expect(history.undo(all)).toEqual({ text: 'ab', caret: 2 });
  });

  it('does again what was undone, until something else is typed', () => {
    const history = new EditHistory();
    const text = type(history, '', 'ab', 0);
    expect(history.redo(history.undo(text)!.text)).toEqual({ text: 'ab', caret: 2 }); // there is a step to undo
    history.undo(text);
    history.record('', 'x', 9000);
    expect(history.redo('x')).toBeUndefined();
  });

  it('hands its steps over so that replaying them gives the same text', () => {
    const history = new EditHistory();
    let text = type(history, 'start ', 'one', 0);
    history.record(text, 'start ONE more', 10_000);
    text = 'start ONE more';
    history.record(text, 'start more', 20_000);
    text = 'start more';
    const replayed = history.steps.reduce(
      (t, e) => splice(t, e.offset, e.removed.length, e.inserted),
      history.original(text)
    );
    expect(history.original(text)).toBe('start ');
    expect(replayed).toBe(text);
  });

  it('takes what has changed elsewhere for a step of its own', () => {
    const history = new EditHistory();
    const typed = type(history, 'SELECT 1;', '\n-- a', 0);
    const pressed = `\\wait 5s\n${typed}`;
    const more = type(history, pressed, ' b', 9000);
    expect(history.undo(more)?.text).toBe(pressed);
    expect(history.undo(pressed)?.text).toBe(typed);
    expect(history.original(typed)).toBe('SELECT 1;');
    const written = 'BEGIN;';
    expect(history.undo(written)?.text).toBe(typed);
    expect(history.redo(typed)?.text).toBe(written);
  });
});
