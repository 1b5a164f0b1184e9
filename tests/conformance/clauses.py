# SPDX-License-Identifier: GPL-3.0-or-later
"""What a CLASP router has to do, a clause each. A clause fails by raising."""

import time

import wire
from peer import Closed, Timeout

CLAUSES = []


def clause(level, name):
    def add(function):
        CLAUSES.append((level, name, function))
        return function
    return add


def check(condition, *what):
    if not condition:
        raise AssertionError(' '.join(str(part) for part in what))


def only(messages, kind):
    found = [message for message in messages if message['type'] == kind]
    check(len(found) == 1, f'one {kind} expected, got', messages)
    return found[0]


def none(messages, kind):
    check(not [m for m in messages if m['type'] == kind], f'no {kind} expected, got', messages)


def error_of(messages, *codes):
    error = only(messages, 'error')
    check(error['code'] in codes, 'ERROR', codes, 'expected, got', error)
    check(error['text'] != '', 'an error needs a text')
    return error


def sees(reader, kind='set'):
    """What another peer's messages came to: they are handled already, so nothing more follows."""
    return [message for message in reader.barrier() if message['type'] == kind]


# ---- minimal: connect, SET, PUBLISH ----

@clause('minimal', 'hello/welcome-then-snapshot')
def _(lab):
    peer = lab.connect()
    peer.send(wire.hello('first'))
    welcome = peer.expect('welcome')
    check(welcome['version'] == 1, 'version', welcome)
    check(welcome['session'] != '' and welcome['time'] > 1_600_000_000_000_000, welcome)
    check(peer.receive()['type'] == 'snapshot', 'a SNAPSHOT follows, also when it is empty')


@clause('minimal', 'hello/sessions-differ')
def _(lab):
    check(lab.join().welcome['session'] != lab.join().welcome['session'], 'same session id')


@clause('minimal', 'hello/any-version-and-unknown-features-are-welcomed')
def _(lab):
    peer = lab.connect()
    peer.send(bytes([1, 9, 0xff]) + wire.text('odd') + wire.text(''))
    peer.expect('welcome')


@clause('minimal', 'ping/pong')
def _(lab):
    check(lab.join().barrier() == [], 'nothing but PONG')


@clause('minimal', 'set/first-revision-is-1-and-acknowledged')
def _(lab):
    ack = only(lab.join().ask(wire.set_(lab.path('a'), 0.5)), 'ack')
    check(ack['address'] == lab.path('a') and ack['revision'] == 1, ack)


@clause('minimal', 'set/revision-counts-up')
def _(lab):
    peer = lab.join()
    for revision in range(1, 6):
        ack = only(peer.ask(wire.set_(lab.path('a'), revision * 1.0)), 'ack')
        check(ack['revision'] == revision, ack)


@clause('minimal', 'set/every-type-of-value-comes-back')
def _(lab):
    peer = lab.join()
    values = [None, True, False, 0, -1, 2 ** 62, 0.25, -1e300, '', 'hé', b'\x00\xff', [], [1, 'a', [2.5]],
              {}, {'k': {'n': [None, True]}}]
    for index, value in enumerate(values):
        address = lab.path(f'v{index}')
        only(peer.ask(wire.set_(address, value)), 'ack')
        params = only(peer.ask(wire.get(address)), 'snapshot')['params']
        check(len(params) == 1 and params[0]['value'] == value, value, 'became', params)
        check(type(params[0]['value']) is type(value), value, 'changed its type', params)


@clause('minimal', 'set/narrow-numbers-are-widened')
def _(lab):
    peer = lab.join()
    for code, data, value in [(2, b'\xff', -1), (3, b'\x01\x02', 258), (4, b'\xff\xff\xff\xfe', -2),
                              (6, b'\x3f\xc0\x00\x00', 1.5)]:
        message = bytes([wire.CODES['set'], code]) + wire.text(lab.path('n')) + data
        only(peer.ask(message), 'ack')
        params = only(peer.ask(wire.get(lab.path('n'))), 'snapshot')['params']
        check(params[0]['value'] == value, code, params)


@clause('minimal', 'publish/no-reply-and-not-to-oneself')
def _(lab):
    peer = lab.join()
    peer.subscribe(lab.path('**'))
    check(peer.ask(wire.publish(lab.path('e'), 'event', 1)) == [], 'an event came back')


@clause('minimal', 'frames/garbage-keeps-the-connection')
def _(lab):
    peer = lab.join()
    for junk in [b'', b'\x00', b'S', b'S\x01\x00\x05\x21', b'S\x01\x00\x02\x7f\x00',
                 b'S\x01\x00\x03\x21\x07\x00', b'\xff' * 64]:
        if junk or lab.is_message_carrier:
            peer.send_raw(junk or b'\x00')
    replies = peer.barrier()
    check(all(reply['type'] == 'error' for reply in replies), replies)


@clause('minimal', 'frames/truncated-hello-ends-only-itself')
def _(lab):
    peer = lab.connect()
    peer.send_raw(wire.frame(wire.hello('cut'))[:-3])
    lab.join().barrier()


@clause('minimal', 'frames/first-message-must-be-hello')
def _(lab):
    peer = lab.connect()
    peer.send(wire.set_(lab.path('x'), 1))
    check(peer.is_closed_within(3), 'the router keeps a stranger')


@clause('minimal', 'frames/deep-nesting-is-refused')
def _(lab):
    peer = lab.join()
    deep = bytes([wire.CODES['set'], 10]) + wire.text(lab.path('deep')) + b'\x00\x01\x0a' * 9000
    replies = peer.ask(deep + b'\x00\x00')
    none(replies, 'ack')


@clause('minimal', 'frames/legacy-messagepack-is-read')
def _(lab):
    peer = lab.join()
    address = lab.path('mp').encode()
    body = (b'\x83\xa4type\xa3SET\xa7address' + bytes([0xd9, len(address)]) + address + b'\xa5value\xca\x3f\x00\x00\x00')
    ack = only(peer.ask(body, version=0), 'ack')
    check(ack['revision'] == 1, ack)


@clause('minimal', 'frames/encrypted-and-compressed-are-never-misread')
def _(lab):
    peer = lab.join()
    for flags in (0x08, 0x10):
        none(peer.ask(wire.set_(lab.path('flags'), 1), flags=flags), 'ack')


# ---- standard: subscriptions, snapshots, signals ----

@clause('standard', 'subscribe/existing-values-come-as-snapshot')
def _(lab):
    writer, reader = lab.join(), lab.join()
    for index in range(5):
        writer.ask(wire.set_(lab.path(f's/{index}'), index))
    snapshots = reader.subscribe(lab.path('s/*'))
    params = [p for m in snapshots if m['type'] == 'snapshot' for p in m['params']]
    check({p['address']: p['value'] for p in params} ==
          {lab.path(f's/{index}'): index for index in range(5)}, params)
    check(all(p['revision'] == 1 and p['writer'] and p['timestamp'] for p in params), params)
    none(snapshots, 'ack')


@clause('standard', 'subscribe/nothing-there-no-snapshot')
def _(lab):
    check(lab.join().subscribe(lab.path('nothing/**')) == [], 'silence expected')


@clause('standard', 'subscribe/writer-sees-its-own-set-before-the-ack')
def _(lab):
    peer = lab.join()
    peer.subscribe(lab.path('**'))
    kinds = [m['type'] for m in peer.ask(wire.set_(lab.path('own'), 1))]
    check(kinds == ['set', 'ack'], kinds)


@clause('standard', 'subscribe/several-matches-one-copy')
def _(lab):
    writer, reader = lab.join(), lab.join()
    for id, pattern in enumerate(['**', '*', 'one']):
        reader.subscribe(lab.path(pattern), id=id)
    writer.ask(wire.set_(lab.path('one'), 1))
    check(len(sees(reader)) == 1, 'one copy')
    writer.ask(wire.publish(lab.path('one'), 'event', 2))
    check(len(sees(reader, 'publish')) == 1, 'one copy of an event')


@clause('standard', 'subscribe/star-is-one-segment-two-are-any')
def _(lab):
    writer, reader = lab.join(), lab.join()
    cases = {'a/*': ['a/b'], 'a/**': ['a', 'a/b', 'a/b/c'], '*/b': ['a/b'], '**': ['a', 'a/b', 'a/b/c'],
             'a/*/c': ['a/b/c'], 'a/b': ['a/b']}
    for id, (pattern, expected) in enumerate(cases.items()):
        reader.subscribe(lab.path(f'm{id}/{pattern}'), id=id)
        for address in ['a', 'a/b', 'a/b/c']:
            writer.ask(wire.set_(lab.path(f'm{id}/{address}'), 1))
        seen = [m['address'] for m in sees(reader)]
        check(seen == [lab.path(f'm{id}/{address}') for address in expected], pattern, seen)


@clause('standard', 'subscribe/live-and-snapshot-match-alike')
def _(lab):
    writer = lab.join()
    writer.ask(wire.set_(lab.path('x'), 1))
    for pattern in ['x', '*', '**', 'x/**']:
        params = [p['address'] for m in lab.join().subscribe(lab.path(pattern)) for p in m['params']]
        live = lab.join()
        live.subscribe(lab.path(pattern))
        writer.ask(wire.set_(lab.path('x'), 2))
        check(params == [lab.path('x')] == [m['address'] for m in sees(live)], pattern, params)


@clause('standard', 'subscribe/type-filter')
def _(lab):
    writer, reader = lab.join(), lab.join()
    reader.subscribe(lab.path('**'), types=0x02)
    writer.ask(wire.set_(lab.path('p'), 1))
    writer.ask(wire.publish(lab.path('s'), 'stream', 1))
    writer.ask(wire.publish(lab.path('e'), 'event', 1))
    check([m.get('signal') for m in reader.barrier()] == ['event'], 'only the event')


@clause('standard', 'subscribe/an-id-again-replaces')
def _(lab):
    writer, reader = lab.join(), lab.join()
    reader.subscribe(lab.path('old'), id=7)
    reader.subscribe(lab.path('new'), id=7)
    writer.ask(wire.set_(lab.path('old'), 1))
    writer.ask(wire.set_(lab.path('new'), 1))
    check([m['address'] for m in sees(reader)] == [lab.path('new')], 'the old pattern lives on')


@clause('standard', 'unsubscribe/nothing-more-comes')
def _(lab):
    writer, reader = lab.join(), lab.join()
    reader.subscribe(lab.path('**'), id=3)
    reader.ask(wire.unsubscribe(3))
    reader.ask(wire.unsubscribe(99))
    writer.ask(wire.set_(lab.path('p'), 1))
    check(reader.barrier() == [], 'silence expected')


@clause('standard', 'subscribe/bad-patterns-are-refused-by-name')
def _(lab):
    peer = lab.join()
    for pattern in ['', 'nope', '/a//b']:
        error = error_of(peer.ask(wire.subscribe(1, pattern)), 202)
        check((error['address'] or '') == pattern, error)


@clause('standard', 'get/unknown-address-is-answered')
def _(lab):
    messages = lab.join().ask(wire.get(lab.path('nothing')))
    check(len(messages) == 1 and (messages[0]['type'] == 'error' or messages[0]['params'] == []), messages)


@clause('standard', 'set/bad-addresses-are-refused')
def _(lab):
    peer = lab.join()
    for address in ['', 'relative', '/a//b', '/a/*', '/a/**']:
        error_of(peer.ask(wire.set_(address, 1)), 200, 202)


@clause('standard', 'order/each-receiver-sees-the-order-of-acceptance')
def _(lab):
    writer, readers = lab.join(), [lab.join() for _ in range(12)]
    for reader in readers:
        reader.subscribe(lab.path('**'))
    for index in range(200):
        writer.send(wire.set_(lab.path('o'), index))
    writer.barrier()
    for reader in readers:
        revisions = [m['revision'] for m in sees(reader)]
        check(revisions == list(range(1, 201)), 'out of order or incomplete', revisions[:5], len(revisions))


@clause('standard', 'event/delivered-not-stored')
def _(lab):
    writer, reader = lab.join(), lab.join()
    reader.subscribe(lab.path('**'))
    writer.ask(wire.publish(lab.path('e'), 'event', {'x': 1}, timestamp=5))
    event = sees(reader, 'publish')
    check(len(event) == 1 and event[0]['value'] == {'x': 1} and event[0]['timestamp'] == 5, event)
    check(lab.join().subscribe(lab.path('**')) == [], 'an event was kept')


@clause('standard', 'stream/samples-and-rate-pass-unchanged')
def _(lab):
    writer, reader = lab.join(), lab.join()
    reader.subscribe(lab.path('**'))
    writer.ask(wire.publish(lab.path('s'), 'stream', samples=[0.5, 1.0], rate=60))
    stream = sees(reader, 'publish')
    check(len(stream) == 1 and stream[0]['samples'] == [0.5, 1.0] and stream[0]['rate'] == 60, stream)


@clause('standard', 'late-joiner/thousands-of-params-each-once')
def _(lab):
    writer, reader = lab.join(), lab.join()
    count = 3000
    for index in range(count):
        writer.send(wire.set_(lab.path(f'many/of/them/{index}'), index * 0.5))
    writer.barrier()
    messages = reader.subscribe(lab.path('many/**'))
    params = [p for m in messages if m['type'] == 'snapshot' for p in m['params']]
    while len(params) < count:
        params += reader.wait_for('snapshot')['params']
    check(sorted(p['address'] for p in params) ==
          sorted(lab.path(f'many/of/them/{index}') for index in range(count)), len(params))


@clause('standard', 'late-joiner/snapshot-and-live-leave-no-gap')
def _(lab):
    writer, reader = lab.join(), lab.join()
    for index in range(500):
        writer.send(wire.set_(lab.path(f'g/{index}'), 0))
    writer.barrier()
    reader.send(wire.subscribe(1, lab.path('g/**')))
    for index in range(500):
        writer.send(wire.set_(lab.path(f'g/{index}'), 1))
    writer.barrier()
    state = {}
    for message in reader.barrier():
        for item in message.get('params', [message]):
            check(item['revision'] >= state.get(item['address'], (0, 0))[0], 'went back', item)
            state[item['address']] = (item['revision'], item['value'])
    deadline = time.monotonic() + 5
    while len(state) < 500 and time.monotonic() < deadline:
        for item in reader.wait_for('snapshot')['params']:
            state[item['address']] = (item['revision'], item['value'])
    check(len(state) == 500 and all(value == 1 for _, value in state.values()), 'a value was missed')


# ---- full ----

@clause('full', 'revision/stale-one-is-refused-and-nothing-changes')
def _(lab):
    peer = lab.join()
    peer.ask(wire.set_(lab.path('r'), 1))
    peer.ask(wire.set_(lab.path('r'), 2))
    error_of(peer.ask(wire.set_(lab.path('r'), 3, revision=1)), 400)
    check(only(peer.ask(wire.get(lab.path('r'))), 'snapshot')['params'][0]['value'] == 2, 'changed')
    check(only(peer.ask(wire.set_(lab.path('r'), 4, revision=2)), 'ack')['revision'] == 3, 'right one')


@clause('full', 'lock/others-are-refused-until-unlock')
def _(lab):
    holder, other = lab.join(), lab.join()
    holder.ask(wire.set_(lab.path('l'), 1, lock=True))
    error_of(other.ask(wire.set_(lab.path('l'), 2)), 400, 401)
    error_of(other.ask(wire.set_(lab.path('l'), 3, unlock=True)), 400, 401)
    only(holder.ask(wire.set_(lab.path('l'), 4)), 'ack')
    only(holder.ask(wire.set_(lab.path('l'), 5, unlock=True)), 'ack')
    only(other.ask(wire.set_(lab.path('l'), 6)), 'ack')


@clause('full', 'lock/ends-with-its-session')
def _(lab):
    holder, other = lab.join(), lab.join()
    holder.ask(wire.set_(lab.path('l'), 1, lock=True))
    holder.close()
    deadline = time.monotonic() + 5
    while 'ack' not in [m['type'] for m in other.ask(wire.set_(lab.path('l'), 2))]:
        check(time.monotonic() < deadline, 'the lock outlived its session')


@clause('full', 'ttl/a-param-goes-when-its-time-is-over')
def _(lab):
    peer = lab.join()
    peer.ask(wire.set_(lab.path('t'), 1, ttl=0x80000001))
    deadline = time.monotonic() + 10
    while True:
        messages = peer.ask(wire.get(lab.path('t')))
        if any(m['type'] == 'snapshot' and m['params'] == [] for m in messages):
            return
        check(time.monotonic() < deadline, 'still there', messages)


@clause('full', 'bundle/all-in-order-one-ack')
def _(lab):
    writer, reader = lab.join(), lab.join()
    reader.subscribe(lab.path('**'))
    ack = only(writer.ask(wire.bundle([wire.set_(lab.path('b/1'), 1), wire.set_(lab.path('b/2'), 2),
                                       wire.publish(lab.path('b/e'), 'event', 3)])), 'ack')
    check(ack['revision'] == 1, ack)
    check([m['address'] for m in reader.barrier()] == [lab.path('b/1'), lab.path('b/2'), lab.path('b/e')],
          'order')


@clause('full', 'bundle/all-or-nothing')
def _(lab):
    peer = lab.join()
    peer.ask(wire.set_(lab.path('x'), 1))
    error_of(peer.ask(wire.bundle([wire.set_(lab.path('y'), 1), wire.set_(lab.path('x'), 9, revision=77)])), 400)
    check(only(peer.ask(wire.get(lab.path('y'))), 'snapshot')['params'] == [], 'a part was applied')


@clause('full', 'bundle/empty')
def _(lab):
    only(lab.join().ask(wire.bundle([])), 'ack')


@clause('full', 'bundle/waits-for-its-time')
def _(lab):
    writer, reader = lab.join(), lab.join()
    reader.subscribe(lab.path('**'))
    now = only(writer.ask(wire.sync(0)), 'sync')['t2']
    due = now + 400_000
    only(writer.ask(wire.bundle([wire.set_(lab.path('later'), 1)], timestamp=due)), 'ack')
    check(reader.barrier() == [], 'it did not wait')
    reader.wait_for('set')
    check(only(writer.ask(wire.sync(0)), 'sync')['t2'] >= due, 'it came early')


@clause('full', 'sync/echoes-t1-and-tells-the-time')
def _(lab):
    reply = only(lab.join().ask(wire.sync(123)), 'sync')
    check(reply['t1'] == 123 and reply['t3'] >= reply['t2'] > 1_600_000_000_000_000, reply)


@clause('full', 'announce/query-finds-it')
def _(lab):
    peer = lab.join()
    ack = only(peer.ask(wire.announce(lab.path('n'), [(lab.path('n/a'), 'param', 'f64'),
                                                     (lab.path('n/b'), 'event', 'bool')])), 'ack')
    check(ack['address'] == lab.path('n'), ack)
    signals = only(lab.join().ask(wire.query(lab.path('n/**'))), 'result')['signals']
    check({(s['address'], s['signal'], s['datatype']) for s in signals} ==
          {(lab.path('n/a'), 'param', 'f64'), (lab.path('n/b'), 'event', 'bool')}, signals)


@clause('full', 'query/nothing-found-is-answered')
def _(lab):
    check(only(lab.join().ask(wire.query(lab.path('none/**'))), 'result')['signals'] == [], 'not empty')


@clause('full', 'query/large-results-come-in-parts')
def _(lab):
    peer = lab.join()
    signals = [(lab.path(f'q/{"x" * 60}/{index}'), 'param', 'f64') for index in range(1500)]
    for start in range(0, len(signals), 250):
        only(peer.ask(wire.announce('/q', signals[start:start + 250])), 'ack')
    found = [s for m in peer.ask(wire.query(lab.path('q/**'))) if m['type'] == 'result' for s in m['signals']]
    check(len(found) == len(signals), len(found))


@clause('full', 'gesture/start-moves-end-in-order-and-the-last-move-arrives')
def _(lab):
    writer, reader = lab.join(), lab.join()
    reader.subscribe(lab.path('**'))
    writer.send(wire.publish(lab.path('g'), 'gesture', 0.0, 'start', id=4))
    for index in range(1, 201):
        writer.send(wire.publish(lab.path('g'), 'gesture', index / 200, 'move', id=4))
    writer.send(wire.publish(lab.path('g'), 'gesture', 2.0, 'end', id=4))
    writer.barrier()
    seen = sees(reader, 'publish')
    check([seen[0]['phase'], seen[-1]['phase']] == ['start', 'end'], seen[:2], seen[-2:])
    check(all(m['phase'] == 'move' for m in seen[1:-1]) and all(m['id'] == 4 for m in seen), 'phases')
    check(seen[-2]['value'] == 1.0, 'the last move is missing', seen[-2])
    values = [m['value'] for m in seen]
    check(values == sorted(values), 'moves went back')


@clause('full', 'gesture/cancelled-when-its-session-ends')
def _(lab):
    writer, reader = lab.join(), lab.join()
    reader.subscribe(lab.path('**'))
    writer.ask(wire.publish(lab.path('g'), 'gesture', 0.0, 'start', id=9))
    reader.wait_for('publish')
    writer.close()
    message = reader.wait_for('publish')
    check(message['phase'] == 'cancel' and message['id'] == 9, message)


@clause('full', 'gesture/ids-of-two-senders-are-kept-apart')
def _(lab):
    one, two, reader = lab.join(), lab.join(), lab.join()
    reader.subscribe(lab.path('**'))
    one.ask(wire.publish(lab.path('g'), 'gesture', 1.0, 'start', id=1))
    two.ask(wire.publish(lab.path('g'), 'gesture', 2.0, 'start', id=1))
    one.ask(wire.publish(lab.path('g'), 'gesture', 3.0, 'end', id=1))
    two.close()
    seen = [reader.wait_for('publish')['phase'] for _ in range(4)]
    check(seen == ['start', 'start', 'end', 'cancel'], seen)


@clause('full', 'timeline/its-keyframes-reach-subscribers')
def _(lab):
    writer, reader = lab.join(), lab.join()
    reader.subscribe(lab.path('**'), types=0x10)
    data = {'keyframes': [{'time': 0, 'value': 0.0}, {'time': 200000, 'value': 1.0}]}
    none(writer.ask(wire.publish(lab.path('t'), 'timeline', data)), 'error')
    message = reader.wait_for('publish')
    check(message['signal'] == 'timeline' and len(message['value']['keyframes']) == 2, message)


@clause('full', 'timeline/the-router-plays-it-to-its-exact-end')
def _(lab):
    writer, reader = lab.join(), lab.join()
    reader.subscribe(lab.path('**'), types=0x01)
    writer.ask(wire.publish(lab.path('t'), 'timeline', {'keyframes': [
        {'time': 0, 'value': 0.0, 'easing': 'linear'}, {'time': 300000, 'value': 1.0}]}))
    values = []
    while not values or values[-1] != 1.0:
        values.append(reader.wait_for('set')['value'])
    check(len(values) > 3 and values == sorted(values), values)


@clause('full', 'options/max-rate-limits-and-the-last-value-arrives')
def _(lab):
    writer, reader = lab.join(), lab.join()
    reader.subscribe(lab.path('**'), max_rate=10)
    started = time.monotonic()
    for index in range(300):
        writer.ask(wire.set_(lab.path('m'), index))
    values = [m['value'] for m in sees(reader)]
    while not values or values[-1] != 299:
        values.append(reader.wait_for('set')['value'])
    check(len(values) <= 10 * (time.monotonic() - started) + 2, len(values), 'in', time.monotonic() - started)


@clause('full', 'options/epsilon-skips-small-changes-but-not-the-last')
def _(lab):
    writer, reader = lab.join(), lab.join()
    reader.subscribe(lab.path('**'), epsilon=0.5)
    for value in [0.0, 0.1, 0.2, 1.0, 1.1]:
        writer.ask(wire.set_(lab.path('e'), value))
    values = [m['value'] for m in sees(reader)]
    check(values[:2] == [0.0, 1.0], values)
    if values[-1] != 1.1:
        check(reader.wait_for('set')['value'] == 1.1, 'the last value never came')


@clause('full', 'qos/a-confirmed-message-with-a-timestamp-is-acknowledged-by-it')
def _(lab):
    peer = lab.join()
    stamp = 1_700_000_123_456_789
    ack = only(peer.ask(wire.publish(lab.path('e'), 'event', 1), qos=1, timestamp=stamp), 'ack')
    check(ack['correlation'] == stamp & 0xffffffff, ack)


@clause('full', 'qos/a-message-that-is-repeated-is-applied-once')
def _(lab):
    peer = lab.join()
    stamp = 1_700_000_123_456_790
    for _ in range(3):
        ack = only(peer.ask(wire.set_(lab.path('c'), 1), qos=2, timestamp=stamp), 'ack')
        check(ack['revision'] == 1 and ack['correlation'] == stamp & 0xffffffff, ack)
    check(only(peer.ask(wire.set_(lab.path('c'), 2), qos=2, timestamp=stamp + 1), 'ack')['revision'] == 2, 'next')


@clause('full', 'p2p/signals-reach-their-session-only')
def _(lab):
    one, two, three = lab.join(), lab.join(), lab.join()
    three.subscribe('/clasp/p2p/**')
    one.ask(wire.publish(f'/clasp/p2p/signal/{two.welcome["session"]}', 'event', {'type': 'offer'}))
    check(len(sees(two, 'publish')) == 1 and sees(three, 'publish') == [], 'delivery')
    error_of(one.ask(wire.publish('/clasp/p2p/signal/nobody', 'event', {})), 404)


@clause('full', 'replay/answered-also-without-a-journal')
def _(lab):
    messages = lab.join().ask(wire.replay(lab.path('**')))
    errors = [m for m in messages if m['type'] == 'error']
    check(not errors or errors[0]['code'] == 501, messages)


@clause('full', 'hello/a-second-one-leaks-no-session')
def _(lab):
    peer, writer = lab.join(), lab.join()
    peer.subscribe(lab.path('**'))
    peer.send(wire.hello('again'))
    try:
        peer.barrier()
        writer.ask(wire.set_(lab.path('once'), 1))
        check(len(sees(peer)) <= 1, 'two sessions on one connection')
    except (Closed, Timeout):
        pass
