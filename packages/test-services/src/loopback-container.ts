/**
 * A container whose ports stand on 127.0.0.1 alone, at numbers known before it starts, and which a test can hurt: kill
 * (SIGKILL, as a crash), restart at the same address with the same disk, pause (a machine that hangs) and resume.
 *
 * The reaper of testcontainers (Ryuk) removes what a run leaves behind that was itself killed.
 */
import { createInterface } from 'node:readline';
import { GenericContainer, getContainerRuntimeClient, getReaper, type StartedTestContainer } from 'testcontainers';

// A /.dockerenv file makes testcontainers think that it runs in a container and take the address of the bridge.
process.env['TESTCONTAINERS_HOST_OVERRIDE'] ??= '127.0.0.1';

const SAID_CHARACTERS = 2_000;
const RESTART_TIMEOUT_MS = 60_000;

/** One for this process: containers that start side by side would bring one each. */
let reaper: Promise<unknown> | undefined;

export class LoopbackContainer extends GenericContainer {
  /** A start that fails tells what the container said last: by then it is gone. */
  override async start(): Promise<StartedTestContainer> {
    reaper ??= getContainerRuntimeClient().then(getReaper);
    await reaper;
    let said = '';
    this.withLogConsumer((stream) => {
      stream.on('data', (line) => {
        said = `${said}${line}`.slice(-SAID_CHARACTERS);
      });
    });
    try {
      return await super.start();
    } catch (cause) {
      throw new Error(`${this.imageName.string} did not start. It said last:\n${said.trim()}`, { cause });
    }
  }

  /** Container port -> port on 127.0.0.1. */
  withLoopbackPorts(ports: ReadonlyMap<number, number>): this {
    this.withExposedPorts(...Array.from(ports, ([container, host]) => ({ container, host })));
    // Without the address the engine would bind to all of the machine's.
    this.hostConfig.PortBindings = Object.fromEntries(
      Array.from(ports, ([container, host]) => [`${container}/tcp`, [{ HostIp: '127.0.0.1', HostPort: `${host}` }]]),
    );
    return this;
  }
}

export interface ContainerControl {
  /** SIGKILL: nothing is flushed, nobody is told. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, or ends it hard first. Resolves when it serves; what was on its disk is there. */
  restart(): Promise<void>;
  /** Freezes all of its processes: connections stay open and nothing is answered. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Runs a command inside and gives its output; throws if its exit code is not 0. */
  exec(command: string[]): Promise<string>;
  /** Its first process, by the number that it has on the machine of the engine: what it costs is read there. */
  processId(): Promise<number>;
  /** Ends and removes it. */
  stop(): Promise<void>;
}

/** `ready`: what it says when it serves, for who restarts it; default: a restart waits as the first start did. */
export function controlOf(container: StartedTestContainer, ready?: RegExp): ContainerControl {
  const engineSide = async () => (await getContainerRuntimeClient()).container.getById(container.getId());
  return {
    kill: async () => void (await (await engineSide()).kill()),
    restart: () => (ready === undefined ? container.restart({ timeout: 0 }) : restarted(container, ready)),
    pause: async () => void (await (await engineSide()).pause()),
    resume: async () => void (await (await engineSide()).unpause()),
    exec: async (command) => {
      const { exitCode, output } = await container.exec(command);
      if (exitCode !== 0) throw new Error(`${command.join(' ')} ended with ${exitCode}: ${output}`);
      return output;
    },
    processId: async () => (await (await engineSide()).inspect()).State.Pid,
    // What has nothing to keep is ended at once.
    stop: async () => void (await container.stop({ timeout: 0, remove: true, removeVolumes: true })),
  };
}

/**
 * Testcontainers waits for lines from the instant on at which the engine says that the container was started, and a server
 * that is quick has said its line before that is noted. Here lines count from before the restart.
 */
async function restarted(container: StartedTestContainer, ready: RegExp): Promise<void> {
  const engine = await getContainerRuntimeClient();
  const side = engine.container.getById(container.getId());
  const sinceMs = Date.now();
  await engine.container.restart(side, { timeout: 0 });
  const stream = await engine.container.logs(side, { since: sinceMs / 1000 });
  const late = setTimeout(() => stream.destroy(), RESTART_TIMEOUT_MS);
  let said = '';
  try {
    for await (const text of createInterface({ input: stream })) {
      said = `${said}${text}\n`.slice(-SAID_CHARACTERS);
      if (ready.test(text)) return;
    }
  } finally {
    clearTimeout(late);
    stream.destroy();
  }
  throw new Error(
    `a restarted container did not say ${ready} within ${RESTART_TIMEOUT_MS} ms. It said last:\n${said.trim()}`,
  );
}
