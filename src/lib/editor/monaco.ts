import * as monaco from 'monaco-editor/editor';
import { IStandaloneThemeService } from 'monaco-editor/editor/standalone/common/standaloneTheme';
import { StandaloneServices } from 'monaco-editor/editor/standalone/browser/standaloneServices';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/smartSelect/register';
// The feature of this name registers less than the list of suggestions.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
import { difference, type EditHistory } from './edit-history';
import { makeModel } from './editor-model';
import type { Parking } from './parking';
import type { Decorations, EditorHandle, Problem, Stretch } from './editor-handle';
import type { LanguageService } from './language-service';
import { registerLanguageService } from './language-providers';
import { LineTokens } from './line-tokens';
import { nextFrame } from './next-frame';

/**
 * The large editor. This module is loaded when the page has been drawn; until then, and on narrow screens for good, the plain editor does
 * the work. Imported piece by piece: see stack.md §2.2 for what each line is for.
 */

/** Colours of the page's tokens, as `#rrggbb`. */
export type EditorColors = Readonly<Record<EditorColor, string>>;
export const EDITOR_COLORS = [
  'surface',
  'ink',
  'ink-2',
  'ink-3',
  'line',
  'hover',
  'raised',
  'accent',
  'accent-ground',
  'selection',
  'loss',
  'syntax-keyword',
  'syntax-string',
  'syntax-number',
  'syntax-comment',
  'syntax-command',
  'syntax-variable'
] as const;
export type EditorColor = (typeof EDITOR_COLORS)[number];

export interface LargeEditorOptions {
  /** As it is when it is asked for. */
  readonly text: () => string;
  /** What the editor is called. */
  readonly label: string;
  /** What was typed before: it can be undone here too. */
  readonly history: EditHistory;
  /** Where an editor before it has left its text, and where this one leaves it. */
  readonly parking: Parking | null;
  readonly font: string;
  readonly isReadOnly: boolean;
  /** What completes and explains; null where nothing does. */
  readonly service: LanguageService | null;
  readonly onedit: (text: string) => void;
  readonly oncaret: (offset: number) => void;
}

export interface LargeEditor extends EditorHandle {
  /** Takes over a text that has changed elsewhere, as one step that can be undone. */
  setText(text: string): void;
  decorate(decorations: Decorations): void;
  dispose(): void;
}

// No feature used here starts Monaco's own worker; were one to ask for it, it must fail at once rather than load a file that is not there.
(globalThis as { MonacoEnvironment?: monaco.Environment }).MonacoEnvironment ??= {
  getWorker: () => {
    throw new Error('no editor worker is shipped');
  }
};

let made = 0;

/** A language of its own for each editor: Monaco asks its providers for lines without saying of which editor. */
function register(lineTokens: LineTokens): { readonly id: string; readonly dispose: () => void } {
  const id = `changefeed-script-${++made}`;
  monaco.languages.register({ id });
  const configuration = monaco.languages.setLanguageConfiguration(id, {
    comments: { lineComment: '--', blockComment: ['/*', '*/'] },
    brackets: [
      ['(', ')'],
      ['[', ']']
    ],
    autoClosingPairs: [
      { open: '(', close: ')' },
      { open: '[', close: ']' },
      { open: "'", close: "'", notIn: ['string', 'comment'] }
    ]
  });
  const provider = monaco.languages.setTokensProvider(id, {
    getInitialState: () => new LineState(0, ''),
    tokenize: (_text, state) => {
      const { line } = state as LineState;
      return {
        tokens: [...lineTokens.line(line)],
        endState: new LineState(line + 1, lineTokens.openAfter(line))
      };
    }
  });
  return {
    id,
    dispose: () => {
      configuration.dispose();
      provider.dispose();
    }
  };
}

/** Where a line stands in the script: as long as number and open token stay the same, so do its colours. */
class LineState implements monaco.languages.IState {
  readonly line: number;
  readonly open: string;

  constructor(line: number, open: string) {
    this.line = line;
    this.open = open;
  }

  clone(): LineState {
    return this;
  }

  equals(other: monaco.languages.IState): boolean {
    return other instanceof LineState && other.line === this.line && other.open === this.open;
  }
}

/** Makes what all editors share, which else the first one would; their style sheet among it, after which the browser styles the page anew. */
function makeServices(host: HTMLElement): void {
  monaco.editor.addKeybindingRules([]);
  StandaloneServices.get(IStandaloneThemeService).registerEditorContainer(host);
}

/** Makes the page's theme Monaco's, which has one for all editors. */
export function setEditorTheme(colors: EditorColors, isDark: boolean): void {
  const rule = (token: string, color: EditorColor, fontStyle = '') => ({
    token,
    foreground: colors[color].slice(1),
    fontStyle
  });
  monaco.editor.defineTheme('page', {
    base: isDark ? 'vs-dark' : 'vs',
    inherit: false,
    rules: [
      rule('', 'ink'),
      rule('name', 'ink'),
      rule('operator', 'ink-2'),
      rule('keyword', 'syntax-keyword'),
      rule('string', 'syntax-string'),
      rule('number', 'syntax-number'),
      rule('comment', 'syntax-comment', 'italic'),
      rule('command', 'syntax-command', 'bold'),
      rule('variable', 'syntax-variable'),
      rule('error', 'loss')
    ],
    colors: {
      'editor.background': colors.surface,
      'editor.foreground': colors.ink,
      'editorCursor.foreground': colors.ink,
      'editorLineNumber.foreground': colors['ink-3'],
      'editorLineNumber.activeForeground': colors.ink,
      'editor.selectionBackground': colors.selection,
      'editor.inactiveSelectionBackground': colors.hover,
      'editor.lineHighlightBorder': '#00000000',
      'editorBracketMatch.border': colors['ink-3'],
      'editorBracketMatch.background': '#00000000',
      'editorError.foreground': colors.loss,
      'editorWidget.background': colors.raised,
      'editorWidget.foreground': colors.ink,
      'editorWidget.border': colors.line,
      'editorSuggestWidget.background': colors.raised,
      'editorSuggestWidget.foreground': colors.ink,
      'editorSuggestWidget.border': colors.line,
      'editorSuggestWidget.selectedBackground': colors.selection,
      'editorSuggestWidget.selectedForeground': colors.ink,
      'editorSuggestWidget.highlightForeground': colors.accent,
      'editorSuggestWidget.focusHighlightForeground': colors.accent,
      'editorHoverWidget.background': colors.raised,
      'editorHoverWidget.foreground': colors.ink,
      'editorHoverWidget.border': colors.line,
      'input.background': colors.surface,
      'input.foreground': colors.ink,
      'input.border': colors.line,
      focusBorder: colors.accent,
      'scrollbarSlider.background': `${colors['ink-3']}40`,
      'scrollbarSlider.hoverBackground': `${colors['ink-3']}70`,
      'scrollbarSlider.activeBackground': `${colors['ink-3']}90`
    }
  });
  monaco.editor.setTheme('page');
}

/**
 * Makes the editor, one step a frame: in one task it would hold up what is typed meanwhile for half a second on a slow machine. Whoever takes it
 * hands over with `setText` what has been typed since.
 */
export async function createLargeEditor(
  host: HTMLElement,
  options: LargeEditorOptions
): Promise<LargeEditor> {
  await nextFrame();
  makeServices(host);
  await nextFrame();
  const parked = options.parking?.take();
  const model = parked?.model ?? makeModel(options);
  await nextFrame();
  const language = register(new LineTokens(() => model.getValue()));
  monaco.editor.setModelLanguage(model, language.id);
  const service = options.service && registerLanguageService(language.id, options.service);
  const dimension = { width: host.clientWidth, height: host.clientHeight };
  const editor = monaco.editor.create(host, {
    model: null,
    // To measure its host, Monaco would lay the whole page out.
    dimension,
    readOnly: options.isReadOnly,
    ariaLabel: options.label,
    automaticLayout: true,
    fontFamily: options.font,
    fontSize: 13,
    lineHeight: 20,
    fontLigatures: false,
    minimap: { enabled: false },
    bracketPairColorization: { enabled: false },
    guides: { indentation: false },
    folding: false,
    glyphMargin: false,
    lineNumbersMinChars: 3,
    lineDecorationsWidth: 16,
    renderLineHighlight: 'none',
    scrollBeyondLastLine: false,
    wordWrap: 'on',
    wrappingIndent: 'indent',
    // Never within a number or a name, and so never within what stands behind a statement.
    wordWrapBreakAfterCharacters: ' \t,;)]',
    wordWrapBreakBeforeCharacters: '([',
    wordBasedSuggestions: 'off',
    quickSuggestions: { other: true, strings: false, comments: false },
    // Enter is a new line, whatever is offered, until one has been gone to by arrows; Tab takes an offer.
    acceptSuggestionOnEnter: 'off',
    acceptSuggestionOnCommitCharacter: false,
    suggest: { showStatusBar: false, preview: false, localityBonus: false },
    occurrencesHighlight: 'off',
    selectionHighlight: false,
    overviewRulerLanes: 0,
    overviewRulerBorder: false,
    hideCursorInOverviewRuler: true,
    stickyScroll: { enabled: false },
    fixedOverflowWidgets: true,
    contextmenu: false,
    tabSize: 2,
    padding: { top: 8, bottom: 48 },
    scrollbar: {
      verticalScrollbarSize: 10,
      horizontalScrollbarSize: 10,
      useShadows: false,
      alwaysConsumeMouseWheel: false
    }
  });
  await nextFrame();
  // The editor's own option leaves the model colouring brackets, and a model's language brings its own options.
  model.updateOptions({
    bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false }
  });
  editor.setModel(model);
  if (parked) editor.restoreViewState(parked.view);
  const stretch = ({ from, to }: Stretch) =>
    monaco.Range.fromPositions(model.getPositionAt(from), model.getPositionAt(to));
  const decorations = editor.createDecorationsCollection();
  const flash = editor.createDecorationsCollection();
  let isOwnChange = false;
  const listening = model.onDidChangeContent(() => {
    if (!isOwnChange) options.onedit(model.getValue());
  });
  editor.onDidChangeCursorPosition(({ position }) => options.oncaret(model.getOffsetAt(position)));

  const hasGone = editor.createContextKey<boolean>('hasGoneToSuggestion', false);
  editor.onKeyDown(({ keyCode }) => {
    const { UpArrow, DownArrow, Enter } = monaco.KeyCode;
    if (keyCode !== Enter) hasGone.set(keyCode === UpArrow || keyCode === DownArrow);
  });
  editor.addAction({
    id: 'accept-suggestion-gone-to',
    label: 'Take the suggestion',
    keybindings: [monaco.KeyCode.Enter],
    keybindingContext: 'suggestWidgetVisible && suggestWidgetHasFocusedSuggestion && hasGoneToSuggestion',
    run: (chosenIn) => chosenIn.trigger('keyboard', 'acceptSelectedSuggestion', {})
  });

  // Tab makes room while writing; after Escape it leaves the editor, so that nobody is caught in it.
  editor.onKeyDown(({ keyCode }) => {
    if (keyCode === monaco.KeyCode.Escape) editor.updateOptions({ tabFocusMode: true });
    else if (keyCode !== monaco.KeyCode.Tab && keyCode !== monaco.KeyCode.Shift)
      editor.updateOptions({ tabFocusMode: false });
  });
  await nextFrame();

  return {
    get selection() {
      const selection = editor.getSelection();
      if (!selection) return { from: 0, to: 0 };
      return {
        from: model.getOffsetAt(selection.getStartPosition()),
        to: model.getOffsetAt(selection.getEndPosition())
      };
    },
    select: (at) => editor.setSelection(stretch(at)),
    focus: () => editor.focus(),
    reveal: (offset) => editor.revealPositionInCenterIfOutsideViewport(model.getPositionAt(offset)),
    setText(text) {
      const edit = difference(model.getValue(), text);
      if (!edit) return;
      isOwnChange = true;
      model.pushStackElement();
      const range = stretch({ from: edit.offset, to: edit.offset + edit.removed.length });
      model.pushEditOperations(null, [{ range, text: edit.inserted }], () => null);
      model.pushStackElement();
      isOwnChange = false;
    },
    decorate(wanted) {
      decorations.set(decorationsOf(wanted));
      flash.set(
        wanted.flash
          ? [{ range: stretch(wanted.flash), options: { className: 'monaco-flash', isWholeLine: true } }]
          : []
      );
      monaco.editor.setModelMarkers(
        model,
        'page',
        wanted.problems.map((problem) => markerOf(problem, stretch))
      );
    },
    dispose() {
      listening.dispose();
      const view = editor.saveViewState();
      editor.dispose();
      if (options.parking) options.parking.leave({ model, view });
      else model.dispose();
      service?.dispose();
      language.dispose();
    }
  };
}

function decorationsOf({
  executedTo,
  current: now,
  tags
}: Decorations): monaco.editor.IModelDeltaDecoration[] {
  const list: monaco.editor.IModelDeltaDecoration[] = [];
  if (executedTo > 0)
    list.push({
      range: new monaco.Range(1, 1, executedTo, 1),
      options: { isWholeLine: true, linesDecorationsClassName: 'monaco-executed' }
    });
  if (now)
    list.push({
      range: new monaco.Range(now.first, 1, now.last, 1),
      options: {
        isWholeLine: true,
        className: 'monaco-current',
        linesDecorationsClassName: 'monaco-current-bar'
      }
    });
  for (const { line, text, tone } of tags)
    list.push({
      range: new monaco.Range(line, Number.MAX_SAFE_INTEGER, line, Number.MAX_SAFE_INTEGER),
      options: {
        after: {
          content: `\u2003${text.replaceAll(' ', '\u00a0')}`,
          inlineClassName: `monaco-tag ${tone}`,
          cursorStops: monaco.editor.InjectedTextCursorStops.None
        },
        showIfCollapsed: true
      }
    });
  return list;
}

function markerOf(problem: Problem, stretch: (at: Stretch) => monaco.Range): monaco.editor.IMarkerData {
  const { startLineNumber, startColumn, endLineNumber, endColumn } = stretch({
    from: problem.from,
    to: Math.max(problem.to, problem.from + 1)
  });
  return {
    severity: monaco.MarkerSeverity.Error,
    code: problem.sqlstate,
    message: problem.hint === null ? problem.message : `${problem.message}\n${problem.hint}`,
    startLineNumber,
    startColumn,
    endLineNumber,
    endColumn
  };
}
