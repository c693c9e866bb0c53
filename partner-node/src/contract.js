import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { Refusal } from './refusal.js';

const FOLDER = new URL('../../docs/partner/schemas/', import.meta.url);

const ajv = new Ajv2020({ strictTypes: false });
addFormats(ajv, ['date-time']);
for (const name of ['bodies.json', 'jws.json', 'header.json', 'message.json', 'receipt.json']) {
  ajv.addSchema(JSON.parse(readFileSync(new URL(name, FOLDER))), name);
}

/** @throws {Refusal} 400 the tree is not as the published schema of this name says */
export function conform(schema, tree) {
  const validate = ajv.getSchema(schema);
  if (!validate(tree)) {
    const [problem] = validate.errors;
    throw new Refusal(400, `${problem.instancePath || 'it'} ${problem.message}`);
  }
}

/** Types of messages that the contract knows. */
export const TYPES = new Set(
  Object.keys(ajv.getSchema('bodies.json').schema.$defs).filter((name) => /^[A-Z]/.test(name)),
);
