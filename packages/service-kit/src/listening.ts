/** Where a door listens. */
export interface Listening {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** What to do about a port that somebody else has. */
  readonly ifTaken: 'fail' | 'take-another';
}

interface Listener {
  listen(at: { readonly host: string; readonly port: number }): Promise<number>;
}

/** Listens, and gives the port. */
export async function listenAt(listener: Listener, at: Listening): Promise<number> {
  const { host, port, ifTaken } = at;
  try {
    return await listener.listen({ host, port });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE' || ifTaken === 'fail') throw cause;
    return listener.listen({ host, port: 0 });
  }
}
