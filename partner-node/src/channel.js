import { createServer, Agent, request } from 'node:https';
import { once } from 'node:events';
import { Refusal } from './refusal.js';
import { SIZE } from './json.js';

const JOSE = 'application/jose+json';
const ANSWER_WITHIN = 20_000;

/**
 * The transport: HTTPS with mutual TLS 1.3, one message per POST, the receipt as the answer.
 *
 * @param {{key: string, cert: string, ca: string}} tls this gate's key and certificate, the partner's authority; PEM
 */
export class Channel {
  #server;
  #agent;
  #tls;

  constructor(tls) {
    this.#tls = { ...tls, minVersion: 'TLSv1.3' };
    this.#agent = new Agent({ ...this.#tls, keepAlive: true });
  }

  /** Listens at an `https:` URL. `receive(bytes)` gives the receipt or throws a Refusal. */
  async listen(url, receive) {
    const { hostname, port, pathname } = new URL(url);
    this.#server = createServer({ ...this.#tls, requestCert: true, rejectUnauthorized: true }, (req, res) => {
      answer(req, pathname, receive).then(([status, type, body]) => {
        res.writeHead(status, { 'content-type': type, ...(status === 413 ? { connection: 'close' } : {}) }).end(body);
      });
    });
    this.#server.listen({ host: hostname, port: Number(port) });
    await once(this.#server, 'listening');
    return this.#server.address().port;
  }

  /** Sends a message. @returns {Promise<Buffer>} the receipt; everything but a 200 is an error */
  post(url, bytes) {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': JOSE, 'content-length': bytes.length };
      const sent = request(url, { method: 'POST', agent: this.#agent, headers, timeout: ANSWER_WITHIN }, (res) => {
        body(res, Infinity).then((text) => {
          if (res.statusCode === 200) resolve(text);
          else reject(new Error(`the partner answered ${res.statusCode}: ${text.subarray(0, 200)}`));
        }, reject);
      });
      sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
      sent.on('error', reject);
      sent.end(bytes);
    });
  }

  async close() {
    this.#agent.destroy();
    if (this.#server) {
      this.#server.close();
      this.#server.closeAllConnections();
      await once(this.#server, 'close');
    }
  }
}

async function answer(req, path, receive) {
  try {
    if (req.url !== path) throw new Refusal(404, 'nothing is here');
    if (req.method !== 'POST') throw new Refusal(405, 'messages are POSTed');
    const [type] = (req.headers['content-type'] ?? JOSE).split(';');
    if (![JOSE, 'application/json'].includes(type.trim().toLowerCase())) {
      throw new Refusal(415, `the content type must be ${JOSE}`);
    }
    return [200, JOSE, await receive(await body(req, SIZE))];
  } catch (e) {
    const status = e instanceof Refusal ? e.status : 503;
    const sentence = e instanceof Refusal ? e.message : 'cannot be recorded now; send it again';
    return [status, 'application/json', JSON.stringify({ error: sentence })];
  }
}

async function body(stream, most) {
  const parts = [];
  let size = 0;
  for await (const part of stream) {
    size += part.length;
    if (size > most) throw new Refusal(413, `at most ${most} bytes are taken`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
