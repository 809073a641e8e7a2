import { BREAK_IT, breakItLines } from '../../audit/break-it';
import { statusAt } from '../../timeline/tracks';
import { clock, shortId, shortSql } from '../format';
import { panelsOf } from '../panels/panels';
import type { Playground } from '../state/playground.svelte';
import type { Theme, ThemeChoice } from '../state/theme.svelte';

/** Everything that can be done, by name. */
export interface Command {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  /** The keys that do the same. */
  readonly keys?: string;
  readonly run: () => unknown;
}

/** What only the page can open. */
export interface PageActions {
  readonly share: () => void;
  readonly gallery: () => void;
  readonly help: () => void;
}

export function commandsOf(playground: Playground, theme: Theme, page: PageActions): Command[] {
  return [
    ...runCommands(playground),
    ...panelCommands(playground),
    ...jobCommands(playground),
    ...nodeCommands(playground),
    ...jumpCommands(playground),
    ...pageCommands(playground, theme, page),
    ...bugCommands(playground)
  ];
}

function runCommands(playground: Playground): Command[] {
  const { transport, undoable, runs } = playground;
  const group = 'Run';
  return [
    {
      id: 'run-all',
      group,
      title: 'Run all on a fresh cluster',
      keys: 'Ctrl Shift Enter',
      run: () => playground.runAll()
    },
    {
      id: 'toggle',
      group,
      title: transport.isPlaying ? 'Pause' : 'Play',
      keys: 'Space',
      run: () => playground.toggle()
    },
    { id: 'end', group, title: 'Run to the end', run: () => playground.runToEnd() },
    { id: 'step', group, title: 'Step to the next event', keys: '.', run: () => transport.step() },
    { id: 'back', group, title: 'Step back to the event before', keys: ',', run: () => transport.stepBack() },
    { id: 'start', group, title: 'Go to the start', run: () => transport.toStart() },
    { id: 'present', group, title: 'Go to the run’s present', run: () => transport.toPresent() },
    ...(runs.isOffered
      ? [{ id: 'runs', group, title: 'Runs: go back to an earlier one, or compare', run: () => runs.open() }]
      : []),
    ...(undoable
      ? [{ id: 'undo', group, title: `Undo ${undoable.label}`, run: () => playground.undo() }]
      : [])
  ];
}

function panelCommands({ view, layout }: Playground): Command[] {
  return panelsOf(view.index).map(({ id, name, says }) => ({
    id: `panel-${id}`,
    group: 'Panel',
    title: `${name}: ${says}`,
    run: () => layout.show(id)
  }));
}

const FINISHED: ReadonlySet<string> = new Set(['canceled', 'failed', 'succeeded']);

function jobCommands(playground: Playground): Command[] {
  const { view, transport } = playground;
  return view.tracks.feeds.flatMap((feed) => {
    const status = statusAt(feed, transport.at)?.status;
    if (feed.job === null || status === undefined || FINISHED.has(status)) return [];
    const verbs = status.startsWith('pause')
      ? (['Resume', 'Cancel'] as const)
      : (['Pause', 'Cancel'] as const);
    return verbs.map((verb) => ({
      id: `job-${verb}-${feed.job}`,
      group: 'Job',
      title: `${verb} job ${shortId(feed.job ?? '')}`,
      run: () => playground.append(`${verb.toUpperCase()} JOB ${feed.job};`, verb)
    }));
  });
}

function nodeCommands(playground: Playground): Command[] {
  const nodes = Array.from({ length: playground.view.facts.settings.nodes }, (_, i) => i + 1);
  return [
    ...nodes.flatMap((node) =>
      (['kill', 'restart', 'drain'] as const).map((verb) => ({
        id: `node-${verb}-${node}`,
        group: 'Node',
        title: `${verb[0].toUpperCase()}${verb.slice(1)} node ${node}`,
        run: () => playground.append(`\\node ${node} ${verb}`, verb)
      }))
    ),
    {
      id: 'faults',
      group: 'Fault',
      title: 'Put a fault on the timeline…',
      run: () => playground.layout.show('cluster')
    }
  ];
}

/** Statements listed: more than anybody reads. */
const MOST_STATEMENTS = 300;

function jumpCommands(playground: Playground): Command[] {
  const { view, selection, transport, workspace } = playground;
  const { duplicates } = view.index;
  const go = (seq: number) => {
    if (view.columns.tAt(seq) > transport.at) transport.seek(view.columns.tAt(seq));
    selection.jumpTo(seq);
  };
  const first = duplicates.length > 0 ? duplicates[0] : undefined;
  return [
    ...(first === undefined
      ? []
      : [
          {
            id: 'duplicate',
            group: 'Go to',
            title: 'Why was a message sent again? The first copy',
            run: () => go(first)
          }
        ]),
    ...view.tracks.faults.slice(0, 50).map(({ seq, label, from }) => ({
      id: `fault-${seq}`,
      group: 'Go to',
      title: `${label} at ${clock(from)}`,
      run: () => go(seq)
    })),
    ...workspace.outline.entries.slice(0, MOST_STATEMENTS).map(({ line, text }, i) => ({
      id: `statement-${i}`,
      group: 'Line',
      title: `${line}: ${shortSql(text, 70)}`,
      run: () => playground.showLine(line)
    }))
  ];
}

const THEMES: readonly (readonly [ThemeChoice, string])[] = [
  ['light', 'Light colours'],
  ['dark', 'Dark colours'],
  ['system', 'Colours as the system has them']
];

function pageCommands(playground: Playground, theme: Theme, page: PageActions): Command[] {
  const group = 'Page';
  const { timeline } = playground.layout;
  const { workspaces } = playground;
  return [
    ...(workspaces.isOffered
      ? [
          {
            id: 'workspaces',
            group,
            title: 'Workspaces: open another one, rename, duplicate, delete, export',
            run: () => workspaces.open()
          }
        ]
      : []),
    { id: 'share', group, title: 'Share: a link, a file, an embed', keys: 'Ctrl S', run: page.share },
    { id: 'gallery', group, title: 'Open an example of the gallery', run: page.gallery },
    ...(timeline
      ? [
          {
            id: 'fit',
            group,
            title: 'Show the whole run in the timeline',
            keys: 'F',
            run: () => timeline.show({ from: 0, to: Math.max(playground.view.now, 1) })
          }
        ]
      : []),
    ...THEMES.map(([choice, title]) => ({ id: choice, group, title, run: () => theme.choose(choice) })),
    { id: 'help', group, title: 'Keyboard shortcuts', keys: '?', run: page.help }
  ];
}

function bugCommands(playground: Playground): Command[] {
  return BREAK_IT.map((broken) => ({
    id: `break-${broken.bug}`,
    group: 'Break it',
    title: broken.title,
    run: async () => {
      playground.layout.show('audit');
      await playground.append(breakItLines(broken, playground.workspace.draft), `“${broken.title}”`);
      await playground.runToEnd();
    }
  }));
}
