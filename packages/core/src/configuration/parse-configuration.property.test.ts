import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfiguration } from './parse-configuration.ts';

const SOUND = `group: main
brands:
  - id: united
    match: { keywords: [united airlines], handles: ["@united"] }
  - { id: delta, accounts: [{ platform: x, id: delta }] }
markets: [{ id: us, own: [united], brands: [united, delta] }]
alerts: { falseAlarmsPerWeek: 1 }
`;

describe('a configuration of which anything has been changed', () => {
  it('is read, or has faults that lie within the file; nothing is thrown', () => {
    const junk = fc.oneof(
      fc.constantFrom('', ' ', '\n', '\t', ':', '-', '[', '}', '*a', '&a ', '!x ', '"', '#', '0'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.nat(SOUND.length), fc.nat(20), junk, (at, removed, put) => {
        const text = SOUND.slice(0, at) + put + SOUND.slice(at + removed);
        const reading = parseConfiguration(text, 'grapevine.yaml');
        if (reading.kind === 'ok') return;
        expect(reading.faults.length).toBeGreaterThan(0);
        const lines = text.split(/\r\n|\r|\n/).length;
        for (const { column, line, message } of reading.faults) {
          expect(line >= 1 && line <= lines && column >= 1).toBe(true);
          expect(message).not.toBe('');
        }
      }),
      { numRuns: 300 },
    );
  });
});
