import { GROUPINGS, type Grouping } from '../../timeline/lane-index';
import type { TimelineChoice } from '../../scenario/scenario';

/** What a timeline lets others see and set of the way in which it shows a run. */
export interface ChoosableTimeline {
  readonly mode: TimelineMode;
  readonly grouping: Grouping;
  readonly filterText: string;
  readonly isFitted: boolean;
  readonly scale: { readonly from: number; readonly to: number };
  setMode(mode: TimelineMode): void;
  setGrouping(grouping: Grouping): void;
  setFilter(text: string): void;
  fit(): void;
  show(stretch: { readonly from: number; readonly to: number }): void;
}

type TimelineMode = (typeof MODES)[number];
const MODES = ['lanes', 'order', 'table'] as const;

/** The way in which a timeline shows a run, for a link; null for the usual one. */
export function choiceOf(timeline: ChoosableTimeline): TimelineChoice | null {
  const { mode, grouping, filterText, isFitted, scale } = timeline;
  const filter = filterText.trim();
  const choice: TimelineChoice = {
    ...(mode === 'lanes' ? {} : { mode }),
    ...(grouping === 'table' ? {} : { grouping }),
    ...(filter === '' ? {} : { filter }),
    ...(isFitted ? {} : { stretch: [Math.round(scale.from), Math.round(scale.to)] as const })
  };
  return Object.keys(choice).length === 0 ? null : choice;
}

/** Shows a run in the way that a link names; what this build does not know is left as usual. */
export function choose(timeline: ChoosableTimeline, choice: TimelineChoice | null): void {
  timeline.setMode(MODES.find((mode) => mode === choice?.mode) ?? 'lanes');
  timeline.setGrouping(GROUPINGS.find((grouping) => grouping === choice?.grouping) ?? 'table');
  timeline.setFilter(choice?.filter ?? '');
  if (choice?.stretch) timeline.show({ from: choice.stretch[0], to: choice.stretch[1] });
  else timeline.fit();
}
