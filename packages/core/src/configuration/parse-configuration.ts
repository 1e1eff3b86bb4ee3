/**
 * From the text of `grapevine.yaml` to a configuration, or to every fault in it at once, each at its line and column:
 * whoever repairs the file should need to run the check twice only.
 */
import { complaintsOf, valueAt } from '../edge/issue-text.ts';
import { readHours } from './business-hours.ts';
import type { Configuration } from './configuration.ts';
import type { ConfigurationFile } from './configuration-schema.ts';
import { configurationJsonSchema, configurationSchema } from './configuration-schema.ts';
import { crossFaults, type PathFault } from './cross-checks.ts';
import { durationMs } from './duration.ts';
import { ruleSetOf } from './rule-schema.ts';
import { soundPartOf } from './sound-part.ts';
import type { SourceFault, YamlDocument } from './yaml-source.ts';
import { placedFaults, readYaml } from './yaml-source.ts';

export type ConfigurationReading =
  | { readonly kind: 'ok'; readonly configuration: Configuration }
  | { readonly kind: 'faults'; readonly file: string; readonly faults: readonly SourceFault[] };

type JsonSchema = Readonly<Record<string, unknown>>;

/** Made once: it takes a millisecond, and each fault asks for it. */
let schemaOfAll: JsonSchema | undefined;

/** Names known to the object at a path, as the JSON Schema has them: one source for editors and for "did you mean". */
function namesAt(path: readonly PropertyKey[]): readonly string[] {
  schemaOfAll ??= configurationJsonSchema();
  let schema = schemaOfAll;
  for (const step of path) {
    const below =
      typeof step === 'number' ? schema['items'] : (schema['properties'] as JsonSchema | undefined)?.[String(step)];
    if (typeof below !== 'object' || below === null) return [];
    schema = below as JsonSchema;
  }
  return Object.keys((schema['properties'] as JsonSchema | undefined) ?? {});
}

function byPlace(left: SourceFault, right: SourceFault): number {
  return left.line - right.line || left.column - right.column;
}

function brandIdsIn(value: unknown): readonly string[] {
  const brands = valueAt(value, ['brands']);
  if (!Array.isArray(brands)) return [];
  return brands.map((brand: unknown) => valueAt(brand, ['id'])).filter((id) => typeof id === 'string');
}

function contentFaults(source: YamlDocument): readonly SourceFault[] {
  const known = brandIdsIn(source.value);
  const checked = configurationSchema.safeParse(source.value);
  if (checked.success) {
    return placedFaults(source, crossFaults(checked.data, known));
  }
  const complaints = checked.error.issues.flatMap((issue) => complaintsOf(issue, source.value, namesAt));
  const sound = soundPartOf(
    source.value,
    complaints.map(({ path }) => path),
  );
  const between = sound === undefined ? [] : crossFaults(sound.file, known).map(sound.inWhole);
  return placedFaults(source, [...complaints, ...between]);
}

function businessHoursOf(file: ConfigurationFile): Configuration['businessHours'] {
  const { holidays, ...spans } = file.businessHours;
  const open = Object.entries(spans).flatMap(([days, hours]) => {
    const reading = readHours(days, String(hours));
    return reading.kind === 'hours' ? reading.open : [];
  });
  return { open, holidays };
}

function marketsOf(file: ConfigurationFile): Configuration['markets'] {
  const brands = file.brands.map(({ id }) => id);
  return file.markets ?? [{ id: 'all', version: 1, own: brands, brands }];
}

function configurationOf(file: ConfigurationFile): Configuration {
  return {
    group: file.group,
    locale: file.locale,
    timeZone: file.timeZone,
    businessHours: businessHoursOf(file),
    brands: file.brands.map((brand) => ({ ...brand, name: brand.name ?? brand.id })),
    markets: marketsOf(file),
    goals: file.goals.map(({ baseline, by, from, target, ...goal }) => ({
      ...goal,
      baseline: { value: baseline.value, perMs: durationMs(baseline.per) },
      targetChange: Number(target.slice(0, -1)) / 100,
      fromDay: from,
      byDay: by,
    })),
    campaigns: file.campaigns.map(({ attributionWindow, cost, from, to, ...campaign }) => ({
      ...campaign,
      fromDay: from,
      toDay: to,
      cost: cost ?? null,
      attributionWindowMs: durationMs(attributionWindow),
    })),
    alerts: {
      falseAlarmsPerWeek: file.alerts.falseAlarmsPerWeek,
      rules: ruleSetOf(file.alerts.rules),
      advice: Object.fromEntries(Object.entries(file.alerts.advice).filter(([, text]) => text !== undefined)),
    },
    sources: file.sources.map(({ delay, holds, ...source }) => ({
      ...source,
      delayMs: delay === undefined ? null : durationMs(delay),
      holds: holds ?? null,
    })),
    channels: file.channels.map(({ secret, to, url, ...channel }) => ({
      ...channel,
      url: url ?? null,
      to: to ?? [],
      secret: secret ?? null,
    })),
  };
}

/** One fault on one line, as editors and terminals find it: `grapevine.yaml:3:5: brands[0].id is missing`. */
export function faultText(file: string, fault: SourceFault): string {
  return `${file}:${fault.line}:${fault.column}: ${fault.path === '$' ? '' : `${fault.path} `}${fault.message}`;
}

/**
 * Reads the text of `file` (its name is for messages only). Never throws; the faults stand in the order of the file.
 * `further` finds faults that others than the core know of: what the options of a source may be.
 */
export function parseConfiguration(
  text: string,
  file: string,
  further: (configuration: Configuration) => readonly PathFault[] = () => [],
): ConfigurationReading {
  const source = readYaml(text);
  if (source.kind === 'unreadable') return { kind: 'faults', file, faults: source.faults.toSorted(byPlace) };
  return checked(source, file, further);
}

/**
 * The configuration whose text is `base`, with `text` as its section `alerts`: what a file of rules holds. Faults are
 * named by their place in `file`. Never throws for a `base` that is sound.
 */
export function parseAlertsSection(text: string, file: string, base: string): ConfigurationReading {
  const section = readYaml(text);
  if (section.kind === 'unreadable') return { kind: 'faults', file, faults: section.faults.toSorted(byPlace) };
  return checkAlertsSection(section, file, base);
}

/** The same of a section that has been read, as a part of another file. */
export function checkAlertsSection(section: YamlDocument, file: string, base: string): ConfigurationReading {
  const whole = readYaml(base);
  if (whole.kind === 'unreadable') throw new Error('the configuration that the rules are read into is not sound');
  const reading = checked(
    {
      kind: 'document',
      value: { ...(whole.value as Record<string, unknown>), alerts: section.value },
      faults: section.faults,
      placeOf: (path) => section.placeOf(path.slice(1)),
    },
    file,
  );
  if (reading.kind === 'ok') return reading;
  const faults = reading.faults.map((fault) => ({ ...fault, path: fault.path.replace(/^alerts\.?/, '') || '$' }));
  return { ...reading, faults };
}

function checked(
  source: YamlDocument,
  file: string,
  further: (configuration: Configuration) => readonly PathFault[] = () => [],
): ConfigurationReading {
  const faults = [...source.faults, ...contentFaults(source)];
  if (faults.length > 0) return { kind: 'faults', file, faults: faults.toSorted(byPlace) };
  const configuration = configurationOf(configurationSchema.parse(source.value));
  const others = placedFaults(source, further(configuration));
  if (others.length > 0) return { kind: 'faults', file, faults: others.toSorted(byPlace) };
  return { kind: 'ok', configuration };
}
