import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uuidV7 } from '../src/ids.js';
import { importKey, MESSAGE, payloadOf, sign } from '../src/jws.js';
import { open, other, profileOf, read } from './published.js';

const HOUR = 3_600_000;
const at = (ms) => new Date(Date.now() + ms).toISOString();

/** A gate alone: `hear` is what its partner says to it, `said` the last that it says itself. */
async function alone(t, id) {
  const gate = await open(t, await profileOf(t, id));
  const theirs = await importKey(await read(`keys/${other(id)}.jwk`));
  const seqs = new Map();
  const hear = async (crossingId, type, body = {}, sentIn = 0) => {
    const seq = (seqs.get(crossingId) ?? 0) + 1;
    seqs.set(crossingId, seq);
    const payload = {
      v: 1, id: uuidV7(), from: other(id), to: id, route: '1119-1120', crossingId, epoch: crossingId ? 1 : 0, seq,
      ack: 0, type, sentAt: { time: at(sentIn), uncertaintyMs: 0 }, validUntil: null, profile: 'amity-1', body,
    };
    return gate.receive(Buffer.from(await sign(payload, MESSAGE, theirs)));
  };
  const said = (crossing) => payloadOf(gate.streams.of(`crossing:${crossing}`).said.at(-1).text);
  return { gate, hear, said };
}

/** The exit side, with a vehicle at its barrier that was accepted by a message `sentIn` ms from now. */
async function accepted(t, sentIn) {
  const exit = await alone(t, 'vn-huunghi');
  const id = await exit.gate.begin('L3', 'VH-1', { plate: '29C12345' });
  await exit.gate.say(id, 'offer');
  await exit.hear(id, 'ACCEPT', {}, sentIn);
  const commits = async () => {
    assert.ok(await exit.gate.say(id, 'commit'));
    return exit.gate.crossing(id).state === 'COMMITTING';
  };
  return { ...exit, id, commits };
}

/** The entry side, asked to COMMIT. @returns what it answers */
async function committed(t, before = () => {}, sentIn = 0) {
  const entry = await alone(t, 'cn-youyi');
  const id = uuidV7();
  await entry.hear(id, 'OFFER', { lane: 'L3', name: 'VH-1', data: {} }, sentIn);
  await entry.gate.say(id, 'accept');
  await before(entry);
  await entry.hear(id, 'COMMIT');
  const { type, body } = entry.said(id);
  return type === 'COMMIT_DENIED' ? body.code : type;
}

test('OPEN is believed between its times only', async (t) => {
  const { hear, commits } = await accepted(t);
  for (const times of [{ from: at(HOUR) }, { until: at(-HOUR) }, { from: at(-HOUR), until: at(0) }]) {
    await hear(null, 'GATE_STATE', { lane: 'L3', state: 'OPEN', ...times });
    assert.ok(!(await commits()), JSON.stringify(times));
    const answer = await committed(t, (entry) =>
      entry.hear(null, 'GATE_STATE', { lane: 'L3', state: 'OPEN', ...times }));
    assert.equal(answer, 'PARTNER_CLOSED');
  }
  await hear(null, 'GATE_STATE', { lane: 'L3', state: 'OPEN', from: at(0), until: at(HOUR) });
  assert.ok(await commits());
});

test('what closes a lane holds whatever its times are', async (t) => {
  const { hear, commits } = await accepted(t);
  await hear(null, 'GATE_STATE', { lane: 'L3', state: 'CLOSED', from: at(HOUR), until: at(2 * HOUR) });
  assert.ok(!(await commits()));
});

test('a lane that this side closed itself takes no vehicle and sends none', async (t) => {
  const { gate, commits } = await accepted(t);
  await gate.sayLane('L3', 'CLOSED');
  assert.ok(!(await commits()));
  await gate.sayLane('L3', 'OPEN');
  assert.ok(await commits());
  for (const [state, code] of [['CLOSED', 'LANE_CLOSED'], ['STOP', 'STOP'], ['OPEN', 'COMMIT_OK']]) {
    assert.equal(await committed(t, (entry) => entry.gate.sayLane('L3', state)), code);
  }
});

test('there is no COMMIT and no COMMIT_OK while the clocks are more than 30 s apart', async (t) => {
  assert.ok(!(await (await accepted(t, 60_000)).commits()));
  assert.ok(await (await accepted(t, 20_000)).commits());
  assert.equal(await committed(t, undefined, 60_000), 'CLOCK');
});

test('COMMIT_OK opens nothing into a lane that was stopped since', async (t) => {
  const { gate, hear, said, id, commits } = await accepted(t);
  let opened = false;
  gate.on('open', () => { opened = true; });
  assert.ok(await commits());
  await hear(null, 'GATE_STATE', { lane: 'L3', state: 'STOP' });
  await hear(id, 'COMMIT_OK');
  assert.ok(!opened);
  assert.equal(gate.crossing(id).state, 'LOCAL');
  assert.deepEqual([said(id).type, said(id).epoch, said(id).body.reason], ['ABORT', 1, 'NOT_OPENED']);
});
