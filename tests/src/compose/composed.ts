/** The whole system by docker-compose.yml, as a user starts it, in a project and on ports of its own. */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePorts } from '@grapevine/test-services/free-ports.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const run = promisify(execFile);

export interface Composed {
  readonly api: string;
  readonly ingest: string;
  readonly broker: string;
  readonly registry: string;
  readonly folder: string;
  /** The first key. */
  readonly apiKey: string;
  /** `docker compose ...`; gives what it prints, rejects with it when it fails. */
  compose(...args: readonly string[]): Promise<string>;
  down(): Promise<void>;
}

/** Starts nothing yet: secrets and configuration are made, ports chosen. */
export async function composed(configuration: string): Promise<Composed> {
  const folder = await mkdtemp(join(tmpdir(), 'grapevine-compose-'));
  await run(join(ROOT, 'infra/make-secrets.sh'), [folder]);
  await writeFile(join(folder, 'grapevine.yaml'), configuration);
  const [api, ingest, kafka, registry, redis] = (await freePorts(5)) as [number, number, number, number, number];
  const env = {
    ...process.env,
    COMPOSE_PROJECT_NAME: `grapevine-e2e-${process.pid}`,
    GRAPEVINE_HOME: folder,
    GRAPEVINE_PORT_API: String(api),
    GRAPEVINE_PORT_INGEST: String(ingest),
    GRAPEVINE_PORT_KAFKA: String(kafka),
    GRAPEVINE_PORT_REGISTRY: String(registry),
    GRAPEVINE_PORT_REDIS: String(redis),
  };
  const compose = async (...args: readonly string[]): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const child = spawn('docker', ['compose', ...args], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed = (printed + text).slice(-20_000);
      });
    }
    child.once('close', (code) => {
      if (code === 0) resolve(printed);
      else reject(new Error(`docker compose ${args.join(' ')} ended with ${code}:\n${printed}`));
    });
    return promise;
  };
  return {
    api: `http://127.0.0.1:${api}`,
    ingest: `http://127.0.0.1:${ingest}`,
    broker: `127.0.0.1:${kafka}`,
    registry: `http://127.0.0.1:${registry}/apis/ccompat/v7`,
    folder,
    apiKey: (await readFile(join(folder, 'secrets/api_key'), 'utf8')).trim(),
    compose,
    async down() {
      await compose('down', '--volumes', '--timeout', '20');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
