import { describe, expect, it } from 'vitest';
import { verify } from '../../../src/cli/tools/receiver.mjs';
import { afterSending, beforeSending } from '../../../src/lib/delivery/doctor';

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
    }
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

  it('and tells what is none', () => {
    expect(verify('{', new Map())[0]).toMatch(/not JSON/);
    expect(verify('{}', new Map())[0]).toMatch(/no payload/);
    expect(verify('{"payload":[],"length":2}', new Map())[0]).toMatch(/length says 2/);
    expect(verify('{"resolved":"5.0000000000"}', new Map())).toEqual(['resolved 5.0000000000']);
  });
});
