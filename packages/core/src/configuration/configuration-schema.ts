/**
 * What `grapevine.yaml` may hold, section by section, as people write it; `configuration.ts` has it as the program reads
 * it. Strict: a name that is not known is a fault, since a mistyped one would otherwise be a setting that does nothing.
 * What needs more than one place (a market's brands exist) is checked in `cross-checks.ts`.
 */

import { z } from 'zod';
import { daysInMonth } from '../edge/instant.ts';
import type { AlertClass } from '../model/alert.ts';
import { PLATFORM_NAME } from '../model/platform-name.ts';
import { DURATION_PATTERN } from './duration.ts';
import { rulesSchema } from './rule-schema.ts';

const MAX_BRANDS = 1000;
const MAX_TERMS = 5000;

const slug = z.string().regex(/^[a-z0-9-]{1,64}$/, 'is not an id; write 1 to 64 small letters, digits and hyphens');
const duration = z
  .string()
  .regex(DURATION_PATTERN, 'is not a duration; write a whole number and s, m, h or d, such as 90d');

function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && day >= 1 && day <= daysInMonth(year, month);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const day = z.string().refine(isDay, 'is not a day of the calendar; write it as 2027-03-31').meta({ format: 'date' });
const name = z.string().trim().min(1).max(200);
const termList = z.array(z.string()).max(MAX_TERMS).default([]);
const options = z.record(z.string(), z.unknown()).default({});

/** `https` address without a name and password in it; never shown in a message, because it may be a secret itself. */
const webAddress = z
  .string()
  .refine((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol), 'is not an http or https address')
  .refine((url) => !URL.canParse(url) || new URL(url).username + new URL(url).password === '', {
    error: 'holds a name or password; name a variable that holds it in "secret" instead',
  });

const brandSchema = z.strictObject({
  id: slug,
  name: name.optional(),
  match: z
    .strictObject({ keywords: termList, handles: termList, hashtags: termList, products: termList, exclude: termList })
    .prefault({}),
  accounts: z
    .array(
      z.strictObject({
        platform: z.string().regex(PLATFORM_NAME, 'is not a platform; write 1 to 32 small letters, digits and hyphens'),
        id: z.string().min(1).max(256),
      }),
    )
    .default([]),
});

const marketSchema = z.strictObject({
  id: slug,
  version: z.int().min(1).default(1),
  own: z.array(z.string()).default([]),
  brands: z.array(z.string()).min(1),
});

const moneySchema = z.strictObject({
  amountMinor: z.int().min(0),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'is not a currency; write its three capital letters (ISO 4217), such as NOK'),
});

const goalSchema = z.strictObject({
  id: slug,
  brand: z.string(),
  metric: z.string().regex(/^[a-zA-Z][a-zA-Z.]{0,63}$/, 'is not the name of a metric, such as conversions'),
  baseline: z.strictObject({ value: z.number().min(0), per: duration }),
  target: z.string().regex(/^[+-]\d{1,4}(\.\d{1,3})?%$/, 'is not a target; write the change in quotes, such as "+15%"'),
  from: day,
  by: day,
});

const campaignSchema = z.strictObject({
  id: slug,
  brand: z.string(),
  from: day,
  to: day,
  cost: moneySchema.optional(),
  attributionWindow: duration.default('7d'),
});

const advice = z.string().min(1).max(2000).optional();
const adviceShape = {
  'negative-surge': advice,
  'viral-negative': advice,
  'harm-claim': advice,
  'sentiment-fall': advice,
  'voice-shock': advice,
  'goal-off-pace': advice,
  'no-data': advice,
} satisfies Record<AlertClass, unknown>;

const alertsSchema = z.strictObject({
  falseAlarmsPerWeek: z.number().positive().max(1000).default(1),
  rules: rulesSchema,
  advice: z.strictObject(adviceShape).prefault({}),
});

/** `delay`: how long after an event its source may still send it; by default a source that waits over 60 s holds nothing. */
const sourceSchema = z.strictObject({
  id: slug,
  kind: slug,
  delay: duration.optional(),
  holds: z.boolean().optional(),
  options,
});

const channelSchema = z.strictObject({
  id: slug,
  kind: z.enum(['slack', 'webhook', 'mail']),
  url: webAddress.optional(),
  to: z.array(z.email('is not a mail address')).optional(),
  /** Name of the environment variable that holds the secret (or, with _FILE, the file that does). */
  secret: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,127}$/, 'is not the name of an environment variable; secrets are never written here')
    .optional(),
  severity: z.enum(['watch', 'warning', 'critical']).default('warning'),
  options,
});

/** `mon-fri: "08:00-16:00"`, `sat: ...`, and `holidays`. */
const businessHoursSchema = z
  .object({ holidays: z.array(day).default([]) })
  .catchall(z.string().regex(/^\d{2}:\d{2}-\d{2}:\d{2}$/, 'is not a span of hours; write it as "08:00-16:00"'));

export const configurationSchema = z.strictObject({
  group: slug.default('main'),
  locale: z.enum(['en', 'nb']).default('en'),
  timeZone: z.string().refine(isTimeZone, 'is not a time zone; write one such as Europe/Oslo').default('UTC'),
  businessHours: businessHoursSchema.prefault({ 'mon-fri': '08:00-16:00' }),
  brands: z.array(brandSchema).min(1).max(MAX_BRANDS),
  markets: z.array(marketSchema).optional(),
  goals: z.array(goalSchema).default([]),
  campaigns: z.array(campaignSchema).default([]),
  alerts: alertsSchema.prefault({}),
  sources: z.array(sourceSchema).default([]),
  channels: z.array(channelSchema).default([]),
});

/** A file whose entries, each by itself, are as they must be; defaults filled in. */
export type ConfigurationFile = z.infer<typeof configurationSchema>;

/** JSON Schema of the file, for editors. Of what is optional it shows the default. */
export function configurationJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(configurationSchema, { io: 'input' }), title: 'grapevine.yaml' };
}
