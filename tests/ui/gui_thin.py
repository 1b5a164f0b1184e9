#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A program that does not read and a device that floods are told of by the strip, and thinned by its button. As
gui-test.py, which see."""

import importlib.util
import json
import os
import socket
import struct
import sys
import threading
import time

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(FOLDER, os.pardir, "conformance"))
import peer as clasp  # noqa: E402
import wire  # noqa: E402

spec = importlib.util.spec_from_file_location("gui", os.path.join(FOLDER, "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

wait = gui.wait
write_plain_show = gui.write_show

with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
    probe.bind(("127.0.0.1", 0))
    URL = "ws://127.0.0.1:%d/clasp" % probe.getsockname()[1]

THIN_FIRST = 60    # what [Thin] and [Thin…] set or propose
BUNDLE = 500       # messages of the flood in one packet
BUNDLES_S = 120


def write_show(path, osc_port, node_port):
    write_plain_show(path, osc_port, node_port)
    with open(path) as file:
        content = json.load(file)
    content["routers"][0]["settings"]["listen"] = [URL]
    with open(path, "w") as file:
        json.dump(content, file)


class Camera(threading.Thread):
    """Publishes a stream of numbered, long values."""

    def __init__(self):
        super().__init__(daemon=True)
        self.peer = clasp.Peer(URL, "Camera")
        self.alive = True

    def run(self):
        number = 0
        while self.alive:
            number += 1
            self.peer.send(wire.publish("/cam/x", "stream", "%d %s" % (number, "x" * 8000)))
            time.sleep(0.002)
        self.peer.close()


class Panel(threading.Thread):
    """Subscribes, and reads when it is let: keeps the numbers of what came last."""

    def __init__(self, pattern):
        super().__init__(daemon=True)
        self.peer = clasp.Peer(URL, "Panel")
        self.peer.ask(wire.subscribe(1, pattern))
        self.numbers = []

    def run(self):
        try:
            while True:
                message = self.peer.receive(600)
                value = message.get("value") if isinstance(message, dict) else None
                if isinstance(value, str):
                    value = int(value.split()[0])
                if value is not None:
                    self.numbers = self.numbers[-49:] + [int(value)]
        except (OSError, clasp.Closed, clasp.Timeout):
            pass

    def is_thinned(self, least=100):
        """Of the last fifty that it got, more were left out than came."""
        numbers = self.numbers
        return len(numbers) == 50 and numbers[-1] - numbers[0] > least

    def is_whole(self):
        numbers = self.numbers
        return len(numbers) == 50 and numbers[-1] - numbers[0] == 49


class Flood(threading.Thread):
    """OSC in large bundles: 60,000 messages a second if the machine can, all at one address; each bundle has a number."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.alive = port, True

    def run(self):
        out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        number = 0
        head = gui.pad(b"/flood/x") + gui.pad(b",i")
        while self.alive:
            started = time.monotonic()
            number += 1
            message = head + struct.pack(">i", number)
            out.sendto(b"#bundle\0" + struct.pack(">Q", 1) + (struct.pack(">I", len(message)) + message) * BUNDLE, ("127.0.0.1", self.port))
            time.sleep(max(0, 1 / BUNDLES_S - (time.monotonic() - started)))


class Thin(gui.Tests):
    def exact(self, name):
        """“Thin…” begins with “Thin”."""
        return next((node for node in self.window.find_all("push button", name) if node.name == name), None)

    def router_rate(self):
        return self.content()["routers"][0]["settings"].get("update-rate", 0)

    def rate_in(self):
        return self.content()["connections"][0]["settings"].get("max-rate-in", 0)

    def in_log(self, text):
        path = os.path.join(os.environ["XDG_STATE_HOME"], "clasp-bridge", "log", "log.txt")
        with open(path) as file:
            return any(text in line for line in file)

    def test_a_program_that_does_not_read_is_thinned_by_the_button(self):
        panel, camera = Panel("/cam/**"), Camera()
        camera.start()
        wait("the strip", lambda: self.label("dropped for Panel in the last 10\u2009s: it reads too slowly."))
        self.window.shot("drops")
        wait("the button", lambda: self.exact("Thin")).press()
        wait("it to be saved", lambda: self.router_rate() == THIN_FIRST)
        wait("what became of it", lambda: self.label("Programs now get at most %d updates of an address a second" % THIN_FIRST))
        panel.start()  # now it reads all there is
        wait("the rate to fall", panel.is_thinned)
        wait("the strip to end", lambda: not self.label("dropped for Panel"))
        wait("the log to say so", lambda: self.in_log("Panel: nothing is dropped any more"))
        self.window.keys("ctrl+z")
        wait("the edit to be undone", lambda: self.router_rate() == 0)
        wait("everything to come again", panel.is_whole)
        camera.alive = False
        panel.peer.close()

    def test_a_flood_is_thinned_after_a_question(self):
        flood = Flood(self.tablet.port)
        flood.start()
        wait("the strip", lambda: self.label("Tablet sends "))
        self.window.shot("flood")
        wait("the button", lambda: self.exact("Thin…")).press()
        wait("the question", lambda: self.label("So many updates of each address are taken in a second"))
        self.window.shot("question")
        wait("its button", lambda: self.exact("Thin")).press()
        wait("it to be saved", lambda: self.rate_in() == THIN_FIRST)
        # Not before: a program could not read as fast, and would be told of itself.
        panel = Panel("/osc/flood/**")
        panel.start()
        # All that were sent would give each number as often as it was sent.
        wait("the rate to fall", lambda: panel.is_thinned(20))
        wait("the strip to end", lambda: not self.label("Tablet sends "))
        wait("the log to say so", lambda: self.in_log("Tablet: the flood of messages has ended"))
        panel.peer.close()
        self.window.keys("ctrl+z")
        wait("the edit to be undone", lambda: self.rate_in() == 0)
        wait("the flood to be told of again", lambda: self.label("Tablet sends "))
        flood.alive = False
        wait("its end", lambda: not self.label("Tablet sends "))


if __name__ == "__main__":
    gui.write_show = write_show
    gui.main(Thin)
