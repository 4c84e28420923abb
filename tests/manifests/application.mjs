// Refuses what Cloudchamber's public call that creates an application does not take: its schema, and what a schema
// cannot say. The schema knows only the fields that Berth uses; any other is refused.
import { readFileSync } from 'node:fs';
import { checkAgainst, compileSchema } from './json_schema.mjs';
import { checkDnsLabel, checkUnique } from './names.mjs';
import { child, listOf, objectOf } from './rules.mjs';

const SCHEMA = new URL('cloudchamber-application.schema.json', import.meta.url);
let validate;

// An application states neither a version nor a kind: it is known by the fields that nothing else has.
export const isApplication = (document) => !('apiVersion' in document) && !('kind' in document) &&
  ['scheduling_policy', 'configuration', 'instances'].some((field) => field in document);

export function checkApplication(application, faults) {
  validate ??= compileSchema(JSON.parse(readFileSync(SCHEMA, 'utf8')));
  checkAgainst(validate, application, faults);
  if (application.name !== '') checkDnsLabel(application.name, '/name', faults);
  if (application.max_instances < application.instances) {
    faults.add('/max_instances', 'range', `${application.max_instances} is less than \`instances\``);
  }
  const configuration = objectOf(application.configuration);
  for (const field of ['environment_variables', 'labels']) {
    const path = child('/configuration', field);
    const entries = listOf(configuration[field]).map(objectOf);
    checkUnique(entries, ({ name }) => name, (index) => child(child(path, index), 'name'), faults);
  }
}
