/** Child of bench:mixers: one encoder over one made-up document; tells seconds and memory as JSON on stdout. */
import '../src/engine/model/without-telemetry.ts';
import { writeFileSync } from 'node:fs';
import { InferenceSession } from 'onnxruntime-node';
import { mixers, streams } from '../src/engine/model/graph/mixers/config.ts';
import { buildMixer } from '../src/engine/model/graph/mixers/encoder.ts';
import { feedsOf } from '../src/engine/model/graph/mixers/feeds.ts';
import { randomWeights } from '../src/engine/model/random.ts';
import { slowOnCpu } from '../src/engine/model/load-graph.ts';
import { benchConfig, stretch } from './mixers-setting.ts';

const [name, tokens = '1024', threads = '1', repeats = '1'] = process.argv.slice(2);
const mixer = mixers.find((one) => one === name);
if (mixer === undefined) throw new RangeError(`there is no mixer ${name ?? ''}`);
const config = benchConfig(mixer);
const segments = Number(tokens) / config.segment;

// Where memory runs out after all, Linux shall end this process and no other.
if (process.platform === 'linux') writeFileSync('/proc/self/oom_score_adj', '1000');

const session = await InferenceSession.create(buildMixer(config, randomWeights(1), { group: Math.min(stretch, segments) }), {
  intraOpNumThreads: Number(threads),
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
  extra: { session: { intra_op: { allow_spinning: '0' } }, optimization: { disable_specified_optimizers: slowOnCpu } },
});

/** Reads `count` segments and gives the seconds that onnxruntime took. */
async function read(count: number): Promise<number> {
  const most = streams(config.mixer) ? Math.min(stretch, count) : count;
  let state: Float32Array | null = null;
  let seconds = 0;
  for (let from = 0; from < count; from += most) {
    const ids = Int32Array.from({ length: most * config.segment }, (_, i) => (Math.imul(i + from * 7919, 2654435761) >>> 0) % config.vocabulary);
    // Seldom-changing numbers do: the time does not depend on them.
    const shrink = config.mixer === 'linformer' ? { shrink: new Float32Array(config.rank * ids.length).fill(1 / ids.length) } : {};
    const feeds = feedsOf(config, { ids, from, state, ...shrink });
    const began = performance.now();
    const out: InferenceSession.ReturnType = await session.run(feeds);
    seconds += (performance.now() - began) / 1000;
    const after = out['stateAfter']?.data;
    if (after instanceof Float32Array) state = after;
    const last = out['vectors']?.data.at(-1);
    if (typeof last !== 'number' || !Number.isFinite(last)) throw new RangeError(`${config.mixer} gave ${String(last)}`);
  }
  return seconds;
}

const warm = Math.min(stretch, segments);
await read(warm);
const before = process.memoryUsage().rss;
const cpu = process.cpuUsage();
const times: number[] = [];
for (let i = 0; i < Number(repeats); i++) times.push(await read(segments));
times.sort((a, b) => a - b);
const { user, system } = process.cpuUsage(cpu);
// The peak of the whole process, as the operating system counted it.
const peak = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`${JSON.stringify({ seconds: times[Math.floor(times.length / 2)], cpuSeconds: (user + system) / 1e6 / times.length, rise: Math.max(0, peak - before) })}\n`);
