import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeReceiver, verify } from '../../../src/cli/tools/receiver.mjs';
import { afterSending, beforeSending } from '../../../src/lib/delivery/doctor';
import { RECEIVERS } from '../../../src/lib/ui/delivery/receivers';

const bad = (url: string, page: string, permission: string | null = null) =>
  beforeSending(new URL(url), page, permission)
    .filter(({ kind }) => kind === 'bad')
    .map(({ text }) => text);

describe('the webhook doctor before sending', () => {
  it.each([
    { name: 'https', url: 'https://hook.test/in', page: 'https:', out: [] },
    {
      name: 'plain http elsewhere from https',
      url: 'http://hook.test/in',
      page: 'https:',
      out: [/Mixed content/]
    },
    {
      name: 'plain http elsewhere from http',
      url: 'http://hook.test/in',
      page: 'http:',
      out: [/loopback only/]
    },
    { name: 'plain http to loopback', url: 'http://localhost:3000/', page: 'https:', out: [] },
    {
      name: 'the local network denied',
      url: 'http://127.0.0.1:3000/',
      page: 'https:',
      permission: 'denied',
      out: [/local network/]
    },
    {
      name: 'a user name that looks like a host',
      url: 'https://good.test@evil.test/x',
      page: 'https:',
      out: [/user name/]
    },
    ...[
      '169.254.169.254',
      '10.0.0.1',
      '0.0.0.0',
      '0',
      '192.168.1.1',
      '172.16.0.1',
      '100.64.0.1',
      '[fd00::1]',
      '[fe80::1]',
      '[::ffff:10.0.0.1]',
      '[::]',
      '224.0.0.1',
      '255.255.255.255',
      '0xa000001'
    ].map((host) => ({
      name: `internal: ${host}`,
      url: `https://${host}/x`,
      page: 'https:',
      permission: null,
      out: [/internal network/]
    })),
    ...[
      '127.1',
      '2130706433',
      '[::1]',
      'localhost',
      '172.15.0.1',
      '11.0.0.1',
      '100.128.0.1',
      'hook.test',
      '10.example.test'
    ].map((host) => ({
      name: `not internal: ${host}`,
      url: `https://${host}/x`,
      page: 'https:',
      permission: null,
      out: []
    }))
  ])('$name', ({ url, page, permission = null, out }) => {
    const found = bad(url, page, permission);
    expect(found).toHaveLength(out.length);
    out.forEach((pattern, i) => expect(found[i]).toMatch(pattern));
  });

  it('tells of preflight, certificate and permission', () => {
    const said = beforeSending(new URL('https://localhost:3000/'), 'https:', 'prompt')
      .map(({ text }) => text)
      .join('\n');
    expect(said).toMatch(/preflight/);
    expect(said).toMatch(/certificate/);
    expect(said).toMatch(/permission/);
    expect(said).toMatch(/one GET without body/);
    expect(said).toMatch(/webhook_auth_header is not sent/);
  });
});

describe('the webhook doctor after sending', () => {
  it.each([
    { outcome: { kind: 'confirmed', status: 200, ms: 12 }, out: /confirmed: 200 after 12 ms/ },
    { outcome: { kind: 'confirmed', status: 500, ms: 12 }, out: /refused: 500/ },
    {
      outcome: { kind: 'unreadable', ms: 12 },
      out: /Delivered, but.*Access-Control-Allow-Origin: https:\/\/me\.test/
    },
    {
      outcome: { kind: 'unreadable', ms: 30_000, isLate: true },
      out: /no answer came within 30 s.*never sent again by itself/
    },
    {
      outcome: { kind: 'redirected', ms: 12 },
      out: /Received.*redirect to another host after 12 ms.*not followed/
    },
    {
      outcome: { kind: 'preflight refused' },
      out: /nothing was sent.*Access-Control-Allow-Headers: content-type/
    },
    { outcome: { kind: 'unreachable' }, out: /Unreachable: nothing was sent/ },
    { outcome: { kind: 'blocked', why: 'so' }, out: /Blocked by the browser, nothing was sent: so/ },
    { outcome: { kind: 'stopped' }, out: /Stopped/ }
  ] as const)('$outcome.kind', ({ outcome, out }) => {
    expect(afterSending(outcome, 'https://me.test').text).toMatch(out);
  });
});

describe('the receiver reads a payload', () => {
  const message = (updated: string) =>
    JSON.stringify({ payload: [{ topic: 't', key: [1], after: { id: 1 }, updated }], length: 1 });

  it('and tells duplicates and stragglers of a key', () => {
    const seen = new Map<string, string>();
    expect(verify(message('5.0000000000'), seen)[0]).not.toMatch(/\(/);
    expect(verify(message('5.0000000000'), seen)[0]).toMatch(/sent again/);
    expect(verify(message('3.0000000000'), seen)[0]).toMatch(/older/);
  });

  it('and tells what a resolved timestamp had promised', () => {
    const seen = new Map<string, string>();
    verify(message('3.0000000000'), seen);
    expect(verify('{"resolved":"5.0000000000"}', seen)).toEqual(['resolved 5.0000000000']);
    expect(verify(message('3.0000000000'), seen)[0]).toMatch(/sent again/);
    expect(verify(message('4.0000000000'), seen)[0]).toMatch(/resolved has passed it/);
    expect(verify(message('6.0000000000'), seen)[0]).not.toMatch(/\(/);
    expect(verify('{"resolved":"2.0000000000"}', seen)[0]).toMatch(/falls behind/);
  });

  it('and tells what is none', () => {
    expect(verify('{', new Map())[0]).toMatch(/not JSON/);
    expect(verify('{}', new Map())[0]).toMatch(/no payload/);
    expect(verify('{"payload":[],"length":2}', new Map())[0]).toMatch(/length says 2/);
    expect(verify('{"resolved":"5.0000000000"}', new Map())).toEqual(['resolved 5.0000000000']);
  });
});

describe('receivers in other languages', () => {
  const runtimes = [
    { name: 'Node', command: process.execPath, file: 'receiver.cjs' },
    { name: 'Python', command: 'python3', file: 'receiver.py' },
    { name: 'Go', command: 'go', file: 'receiver.go' },
    { name: 'Ruby', command: 'ruby', file: 'receiver.rb' }
  ].filter(({ command }) => spawnSync(command, [command === 'go' ? 'version' : '--version']).status === 0);

  it.each(runtimes)(
    'in $name print the same and answer a preflight as the receiver of the repository',
    async ({ name, command, file }) => {
      const code = RECEIVERS.find((receiver) => receiver.name === name)?.code ?? '';
      const folder = mkdtempSync(join(tmpdir(), 'receiver-'));
      const [own, other] = [await freePort(), await freePort()];
      writeFileSync(join(folder, file), code.replaceAll('3000', String(other)));
      const args = command === 'go' ? ['run', file] : [file];
      const child = spawn(command, args, { cwd: folder, env: { ...process.env, PYTHONUNBUFFERED: '1' } });
      let printed = '';
      child.stdout.setEncoding('utf8').on('data', (part) => (printed += part));
      const receiver = makeReceiver();
      const idle: Socket[] = [];
      await new Promise<void>((resolve) => receiver.listen(own, '127.0.0.1', resolve));
      try {
        await expect.poll(() => preflight(other), { timeout: 20_000 }).toEqual(await preflight(own));
        // Browsers open connections ahead and leave them idle: no receiver may wait for one.
        idle.push(connect(other, '127.0.0.1'));
        await once(idle[0], 'connect');
        const body = JSON.stringify({
          payload: [{ after: { name: '€'.repeat(120_000) } }],
          length: 1
        });
        for (const port of [own, other]) expect((await post(port, body)).statusCode).toBe(200);
        await expect.poll(() => printed.includes(body), { timeout: 10_000 }).toBe(true);
        expect(receiver.received).toEqual([body]);
      } finally {
        idle.forEach((socket) => socket.destroy());
        child.kill();
        receiver.closeAllConnections();
        receiver.close();
        rmSync(folder, { recursive: true });
      }
    },
    40_000
  );
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Sends in parts that cut characters in two, as a network may. */
function post(port: number, body: string, method = 'POST'): Promise<IncomingMessage> {
  const bytes = Buffer.from(body);
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': bytes.length,
      origin: 'https://me.test'
    };
    const sent = request({ port, host: '127.0.0.1', method, headers, agent: false }, (answer) => {
      answer.resume();
      resolve(answer);
    });
    sent.on('error', reject);
    for (let at = 0; at < bytes.length; at += 7001) sent.write(bytes.subarray(at, at + 7001));
    sent.end();
  });
}

/** What a browser asks of a preflight's answer; null while nobody answers. */
async function preflight(port: number): Promise<object | null> {
  const answer = await post(port, '', 'OPTIONS').catch(() => null);
  if (!answer) return null;
  const origin = answer.headers['access-control-allow-origin'];
  return {
    status: answer.statusCode,
    isAllowed: origin === '*' || origin === 'https://me.test',
    headers: answer.headers['access-control-allow-headers']
  };
}
