#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connects, subscribes, sets a parameter, prints what comes: set_and_watch.py [URL]"""
import sys

import gi
gi.require_version('Clasp', '0')
from gi.repository import Clasp, GLib

loop = GLib.MainLoop()


def told(client, update):
    print(update.get_address(), update.get_variant(), flush=True)
    if update.get_variant().unpack() == 0.75:
        loop.quit()


def connected(client, result):
    client.connect_finish(result)
    client.set('/example/level', GLib.Variant('d', 0.75))


client = Clasp.Client.new(sys.argv[1] if len(sys.argv) > 1 else 'ws://127.0.0.1:7330/clasp', 'example')
client.connect('reconnecting', lambda c, delay_ms, reason: print(f'{reason}; again in {delay_ms} ms'))
client.subscribe('/example/**', Clasp.Types.PARAM, None, told)
client.connect_async(None, connected)
loop.run()
