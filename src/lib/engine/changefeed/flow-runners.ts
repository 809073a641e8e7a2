import type { ClientRef, SinkClient } from '../sinks/sink';
import { AggregatorRunner } from './aggregator';
import { CoordinatorRunner } from './coordinator';
import type { Deliveries } from './deliveries';
import type { Aggregator, Coordinator, Feed, Flow } from './feed';
import type { FeedHost } from './host';
import type { Registrations } from './registrations';
import type { RowEncoders } from './row-encoders';

/** The coordinator's client has no aggregator. */
const COORDINATOR = -1;

interface FlowRunnersParts {
  readonly host: FeedHost;
  readonly encoders: RowEncoders;
  readonly deliveries: Deliveries;
  readonly registrations: Registrations;
  /** A coordinator that is done has had its last message acknowledged. */
  succeeded(feed: Feed): void;
}

/** Who works on the state of flows: kept for as long as that state is; a flow that begins anew, and one out of a snapshot, have others. */
export class FlowRunners {
  readonly #parts: FlowRunnersParts;
  readonly #aggregators = new WeakMap<Aggregator, AggregatorRunner>();
  readonly #coordinators = new WeakMap<Coordinator, CoordinatorRunner>();

  constructor(parts: FlowRunnersParts) {
    this.#parts = parts;
  }

  aggregator(feed: Feed, flow: Flow, no: number): AggregatorRunner {
    const agg = flow.aggregators[no];
    let runner = this.#aggregators.get(agg);
    if (!runner) this.#aggregators.set(agg, (runner = this.#makeAggregator(feed, flow, no)));
    return runner;
  }

  coordinator(feed: Feed, flow: Flow): CoordinatorRunner {
    let runner = this.#coordinators.get(flow.coord);
    if (!runner) this.#coordinators.set(flow.coord, (runner = this.#makeCoordinator(feed, flow)));
    return runner;
  }

  /** The client of a flow that an event is for. */
  client(feed: Feed, flow: Flow, { aggregator }: ClientRef): SinkClient {
    return this.#worker(feed, flow, aggregator).client;
  }

  /** A schema has been registered, or the registry has refused it: whoever waits goes on. */
  schemaRegistered(feed: Feed, flow: Flow, { aggregator }: ClientRef): void {
    this.#worker(feed, flow, aggregator).schemaRegistered();
  }

  #worker(feed: Feed, flow: Flow, no: number): AggregatorRunner | CoordinatorRunner {
    return no === COORDINATOR ? this.coordinator(feed, flow) : this.aggregator(feed, flow, no);
  }

  #makeAggregator(feed: Feed, flow: Flow, no: number): AggregatorRunner {
    const { host, encoders, deliveries, registrations } = this.#parts;
    const holder: { runner?: AggregatorRunner } = {};
    const agg = flow.aggregators[no];
    const ref = { feed: feed.id, flow: flow.no, aggregator: no };
    const client = deliveries.client(agg.sink, {
      feed,
      ref,
      node: agg.node,
      idle: () => holder.runner?.sinkIdle(),
      roomy: () => holder.runner?.sinkRoomy()
    });
    return (holder.runner = new AggregatorRunner({
      host,
      encoders,
      feed,
      flow,
      no,
      client,
      askFor: (request) => registrations.ask({ feed, ref, request })
    }));
  }

  #makeCoordinator(feed: Feed, flow: Flow): CoordinatorRunner {
    const { host, encoders, deliveries, registrations, succeeded } = this.#parts;
    const ref = { feed: feed.id, flow: flow.no, aggregator: COORDINATOR };
    const client = deliveries.resolvedClient(flow.coord.sink, {
      feed,
      ref,
      node: flow.coordinator,
      idle: () => {
        if (feed.flow === flow && this.coordinator(feed, flow).isFinished) succeeded(feed);
      },
      roomy: () => {}
    });
    return new CoordinatorRunner({
      host,
      encoders,
      feed,
      flow,
      client,
      ids: registrations.idsOf(feed),
      askFor: (request) => registrations.ask({ feed, ref, request })
    });
  }
}
