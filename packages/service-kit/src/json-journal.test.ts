import { makeKey } from '@grapevine/http-door/keys/api-key.ts';
import { expect, test } from 'vitest';
import { jsonJournal } from './json-journal.ts';

const CANARY = 'hunter2-canary';

function lineOf(tell: (journal: ReturnType<typeof jsonJournal>) => void): string {
  const lines: string[] = [];
  tell(jsonJournal((line) => lines.push(line), { service: 'tally' }));
  expect(lines).toHaveLength(1);
  return lines[0] as string;
}

test('a line is one JSON object with the service, the event, the text and the fields', () => {
  const line = lineOf((tell) =>
    tell({ level: 'warn', event: 'feed-idle', text: 'silent', fields: { feed: 'http/1' } }),
  );
  expect(JSON.parse(line)).toMatchObject({
    level: 'warn',
    service: 'tally',
    event: 'feed-idle',
    msg: 'silent',
    feed: 'http/1',
  });
  expect(line.endsWith('\n')).toBe(true);
});

test('a key of Grapevine does not reach a line, wherever it stands', () => {
  const { text } = makeKey();
  const cause = new Error(`GET /v1/brands?key=${text} failed`);
  const line = lineOf((tell) =>
    tell({ level: 'warn', event: 'x', text: `with ${text}.`, fields: { url: text, cause } }),
  );
  expect(line).not.toContain(text);
  expect(line).not.toContain(text.slice(-43));
});

test('a secret does not reach a line, in a field of its name, in an address, or in the message of an exception', () => {
  const cause = new Error(`connect to redis://grapevine:${CANARY}@redis:6379 failed`);
  const line = lineOf((tell) =>
    tell({
      level: 'error',
      event: 'unreachable',
      text: `rediss://:${CANARY}@redis:6379/0 does not answer`,
      fields: { password: CANARY, login: { secret: CANARY }, cause },
    }),
  );
  expect(line).not.toContain(CANARY);
  expect(line).toContain('redis:6379');
});
