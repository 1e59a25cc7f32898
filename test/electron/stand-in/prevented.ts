/** An event that listeners may refuse, as Electron hands them over. */
export interface Preventable {
  preventDefault(): void;
}

/** Whether one of the listeners refused. */
export function isPrevented(emit: (event: Preventable) => void, details: object = {}): boolean {
  const outcome = { prevented: false };
  emit({
    ...details,
    preventDefault: () => {
      outcome.prevented = true;
    },
  });
  return outcome.prevented;
}
