import { axisTop, brushX, select, type D3BrushEvent } from 'd3';
import { linear } from '../../timeline/linear';
import { ticks, toX, type TimeScale } from '../../timeline/scale';

/** What D3 does for the timeline: axis and brush. Loaded behind the first picture, which needs none of it. */

/** Half the width of a label, about. */
const HALF_LABEL = 18;

/** Draws the axis of time into a group whose bottom is the axis. */
export function drawAxis(group: SVGGElement, scale: TimeScale): void {
  const labels = new Map(ticks(scale).ticks.map(({ t, label }) => [t, label]));
  select(group).call(
    axisTop(linear(scale))
      .tickValues([...labels.keys()])
      .tickFormat((t) => labels.get(Number(t)) ?? '')
      .tickSizeOuter(0)
      .tickSizeInner(4)
      .tickPadding(4)
  );
  // A label that would be cut by an edge stands inside it.
  select(group)
    .selectAll<SVGTextElement, number>('text')
    .attr('text-anchor', (t) => {
      const x = toX(scale, t);
      return x < HALF_LABEL ? 'start' : x > scale.width - HALF_LABEL ? 'end' : 'middle';
    })
    .attr('x', (t) => {
      const x = toX(scale, t);
      return 0.5 + (x < HALF_LABEL ? -Math.min(x, 4) : 0);
    });
}

/** Half the width of the playhead's handle, and a little air. */
const HALF_HANDLE = 9;

/** Takes away the labels that the playhead's handle would lie on; its own time stands beside the transport. @param x of the playhead */
export function clearAxisAt(group: SVGGElement, scale: TimeScale, x: number): void {
  select(group)
    .selectAll<SVGTextElement, number>('text')
    .attr('visibility', (t) => {
      const at = Math.min(Math.max(toX(scale, t), HALF_LABEL), scale.width - HALF_LABEL);
      return Math.abs(at - x) < HALF_LABEL + HALF_HANDLE ? 'hidden' : null;
    });
}

/** The brush of an overview, in its pixels. */
export interface BrushTarget {
  readonly width: number;
  readonly height: number;
  /** The stretch that is shown; null while all is. */
  readonly shown: readonly [number, number] | null;
  /** Null when the brush was taken away. */
  readonly choose: (stretch: readonly [number, number] | null) => void;
}

/** Lays a brush over a group, or moves the one that is there. */
export function layBrush(group: SVGGElement, { width, height, shown, choose }: BrushTarget): void {
  const layer = select<SVGGElement, unknown>(group);
  const brush = brushX<unknown>()
    .extent([
      [0, 0],
      [width, height]
    ])
    .on('brush end', (event: D3BrushEvent<unknown>) => {
      if (!event.sourceEvent) return;
      const selected = event.selection as [number, number] | null;
      if (selected !== null && selected[1] - selected[0] >= 2) choose(selected);
      else if (selected === null && event.type === 'end') choose(null);
    });
  layer.call(brush);
  layer.call(brush.move, shown && [shown[0], shown[1]]);
}
