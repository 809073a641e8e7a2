import type { Outcome } from './protocol';

/** The webhook doctor: what a browser will do with a delivery before it is made, and what has happened after it (playgrounds.md D4). */

export interface Remark {
  readonly kind: 'good' | 'note' | 'bad';
  readonly text: string;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const ADDRESS = /^[\d.]+$|^\[/;
/** Not for a page to reach: this network, private and link-local ones (cloud metadata among them), shared and multicast addresses. */
const INTERNAL =
  /^(0\.|10\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.|22[4-9]\.|2[345]\d\.|\[::\]|\[::ffff:|\[f[cd]|\[fe[89ab]|\[ff)/;

export const isLoopback = (hostname: string): boolean => LOOPBACK.test(hostname);

/**
 * Why nothing may be delivered to an address; null where it may. Spellings of an address are one here: `127.1`, `0x7f.1` and `2130706433`
 * have become `127.0.0.1` in a URL.
 */
export function refusalOf({ hostname, protocol, username, password }: URL): string | null {
  if (username !== '' || password !== '')
    return 'The address carries a user name: what stands before @ is no host, and a browser sends no such request.';
  if (ADDRESS.test(hostname) && INTERNAL.test(hostname))
    return 'An address of an internal network. Real delivery goes to public hosts and to loopback, nowhere else.';
  return protocol === 'http:' && !isLoopback(hostname) ? 'Plain http is delivered to loopback only.' : null;
}

/**
 * What will happen. @param pageProtocol of the playground, `https:` or `http:`
 * @param permission what the browser says about local networks; null where it does not say
 */
export function beforeSending(url: URL, pageProtocol: string, permission: string | null): Remark[] {
  const remarks: Remark[] = [];
  const local = isLoopback(url.hostname);
  const refusal = refusalOf(url);
  if (url.protocol === 'http:' && !local && pageProtocol === 'https:')
    remarks.push({
      kind: 'bad',
      text: 'Mixed content: from an https page the browser blocks plain http to this host. Nothing would be sent.'
    });
  else if (refusal !== null) remarks.push({ kind: 'bad', text: `${refusal} Nothing would be sent.` });
  if (url.protocol === 'https:')
    remarks.push({ kind: 'good', text: 'https, as CockroachDB’s webhook sink requires.' });
  if (local)
    remarks.push(
      permission === 'denied'
        ? { kind: 'bad', text: 'This browser denies pages the local network. Nothing would be sent.' }
        : { kind: 'note', text: 'This machine itself: the browser may ask for permission first.' }
    );
  if (local && url.protocol === 'https:')
    remarks.push({
      kind: 'note',
      text: 'Open the address once in a tab and accept its certificate, or the request does not get through.'
    });
  remarks.push(
    {
      kind: 'note',
      text:
        'JSON is announced by a preflight (OPTIONS). The endpoint has to answer it with Access-Control-Allow-Origin and ' +
        'Access-Control-Allow-Headers: content-type; else nothing is sent.'
    },
    {
      kind: 'note',
      text:
        'When a request fails before its body went out, one GET without body or cookies to the same address finds out whether anybody ' +
        'answers there. The endpoint sees it.'
    },
    {
      kind: 'note',
      text:
        'webhook_auth_header is not sent: no secret leaves the script. An endpoint that asks for it answers 401, as it would to a feed ' +
        'without one.'
    }
  );
  return remarks;
}

/** What has happened, and which header helps. */
export function afterSending(outcome: Outcome, origin: string): Remark {
  switch (outcome.kind) {
    case 'confirmed':
      return outcome.status >= 200 && outcome.status < 300
        ? { kind: 'good', text: `Delivered and confirmed: ${outcome.status} after ${outcome.ms} ms.` }
        : {
            kind: 'note',
            text: `Received and refused: ${outcome.status} after ${outcome.ms} ms. The feed tries again, as CockroachDB does.`
          };
    case 'unreadable':
      return {
        kind: 'note',
        text: outcome.isLate
          ? `The request went out whole, but no answer came within ${Math.round(outcome.ms / 1000)} s, so whether it was taken cannot be told. ` +
            'It counts as delivered and is never sent again by itself, which could make a true duplicate. CockroachDB gives up sooner ' +
            '(webhook_client_timeout) and tries again.'
          : `Delivered, but the answer cannot be read: it lacks Access-Control-Allow-Origin: ${origin}. It counts as delivered and is ` +
            'never sent again by itself, which would make a true duplicate.'
      };
    case 'redirected':
      return {
        kind: 'note',
        text:
          `Received, and answered with a redirect to another host after ${outcome.ms} ms. It is not followed: only the host that was named ` +
          'is reached. The feed tries again, as after any answer that is no success.'
      };
    case 'preflight refused':
      return {
        kind: 'bad',
        text:
          `Preflight refused, nothing was sent. Answer OPTIONS with 204 and the headers Access-Control-Allow-Origin: ${origin}, ` +
          'Access-Control-Allow-Methods: POST, Access-Control-Allow-Headers: content-type.'
      };
    case 'unreachable':
      return {
        kind: 'bad',
        text: 'Unreachable: nothing was sent. Is the endpoint running, and is its certificate accepted?'
      };
    case 'blocked':
      return { kind: 'bad', text: `Blocked by the browser, nothing was sent: ${outcome.why}` };
    case 'stopped':
      return { kind: 'note', text: 'Stopped: nothing more is sent.' };
  }
}
