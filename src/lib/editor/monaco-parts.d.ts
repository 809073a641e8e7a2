/** Parts of Monaco that are only loaded, for what they do when they are: it comes without types for them. */
declare module 'monaco-editor/base/*';
declare module 'monaco-editor/platform/*';
declare module 'monaco-editor/editor/browser/*';
declare module 'monaco-editor/editor/common/*';
declare module 'monaco-editor/editor/contrib/*';
declare module 'monaco-editor/editor/standalone/browser/standaloneServices' {
  export const StandaloneServices: { get<T>(service: Identifier<T>): T };
  interface Identifier<T> {
    readonly of?: T;
  }
}
declare module 'monaco-editor/editor/standalone/common/standaloneTheme' {
  export const IStandaloneThemeService: {
    readonly of?: { registerEditorContainer(element: HTMLElement): void };
  };
}
