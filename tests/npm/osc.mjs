// SPDX-License-Identifier: GPL-3.0-or-later
// The npm package osc against our OSC connection, which sends back what is said below /ask as
// /answer.
// usage: node osc.mjs UDP-PORT SLIP-PORT WEBSOCKET-PORT

import { assertEqual, load, runAll, test, until } from './tap.mjs';

const osc = load('osc');
const [udpPort, slipPort, wsPort] = process.argv.slice(2).map(Number);

// A port of that package that keeps what comes, once it is ready.
async function open(port) {
  port.heard = [];
  port.on('message', (message) => port.heard.push({ address: message.address, args: message.args }));
  port.on('bundle', (bundle) => { port.bundle = bundle; });
  port.on('error', (error) => { port.failed = error; });
  const ready = new Promise((resolve) => port.on('ready', resolve));
  port.open();
  await ready;
  return port;
}

async function expect(port, expected) {
  await until(() => port.failed || port.heard.some((m) => m.address === expected.address), JSON.stringify(expected));
  if (port.failed)
    throw port.failed;
  assertEqual(port.heard.find((m) => m.address === expected.address), expected);
  port.heard.length = 0;
}

const values = [
  ['i', -7], ['f', 0.5], ['s', 'cue 12'], ['T', true], ['F', false], ['N', null],
];

async function talk(port) {
  for (const [type, value] of values) {
    port.send({ address: `/ask/${type}`, args: [{ type, value }] });
    await expect(port, { address: `/answer/${type}`, args: [{ type, value }] });
  }
  port.send({ address: '/ask/list', args: [{ type: 'i', value: 1 }, { type: 's', value: 'a' }] });
  await expect(port, { address: '/answer/list', args: [{ type: 'i', value: 1 }, { type: 's', value: 'a' }] });
}

test('udp', async () => {
  const port = await open(new osc.UDPPort({
    localAddress: '127.0.0.1', localPort: 0, remoteAddress: '127.0.0.1', remotePort: udpPort, metadata: true,
  }));
  await talk(port);
});

test('a bundle with a time comes back as one', async () => {
  const port = await open(new osc.UDPPort({
    localAddress: '127.0.0.1', localPort: 0, remoteAddress: '127.0.0.1', remotePort: udpPort, metadata: true,
  }));
  port.send({
    timeTag: osc.timeTag(0.2),
    packets: [
      { address: '/ask/first', args: [{ type: 'i', value: 1 }] },
      { address: '/ask/second', args: [{ type: 'i', value: 2 }] },
    ],
  });
  await expect(port, { address: '/answer/second', args: [{ type: 'i', value: 2 }] });
});

test('slip over tcp', async () => {
  const port = await open(new osc.TCPSocketPort({ address: '127.0.0.1', port: slipPort, metadata: true }));
  await talk(port);
});

test('websocket', async () => {
  const port = await open(new osc.WebSocketPort({ url: `ws://127.0.0.1:${wsPort}`, metadata: true }));
  await talk(port);
});

runAll();
