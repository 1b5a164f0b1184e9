# SPDX-License-Identifier: GPL-3.0-or-later
"""The binary encoding of CLASP, written from its description alone.

Shares nothing with the engine: what both get wrong would be wrong twice, independently."""

import struct

MAGIC = 0x53
CODES = {
    'hello': 0x01, 'welcome': 0x02, 'announce': 0x03, 'subscribe': 0x10, 'unsubscribe': 0x11,
    'publish': 0x20, 'set': 0x21, 'get': 0x22, 'snapshot': 0x23, 'replay': 0x24, 'bundle': 0x30,
    'sync': 0x40, 'ping': 0x41, 'pong': 0x42, 'ack': 0x50, 'error': 0x51, 'query': 0x60,
    'result': 0x61,
}
NAMES = {code: name for name, code in CODES.items()}
SIGNALS = ['param', 'event', 'stream', 'gesture', 'timeline']
PHASES = ['start', 'move', 'end', 'cancel']


class Malformed(Exception):
    pass


def text(value):
    raw = value.encode()
    return struct.pack('>H', len(raw)) + raw


def value_code(value):
    if value is None:
        return 0
    if isinstance(value, bool):
        return 1
    if isinstance(value, int):
        return 5
    if isinstance(value, float):
        return 7
    if isinstance(value, str):
        return 8
    if isinstance(value, bytes):
        return 9
    return 10 if isinstance(value, list) else 11


def value_data(value):
    code = value_code(value)
    if code == 0:
        return b''
    if code == 1:
        return bytes([value])
    if code == 5:
        return struct.pack('>q', value)
    if code == 7:
        return struct.pack('>d', value)
    if code == 8:
        return text(value)
    if code == 9:
        return struct.pack('>H', len(value)) + value
    if code == 10:
        return struct.pack('>H', len(value)) + b''.join(typed(item) for item in value)
    return struct.pack('>H', len(value)) + b''.join(
        text(key) + typed(item) for key, item in value.items())


def typed(value):
    return bytes([value_code(value)]) + value_data(value)


def hello(name='conformance', features=0xf8, token=''):
    return bytes([CODES['hello'], 1, features]) + text(name) + text(token)


def set_(address, value, revision=None, lock=False, unlock=False, ttl=None):
    flags = value_code(value) | (0x80 if revision is not None else 0)
    flags |= (0x40 if lock else 0) | (0x20 if unlock else 0) | (0x10 if ttl is not None else 0)
    return (bytes([CODES['set'], flags]) + text(address) + value_data(value) +
            (struct.pack('>Q', revision) if revision is not None else b'') +
            (struct.pack('>I', ttl) if ttl is not None else b''))


def get(address):
    return bytes([CODES['get']]) + text(address)


def publish(address, signal='event', value=None, phase='start', id=None, samples=None,
            timestamp=None, rate=None, has_value=True):
    flags = SIGNALS.index(signal) << 5 | PHASES.index(phase)
    flags |= (0x10 if timestamp is not None else 0) | (0x08 if id is not None else 0)
    if samples is not None:
        body = struct.pack('>BH', 2, len(samples)) + b''.join(struct.pack('>d', s) for s in samples)
    elif has_value:
        body = b'\x01' + typed(value)
    else:
        body = b'\x00'
    return (bytes([CODES['publish'], flags]) + text(address) + body +
            (struct.pack('>Q', timestamp) if timestamp is not None else b'') +
            (struct.pack('>I', id) if id is not None else b'') +
            (struct.pack('>I', rate) if rate is not None else b''))


def subscribe(id, pattern, types=0xff, max_rate=None, epsilon=None, history=None, window=None):
    options = [(max_rate, 1, '>I'), (epsilon, 2, '>d'), (history, 4, '>I'), (window, 8, '>I')]
    flags = sum(flag for given, flag, _ in options if given is not None)
    return (struct.pack('>BI', CODES['subscribe'], id) + text(pattern) + bytes([types, flags]) +
            b''.join(struct.pack(form, given) for given, _, form in options if given is not None))


def unsubscribe(id):
    return struct.pack('>BI', CODES['unsubscribe'], id)


def bundle(messages, timestamp=None):
    return (struct.pack('>BBH', CODES['bundle'], 0x80 if timestamp is not None else 0, len(messages)) +
            (struct.pack('>Q', timestamp) if timestamp is not None else b'') +
            b''.join(struct.pack('>H', len(message)) + message for message in messages))


def announce(namespace, signals):
    return (bytes([CODES['announce']]) + text(namespace) + struct.pack('>H', len(signals)) +
            b''.join(text(address) + bytes([SIGNALS.index(signal), 1]) + text(datatype)
                     for address, signal, datatype in signals))


def query(pattern):
    return bytes([CODES['query']]) + text(pattern)


def sync(t1):
    return struct.pack('>BBQ', CODES['sync'], 0, t1)


def replay(pattern):
    return bytes([CODES['replay'], 0]) + text(pattern) + b'\xff'


PING = bytes([CODES['ping']])


def frame(message, qos=0, timestamp=None, version=1, flags=0):
    head = qos << 6 | (0x20 if timestamp is not None else 0) | version | flags
    return (struct.pack('>BBH', MAGIC, head, len(message)) +
            (struct.pack('>Q', timestamp) if timestamp is not None else b'') + message)


class Reader:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, size):
        if self.at + size > len(self.data):
            raise Malformed(f'{size} bytes wanted at {self.at} of {len(self.data)}')
        self.at += size
        return self.data[self.at - size:self.at]

    def number(self, form):
        return struct.unpack('>' + form, self.take(struct.calcsize('>' + form)))[0]

    def text(self):
        return self.take(self.number('H')).decode()

    def value(self, code=None):
        code = self.number('B') if code is None else code
        if code == 0:
            return None
        if code == 1:
            return self.number('B') != 0
        if code in (2, 3, 4, 5, 6, 7):
            return self.number('bhiqfd'[code - 2])
        if code == 8:
            return self.text()
        if code == 9:
            return self.take(self.number('H'))
        if code == 10:
            return [self.value() for _ in range(self.number('H'))]
        if code == 11:
            return {self.text(): self.value() for _ in range(self.number('H'))}
        raise Malformed(f'value type {code}')


def read_welcome(r):
    return {'version': r.number('B'), 'features': r.number('B'), 'time': r.number('Q'),
            'session': r.text(), 'name': r.text(), 'token': r.text()}


def read_set(r):
    flags = r.number('B')
    message = {'address': r.text(), 'value': r.value(flags & 15), 'lock': bool(flags & 0x40),
               'unlock': bool(flags & 0x20)}
    message['revision'] = r.number('Q') if flags & 0x80 else None
    message['ttl'] = r.number('I') if flags & 0x10 else None
    return message


def read_publish(r):
    flags = r.number('B')
    message = {'signal': SIGNALS[flags >> 5], 'phase': PHASES[flags & 7], 'address': r.text(),
               'value': None, 'samples': None}
    indicator = r.number('B')
    if indicator == 1:
        message['value'] = r.value()
    elif indicator == 2:
        message['samples'] = [r.number('d') for _ in range(r.number('H'))]
    message['timestamp'] = r.number('Q') if flags & 0x10 else None
    message['id'] = r.number('I') if flags & 0x08 else None
    message['rate'] = r.number('I') if len(r.data) - r.at >= 4 else None
    return message


def read_snapshot(r):
    params = []
    for _ in range(r.number('H')):
        param = {'address': r.text(), 'value': r.value(), 'revision': r.number('Q')}
        flags = r.number('B')
        param['writer'] = r.text() if flags & 1 else None
        param['timestamp'] = r.number('Q') if flags & 2 else None
        params.append(param)
    return {'params': params}


def read_ack(r):
    flags = r.number('B')
    return {'address': r.text() if flags & 1 else None, 'revision': r.number('Q') if flags & 2 else None,
            'locked': r.number('B') if flags & 4 else None, 'holder': r.text() if flags & 8 else None,
            'correlation': r.number('I') if flags & 16 else None}


def read_error(r):
    message = {'code': r.number('H'), 'text': r.text()}
    flags = r.number('B')
    message['address'] = r.text() if flags & 1 else None
    message['correlation'] = r.number('I') if flags & 2 else None
    return message


def read_sync(r):
    flags = r.number('B')
    return {'t1': r.number('Q'), 't2': r.number('Q') if flags & 1 else None,
            't3': r.number('Q') if flags & 2 else None}


def read_result(r):
    signals = []
    for _ in range(r.number('H')):
        signal = {'address': r.text(), 'signal': SIGNALS[r.number('B')]}
        flags = r.number('B')
        signal['datatype'] = r.text() if flags & 1 else None
        signal['access'] = r.text() if flags & 2 else None
        signals.append(signal)
    return {'signals': signals}


READERS = {'welcome': read_welcome, 'set': read_set, 'publish': read_publish, 'error': read_error,
           'snapshot': read_snapshot, 'ack': read_ack, 'sync': read_sync, 'result': read_result,
           'ping': lambda r: {}, 'pong': lambda r: {}}


def decode(data):
    """One whole frame: the message as a dictionary, and how many bytes it took."""
    reader = Reader(data)
    if reader.number('B') != MAGIC:
        raise Malformed('wrong magic')
    flags, size = reader.number('B'), reader.number('H')
    timestamp = reader.number('Q') if flags & 0x20 else None
    body = Reader(reader.take(size))
    code = body.number('B')
    if code not in NAMES or NAMES[code] not in READERS:
        raise Malformed(f'a router does not send 0x{code:02x}')
    message = READERS[NAMES[code]](body)
    message.update(type=NAMES[code], qos=flags >> 6, header_timestamp=timestamp)
    return message, reader.at
