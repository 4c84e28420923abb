// JSON schemas by `ajv`: every fault of a document at once, each with the rule that it breaks.
import { createRequire } from 'node:module';
import { child } from './rules.mjs';

const require = createRequire(import.meta.url);
const HIGHEST_INT32 = 2 ** 31 - 1;
const FORMATS = {
  int32: { type: 'number', validate: (value) => value >= -HIGHEST_INT32 - 1 && value <= HIGHEST_INT32 },
  int64: { type: 'number', validate: Number.isSafeInteger },
  'date-time': (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) &&
    !Number.isNaN(Date.parse(text)),
};

// Loaded when it is first needed: most manifests need no JSON schema of their own.
export function compileSchema(schema) {
  const Ajv = require('ajv');
  return new Ajv({ allErrors: true, strict: true, verbose: true, formats: FORMATS }).compile(schema);
}

export function describe({ keyword, params, message, schema }) {
  switch (keyword) {
    case 'required': return `\`${params.missingProperty}\` is missing`;
    case 'type': return `is not of type ${[params.type].flat().join(' or ')}`;
    case 'const': return `is not \`${params.allowedValue}\``;
    case 'enum': return `is not one of ${params.allowedValues.map((value) => `\`${value}\``).join(', ')}`;
    case 'format': return `is not of format ${params.format}`;
    case 'not': return schema?.description ?? message;
    default: return message ?? `violates ${keyword}`;
  }
}

export function checkAgainst(validate, document, faults) {
  if (validate(document)) return;
  for (const error of validate.errors) {
    const { keyword, instancePath, params } = error;
    if (keyword === 'additionalProperties') {
      const name = params.additionalProperty;
      faults.add(child(instancePath, name), 'unknown-field', `unknown field \`${name}\``);
    } else {
      faults.add(instancePath, 'schema', describe(error));
    }
  }
}
