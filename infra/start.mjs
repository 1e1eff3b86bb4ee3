// The image's first process: `setup`, `ingest`, `tally`, `radar` or `api` is that service; anything else is a command of
// the command line. It loads them into itself, so that a signal reaches the service.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [name = ''] = process.argv.slice(2);
const service = new URL(`../services/${name}/src/main.ts`, import.meta.url);
const isService = /^[a-z-]+$/.test(name) && existsSync(service);
const main = isService ? service : new URL('../packages/cli/src/main.ts', import.meta.url);

// As if it had been started itself: `node main.ts ...`.
process.argv.splice(1, isService ? 2 : 1, fileURLToPath(main));
await import(main.href);
