import type { EventName, EventOf } from '../../contract/protocol.ts';

/** Tells all screens. */
export type Emit = <E extends EventName>(name: E, value: EventOf<E>) => void;
