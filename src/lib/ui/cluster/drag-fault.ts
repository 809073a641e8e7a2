import { toTime, type TimeScale } from '../../timeline/scale';

interface Dragged {
  readonly line: string;
  /** The stretch of time of the drawing it is dropped on. */
  readonly scale: () => TimeScale | undefined;
  readonly drop: (at: number) => void;
}

/** Lets what is dragged be dropped on a moment of the timeline's drawing; a line shows where, for as long as the drag lasts. */
export function dragOntoTimeline(event: DragEvent, { line, scale, drop }: Dragged): void {
  const target = document.querySelector<HTMLElement>('[role="application"][aria-label="Timeline"]');
  const source = event.currentTarget;
  if (!target || !(source instanceof HTMLElement)) return;
  event.dataTransfer?.setData('text/plain', line);
  if (event.dataTransfer) event.dataTransfer.effectAllowed = 'copy';
  const guide = document.createElement('div');
  guide.style.cssText =
    'position:fixed;width:2px;background:var(--accent);pointer-events:none;z-index:20;display:none';
  document.body.append(guide);

  const over = (e: DragEvent) => {
    e.preventDefault();
    const box = target.getBoundingClientRect();
    Object.assign(guide.style, {
      display: 'block',
      left: `${e.clientX - 1}px`,
      top: `${box.top}px`,
      height: `${box.height}px`
    });
  };
  const leave = () => (guide.style.display = 'none');
  const dropped = (e: DragEvent) => {
    e.preventDefault();
    const shown = scale();
    if (shown) drop(toTime(shown, e.clientX - target.getBoundingClientRect().left));
  };
  const end = () => {
    guide.remove();
    target.removeEventListener('dragover', over);
    target.removeEventListener('dragleave', leave);
    target.removeEventListener('drop', dropped);
  };
  target.addEventListener('dragover', over);
  target.addEventListener('dragleave', leave);
  target.addEventListener('drop', dropped);
  source.addEventListener('dragend', end, { once: true });
}
