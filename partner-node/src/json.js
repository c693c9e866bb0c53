import { visit, printParseErrorCode } from 'jsonc-parser';
import { Refusal } from './refusal.js';

/** Longest message, in bytes. */
export const SIZE = 256 * 1024;
const DEPTH = 16;

/**
 * JSON of strangers: UTF-8, one object and nothing after it, no member twice, at most 16 levels deep.
 * Numbers that no double holds are refused; so are whole numbers of the envelope that are written otherwise.
 *
 * @param {Uint8Array} bytes
 * @returns {{text: string, tree: object}}
 * @throws {Refusal} 413 too large, 400 not such an object
 */
export function readObject(bytes) {
  if (bytes.length > SIZE) {
    throw new Refusal(413, `message of ${bytes.length} bytes: at most ${SIZE} are taken`);
  }
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refusal(400, 'not UTF-8');
  }
  let tree;
  try {
    tree = JSON.parse(text);
  } catch (e) {
    throw new Refusal(400, `not JSON: ${e.message}`);
  }
  if (tree === null || typeof tree !== 'object' || Array.isArray(tree)) {
    throw new Refusal(400, 'not a JSON object');
  }
  inspect(text);
  return { text, tree };
}

/** What JSON.parse does not tell. */
function inspect(text) {
  const names = [];
  let depth = 0;
  const deeper = () => {
    if (++depth > DEPTH) throw new Refusal(400, `deeper than ${DEPTH} levels`);
  };
  visit(
    text,
    {
      onObjectBegin: () => { deeper(); names.push(new Set()); },
      onObjectEnd: () => { depth--; names.pop(); },
      onArrayBegin: deeper,
      onArrayEnd: () => { depth--; },
      onObjectProperty: (name) => {
        const known = names.at(-1);
        if (known.has(name)) throw new Refusal(400, 'a member is there twice');
        known.add(name);
      },
      onLiteralValue: (value, offset, length, line, column, path) => {
        if (typeof value === 'number') number(text.slice(offset, offset + length), value, path());
      },
      onError: (code) => { throw new Refusal(400, `not JSON: ${printParseErrorCode(code)}`); },
    },
    { disallowComments: true },
  );
}

function number(written, value, path) {
  const whole = !/[.eE]/.test(written);
  if (!Number.isFinite(value) || (whole && BigInt(written) !== BigInt(value))) {
    throw new Refusal(400, `no double is ${written}`);
  }
  if (!whole && path[0] !== 'body') {
    throw new Refusal(400, `'${path.join('.')}' is not written as a whole number`);
  }
}
