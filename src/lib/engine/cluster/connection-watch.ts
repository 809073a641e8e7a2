import { SqlError } from '../base/errors';
import { NS_PER_SECOND } from '../base/timestamp';
import { EXTERNAL_CONNECTIONS } from '../catalog/catalog';
import type { Descriptor } from '../catalog/descriptors';
import { topicsOf } from '../changefeed/create';
import type { Feed, TopicNaming } from '../changefeed/feed';
import { makeSinkSpec, mergeExternalUri, type SinkMade } from '../sinks/make-spec';
import type { Cluster } from './cluster';
import { connectionName } from './connections';
import { sinkSettings } from '../changefeed/sink-settings';

/**
 * Feeds whose sink or registry goes by an external connection. A running feed looks the connection up again every 15 s and
 * starts again when it has changed (reference §1.7); a paused one does so when it is resumed.
 */

/** How often CockroachDB compares (changefeed_processors.go). */
const LOOKS_EVERY_NS = 15 * NS_PER_SECOND;

export interface ConnectionDue {
  readonly kind: 'connection.look';
  readonly feed: number;
}

export class ConnectionWatch {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Nothing is polled while nothing changes: a changed connection says when its feeds will look. */
  published(descriptors: readonly Descriptor[]): void {
    const { now, changefeeds } = this.#cluster;
    for (const descriptor of descriptors) {
      if (descriptor.kind !== 'externalConnection' || descriptor.version === 1 || descriptor.dropped)
        continue;
      for (const feed of changefeeds.feeds)
        if (connectionsOf(feed).includes(descriptor.name))
          this.#cluster.schedule(LOOKS_EVERY_NS - (now % LOOKS_EVERY_NS), {
            kind: 'connection.look',
            feed: feed.id
          });
    }
  }

  handle({ feed: id }: ConnectionDue): void {
    const { changefeeds } = this.#cluster;
    const feed = changefeeds.get(id);
    if (this.refresh(feed) && feed.flow)
      changefeeds.retry(feed, 'an external connection of the changefeed has changed');
  }

  /** Puts what the connections, and the settings of sinks, say now into a feed. @returns whether that is something new */
  refresh(feed: Feed): boolean {
    const made = this.#sinkNow(feed);
    if (!made) return false;
    const { spec: sink, topicName, topicPrefix } = made;
    const naming: TopicNaming = { sink: feed.spec.naming.sink, topicName, topicPrefix };
    const now = JSON.stringify([sink, naming]);
    if (now === JSON.stringify([feed.spec.sink, feed.spec.naming])) return false;
    const targets = feed.spec.targets.map((target) => ({ ...target, ...topicsOf(target, naming) }));
    Object.assign(feed, { spec: { ...feed.spec, sink, naming, targets } });
    return true;
  }

  /** Undefined for a sinkless feed, and where a connection is gone or does not do any more: the feed goes on as it was. */
  #sinkNow({ spec: { uri, options } }: Feed): SinkMade | undefined {
    if (uri === null) return undefined;
    const sink = this.#resolve(uri);
    const registry = options.registry === null ? undefined : this.#resolve(options.registry);
    if (!sink || (options.registry !== null && !registry)) return undefined;
    try {
      return makeSinkSpec(sink.uri, {
        options,
        settings: sinkSettings(this.#cluster.settings),
        ...(sink.isExternal ? { external: uri } : {}),
        ...(registry ? { registryUri: registry.uri } : {})
      });
    } catch (error) {
      if (error instanceof SqlError) return undefined;
      throw error;
    }
  }

  #resolve(uri: string): { readonly uri: string; readonly isExternal: boolean } | undefined {
    const name = connectionName(uri);
    if (name === undefined) return { uri, isExternal: false };
    const found = this.#cluster.catalog.find(EXTERNAL_CONNECTIONS, name);
    if (found?.kind !== 'externalConnection') return undefined;
    return { uri: mergeExternalUri(found.uri, uri), isExternal: true };
  }
}

function connectionsOf({ spec: { uri, options } }: Feed): (string | undefined)[] {
  return [uri, options.registry].map((given) => (given === null ? undefined : connectionName(given)));
}
