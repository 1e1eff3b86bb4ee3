// Eight projects, told apart by the file's name and one by its folder: what a test may touch decides how long it may take.
// Run one with `npm test -- --project unit`.
import { defineConfig } from 'vitest/config';

const EVERYWHERE = '{packages,services,examples,tests,bench,scripts}/**';
const IGNORED = ['**/node_modules/**', '**/.grapevine/**'];
const COMPOSE_FOLDER = 'tests/src/compose';
const NAMED_KINDS = ['property', 'contract', 'simulation', 'integration', 'services', 'e2e'];

const project = (
  name: string,
  include: string[],
  testTimeoutMs: number,
  more: { exclude?: string[]; globalSetup?: string } = {},
) => ({
  extends: true as const,
  test: {
    name,
    include,
    testTimeout: testTimeoutMs,
    hookTimeout: testTimeoutMs,
    ...more,
    exclude: [...IGNORED, ...(more.exclude ?? [])],
  },
});

// Vitest reads its configuration from the default export.
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    setupFiles: ['./scripts/said-by-tests.mjs'],
    reporters: ['default', './scripts/secrets-reporter.mjs', './scripts/closing-line-reporter.mjs'],
    projects: [
      project('unit', [`${EVERYWHERE}/*.test.{ts,mjs}`], 30_000, {
        exclude: NAMED_KINDS.map((kind) => `**/*.${kind}.test.{ts,mjs}`),
      }),
      project('property', [`${EVERYWHERE}/*.property.test.ts`], 60_000),
      project('contract', [`${EVERYWHERE}/*.contract.test.ts`], 30_000),
      project('simulation', ['tests/**/*.simulation.test.ts'], 300_000),
      project('integration', [`${EVERYWHERE}/*.integration.test.{ts,mjs}`], 60_000),
      // Kafka, the registry and Redis in containers, started once a run and only for a run that has such a file.
      project('services', [`${EVERYWHERE}/*.services.test.ts`], 120_000, {
        globalSetup: './packages/test-services/src/start-services.ts',
      }),
      project('e2e', [`${EVERYWHERE}/*.e2e.test.ts`], 180_000, { exclude: [`${COMPOSE_FOLDER}/**`] }),
      // The whole system in containers. CI runs it by itself: it would slow down everything that runs beside it.
      project('compose', [`${COMPOSE_FOLDER}/**/*.e2e.test.ts`], 600_000),
    ],
  },
});
