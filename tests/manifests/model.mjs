// Refuses a `Model` that an API server with strict field validation would refuse, by the schema and the validation rules
// that deploy/ ships.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkEnv, checkResources } from './containers.mjs';
import { checkHolds, compileExpressions } from './expressions.mjs';
import { checkAgainst, compileSchema } from './json_schema.mjs';
import { checkDnsLabel, checkMetadata } from './names.mjs';
import { readDocuments } from './read_documents.mjs';
import { child, entriesOf, FaultList, isObject, listOf, objectOf } from './rules.mjs';
import { checkObjectMeta } from './schema.mjs';

export const MODEL_CRD = fileURLToPath(new URL('../../deploy/kubernetes/model-crd.yaml', import.meta.url));

// The schema as `ajv` takes it, with every object closed: where an API server prunes, a strict one refuses.
function closed(schema) {
  if (!isObject(schema)) return schema;
  const known = entriesOf(schema).filter(([keyword]) => !keyword.startsWith('x-kubernetes-'));
  const result = Object.fromEntries(known);
  if (schema.items) result.items = closed(schema.items);
  if (schema.additionalProperties) result.additionalProperties = closed(schema.additionalProperties);
  if (schema.properties) {
    result.properties = Object.fromEntries(entriesOf(schema.properties).map(([name, field]) => [name, closed(field)]));
    result.additionalProperties = false;
  }
  return result;
}

// `{kind, schema, rules}` for each version of the definition: what `ajv` judges, and where the validation rules stand.
export function readDefinition(file) {
  const faults = new FaultList();
  const [definition] = readDocuments(readFileSync(file, 'utf8'), faults);
  if (faults.faults.length > 0) throw new Error(`${file}: ${faults.faults[0].message}`);
  const { group, names, versions } = definition.spec;
  return versions.map(({ name, schema }) => {
    const closedSchema = closed(schema.openAPIV3Schema);
    // The rest of the metadata is the API server's; it is checked as such.
    delete closedSchema.properties.metadata.additionalProperties;
    return { kind: `${group}/${name} ${names.kind}`, schema: closedSchema, rules: schema.openAPIV3Schema };
  });
}

let shipped;
const definitions = () => (shipped ??= readDefinition(MODEL_CRD));

export const modelKinds = () => definitions().map(({ kind }) => kind);

export function checkModel(model, kind, faults) {
  const definition = definitions().find((known) => known.kind === kind);
  definition.validate ??= compileSchema(definition.schema);
  checkAgainst(definition.validate, model, faults);
  definition.expressions ??= compileExpressions(definition.rules);
  checkHolds(definition.expressions, model, '', faults);
  const metadata = objectOf(model.metadata);
  const spec = objectOf(model.spec);
  checkObjectMeta(metadata, faults);
  if (metadata.name === undefined && !metadata.generateName) {
    faults.add('/metadata/name', 'required-value', 'a Model needs a name');
  }
  checkDnsLabel(metadata.namespace, '/metadata/namespace', faults);
  checkMetadata(metadata, '/metadata', faults);
  checkResources(objectOf(spec.resources), '/spec/resources', faults);
  checkEnv(listOf(spec.env).map(objectOf), '/spec/env', faults);
}
