/** Goes through the keys of all nodes, in small steps: O(keys). A key whose slot moves between nodes meanwhile may be missed. */
import type { RedisConnection } from './redis-connection.ts';

const KEYS_A_SCAN = 1_000;

export async function keysLike(
  connection: Pick<RedisConnection, 'call' | 'primaries'>,
  pattern: string,
  { what, deadlineMs }: { readonly what: string; readonly deadlineMs: number },
): Promise<readonly string[]> {
  const keys = new Set<string>();
  for (const node of connection.primaries()) {
    let cursor = '0';
    do {
      const [next, some] = await connection.call(what, deadlineMs, () =>
        node.scan(cursor, 'MATCH', pattern, 'COUNT', KEYS_A_SCAN),
      );
      for (const key of some) keys.add(key);
      cursor = next;
    } while (cursor !== '0');
  }
  return [...keys];
}
