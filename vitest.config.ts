import { defineConfig } from 'vitest/config';

const screens = ['test/e2e/**/*.test.ts', 'test/main/**/*.test.ts'];

// `npx vitest` reads default exports only: the one place where the project has one.
export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: screens, sequence: { groupOrder: 0 } } },
      // A browser and an engine each: one after the other, after the rest.
      { extends: true, test: { name: 'screens', include: screens, maxWorkers: 1, testTimeout: 180_000, hookTimeout: 180_000, sequence: { groupOrder: 1 } } },
    ],
  },
});
