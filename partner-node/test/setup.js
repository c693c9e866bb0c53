import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readProfile } from '../src/profile.js';

const SETUP = new URL('../../docs/partner/setup.md', import.meta.url);
const run = promisify(execFile);

/** Runs the commands of setup.md as they stand there, in a folder. @returns what they print */
export async function setUp(folder, me) {
  const text = await readFile(SETUP, 'utf8');
  const commands = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block);
  await writeFile(join(folder, 'tls.password'), 'a password\n', { mode: 0o600 });
  const env = { ...process.env, ME: me, HOST: '127.0.0.1' };
  const { stdout } = await run('bash', ['-euc', commands.join('\n')], { cwd: folder, env });
  return stdout;
}

/** The profile of setup.md, for a gate on this machine. */
export async function profileOf(folder, me, partner, port, send, more = {}) {
  const text = await readFile(SETUP, 'utf8');
  const [, block] = text.match(/^```json\n(.*?)^```$/ms);
  const profile = {
    ...JSON.parse(block), id: me, partner, send, listen: `https://127.0.0.1:${port}/amity`,
    partnerKeys: [`${partner}.public.jwk`], ...more,
  };
  profile.tls = { ...profile.tls, ca: `${partner}-ca.pem` };
  const file = join(folder, 'profile.json');
  await writeFile(file, JSON.stringify(profile));
  return readProfile(file);
}

/** Two folders of gates that were set up and have exchanged what setup.md says; `remove()` when they are done with. */
export async function pair() {
  const gates = ['vn-huunghi', 'cn-youyi'];
  const [one, other] = await Promise.all(gates.map((me) => mkdtemp(join(tmpdir(), `${me}-`))));
  const folders = { 'vn-huunghi': one, 'cn-youyi': other };
  await Promise.all(gates.map((me) => setUp(folders[me], me)));
  await exchange(folders, 'vn-huunghi', 'cn-youyi');
  await exchange(folders, 'cn-youyi', 'vn-huunghi');
  const remove = () => Promise.all(gates.map((me) => rm(folders[me], { recursive: true })));
  return { folders, remove };
}

async function exchange(folders, from, to) {
  await copyFile(join(folders[from], `${from}-ca.pem`), join(folders[to], `${from}-ca.pem`));
  await copyFile(join(folders[from], 'signing.public.jwk'), join(folders[to], `${from}.public.jwk`));
}
