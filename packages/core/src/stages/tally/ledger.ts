/**
 * Books what a record counts for a brand: into its pane or late slot, and into its hour's cuts.
 *
 * A record usually touches one brand and at most three vectors; they are looked up once, then added to.
 */
import {
  addValue,
  COUNTERS,
  type CounterId,
  type Counters,
  counterIndex,
  emptyCounters,
} from '../../metrics/counters.ts';
import type { AuthorHash, EventTimeMs, SentimentClass } from '../../model/interaction.ts';
import type { PeopleKind } from '../../model/pulse.ts';
import { type Placement, placementOf } from '../../windows/lateness.ts';
import { floorTo, HOUR_MS } from '../../windows/pane.ts';
import type { RowAddress } from '../state-changes.ts';
import type { Concentrations } from './concentrations.ts';
import { isCut, type Slots } from './slots.ts';

const BY_CLASS: Readonly<Record<'mentions' | 'engagements', Readonly<Record<SentimentClass, number>>>> = {
  mentions: classes('mentionsNegative', 'mentionsNeutral', 'mentionsPositive'),
  engagements: classes('engagementsNegative', 'engagementsNeutral', 'engagementsPositive'),
};

const NEGATIVE_ATTENTION = counterIndex('negativeAttention');

export class Ledger {
  private readonly slots: Slots;
  private readonly concentrations: Concentrations;
  /** The newest event time that was counted for a brand; `null` before the first. */
  newestMs: number | null;
  /** Where that counts which it was gone to; `null`: it has expired, or nothing was yet. */
  placement: Placement | null = null;
  /** What is open: of the brand's pane or late slot ... */
  private slot: Counters = emptyCounters();
  /** ... and of its hour's cuts, as far as it is cut. */
  private ofPlatform: Counters | null = null;
  private ofCountry: Counters | null = null;
  private brand = '';
  private atMs: EventTimeMs = 0;
  private platform = '';
  private country: string | null = null;
  /** `null`: too old to be cut. */
  private cutHourMs: EventTimeMs | null = null;

  constructor(slots: Slots, concentrations: Concentrations, newestMs: number | null) {
    this.slots = slots;
    this.concentrations = concentrations;
    this.newestMs = newestMs;
  }

  /** What is asked and booked from now on happened then and there. */
  goTo(atMs: EventTimeMs, platform: string, country: string | null, watermarkMs: EventTimeMs | null): void {
    const hourMs = floorTo(atMs, HOUR_MS);
    this.placement = placementOf(atMs, watermarkMs);
    this.atMs = atMs;
    this.platform = platform;
    this.country = country;
    this.cutHourMs = isCut(hourMs, watermarkMs) ? hourMs : null;
  }

  /** The rows that `begin` would need for these brands and that are not loaded; none where all is expired. */
  missing(brands: readonly string[], missing: RowAddress[]): void {
    const { placement, cutHourMs } = this;
    if (placement === null) return;
    for (const brand of brands) this.slots.missing(brand, placement, cutHourMs, missing);
  }

  /** Everything until the next `begin` is booked for this brand; not to be called where all is expired. */
  begin(brand: string): void {
    const { atMs, cutHourMs, country, placement } = this;
    if (this.newestMs === null || atMs > this.newestMs) this.newestMs = atMs;
    this.brand = brand;
    this.slot = this.slots.counters(brand, placement as Placement);
    this.ofPlatform = cutHourMs === null ? null : this.slots.cut(brand, cutHourMs, 'platform', this.platform);
    this.ofCountry =
      cutHourMs === null || country === null ? null : this.slots.cut(brand, cutHourMs, 'country', country);
  }

  add(counter: number, additions: number): void {
    this.addAt(counter, additions);
  }

  retract(counter: number, retracted: number): void {
    this.addAt(COUNTERS + counter, retracted);
  }

  /** Additions and retractions of mentions or engagements, by the sentiment class they have; none: not by class. */
  byClass(what: 'mentions' | 'engagements', sentiment: SentimentClass, additions: number, retracted: number): void {
    const counter = BY_CLASS[what][sentiment];
    if (counter < 0) return;
    this.add(counter, additions);
    this.retract(counter, retracted);
  }

  money(currency: string, direct: number, indirect: number): void {
    for (const counters of [this.slot, this.ofPlatform, this.ofCountry]) {
      if (counters !== null) addValue(counters, currency, direct, indirect);
    }
  }

  /** Acts of negative attention: how many, and by whom, where one person is known; an item also says something. */
  negative(acts: number, author: AuthorHash | null, text = ''): void {
    this.add(NEGATIVE_ATTENTION, acts);
    if (author !== null) this.person('negative', author);
    const { level, startMs } = this.placement as Placement;
    if (level !== 'pane') return;
    if (author !== null) this.concentrations.act(this.brand, startMs, { author, acts });
    if (text !== '') this.concentrations.item(this.brand, startMs, text);
  }

  person(kind: PeopleKind, author: AuthorHash): void {
    this.slots.person(this.brand, this.placement as Placement, kind, author);
  }

  private addAt(place: number, number: number): void {
    addTo(this.slot, place, number);
    if (this.ofPlatform !== null) addTo(this.ofPlatform, place, number);
    if (this.ofCountry !== null) addTo(this.ofCountry, place, number);
  }
}

function addTo({ vector }: Counters, place: number, number: number): void {
  vector[place] = (vector[place] as number) + number;
}

function classes(negative: CounterId, neutral: CounterId, positive: CounterId): Record<SentimentClass, number> {
  return {
    negative: counterIndex(negative),
    neutral: counterIndex(neutral),
    positive: counterIndex(positive),
    unscored: -1,
  };
}
