/** Numbers as the people of a brand team read them; no locale data is asked, so they are the same everywhere. */

/** Thousands apart as each language writes them, with a narrow space in Norwegian. */
export function number(value: number, locale: 'en' | 'nb'): string {
  const digits = String(Math.round(value));
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, locale === 'en' ? ',' : '\u202f');
}

/** To two digits that count: what is expected is not known to the last share. */
export function roughly(value: number): number {
  let unit = 1;
  while (value >= 100 * unit) unit *= 10;
  return Math.round(value / unit) * unit;
}
