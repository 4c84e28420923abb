// The validation rules of a CustomResourceDefinition (`x-kubernetes-validations`): expressions in CEL, compiled against
// the types of the schema as an API server compiles them, and evaluated over documents.
import { Environment } from '@marcbachmann/cel-js';
import { child, entriesOf, isObject, isText, listOf, objectOf } from './rules.mjs';

export const VALIDATIONS = 'x-kubernetes-validations';
const SCALARS = { integer: 'int', number: 'double', string: 'string', boolean: 'bool' };
const BOUNDS = { array: 'maxItems', string: 'maxLength' };
const FIELDS = ['rule', 'message'];
const MAX_MESSAGE = 2048;

// A field's name as an identifier: what Kubernetes documents as escaping of property names.
const escapeName = (name) => name.replaceAll('__', '__underscores__').replaceAll('.', '__dot__')
  .replaceAll('-', '__dash__').replaceAll('/', '__slash__');

// Objects are types of their own, two of the same fields too: they cannot be compared with each other.
function declare(environment, schema, name) {
  if (schema.type === 'array') return `list<${declare(environment, objectOf(schema.items), `${name}_item`)}>`;
  if (schema.type !== 'object') return SCALARS[schema.type] ?? 'dyn';
  if (isObject(schema.additionalProperties)) {
    return `map<string, ${declare(environment, schema.additionalProperties, `${name}_value`)}>`;
  }
  const fields = entriesOf(schema.properties).map(([field, property]) =>
    [escapeName(field), declare(environment, objectOf(property), `${name}_${escapeName(field)}`)]);
  environment.registerType(name, { fields: Object.fromEntries(fields) });
  return name;
}

function environmentOf(schema) {
  const environment = new Environment();
  return environment.registerVariable('self', declare(environment, schema, 'Self'));
}

// What is wrong with the expression; nothing if it compiles to a yes or no.
function faultOf(environment, rule) {
  const { valid, type, error } = environment.check(rule);
  if (!valid) return error.message.split('\n')[0];
  if (type !== 'bool') return `says ${type}, not yes or no`;
  // The library lets `has` ask for a field that the type does not have.
  const plain = environment.check(rule.replaceAll(/\bhas\(/g, 'dyn('));
  return plain.valid ? undefined : plain.error.message.split('\n')[0];
}

// An API server estimates what a rule may cost at most, from the bounds of what it touches. Stricter here: all that is
// below a rule is bounded, whether the rule touches it or not.
function checkBounds(schema, path, faults) {
  if (!isObject(schema)) return;
  const isMap = isObject(schema.additionalProperties);
  const bound = isMap ? 'maxProperties' : BOUNDS[schema.type];
  if (bound !== undefined && schema[bound] === undefined) {
    faults.add(path, 'expression', `below an expression \`${bound}\` is needed`);
  }
  if (isMap) checkBounds(schema.additionalProperties, child(path, 'additionalProperties'), faults);
  if (schema.items) checkBounds(schema.items, child(path, 'items'), faults);
  for (const [name, property] of entriesOf(schema.properties)) {
    checkBounds(property, child(child(path, 'properties'), name), faults);
  }
}

function checkExpression(environment, expression, path, faults) {
  const { rule, message } = objectOf(expression);
  for (const field of Object.keys(objectOf(expression))) {
    if (!FIELDS.includes(field)) faults.add(child(path, field), 'unknown-field', `\`${field}\` is not allowed here`);
  }
  if (!isText(message) || message.trim() === '' || message.includes('\n') || message.length > MAX_MESSAGE) {
    faults.add(path, 'expression', 'needs a message of one line');
  }
  if (!isText(rule) || rule.trim() === '') {
    faults.add(path, 'expression', 'has no rule');
    return;
  }
  const fault = faultOf(environment, rule);
  if (fault) faults.add(child(path, 'rule'), 'expression', fault);
}

function checkOwnExpressions(schema, path, faults) {
  const at = child(path, VALIDATIONS);
  if (!Array.isArray(schema[VALIDATIONS])) {
    faults.add(at, 'expression', 'is not a list');
    return;
  }
  checkBounds(schema, path, faults);
  const environment = environmentOf(schema);
  schema[VALIDATIONS].forEach((expression, index) =>
    checkExpression(environment, expression, child(at, index), faults));
}

// Checks the expressions of a structural schema, and those below it. Stricter where an API server takes them and this
// file would not evaluate them: below the items of a list and the values of a map there are none.
export function checkExpressions(schema, path, faults, evaluated = true) {
  if (schema[VALIDATIONS] !== undefined) {
    if (evaluated) checkOwnExpressions(schema, path, faults);
    else faults.add(child(path, VALIDATIONS), 'expression', 'is not allowed below lists and maps');
  }
  for (const keyword of ['items', 'additionalProperties']) {
    if (schema[keyword]) checkExpressions(schema[keyword], child(path, keyword), faults, false);
  }
  for (const [name, property] of entriesOf(schema.properties)) {
    checkExpressions(property, child(child(path, 'properties'), name), faults, evaluated);
  }
}

// The value as the expressions see it: whole numbers are integers, fields have their escaped names.
function valueFor(schema, value) {
  if (schema.type === 'integer') return BigInt(value);
  if (schema.type === 'array') return value.map((item) => valueFor(objectOf(schema.items), item));
  if (schema.type !== 'object') return value;
  const isMap = isObject(schema.additionalProperties);
  return Object.fromEntries(Object.entries(value)
    .filter(([name]) => isMap || Object.hasOwn(objectOf(schema.properties), name))
    .map(([name, field]) => [isMap ? name : escapeName(name),
      valueFor(isMap ? schema.additionalProperties : schema.properties[name], field)]));
}

// The schema's own expressions and those below it, each with a function from a value to whether it holds.
export function compileExpressions(schema) {
  const below = entriesOf(schema.properties).map(([name, property]) => [name, compileExpressions(objectOf(property))]);
  const environment = listOf(schema[VALIDATIONS]).length > 0 ? environmentOf(schema) : undefined;
  const own = listOf(schema[VALIDATIONS]).map(({ rule, message }) => {
    const holds = environment.parse(rule);
    return { message, holds: (value) => holds({ self: valueFor(schema, value) }) === true };
  });
  return { own, below: below.filter(([, compiled]) => compiled.own.length + compiled.below.length > 0) };
}

// Reports every expression that does not hold. One that cannot be evaluated does not hold either, except where the
// schema has refused the document before: then that is why.
export function checkHolds({ own, below }, value, path, faults, refused = faults.faults.length > 0) {
  for (const { message, holds } of own) {
    let verdict = refused;
    try {
      verdict = holds(value);
    } catch {
      // What the schema has said stands.
    }
    if (!verdict) faults.add(path, 'validation', message);
  }
  for (const [name, compiled] of below) {
    if (Object.hasOwn(objectOf(value), name)) checkHolds(compiled, value[name], child(path, name), faults, refused);
  }
}
