import type { CheckedParamsOf, EngineMethod, ProgressOf, ResultOf } from '../../contract/protocol.ts';

/** What a method is told beside its params. */
export interface Call<M extends EngineMethod> {
  readonly signal: AbortSignal;
  readonly onProgress: (value: ProgressOf<M>) => void;
}

export type Handlers = {
  readonly [M in EngineMethod]: (params: CheckedParamsOf<M>, call: Call<M>) => ResultOf<M> | Promise<ResultOf<M>>;
};
