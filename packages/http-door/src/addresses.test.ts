import { expect, it } from 'vitest';
import { addressList, hostOf, isLoopback, subjectOf } from './addresses.ts';

it.each([
  ['127.0.0.1', true],
  ['127.255.255.254', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.5', false],
  ['127.0.0.1.example.com', false],
  ['localhost.example.com', false],
  ['127.1', false],
  ['', false],
])('"%s" is loopback: %s', (host, is) => {
  expect(isLoopback(host)).toBe(is);
});

it.each([
  ['LocalHost:8080', 'localhost'],
  ['[::1]:8080', '::1'],
  ['127.0.0.1', '127.0.0.1'],
  ['a:1:2', ''],
  ['a:b', ''],
  ['', ''],
  [undefined, ''],
])('the host of "%s" is "%s"', (header, host) => {
  expect(hostOf(header)).toBe(host);
});

it.each([
  ['10.1.2.3', '10.1.2.3'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s stands for %s', (address, subject) => {
  expect(subjectOf(address)).toBe(subject);
});

it('a list holds addresses and networks, and refuses anything else', () => {
  const list = addressList(['10.0.0.0/8', '::1', '192.168.1.1']);
  for (const address of ['10.9.9.9', '::1', '192.168.1.1']) expect(list.has(address)).toBe(true);
  for (const address of ['11.0.0.1', '::2', '192.168.1.2', 'x', '']) expect(list.has(address)).toBe(false);
  for (const entry of ['proxy', '10.0.0.0/33', '', '10.0.0/8']) expect(() => addressList([entry])).toThrow(RangeError);
});
