// Selectors, affinities, spread constraints, tolerations and priority of a pod: what an API server demands of them,
// and that what they select among pods is on the pod itself, without which they never have an effect.
import { checkDnsSubdomain, checkKey, checkLabels, checkLabelValue, checkUnique } from './names.mjs';
import { child, entriesOf, isText, listOf, objectOf } from './rules.mjs';

const SYSTEM_CLASSES = ['system-cluster-critical', 'system-node-critical'];

function checkExpression(expression, path, faults) {
  const values = listOf(expression.values);
  const at = child(path, 'values');
  checkKey(expression.key, child(path, 'key'), faults);
  switch (expression.operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) faults.add(at, 'operator-values', `\`${expression.operator}\` needs values`);
      values.forEach((value, index) => checkLabelValue(value, child(at, index), faults));
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) faults.add(at, 'operator-values', `\`${expression.operator}\` takes no values`);
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1 || !/^-?\d+$/.test(values[0])) {
        faults.add(at, 'operator-values', `\`${expression.operator}\` takes one integer`);
      }
      break;
    default: // The schema has reported it.
  }
}

function checkExpressions(expressions, path, faults) {
  listOf(expressions).forEach((expression, index) => checkExpression(objectOf(expression), child(path, index), faults));
}

// The shape of a label selector. An empty one selects everything, which is never meant here.
export function checkSelector(selector, path, faults) {
  if (entriesOf(selector.matchLabels).length + listOf(selector.matchExpressions).length === 0) {
    faults.add(path, 'required-value', 'the selector is empty');
  }
  checkLabels(selector.matchLabels, child(path, 'matchLabels'), faults);
  checkExpressions(selector.matchExpressions, child(path, 'matchExpressions'), faults);
}

function holds({ operator, key, values }, labels) {
  switch (operator) {
    case 'In': return key in labels && listOf(values).includes(labels[key]);
    case 'NotIn': return !(key in labels && listOf(values).includes(labels[key]));
    case 'Exists': return key in labels;
    case 'DoesNotExist': return !(key in labels);
    default: return true;
  }
}

// Each condition of the selector that the labels do not meet.
export function unmetConditions(selector, path, labels) {
  const unmet = [];
  for (const [key, value] of entriesOf(selector.matchLabels)) {
    if (labels[key] === value) continue;
    const found = key in labels ? `\`${labels[key]}\`` : 'missing';
    const at = child(child(path, 'matchLabels'), key);
    unmet.push({ path: at, message: `the pod template's label \`${key}\` is ${found}` });
  }
  listOf(selector.matchExpressions).map(objectOf).forEach((expression, index) => {
    if (holds(expression, labels)) return;
    const at = child(child(path, 'matchExpressions'), index);
    const { operator, key } = expression;
    unmet.push({ path: at, message: `the pod template does not satisfy \`${operator}\` on \`${key}\`` });
  });
  return unmet;
}

function checkPodSelector(selector, path, labels, faults) {
  checkSelector(objectOf(selector), path, faults);
  for (const { path: at, message } of unmetConditions(objectOf(selector), path, labels)) {
    faults.add(at, 'selected-label', message);
  }
}

function checkTopologyKey(key, path, faults) {
  if (key === '') faults.add(path, 'required-value', 'a topology key is needed');
  else checkKey(key, path, faults);
}

function checkWeight(weight, path, faults) {
  if (typeof weight === 'number' && (weight < 1 || weight > 100)) {
    faults.add(path, 'range', `${weight} is not in 1–100`);
  }
}

function checkNodeTerm(term, path, faults) {
  const fields = listOf(term.matchFields);
  if (listOf(term.matchExpressions).length + fields.length === 0) {
    faults.add(path, 'required-value', 'the term has no conditions');
  }
  checkExpressions(term.matchExpressions, child(path, 'matchExpressions'), faults);
  checkExpressions(fields, child(path, 'matchFields'), faults);
}

function checkNodeAffinity(affinity, path, faults) {
  const required = affinity.requiredDuringSchedulingIgnoredDuringExecution;
  if (required !== undefined) {
    const terms = child(child(path, 'requiredDuringSchedulingIgnoredDuringExecution'), 'nodeSelectorTerms');
    const list = listOf(objectOf(required).nodeSelectorTerms);
    if (list.length === 0) faults.add(terms, 'required-value', 'at least one term is needed');
    list.forEach((term, index) => checkNodeTerm(objectOf(term), child(terms, index), faults));
  }
  const preferred = child(path, 'preferredDuringSchedulingIgnoredDuringExecution');
  listOf(affinity.preferredDuringSchedulingIgnoredDuringExecution).map(objectOf).forEach((entry, index) => {
    const at = child(preferred, index);
    checkWeight(entry.weight, child(at, 'weight'), faults);
    checkNodeTerm(objectOf(entry.preference), child(at, 'preference'), faults);
  });
}

function checkPodTerm(term, path, labels, faults) {
  checkPodSelector(term.labelSelector, child(path, 'labelSelector'), labels, faults);
  checkTopologyKey(term.topologyKey, child(path, 'topologyKey'), faults);
}

function checkPodAffinity(affinity, path, labels, faults) {
  const required = child(path, 'requiredDuringSchedulingIgnoredDuringExecution');
  listOf(affinity.requiredDuringSchedulingIgnoredDuringExecution).forEach((term, index) => {
    checkPodTerm(objectOf(term), child(required, index), labels, faults);
  });
  const preferred = child(path, 'preferredDuringSchedulingIgnoredDuringExecution');
  listOf(affinity.preferredDuringSchedulingIgnoredDuringExecution).map(objectOf).forEach((entry, index) => {
    const at = child(preferred, index);
    checkWeight(entry.weight, child(at, 'weight'), faults);
    checkPodTerm(objectOf(entry.podAffinityTerm), child(at, 'podAffinityTerm'), labels, faults);
  });
}

function checkToleration(toleration, path, faults) {
  const { key, operator = 'Equal', value = '', effect, tolerationSeconds } = toleration;
  if (key) {
    checkKey(key, child(path, 'key'), faults);
  } else if (operator !== 'Exists') {
    faults.add(child(path, 'operator'), 'toleration', 'without a key it must be `Exists`');
  }
  if (operator === 'Exists' && value !== '') faults.add(child(path, 'value'), 'toleration', '`Exists` takes no value');
  if (operator === 'Equal') checkLabelValue(value, child(path, 'value'), faults);
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    faults.add(child(path, 'effect'), 'toleration', 'seconds are for `NoExecute` only');
  }
}

function checkSpread(constraints, path, labels, faults) {
  constraints.forEach((constraint, index) => {
    const at = child(path, index);
    if (typeof constraint.maxSkew === 'number' && constraint.maxSkew < 1) {
      faults.add(child(at, 'maxSkew'), 'range', `${constraint.maxSkew} is less than 1`);
    }
    checkTopologyKey(constraint.topologyKey, child(at, 'topologyKey'), faults);
    checkPodSelector(constraint.labelSelector, child(at, 'labelSelector'), labels, faults);
  });
  checkUnique(constraints, ({ topologyKey, whenUnsatisfiable }) => `${topologyKey} ${whenUnsatisfiable}`,
    (index) => child(path, index), faults);
}

function checkPriority(podSpec, path, classes, faults) {
  const name = podSpec.priorityClassName;
  if (!isText(name) || name === '' || SYSTEM_CLASSES.includes(name)) return;
  const at = child(path, 'priorityClassName');
  const known = classes.get(name);
  if (!known) {
    faults.add(at, 'priority-class', `there is no PriorityClass \`${name}\``);
    return;
  }
  const expected = { priority: known.value, preemptionPolicy: known.preemptionPolicy ?? 'PreemptLowerPriority' };
  for (const [field, value] of Object.entries(expected)) {
    if (podSpec[field] === undefined || podSpec[field] === value) continue;
    faults.add(child(path, field), 'priority-class', `is \`${podSpec[field]}\`, and \`${value}\` in \`${name}\``);
  }
}

export function checkScheduling(podSpec, path, labels, priorityClasses, faults) {
  const affinity = objectOf(podSpec.affinity);
  const at = child(path, 'affinity');
  checkLabels(podSpec.nodeSelector, child(path, 'nodeSelector'), faults);
  checkDnsSubdomain(podSpec.schedulerName, child(path, 'schedulerName'), faults);
  checkNodeAffinity(objectOf(affinity.nodeAffinity), child(at, 'nodeAffinity'), faults);
  checkPodAffinity(objectOf(affinity.podAffinity), child(at, 'podAffinity'), labels, faults);
  checkPodAffinity(objectOf(affinity.podAntiAffinity), child(at, 'podAntiAffinity'), labels, faults);
  listOf(podSpec.tolerations).forEach((toleration, index) => {
    checkToleration(objectOf(toleration), child(child(path, 'tolerations'), index), faults);
  });
  checkSpread(listOf(podSpec.topologySpreadConstraints).map(objectOf), child(path, 'topologySpreadConstraints'), labels,
    faults);
  checkPriority(podSpec, path, priorityClasses, faults);
}
