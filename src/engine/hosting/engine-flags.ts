/**
 * What the engine's process is started with. The young generation of V8's heap otherwise grows to some hundred megabytes over a
 * long document, for garbage that a small one holds as well: over 1,000 pages 60 MB more, and 8 % less processor time for taking in their
 * text. The old one is collected once it has grown by a fifth instead of doubled, some hundred times in a million tokens, 25 ms each.
 */
export const engineFlags: readonly string[] = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=4', '--heap-growing-percent=20'];

/**
 * What its environment adds to this process's. glibc otherwise gives each thread that asks for memory an arena of its own, and each
 * keeps the most that a run of the network ever needed there: 60 MB after a million tokens. One arena for all is as fast here.
 */
export const engineEnvironment: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: '1' };
