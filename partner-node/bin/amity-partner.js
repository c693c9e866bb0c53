#!/usr/bin/env node
import { createInterface } from 'node:readline';
import { Gate } from '../src/gate.js';
import { makeKey, readProfile } from '../src/profile.js';

const USAGE = `usage: amity-partner key NAME          makes NAME.jwk and NAME.public.jwk
       amity-partner run PROFILE.json  a gate; it takes these lines and says what happens in lines of JSON:
  lane LANE OPEN|CLOSED|… [CODE]       what a lane here is from now on; the partner is told
  begin LANE NAME {"plate":…}          begins a crossing that leaves here; says its id
  ID offer|commit|departed|accept|arrived|clear|… [{"reason":…}]`;

const EVENTS = [
  'lane', 'offered', 'accepted', 'refused', 'withdrawn', 'open', 'committed', 'aborted', 'annulled', 'in-strip',
  'received', 'mismatch', 'held', 'sample-pending', 'cleared', 'return-wanted', 'advised', 'advise-ack', 'advise-hold', 'seal-changed', 'quota', 'incident-ack', 'return-accepted', 'joint-open',
  'joint-agreed', 'joint-disputed', 'status', 'incident', 'alarm',
];

const say = (what) => console.log(JSON.stringify(what));

async function carryOut(gate, line) {
  const [first, second, third] = line.split(' ');
  const rest = line.split(' ').slice(3).join(' ');
  if (first === 'lane') {
    await gate.sayLane(second, third, rest);
    say({ said: 'GATE_STATE' });
  } else if (first === 'begin') {
    say({ begun: await gate.begin(second, third, JSON.parse(rest)) });
  } else {
    const body = line.split(' ').slice(2).join(' ');
    say({ [second]: await gate.say(first, second, body ? JSON.parse(body) : {}) });
  }
}

async function run(path) {
  const gate = await Gate.open(await readProfile(path));
  for (const event of EVENTS) gate.on(event, (crossing, data) => say({ event, id: crossing?.id, state: crossing?.state, ...data }));
  gate.on('undelivered', (error) => say({ event: 'undelivered', because: error.message }));
  gate.on('broken', (error) => { throw error; });
  say({ listens: await gate.start() });
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => carryOut(gate, line.trim()).catch((error) => say({ error: error.message })));
  process.on('SIGTERM', () => lines.close());
  lines.on('close', () => gate.close());
}

const [command, argument] = process.argv.slice(2);
if (command === 'key' && argument) {
  await makeKey(argument);
} else if (command === 'run' && argument) {
  await run(argument);
} else {
  console.error(USAGE);
  process.exitCode = 2;
}
