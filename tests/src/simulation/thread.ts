/** One thread of the simulation: performs a task at a time and answers. */
import { parentPort } from 'node:worker_threads';
import { perform, type Task } from './tasks.ts';

parentPort?.on('message', (task: Task) => {
  void perform(task).then((answer) => parentPort?.postMessage(answer));
});
