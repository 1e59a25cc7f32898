/**
 * A signal that aborts on Ctrl-C (or a polite kill). A second Ctrl-C ends the process at once: nothing is lost, since
 * whatever was read is in the library after every batch.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}
