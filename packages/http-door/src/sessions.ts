/**
 * Sessions of browsers, which cannot send a key with an EventSource: a random token in a cookie stands for a key for some
 * hours. They live in this process only and are bounded; whoever's session made room, or ended by a restart, shows the
 * key again. Each question asks the key ring anew, so a session ends with its key.
 */
import { createHash, randomBytes } from 'node:crypto';

export const SESSION_MS = 12 * 3_600_000;
const MAX_SESSIONS = 1024;
const MAX_OF_A_KEY = 16;

interface Session {
  readonly keyId: string;
  readonly endsAtMs: number;
}

export class Sessions {
  readonly #nowMs: () => number;
  /** By the digest of the token, the oldest first. */
  readonly #sessions = new Map<string, Session>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Gives the token. */
  begin(keyId: string): string {
    const nowMs = this.#nowMs();
    const ended = [...this.#sessions].filter(([, { endsAtMs }]) => endsAtMs <= nowMs);
    for (const [digest] of ended) this.#sessions.delete(digest);
    const own = [...this.#sessions].filter(([, session]) => session.keyId === keyId);
    if (own.length >= MAX_OF_A_KEY) this.#sessions.delete((own[0] as [string, Session])[0]);
    else if (this.#sessions.size >= MAX_SESSIONS) this.#sessions.delete(this.#sessions.keys().next().value as string);
    const token = randomBytes(32).toString('base64url');
    this.#sessions.set(digestOf(token), { keyId, endsAtMs: nowMs + SESSION_MS });
    return token;
  }

  /** `null`: there is none, or it has ended. */
  keyIdOf(token: string): string | null {
    const session = this.#sessions.get(digestOf(token));
    return session !== undefined && session.endsAtMs > this.#nowMs() ? session.keyId : null;
  }

  end(token: string): void {
    this.#sessions.delete(digestOf(token));
  }
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
