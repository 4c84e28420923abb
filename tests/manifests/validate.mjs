#!/usr/bin/env node
// Refuses a Kubernetes manifest that an API server with strict field validation would refuse, or that could never have
// the effect it is meant to have, and a Cloudchamber application that the public API would refuse. Reads YAML or JSON
// from files or from standard input, or a directory with a kustomization; prints every fault with its path. Exit status: 0 valid, 1 refused, 2 wrong usage.
import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkDirectory } from './kustomization.mjs';
import { checkManifest, PRIORITY_CLASSES } from './manifest.mjs';
import { readPriorityClasses } from './priority_class.mjs';

const USAGE = 'usage: validate.mjs [--priority-classes FILE] [FILE|DIRECTORY…]';

function readArguments() {
  try {
    const options = { 'priority-classes': { type: 'string', default: PRIORITY_CLASSES } };
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

// Not readFileSync(0): it fails on a pipe that has nothing to read yet and that another process made non-blocking.
async function readStdin() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function checkSource(file, priorityClasses) {
  const check = (text) => checkManifest(text, priorityClasses);
  if (file === '-') return check(await readStdin());
  return statSync(file).isDirectory() ? checkDirectory(file, check) : check(readFileSync(file, 'utf8'));
}

async function validateFile(file, priorityClasses) {
  const { documents, faults } = await checkSource(file, priorityClasses);
  const source = file === '-' ? 'stdin' : file;
  for (const { path, rule, message } of faults) console.log(`${source}: ${path || '/'}: ${message} [${rule}]`);
  if (faults.length > 0) return false;
  for (const { kind = 'Cloudchamber application', metadata, name = metadata?.name ?? source } of documents) {
    console.log(`${source}: ${kind} \`${name}\` is valid`);
  }
  return true;
}

const { values, positionals } = readArguments();
try {
  const files = positionals.length > 0 ? positionals : ['-'];
  const priorityClasses = readPriorityClasses(values['priority-classes']);
  process.exitCode = 0;
  for (const file of files) if (!(await validateFile(file, priorityClasses))) process.exitCode = 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
