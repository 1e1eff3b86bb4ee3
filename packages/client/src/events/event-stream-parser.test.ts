import { expect, test } from 'vitest';
import { EventStreamParser, type StreamEvent } from './event-stream-parser.ts';

function parse(text: string, chunkBytes = Number.POSITIVE_INFINITY): StreamEvent[] {
  const bytes = Buffer.from(text);
  const parser = new EventStreamParser();
  const events: StreamEvent[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes)
    events.push(...parser.push(bytes.subarray(at, at + chunkBytes)));
  return events;
}

const STREAM = [
  '\uFEFFid: 7~0\n\n',
  ': beat\n\n',
  'id: 7~1\r\nevent: alert\r\ndata: {"text":"Så lenge æ ø å 🌋"}\r\n\r\n',
  'event: lagged\rdata: first\rdata:  second\r\r',
  'data\n\n',
  'retry: 1500\nretry: soon\nunknown: field\n\n',
  'id: with \u0000 nul\ndata: x\n\n',
  'event: alert\n\n',
  'id\ndata: the id is taken back\n\n',
  'event: alert\ndata: the end is missing\n',
].join('');

const EVENTS: StreamEvent[] = [
  { type: 'message', data: null, id: '7~0' },
  { type: 'alert', data: '{"text":"Så lenge æ ø å 🌋"}', id: '7~1' },
  { type: 'lagged', data: 'first\n second', id: '7~1' },
  { type: 'message', data: '', id: '7~1' },
  { type: 'message', data: 'x', id: '7~1' },
  { type: 'message', data: 'the id is taken back', id: '' },
];

test('events are those of the standard, whatever ends the lines', () => {
  expect(parse(STREAM)).toEqual(EVENTS);
});

test.each([1, 2, 3, 5, 7])('bytes that come %i at a time give the same events', (chunkBytes) => {
  expect(parse(STREAM, chunkBytes)).toEqual(EVENTS);
});

test('the two halves of a line end in two chunks are one line end; two line ends are two', () => {
  const parser = new EventStreamParser();
  expect(parser.push(Buffer.from('data: a\r'))).toEqual([]);
  expect(parser.push(Buffer.from('\ndata: b\r'))).toEqual([]);
  expect(parser.push(Buffer.from('\n\r'))).toEqual([{ type: 'message', data: 'a\nb', id: '' }]);
  expect(parser.push(Buffer.from('\ndata: c\n'))).toEqual([]);
  expect(parser.push(Buffer.from('\n'))).toEqual([{ type: 'message', data: 'c', id: '' }]);
});

test('the pause that the server asks for is kept; what is no number is passed over', () => {
  const parser = new EventStreamParser();
  parser.push(Buffer.from('retry: 1500\n\nretry: -1\n\n'));
  expect(parser.retryMs).toBe(1500);
});

test('a line without an end, and an event without one, are given up before they fill the memory', () => {
  const megabyte = Buffer.alloc(1024 * 1024, 'x');
  const inOneLine = new EventStreamParser();
  expect(() => {
    for (let sent = 0; sent < 6; sent++) inOneLine.push(megabyte);
  }).toThrow(RangeError);
  const inManyLines = new EventStreamParser();
  expect(() => {
    for (let sent = 0; sent < 6; sent++)
      inManyLines.push(Buffer.concat([Buffer.from('data: '), megabyte, Buffer.from('\n')]));
  }).toThrow(RangeError);
});
