/**
 * The simulated market: five makers of fizzy drinks that do not exist, under names that nobody bears. Bobblefjord is
 * the one on whose side the demonstration stands.
 */
export interface MarketBrand {
  readonly id: string;
  readonly name: string;
  /** Without sign; the handle, the hashtag and the accounts of the brand all bear it. */
  readonly handle: string;
  readonly products: readonly string[];
  /** Its part of all talk; the parts sum to 1. */
  readonly weight: number;
  /** Probability that a post about it is negative, neutral, positive; sums to 1. */
  readonly moods: readonly [negative: number, neutral: number, positive: number];
}

export const OWN_BRAND: MarketBrand = {
  id: 'bobblefjord',
  name: 'Bobblefjord',
  handle: 'bobblefjord',
  products: ['Bobblefjord Lemon', 'Bobblefjord Cloudberry'],
  weight: 0.28,
  moods: [0.15, 0.4, 0.45],
};

export const MARKET_BRANDS: readonly MarketBrand[] = [
  OWN_BRAND,
  {
    id: 'fizzelby',
    name: 'Fizzelby',
    handle: 'fizzelby',
    products: ['Fizzelby Zero'],
    weight: 0.26,
    moods: [0.18, 0.42, 0.4],
  },
  {
    id: 'gurglewick',
    name: 'Gurglewick',
    handle: 'gurglewick',
    products: ['Gurglewick Ginger'],
    weight: 0.2,
    moods: [0.22, 0.43, 0.35],
  },
  {
    id: 'plonkola',
    name: 'Plonkola',
    handle: 'plonkola',
    products: ['Plonkola Max'],
    weight: 0.16,
    moods: [0.25, 0.4, 0.35],
  },
  {
    id: 'skvulpa',
    name: 'Skvulpa',
    handle: 'skvulpa',
    products: ['Skvulpa Blueberry'],
    weight: 0.1,
    moods: [0.16, 0.39, 0.45],
  },
];

export const MARKET_PLATFORMS: readonly { readonly id: string; readonly weight: number }[] = [
  { id: 'instagram', weight: 0.26 },
  { id: 'facebook', weight: 0.22 },
  { id: 'tiktok', weight: 0.2 },
  { id: 'x', weight: 0.16 },
  { id: 'youtube', weight: 0.07 },
  { id: 'bluesky', weight: 0.06 },
  { id: 'reddit', weight: 0.03 },
];

/** The platforms on which every brand has an account of its own. */
export const OWN_ACCOUNT_PLATFORMS: readonly string[] = ['instagram', 'facebook', 'tiktok', 'x'];

/** The author of what the brand itself writes. */
export function accountOf(brand: MarketBrand): string {
  return brand.handle;
}

/** The grapevine.yaml that watches the simulated market. */
export function demoConfiguration(): string {
  const lines = [
    '# The simulated market of `grapevine demo`: five makers of fizzy drinks that do not exist.',
    'group: main',
    'locale: en',
    'timeZone: Europe/Oslo',
    'businessHours: { mon-fri: "08:00-16:00", holidays: [] }',
    'brands:',
  ];
  for (const brand of MARKET_BRANDS) {
    const products = brand.products.map((product) => `"${product}"`).join(', ');
    const accounts = OWN_ACCOUNT_PLATFORMS.map(
      (platform) => `{ platform: ${platform}, id: "${accountOf(brand)}" }`,
    ).join(', ');
    lines.push(
      `  - id: ${brand.id}`,
      `    name: ${brand.name}`,
      `    match: { keywords: ["${brand.name.toLowerCase()}"], handles: ["@${brand.handle}"], hashtags: ["#${brand.handle}"], products: [${products}] }`,
      `    accounts: [${accounts}]`,
    );
  }
  const ids = MARKET_BRANDS.map((brand) => brand.id).join(', ');
  lines.push('markets:', `  - { id: fizzy-drinks, version: 1, own: [${OWN_BRAND.id}], brands: [${ids}] }`);
  return `${lines.join('\n')}\n`;
}
