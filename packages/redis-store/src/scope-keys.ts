/**
 * The names of keys. All keys of a scope share its hash tag, so that one script may write them in a Cluster:
 *
 *     gv:{t3}:state                    the scope tally/3: format, scope, epoch, owner, position, commit, unapplied
 *     gv:{t3}:staged                   rows of a large commit on their way: private
 *     gv:{t3}:row:<family>             a family's rows: private
 *     gv:{main}:live:<brand>:<window>  a view of the scope radar/main: for everybody
 *
 * Nothing that comes from outside can change the slot: a key's tag is what stands between its first brace and the next
 * closing one, the namespace has no brace, and the tag no closing one.
 */
import { EngineError } from '@grapevine/engine/ports/errors.ts';

export const DEFAULT_NAMESPACE = 'gv';

const NAMESPACE = /^[A-Za-z0-9._-]{1,64}$/;
const PARTITION_SCOPE = /^tally\/(0|[1-9][0-9]{0,9})$/;
const GROUP_SCOPE = /^radar\/([a-z0-9-]{1,64})$/;
/** A group of this name would have the tag of a partition. */
const LIKE_A_PARTITION = /^t(?:0|[1-9][0-9]{0,9})$/;
const MAX_SCOPE_BYTES = 1_900;

/**
 * The hash tag of a scope; two scopes never have the same: `tally/3` -> `t3`, `radar/main` -> `main`, and any other
 * one `~` with its percent-encoding (`idle` -> `~idle`, `radar/t3` -> `~radar%2Ft3`). Throws GV_STORE_WRITE_FAILED for a
 * name that is too long, empty or no text.
 */
export function tagOf(scope: string): string {
  const partition = PARTITION_SCOPE.exec(scope)?.[1];
  if (partition !== undefined) return `t${partition}`;
  const group = GROUP_SCOPE.exec(scope)?.[1];
  if (group !== undefined && !LIKE_A_PARTITION.test(group)) return group;
  const bytes = Buffer.byteLength(scope);
  if (bytes === 0 || bytes > MAX_SCOPE_BYTES || !scope.isWellFormed()) {
    const message = `The name of a scope is text of 1 to ${MAX_SCOPE_BYTES} bytes; this one has ${bytes}: ${JSON.stringify(scope.slice(0, 80))}`;
    throw new EngineError('GV_STORE_WRITE_FAILED', message);
  }
  return `~${encodeURIComponent(scope)}`;
}

export class ScopeKeys {
  readonly state: string;
  readonly staged: string;
  readonly #prefix: string;

  constructor(namespace: string, scope: string) {
    this.#prefix = `${namespace}:{${tagOf(scope)}}:`;
    this.state = `${this.#prefix}state`;
    this.staged = `${this.#prefix}staged`;
  }

  family(name: string): string {
    return `${this.#prefix}row:${name}`;
  }

  /** What SCAN has to match to find the keys of the scope; it may match others too, see `isContent`. */
  get pattern(): string {
    return `${this.#prefix}*`;
  }

  /** Whether a key is that of a family or of a view. */
  isContent(key: string): boolean {
    return key.startsWith(this.#prefix) && key !== this.state && key !== this.staged;
  }

  /** Views share the scope's prefix with its private keys, hence names that they cannot have. */
  view(name: string): string {
    if (name === '' || name === 'state' || name === 'staged' || name.startsWith('row:')) {
      const message = `A view cannot be called ${JSON.stringify(name)}: that is the name of a private key.`;
      throw new EngineError('GV_STORE_WRITE_FAILED', message);
    }
    return this.#prefix + name;
  }
}

/** A namespace holds one data set; several may share a Redis. Throws a RangeError for a name that is none. */
export function checkedNamespace(name: string): string {
  if (NAMESPACE.test(name)) return name;
  throw new RangeError(
    `A namespace is 1 to 64 letters, digits, dots, underlines and hyphens, unlike ${JSON.stringify(name)}.`,
  );
}

/** What SCAN has to match to find the state of every scope of a namespace; no character of a namespace is special there. */
export function statePattern(namespace: string): string {
  return `${namespace}:{*}:state`;
}
