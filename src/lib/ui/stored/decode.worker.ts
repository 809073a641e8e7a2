import { removeNetwork } from '../../worker/remove-network';
import { decodeStored } from './decode';

removeNetwork();

/** Reads one file. Whoever asks ends this worker when it takes too long: no library is trusted to stop on every damaged file. */
self.onmessage = ({ data }: MessageEvent<{ path: string; bytes: Uint8Array<ArrayBuffer> }>) => {
  void decodeStored(data.path, data.bytes).then((content) => self.postMessage(content));
};
self.postMessage('ready');
