#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two lights and a cue at one time, half a second from now: scheduled_bundle.py [URL]"""
import sys

import gi
gi.require_version('Clasp', '0')
from gi.repository import Clasp, GLib

loop = GLib.MainLoop()
client = Clasp.Client.new(sys.argv[1] if len(sys.argv) > 1 else 'ws://127.0.0.1:7330/clasp', 'example')
due = 0


def told(client, update):
    late_ms = (client.get_server_time_us() - due) / 1000
    print(update.get_address(), update.get_variant(), 'in time' if 0 <= late_ms < 250 else f'{late_ms} ms late', flush=True)
    if update.get_address() == '/cue/1':
        client.close_async(None, lambda *_: loop.quit())


def taken(client, result):
    print('taken', client.bundle_finish(result), flush=True)


def connected(client, result):
    global due
    client.connect_finish(result)
    bundle = Clasp.BundleBuilder.new()
    bundle.set('/cue/0', GLib.Variant('d', 1.0))
    bundle.set('/cue/1', GLib.Variant('d', 0.5))
    due = client.get_server_time_us() + 500_000
    client.bundle_async(bundle, due, None, taken)


client.subscribe('/cue/*', Clasp.Types.PARAM, None, told)
client.connect_async(None, connected)
loop.run()
