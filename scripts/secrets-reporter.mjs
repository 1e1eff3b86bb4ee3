// A vitest reporter that fails a run in whose output a secret stands, whoever said it.
import { mkdtempSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepIn, secretsIn } from './said-by-tests.mjs';

const SHOWN = 20;

export default class SecretsReporter {
  onInit() {
    this.folder = mkdtempSync(join(tmpdir(), 'grapevine-said-'));
    keepIn(this.folder);
  }

  onTestRunEnd() {
    const found = secretsIn(this.folder);
    rmSync(this.folder, { recursive: true, force: true });
    if (found.length === 0) return;
    process.exitCode = 1;
    writeSync(2, `${found.length} lines of the run's output hold a secret:\n  ${found.slice(0, SHOWN).join('\n  ')}\n`);
  }
}
