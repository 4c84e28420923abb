// What an API server demands of a Deployment beyond its schema, but for its pods' containers, volumes and scheduling.
import { checkContainersAndVolumes } from './containers.mjs';
import { checkDnsLabel, checkDnsSubdomain, checkMetadata } from './names.mjs';
import { checkScheduling, checkSelector, unmetConditions } from './scheduling.mjs';
import { objectOf } from './rules.mjs';

const TEMPLATE = '/spec/template';

function checkNumber(value, minimum, path, faults) {
  if (typeof value === 'number' && value < minimum) faults.add(path, 'range', `${value} is less than ${minimum}`);
}

function checkIdentity(metadata, faults) {
  if (!metadata.name) faults.add('/metadata/name', 'required-value', 'a Deployment needs a name');
  else checkDnsSubdomain(metadata.name, '/metadata/name', faults);
  checkDnsLabel(metadata.namespace, '/metadata/namespace', faults);
  checkMetadata(metadata, '/metadata', faults);
}

// A selector that its own pods do not match is refused; it can never be repaired, since selectors are immutable.
function checkOwnSelector(selector, templateLabels, faults) {
  checkSelector(selector, '/spec/selector', faults);
  for (const { path, message } of unmetConditions(selector, '/spec/selector', templateLabels)) {
    faults.add(path, 'selector-subset', message);
  }
}

function checkCounts(spec, podSpec, faults) {
  for (const field of ['replicas', 'minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds']) {
    checkNumber(spec[field], 0, `/spec/${field}`, faults);
  }
  checkNumber(podSpec.terminationGracePeriodSeconds, 0, `${TEMPLATE}/spec/terminationGracePeriodSeconds`, faults);
}

// `priorityClasses` maps the name of each class that exists to the class.
export function checkDeployment(deployment, priorityClasses, faults) {
  const spec = objectOf(deployment.spec);
  const template = objectOf(spec.template);
  const metadata = objectOf(template.metadata);
  const podSpec = objectOf(template.spec);
  checkIdentity(objectOf(deployment.metadata), faults);
  checkOwnSelector(objectOf(spec.selector), objectOf(metadata.labels), faults);
  checkCounts(spec, podSpec, faults);
  checkMetadata(metadata, `${TEMPLATE}/metadata`, faults);
  if (podSpec.restartPolicy !== undefined && podSpec.restartPolicy !== 'Always') {
    faults.add(`${TEMPLATE}/spec/restartPolicy`, 'restart-policy', 'only `Always` is allowed in a Deployment');
  }
  checkContainersAndVolumes(podSpec, `${TEMPLATE}/spec`, faults);
  checkScheduling(podSpec, `${TEMPLATE}/spec`, objectOf(metadata.labels), priorityClasses, faults);
}
