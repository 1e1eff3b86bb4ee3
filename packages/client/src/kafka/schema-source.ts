/**
 * Schemas by their id, from the registry, by its own client; it only reads.
 *
 * "There is none" and "it did not answer" are two outcomes, for what follows is opposite: the record is skipped, or it
 * is waited for. The client has one error for both (a refused connection is status 400, a proxy's page that comes with
 * status 200 is a fault in an argument, and one that hangs is waited for without end), so a middleware looks at each
 * answer first, and every question has a time.
 */
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { reasonOf } from '../errors.ts';

export interface RegistryAddress {
  /** With the path of its Confluent-compatible API: `http://localhost:8081/apis/ccompat/v7`. */
  readonly url: string;
  readonly auth?: { readonly username: string; readonly password: string };
  /** For one answer; default 5,000. */
  readonly timeoutMs?: number;
}

export type SchemaAnswer =
  | { readonly kind: 'schema'; readonly schema: unknown }
  /** The registry says that it holds no such id, or nothing in Avro under it. */
  | { readonly kind: 'none'; readonly detail: string };

/** It did not answer, or not as a registry does. */
export class RegistryUnreachable extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'RegistryUnreachable';
  }
}

type Middleware = NonNullable<ConstructorParameters<typeof SchemaRegistry>[0]['middlewares']>[number];

const TIMEOUT_MS = 5_000;
/** What the client says of a failed answer in which it found no message, as a registry's has one. */
const NO_REGISTRY_MESSAGE = / - Error, status \d+/;

export class SchemaSource {
  readonly #registry: SchemaRegistry;
  readonly #timeoutMs: number;

  constructor({ url, auth, timeoutMs = TIMEOUT_MS }: RegistryAddress) {
    const host = url.replace(/\/+$/, '');
    this.#timeoutMs = timeoutMs;
    this.#registry = new SchemaRegistry({ host, ...(auth && { auth }), middlewares: [registryAnswers(timeoutMs)] });
  }

  /** Throws RegistryUnreachable. */
  async schemaOf(id: number): Promise<SchemaAnswer> {
    try {
      const found = await this.#withinTime(this.#registry.getSchema(id));
      if (isAvro(found)) return { kind: 'schema', schema: found.schema({ exportAttrs: true }) };
      return { kind: 'none', detail: `schema ${id} is not in Avro` };
    } catch (error) {
      if (error instanceof RegistryUnreachable) throw error;
      if (isUnknownId(error)) return { kind: 'none', detail: `the registry knows no schema ${id}` };
      if (hasStatus(error))
        throw new RegistryUnreachable(`The schema registry did not answer: ${reasonOf(error)}`, error);
      // It answered with a schema that cannot be understood.
      return { kind: 'none', detail: `schema ${id} cannot be understood: ${reasonOf(error)}` };
    }
  }

  /** The client knows an idle time only; an answer that trickles would be waited for. */
  async #withinTime<Answer>(work: Promise<Answer>): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const message = `The schema registry did not answer within ${this.#timeoutMs} ms.`;
      timer = setTimeout(() => reject(new RegistryUnreachable(message)), this.#timeoutMs);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Gives each question a time, and lets nothing pass as an answer that a registry would not give. */
function registryAnswers(timeoutMs: number): Middleware {
  return () => ({
    request: async (request) => request.enhance({ timeout: timeoutMs }),
    response: async (next) => {
      const response = await next();
      const body: unknown = response.data();
      if (typeof body === 'object' && body !== null && 'schema' in body) return response;
      throw new RegistryUnreachable('What answered for the schema registry is none: there is no schema in its answer.');
    },
  });
}

function hasStatus(error: unknown): error is Error & { readonly status: number } {
  return error instanceof Error && 'status' in error && typeof error.status === 'number';
}

function isUnknownId(error: unknown): boolean {
  return hasStatus(error) && error.status === 404 && !NO_REGISTRY_MESSAGE.test(error.message);
}

interface AvroType {
  schema(options: { readonly exportAttrs: boolean }): unknown;
}

function isAvro(found: object): found is AvroType {
  return 'schema' in found && typeof found.schema === 'function';
}
