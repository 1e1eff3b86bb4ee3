/** Somebody else has the port: in words. */
import { CliError } from '../cli-error.ts';

/** What went wrong while listening, in words if it is one of the usual things. */
export function portTaken(cause: unknown): unknown {
  const { code, port, address } = cause as { code?: string; port?: number; address?: string };
  if (code === 'EADDRINUSE') {
    return new CliError(
      'GV_PORT_TAKEN',
      `port ${port} is taken by another process (perhaps another Grapevine); choose others with --port and --ingest-port, 0 for any free one.`,
      { cause },
    );
  }
  if (code === 'EACCES') {
    return new CliError('GV_PORT_TAKEN', `port ${port} may not be used by this user; choose one above 1023.`, {
      cause,
    });
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new CliError('GV_PORT_TAKEN', `${address ?? 'the address given by --host'} is no address of this machine.`, {
      cause,
    });
  }
  return cause;
}
