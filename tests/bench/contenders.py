# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers that are compared: how each is started, pinned, asked and stopped."""

import json
import os
import re
import resource
import shutil
import socket
import subprocess
import tempfile
import time

SBIN = "/usr/sbin:/usr/local/sbin"


class Missing(Exception):
    """A server that this machine does not have."""


def pin(cpu, is_realtime):
    """For a new process, before it becomes the program: one processor, and if asked before all else there."""
    def apply():
        os.sched_setaffinity(0, {cpu})
        if is_realtime:
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))
    return apply


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(type=kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_show(folder, settings):
    """A show whose router has these settings."""
    path = os.path.join(folder, "show.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"format": "clasp-bridge-show", "version": 1, "connections": [], "mappings": [],
                   "routers": [{"id": "router", "enabled": True, "settings": settings}]}, file)
    return path


def find_program(name):
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":" + SBIN)
    if path is None:
        raise Missing(f"{name} is not installed")
    return path


def first_line(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).strip().splitlines()[0]


class Server:
    """One process on one processor, with a port per protocol it speaks."""

    protocols = ()

    def __init__(self, options):
        self.options = options
        self.ports = {}
        self.folder = tempfile.TemporaryDirectory(prefix="clasp-bench-")
        self.process = None

    def command(self):
        raise NotImplementedError

    def version(self):
        return ""

    def path(self, name, text):
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def start(self):
        self.ports = {protocol: free_port() for protocol in self.protocols}
        log = open(os.path.join(self.folder.name, "log"), "w", encoding="utf-8")
        with log:
            self.process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder.name,
                preexec_fn=pin(self.options.cpus[0], self.options.realtime))
        for port in set(self.ports.values()):
            self.wait_for(port)
        return self

    def wait_for(self, port):
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    with open(os.path.join(self.folder.name, "log"), encoding="utf-8") as file:
                        raise RuntimeError(f"{type(self).__name__} does not listen: {file.read()}") from error
                time.sleep(0.02)

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None
        self.folder.cleanup()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


class Yardstick(Server):
    protocols = ("bare-tcp", "bare-ws")

    def command(self):
        port = self.ports["bare-tcp"]
        self.ports["bare-ws"] = port
        return [os.path.join(self.options.build, "tests/bench/yardstick"), str(port)]


class Claspd(Server):
    protocols = ("clasp-tcp", "clasp-ws")

    def __init__(self, options, arguments=()):
        super().__init__(options)
        self.arguments = list(arguments)

    def program(self):
        return os.path.join(self.options.build, "app/claspd")

    def command(self):
        return [self.program(), "--listen", f"ws://127.0.0.1:{self.ports['clasp-ws']}/clasp",
                "--listen", f"tcp://127.0.0.1:{self.ports['clasp-tcp']}", *self.arguments]

    def version(self):
        return first_line(self.program(), "--version")


class EncryptedClaspd(Claspd):
    """With a certificate made for the occasion. @settings: of the router, beside those of TLS."""

    protocols = ("clasp-tls", "clasp-wss")

    def command(self):
        certificate, key = (os.path.join(self.folder.name, name) for name in ("certificate.pem", "key.pem"))
        subprocess.run([find_program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                        "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost"],
                       check=True, capture_output=True)
        show = write_show(self.folder.name, {"tls-certificate": certificate, "tls-key": key})
        return [self.program(), "--journal=", "--listen", f"wss://127.0.0.1:{self.ports['clasp-wss']}/clasp",
                "--listen", f"tls://127.0.0.1:{self.ports['clasp-tls']}", "--show", show, *self.arguments]


class Relay(Server):
    """The yardstick's way for a datagram."""

    def __init__(self, options, ports):
        super().__init__(options)
        self.datagram_ports = ports

    def command(self):
        return [os.path.join(self.options.build, "tests/bench/yardstick"), "relay", str(self.datagram_ports[0]),
                str(self.datagram_ports[2])]

    def start(self):
        super().start()
        time.sleep(0.2)
        return self


class OscClaspd(Claspd):
    """An OSC connection, a mapping and another OSC connection."""

    def __init__(self, options, ports):
        super().__init__(options, (
            "--connect", f"osc,listen=127.0.0.1:{ports[0]},stream-above-hz=0",
            "--connect", f"osc,listen=127.0.0.1:{ports[1]},send=127.0.0.1:{ports[2]},reply-to-sender=false,max-rate=0",
            "--map", "/osc/bench/fader => /osc2/bench/fader"))


class Mosquitto(Server):
    protocols = ("mqtt",)

    def command(self):
        config = self.path("mosquitto.conf", "\n".join((
            f"listener {self.ports['mqtt']} 127.0.0.1", "allow_anonymous true", "persistence false", "log_type none",
            "set_tcp_nodelay true", "max_queued_messages 0", "sys_interval 0", "")))
        return [find_program("mosquitto"), "-c", config]

    def version(self):
        return first_line(find_program("mosquitto"), "-h")


class Nats(Server):
    protocols = ("nats",)

    def command(self):
        return [find_program("nats-server"), "-a", "127.0.0.1", "-p", str(self.ports["nats"])]

    def version(self):
        return first_line(find_program("nats-server"), "-v")


class Redis(Server):
    protocols = ("redis",)

    def command(self):
        return [find_program("redis-server"), "--port", str(self.ports["redis"]), "--bind", "127.0.0.1", "--save", "",
                "--appendonly", "no", "--client-output-buffer-limit", "pubsub 0 0 0"]

    def version(self):
        return re.sub(r" sha=.*", "", first_line(find_program("redis-server"), "--version"))


def raise_file_limit():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
