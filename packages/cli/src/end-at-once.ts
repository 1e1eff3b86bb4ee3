/**
 * Ends this process by a signal, now, once what is to be done at an exit is done (the terminal put back, a demo's folder
 * removed). `process.exit` would wait for the threads of libuv, and one of them may be in a transaction of LMDB that waits for
 * this very thread: such a process never ended.
 */
import { constants } from 'node:os';

export function endAtOnce(signal: 'SIGHUP' | 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void {
  process.emit('exit', 128 + constants.signals[signal]);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
