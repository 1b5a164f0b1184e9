// SPDX-License-Identifier: GPL-3.0-or-later
// The npm package dmxnet on loopback.
// usage: node dmxnet.mjs receive PORT UNIVERSE            prints "slot-1,slot-2,…" for each change, of four slots
//        node dmxnet.mjs send PORT UNIVERSE 1=10 4=255    sends these levels to PORT until it is ended

import { load } from './tap.mjs';

const { dmxnet } = load('dmxnet');
const [mode, port, universe, ...levels] = process.argv.slice(2);
const place = { net: 0, subnet: 0, universe: Number(universe) };

if (mode === 'receive') {
  const receiver = new dmxnet({ hosts: ['127.0.0.1'], listen: Number(port), log: { level: 'error' } }).newReceiver(place);
  let last = '';

  receiver.on('data', (slots) => {
    const line = [...slots].slice(0, 4).join(',');

    if (line !== last)
      process.stdout.write(`${line}\n`);
    last = line;
  });
} else {
  const net = new dmxnet({ hosts: ['127.0.0.1'], listen: Number(port) + 1, log: { level: 'error' } });
  const sender = net.newSender({ ip: '127.0.0.1', port: Number(port), base_refresh_interval: 100, ...place });

  for (const level of levels) {
    const [slot, value] = level.split('=').map(Number);

    sender.setChannel(slot - 1, value);
  }
}
