// SPDX-License-Identifier: GPL-3.0-or-later
// The reference's JavaScript client, @clasp-to/core, against our router.
// usage: node client.mjs ws://127.0.0.1:7330/clasp

import { assert, assertEqual, load, runAll, test, until } from './tap.mjs';

globalThis.WebSocket = load('ws'); // Node 20 has none of its own
const { Clasp } = load('@clasp-to/core');
const url = process.argv[2];

async function connect(name) {
  const client = new Clasp(url, { name, reconnect: false });
  await client.connect(5000);
  return client;
}

// Two connected clients; the second is closed after the first.
async function withPair(run) {
  const a = await connect('a');
  const b = await connect('b');
  try {
    await run(a, b);
  } finally {
    a.close();
    b.close();
  }
}

// Subscribes and waits until the router has handled it: a SYNC-free client offers only its own echo.
async function listen(client, pattern, options) {
  const seen = [];
  client.on(pattern, (value, address, meta) => seen.push({ address, value, meta }), options);
  const mark = `/mark/${Math.random().toString(36).slice(2)}`;
  client.on(mark, () => {});
  client.set(mark, 1);
  await until(() => client.cached(mark) === 1, 'the subscription');
  return seen;
}

const values = (seen) => seen.map(({ value }) => value);
const last = (seen) => seen[seen.length - 1];

test('connects and gets a session', async () => {
  const client = await connect('one');
  assert(client.connected, 'not connected');
  assert(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(client.session), `session ${client.session}`);
  client.close();
});

test('a value that one sets reaches the other', () => withPair(async (a, b) => {
  const seen = await listen(b, '/light/1');
  a.set('/light/1', 0.75);
  await until(() => seen.length === 1, 'the value');
  assertEqual(seen[0].value, 0.75);
  assertEqual(seen[0].address, '/light/1');
}));

test('wildcards', () => withPair(async (a, b) => {
  const one = await listen(b, '/wild/*/level');
  const all = await listen(b, '/wild/**');
  a.set('/wild/a/level', 1);
  a.set('/wild/a/b/level', 2);
  a.set('/tame/a/level', 3);
  a.set('/wild/z/level', 4);
  await until(() => last(all)?.value === 4 && last(one)?.value === 4, 'the last value');
  assertEqual(values(one), [1, 4]);
  assertEqual(values(all), [1, 2, 4]);
}));

test('every kind of value arrives as it was', () => withPair(async (a, b) => {
  const sent = [true, false, null, 0, -1, 2 ** 40, 0.1, -1e300, '', 'Grüße ✓', [1, [2, 'x'], null], { a: 1, b: { c: [true] } }];
  const seen = await listen(b, '/kinds');
  sent.forEach((value) => a.set('/kinds', value));
  await until(() => seen.length >= sent.length, `${sent.length} values`);
  assertEqual(values(seen), sent);
}));

test('bytes', () => withPair(async (a, b) => {
  const seen = await listen(b, '/bytes');
  a.set('/bytes', new Uint8Array([0, 1, 254, 255]));
  await until(() => seen.length === 1, 'the bytes');
  assertEqual([...seen[0].value], [0, 1, 254, 255]);
}));

test('get', () => withPair(async (a, b) => {
  a.set('/get/me', 'here');
  await until(() => a.getLastError() === null, 'no error');
  const seen = await listen(a, '/get/me');
  await until(() => last(seen)?.value === 'here', 'the value to be stored');
  assertEqual(await b.get('/get/me'), 'here');
}));

test('a late joiner gets the state', () => withPair(async (a) => {
  const own = await listen(a, '/late/**');
  for (let i = 0; i < 50; i++)
    a.set(`/late/${i}`, i);
  await until(() => own.length >= 50, 'the state to be stored');

  const late = await connect('late');
  const seen = [];
  late.on('/late/**', (value, address) => seen.push({ address, value }));
  await until(() => seen.length >= 50, 'the snapshot');
  const state = new Map(seen.map(({ address, value }) => [address, value]));
  assertEqual(state.size, 50);
  assertEqual(state.get('/late/49'), 49);
  late.close();
}));

test('a thousand values in order', () => withPair(async (a, b) => {
  const seen = await listen(b, '/count');
  for (let i = 0; i < 1000; i++)
    a.set('/count', i);
  await until(() => seen.length >= 1000, 'a thousand values');
  assert(seen.every(({ value }, i) => value === i), 'out of order');
}));

test('an event reaches others and not its sender', () => withPair(async (a, b) => {
  const other = await listen(b, '/cue/*');
  const own = await listen(a, '/cue/*');
  a.emit('/cue/go', { cue: 'intro', fade: 2.5 });
  a.emit('/cue/bare');
  await until(() => other.length >= 2, 'the events');
  assertEqual(other[0].value, { cue: 'intro', fade: 2.5 });
  assertEqual(other[1].value, null);
  a.set('/cue/fence', 1);
  await until(() => own.some(({ address }) => address === '/cue/fence'), 'the fence');
  assertEqual(own.map(({ address }) => address), ['/cue/fence']);
}));

test('a stream', () => withPair(async (a, b) => {
  const seen = await listen(b, '/sensor');
  for (let i = 0; i < 20; i++)
    a.stream('/sensor', { x: i });
  await until(() => last(seen)?.value?.x === 19, 'the last sample');
}));

test('a gesture', () => withPair(async (a, b) => {
  const seen = await listen(b, '/touch/0');
  a.gesture('/touch/0', 7, 'start', { x: 1 });
  a.gesture('/touch/0', 7, 'move', { x: 2 });
  a.gesture('/touch/0', 7, 'end', { x: 3 });
  await until(() => last(seen)?.value?.phase === 'end', 'the end of the gesture');
  assertEqual(seen[0].value.phase, 'start');
  assertEqual(seen[0].value.gestureId, 7);
  assertEqual(last(seen).value.x, 3);
}));

test('a bundle', () => withPair(async (a, b) => {
  const seen = await listen(b, '/bundle/**');
  a.bundle([{ set: ['/bundle/1', 1] }, { set: ['/bundle/2', 0] }, { emit: ['/bundle/done', 'yes'] }]);
  await until(() => seen.length >= 3, 'all parts');
  assertEqual(seen.map(({ address }) => address), ['/bundle/1', '/bundle/2', '/bundle/done']);
}));

test('a bundle for later comes later', () => withPair(async (a, b) => {
  const seen = await listen(b, '/later');
  const start = Date.now();
  a.bundle([{ set: ['/later', 1] }], { at: Math.round(a.time()) + 150000 });
  await until(() => seen.length === 1, 'the bundle');
  assert(Date.now() - start >= 100, `after ${Date.now() - start} ms`);
}));

test('unsubscribing ends it', () => withPair(async (a, b) => {
  const seen = [];
  const stop = b.on('/off', (value) => seen.push(value));
  const fence = await listen(b, '/fence');
  a.set('/off', 1);
  await until(() => seen.length === 1, 'the first value');
  stop();
  await listen(b, '/unused');
  a.set('/off', 2);
  a.set('/fence', 1);
  await until(() => fence.length === 1, 'the fence');
  assertEqual(seen, [1]);
}));

test('at most so many a second, and the last always comes', () => withPair(async (a, b) => {
  const seen = await listen(b, '/fast', { maxRate: 20 });
  for (let i = 0; i <= 200; i++)
    a.set('/fast', i);
  await until(() => last(seen)?.value === 200, 'the last value');
  assert(seen.length < 100, `${seen.length} values came`);
}));

test('small changes are left out', () => withPair(async (a, b) => {
  const seen = await listen(b, '/fine', { epsilon: 0.1 });
  for (const value of [0, 0.01, 0.02, 0.5, 0.51, 1])
    a.set('/fine', value);
  await until(() => last(seen)?.value === 1, 'the last value');
  assert(!values(seen).includes(0.01) && values(seen).includes(0.5), JSON.stringify(values(seen)));
}));

test('a bad address is refused with a sentence', () => withPair(async (a) => {
  a.set('/no/*/wildcards', 1);
  await until(() => a.getLastError() !== null, 'the error');
  assertEqual(a.getLastError().code, 200);
  assert(a.getLastError().message.length > 5, a.getLastError().message);
  assert(a.connected, 'the connection was closed');
}));

await runAll();
