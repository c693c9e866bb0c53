import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { request } from 'node:https';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Gate } from '../src/gate.js';
import { profileOf, pair, setUp } from './setup.js';

const DATA = { plate: '29C-123.45', container: 'CSQU3054383', grossKg: 31200 };
const QUICK = { retry: 50, retryAfter: { first: 20, longest: 100 } };

const { folders, remove } = await pair();
after(remove);

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Two gates over mutual TLS; `profiles` to start them again. */
async function gates(t, limits = {}) {
  const journals = await mkdtemp(join(tmpdir(), 'journals-'));
  t.after(() => rm(journals, { recursive: true }));
  const ports = { 'vn-huunghi': await freePort(), 'cn-youyi': await freePort() };
  const profiles = {};
  for (const [me, other] of [['vn-huunghi', 'cn-youyi'], ['cn-youyi', 'vn-huunghi']]) {
    const send = `https://127.0.0.1:${ports[other]}/amity`;
    const more = { limits: { ...QUICK, ...limits }, journal: join(journals, me) };
    profiles[me] = await profileOf(folders[me], me, other, ports[me], send, more);
  }
  const open = async (me) => {
    const gate = await Gate.open(profiles[me]);
    gate.on('undelivered', () => {});
    t.after(() => gate.close().catch(() => {}));
    return gate;
  };
  return { exit: await open('vn-huunghi'), entry: await open('cn-youyi'), open, profiles };
}

/** What the next such event tells. */
async function heard(gate, event) {
  const [crossing, data] = await once(gate, event, { signal: AbortSignal.timeout(20_000) });
  return { crossing, data };
}

/** Says it, and waits for what the other side hears of it. */
async function says(gate, id, wish, other, event, body) {
  const hears = heard(other, event);
  assert.ok(await gate.say(id, wish, body), wish);
  return hears;
}

async function offered({ exit, entry }, data = DATA) {
  const id = await exit.begin('L3', 'VH-0001', data);
  await says(exit, id, 'offer', entry, 'offered');
  await says(entry, id, 'accept', exit, 'accepted');
  return id;
}

async function received(both) {
  const { exit, entry } = both;
  const id = await offered(both);
  await says(exit, id, 'commit', exit, 'open');
  await exit.say(id, 'opened');
  await says(exit, id, 'departed', entry, 'in-strip');
  await says(entry, id, 'arrived', exit, 'received');
  return id;
}

async function started(t, limits) {
  const both = await gates(t, limits);
  await both.exit.start();
  await both.entry.start();
  return both;
}

test('a vehicle goes over', async (t) => {
  const both = await started(t);
  const id = await received(both);
  await says(both.entry, id, 'clear', both.exit, 'cleared');
  for (const gate of [both.exit, both.entry]) {
    assert.equal(gate.crossing(id).state, 'CLEARED');
    assert.equal(gate.crossing(id).committedEpoch, 1);
  }
});

test('a vehicle comes back by a crossing that names the first', async (t) => {
  const both = await started(t);
  const id = await received(both);
  await says(both.entry, id, 'return', both.exit, 'return-wanted', { reason: 'quarantine' });
  await says(both.exit, id, 'returnAccept', both.entry, 'return-accepted');
  const back = { exit: both.entry, entry: both.exit };
  const leg = await offered(back, { ...DATA, returnOf: id });
  assert.equal(both.exit.crossing(leg).role, 'ENTRY');
  const strange = await both.entry.begin('L3', 'VH-0003', { ...DATA, returnOf: leg });
  const { data } = await says(both.entry, strange, 'offer', both.entry, 'refused');
  assert.equal(data.code, 'RETURN_NOT_ACCEPTED');
});

test('what is advised is offered when R lets it, within its quota', async (t) => {
  const { exit, entry } = await started(t);
  const id = await exit.begin('L3', 'VH-0001', DATA);
  const acknowledged = heard(exit, 'advise-ack');
  await says(exit, id, 'advise', entry, 'advised');
  await acknowledged;
  await says(entry, id, 'adviseHold', exit, 'advise-hold', { reason: 'certificate' });
  await exit.say(id, 'offer');
  assert.equal(exit.crossing(id).state, 'LOCAL');
  const offer = heard(entry, 'offered');
  await entry.say(id, 'adviseRelease');
  await offer;
  const quota = heard(exit, 'quota');
  await entry.sayQuota('L3', 1, new Date(Date.now() + 60_000).toISOString());
  await quota;
  const [second, third] = [await exit.begin('L3', 'VH-0002', DATA), await exit.begin('L3', 'VH-0003', DATA)];
  await says(exit, second, 'offer', entry, 'offered');
  await exit.say(third, 'offer');
  assert.equal(exit.crossing(third).state, 'LOCAL');
  const place = heard(entry, 'offered');
  await entry.say(second, 'refuse', { code: 'FULL' });
  assert.equal((await place).crossing.id, third);
});

test('people acknowledge an incident', async (t) => {
  const { exit, entry } = await started(t);
  const told = heard(entry, 'incident');
  await exit.sayIncident('FIRE', 'L3', 60_000);
  const { data } = await told;
  assert.equal(data.kind, 'FIRE');
  const known = heard(exit, 'incident-ack');
  await entry.acknowledge(data);
  assert.equal((await known).data.incident, data.message);
});

test('nothing opens before both have found the same', async (t) => {
  const both = await started(t);
  const { exit, entry } = both;
  const id = await offered(both);
  await says(entry, id, 'jointOpen', exit, 'joint-open', { reason: 'seal' });
  assert.ok(await exit.say(id, 'commit'));
  assert.equal(exit.crossing(id).state, 'ACCEPTED');
  const agreed = heard(entry, 'joint-agreed');
  assert.ok(await exit.say(id, 'jointResult', { result: { seal: 'VN1', grossKg: 31200 } }));
  assert.ok(await entry.say(id, 'jointResult', { result: { grossKg: 31200.0, seal: 'VN1' } }));
  const open = heard(exit, 'open');
  await agreed;
  await open;
  assert.equal(exit.crossing(id).joint, 'agreed');
  assert.ok(!(await exit.say(id, 'sealChanged', { oldSeal: 'VN1', newSeal: 'VN2' })), 'after COMMIT');
});

test('after an agreed inspection the seal is changed once', async (t) => {
  const both = await started(t);
  const { exit, entry } = both;
  const id = await offered(both);
  await says(exit, id, 'jointOpen', entry, 'joint-open', { reason: 'seal' });
  const agreed = [heard(exit, 'joint-agreed'), heard(entry, 'joint-agreed')];
  for (const gate of [exit, entry]) await gate.say(id, 'jointResult', { result: { seal: 'BROKEN' } });
  await Promise.all(agreed);
  await says(exit, id, 'sealChanged', entry, 'seal-changed', { oldSeal: 'none', newSeal: 'VN2' });
  assert.equal(entry.crossing(id).data.seal, 'VN2');
  assert.ok(!(await exit.say(id, 'sealChanged', { oldSeal: 'VN2', newSeal: 'VN3' })));
});

test('unequal results are a dispute on both sides', async (t) => {
  const both = await started(t);
  const id = await offered(both);
  await says(both.exit, id, 'jointOpen', both.entry, 'joint-open');
  const disputed = Promise.all([heard(both.exit, 'joint-disputed'), heard(both.entry, 'joint-disputed')]);
  await both.exit.say(id, 'jointResult', { result: { seal: 'VN1' } });
  await both.entry.say(id, 'jointResult', { result: { seal: 'VN2' } });
  await disputed;
  await both.exit.say(id, 'commit');
  assert.equal(both.exit.crossing(id).state, 'ACCEPTED');
});

test('a closed lane gets no COMMIT, a refusal begins the next epoch', async (t) => {
  const { exit, entry } = await started(t);
  const id = await exit.begin('L3', 'VH-0001', DATA);
  await says(exit, id, 'offer', entry, 'offered');
  await says(entry, id, 'refuse', exit, 'refused', { code: 'NOT_ANNOUNCED' });
  await says(exit, id, 'offer', entry, 'offered');
  await says(entry, id, 'accept', exit, 'accepted');
  assert.equal(exit.crossing(id).epoch, 2);
  let hears = heard(exit, 'lane');
  await entry.sayLane('L3', 'CLOSED', 'works');
  await hears;
  await exit.say(id, 'commit');
  assert.equal(exit.crossing(id).state, 'ACCEPTED');
  hears = heard(exit, 'open');
  await entry.sayLane('L3', 'OPEN');
  await hears;
});

test('no COMMIT while nothing can be delivered', async (t) => {
  const { exit, entry, open } = await started(t, { linkLost: 0 });
  const id = await offered({ exit, entry });
  await entry.close();
  const lost = once(exit, 'undelivered');
  await exit.say(id, 'status');
  await lost;
  assert.ok(await exit.say(id, 'commit'));
  assert.equal(exit.crossing(id).state, 'ACCEPTED');
  const opens = heard(exit, 'open');
  await (await open('cn-youyi')).start();
  await opens;
});

test('an offer that nobody answers is taken back', async (t) => {
  const { exit, entry } = await started(t, { offerValid: 50 });
  const withdrawn = heard(entry, 'withdrawn');
  const id = await exit.begin('L3', 'VH-0001', DATA);
  await exit.say(id, 'offer');
  await withdrawn;
  assert.equal(exit.crossing(id).epoch, 2);
  assert.equal(entry.crossing(id).epoch, 2);
});

test('what waits is delivered when the other side is there, also after a restart', async (t) => {
  const { exit, open, profiles } = await gates(t);
  await exit.start();
  const id = await exit.begin('L3', 'VH-0001', DATA);
  const refused = once(exit, 'undelivered');
  await exit.say(id, 'offer');
  await refused;
  await exit.close();
  const again = await open('vn-huunghi');
  assert.equal(again.crossing(id).state, 'OFFERED');
  const entry = await open('cn-youyi');
  const hears = heard(entry, 'offered');
  await entry.start();
  await again.start();
  await hears;
  await says(entry, id, 'accept', again, 'accepted');
  assert.equal(profiles['cn-youyi'].id, entry.id);
});

test('nobody is heard whose certificate the authority did not sign', async (t) => {
  const { profiles, entry } = await started(t);
  const stranger = await mkdtemp(join(tmpdir(), 'stranger-'));
  t.after(() => rm(stranger, { recursive: true }));
  await setUp(stranger, 'vn-huunghi');
  const tls = {
    key: await readFile(join(stranger, 'tls.key')),
    cert: await readFile(join(stranger, 'tls.pem')),
    ca: profiles['vn-huunghi'].tls.ca,
  };
  let asked = 0;
  entry.receive = async () => { asked++; };
  for (const shown of [tls, { ca: tls.ca }]) {
    const sent = request(profiles['vn-huunghi'].send, { method: 'POST', ...shown });
    sent.end('{}');
    await assert.rejects(once(sent, 'response'));
  }
  assert.equal(asked, 0);
});

test('setup.md says what to compare', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'setup-'));
  t.after(() => rm(folder, { recursive: true }));
  assert.match(await setUp(folder, 'cn-youyi'), /sha256 Fingerprint=([0-9A-F]{2}:){31}[0-9A-F]{2}\n[A-Za-z0-9_-]{43}\n/);
});
