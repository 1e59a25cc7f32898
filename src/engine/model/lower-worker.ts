import './without-telemetry.ts';
import { parentPort, workerData } from 'node:worker_threads';
import { env, Tensor } from 'onnxruntime-node';
import type { LowerReply, LowerRequest, LowerStart } from './lower.ts';
import { loadGraph } from './load-graph.ts';

/*
 * The part of the network before the cut, in a thread of its own: it reads the next segments while the other part still has the last
 * one.
 */

env.logLevel = 'fatal';
const port = parentPort;
const { graph, threads, width } = workerData as LowerStart;
const session = await loadGraph(graph, 'cpu', threads);

async function run({ id, ids, kinds, positions, place }: Exclude<LowerRequest, 'close'>): Promise<LowerReply> {
  const shape = [1, ids.length];
  const { inner } = await session.run({
    ids: new Tensor('int32', ids, shape),
    kinds: new Tensor('int32', kinds, shape),
    positions: new Tensor('int32', positions, [ids.length]),
    place: new Tensor('float32', place, [1, place.length]),
  });
  if (!(inner?.data instanceof Float32Array) || inner.data.length !== ids.length * width) throw new RangeError('the graph gave nothing to go on from');
  return { id, inner: inner.data };
}

/** One request after the other. */
let last: Promise<void> = Promise.resolve();
port?.on('message', (request: LowerRequest) => {
  last = last.then(async () => {
    if (request === 'close') {
      await session.release();
      port.close();
      return;
    }
    const reply = await run(request);
    port.postMessage(reply, [reply.inner.buffer as ArrayBuffer]);
  });
});
port?.postMessage('ready');
