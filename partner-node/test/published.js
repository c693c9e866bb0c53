import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Gate } from '../src/gate.js';
import { importKey } from '../src/jws.js';

export const SAMPLES = new URL('../../docs/partner/samples/', import.meta.url);

export async function read(name) {
  return JSON.parse(await readFile(new URL(name, SAMPLES), 'utf8'));
}

export function other(gate) {
  return gate === 'vn-huunghi' ? 'cn-youyi' : 'vn-huunghi';
}

/** The published public key of a gate, by its id. */
export async function keysOf(gate) {
  const { kid, key } = await importKey(await read(`keys/${gate}.public.jwk`));
  return new Map([[kid, key]]);
}

/** The profile of a gate with the published keys, which nobody can reach. */
export async function profileOf(t, id, limits = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'published-'));
  t.after(() => rm(folder, { recursive: true }));
  return {
    id, partner: other(id), route: '1119-1120', profile: 'amity-1', entryLanes: ['L3'],
    send: 'https://127.0.0.1:1/amity', journal: join(folder, 'journal.jsonl'), limits,
    own: await read(`keys/${id}.jwk`), theirs: [await read(`keys/${other(id)}.public.jwk`)],
  };
}

/** Such a gate, until the test ends. */
export async function open(t, profile) {
  const gate = await Gate.open(profile);
  gate.on('undelivered', () => {});
  t.after(() => gate.close().catch(() => {}));
  return gate;
}
