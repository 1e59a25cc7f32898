import './without-telemetry.ts';
import { parentPort, workerData } from 'node:worker_threads';
import { env, Tensor } from 'onnxruntime-node';
import { loadGraph } from './load-graph.ts';
import type { LowerReply, LowerRequest, LowerSequence, LowerStart } from './lower.ts';

/*
 * The parts of the network that need no memory, in a thread of their own: they read the next segments while the rest still has the last
 * one.
 */

env.logLevel = 'fatal';
const port = parentPort;
const { lower, middle, threads } = workerData as LowerStart;
const [first, second] = [await loadGraph(lower, 'cpu', threads), await loadGraph(middle, 'cpu', threads)];

async function run({ ids, kinds, positions, place, middle: goesOn }: LowerSequence): Promise<Float32Array> {
  const shape = [1, ids.length];
  const { inner: outer } = await first.run({
    ids: new Tensor('int32', ids, shape),
    kinds: new Tensor('int32', kinds, shape),
    positions: new Tensor('int32', positions, [ids.length]),
    place: new Tensor('float32', place, [1, place.length]),
  });
  const inner = outer !== undefined && goesOn ? (await second.run({ outer })).inner : outer;
  if (!(inner?.data instanceof Float32Array)) throw new RangeError('the graph gave nothing to go on from');
  return inner.data;
}

function reply(message: LowerReply): void {
  port?.postMessage(message, 'inner' in message ? [message.inner.buffer as ArrayBuffer] : []);
}

/** One request after the other. */
let last: Promise<void> = Promise.resolve();
port?.on('message', (request: LowerRequest) => {
  last = last.then(async () => {
    if (request === 'close') {
      await first.release();
      await second.release();
      port.close();
      return;
    }
    const { id } = request;
    await run(request).then((inner) => { reply({ id, inner }); }, (error: unknown) => { reply({ id, error: error instanceof Error ? error.message : String(error) }); });
  });
});
port?.postMessage('ready');
