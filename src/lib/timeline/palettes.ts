import type { Palette } from './palette';

/** The two palettes of the page as they stand in `tokens.css`, for pictures that are drawn where there is no page. A test holds them equal. */

export const LIGHT: Palette = {
  ink: '#171b22',
  'ink-2': '#4b5362',
  'ink-3': '#646c7b',
  surface: '#ffffff',
  sunken: '#f6f7f9',
  hover: '#eef0f4',
  line: '#e1e4e9',
  'line-strong': '#c5cad3',
  data: '#1263c9',
  'data-light': '#4c8fdf',
  caution: '#a65000',
  'caution-light': '#c67a2e',
  'caution-ground': '#fdf3e4',
  loss: '#c9106a',
  'loss-light': '#d8649c',
  'loss-ground': '#fcebf1',
  promise: '#0a5a45',
  'promise-light': '#2f8a6f',
  'promise-ground': '#e7f3ee'
};

export const DARK: Palette = {
  ink: '#e7eaef',
  'ink-2': '#aab2bf',
  'ink-3': '#8f98a7',
  surface: '#15191f',
  sunken: '#11151a',
  hover: '#232932',
  line: '#2a303a',
  'line-strong': '#404855',
  data: '#62a8ff',
  'data-light': '#3f7fd0',
  caution: '#ffbf5e',
  'caution-light': '#a8763a',
  'caution-ground': '#2b2214',
  loss: '#ff5c8a',
  'loss-light': '#c65577',
  'loss-ground': '#2f1820',
  promise: '#66e3bb',
  'promise-light': '#3d8f74',
  'promise-ground': '#16251f'
};
