import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { digest } from '../src/afterwards.js';
import { conform } from '../src/contract.js';
import { importKey, MESSAGE, RECEIPT, sha256, sign, verify } from '../src/jws.js';
import { keysOf, open, other, profileOf, read, SAMPLES } from './published.js';

const files = (await readdir(SAMPLES)).filter((name) => name.endsWith('.json') && name !== 'hostile.json');

for (const file of files) {
  test(`every message and receipt of ${file} is read as is published`, async () => {
    const { steps } = await read(file);
    assert.ok(steps.length > 0);
    for (const step of steps) {
      const bytes = Buffer.from(step.message);
      assert.deepEqual(await verify(bytes, MESSAGE, await keysOf(step.from)), step.payload);
      conform('message.json', step.payload);
      const receipt = await verify(Buffer.from(step.receipt), RECEIPT, await keysOf(other(step.from)));
      assert.deepEqual(receipt, step.receiptPayload);
      conform('receipt.json', receipt);
      assert.equal(receipt.sha256, sha256(bytes));
      assert.equal(receipt.messageId, step.payload.id);
    }
  });
}

test('an attacker is answered as is published', async (t) => {
  const gate = await open(t, await profileOf(t, 'cn-youyi'));
  const { messages } = await read('hostile.json');
  const keys = await keysOf('cn-youyi');
  for (const { name, message, spaces = 0, status, verdict } of messages) {
    let answer;
    try {
      const receipt = await gate.receive(Buffer.from(message + ' '.repeat(spaces)));
      answer = { status: 200, verdict: (await verify(Buffer.from(receipt), RECEIPT, keys)).verdict };
    } catch (e) {
      if (e.status === undefined) throw e;
      answer = { status: e.status, verdict: undefined };
    }
    assert.deepEqual(answer, { status, verdict }, name);
  }
});

/** What the entry side's people and devices do, by the message of it that the samples hold. */
const WISHES = {
  ACCEPT: 'accept', REFUSE: 'refuse', RECEIVED: 'arrived', MISMATCH: 'mismatch', HELD: 'held',
  SAMPLE_PENDING: 'samplePending', CLEARED: 'clear', RETURN_REQ: 'return', JOINT_OPEN: 'jointOpen',
  JOINT_RESULT: 'jointResult', STATUS_REQ: 'status', ADVISE_HOLD: 'adviseHold',
};

for (const file of files) {
  test(`as the entry side of ${file} it says what is published`, async (t) => {
    const gate = await open(t, await profileOf(t, 'cn-youyi'));
    const { steps } = await read(file);
    const crossing = steps.map(({ payload }) => payload.crossingId).find((id) => id !== null);
    gate.cannotTake = () => (steps.some(({ payload }) => payload.type === 'COMMIT_DENIED'
      && payload.epoch === gate.crossing(crossing).epoch) ? 'STRIP_FULL' : '');
    if (crossing === undefined) return; // about the route alone
    for (const { from, message, payload, receiptPayload } of steps.filter((s) => s.payload.crossingId === crossing)) {
      if (from === 'vn-huunghi') {
        const receipt = JSON.parse(await gate.receive(Buffer.from(await fresh(message, payload))));
        const { verdict } = JSON.parse(Buffer.from(receipt.payload, 'base64url'));
        assert.equal(verdict, payload.validUntil === null ? receiptPayload.verdict : verdict);
      } else if (payload.type === 'ADVISE_ACK' && gate.crossing(crossing).advice === 'held') {
        assert.ok(await gate.say(crossing, 'adviseRelease'));
      } else if (WISHES[payload.type]) {
        const body = payload.type === 'ACCEPT' ? {} : payload.body;
        assert.ok(await gate.say(crossing, WISHES[payload.type], body), payload.type);
      }
    }
    const said = gate.streams.of(`crossing:${crossing}`).said.map(({ text }) =>
      JSON.parse(Buffer.from(JSON.parse(text).payload, 'base64url')));
    const wanted = steps.filter((s) => s.from === 'cn-youyi' && s.payload.crossingId === crossing);
    assert.deepEqual(said.map(essence), wanted.map((s) => essence(s.payload)));
  });
}

/** Without what another run cannot have alike. */
function essence({ type, epoch, seq, body }) {
  const { notAfter, ...rest } = body;
  return { type, epoch, seq, body: rest };
}

/** A sample whose time is over, as its sender would say it today: signed again with the published key. */
async function fresh(message, payload) {
  if (payload.validUntil === null) return message;
  const own = await importKey(await read('keys/vn-huunghi.jwk'));
  return sign({ ...payload, validUntil: null }, MESSAGE, own);
}

test('both sides compute the published digest of a joint result', async () => {
  const { steps } = await read('joint-inspection.json');
  const results = steps.filter(({ payload }) => payload.type === 'JOINT_RESULT').map(({ payload }) => payload);
  const [ours, theirs] = results.map(({ crossingId, body }) => digest(crossingId, body.result));
  assert.equal(ours, theirs);
  const text = await readFile(new URL('../messages.md', SAMPLES), 'utf8');
  assert.ok(text.includes(`is \`${ours}\``), ours);
});
