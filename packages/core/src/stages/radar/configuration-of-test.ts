/** What radar decides by, for tests: nothing is watched and no rule holds but what `fields` say. */
import type { RadarConfiguration } from './radar-configuration.ts';

export function configurationOfTest(fields: Partial<RadarConfiguration> = {}): RadarConfiguration {
  const common = { group: 'main', brands: [], markets: [], falseAlarmsPerWeek: 1, rules: [], advice: {} };
  return { ...common, digest: 'd', text: '', ...fields };
}
