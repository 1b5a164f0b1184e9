// SPDX-License-Identifier: GPL-3.0-or-later
// Says what changes below /osc, one line a change, until it has said one.
// usage: node watch.mjs ws://127.0.0.1:7330/clasp

import { load } from './tap.mjs';

globalThis.WebSocket = load('ws'); // Node 20 has none of its own
const { Clasp } = load('@clasp-to/core');

const client = new Clasp(process.argv[2], { name: 'watch', reconnect: false });
await client.connect(5000);
client.on('/osc/**', (value, address) => {
  process.stdout.write(`${address} ${value}\n`);
  client.close();
});
client.on('/mark', () => process.stdout.write('watching\n')); // the echo of our own: the subscription is there
client.set('/mark', 1);
