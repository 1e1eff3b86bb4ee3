// Six projects, told apart by the file's name: what a test may touch decides how long it may take.
// Run one with `npm test -- --project unit`.
import { defineConfig } from 'vitest/config';

const EVERYWHERE = '{packages,services,tests,bench,scripts}/**';
const IGNORED = ['**/node_modules/**', '**/.grapevine/**'];
const NAMED_KINDS = ['property', 'contract', 'simulation', 'integration', 'e2e'];

const project = (name: string, include: string[], testTimeoutMs: number, exclude: string[] = []) => ({
  extends: true as const,
  test: { name, include, exclude: [...IGNORED, ...exclude], testTimeout: testTimeoutMs, hookTimeout: testTimeoutMs },
});

// Vitest reads its configuration from the default export.
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', './scripts/closing-line-reporter.mjs'],
    projects: [
      project(
        'unit',
        [`${EVERYWHERE}/*.test.{ts,mjs}`],
        10_000,
        NAMED_KINDS.map((kind) => `**/*.${kind}.test.{ts,mjs}`),
      ),
      project('property', [`${EVERYWHERE}/*.property.test.ts`], 60_000),
      project('contract', [`${EVERYWHERE}/*.contract.test.ts`], 30_000),
      project('simulation', ['tests/**/*.simulation.test.ts'], 300_000),
      project('integration', [`${EVERYWHERE}/*.integration.test.{ts,mjs}`], 60_000),
      project('e2e', [`${EVERYWHERE}/*.e2e.test.ts`], 180_000),
    ],
  },
});
