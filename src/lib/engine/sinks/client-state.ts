import type { Epoch, Timestamp } from '../base/timestamp';
import { BatchingClient, makeBatchingState, type BatchingState } from './batching';
import type { FileWriter } from './file-names';
import { FilesClient, makeFilesState, type FilesState } from './files';
import type { ClientHost, SinkClient } from './sink';
import type { SinkSpec } from './spec';

/** The state of one sink client: plain data in its aggregator. */
export type SinkClientState = BatchingState | FilesState;

/**
 * The state of a new client of a sink.
 * @param bound an inclusive lower bound of the timestamps that will be given
 */
export function makeClientState(spec: SinkSpec, writer: () => FileWriter, bound: Timestamp): SinkClientState {
  return spec.type === 'cloud' ? makeFilesState(writer(), bound) : makeBatchingState();
}

/** A client over its state. */
export function sinkClient(
  state: SinkClientState,
  spec: SinkSpec,
  epoch: Epoch,
  host: ClientHost
): SinkClient {
  if (state.kind === 'batching') return new BatchingClient(state, spec.batching, host);
  if (spec.type === 'cloud') return new FilesClient(state, spec, epoch, host);
  throw new Error(`internal error: a ${spec.type} sink has a client of files`);
}
