import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Delivery } from '../src/delivery.js';
import { uuidV7 } from '../src/ids.js';
import { importKey, MESSAGE, payloadOf, RECEIPT, sha256, sign } from '../src/jws.js';
import { Streams } from '../src/streams.js';
import { keysOf, open, profileOf, read } from './published.js';

const CROSSING = '0193a5f0-0000-7000-8000-000000000001';
const own = await importKey(await read('keys/vn-huunghi.jwk'));

/** A message of the published partner. */
async function message(seq, type, body = {}, more = {}) {
  const payload = {
    v: 1, id: uuidV7(), from: 'vn-huunghi', to: 'cn-youyi', route: '1119-1120', crossingId: CROSSING, epoch: 1,
    seq, ack: 0, type, sentAt: { time: new Date().toISOString(), uncertaintyMs: 0 }, validUntil: null,
    profile: 'amity-1', body, ...more,
  };
  return Buffer.from(await sign(payload, MESSAGE, own));
}

const offer = () => message(1, 'OFFER', { lane: 'L3', name: 'VH-1', data: { plate: '29C12345' } });
const verdict = (receipt) => payloadOf(receipt).verdict;
const said = (gate) => gate.streams.of(`crossing:${CROSSING}`).said.map(({ text }) => payloadOf(text));

test('what came before its turn is applied when what was missing has come', async (t) => {
  const gate = await open(t, await profileOf(t, 'cn-youyi'));
  assert.equal(verdict(await gate.receive(await message(2, 'WITHDRAW', { reason: 'CUSTOMS' }))), 'HELD');
  assert.equal(gate.crossing(CROSSING), undefined);
  assert.equal(verdict(await gate.receive(await offer())), 'APPLIED');
  assert.equal(gate.crossing(CROSSING).state, 'LOCAL');
  assert.equal(gate.crossing(CROSSING).epoch, 2);
});

test('one message in other bytes is one message', async (t) => {
  const gate = await open(t, await profileOf(t, 'cn-youyi'));
  const bytes = await offer();
  const first = await gate.receive(Buffer.concat([bytes, Buffer.from('\n')]));
  const payload = (receipt) => JSON.parse(Buffer.from(JSON.parse(receipt).payload, 'base64url'));
  assert.deepEqual(payload(await gate.receive(bytes)), { ...payload(first), sha256: sha256(bytes) });
});

test('a crossing keeps its lane in all epochs', async (t) => {
  const gate = await open(t, await profileOf(t, 'cn-youyi'));
  await gate.receive(await offer());
  await gate.receive(await message(2, 'WITHDRAW', { reason: 'CUSTOMS' }));
  const other = { lane: 'no-such-lane', name: 'VH-1', data: { plate: '29C12345' } };
  assert.equal(verdict(await gate.receive(await message(3, 'OFFER', other, { epoch: 2 }))), 'APPLIED');
  assert.equal(gate.crossing(CROSSING).state, 'REFUSED');
  const [refuse] = said(gate);
  assert.deepEqual([refuse.type, refuse.epoch, refuse.body], ['REFUSE', 2, { code: 'LANE_UNKNOWN' }]);
  await gate.receive(await message(4, 'COMMIT', {}, { epoch: 2 }));
  assert.deepEqual(said(gate).map(({ type }) => type), ['REFUSE']);
});

test('what is missing is asked for', async (t) => {
  const gate = await open(t, await profileOf(t, 'cn-youyi', { gap: 20 }));
  const asked = once(gate, 'undelivered');
  await gate.receive(await message(3, 'WITHDRAW'));
  await asked;
  const [request] = said(gate);
  assert.equal(request.type, 'STATUS_REQ');
  assert.deepEqual(request.body, { resendFrom: 1, resendTo: 2 });
});

test('what the partner has not got is sent again, the same bytes', async (t) => {
  const gate = await open(t, await profileOf(t, 'cn-youyi'));
  await gate.receive(await offer());
  await gate.say(CROSSING, 'accept');
  const stream = gate.streams.of(`crossing:${CROSSING}`);
  const [{ text }] = stream.waiting.splice(0); // delivered, and lost over there
  await gate.receive(await message(2, 'STATUS_REQ', { resendFrom: 1, resendTo: 1 }));
  assert.deepEqual(stream.again.map((again) => again.text), [text]);
});

test('what is sent again does not wait behind what is refused because it is missing', async () => {
  const theirs = await importKey(await read('keys/cn-youyi.jwk'));
  const streams = new Streams();
  const stream = 'route:1119-1120';
  for (const seq of [1, 2]) {
    const text = (await message(seq, 'COMMIT')).toString();
    streams.apply({ kind: 'sent', id: payloadOf(text).id, stream, seq, text });
  }
  streams.apply({ kind: 'delivered', stream, id: streams.of(stream).said[0].id }); // and lost over there
  const gate = {
    id: 'vn-huunghi', partner: 'cn-youyi', streams, theirs: await keysOf('cn-youyi'),
    limits: { retryAfter: { first: 1, longest: 2 } },
  };
  const taken = [];
  let failures = 0;
  await new Promise((done, stuck) => {
    const post = async (bytes) => {
      const { id: messageId, seq } = payloadOf(bytes.toString());
      if (seq > 1 && !taken.includes(1)) throw new Error('503: 1 is missing');
      taken.push(seq);
      return Buffer.from(await sign({
        v: 1, from: 'cn-youyi', to: 'vn-huunghi', messageId, sha256: sha256(bytes), verdict: 'APPLIED',
        at: new Date().toISOString(),
      }, RECEIPT, theirs));
    };
    const delivered = async (name, { id }) => {
      streams.apply({ kind: 'delivered', stream: name, id });
      if (taken.length === 2) done();
    };
    let delivery;
    const failed = () => {
      if (++failures > 20) delivery.close().then(() => stuck(new Error('nothing is delivered any more')));
      streams.apply({ kind: 'again', stream, from: 1, to: 1 });
      delivery.wake();
    };
    delivery = new Delivery(gate, post, delivered, failed);
    delivery.wake();
  });
  assert.deepEqual(taken, [1, 2]);
});

test('no more than 256 are sent again at once', async (t) => {
  const gate = await open(t, await profileOf(t, 'cn-youyi'));
  await gate.receive(await offer());
  for (let i = 0; i < 300; i++) await gate.say(CROSSING, 'status');
  const stream = gate.streams.of(`crossing:${CROSSING}`);
  stream.waiting.splice(0);
  await gate.receive(await message(2, 'STATUS_REQ', { resendFrom: 1, resendTo: 300 }));
  assert.equal(stream.again.length, 256);
});

test('a joint result without a canonical form is refused, however often it comes', async (t) => {
  const gate = await open(t, await profileOf(t, 'cn-youyi'));
  await gate.receive(await offer());
  await gate.receive(await message(2, 'JOINT_OPEN'));
  const half = await message(3, 'JOINT_RESULT', { result: { seal: '\ud800' } });
  for (let i = 0; i < 2; i++) await assert.rejects(gate.receive(half), { status: 400 });
  assert.equal(verdict(await gate.receive(await message(3, 'JOINT_RESULT', { result: { seal: 'VN1' } }))), 'APPLIED');
});

test('a message that could not be applied leaves nothing, and is applied when it comes again', async (t) => {
  const profile = await profileOf(t, 'cn-youyi');
  const gate = await open(t, profile);
  await gate.receive(await offer());
  await gate.say(CROSSING, 'accept');
  const bytes = await message(2, 'COMMIT');
  gate.cannotTake = () => { throw new Error('the strip does not answer'); };
  await assert.rejects(gate.receive(bytes), /does not answer/);
  assert.equal(gate.crossing(CROSSING).state, 'ACCEPTED');
  gate.cannotTake = undefined;
  assert.equal(verdict(await gate.receive(bytes)), 'APPLIED');
  await gate.close();
  const after = await open(t, profile);
  assert.equal(after.crossing(CROSSING).state, 'COMMITTED');
  assert.deepEqual(said(after).map(({ type }) => type), ['ACCEPT', 'COMMIT_OK']);
});

test('a restart forgets nothing, and a line that was cut off never happened', async (t) => {
  const profile = await profileOf(t, 'cn-youyi');
  const before = await open(t, profile);
  const bytes = await offer();
  const receipt = await before.receive(bytes);
  await before.say(CROSSING, 'accept');
  await before.close();
  await appendFile(profile.journal, '[{"kind":"crossing","crossing":{"id":"' + CROSSING);
  const after = await open(t, profile);
  assert.equal(after.crossing(CROSSING).state, 'ACCEPTED');
  assert.equal(await after.receive(bytes), receipt);
  assert.deepEqual(said(after).map(({ type }) => type), ['ACCEPT']);
  assert.equal(verdict(await after.receive(await message(2, 'COMMIT'))), 'APPLIED');
  assert.deepEqual(said(after).map(({ type, seq }) => [type, seq]), [['ACCEPT', 1], ['COMMIT_OK', 2]]);
  await after.close();
  assert.equal((await open(t, profile)).crossing(CROSSING).state, 'COMMITTED');
});

test('a message is delivered when there is a receipt of the partner for these very bytes', async () => {
  const theirs = await importKey(await read('keys/cn-youyi.jwk'));
  const streams = new Streams();
  const [id, stream, text] = [uuidV7(), 'route:1119-1120', (await message(1, 'COMMIT')).toString()];
  streams.apply({ kind: 'sent', id, stream, seq: 1, text });
  const good = {
    v: 1, from: 'cn-youyi', to: 'vn-huunghi', messageId: id, sha256: sha256(Buffer.from(text)), verdict: 'APPLIED',
    at: new Date().toISOString(),
  };
  const answers = [
    [{ ...good, sha256: sha256('other') }, RECEIPT, theirs], [{ ...good, messageId: uuidV7() }, RECEIPT, theirs],
    [{ ...good, to: 'la-dansavan' }, RECEIPT, theirs], [good, MESSAGE, theirs], [good, RECEIPT, own],
    [good, RECEIPT, theirs],
  ];
  const refused = [];
  const gate = {
    id: 'vn-huunghi', partner: 'cn-youyi', streams, theirs: await keysOf('cn-youyi'),
    limits: { retryAfter: { first: 1, longest: 2 } },
  };
  await new Promise((done) => {
    const post = async () => Buffer.from(await sign(...answers.shift()));
    const delivered = async () => {
      streams.apply({ kind: 'delivered', stream, id });
      done();
    };
    new Delivery(gate, post, delivered, (error) => refused.push(error)).wake();
  });
  assert.equal(refused.length, 5);
  assert.equal(answers.length, 0);
});

test('no receipt is given for what could not be written', async (t) => {
  const gate = await open(t, await profileOf(t, 'cn-youyi'));
  await gate.close();
  await assert.rejects(gate.receive(await offer()));
});
