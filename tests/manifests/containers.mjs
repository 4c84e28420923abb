// What an API server demands of the containers and volumes of a pod beyond their schema.
import { checkDnsLabel, checkUnique, isQualifiedName } from './names.mjs';
import { canonicalQuantity, isWhole, isWholeMilli, parseQuantity } from './quantity.mjs';
import { child, entriesOf, isText, listOf, objectOf } from './rules.mjs';

const ENV_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;
const STANDARD_RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];
const isHugePages = (name) => name.startsWith('hugepages-');
const isExtended = (name) => !STANDARD_RESOURCES.includes(name) && !isHugePages(name);

// Returns the parsed quantity, or null if there is something wrong with it.
function checkQuantity(text, path, whole, faults) {
  // The schema takes numbers as well; that they are strings is what makes their form canonical.
  const quantity = isText(text) ? parseQuantity(text) : null;
  if (!quantity) {
    faults.add(path, 'quantity', `\`${JSON.stringify(text)}\` is not a quantity in the form of a string`);
    return null;
  }
  const canonical = canonicalQuantity(quantity);
  if (canonical !== text) faults.add(path, 'quantity', `\`${text}\` is not canonical: \`${canonical}\``);
  if (quantity.nano < 0n) faults.add(path, 'quantity', `\`${text}\` is negative`);
  if (!whole(quantity)) faults.add(path, 'quantity', `\`${text}\` is finer than the resource is measured`);
  return quantity;
}

function checkResourceList(resources, path, faults) {
  const quantities = new Map();
  for (const [name, text] of entriesOf(resources)) {
    const at = child(path, name);
    if (isExtended(name) && (!name.includes('/') || !isQualifiedName(name))) {
      faults.add(at, 'resource-name', `\`${name}\` is neither a standard nor a qualified resource`);
    }
    quantities.set(name, checkQuantity(text, at, name === 'cpu' ? isWholeMilli : isWhole, faults));
  }
  return quantities;
}

export function checkResources(resources, path, faults) {
  const limits = checkResourceList(resources.limits, child(path, 'limits'), faults);
  const requests = checkResourceList(resources.requests, child(path, 'requests'), faults);
  for (const [name, request] of requests) {
    const at = child(child(path, 'requests'), name);
    const limit = limits.get(name);
    if (limit === undefined) {
      if (isExtended(name)) faults.add(at, 'request-limit', `\`${name}\` is requested without a limit`);
    } else if (request && limit && request.nano > limit.nano) {
      faults.add(at, 'request-limit', `the request for \`${name}\` is above its limit`);
    } else if (request && limit && isExtended(name) && request.nano !== limit.nano) {
      faults.add(at, 'request-limit', `the request for \`${name}\` is not its limit`);
    }
  }
}

export function checkEnv(env, path, faults) {
  env.forEach((variable, index) => {
    const { name, value, valueFrom } = variable;
    if (isText(name) && (!ENV_NAME.test(name) || name === '.' || name.startsWith('..'))) {
      faults.add(child(child(path, index), 'name'), 'env', `\`${name}\` is not the name of a variable`);
    }
    if (value && valueFrom) faults.add(child(path, index), 'env', 'has both a value and a source');
  });
  checkUnique(env, ({ name }) => name, (index) => child(child(path, index), 'name'), faults);
}

function checkMounts(mounts, path, volumeNames, faults) {
  mounts.forEach(({ name, mountPath }, index) => {
    const at = child(path, index);
    if (isText(name) && !volumeNames.has(name)) {
      faults.add(child(at, 'name'), 'missing-volume', `there is no volume \`${name}\``);
    }
    if (isText(mountPath) && !mountPath.startsWith('/')) {
      faults.add(child(at, 'mountPath'), 'required-value', `\`${mountPath}\` is not an absolute path`);
    }
  });
  checkUnique(mounts, ({ mountPath }) => mountPath, (index) => child(child(path, index), 'mountPath'), faults);
}

function checkPorts(ports, path, faults) {
  ports.forEach(({ containerPort }, index) => {
    if (typeof containerPort === 'number' && (containerPort < 1 || containerPort > 65535)) {
      faults.add(child(child(path, index), 'containerPort'), 'range', `${containerPort} is not in 1–65535`);
    }
  });
}

function checkContainer(container, path, volumeNames, faults) {
  const list = (field) => listOf(container[field]).map(objectOf);
  checkDnsLabel(container.name, child(path, 'name'), faults);
  if (!isText(container.image) || container.image.trim() !== container.image || container.image === '') {
    faults.add(child(path, 'image'), 'required-value', 'an image is needed, without blanks around it');
  }
  checkEnv(list('env'), child(path, 'env'), faults);
  checkPorts(list('ports'), child(path, 'ports'), faults);
  checkMounts(list('volumeMounts'), child(path, 'volumeMounts'), volumeNames, faults);
  checkResources(objectOf(container.resources), child(path, 'resources'), faults);
}

function checkVolume(volume, path, faults) {
  checkDnsLabel(volume.name, child(path, 'name'), faults);
  const sources = Object.keys(volume).filter((field) => field !== 'name');
  if (sources.length !== 1) faults.add(path, 'volume-source', `has ${sources.length} sources, not one`);
  const { medium, sizeLimit } = objectOf(volume.emptyDir);
  if (isText(medium) && !/^(|Memory|HugePages(-.+)?)$/.test(medium)) {
    faults.add(`${path}/emptyDir/medium`, 'medium', `there is no medium \`${medium}\``);
  }
  if (sizeLimit !== undefined) checkQuantity(sizeLimit, `${path}/emptyDir/sizeLimit`, isWhole, faults);
}

export function checkContainersAndVolumes(podSpec, path, faults) {
  const volumes = listOf(podSpec.volumes).map(objectOf);
  const volumeNames = new Set(volumes.map(({ name }) => name));
  const containers = ['initContainers', 'containers'].flatMap((field) =>
    listOf(podSpec[field]).map((container, index) =>
      ({ ...objectOf(container), at: child(child(path, field), index) })));
  if (listOf(podSpec.containers).length === 0) {
    faults.add(child(path, 'containers'), 'required-value', 'a pod needs a container');
  }
  for (const { at, ...container } of containers) checkContainer(container, at, volumeNames, faults);
  checkUnique(containers, ({ name }) => name, (index) => child(containers[index].at, 'name'), faults);
  volumes.forEach((volume, index) => checkVolume(volume, child(child(path, 'volumes'), index), faults));
  checkUnique(volumes, ({ name }) => name, (index) => `${child(child(path, 'volumes'), index)}/name`, faults);
}
