/** The keys of a process's doors, and what its journal and metrics are told of them. */
import { isLoopback } from '@grapevine/http-door/addresses.ts';
import type { DoorOptions } from '@grapevine/http-door/door.ts';
import { DoorError } from '@grapevine/http-door/errors.ts';
import { KeyRing } from '@grapevine/http-door/keys/key-ring.ts';
import type { Observer } from './observer.ts';
import type { DoorSettings, ServiceSettings } from './settings.ts';
import type { SystemMetrics } from './system-metrics.ts';

export interface DoorSurroundings {
  /** For metrics: `api`. */
  readonly door: string;
  readonly nowMs: () => number;
  readonly observe: Observer;
  readonly metrics: Pick<SystemMetrics, 'refused'>;
}

/** As the settings say; without a file of keys no key is asked for. Throws `GV_KEYS_FILE`. */
export function doorOptionsOf(
  settings: DoorSettings,
  { door, nowMs, observe, metrics }: DoorSurroundings,
): DoorOptions {
  const { keysFile, allowedHosts, trustedProxies } = settings;
  return {
    keys: keysFile === null ? null : openKeys(keysFile, nowMs, observe),
    allowedHosts,
    trustedProxies,
    onRefused: (reason) => metrics.refused(door, reason),
    onFailure(cause) {
      const text = `${door}: ${cause instanceof Error ? cause.message : String(cause)}`;
      observe({ level: 'error', event: 'request-failed', text, fields: { door, cause } });
    },
  };
}

/** Refuses (`GV_DOOR_UNPROTECTED`) to go on without keys: of what serves numbers, only the embedded engine on loopback may. */
export function checkAsksForKeys({ keysFile }: DoorSettings): void {
  if (keysFile === null) throw withoutKeys('on Kafka every door asks for a key');
}

/** The same of a process that serves its health alone: on loopback it may. Before anything else is opened. */
export function checkHealthMayOpen({ host, door }: Pick<ServiceSettings, 'host' | 'door'>): void {
  if (door.keysFile === null && !isLoopback(host)) throw withoutKeys(`metrics on ${host} are for who has a key`);
}

function withoutKeys(why: string): DoorError {
  const advice = 'make keys with `grapevine keys create` and name their file by GRAPEVINE_KEYS_FILE';
  return new DoorError('GV_DOOR_UNPROTECTED', `${why}, and there is no file of keys: ${advice}.`);
}

function openKeys(file: string, nowMs: () => number, observe: Observer): KeyRing {
  return new KeyRing({
    file,
    nowMs,
    onReload(reload) {
      if (reload.kind === 'read') {
        const text = `the keys were read anew: ${reload.keys}`;
        observe({ level: 'info', event: 'keys-read', text, fields: { count: reload.keys } });
        return;
      }
      const text = `${reload.fault} The keys stay as they were.`;
      observe({ level: 'error', event: 'keys-faulty', text });
    },
  });
}
