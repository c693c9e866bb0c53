import { isCanonical } from './afterwards.js';
import { conform, TYPES } from './contract.js';
import { MESSAGE, RECEIPT, sha256, sign, signedSha256, verify } from './jws.js';
import { SKEW } from './link.js';
import { Refusal } from './refusal.js';

/** How far ahead of its turn a message may come and still be kept. */
const AHEAD = 256;

/** The stream whose `seq` a message counts in. */
export function streamOf({ crossingId, route }) {
  return crossingId === null ? `route:${route}` : `crossing:${crossingId}`;
}

/** Verified, as agreed and meant for this gate; nothing is changed by that. */
export async function check(bytes, { id, partner, route, profile, theirs }) {
  const message = await verify(bytes, MESSAGE, theirs);
  conform('message.json', message);
  expect(message.to === id, 403, `'to' is not this gate`);
  expect(message.from === partner, 403, `'from' is not the partner`);
  expect(message.route === route, 403, `'route' is not the route of this pair`);
  expect(message.profile === profile, 400, `'profile' is not the agreed one`);
  const { type, body } = message;
  expect(type !== 'JOINT_RESULT' || isCanonical(body.result), 400, `'result' has no canonical form`);
  return message;
}

function expect(good, status, otherwise) {
  if (!good) throw new Refusal(status, otherwise);
}

/**
 * Takes a checked message once, in the order of its stream.
 *
 * @param tx `record(record)` changes the state, to be on disk before the receipt leaves
 * @param apply what the message means: `async (tx, message) => 'APPLIED' | 'RECORDED'`
 * @returns {Promise<string>} the receipt: the same for the same bytes, whenever they come; of the same message in
 *   other bytes (nobody needs its key for that) one that says the same of these
 */
export async function take(tx, gate, message, bytes, apply) {
  const hash = sha256(bytes);
  const before = gate.streams.received.get(message.id);
  if (before !== undefined) {
    if (before.sha256 === hash) return before.receipt;
    if (before.signed === signedSha256(bytes)) {
      const { verdict, at } = JSON.parse(Buffer.from(JSON.parse(before.receipt).payload, 'base64url'));
      return signed(gate, message, hash, verdict, at);
    }
    gate.alarm(tx, 'OTHER_BYTES', message);
    throw new Refusal(409, 'a message with this id and other bytes was received before');
  }
  const name = streamOf(message);
  const stream = gate.streams.of(name);
  if (message.seq <= stream.received || stream.held.has(message.seq)) {
    if (stream.places.get(message.seq) !== message.type) gate.alarm(tx, 'SEQ_TAKEN', message);
    return receipt(tx, gate, message, bytes, 'DUPLICATE');
  }
  if (message.seq > stream.received + AHEAD) {
    throw new Refusal(503, `seq ${message.seq} is too far ahead: ${stream.received + 1} is missing`);
  }
  if (message.seq > stream.received + 1) {
    tx.record({ kind: 'held', stream: name, seq: message.seq, payload: message });
    return receipt(tx, gate, message, bytes, 'HELD');
  }
  const verdict = await inTurn(tx, name, message, apply);
  const answer = await receipt(tx, gate, message, bytes, verdict);
  for (let next; (next = stream.held.get(stream.received + 1)); ) {
    await inTurn(tx, name, next, apply);
  }
  return answer;
}

async function inTurn(tx, stream, message, apply) {
  tx.record({ kind: 'applied', stream, seq: message.seq });
  if (message.validUntil !== null && Date.parse(message.validUntil) + SKEW < Date.now()) return 'EXPIRED';
  return TYPES.has(message.type) ? apply(tx, message) : 'RECORDED';
}

async function receipt(tx, gate, message, bytes, verdict) {
  const { id, seq, type } = message;
  const hash = sha256(bytes);
  const text = await signed(gate, message, hash, verdict, new Date().toISOString());
  const known = { id, sha256: hash, signed: signedSha256(bytes), receipt: text };
  tx.record({ kind: 'received', stream: streamOf(message), seq, type, ...known });
  return text;
}

function signed(gate, { id: messageId }, hash, verdict, at) {
  const payload = { v: 1, from: gate.id, to: gate.partner, messageId, sha256: hash, verdict, at };
  return sign(payload, RECEIPT, gate.own);
}
