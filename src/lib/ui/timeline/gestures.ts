import { select, zoom, zoomIdentity, type D3ZoomEvent } from 'd3';
import { pan, toTime, type TimeScale } from '../../timeline/scale';

/** What a gesture on the timeline does. */
export interface GestureTarget {
  readonly scale: () => TimeScale;
  /** The moment up to which there is something to see. */
  readonly end: () => number;
  readonly show: (scale: TimeScale) => void;
  readonly scrollBy: (dy: number) => void;
}

/**
 * Wheel, drag and pinch by D3's zoom. The wheel scrolls the page unless Control is held or the timeline has the focus. D3 only tells how
 * far things have moved since the event before: the scale itself is the page's.
 * @returns what takes the gestures away again
 */
export function attachGestures(element: SVGSVGElement, target: GestureTarget): () => void {
  let last = zoomIdentity;
  const behaviour = zoom<SVGSVGElement, unknown>()
    .filter((event: MouseEvent | WheelEvent | TouchEvent) => {
      if (event.type === 'wheel') return event.ctrlKey || event.metaKey || hasFocus(element);
      return !('button' in event) || event.button === 0;
    })
    .on('zoom', ({ transform, sourceEvent }: D3ZoomEvent<SVGSVGElement, unknown>) => {
      if (!sourceEvent) return;
      const ratio = transform.k / last.k;
      const shift = transform.x - last.x * ratio;
      const scale = target.scale();
      if (ratio === 1) {
        target.show(pan(scale, shift, target.end()));
        target.scrollBy(last.y - transform.y);
      } else {
        const from = toTime(scale, -shift / ratio);
        const to = toTime(scale, (scale.width - shift) / ratio);
        // As panning by nothing, so that the same bounds hold.
        if (to - from > 2000) target.show(pan({ from, to, width: scale.width }, 0, target.end()));
      }
      last = transform;
    })
    .on('end', () => {
      last = zoomIdentity;
      select(element).property('__zoom', zoomIdentity);
    });
  const selection = select(element);
  selection.call(behaviour).on('dblclick.zoom', null);
  return () => selection.on('.zoom', null);
}

const hasFocus = (element: Element) =>
  element.closest('[data-timeline]')?.contains(document.activeElement) ?? false;
