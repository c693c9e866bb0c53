import { createHash } from 'node:crypto';
import { FlattenedSign, flattenedVerify, importJWK } from 'jose';
import { conform } from './contract.js';
import { readObject } from './json.js';
import { Refusal } from './refusal.js';

export const MESSAGE = 'gate-message+json';
export const RECEIPT = 'gate-receipt+json';
const ALGORITHM = 'ES256';

/** @param {object} jwk private or public, P-256, with `kid` */
export async function importKey(jwk) {
  return { kid: jwk.kid, key: await importJWK(jwk, ALGORITHM) };
}

/** SHA-256 in lower-case hexadecimal. */
export function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/** SHA-256 of what was signed: the same in whatever bytes a message is carried. */
export function signedSha256(bytes) {
  const jws = JSON.parse(bytes);
  return sha256(`${jws.protected}.${jws.payload}`);
}

/** A flattened JWS as text: these characters, as UTF-8, are what is sent, kept and hashed. */
export async function sign(payload, typ, own) {
  const jws = await new FlattenedSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: ALGORITHM, kid: own.kid, typ })
    .sign(own.key);
  return JSON.stringify(jws);
}

/** The payload of a text that was signed here. */
export function payloadOf(text) {
  return JSON.parse(Buffer.from(JSON.parse(text).payload, 'base64url'));
}

/**
 * Verifies the bytes as they came.
 *
 * @param {Map<string, object>} keys the sender's public keys by id
 * @returns {Promise<object>} the payload
 * @throws {Refusal} 400 no such JWS, 401 algorithm, key or signature, 413 too large
 */
export async function verify(bytes, typ, keys) {
  const { tree: jws } = readObject(bytes);
  conform('jws.json', jws);
  const { tree: header } = readObject(Buffer.from(jws.protected, 'base64url'));
  // The message's word for the algorithm must agree with the profile and is otherwise not listened to.
  if (header.alg !== ALGORITHM) {
    throw new Refusal(401, `the profile's algorithm is ${ALGORITHM}`);
  }
  conform('header.json', header);
  if (header.typ !== undefined && header.typ !== typ) {
    throw new Refusal(400, `typ is not '${typ}'`);
  }
  const key = keys.get(header.kid);
  if (key === undefined) {
    throw new Refusal(401, 'no key with this kid is known');
  }
  try {
    await flattenedVerify(jws, key, { algorithms: [ALGORITHM] });
  } catch {
    throw new Refusal(401, 'the signature does not verify');
  }
  return readObject(Buffer.from(jws.payload, 'base64url')).tree;
}
