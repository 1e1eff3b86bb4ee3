/** What a client may take, byte by byte: a door with one route that answers, and one that takes a body. */
import { afterEach, describe, expect, it } from 'vitest';
import { createDoor, type Door, type DoorOptions } from './door.ts';
import { RawConnection, statusesOf } from './raw-exchange-for-tests.ts';

const doors: Door[] = [];
afterEach(async () => {
  await Promise.all(doors.splice(0).map(({ app }) => app.close()));
});

const RATES = { ofAddress: { perSecond: 10_000, burst: 10_000 }, ofKey: { perSecond: 10_000, burst: 10_000 } };
const GET = 'GET /here HTTP/1.1\r\nhost: localhost\r\n';
const POST = 'POST /here HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';

async function open(options: DoorOptions = {}): Promise<{ port: number; bodies: unknown[] }> {
  const words = { notFound: 'Nothing here.', failed: 'Not now.' };
  const door = createDoor(options, { what: 'A door', bodyLimit: 1024, rates: RATES, ...words });
  const bodies: unknown[] = [];
  const onRequest = door.guard.admit('open');
  door.app.get('/here', { onRequest }, async () => ({ ok: true }));
  door.app.get('/brands/:id', { onRequest }, async ({ params }) => params);
  door.app.post('/here', { onRequest }, async ({ body }) => {
    bodies.push(body);
    return { ok: true };
  });
  doors.push(door);
  return { port: await door.listen({ host: '127.0.0.1', port: 0 }), bodies };
}

describe('bytes that could be read in two ways', () => {
  it.each([
    ['a length and chunks', `${POST}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${GET}\r\n`],
    ['two lengths', `${POST}content-length: 2\r\ncontent-length: 40\r\n\r\n{}${GET}\r\n`],
    ['lengths as a list', `${POST}content-length: 2, 2\r\n\r\n{}`],
    ['a negative length', `${POST}content-length: -2\r\n\r\n{}`],
    ['a length with a sign', `${POST}content-length: +2\r\n\r\n{}`],
    ['an encoding that is nearly chunked', `${POST}transfer-encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
    ['chunked, but not last', `${POST}transfer-encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
    ['a space before the colon', `${POST}content-length : 2\r\n\r\n{}`],
    ['a header that is folded', `${GET}x-a: b\r\n c: d\r\n\r\n`],
    ['a line that ends in LF alone', 'GET /here HTTP/1.1\nhost: localhost\n\n'],
    ['a NUL in a header', `${GET}x-a: b\0c\r\n\r\n`],
    ['a chunk size that is none', `${POST}transfer-encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n`],
    ['no host', 'GET /here HTTP/1.1\r\n\r\n'],
    ['two hosts', `${GET}host: evil.example\r\n\r\n`],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['TLS', Buffer.from('16030100c8010000c40303', 'hex')],
  ])('are refused and the connection ends: %s', async (_what, bytes) => {
    const { port, bodies } = await open();
    const connection = new RawConnection(port).send(bytes);
    const text = await connection.ended;
    expect(connection.status).toBe(400);
    expect(text.toLowerCase()).toContain('connection: close');
    expect(text).toContain('urn:grapevine:problem:request-refused');
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(bodies).toEqual([]);
  });

  it('do not let a second request in behind the first: what follows a body is a request of its own, or nothing', async () => {
    const { port, bodies } = await open();
    expect(await statusesOf(port, `${POST}content-length: 2\r\n\r\n{}${GET}connection: close\r\n\r\n`)).toEqual([
      200, 200,
    ]);
    expect(bodies).toEqual([{}]);
  });
});

describe('a request that is too much', () => {
  it('431: more than 100 headers, also where Node would leave some out', async () => {
    const { port } = await open();
    const headers = (count: number) => Array.from({ length: count }, (_, nth) => `x-${nth}: 1\r\n`).join('');
    expect(await statusesOf(port, `${GET}${headers(98)}connection: close\r\n\r\n`)).toEqual([200]);
    for (const count of [99, 101, 1500]) {
      expect(await statusesOf(port, `${GET}${headers(count)}connection: close\r\n\r\n`)).toEqual([431]);
    }
  });

  it('431: more than 16 KiB of headers, or an address of a megabyte', async () => {
    const { port } = await open();
    for (const bytes of [
      `${GET}x-a: ${'b'.repeat(17_000)}\r\n\r\n`,
      `GET /${'a'.repeat(1_000_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`,
    ]) {
      const connection = new RawConnection(port).send(bytes);
      expect(await connection.ended).toContain('request-refused');
      expect(connection.status).toBe(431);
    }
  });

  it('413: a body over the limit, by its length, in chunks, or announced by Expect; the connection ends', async () => {
    const { port, bodies } = await open();
    const chunk = `400\r\n${' '.repeat(0x400)}\r\n`;
    for (const bytes of [
      `${POST}content-length: 1025\r\n\r\n`,
      `${POST}transfer-encoding: chunked\r\n\r\n${chunk}${chunk}`,
      `${POST}content-length: 1048576\r\nexpect: 100-continue\r\n\r\n`,
    ]) {
      const text = await new RawConnection(port).send(bytes).ended;
      expect(text).toMatch(/^HTTP\/1\.1 (?:100 Continue\r\n\r\nHTTP\/1\.1 )?413 /);
      expect(text.toLowerCase()).toContain('connection: close');
    }
    expect(bodies).toEqual([]);
  });

  it('413: chunk extensions without an end', async () => {
    const { port } = await open();
    const connection = new RawConnection(port).send(
      `${POST}transfer-encoding: chunked\r\n\r\n2;${'a'.repeat(20_000)}\r\n{}\r\n`,
    );
    await connection.ended;
    expect(connection.status).toBe(413);
  });
});

describe('a path', () => {
  it.each([
    ['/nothing', 404],
    ['//here', 404],
    ['/here/', 404],
    ['/%2e%2e/here', 404],
    ['/../here', 404],
    ['/here%00', 404],
    ['/brands/%zz', 400],
    ['/brands/%ff', 400],
    ['http://evil.example/here', 400],
    ['http://localhost/here', 400],
    ['*', 404],
    ['/brands/a%2Fb', 200],
    [`/brands/${'a'.repeat(257)}`, 400],
  ])('%s: %i, as a problem, with the headers of the door', async (path, status) => {
    const { port } = await open();
    const text = await new RawConnection(port).send(
      `GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`,
    ).ended;
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(text).toContain("content-security-policy: default-src 'none'; frame-ancestors 'none'");
    expect(text).toContain('x-content-type-options: nosniff');
    expect(text).not.toContain('evil');
    if (status !== 200) expect(text).toContain('urn:grapevine:problem:');
  });

  it('is answered to HTTP/1.0 too, and to nobody who would rather speak another protocol', async () => {
    const { port } = await open();
    expect(await new RawConnection(port).send('GET /here HTTP/1.0\r\nhost: localhost\r\n\r\n').ended).toMatch(
      /^HTTP\/1\.1 200/,
    );
    const upgrade = `${GET}connection: upgrade, close\r\nupgrade: websocket\r\n\r\n`;
    expect(await new RawConnection(port).send(upgrade).ended).not.toContain('101');
    const tunnel = new RawConnection(port).send('CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example\r\n\r\n');
    expect(await tunnel.ended).not.toContain('200');
  });
});

describe('a client that takes its time', () => {
  it('gets 408 when its headers do not end, and when its body does not', async () => {
    const { port } = await open({ headersTimeoutMs: 200, requestTimeoutMs: 400 });
    const drip = (connection: RawConnection) => {
      const timer = setInterval(() => connection.socket.writable && connection.send('a'), 50);
      void connection.ended.then(() => clearInterval(timer));
      return connection;
    };
    const slow = [
      drip(new RawConnection(port).send(`${GET}x-slow: `)),
      drip(new RawConnection(port).send(`${POST}content-length: 900\r\n\r\n`)),
    ];
    await Promise.all(slow.map(({ ended }) => ended));
    expect(slow.map(({ status }) => status)).toEqual([408, 408]);
  });

  it('cannot keep others out: one address holds a quarter of the connections', async () => {
    const { port } = await open({ maxConnections: 40 });
    const hoard = Array.from({ length: 60 }, () =>
      new RawConnection(port, '127.0.0.2').send('GET /here HTTP/1.1\r\nx: '),
    );
    await expect.poll(() => hoard.filter(({ hasEnded }) => hasEnded).length, { timeout: 5000 }).toBe(50);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => new RawConnection(port).send(`${GET}connection: close\r\n\r\n`).ended),
    );
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 200/);
  });

  it('does not hold up the end of the server', async () => {
    const { port } = await open();
    const hanging = [new RawConnection(port).send('GET /he'), new RawConnection(port)];
    const [idle] = [new RawConnection(port).send(`${GET}\r\n`)];
    await expect.poll(() => idle?.status).toBe(200);
    const sinceMs = performance.now();
    await doors[0]?.app.close();
    await Promise.all(hanging.map(({ ended }) => ended));
    expect(performance.now() - sinceMs).toBeLessThan(5000);
  });

  it('gives its place back when it goes', async () => {
    const { port } = await open({ maxConnections: 4 });
    for (let nth = 0; nth < 10; nth++) expect(await statusesOf(port, `${GET}connection: close\r\n\r\n`)).toEqual([200]);
  });
});
