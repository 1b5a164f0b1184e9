#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An Art-Net node with one universe at the other end of a cable: in a network of its own, with an address of its own.

Usage: art_net_node.py INTERFACE ADDRESS/BITS

Configures INTERFACE as soon as somebody puts it into its network. Answers each ArtPoll as the standard has it: to port
6454 of who asked. Says on its standard output, a line each: "ready", "polled", and "slots" with a frame in hexadecimal
when it is another than the one before."""

import socket
import struct
import subprocess
import sys
import time

PORT = 6454
POLL, POLL_REPLY, DMX = 0x2000, 0x2100, 0x5000


def field(text, size):
    return text.encode().ljust(size, b"\0")


def reply(host, mac):
    """239 bytes: one port, an output for universe 0:0:0."""
    packet = b"Art-Net\0" + struct.pack("<H", POLL_REPLY) + socket.inet_aton(host) + struct.pack("<H", PORT)
    packet += bytes([1, 0, 0, 0, 0x00, 0xff, 0, 0xd0, 0xf1, 0x7f])  # firmware, net, sub, Oem, UBEA, status, ESTA of prototypes
    packet += field("Rack left", 18) + field("Rack left, one universe", 64) + field("#0001 [0001] Power on", 64)
    packet += struct.pack(">H", 1) + bytes([0x80, 0, 0, 0]) + bytes(4) + bytes([0x80, 0, 0, 0]) + bytes(4) + bytes(4)
    packet += bytes(7) + mac + socket.inet_aton(host) + bytes([1, 0x08])
    return packet.ljust(239, b"\0")


def configure(interface, address):
    deadline = time.monotonic() + 60
    while subprocess.run(["ip", "link", "show", interface], capture_output=True).returncode != 0:
        if time.monotonic() > deadline:
            sys.exit("%s did not come" % interface)
        time.sleep(0.05)
    subprocess.run(["ip", "address", "add", address, "broadcast", "+", "dev", interface], check=True)
    subprocess.run(["ip", "link", "set", interface, "up"], check=True)


def say(line):
    print(line, flush=True)


def main():
    interface, address = sys.argv[1:]
    host = address.split("/")[0]
    configure(interface, address)
    node = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    node.bind(("0.0.0.0", PORT))
    say("ready")
    slots = None
    while True:
        packet, sender = node.recvfrom(2048)
        if packet[:8] != b"Art-Net\0" or len(packet) < 14:
            continue
        operation = struct.unpack("<H", packet[8:10])[0]
        if operation == POLL:
            node.sendto(reply(host, bytes([2, 0, 0, 0, 0, 1])), (sender[0], PORT))
            say("polled")
        elif operation == DMX and packet[14:16] == b"\0\0" and packet[18:] != slots:
            slots = packet[18:]
            say("slots " + slots.hex())


if __name__ == "__main__":
    main()
