#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window under a show's load, a flood and a storm: nothing it says, does or forgets may end it. As gui-test.py."""

import importlib.util
import json
import os
import socket
import subprocess
import sys
import threading
import time

here = os.path.dirname(os.path.abspath(__file__))
spec = importlib.util.spec_from_file_location("gui", os.path.join(here, "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)
sys.path += [os.path.join(here, "..", "bench"), os.path.join(here, "..", "conformance")]
import frame_rig  # noqa: E402
import peer  # noqa: E402
import wire  # noqa: E402

Failure = gui.Failure
PAGES = range(1, 9)
# Of the main thread, with the sanitizers, on a machine that does other things as well.
HANG_S = max(20, gui.DEADLINE_S / 3)
FLOOD = ["--addresses", "4000", "--rate", "48000", "--bundle", "40"]
STORM = ["--addresses", "30000", "--rate", "4000", "--new", "1000", "--new-seconds", "20", "--flaps", "4"]
FLOOD_TEXT, DROPS_TEXT = "messages a second. Showing and mapping continue.", "it reads too slowly."
# Longer than what is kept of a name, and not to be cut within a letter or taken for markup.
SLEEPER = "Übergröße, <b> & " + "é" * 60
show = None


def write_show(path, _osc_port, node_port):
    global show
    show = frame_rig.Show(os.path.dirname(path), "show", 200, 16, 16, node_port)
    with open(path) as file:
        content = json.load(file)
    content["routers"][0]["settings"]["max-queue-kib"] = 16
    with open(path, "w") as file:
        json.dump(content, file)


class Talker(threading.Thread):
    """A program of the router that sends long streams."""

    def __init__(self):
        super().__init__(daemon=True)
        self.alive = True
        self.peer = peer.Peer("ws://127.0.0.1:%d/clasp" % show.router, "Talker")

    def run(self):
        while self.alive:
            self.peer.send(wire.publish("/talker/long", "stream", bytes(30000)))
            time.sleep(0.01)


class Load(gui.Tests):
    load = sleeper = frames = None

    def wait(self, what, condition):
        """One that has crashed is not waited for."""
        def holds():
            self.window.check_alive()
            return condition()
        return gui.wait(what, holds)

    # --- what sends, and what does not read ---

    def start_load(self, level, extra, seconds=600):
        folder = os.path.dirname(os.path.dirname(self.program))
        self.load = frame_rig.Load(os.path.join(folder, "tests", "bench", "window-load"), level, show, seconds, extra)

    def stop_load(self):
        if self.load is not None:
            self.load.stop()
        self.load = None

    def start_sleeper(self):
        """Takes everything from the router, and never reads it: what cannot wait for it is lost."""
        self.sleeper = peer.Peer("ws://127.0.0.1:%d/clasp" % show.router, SLEEPER)
        self.sleeper.carrier.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.sleeper.send(wire.subscribe(1, "/**"))

    # --- what the window says of itself ---

    def figures(self):
        self.window.check_alive()
        if self.frames is None or self.frames.process != self.window.process:
            from gi.repository import Gio
            self.frames = frame_rig.FrameFigures(self.window.process, self.show, Gio.bus_get_sync(Gio.BusType.SESSION))
        return self.frames.read()

    def wait_frames(self, what, count=3):
        before = self.figures()["frames"]
        self.wait("frames of " + what, lambda: self.figures()["frames"] >= before + count)

    def page(self, number):
        self.window.keys("alt+%d" % number)
        self.window.settle()

    def check_hang(self):
        """By the processor: how long a machine that is busy let it wait says nothing of it. One that stands still ends no wait."""
        figures = self.figures()
        print("# the main thread was held for %.2f s at most, %.2f s by the processor"
              % (figures["block-max"] / 1e6, figures["cpu-max"] / 1e6), flush=True)
        if figures["cpu-max"] / 1e6 > HANG_S:
            raise Failure("the main thread was held for %.1f s by the processor" % (figures["cpu-max"] / 1e6))

    def strip_changes(self, words, times):
        """The strip with @words comes, and what it says changes so often."""
        node = self.wait("the strip “%s”" % words, lambda: self.label(words))
        told = {node.name}

        def has_changed():
            text = self.window.tree.name_of(node.path)
            if words in text:
                told.add(text)
            return len(told) > times
        self.wait("%d more texts of the strip “%s”" % (times, words), has_changed)

    def to_row(self):
        if not self.window.focused("list item"):
            self.window.keys("Tab")
        return self.window.focused("list item")

    # --- the cases ---

    def test_a_flood_is_told_while_it_lasts(self):
        self.start_load("L2", FLOOD)
        self.page(2)
        self.strip_changes(FLOOD_TEXT, 3)
        self.window.shot("flood")

    def test_every_page_stands_the_flood(self):
        for number in PAGES:
            self.page(number)
            self.wait_frames("page %d" % number)
            self.window.keys("Tab", "Down", "Down", "End", "Page_Up", "alt+Return", "alt+Return")
            self.window.settle()
        self.check_hang()

    def test_the_flood_ends(self):
        self.page(8)
        self.stop_load()
        self.wait("the strip to go", lambda: not self.label(FLOOD_TEXT))

    def test_who_does_not_read_is_told_while_it_lasts(self):
        self.page(1)
        self.start_sleeper()
        talker = Talker()
        talker.start()
        self.strip_changes(DROPS_TEXT, 2)
        self.window.shot("drops")
        talker.alive = False
        talker.join()
        self.sleeper.carrier.socket.close()
        self.wait("the strip to go", lambda: not self.label(DROPS_TEXT))

    def test_signals_are_sorted_searched_and_looked_at_in_a_storm(self):
        self.start_load("L3", STORM)
        self.page(2)
        self.window.keys("alt+Return")
        self.window.press_until("ctrl+f", "the search", lambda: self.window.has_text(self.window.focused()))
        for text in ("rate>1", "age<5s", "c00", "/osc/s/*/c0001"):
            self.window.type_text(text)
            self.wait_frames("the search for " + text)
        self.window.type_text("", "Escape")
        self.window.keys("Down", "Down", "h", "f", "asterisk", "Page_Down", "Page_Down")
        self.wait_frames("the tree, unfolded")
        self.window.press("Rate")
        self.wait_frames("the order by rate")
        self.window.keys("ctrl+r", "End", "Home")
        self.wait_frames("the ends of the list")
        self.window.press("Rate")
        self.check_hang()

    def test_a_second_window_goes_along(self):
        self.window.press_until("ctrl+shift+n", "the second window", lambda: len(self.window.windows()) >= 2, every=10)
        self.wait_frames("both windows", 10)
        self.window.keys("Down", "Page_Down", "End")
        self.window.press_until("ctrl+w", "it to go", lambda: len(self.window.windows()) == 1)

    def test_the_monitor_is_paused_traced_and_goes_on(self):
        self.page(3)
        self.wait_frames("the stream", 10)
        self.window.press("Pause")
        self.wait("the pause", lambda: self.label("new message"))
        self.wait("a row to have the focus", self.to_row)
        self.window.keys("End", "Return", "Up", "Up", "Page_Up", "Home", "Return")
        self.wait_frames("the trace")
        self.window.keys("space", "v")
        self.wait_frames("the state", 10)
        self.window.keys("v", "Delete", "End")
        self.wait_frames("the stream", 10)
        self.check_hang()

    def test_the_window_is_closed_and_opened_again(self):
        self.window.press_until("ctrl+w", "the window to go", lambda: self.window.find_frame() is None)
        subprocess.run([self.program, self.show], check=True, timeout=gui.DEADLINE_S)
        self.wait("the window again", self.window.find_frame)
        self.wait("it to have the keyboard", self.window.has_keyboard)
        for number in (2, 3):
            self.page(number)
            self.wait_frames("page %d" % number)
        self.check_hang()

    def test_it_ends_in_the_middle_of_it(self):
        self.page(3)
        self.window.quit()
        self.window.check_log()
        self.stop_load()


if __name__ == "__main__":
    gui.write_show = write_show
    gui.main(Load)
