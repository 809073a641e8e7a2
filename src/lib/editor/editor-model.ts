import * as monaco from 'monaco-editor/editor';
import type { EditHistory } from './edit-history';

/** A new text for the large editor, in which can be undone what was done in the plain one. @param text as it is when it is asked for */
export function makeModel({
  text,
  history
}: {
  readonly text: () => string;
  readonly history: EditHistory;
}): monaco.editor.ITextModel {
  const model = monaco.editor.createModel(history.original(text()), 'plaintext');
  model.setEOL(monaco.editor.EndOfLineSequence.LF);
  replay(model, history);
  return model;
}

/** Makes the steps of the plain editor once more, each a step of its own. */
function replay(model: monaco.editor.ITextModel, history: EditHistory): void {
  for (const { offset, removed, inserted } of history.steps) {
    const from = model.getPositionAt(offset);
    const to = model.getPositionAt(offset + removed.length);
    model.pushStackElement();
    model.pushEditOperations(
      null,
      [{ range: monaco.Range.fromPositions(from, to), text: inserted }],
      () => null
    );
  }
  model.pushStackElement();
}
