# SPDX-License-Identifier: GPL-3.0-or-later
"""A CLASP client on a plain socket: ws:// and tcp://, one thread, nothing hidden."""

import base64
import os
import select
import socket
import struct
import time
from urllib.parse import urlsplit

import wire

PATIENCE = 5.0


class Closed(Exception):
    pass


class Timeout(Exception):
    pass


class TcpCarrier:
    def __init__(self, url):
        self.socket = socket.create_connection((url.hostname, url.port or 7334), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def put(self, data):
        self.socket.sendall(struct.pack('>I', len(data)) + data)

    def split(self, buffer):
        if len(buffer) < 4:
            return None, 0
        size = struct.unpack('>I', buffer[:4])[0]
        return (buffer[4:4 + size], 4 + size) if len(buffer) >= 4 + size else (None, 0)


class WsCarrier:
    def __init__(self, url):
        self.socket = socket.create_connection((url.hostname, url.port or 7330), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((
            f'GET {url.path or "/clasp"} HTTP/1.1\r\nHost: {url.netloc}\r\nUpgrade: websocket\r\n'
            f'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n'
            'Sec-WebSocket-Protocol: clasp\r\n\r\n').encode())
        self.answer = b''
        while b'\r\n\r\n' not in self.answer:
            part = self.socket.recv(1)
            if not part:
                raise Closed('in the handshake')
            self.answer += part
        if b' 101 ' not in self.answer.split(b'\r\n')[0]:
            raise Closed(self.answer.split(b'\r\n')[0].decode())

    def put(self, data, opcode=2):
        mask = os.urandom(4)
        size = len(data)
        head = bytes([0x80 | opcode, 0x80 | (size if size < 126 else 126 if size < 65536 else 127)])
        head += struct.pack('>H', size) if 126 <= size < 65536 else b''
        head += struct.pack('>Q', size) if size >= 65536 else b''
        self.socket.sendall(head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data)))

    def split(self, buffer):
        if len(buffer) < 2:
            return None, 0
        size, at = buffer[1] & 127, 2
        if size == 126:
            if len(buffer) < 4:
                return None, 0
            size, at = struct.unpack('>H', buffer[2:4])[0], 4
        elif size == 127:
            if len(buffer) < 10:
                return None, 0
            size, at = struct.unpack('>Q', buffer[2:10])[0], 10
        if len(buffer) < at + size:
            return None, 0
        opcode, payload = buffer[0] & 15, buffer[at:at + size]
        if opcode == 8:
            raise Closed(payload[2:].decode())
        if opcode == 9:
            self.put(payload, 10)
        return (payload if opcode == 2 else b''), at + size


class Peer:
    def __init__(self, url, name='conformance', greet=True):
        parts = urlsplit(url)
        self.carrier = (WsCarrier if parts.scheme == 'ws' else TcpCarrier)(parts)
        self.buffer = b''
        self.waiting = []
        self.welcome = None
        self.first_snapshot = []
        if greet:
            self.greet(name)

    def greet(self, name):
        self.send(wire.hello(name))
        self.welcome = self.expect('welcome')
        for message in self.barrier():
            if message['type'] == 'snapshot':
                self.first_snapshot += message['params']

    def send(self, message, **header):
        self.carrier.put(wire.frame(message, **header))

    def send_raw(self, data):
        self.carrier.put(data)

    def receive(self, patience=PATIENCE):
        deadline = time.monotonic() + patience
        while True:
            if self.waiting:
                return self.waiting.pop(0)
            data, used = self.carrier.split(self.buffer)
            self.buffer = self.buffer[used:]
            if data:
                return wire.decode(data)[0]
            if used:
                continue
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.carrier.socket], [], [], left)[0]:
                raise Timeout(f'nothing came for {patience} s')
            part = self.carrier.socket.recv(262144)
            if not part:
                raise Closed('the router closed the connection')
            self.buffer += part

    def expect(self, kind):
        """The next message, which has to be of this kind; the router's own PING is answered."""
        while True:
            message = self.receive()
            if message['type'] == 'ping' and kind != 'ping':
                self.send(bytes([wire.CODES['pong']]))
                continue
            if message['type'] != kind:
                raise AssertionError(f'expected {kind}, got {message}')
            return message

    def barrier(self):
        """Everything that comes until the router has handled what was sent before."""
        messages = []
        self.send(wire.PING)
        while True:
            message = self.receive()
            if message['type'] == 'pong':
                return messages
            messages.append(message)

    def ask(self, message, **header):
        """Sends, and returns all that came of it."""
        self.send(message, **header)
        return self.barrier()

    def subscribe(self, pattern, id=1, **options):
        return self.ask(wire.subscribe(id, pattern, **options))

    def wait_for(self, kind, patience=PATIENCE):
        """The next message of a kind; others that come before are skipped."""
        deadline = time.monotonic() + patience
        while True:
            message = self.receive(max(deadline - time.monotonic(), 0.001))
            if message['type'] == kind:
                return message

    def is_closed_within(self, patience):
        try:
            while True:
                self.receive(patience)
        except (Closed, ConnectionError):
            return True
        except Timeout:
            return False

    def close(self):
        self.carrier.socket.close()
