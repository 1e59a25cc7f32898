import type { Reporter, TestModule } from 'vitest/node';

/** Ends a test run with "N passed, N failed, N skipped" alone on a line, which other programs can read. */
class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const count = (state: string) => states.filter((other) => other === state).length;
    const broken = modules.filter((module) => module.state() === 'failed' && count('failed') === 0).length;
    process.stdout.write(`\n${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped')} skipped\n`);
  }
}

// Vitest loads a reporter by its default export.
export default ClosingLine;
