// What an API server demands of the schema of a CustomResourceDefinition: that it is structural. Stricter where
// a schema could let anything through (int-or-string, preserved unknown fields), and where this file could not judge
// what it says (junctors, defaults): those are refused too.
import { checkExpressions, VALIDATIONS } from './expressions.mjs';
import { child, entriesOf, isObject, isText, listOf, objectOf } from './rules.mjs';

const NUMBERS = ['integer', 'number'];
// Every keyword that is taken, with the types that it says something about; null: all.
const KEYWORDS = {
  type: null, description: null, title: null, enum: null, nullable: null, [VALIDATIONS]: null,
  format: [...NUMBERS, 'string'],
  minimum: NUMBERS, maximum: NUMBERS, exclusiveMinimum: NUMBERS, exclusiveMaximum: NUMBERS, multipleOf: NUMBERS,
  minLength: ['string'], maxLength: ['string'], pattern: ['string'],
  items: ['array'], minItems: ['array'], maxItems: ['array'],
  'x-kubernetes-list-type': ['array'], 'x-kubernetes-list-map-keys': ['array'],
  properties: ['object'], additionalProperties: ['object'], required: ['object'],
  minProperties: ['object'], maxProperties: ['object'],
};
const REFUSED = [
  '$ref', '$schema', 'id', 'definitions', 'dependencies', 'patternProperties', 'additionalItems', 'uniqueItems',
  'allOf', 'anyOf', 'oneOf', 'not', 'default', 'example', 'externalDocs',
  'x-kubernetes-preserve-unknown-fields', 'x-kubernetes-int-or-string', 'x-kubernetes-embedded-resource',
];
const FORMATS = { integer: ['int32', 'int64'], number: ['float', 'double'], string: ['date-time'] };
const TYPES = ['object', 'array', 'string', 'integer', 'number', 'boolean'];
const LIST_TYPES = ['atomic', 'set', 'map'];
// Go's regular expressions have neither look-around nor back references.
const NOT_RE2 = /\(\?(?:[=!]|<[=!])|\\[1-9]/;
const BOUNDS = [['minimum', 'maximum'], ['minLength', 'maxLength'], ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties']];

const RULE = 'structural-schema';

function checkKeywords(schema, path, faults) {
  for (const keyword of Object.keys(schema)) {
    const at = child(path, keyword);
    const types = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined;
    if (REFUSED.includes(keyword)) faults.add(at, RULE, `\`${keyword}\` is not allowed here`);
    else if (types === undefined) faults.add(at, 'unknown-field', `unknown field \`${keyword}\``);
    else if (types && TYPES.includes(schema.type) && !types.includes(schema.type)) {
      faults.add(at, RULE, `\`${keyword}\` says nothing about type ${schema.type}`);
    }
  }
  for (const [low, high] of BOUNDS) {
    if (schema[low] > schema[high]) faults.add(child(path, low), RULE, `is above \`${high}\``);
  }
}

function isPattern(text) {
  try {
    return isText(text) && !NOT_RE2.test(text) && Boolean(new RegExp(text, 'u'));
  } catch {
    return false;
  }
}

function checkScalar(schema, path, faults) {
  if (schema.pattern !== undefined && !isPattern(schema.pattern)) {
    faults.add(child(path, 'pattern'), RULE, 'is not a regular expression that Go reads');
  }
  if (schema.format !== undefined && !FORMATS[schema.type]?.includes(schema.format)) {
    faults.add(child(path, 'format'), RULE, `type ${schema.type} has no format \`${schema.format}\``);
  }
  const values = listOf(schema.enum);
  if (schema.enum !== undefined && (values.length === 0 || new Set(values).size < values.length)) {
    faults.add(child(path, 'enum'), RULE, 'is not a list of different values');
  }
}

function checkObject(schema, path, faults) {
  const { properties, additionalProperties, required } = schema;
  const isMap = additionalProperties !== undefined;
  if (isMap && properties !== undefined) {
    faults.add(path, RULE, '`properties` and `additionalProperties` exclude each other');
  }
  if (!isMap && properties === undefined) faults.add(path, RULE, 'an object without fields: all would be pruned');
  if (isMap) checkSchemaNode(additionalProperties, child(path, 'additionalProperties'), faults);
  for (const [name, property] of entriesOf(properties)) {
    checkSchemaNode(property, child(child(path, 'properties'), name), faults);
  }
  listOf(required).forEach((name, index) => {
    if (isMap || Object.hasOwn(objectOf(properties), name)) return;
    faults.add(child(child(path, 'required'), index), RULE, `\`${name}\` is required and has no type`);
  });
}

function checkArray(schema, path, faults) {
  const listType = schema['x-kubernetes-list-type'];
  const items = objectOf(schema.items);
  if (schema.items === undefined) faults.add(path, RULE, 'an array without `items`');
  else checkSchemaNode(schema.items, child(path, 'items'), faults);
  if (listType !== undefined && !LIST_TYPES.includes(listType)) {
    faults.add(child(path, 'x-kubernetes-list-type'), RULE, `there is no list type \`${listType}\``);
  }
  const keys = schema['x-kubernetes-list-map-keys'];
  if ((listType === 'map') !== (listOf(keys).length > 0)) {
    faults.add(path, RULE, 'list type `map` and keys go together');
  }
  for (const key of listOf(keys)) {
    const at = child(path, 'x-kubernetes-list-map-keys');
    if (!listOf(items.required).includes(key)) faults.add(at, RULE, `the key \`${key}\` is not required of items`);
  }
}

function checkSchemaNode(schema, path, faults) {
  if (!isObject(schema)) {
    faults.add(path, RULE, 'is not a schema');
    return;
  }
  if (!TYPES.includes(schema.type)) faults.add(path, RULE, 'has no type');
  checkKeywords(schema, path, faults);
  checkScalar(schema, path, faults);
  if (schema.type === 'object') checkObject(schema, path, faults);
  if (schema.type === 'array') checkArray(schema, path, faults);
}

// Of the metadata, a schema may restrict the name alone; its other fields are the API server's.
function checkMetadataSchema(metadata, path, faults) {
  for (const name of Object.keys(objectOf(objectOf(metadata).properties))) {
    if (['name', 'generateName'].includes(name)) continue;
    faults.add(child(child(path, 'properties'), name), RULE, 'of the metadata only the name may be restricted');
  }
}

export function checkStructural(schema, path, faults) {
  const before = faults.faults.length;
  checkSchemaNode(schema, path, faults);
  const root = objectOf(schema);
  if (root.type !== 'object') faults.add(path, RULE, 'the root is not an object');
  if (root.additionalProperties !== undefined) faults.add(path, RULE, 'the root takes any field');
  const properties = objectOf(root.properties);
  checkMetadataSchema(properties.metadata, child(child(path, 'properties'), 'metadata'), faults);
  for (const field of ['apiVersion', 'kind']) {
    const at = child(child(path, 'properties'), field);
    if (properties[field] && properties[field].type !== 'string') faults.add(at, RULE, 'is not a string');
  }
  // Expressions are compiled against the types: without these they mean nothing.
  if (faults.faults.length === before) checkExpressions(schema, path, faults);
}
