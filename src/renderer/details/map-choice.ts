/** What is chosen on the map: a name, or the tie of two. */
export type MapChoice = { readonly kind: 'node'; readonly id: string } | { readonly kind: 'edge'; readonly from: string; readonly to: string } | null;

export function isSameTie(choice: MapChoice, tie: { readonly from: string; readonly to: string }): boolean {
  return choice?.kind === 'edge' && choice.from === tie.from && choice.to === tie.to;
}
