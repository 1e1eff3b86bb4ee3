/**
 * The brands of the standard load: invented words, their most looked-for forms (name, handle, hashtag), and the
 * configuration that watches them. Handle and hashtag do not end at the name, so that each form is found by its own term.
 */
const BEGINNINGS = ['Zwib', 'Qorv', 'Vlim', 'Drux', 'Fnar', 'Jyrp', 'Kwez', 'Plov', 'Xalb', 'Gmur'];
const ENDINGS = ['ando', 'ekki', 'ulix', 'ossa', 'ynta', 'iffel', 'agurk', 'ombi', 'etzu', 'uppen'];
const MOST_BRANDS = 1000;

export interface StandardLoadBrand {
  readonly id: string;
  readonly name: string;
  /** With the @. */
  readonly handle: string;
  /** With the #. */
  readonly hashtag: string;
}

/** The first `count` brands (1..1000), each the same whatever the count. */
export function standardLoadBrands(count: number): readonly StandardLoadBrand[] {
  if (!(count >= 1 && count <= MOST_BRANDS))
    throw new RangeError(`${count} brands; the standard load has 1 to ${MOST_BRANDS}`);
  return Array.from({ length: count }, (_, index) => brandAt(index));
}

function brandAt(index: number): StandardLoadBrand {
  const beginning = BEGINNINGS[index % 10] as string;
  const ending = ENDINGS[Math.floor(index / 10) % 10] as string;
  const round = Math.floor(index / 100);
  const name = `${beginning}${ending}${round === 0 ? '' : (ENDINGS[round] as string)}`;
  const id = name.toLowerCase();
  return { id, name, handle: `@${id}_hq`, hashtag: `#team${id}` };
}

/** The grapevine.yaml that watches the first `count` brands: one group, one market, of which the first brand is own. */
export function standardLoadConfiguration(count: number): string {
  const brands = standardLoadBrands(count);
  const own = (brands[0] as StandardLoadBrand).id;
  const lines = ['group: main', 'locale: en', 'timeZone: Europe/Oslo', 'brands:'];
  for (const { id, name, handle, hashtag } of brands) {
    lines.push(
      `  - id: ${id}`,
      `    name: ${name}`,
      `    match: { keywords: ["${id}"], handles: ["${handle}"], hashtags: ["${hashtag}"] }`,
    );
  }
  lines.push(
    'markets:',
    `  - { id: standard, version: 1, own: [${own}], brands: [${brands.map((brand) => brand.id).join(', ')}] }`,
  );
  return `${lines.join('\n')}\n`;
}
