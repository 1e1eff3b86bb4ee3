/**
 * What a run has led to, and what it should have led to. The totals are judged by the oracle, the decisions by those of
 * one clean run, the accounts by law 6 and by the oracle.
 */
import { COUNTER_IDS, COUNTERS, type Counters, type CustomerValue } from '@grapevine/core/metrics/counters.ts';
import type { Alert } from '@grapevine/core/model/alert.ts';
import type { LogEntry } from '@grapevine/core/model/interaction.ts';
import type { Accounts, PeopleKind } from '@grapevine/core/model/pulse.ts';
import { type Head, readHead } from '@grapevine/core/reading/radar-head.ts';
import { storedRangeRows } from '@grapevine/core/reading/range-rows.ts';
import { peopleName, sumCounters, unitePeople } from '@grapevine/core/reading/range-sums.ts';
import { readAlerts } from '@grapevine/core/reading/read-incidents.ts';
import { isRangeKept, rangeOn, type WindowId, windowEnd } from '@grapevine/core/reading/window-range.ts';
import type { PeopleSet } from '@grapevine/core/sketches/people-set.ts';
import { CUT_ROW_CODEC, cutFamily, cutName } from '@grapevine/core/stages/radar/cut-slots.ts';
import { sumOf } from '@grapevine/core/stages/radar/open-panes.ts';
import type { RowReader } from '@grapevine/core/stages/state-changes.ts';
import { isBalanced } from '@grapevine/core/stages/tally/accounts.ts';
import { Tally } from '@grapevine/core/stages/tally/tally.ts';
import { COUNTER_LADDER, type Ladder, PEOPLE_LADDER, type Range } from '@grapevine/core/windows/ladder.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@grapevine/core/windows/pane.ts';
import { decodeAlert } from '@grapevine/engine/records/alert-codec.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { Oracle, type Sums } from '../oracle/oracle.ts';
import { type Cluster, GROUP, RADAR_SCOPE } from './cluster.ts';
import { BRANDS } from './incident-log.ts';

export type Law = 'totals' | 'people' | 'decisions' | 'accounts' | 'fence' | 'lost' | 'stop' | 'end';

export interface Violation {
  readonly law: Law;
  readonly message: string;
}

const WINDOWS: readonly WindowId[] = ['1m', '15m', '1h', '24h', '7d'];
const KINDS: readonly PeopleKind[] = ['authors', 'negative', 'viewers'];
/** Asked as of the watermark less these; `null`: live. */
const AGO_MS: readonly (number | null)[] = [null, 20_000, 47 * MINUTE_MS, 26 * HOUR_MS, 9 * DAY_MS];

/** What every run over this log must lead to. */
export class Expectation {
  readonly #oracle: Oracle;
  readonly #partitions: number;
  /** What the oracle has said, by what it was asked: every run over this log is judged by it. */
  readonly #said = new Map<string, string>();
  readonly #cuts = new Map<string, ReadonlyMap<string, string>>();
  readonly decisions: readonly string[];

  private constructor(logs: readonly (readonly LogEntry[])[], decisions: readonly string[]) {
    this.#oracle = new Oracle(logs);
    this.#partitions = logs.length;
    this.decisions = decisions;
  }

  static async of(logs: readonly (readonly LogEntry[])[], clean: Cluster): Promise<Expectation> {
    return new Expectation(logs, (await decisionsOf(clean)).decisions);
  }

  /** Law 6's sums of each partition, by the oracle. */
  get accounts(): readonly Accounts[] {
    return Array.from({ length: this.#partitions }, (_, partition) => this.#oracle.accounts(partition));
  }

  /** Everything that is wrong about the state and the alerts that a run has left behind. */
  async violations(cluster: Cluster): Promise<readonly Violation[]> {
    const snapshot = await cluster.stores.snapshot(RADAR_SCOPE);
    const found = [
      ...(await this.#totals(snapshot)),
      ...(await this.#cutTotals(snapshot)),
      ...(await this.#decisions(cluster, snapshot)),
      ...(await this.#accounts(cluster, snapshot)),
    ];
    snapshot.close();
    return found;
  }

  async #totals(rows: RowReader): Promise<readonly Violation[]> {
    const head = await readHead(rows);
    if (head === null) return [{ law: 'totals', message: 'radar has committed nothing' }];
    const found: Violation[] = [];
    for (const range of rangesOf(COUNTER_LADDER, head)) found.push(...(await this.#countersOf(rows, head, range)));
    for (const range of rangesOf(PEOPLE_LADDER, head)) found.push(...(await this.#peopleOf(rows, head, range)));
    return found;
  }

  async #countersOf(rows: RowReader, head: Head, range: Range): Promise<Violation[]> {
    const sums = await sumCounters(storedRangeRows(rows), head, BRANDS, range);
    return BRANDS.flatMap((brand) => {
      const counted = textOfCounters(sums.get(brand) as Counters);
      const where = `${brand} in [${range.fromMs}, ${range.toMs})`;
      const expected = this.#once(`counters of ${where}`, () => textOfSums(this.#oracle.countersIn(brand, range)));
      return counted === expected ? [] : [{ law: 'totals', message: `${where}: ${counted}, expected ${expected}` }];
    });
  }

  async #peopleOf(rows: RowReader, head: Head, range: Range): Promise<Violation[]> {
    const united = await unitePeople(storedRangeRows(rows), head, { brands: BRANDS, kinds: KINDS }, range);
    return BRANDS.flatMap((brand) =>
      KINDS.flatMap((kind): Violation[] => {
        const counted = String((united.get(peopleName(brand, kind)) as PeopleSet).estimate());
        const where = `${kind} of ${brand} in [${range.fromMs}, ${range.toMs})`;
        const expected = this.#once(where, () => String(this.#oracle.peopleIn(brand, kind, range).size));
        return counted === expected ? [] : [{ law: 'people', message: `${where}: ${counted}, expected ${expected}` }];
      }),
    );
  }

  /** Each hour of each brand by platform and country, as far back as radar keeps them. */
  async #cutTotals(rows: RowReader): Promise<readonly Violation[]> {
    const found: Violation[] = [];
    for (const hourMs of (await readHead(rows))?.cutHours ?? []) {
      for (const { key: brand, bytes } of await rows.scan(cutFamily(hourMs))) {
        const expected = this.#cutsOf(brand, hourMs);
        for (const [name, slots] of CUT_ROW_CODEC.decode(bytes)) {
          const counted = textOfCounters(sumOf(slots));
          if (counted === expected.get(name)) continue;
          const message = `${name} of ${brand} in hour ${hourMs}: ${counted}, expected ${expected.get(name)}`;
          found.push({ law: 'totals', message });
        }
      }
    }
    return found;
  }

  #once(question: string, ask: () => string): string {
    const said = this.#said.get(question) ?? ask();
    this.#said.set(question, said);
    return said;
  }

  #cutsOf(brand: string, hourMs: number): ReadonlyMap<string, string> {
    const where = `${brand} ${hourMs}`;
    const known = this.#cuts.get(where);
    if (known !== undefined) return known;
    const expected = new Map(
      (['platform', 'country'] as const).flatMap((dimension) =>
        [...this.#oracle.cutsIn(brand, dimension, hourMs, hourMs + HOUR_MS)].map(
          ([value, sums]) => [cutName(dimension, value), textOfSums(sums)] as const,
        ),
      ),
    );
    this.#cuts.set(where, expected);
    return expected;
  }

  async #decisions(cluster: Cluster, rows: RowReader): Promise<readonly Violation[]> {
    const { decisions, differing } = await decisionsOf(cluster);
    const found: Violation[] = differing.map((id) => ({
      law: 'decisions',
      message: `the alert ${id} was published with different bytes`,
    }));
    const at = this.decisions.findIndex((decision, index) => decision !== decisions[index]);
    if (at >= 0 || decisions.length !== this.decisions.length) {
      const place = at >= 0 ? at : this.decisions.length;
      const message = `decision ${place} is ${difference(decisions[place], this.decisions[place])}`;
      found.push({ law: 'decisions', message });
    }
    const kept = await readAlerts(rows, { limit: 10_000 });
    const shown = new Set(kept.alerts.map(({ id }) => id));
    if (shown.size !== this.decisions.length) {
      found.push({ law: 'decisions', message: `radar shows ${shown.size} alerts, decided ${this.decisions.length}` });
    }
    return found;
  }

  async #accounts(cluster: Cluster, rows: RowReader): Promise<readonly Violation[]> {
    const found: Violation[] = [];
    for (let partition = 0; partition < this.#partitions; partition++) {
      const snapshot = await cluster.stores.snapshot(`tally/${partition}`);
      const { accounts } = await Tally.load(snapshot, { partition, groups: [GROUP] });
      snapshot.close();
      const [counted, expected] = [JSON.stringify(accounts), JSON.stringify(this.#oracle.accounts(partition))];
      if (!isBalanced(accounts))
        found.push({ law: 'accounts', message: `partition ${partition}: ${counted} do not add up` });
      if (counted !== expected) {
        found.push({ law: 'accounts', message: `partition ${partition}: ${counted}, expected ${expected}` });
      }
    }
    for (const { partition, accounts } of (await readHead(rows))?.partitions ?? []) {
      if (isBalanced(accounts)) continue;
      found.push({ law: 'accounts', message: `radar's view of partition ${partition} does not add up` });
    }
    return found;
  }
}

interface Decisions {
  /**
   * By brand, those of a silent source by their incident, and of each in the order in which they were first published: no
   * other order is promised, since a silence waits for no watermark, and two sources may fall silent in either order in
   * two partitions. Without their place in the log.
   */
  readonly decisions: readonly string[];
  /** Ids that were published with more than one content. */
  readonly differing: readonly string[];
}

async function decisionsOf(cluster: Cluster): Promise<Decisions> {
  const contents = new Map<string, string>();
  const ordered = new Map<string, string[]>();
  const differing = new Set<string>();
  for (const { value } of await cluster.recordsOf(TOPICS.alerts.topic, 0)) {
    const alert = decodeAlert(value as Uint8Array);
    const { logPosition: _, ...decided } = alert;
    const content = JSON.stringify(decided);
    const known = contents.get(alert.id);
    if (known === undefined) {
      contents.set(alert.id, content);
      const about = alert.class === 'no-data' ? `${alert.brand} ${alert.incident}` : alert.brand;
      ordered.set(about, [...(ordered.get(about) ?? []), content]);
    } else if (known !== content) differing.add(alert.id);
  }
  const decisions = [...ordered].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, decided]) => decided);
  return { decisions, differing: [...differing] };
}

/** Where two decisions part: the first field that differs. */
function difference(decision: string | undefined, ofCleanRun: string | undefined): string {
  if (decision === undefined || ofCleanRun === undefined) {
    return `${nameOf(decision)}, of the clean run ${nameOf(ofCleanRun)}`;
  }
  const [one, other] = [decision, ofCleanRun].map((text) => JSON.parse(text) as Record<string, unknown>) as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  if (one['id'] !== other['id']) return `${nameOf(decision)}, of the clean run ${nameOf(ofCleanRun)}`;
  const field = Object.keys(one).find((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name])) ?? '';
  return `${nameOf(decision)} with ${field} ${JSON.stringify(one[field])}, of the clean run ${JSON.stringify(other[field])}`;
}

function nameOf(decision: string | undefined): string {
  if (decision === undefined) return 'none';
  const { brand, state, atMs } = JSON.parse(decision) as Pick<Alert, 'brand' | 'state' | 'atMs'>;
  return `${brand} ${state} at ${atMs}`;
}

/** The ranges of all windows, live and as of before, each once. */
function rangesOf(ladder: Ladder, head: Head): readonly Range[] {
  const ranges = new Map<string, Range>();
  for (const agoMs of AGO_MS) {
    for (const window of WINDOWS) {
      const atMs = agoMs === null || head.watermarkMs === null ? undefined : head.watermarkMs - agoMs;
      const end = windowEnd(head, { window, atMs });
      if (end.kind !== 'end') continue;
      const range = rangeOn(ladder, head, end, window);
      if (isRangeKept(ladder, range, head)) ranges.set(JSON.stringify(range), range);
    }
  }
  return [...ranges.values()];
}

/** What is not 0, in the order of the vector: equal sums have equal texts. */
function textOfCounters({ vector, value }: Counters): string {
  const parts: string[] = [];
  COUNTER_IDS.forEach((id, index) => {
    addPart(parts, id, vector[index] as number);
    addPart(parts, `${id}.retracted`, vector[COUNTERS + index] as number);
  });
  return withValues(parts, value ?? new Map());
}

function textOfSums({ additions, retracted, value }: Sums): string {
  const parts: string[] = [];
  for (const id of COUNTER_IDS) {
    addPart(parts, id, additions[id]);
    addPart(parts, `${id}.retracted`, retracted[id]);
  }
  return withValues(parts, value);
}

function withValues(parts: string[], value: ReadonlyMap<string, CustomerValue>): string {
  for (const currency of [...value.keys()].sort()) {
    const { direct, indirect } = value.get(currency) as CustomerValue;
    addPart(parts, `direct.${currency}`, direct);
    addPart(parts, `indirect.${currency}`, indirect);
  }
  return parts.join(' ');
}

function addPart(parts: string[], name: string, total: number): void {
  if (total !== 0) parts.push(`${name}=${total}`);
}
