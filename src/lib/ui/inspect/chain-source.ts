import { BATCH, STORED } from '../../history/event-codec';
import { lowerBound } from '../../timeline/columns';
import type { ChainSource } from '../explain/chain';
import type { EventReader } from '../state/event-reader.svelte';
import type { RunView } from '../state/run-view.svelte';

/** The links between events as the page holds them; reading an event that is not at hand asks for it. */
export function chainSource(view: RunView, reader: EventReader): ChainSource {
  const { columns, index, tracks } = view;
  return {
    at: (seq) => reader.get(seq),
    statementSeq: (statement) => tracks.statements[statement - 1]?.seq,
    txnSeq: (txn) => tracks.txns.find((begun) => begun.txn === txn)?.seq,
    flowSeq: (statement, flow) =>
      tracks.feeds.find((feed) => feed.statement === statement)?.flows.find((f) => f.flow === flow)?.seq,
    scanSeq({ statement, flow }, table, at) {
      for (const [seq, event] of view.sparseEvents())
        if (
          event.type === 'scan' &&
          event.statement === statement &&
          event.flow === flow &&
          event.table === table &&
          event.at.wall === at.wall &&
          event.at.logical === at.logical
        )
          return seq;
      return undefined;
    },
    attemptSeqs: ({ statement, flow }, batch) =>
      (index.batches.get(statement) ?? []).filter(
        (seq) => columns.numberAt(BATCH.batch, seq) === batch && columns.numberAt(BATCH.flow, seq) === flow
      ),
    storedSeq({ sink, statement, batch }, seq) {
      // A file is appended behind its rows, a request before the messages that it carried.
      const isOfBatch = (other: number | undefined) =>
        other !== undefined &&
        columns.numberAt(STORED.statement, other) === statement &&
        columns.numberAt(STORED.batch, other) === batch;
      const files = index.files.get(sink) ?? [];
      for (let i = lowerBound(files, seq); i < files.length; i++) if (isOfBatch(files[i])) return files[i];
      const requests = index.requests.get(sink) ?? [];
      for (let i = lowerBound(requests, seq) - 1; i >= 0; i--) if (isOfBatch(requests[i])) return requests[i];
      return undefined;
    }
  };
}
