import type { Component } from 'svelte';

/** An entry of a menu. Null is a line between entries. */
export type MenuEntry =
  | {
      readonly label: string;
      readonly icon?: Component<{ size?: number | string }>;
      readonly keys?: string;
      readonly danger?: boolean;
      readonly disabled?: boolean;
      readonly run: () => void;
    }
  | { readonly label: string; readonly icon?: Component<{ size?: number | string }>; readonly entries: readonly MenuEntry[] }
  | null;
