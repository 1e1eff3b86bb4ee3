/**
 * An ONNX model that answers at once, as the port of scorers asks.
 *
 *     this thread    inputs ──> port ──> [ waits on the flag ........ ] ──> outputs from the port
 *     worker                     └──> session.run ──> port, flag raised ──┘
 *
 * ONNX Runtime in Node answers by a promise only; so it runs in a worker, and this thread sleeps until the answer is
 * there. While it sleeps nothing else runs here.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';

export interface Input {
  readonly type: 'int64' | 'float32';
  readonly data: BigInt64Array | Float32Array;
  readonly dims: readonly number[];
}

interface Answer {
  readonly outputs?: Readonly<Record<string, Float32Array>>;
  readonly error?: string;
}

/** The model is read before the first answer; a large one takes its time. */
const PATIENCE_MS = 60_000;
const WORKER = new URL('../runtime/inference-worker.mjs', import.meta.url);

export class BlockingSession {
  readonly #port: MessagePort;
  readonly #flag: Int32Array;
  readonly #worker: Worker;

  /** `model`: its file. What is wrong with it is told with the first answer. */
  constructor(model: string) {
    const { port1, port2 } = new MessageChannel();
    const answered = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    this.#port = port1;
    this.#flag = new Int32Array(answered);
    const workerData = { model, port: port2, answered };
    this.#worker = new Worker(WORKER, { workerData, transferList: [port2] });
    // A scorer has no end of its own: neither keeps the process from ending.
    this.#worker.unref();
    port1.unref();
  }

  /** Throws an error that says what the runtime says. */
  run(inputs: Readonly<Record<string, Input>>): Readonly<Record<string, Float32Array>> {
    this.#port.postMessage(inputs);
    if (Atomics.wait(this.#flag, 0, 0, PATIENCE_MS) === 'timed-out') {
      throw new Error(`the model has not answered for ${PATIENCE_MS / 1000} s`);
    }
    Atomics.store(this.#flag, 0, 0);
    const answer = receiveMessageOnPort(this.#port)?.message as Answer | undefined;
    if (answer?.outputs === undefined) throw new Error(`ONNX Runtime: ${answer?.error ?? 'no answer'}`);
    return answer.outputs;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
