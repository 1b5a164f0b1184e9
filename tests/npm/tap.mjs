// SPDX-License-Identifier: GPL-3.0-or-later
// What the peer scripts share: packages from CLASP_NPM_DIR, one TAP line a case, waiting with a deadline.

import { createRequire } from 'node:module';
import { join } from 'node:path';

export const load = createRequire(join(process.env.CLASP_NPM_DIR ?? '.', 'package.json'));

// Packages that chatter must not be taken for a case.
const print = console.log;
console.log = console.debug = console.info = () => {};

const cases = [];

export function test(name, run) {
  cases.push({ name, run });
}

export function assert(condition, what) {
  if (!condition)
    throw new Error(what);
}

export function assertEqual(actual, expected) {
  const a = JSON.stringify(actual);
  const b = JSON.stringify(expected);
  assert(a === b, `expected ${b}, got ${a}`);
}

// Resolves when condition() is true; fails, naming what, after 5 s.
export async function until(condition, what) {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline)
      throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

export async function runAll() {
  print(`1..${cases.length}`);
  for (const [index, { name, run }] of cases.entries()) {
    try {
      await run();
      print(`ok ${index + 1} ${name}`);
    } catch (error) {
      print(`not ok ${index + 1} ${name}: ${error.message}`);
    }
  }
  print('# done');
  process.exit(0);
}
