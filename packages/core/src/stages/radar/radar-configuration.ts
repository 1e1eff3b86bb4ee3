/** What radar decides by: the watched brands and how often it may be wrong. It goes to the log before it is used. */
export interface WatchedBrand {
  /** As on the log: `main/united`. */
  readonly id: string;
  readonly name: string;
  /** Own in any market. */
  readonly isOwn: boolean;
  /** The first market that the brand is in. */
  readonly market: string | null;
}

export interface RadarConfiguration {
  readonly group: string;
  readonly brands: readonly WatchedBrand[];
  /** Per own brand, all rules together. */
  readonly falseAlarmsPerWeek: number;
  /** Digest and canonical text of what decisions depend on. */
  readonly digest: string;
  readonly text: string;
}
