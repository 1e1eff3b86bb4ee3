/**
 * Decides, every 10 s of event time, for every brand that has anything to decide about; and keeps the incidents.
 *
 * Reads on-time totals of finished panes only, so a decision depends on each partition's log alone (law 7).
 */
import { SURGE_WINDOW_MS, type SurgeInput, stepSurge } from '../../detection/negative-surge.ts';
import { type PackedWatch, Watch } from '../../detection/watch.ts';
import type { Alert } from '../../model/alert.ts';
import { packRow, unpackRow } from '../row-codec.ts';
import type { CollectedChanges } from '../row-table.ts';
import type { RowReader } from '../state-changes.ts';
import type { OpenPanes } from './open-panes.ts';
import type { Progress } from './progress.ts';
import type { RadarConfiguration, WatchedBrand } from './radar-configuration.ts';
import { incidentId, toAlert } from './surge-alert.ts';

/** Where the watches' decisions get their facts from. */
export interface Facts {
  readonly panes: OpenPanes;
  readonly progress: Progress;
}

/** A brand's negative attention in the rule's window, as the rule sees it. */
export interface Attention {
  readonly acts: number;
  /** What is usual for the window, and how it varies: variance = expected + dispersion x expected^2. */
  readonly expected: number;
  readonly dispersion: number;
}

export class Detector {
  private readonly watches = new Map<string, Watch>();
  private readonly active = new Set<string>();
  private readonly dirty = new Set<string>();
  private alerts: Alert[] = [];

  static async load(rows: RowReader): Promise<Detector> {
    const detector = new Detector();
    for (const { key, bytes } of await rows.scan('watches')) {
      const watch = Watch.unpack(key, unpackRow<PackedWatch>(bytes));
      detector.watches.set(key, watch);
      if (watch.isActive) detector.active.add(key);
    }
    return detector;
  }

  /** A finished pane's negative attention of a brand; the panes of a brand come in their order. */
  addPane(brand: string, startMs: number, acts: number, configuration: RadarConfiguration): void {
    if (acts === 0 || !configuration.brands.some(({ id }) => id === brand)) return;
    this.watchOf(brand, startMs).addPane(startMs, acts);
    this.active.add(brand);
    this.dirty.add(brand);
  }

  /** Starts watching, so that a brand's history counts from now on, quiet or not. */
  watchAll(configuration: RadarConfiguration, sinceMs: number): void {
    for (const { id } of configuration.brands) {
      if (!this.watches.has(id)) this.dirty.add(id);
      this.watchOf(id, sinceMs);
    }
  }

  /** Looks at all brands in which there is something to see, in the order of the configuration. */
  decide(atMs: number, configuration: RadarConfiguration, facts: Facts): void {
    if (this.active.size === 0) return;
    for (const brand of configuration.brands) {
      if (!this.active.has(brand.id)) continue;
      const watch = this.watches.get(brand.id) as Watch;
      watch.advance(atMs);
      this.dirty.add(brand.id);
      this.look(watch, brand, atMs, configuration, facts);
      if (!watch.isActive) this.active.delete(brand.id);
    }
  }

  /** In the window that ends at `atMs`, which must not lie before the last decision; `null`: it is not watched. */
  attentionOf(brand: string, atMs: number): Attention | null {
    const watch = this.watches.get(brand);
    if (watch === undefined) return null;
    watch.advance(atMs);
    const { acts, expected, dispersion } = watch;
    return { acts, expected, dispersion };
  }

  /** The alerts of the decisions since the last call, in their order. */
  takeAlerts(): readonly Alert[] {
    const alerts = this.alerts;
    this.alerts = [];
    return alerts;
  }

  collect(changes: CollectedChanges): void {
    for (const brand of this.dirty) {
      const watch = this.watches.get(brand);
      if (watch !== undefined) changes.puts.push({ family: 'watches', key: brand, bytes: packRow(watch.pack()) });
    }
    this.dirty.clear();
  }

  private look(
    watch: Watch,
    brand: WatchedBrand,
    atMs: number,
    configuration: RadarConfiguration,
    { panes, progress }: Facts,
  ): void {
    const input: SurgeInput = {
      atMs,
      acts: watch.acts,
      expected: watch.expected,
      dispersion: watch.dispersion,
      historyMs: atMs - watch.sinceMs,
      isOwn: brand.isOwn,
      falseAlarmsPerWeek: configuration.falseAlarmsPerWeek,
      people: () => panes.peopleIn(brand.id, 'negative', atMs - SURGE_WINDOW_MS, atMs),
    };
    const decision = stepSurge(input, watch.episode);
    if (decision.kind === 'none') return;
    const incident = watch.episode ?? {
      incident: incidentId(configuration.group, brand.id, atMs),
      openedAtMs: atMs,
      severity: decision.severity,
      notices: 0,
      calmSinceMs: null,
      peak: watch.acts,
    };
    incident.severity = decision.severity;
    const { group } = configuration;
    this.alerts.push(toAlert({ group, brand, input, decision, incident, severity: decision.severity, progress }));
    incident.notices += 1;
    watch.episode = decision.kind === 'resolved' ? null : incident;
  }

  private watchOf(brand: string, sinceMs: number): Watch {
    let watch = this.watches.get(brand);
    if (watch === undefined) {
      watch = new Watch(brand, sinceMs);
      this.watches.set(brand, watch);
    }
    return watch;
  }
}
