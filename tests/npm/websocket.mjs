// SPDX-License-Identifier: GPL-3.0-or-later
// The npm package ws, as strict a WebSocket client as there is, against our listener.
// usage: node websocket.mjs ws://127.0.0.1:7330/clasp

import http from 'node:http';
import net from 'node:net';

import { assert, assertEqual, load, runAll, test, until } from './tap.mjs';

const WebSocket = load('ws');
const url = new URL(process.argv[2]);

const HELLO = Buffer.from('530100080101E00001410000', 'hex');
const PING = Buffer.from('5301000141', 'hex');
const PONG = '5301000142';

function open({ path = '/clasp', protocols = [], options = {} } = {}) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${url.host}${path}`, protocols, options);
    socket.messages = [];
    socket.on('message', (data, isBinary) => socket.messages.push({ hex: data.toString('hex'), isBinary }));
    socket.on('close', (code, reason) => { socket.closed = { code, reason: reason.toString() }; });
    socket.on('open', () => resolve(socket));
    socket.on('error', reject);
  });
}

// Opens and says HELLO; what the router says at first is dropped.
async function join(options) {
  const socket = await open(options);
  socket.send(HELLO);
  await until(() => socket.messages.length >= 2, 'WELCOME and SNAPSHOT');
  socket.messages.length = 0;
  return socket;
}

async function expectPong(socket) {
  await until(() => socket.messages.length > 0, 'PONG');
  assertEqual(socket.messages, [{ hex: PONG, isBinary: true }]);
  socket.messages.length = 0;
}

function ask(method) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: url.hostname, port: url.port, method, path: '/', agent: false }, (response) => {
      let body = '';
      response.on('data', (data) => { body += data; });
      response.on('end', () => resolve({ status: response.statusCode, type: response.headers['content-type'], body }));
    });
    request.on('error', reject);
    request.end();
  });
}

test('WELCOME and SNAPSHOT after HELLO', async () => {
  const socket = await open();
  socket.send(HELLO);
  await until(() => socket.messages.length >= 2, 'two messages');
  assert(socket.messages[0].hex.startsWith('5301') && socket.messages[0].hex.slice(8, 10) === '02', 'no WELCOME');
  assertEqual(socket.messages[1].hex.slice(8, 10), '23');
  socket.terminate();
});

test('the subprotocol is taken when offered', async () => {
  for (const [protocols, expected] of [[[], ''], [['clasp'], 'clasp'], [['mqtt', 'clasp'], 'clasp']]) {
    const socket = await open({ protocols });
    assertEqual(socket.protocol, expected);
    socket.terminate();
  }
});

test('any path', async () => {
  for (const path of ['/', '/clasp', '/some/where?else=1'])
    (await join({ path })).terminate();
});

test('compression is not taken', async () => {
  const socket = await open({ options: { perMessageDeflate: true } });
  assertEqual(socket.extensions, '');
  socket.terminate();
});

test('probes over plain HTTP', async () => {
  for (const method of ['GET', 'POST', 'OPTIONS'])
    assertEqual(await ask(method), { status: 200, type: 'text/plain', body: 'ok\n' });
  assertEqual(await ask('HEAD'), { status: 200, type: 'text/plain', body: '' });
});

test('a message in fragments', async () => {
  const socket = await join();
  socket.send(PING.subarray(0, 1), { binary: true, fin: false });
  socket.send(PING.subarray(1, 3), { fin: false });
  socket.ping('between');
  socket.send(PING.subarray(3), { fin: true });
  await expectPong(socket);
  socket.terminate();
});

test('pings are answered with their payload', async () => {
  const socket = await join();
  let payload;
  socket.on('pong', (data) => { payload = data.toString(); });
  socket.ping('are you there?');
  await until(() => payload !== undefined, 'the pong');
  assertEqual(payload, 'are you there?');
  socket.terminate();
});

test('text is ignored', async () => {
  const socket = await join();
  socket.send('{"type":"PING"}');
  socket.send(PING);
  await expectPong(socket);
  socket.terminate();
});

test('many messages in one segment', async () => {
  const socket = await join();
  socket._socket.cork();
  for (let i = 0; i < 500; i++)
    socket.send(PING);
  socket._socket.uncork();
  await until(() => socket.messages.length >= 500, 'five hundred answers');
  socket.terminate();
});

test('a message above the limit ends with 1009', async () => {
  const socket = await join();
  socket.on('error', () => {});
  socket.send(Buffer.alloc(65548));
  await until(() => socket.closed, 'the close');
  assertEqual(socket.closed.code, 1009);
});

test('closing is answered with the same code', async () => {
  const socket = await join();
  socket.close(4001, 'bye');
  await until(() => socket.closed, 'the close');
  assertEqual(socket.closed.code, 4001);
});

test('a first message other than HELLO is refused with words', async () => {
  const socket = await open();
  socket.send(PING);
  await until(() => socket.closed, 'the close');
  assert(socket.closed.reason.length > 5, `reason "${socket.closed.reason}"`);
  assertEqual(socket.messages[0].hex.slice(8, 10), '51');
});

test('what is sent with the request is not lost', async () => {
  const socket = net.connect(Number(url.port), url.hostname);
  const frame = Buffer.concat([Buffer.from([0x82, 0x80 | HELLO.length, 0, 0, 0, 0]), HELLO]);
  let answer = Buffer.alloc(0);
  socket.on('data', (data) => { answer = Buffer.concat([answer, data]); });
  socket.write(Buffer.concat([Buffer.from(`GET /clasp HTTP/1.1\r\nHost: ${url.host}\r\nUpgrade: websocket\r\n` +
    'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'), frame]));
  await until(() => {
    const end = answer.indexOf('\r\n\r\n');
    return end > 0 && answer[end + 4 + 2] === 0x53;
  }, 'WELCOME behind the 101');
  socket.destroy();
});

await runAll();
