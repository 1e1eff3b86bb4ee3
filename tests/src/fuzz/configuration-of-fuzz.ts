/** The configuration that fuzzing goes by: also a sound text to be damaged. */
import type { Configuration } from '@grapevine/core/configuration/configuration.ts';
import { parseConfiguration } from '@grapevine/core/configuration/parse-configuration.ts';

export const CONFIGURATION_TEXT = `group: main
locale: nb
timeZone: Europe/Oslo
businessHours: { mon-fri: "08:00-16:00", holidays: [2026-12-25] }
brands:
  - id: united
    name: United Airlines
    match: { keywords: [united], handles: ["@united"], hashtags: ["#united"], exclude: [manchester united] }
    accounts: [{ platform: x, id: united }]
  - { id: delta, match: { keywords: [delta] } }
markets: [{ id: us, version: 1, own: [united], brands: [united, delta] }]
goals: [{ id: q1, brand: united, metric: conversions, baseline: { value: 1200, per: 90d }, target: "+15%", from: 2027-01-01, by: 2027-03-31 }]
campaigns: [{ id: spring, brand: united, from: 2027-03-01, to: 2027-05-31, attributionWindow: 7d }]
alerts: { falseAlarmsPerWeek: 1, advice: { harm-claim: "Ring." } }
sources:
  - { id: partner, kind: standard-webhooks, options: { secretEnv: [PARTNER] } }
  - { id: sky, kind: bluesky, options: { rewind: 10s } }
`;

function configurationOfFuzz(): Configuration {
  const reading = parseConfiguration(CONFIGURATION_TEXT, 'grapevine.yaml');
  if (reading.kind === 'ok') return reading.configuration;
  throw new Error(`the configuration of fuzzing is faulty: ${JSON.stringify(reading.faults)}`);
}

export const CONFIGURATION_OF_FUZZ: Configuration = configurationOfFuzz();
