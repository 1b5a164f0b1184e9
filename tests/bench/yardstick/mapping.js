// SPDX-License-Identifier: GPL-3.0-or-later
// The work of bench-mapping as a flow program in the manner of Node-RED does it: a message object goes
// from node to node, is cloned where it goes two ways, and sets what it ends at.
'use strict';

const { EventEmitter } = require('node:events');

const ROUTES = 1000;
const RATE = 20000;
const SECONDS = 5;

const state = new Map();
const waiting = new Map(); // target → {due, msg}
let lastId = 0;

const clone = (msg) => ({ ...msg, captures: { ...msg.captures } });

class Node extends EventEmitter {
  constructor(handle) {
    super();
    this.wires = [];
    this.on('input', (msg) => handle.call(this, msg));
  }

  send(msg) {
    this.wires.forEach((node, i) => node.emit('input', i === 0 ? msg : clone(msg)));
  }
}

const curve = () => new Node(function (msg) {
  if (typeof msg.payload !== 'number') return;
  msg.payload = msg.payload * msg.payload;
  this.send(msg);
});

const level = () => new Node(function (msg) {
  msg.payload = Math.round(Math.min(Math.max(msg.payload, 0), 1) * 255);
  this.send(msg);
});

const limit = (hz) => {
  let last = -Infinity;
  return new Node(function (msg) {
    const now = performance.now();
    if (now - last < 1000 / hz) {
      waiting.set(this, { due: last + 1000 / hz, msg });
      return;
    }
    waiting.delete(this);
    last = now;
    this.send(msg);
  });
};

const out = (address) => new Node((msg) => {
  const before = state.get(address);
  state.set(address, { value: msg.payload, revision: before ? before.revision + 1 : 1, time: Date.now() });
});

const exact = new Map(); // address → nodes
const patterns = new Map(); // first two segments → [{regex, node}]

const address = (i) => (i % 2 === 0 ? `/osc/desk/fader/${i}` : `/midi/box${i}/ch/1/cc/${1 + (i % 119)}`);

for (let i = 0; i < ROUTES; i++) {
  const first = curve();
  const scaled = level();
  let last = scaled;
  first.wires.push(scaled);
  if (i % 10 === 1) {
    last = limit(44);
    scaled.wires.push(last);
  }
  last.wires.push(out(`/artnet/0/0/${Math.floor(i / 500)}/${1 + (i % 500)}`));
  if (i % 10 === 0) first.wires.push(out(`/show/${i}`));
  if (i % 2 === 0) exact.set(address(i), [first]);
  else patterns.set(`/midi/box${i}`, [{ regex: new RegExp(`^/midi/box${i}/ch/(-?[0-9]+)/cc/([0-9]+)$`), node: first }]);
}

function receive(topic, payload) {
  const nodes = exact.get(topic);
  const msg = { _msgid: (++lastId).toString(16), topic, payload, captures: {} };
  state.set(topic, { value: payload, revision: 1, time: Date.now() });
  if (nodes) nodes.forEach((node, i) => node.emit('input', i === 0 ? msg : clone(msg)));
  const end = topic.indexOf('/', topic.indexOf('/', 1) + 1);
  const candidates = patterns.get(topic.slice(0, end));
  if (!candidates) return;
  for (const { regex, node } of candidates) {
    const found = regex.exec(topic);
    if (!found || found[2] < 1 || found[2] > 119) continue;
    node.emit('input', { ...msg, captures: { c: Number(found[1]), n: Number(found[2]) } });
  }
}

function runDue(now) {
  for (const [node, { due, msg }] of waiting) if (due <= now) node.emit('input', msg);
}

const total = RATE * SECONDS;
const late = new Float64Array(total);
const addresses = Array.from({ length: ROUTES }, (_, i) => address(i));
let busy = 0;
const start = performance.now();
for (let i = 0; i < total; i++) {
  const due = start + (i * 1000) / RATE;
  let begun;
  while ((begun = performance.now()) < due);
  if (i % 20 === 0) runDue(begun);
  receive(addresses[(i * 7) % ROUTES], (Math.floor(i / ROUTES) % 100) / 100);
  const done = performance.now();
  busy += done - begun;
  late[i] = (done - due) * 1000;
}
late.sort();
console.log(`${ROUTES} mappings, ${RATE} messages/s: ${((busy / (SECONDS * 1000)) * 100).toFixed(1)} % of one core, latency `
  + `p50 ${late[total / 2].toFixed(1)} µs, p99 ${late[(total / 100) * 99].toFixed(1)} µs, most ${late[total - 1].toFixed(0)} µs`);
