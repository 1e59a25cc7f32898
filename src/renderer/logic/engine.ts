import type { EngineInfo, Inspection } from '../../contract/protocol.ts';

/** Why the device in use was chosen, as its trial says; null if it was not tried. */
export function chosenReason(info: EngineInfo): string | null {
  return info.trials.find((trial) => trial.device === info.device && trial.precision === info.precision && trial.usable)?.reason
    ?? info.trials.find((trial) => trial.device === info.device && trial.usable)?.reason
    ?? null;
}

export interface GateColumn {
  /** From 0 to 1 across the chart. */
  readonly left: number;
  readonly width: number;
  /** Mean gate of the passages that share the column, 0..1. */
  readonly gate: number;
}

export interface GateChart {
  readonly columns: readonly GateColumn[];
  /** Of the first passage's page to the last one's. */
  readonly firstPage: number;
  readonly lastPage: number;
  readonly low: number;
  readonly mean: number;
  readonly high: number;
  /** What the chart's height stands for: gates are small, so it is their highest. */
  readonly top: number;
}

/** The write gates of all passages, averaged into as many columns as there is room for. Null without passages. */
export function gateChart(passages: Inspection['passages'], room: number): GateChart | null {
  const first = passages[0];
  const last = passages.at(-1);
  if (first === undefined || last === undefined) return null;
  const count = Math.min(room, passages.length);
  const columns = Array.from({ length: count }, (_, index): GateColumn => {
    const from = Math.floor((index * passages.length) / count);
    const to = Math.floor(((index + 1) * passages.length) / count);
    return { left: index / count, width: 1 / count, gate: mean(passages.slice(from, to).map(({ gate }) => gate)) };
  });
  const gates = passages.map(({ gate }) => gate);
  const high = gates.reduce((a, b) => Math.max(a, b), 0);
  return {
    columns,
    firstPage: first.page,
    lastPage: last.page,
    low: gates.reduce((a, b) => Math.min(a, b), 1),
    mean: mean(gates),
    high,
    top: high > 0 ? high : 1,
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
