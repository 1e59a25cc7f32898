import { z } from 'zod';
import type { EngineMethod, ServerMessage } from '../../contract/protocol.ts';

/*
 * What the shell and the engine's own process say to each other: the contract, with what only they need to know. Both are
 * ours and of one version, so nothing is checked here; what comes from a screen was checked by the shell server.
 */

/** What the engine's process is started with, as the last of its arguments in JSON. */
export const hostOptionsSchema = z.object({
  /** Folder of the library; null for one that is thrown away. */
  libraryFolder: z.string().min(1).nullable(),
  modelFolder: z.string().min(1),
  /** Where built graphs are kept; null keeps none. */
  cacheFolder: z.string().min(1).nullable(),
  /** Where one's own playbooks lie. */
  playbooksFolder: z.string().min(1).nullable(),
  device: z.enum(['auto', 'cpu', 'webgpu', 'cuda', 'dml', 'coreml']),
  precision: z.enum(['auto', 'fp32', 'fp16', 'int8']),
  /** Null leaves the choice to the engine. */
  threads: z.number().int().positive().nullable(),
  /** Pages that are pictures of text are recognised. */
  ocr: z.boolean(),
});

export type HostOptions = Readonly<z.infer<typeof hostOptionsSchema>>;

/** The arguments of the engine's process. */
export function hostArguments(options: HostOptions): string[] {
  return [JSON.stringify(options)];
}

/** From the shell. The params were checked against the method's schema. */
export type ToHost =
  | { readonly kind: 'request'; readonly id: number; readonly method: EngineMethod; readonly params: unknown }
  | { readonly kind: 'cancel'; readonly id: number };

/** From the engine's process. `ready` comes once, first. */
export type FromHost =
  | ServerMessage
  | {
      readonly kind: 'ready';
      /** Files that were being read when the last process with this library ended without a word. */
      readonly interrupted: readonly string[];
      /** Why the library could not be opened: every request will fail with it. */
      readonly failure: string | null;
    };

/** A process that runs `host.ts`: of Electron (utilityProcess) or of Node (child_process.fork). */
export interface EngineProcess {
  send(message: ToHost): void;
  onMessage(listener: (message: FromHost) => void): void;
  /** Called once, when the process has ended, however it did; `reason` is its exit code or signal in words. */
  onExit(listener: (reason: string) => void): void;
  /** Ends it at once; it loses nothing. */
  kill(): void;
}
