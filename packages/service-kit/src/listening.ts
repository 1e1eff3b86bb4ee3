/** Where a door listens. */
export interface Listening {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** What to do about a port that somebody else has. */
  readonly ifTaken: 'fail' | 'take-another';
  /** Nobody but this machine reaches it, though the host is not loopback: a container whose ports are published there. */
  readonly isPrivateNetwork?: boolean;
}

interface Listener {
  listen(at: { readonly host: string; readonly port: number; readonly isPrivateNetwork?: boolean }): Promise<number>;
}

/** Listens, and gives the port. */
export async function listenAt(listener: Listener, at: Listening): Promise<number> {
  const { host, port, ifTaken, isPrivateNetwork = false } = at;
  try {
    return await listener.listen({ host, port, isPrivateNetwork });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE' || ifTaken === 'fail') throw cause;
    return listener.listen({ host, port: 0, isPrivateNetwork });
  }
}
