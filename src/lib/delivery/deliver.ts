import { Limits } from './limits';
import {
  isDelivery,
  sealed,
  type DeliveryRequest,
  type FromDelivery,
  type Outcome,
  type ToDelivery
} from './protocol';
import { refusalOf } from './doctor';

/**
 * `deliver.js`, the script of the only document that may reach another host (design §11). It is opened by the click that gives consent,
 * hears its opener of the same origin alone, sends to the one host it was opened for, and shows what it sends.
 */

const TIMEOUT_MS = 30_000;
/** How long the look whether anybody answers may take. */
const LOOK_MS = 5000;
/** How much later than a request's failure the browser may tell of an offence against the policy. */
const OFFENCE_MS = 100;
const opener = window.opener as Window | null;

let target: string | null = null;
let isStopped = false;
const limits = new Limits({
  now: () => performance.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  askForMore,
  get isStopped() {
    return isStopped;
  }
});

const byId = (id: string) => document.getElementById(id)!; // the document has them

function tell(message: FromDelivery): void {
  opener?.postMessage(sealed(message), location.origin);
}

window.addEventListener('message', (event) => {
  if (!opener || event.source !== opener || event.origin !== location.origin || !isDelivery(event.data))
    return;
  const message = event.data as unknown as ToDelivery;
  if (message.type === 'start') start(message.origin);
  else if (message.type === 'send') void deliver(message.request);
});

/** The host is fixed once, and the policy made as narrow as it: redirects to elsewhere are blocked too. */
function start(origin: string): void {
  if (target !== null || !mayReach(origin)) return;
  target = origin;
  const policy = document.createElement('meta');
  policy.httpEquiv = 'content-security-policy';
  policy.content = `connect-src ${origin}`;
  document.head.append(policy);
  byId('host').textContent = origin;
}

function mayReach(origin: string): boolean {
  try {
    const url = new URL(origin);
    return url.origin === origin && /^https?:$/.test(url.protocol) && refusalOf(url) === null;
  } catch {
    return false;
  }
}

async function deliver(request: DeliveryRequest): Promise<void> {
  tell({ type: 'outcome', id: request.id, outcome: await outcomeOf(request) });
}

async function outcomeOf({ id, url, body }: DeliveryRequest): Promise<Outcome> {
  if (isStopped) return { kind: 'stopped' };
  if (target === null || (!url.startsWith(`${target}/`) && url !== target))
    return { kind: 'blocked', why: 'the address is not the host that was named.' };
  if (!(await limits.mayGo())) return { kind: 'stopped' };
  byId('count').textContent = String(limits.sent);
  const row = show(id, url, body);
  const outcome = await post(url, body);
  row.append(`: ${outcome.kind}${outcome.kind === 'confirmed' ? ` ${outcome.status}` : ''}`);
  return outcome;
}

function askForMore(): Promise<void> {
  const more = byId('more');
  more.hidden = false;
  return new Promise((resolve) => {
    const go = () => {
      more.hidden = true;
      resolve();
    };
    more.addEventListener('click', go, { once: true });
    byId('stop').addEventListener('click', go, { once: true });
  });
}

/**
 * By XMLHttpRequest, because it alone tells whether the body has gone out: that is what parts a refused preflight, after which nothing
 * was sent, from an answer that may not be read, after which sending again would make a duplicate.
 */
function post(url: string, body: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const began = performance.now();
    const xhr = new XMLHttpRequest();
    let isOut = false;
    const ms = () => Math.max(1, Math.round(performance.now() - began));
    xhr.upload.addEventListener('load', () => (isOut = true));
    // The policy is as narrow as the host that was named, so only a redirect to elsewhere offends against it.
    let isRedirected = false;
    const offended = () => (isRedirected = true);
    document.addEventListener('securitypolicyviolation', offended);
    const done = (outcome: Outcome) => {
      document.removeEventListener('securitypolicyviolation', offended);
      resolve(outcome);
    };
    /** What became of a request that brought no answer which may be read. */
    const failed = async (): Promise<Outcome> => {
      if (isOut) return { kind: 'unreadable', ms: ms() };
      const took = ms();
      await new Promise((told) => setTimeout(told, OFFENCE_MS));
      if (isRedirected) return { kind: 'redirected', ms: took };
      return { kind: (await isThere(url)) ? 'preflight refused' : 'unreachable' };
    };
    xhr.addEventListener('load', () => done({ kind: 'confirmed', status: xhr.status, ms: ms() }));
    xhr.addEventListener('error', () => void failed().then(done));
    // Whoever does not answer the preflight in this time is not asked again.
    xhr.addEventListener('timeout', () =>
      done(isOut ? { kind: 'unreadable', ms: ms(), isLate: true } : { kind: 'unreachable' })
    );
    try {
      xhr.open('POST', url);
      xhr.timeout = TIMEOUT_MS;
      xhr.setRequestHeader('content-type', 'application/json');
      xhr.send(body);
    } catch (error) {
      done({ kind: 'blocked', why: error instanceof Error ? error.message : String(error) });
    }
  });
}

/** Whether anybody answers at all: an opaque answer is one, a closed port gives none, and silence is none. */
async function isThere(url: string): Promise<boolean> {
  try {
    await fetch(url, {
      mode: 'no-cors',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      signal: AbortSignal.timeout(LOOK_MS)
    });
    return true;
  } catch {
    return false;
  }
}

function show(id: number, url: string, body: string): HTMLElement {
  const row = document.createElement('li');
  const text = document.createElement('pre');
  text.textContent = body;
  row.append(`Request ${id}: POST ${url}`, text);
  byId('requests').prepend(row);
  return row;
}

byId('stop').addEventListener('click', () => {
  isStopped = true;
  byId('state').textContent = 'Stopped. Nothing more is sent.';
  tell({ type: 'stopped' });
});
window.addEventListener('pagehide', () => tell({ type: 'stopped' }));

if (opener && window.self === window.top) tell({ type: 'here' });
else byId('state').textContent = 'This window works only when the playground opens it.';
