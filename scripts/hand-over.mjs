// Runs one program in place of this process, as nearly as Node allows: same standard streams, same working directory,
// signals passed on, and the same end (exit code or signal).
import { spawn } from 'node:child_process';

const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'];

/** Resolves when the program has ended and this process carries its exit code. */
export function handOver(command, args, env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', env });
    const forward = (signal) => {
      // A terminal sends Ctrl-C to the whole process group: passing it on would make two of one.
      if (signal === 'SIGINT' && hasTerminal()) return;
      child.kill(signal);
    };
    for (const signal of FORWARDED_SIGNALS) process.on(signal, forward);
    const release = () => {
      for (const signal of FORWARDED_SIGNALS) process.off(signal, forward);
      resolve();
    };

    child.once('error', (error) => {
      process.stderr.write(`grapevine: ${command} does not start (${error.message}).\n`);
      process.stderr.write('Remove the folder node_modules and run ./grapevine setup.\n');
      process.exitCode = 2;
      release();
    });
    child.once('exit', (code, signal) => {
      release();
      if (signal) process.kill(process.pid, signal);
      else process.exitCode = code ?? 1;
    });
  });
}

function hasTerminal() {
  return Boolean(process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY);
}
