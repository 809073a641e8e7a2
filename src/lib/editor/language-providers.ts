import * as monaco from 'monaco-editor/editor';
import type { Completion, CompletionKind } from '../language/completion';
import type { LanguageService } from './language-service';

/** Completion and hover as Monaco asks for them. */

const KINDS: Readonly<Record<CompletionKind, monaco.languages.CompletionItemKind>> = {
  keyword: monaco.languages.CompletionItemKind.Keyword,
  table: monaco.languages.CompletionItemKind.Struct,
  column: monaco.languages.CompletionItemKind.Field,
  function: monaco.languages.CompletionItemKind.Function,
  type: monaco.languages.CompletionItemKind.Class,
  option: monaco.languages.CompletionItemKind.Property,
  value: monaco.languages.CompletionItemKind.Value,
  setting: monaco.languages.CompletionItemKind.Variable,
  name: monaco.languages.CompletionItemKind.Reference,
  sink: monaco.languages.CompletionItemKind.Interface,
  command: monaco.languages.CompletionItemKind.Event
};

/** Characters behind which something else may stand than before them. */
const TRIGGERS = ['.', '\\', "'", '?', '&', '@'];

export function registerLanguageService(id: string, service: LanguageService): monaco.IDisposable {
  const completion = monaco.languages.registerCompletionItemProvider(id, {
    triggerCharacters: TRIGGERS,
    async provideCompletionItems(model, position) {
      const offset = model.getOffsetAt(position);
      const found = await service.complete(model.getValue(), offset);
      // The text may have gone on meanwhile: places in it would be wrong.
      if (model.isDisposed()) return { suggestions: [] };
      return { suggestions: found.map((one, rank) => suggestion(model, one, rank)), incomplete: true };
    }
  });
  const hover = monaco.languages.registerHoverProvider(id, {
    async provideHover(model, position) {
      const found = await service.hover(model.getValue(), model.getOffsetAt(position));
      if (!found || model.isDisposed()) return null;
      // Named, or it would have the colours of as many characters of the script's first line.
      const contents = [
        ...(found.code === '' ? [] : [{ value: `\`\`\`plaintext\n${found.code}\n\`\`\`` }]),
        ...(found.text === '' ? [] : [{ value: plain(found.text) }])
      ];
      return { contents, range: range(model, found.from, found.to) };
    }
  });
  return {
    dispose: () => {
      completion.dispose();
      hover.dispose();
    }
  };
}

function range(model: monaco.editor.ITextModel, from: number, to: number): monaco.Range {
  return monaco.Range.fromPositions(model.getPositionAt(from), model.getPositionAt(to));
}

function suggestion(
  model: monaco.editor.ITextModel,
  { label, kind, detail, docs, insert, from, to }: Completion,
  rank: number
): monaco.languages.CompletionItem {
  return {
    label,
    kind: KINDS[kind],
    detail,
    documentation: docs,
    insertText: insert,
    // A string is replaced as a whole, and what stands in it is what is compared.
    filterText: model.getValue().slice(from, from + 1) === "'" ? `'${label}` : label,
    sortText: String(rank).padStart(4, '0'),
    range: range(model, from, to)
  };
}

/** Text that Markdown is to leave as it is. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>|]/g, '\\$&');
}
