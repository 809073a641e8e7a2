// `npm run receiver [-- --port 3000] [--https --cert FILE --key FILE] [--answer WHAT]`: an endpoint on loopback for real webhook deliveries.
// It answers preflights, prints each payload, says what is wrong with it, and misbehaves as told:
//   --answer 200 (any status) | no-cors | no-preflight | unreadable | slow
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { fileURLToPath } from 'node:url';

const SLOW_MS = 5000;

/**
 * @param {{ answer?: string, print?: (line: string) => void, secure?: { cert: Buffer, key: Buffer }, slowMs?: number }} options
 * @returns {import('node:http').Server & { received: string[] }}
 */
export function makeReceiver({ answer = '200', print = () => {}, secure, slowMs = SLOW_MS } = {}) {
  const received = /** @type {string[]} */ ([]);
  /** By address: each feed has its own, as a rule. @type {Map<string, Map<string, string>>} */
  const seenAt = new Map();
  /** @type {import('node:http').RequestListener} */
  const handle = (request, response) => {
    const isPreflight = request.method === 'OPTIONS';
    const hasLeave =
      answer !== 'no-cors' && !(isPreflight ? answer === 'no-preflight' : answer === 'unreadable');
    if (hasLeave) {
      response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
      response.setHeader('access-control-allow-methods', 'POST');
      response.setHeader('access-control-allow-headers', 'content-type');
      response.setHeader('access-control-max-age', '0');
    }
    if (request.method !== 'POST') return void response.writeHead(isPreflight ? 204 : 200).end();
    let body = '';
    // A character may lie across two parts.
    request.setEncoding('utf8');
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      received.push(body);
      const seen = seenAt.get(request.url ?? '') ?? new Map();
      seenAt.set(request.url ?? '', seen);
      for (const line of verify(body, seen)) print(line);
      const status = /^\d{3}$/.test(answer) ? Number(answer) : 200;
      setTimeout(() => response.writeHead(status).end(), answer === 'slow' ? slowMs : 0);
    });
  };
  return Object.assign(secure ? createSecure(secure, handle) : createServer(handle), { received });
}

/** Where the newest resolved timestamp is kept among the keys. */
const RESOLVED = ' resolved';

/** What a payload holds and what is wrong with it, in lines. @param {string} body @param {Map<string, string>} seen newest `updated` by key */
export function verify(body, seen) {
  let parsed;
  try {
    parsed = JSON.parse(body);
  } catch {
    return [`not JSON: ${body.slice(0, 200)}`];
  }
  if (typeof parsed?.resolved === 'string') {
    const { resolved } = parsed;
    const before = seen.get(RESOLVED) ?? '';
    seen.set(RESOLVED, before < resolved ? resolved : before);
    return [`resolved ${resolved}${resolved < before ? '  (falls behind one before)' : ''}`];
  }
  if (!Array.isArray(parsed?.payload)) return [`no payload: ${body.slice(0, 200)}`];
  const lines = parsed.payload.map((/** @type {Record<string, unknown>} */ message) => {
    const key = `${message.topic} ${JSON.stringify(message.key)}`;
    const updated = typeof message.updated === 'string' ? message.updated : '';
    const before = seen.get(key);
    if (updated !== '' && (before === undefined || before < updated)) seen.set(key, updated);
    return `${key}  ${JSON.stringify(message)}${noteOn(updated, before, seen.get(RESOLVED) ?? '')}`;
  });
  if (parsed.length !== parsed.payload.length)
    lines.push(`length says ${parsed.length}, but there are ${parsed.payload.length} messages`);
  return lines;
}

/** What a version is beside those before it. @param {string} updated @param {string | undefined} before newest of its key @param {string} resolved */
function noteOn(updated, before, resolved) {
  if (updated === '') return '';
  if (before === updated) return '  (sent again)';
  if (before !== undefined && before > updated) return '  (older than one before)';
  return updated <= resolved ? '  (new, although resolved has passed it)' : '';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (/** @type {string} */ name) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? undefined : process.argv[at + 1];
  };
  const port = Number(option('port') ?? 3000);
  const [cert, key] = [option('cert'), option('key')];
  const isSecure = process.argv.includes('--https');
  if (isSecure && !(cert && key)) {
    console.error(
      '--https needs --cert FILE and --key FILE, such as openssl makes:\n  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem'
    );
    process.exit(2);
  }
  const secure = isSecure ? { cert: readFileSync(String(cert)), key: readFileSync(String(key)) } : undefined;
  const server = makeReceiver({ answer: option('answer'), print: console.log, secure });
  server.listen(port, '127.0.0.1', () => {
    const { port: bound } = /** @type {import('node:net').AddressInfo} */ (server.address());
    console.log(`Receiving on ${isSecure ? 'https' : 'http'}://localhost:${bound}/`);
  });
}
