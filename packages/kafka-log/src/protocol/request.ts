/** A request of the protocol: how it is written, and how its answer is read. */
import type { Payload, ProtocolCall } from '../connection/kafkajs-internals.ts';
import { WireReader, WireWriter } from './wire.ts';

export interface Request<Answer> {
  readonly name: string;
  readonly apiKey: number;
  readonly version: number;
  /** Whether the version is a flexible one (KIP-482): its headers then end in tags. */
  readonly isFlexible: boolean;
  /** Space to begin with, in bytes; the writer grows. */
  readonly expectedBytes?: number;
  write(writer: WireWriter): void;
  read(reader: WireReader): Answer;
}

/** The request in the form that kafkajs sends. */
export function protocolCall<Answer>(request: Request<Answer>): ProtocolCall<Answer> {
  const { name, apiKey, version, isFlexible, expectedBytes } = request;
  return {
    request: {
      apiKey,
      apiVersion: version,
      apiName: name,
      encode: async () => {
        const writer = new WireWriter(expectedBytes);
        // kafkajs writes header version 1; version 2 is the same with tags behind it.
        if (isFlexible) writer.noTags();
        request.write(writer);
        return payloadOf(writer.written);
      },
    },
    response: {
      decode: async (payload) => {
        const reader = new WireReader(payload);
        if (isFlexible) reader.skipTags();
        return { clientSideThrottleTime: 0, answer: request.read(reader) };
      },
      parse: async ({ answer }) => answer,
    },
  };
}

function payloadOf(bytes: Buffer): Payload {
  return { buf: bytes, buffer: bytes };
}
