/** Who asks: a person's or program's key, with what it may do (scopes) and of what (bounds). */

/** `admin` may do everything. */
export const SCOPES = ['interactions:write', 'counters:read', 'incidents:read', 'incidents:write', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

export interface Principal {
  /** Of the key; of nobody, where no key is asked for. */
  readonly id: string;
  /** Whose key it is. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Groups (`main`) and brands as on the log (`main/united`); `null`: everything. */
  readonly bounds: ReadonlySet<string> | null;
}

/** Whoever reaches a door that asks for no key: on this machine only. */
export const ANYBODY: Principal = { id: 'anybody', name: 'anybody', scopes: new Set(['admin']), bounds: null };

/** Whether one of the scopes is among the principal's. */
export function mayDo({ scopes }: Principal, anyOf: readonly Scope[]): boolean {
  return scopes.has('admin') || anyOf.some((scope) => scopes.has(scope));
}

export function mayWholeGroup({ bounds }: Principal, group: string): boolean {
  return bounds === null || bounds.has(group);
}
