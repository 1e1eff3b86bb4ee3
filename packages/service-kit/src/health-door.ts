/** The small door of a process that serves nothing else than its health. */
import { createDoor, type DoorOptions } from '@grapevine/http-door/door.ts';
import { addHealth, type Health } from '@grapevine/http-door/health.ts';

export interface HealthDoor {
  readonly port: number;
  close(): Promise<void>;
}

const PURPOSE = {
  what: 'Health',
  bodyLimit: 1024,
  rates: { ofAddress: { perSecond: 50, burst: 100 }, ofKey: { perSecond: 50, burst: 100 } },
  notFound: 'There is nothing here but /healthz, /readyz and /metrics.',
  failed: 'It cannot be told now; ask again later.',
} as const;

export async function openHealthDoor(
  health: Health,
  options: DoorOptions,
  at: { readonly host: string; readonly port: number },
): Promise<HealthDoor> {
  const door = createDoor({ maxConnections: 64, ...options }, PURPOSE);
  addHealth(door, health);
  return { port: await door.listen(at), close: () => door.app.close() };
}
