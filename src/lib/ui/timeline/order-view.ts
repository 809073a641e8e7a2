import type { EventColumns } from '../../timeline/columns';
import { OrderIndex } from '../../timeline/order-index';
import { orderPicture, orderTicks, trailOf, type OrderTick } from '../../timeline/order-picture';
import { layOutOrder, type OrderDrawing, type OrderPlot } from '../../timeline/order-plot';
import type { Picture } from '../../timeline/picture';
import type { TimeScale } from '../../timeline/scale';
import type { Sieve } from '../../timeline/sieve';
import type { TrackIndex } from '../../timeline/tracks';

/** The order view of a run, as the page uses it. Loaded when it is first asked for. */
export interface OrderPage {
  readonly picture: Picture;
  readonly plots: readonly OrderPlot[];
  readonly ticks: readonly OrderTick[];
  /** The rising line of a message's key, as the `d` of an SVG path. */
  readonly trail: (seq: number) => string | undefined;
}

export interface OrderView {
  /** @param available the height to fill */
  layOut(tracks: TrackIndex, scale: TimeScale, available: number): OrderDrawing;
  page(drawing: OrderDrawing): OrderPage;
}

/** The messages of a history that pass a sieve. After a cut of history a new one is made. */
export function orderView(columns: EventColumns, sieve: Sieve): OrderView {
  const index = new OrderIndex(columns, sieve);
  return {
    layOut(tracks, scale, available) {
      index.update();
      return layOutOrder({ columns, tracks, scale }, index.feeds(), available);
    },
    page: (drawing) => ({
      picture: orderPicture(drawing),
      plots: drawing.plots,
      ticks: orderTicks(drawing),
      trail: (seq) => trailOf(drawing, seq)
    })
  };
}
