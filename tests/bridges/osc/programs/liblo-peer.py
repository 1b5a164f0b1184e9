#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A program on liblo that talks to a bridge: usage: liblo-peer.py udp|tcp PORT

Says one message of each type, then a bundle for a quarter of a second later, and prints what comes
to where it speaks from, one message a line, until it hears /end.
"""
import sys
import time

try:
    import liblo
except ImportError:
    sys.exit(77)


def show(path, args, types):
    words = [str(list(a)) if isinstance(a, (list, tuple)) else str(a) for a in args]
    print(' '.join([path, types] + words), flush=True)
    if path == '/end':
        sys.exit(0)


def main():
    proto = {'udp': liblo.UDP, 'tcp': liblo.TCP}[sys.argv[1]]
    server = liblo.Server(proto=proto)
    target = liblo.Address('127.0.0.1', int(sys.argv[2]), proto)
    server.add_method(None, None, lambda path, args, types, source: show(path, args, types))

    def say(path, *args):
        server.send(target, path, *args)

    say('/py/i', ('i', -7))
    say('/py/h', ('h', 12345678901))
    say('/py/f', ('f', 0.5))
    say('/py/d', ('d', 0.1))
    say('/py/s', ('s', 'cue 12'))
    say('/py/symbol', ('S', 'sym'))
    say('/py/c', ('c', 'x'))
    say('/py/b', ('b', [1, 2, 255]))
    say('/py/m', ('m', (1, 144, 60, 100)))
    say('/py/flags', ('T', True), ('F', False), ('N', None))
    say('/py/bang', ('I', None))
    say('/py/list', ('i', 1), ('f', 0.25), ('s', 'a'))
    bundle = liblo.Bundle(liblo.time() + 0.25, liblo.Message('/py/later/1', ('i', 1)))
    bundle.add(liblo.Message('/py/later/2', ('i', 2)))
    server.send(target, bundle)

    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        server.recv(100)
    sys.exit(1)


main()
