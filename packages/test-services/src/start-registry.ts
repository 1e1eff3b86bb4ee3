/** A schema registry (Apicurio, by the API that Confluent's clients speak) in a container; it keeps all in memory. */
import { Wait } from 'testcontainers';
import { freePorts } from './free-ports.ts';
import { type ContainerControl, controlOf, LoopbackContainer } from './loopback-container.ts';

const IMAGE = 'apicurio/apicurio-registry:3.0.9';
const CONTAINER_PORT = 8080;
const CONFLUENT_API = '/apis/ccompat/v7';
const STARTUP_TIMEOUT_MS = 120_000;

export interface RunningRegistry extends ContainerControl {
  readonly url: string;
  readonly port: number;
}

export async function startRegistry(): Promise<RunningRegistry> {
  const [port = 0] = await freePorts(1);
  const container = await new LoopbackContainer(IMAGE)
    .withLoopbackPorts(new Map([[CONTAINER_PORT, port]]))
    // Read by the virtual machine itself, whatever script starts it.
    .withEnvironment({ JAVA_TOOL_OPTIONS: '-XX:TieredStopAtLevel=1', QUARKUS_HTTP_HOST: '0.0.0.0' })
    .withWaitStrategy(Wait.forHttp('/health/ready', CONTAINER_PORT).forStatusCode(200))
    .withStartupTimeout(STARTUP_TIMEOUT_MS)
    .start();
  return { ...controlOf(container), url: `http://127.0.0.1:${port}${CONFLUENT_API}`, port };
}
