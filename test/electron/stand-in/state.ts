import { z } from 'zod';

/** How the stand-in was started, as JSON in INFOLIO_STAND_IN. */
export const startSchema = z.object({
  /** The built main script. */
  main: z.string(),
  userData: z.string(),
  /** A packed app's folder of resources, or null. */
  resources: z.string().nullable(),
  chromium: z.string(),
});

export type Start = z.infer<typeof startSchema>;

export const start: Start = startSchema.parse(JSON.parse(process.env['INFOLIO_STAND_IN'] ?? 'null'));

/** What the app asked of the system, in order. */
export interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
}

export const calls: Call[] = [];

/** Writes a call down; whatever cannot be told in JSON is left out. */
export function record(name: string, ...args: readonly unknown[]): void {
  calls.push({ name, args: JSON.parse(JSON.stringify(args)) as unknown[] });
}

/** Answers that dialogs will get. */
export const answers: { open: string[][]; save: string[]; message: number[] } = { open: [], save: [], message: [] };

/** What the screens and the system's theme are. */
export const surroundings = {
  dark: false,
  displays: [{ x: 0, y: 0, width: 1_920, height: 1_080 }],
};
