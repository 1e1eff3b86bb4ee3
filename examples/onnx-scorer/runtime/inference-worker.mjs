// Runs an ONNX model for a thread that waits for the answer. One message in, `{ name: { type, data, dims } }` by the
// model's inputs; one message out, `{ outputs }` or `{ error }`; then the flag is raised that wakes the waiting thread.
// On one thread and with one order of sums, so that the same text gives the same score on the same machine.
import { workerData } from 'node:worker_threads';

const { model, port, answered } = workerData;
const flag = new Int32Array(answered);

async function openSession() {
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  return { session, Tensor };
}

const opening = openSession();
// Told with the first answer.
opening.catch(() => undefined);

async function answerTo(inputs) {
  try {
    const { session, Tensor } = await opening;
    const feeds = Object.entries(inputs).map(([name, { type, data, dims }]) => [name, new Tensor(type, data, dims)]);
    const results = await session.run(Object.fromEntries(feeds));
    const outputs = Object.entries(results).map(([name, { data }]) => [name, data]);
    return { outputs: Object.fromEntries(outputs) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

port.on('message', async (inputs) => {
  port.postMessage(await answerTo(inputs));
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
});
