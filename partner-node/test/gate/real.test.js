import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Lone } from './lone.js';

/** Against a real gate: `./gate prove node` starts it and names its profile. */
const lone = await Lone.open(process.env.AMITY_PROFILE);
const { gate, lanes } = lone;
after(() => lone.close());

/** The wish means something now. */
async function says(id, wish, body) {
  assert.ok(await gate.say(id, wish, body), `${wish} in ${gate.crossing(id).state}`);
}

/** A declared vehicle comes to a lane of the gate and is offered. @returns its crossing */
async function offered(lane, plate, more = '') {
  await lone.world(`announce export ${plate}`);
  await lone.world(`arrive ${lane} ${plate} ${more}`);
  const { crossing } = await lone.heard('offered');
  assert.equal(crossing.lane, lane);
  assert.equal(crossing.data.plate, plate.replace(/[-.]/g, ''));
  return crossing.id;
}

test('a vehicle leaves the gate: as R to RECEIVED and CLEARED', async () => {
  const lane = lanes.exit[0];
  const before = Number(await lone.world(`openings ${lane}`));
  const id = await offered(lane, '29C-123.45');
  assert.equal(Number(await lone.world(`openings ${lane}`)), before);
  await says(id, 'accept');
  await lone.heard('committed', id);
  await lone.heard('in-strip', id);
  assert.equal(Number(await lone.world(`openings ${lane}`)), before + 1);
  await says(id, 'arrived');
  await says(id, 'clear');
  await says(id, 'status');
  const { data } = await lone.heard('status', id);
  assert.equal(data.state, 'CLEARED');
});

test('a vehicle that R refuses stays', async () => {
  const lane = lanes.exit[1];
  const id = await offered(lane, '29C-200.02');
  await says(id, 'refuse', { code: 'NOT_ANNOUNCED' });
  await says(id, 'status');
  const { data } = await lone.heard('status', id);
  assert.equal(data.state, 'REFUSED');
  assert.equal(await lone.world(`openings ${lane}`), '0');
});

/** A vehicle comes to the gate out of the strip: as S to RECEIVED and CLEARED. */
async function sent(lane, plate, more = {}) {
  await lone.world(`announce import ${plate}`);
  const id = await gate.begin(lane, `CN-${plate.slice(-3)}`, { plate: plate.replace(/[-.]/g, ''), ...more });
  await says(id, 'offer');
  await lone.heard('accepted', id);
  await says(id, 'commit');
  await lone.heard('open', id);
  await says(id, 'opened');
  await says(id, 'departed');
  await lone.world(`arrive ${lane} ${plate}`);
  await lone.heard('received', id);
  await lone.heard('cleared', id);
  assert.equal(gate.crossing(id).state, 'CLEARED');
  return id;
}

test('a vehicle comes to the gate: as S to RECEIVED and CLEARED', async () => {
  const lane = lanes.entry[0];
  await sent(lane, '29C-300.03');
  assert.equal(await lone.world(`openings ${lane}`), '1');
});

test('a vehicle that nobody announced is refused', async () => {
  const id = await gate.begin(lanes.entry[1], 'CN-999', { plate: '29C99999' });
  await says(id, 'offer');
  const { data } = await lone.heard('refused', id);
  assert.equal(data.code, 'NOT_ANNOUNCED');
});

test('both sides inspect a vehicle; it leaves when they have found the same', async () => {
  const lane = lanes.exit[2];
  const id = await offered(lane, '29C-400.04', 'stays');
  const { name } = gate.crossing(id);
  await says(id, 'jointOpen', { reason: 'the seal differs from the papers' });
  await lone.heard('withdrawn', id);
  await says(id, 'jointResult', { result: { verdict: 'SOUND', seal: 'VN0012345' } });
  await lone.world(`type 2 gate:inspection result ${name} --finding seal=VN0012345 --finding verdict=SOUND --reason inspected`);
  await lone.heard('joint-agreed', id);
  assert.equal(await lone.world(`openings ${lane}`), '0');
  await lone.world(`type 2 gate:inspection seal ${name} VN0054321 --reason opened`);
  assert.equal((await lone.heard('seal-changed', id)).data.newSeal, 'VN0054321');
  await lone.world(`type 2 gate:hold release ${name} --reason inspected`);
  assert.equal((await lone.heard('offered', id)).crossing.data.seal, 'VN0054321');
  await lone.world(`drive ${lane}`);
  await says(id, 'accept');
  await lone.heard('in-strip', id);
  assert.equal(await lone.world(`openings ${lane}`), '1');
  await says(id, 'arrived');
  await says(id, 'clear');
});

test('a vehicle that was received goes back by a crossing with the roles swapped', async () => {
  const plate = '29C-500.05';
  const id = await offered(lanes.exit[0], plate);
  await says(id, 'accept');
  await lone.heard('in-strip', id);
  await says(id, 'arrived');
  await says(id, 'return', { reason: 'refused by quarantine' });
  const early = await gate.begin(lanes.entry[1], 'CN-EARLY', { plate: '29C50005', returnOf: id });
  await says(early, 'offer');
  assert.equal((await lone.heard('refused', early)).data.code, 'RETURN_NOT_ACCEPTED');
  await lone.world(`type 0 gate:return accept ${gate.crossing(id).name} --reason agreed`);
  await lone.heard('return-accepted', id);
  await sent(lanes.entry[1], plate, { returnOf: id });
});
