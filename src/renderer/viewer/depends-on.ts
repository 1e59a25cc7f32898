/** Says in an effect what it is to run again for, where it does not use the values themselves. */
export function dependsOn(...values: readonly unknown[]): number {
  return values.length;
}
