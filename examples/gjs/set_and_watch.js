#!/usr/bin/gjs -m
// SPDX-License-Identifier: GPL-3.0-or-later
// Connects, subscribes, sets a parameter, prints what comes: set_and_watch.js [URL]
import Clasp from 'gi://Clasp?version=0';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import system from 'system';

Gio._promisify(Clasp.Client.prototype, 'connect_async', 'connect_finish');
Gio._promisify(Clasp.Client.prototype, 'set_async', 'set_finish');

const loop = new GLib.MainLoop(null, false);
const url = system.programArgs[0] ?? 'ws://127.0.0.1:7330/clasp';
const client = Clasp.Client.new(url, 'example');

client.connect('reconnecting', (_, delay, reason) => print(`${reason}; again in ${delay} ms`));
client.subscribe('/example/**', Clasp.Types.PARAM, null, (_, update) => {
    print(update.get_address(), update.get_variant().print(false));
    if (update.get_variant().deepUnpack() === 0.25)
        loop.quit();
});

async function main() {
    await client.connect_async(null);
    await client.set_async('/example/level', GLib.Variant.new_double(0.25), null, null);
}
main().catch(error => {
    printerr(error.message);
    system.exit(1);
});
loop.run();
