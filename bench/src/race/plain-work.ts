/**
 * The race's job and nothing more, as a stage on Grapevine's runner: what log, store and runner cost without what tally
 * does beside. As with the peer, all state is in memory, loaded when the stage begins; and every change is committed with
 * the position, exactly once.
 *
 *     posts   platform:post  ->  mentions likes shares comments views brand brand ...
 *     panes   start brand    ->  mentions likes shares comments views
 */
import { floorTo, PANE_MS } from '@grapevine/core/windows/pane.ts';
import type { StateReader } from '@grapevine/engine/ports/state-store.ts';
import type { PartitionWork, StageInstance } from '@grapevine/engine/runtime/partition-runner.ts';
import { TOPICS } from '@grapevine/engine/runtime/topics.ts';
import { countsAt, paneKey, RACE_KINDS, type RaceCounts } from './counts.ts';
import { ProjectedInteraction } from './projected-interaction.ts';

interface Counted {
  readonly key: string;
  readonly counts: number[];
  brands: readonly string[];
  isChanged: boolean;
}

/** Rows by key, and which of them have changed. */
class Table {
  readonly family: string;
  private changed: Counted[] = [];

  constructor(family: string) {
    this.family = family;
  }

  changeOf(row: Counted): Counted {
    if (!row.isChanged) this.changed.push(row);
    row.isChanged = true;
    return row;
  }

  takePuts() {
    const puts = this.changed.map(({ key, counts, brands }) => {
      return { family: this.family, key, bytes: Buffer.from([...counts, ...brands].join(' ')) };
    });
    for (const row of this.changed) row.isChanged = false;
    this.changed = [];
    return puts;
  }
}

const NO_ROWS = { drops: [], deletes: [] };

export function plainScope(partition: number): string {
  return `plain/${partition}`;
}

export function plainWork(partition: number): PartitionWork {
  const { topic } = TOPICS.interactions;
  return { scope: plainScope(partition), topic, partition, open: openPlainStage };
}

async function openPlainStage(rows: StateReader | Parameters<PartitionWork['open']>[0]): Promise<StageInstance> {
  const [postTable, paneTable] = [new Table('posts'), new Table('panes')];
  const posts = new Map<string, Counted>();
  const panes = new Map<number, Map<string, Counted>>();
  for (const { key, bytes } of await rows.scan(postTable.family)) posts.set(key, rowOf(key, bytes));
  for (const { key, bytes } of await rows.scan(paneTable.family)) {
    const [startMs, brand] = partsOf(key);
    brandsIn(panes, startMs).set(brand, rowOf(key, bytes));
  }
  const interaction = new ProjectedInteraction();

  const countInPane = (brand: string) => {
    const startMs = floorTo(interaction.atMs, PANE_MS);
    const brands = brandsIn(panes, startMs);
    let pane = brands.get(brand);
    if (pane === undefined) {
      pane = emptyRow(`${startMs} ${brand}`);
      brands.set(brand, pane);
    }
    const { counts } = paneTable.changeOf(pane);
    counts[interaction.kind] = (counts[interaction.kind] as number) + 1;
  };

  return {
    async fold(records) {
      for (const { key, value } of records) {
        if (!interaction.read(value as Buffer) || interaction.kind < 0) continue;
        const name = key as string;
        let post = posts.get(name);
        if (post === undefined) {
          post = emptyRow(name);
          posts.set(name, post);
        }
        postTable.changeOf(post);
        if (interaction.isItem) post.brands = interaction.brands;
        else post.counts[interaction.kind] = (post.counts[interaction.kind] as number) + 1;
        for (const brand of post.brands) countInPane(brand);
      }
    },
    changes: () => ({ ...NO_ROWS, puts: [...postTable.takePuts(), ...paneTable.takePuts()] }),
    publish: () => [],
    settled: () => undefined,
  };
}

/** What the rows of a partition say, added to `counts`. */
export async function addPlainRows(counts: RaceCounts, rows: StateReader): Promise<void> {
  for (const { key, bytes } of await rows.scan('posts')) {
    const row = rowOf(key, bytes);
    if (row.counts.some((count) => count > 0)) addTo(countsAt(counts.posts, key), row.counts);
  }
  for (const { key, bytes } of await rows.scan('panes')) {
    const [startMs, brand] = partsOf(key);
    addTo(countsAt(counts.panes, paneKey(brand, startMs)), rowOf(key, bytes).counts);
  }
}

function addTo(to: ReturnType<typeof countsAt>, counts: readonly number[]): void {
  for (const [index, kind] of RACE_KINDS.entries()) to[kind] += counts[index] as number;
}

function brandsIn(panes: Map<number, Map<string, Counted>>, startMs: number): Map<string, Counted> {
  let brands = panes.get(startMs);
  if (brands === undefined) {
    brands = new Map();
    panes.set(startMs, brands);
  }
  return brands;
}

function emptyRow(key: string): Counted {
  return { key, counts: RACE_KINDS.map(() => 0), brands: [], isChanged: false };
}

function rowOf(key: string, bytes: Uint8Array): Counted {
  const parts = Buffer.from(bytes).toString().split(' ');
  const counts = parts.slice(0, RACE_KINDS.length).map(Number);
  return { key, counts, brands: parts.slice(RACE_KINDS.length), isChanged: false };
}

function partsOf(paneRowKey: string): [startMs: number, brand: string] {
  const space = paneRowKey.indexOf(' ');
  return [Number(paneRowKey.slice(0, space)), paneRowKey.slice(space + 1)];
}
