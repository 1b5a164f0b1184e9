// SPDX-License-Identifier: GPL-3.0-or-later
// The npm package sacn on one interface.
// usage: node sacn.mjs receive 10.71.0.1 UNIVERSE   prints "universe priority name slot-1,slot-2,…" for each change
//        node sacn.mjs send 10.71.0.1 UNIVERSE 1=10 2=255   sends these levels until it is ended

import { load } from './tap.mjs';

const { Receiver, Sender } = load('sacn');
const [mode, iface, universe, ...levels] = process.argv.slice(2);

if (mode === 'receive') {
  const receiver = new Receiver({ universes: [Number(universe)], iface, reuseAddr: true });
  let last = '';

  receiver.on('packet', (packet) => {
    const slots = [...packet.payloadAsBuffer].slice(0, 4).join(',');
    const line = `${packet.universe} ${packet.priority} ${packet.sourceName} ${slots}`;

    if (line !== last)
      process.stdout.write(`${line}\n`);
    last = line;
  });
  receiver.on('PacketCorruption', (error) => process.stdout.write(`corrupt: ${error.message}\n`));
  receiver.socket.on('listening', () => setTimeout(() => process.stdout.write('listening\n'), 0));
} else {
  const sender = new Sender({
    universe: Number(universe),
    iface,
    reuseAddr: true,
    minRefreshRate: 20,
    defaultPacketOptions: { sourceName: 'Node', useRawDmxValues: true, priority: 90 },
  });
  const payload = Object.fromEntries(levels.map((level) => level.split('=').map(Number)));

  sender.socket.on('listening', () => sender.send({ payload }));
}
