import { readFile, writeFile } from 'node:fs/promises';
import { resolve, dirname } from 'node:path';
import { exportJWK, calculateJwkThumbprint, generateKeyPair } from 'jose';

/** Reads a profile file; files in it are named from its folder. */
export async function readProfile(path) {
  const file = JSON.parse(await readFile(path, 'utf8'));
  const at = (name) => resolve(dirname(path), name);
  const text = (name) => readFile(at(name), 'utf8');
  const { key, cert, ca } = file.tls;
  return {
    ...file,
    journal: at(file.journal),
    own: JSON.parse(await text(file.signingKey)),
    theirs: await Promise.all(file.partnerKeys.map(async (name) => JSON.parse(await text(name)))),
    tls: { key: await text(key), cert: await text(cert), ca: await text(ca) },
  };
}

/** Makes a signing key: `NAME.jwk` for this gate alone, `NAME.public.jwk` for the partner. */
export async function makeKey(name) {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const open = await exportJWK(publicKey);
  const more = { use: 'sig', alg: 'ES256', kid: await calculateJwkThumbprint(open) };
  await writeFile(`${name}.jwk`, JSON.stringify({ ...(await exportJWK(privateKey)), ...more }), { mode: 0o600, flag: 'wx' });
  await writeFile(`${name}.public.jwk`, JSON.stringify({ ...open, ...more }));
}
