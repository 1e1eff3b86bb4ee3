/** What in a configuration must hold between places: ids stand once, what is named exists, spans end after they begin. */
import { nearestName } from '../edge/nearest-name.ts';
import { readBrandTerms } from '../language/brand-terms.ts';
import { readHours } from './business-hours.ts';
import type { ConfigurationFile } from './configuration-schema.ts';
import { ruleFaults } from './rule-schema.ts';

/** A fault at a path of the file. */
export interface PathFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const SECTIONS_WITH_IDS = ['brands', 'markets', 'goals', 'campaigns', 'sources', 'channels'] as const;

function repeatedIds(section: readonly { readonly id: string }[], path: readonly PropertyKey[]): PathFault[] {
  const seen = new Set<string>();
  const faults: PathFault[] = [];
  section.forEach(({ id }, index) => {
    if (seen.has(id))
      faults.push({ path: [...path, index, 'id'], message: `"${id}" stands twice; give each its own id` });
    seen.add(id);
  });
  return faults;
}

function repeatedNames(names: readonly string[], path: readonly PropertyKey[]): PathFault[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) === index ? [] : [{ path: [...path, index], message: `"${name}" stands twice; remove one` }],
  );
}

function unknownBrand(brand: string, known: readonly string[], path: readonly PropertyKey[]): PathFault[] {
  if (known.includes(brand)) return [];
  const nearest = nearestName(brand, known);
  const advice =
    nearest === undefined ? `; they are ${known.slice(0, 10).join(', ')}` : ` (did you mean "${nearest}"?)`;
  return [{ path, message: `"${brand}" is not a brand of this file${advice}` }];
}

function marketFaults(file: ConfigurationFile, known: readonly string[]): PathFault[] {
  return (file.markets ?? []).flatMap((market, index) => {
    const path = ['markets', index];
    const notInPanel = market.own.flatMap((brand, at) =>
      market.brands.includes(brand) || !known.includes(brand)
        ? []
        : [
            {
              path: [...path, 'own', at],
              message: `"${brand}" is own but not among the market's brands; add it there`,
            },
          ],
    );
    return [
      ...market.brands.flatMap((brand, at) => unknownBrand(brand, known, [...path, 'brands', at])),
      ...market.own.flatMap((brand, at) => unknownBrand(brand, known, [...path, 'own', at])),
      ...notInPanel,
      ...repeatedNames(market.brands, [...path, 'brands']),
      ...repeatedNames(market.own, [...path, 'own']),
    ];
  });
}

function termFaults(file: ConfigurationFile): PathFault[] {
  return file.brands.flatMap((brand, index) =>
    readBrandTerms([{ id: brand.id, ...brand.match }]).faults.map((fault) => ({
      path: ['brands', index, 'match', fault.field, fault.index],
      message: fault.message.slice(fault.message.indexOf(`"${brand.id}"`) + brand.id.length + 3),
    })),
  );
}

function spanFaults(file: ConfigurationFile): PathFault[] {
  const goals = file.goals.flatMap(({ from, by }, index) =>
    from < by ? [] : [{ path: ['goals', index, 'by'], message: `${by} must come after "from" (${from})` }],
  );
  const campaigns = file.campaigns.flatMap(({ from, to }, index) =>
    from <= to ? [] : [{ path: ['campaigns', index, 'to'], message: `${to} comes before "from" (${from})` }],
  );
  const { holidays: _, ...spans } = file.businessHours;
  const hours = Object.entries(spans).flatMap(([days, span]) => {
    const reading = readHours(days, String(span));
    return reading.kind === 'fault' ? [{ path: ['businessHours', days], message: reading.message }] : [];
  });
  return [...goals, ...campaigns, ...hours];
}

function channelFaults(file: ConfigurationFile): PathFault[] {
  return file.channels.flatMap((channel, index) => {
    const path = ['channels', index];
    if (channel.kind === 'mail') {
      return (channel.to ?? []).length > 0 ? [] : [{ path, message: 'mail needs "to", a list of addresses' }];
    }
    const isAddressed = channel.url !== undefined || channel.secret !== undefined;
    return isAddressed
      ? []
      : [{ path, message: `${channel.kind} needs "url", or "secret": the variable that holds the address` }];
  });
}

/** Every fault between places of a file whose entries, each by itself, are sound; `known` are the ids of its brands. */
export function crossFaults(file: ConfigurationFile, known: readonly string[]): readonly PathFault[] {
  const ids = SECTIONS_WITH_IDS.flatMap((section) => repeatedIds(file[section] ?? [], [section]));
  const named = (['goals', 'campaigns'] as const).flatMap((section) =>
    file[section].flatMap(({ brand }, index) => unknownBrand(brand, known, [section, index, 'brand'])),
  );
  const brandsOfRules = file.alerts.rules.flatMap(({ brands }, index) =>
    (brands ?? []).flatMap((brand, at) => unknownBrand(brand, known, ['alerts', 'rules', index, 'brands', at])),
  );
  return [
    ...ids,
    ...repeatedIds(file.alerts.rules, ['alerts', 'rules']),
    ...ruleFaults(file.alerts.rules),
    ...brandsOfRules,
    ...termFaults(file),
    ...marketFaults(file, known),
    ...named,
    ...spanFaults(file),
    ...channelFaults(file),
  ];
}
