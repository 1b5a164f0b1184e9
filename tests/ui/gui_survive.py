#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window does is nothing to the show: its thread held, its window closed, its process killed. As gui-test.py."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time

here = os.path.dirname(os.path.abspath(__file__))
spec = importlib.util.spec_from_file_location("gui", os.path.join(here, "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)
sys.path.insert(0, os.path.join(here, "..", "bench"))
from frame_rig import Stopped, osc  # noqa: E402

Failure, wait = gui.Failure, gui.wait
write_plain_show = gui.write_show


def write_show(path, osc_port, node_port):
    """A fader that is on a lamp already, and an OSC address that makes it dark."""
    write_plain_show(path, osc_port, node_port)
    with open(path) as file:
        content = json.load(file)
    for name, source, target in (("lamp", "/osc/1/fader3", "/artnet/0/0/0/4"), ("dark", "/osc/dark", "/bridge/blackout")):
        content["mappings"].append({"id": name, "enabled": True, "source": source, "target": target, "steps": []})
    with open(path, "w") as file:
        json.dump(content, file)


class Survive(gui.Tests):
    def lamp(self):
        return self.node.slot(0, 4)

    def wait_lamp(self, level):
        self.tablet.held = level / 255
        wait("%d in slot 4" % level, lambda: self.lamp() == level)

    def test_a_held_window_holds_no_fader(self):
        self.wait_lamp(7)
        with Stopped(self.window.process.pid):
            for level in range(10, 250, 12):
                self.wait_lamp(level)

    def test_a_held_window_holds_no_blackout(self):
        self.wait_lamp(100)
        with Stopped(self.window.process.pid):
            osc(self.tablet.port, "/dark", 1.0)
            wait("the dark", lambda: self.lamp() == 0)
            self.tablet.wait_rounds(10)
            if self.lamp() != 0:
                raise Failure("the fader shines through the blackout: %s" % self.lamp())
            osc(self.tablet.port, "/dark", 0.0)
            wait("the light", lambda: self.lamp() == 100)

    def test_a_closed_window_ends_nothing(self):
        self.window.press_until("ctrl+w", "the window to go", lambda: self.window.find_frame() is None)
        for level in (20, 120, 220):
            self.wait_lamp(level)
        subprocess.run([self.program, self.show], check=True, timeout=gui.DEADLINE_S)
        wait("the window again", self.window.find_frame)
        wait("it to have the keyboard", self.window.has_keyboard)

    def test_a_show_that_is_open_is_not_opened_twice(self):
        again = subprocess.run([self.program, "--show", self.show, "--map", "/osc/a -> /osc/b"], capture_output=True, text=True,
                               timeout=gui.DEADLINE_S)
        if again.returncode != 1 or "open already" not in again.stderr:
            raise Failure("it ended with %d and said: %s" % (again.returncode, again.stderr))

    def test_one_show_is_opened_at_a_time(self):
        two = subprocess.run([self.program, self.show, "other.json"], capture_output=True, text=True, timeout=gui.DEADLINE_S)
        if two.returncode != 1 or "other.json" not in two.stderr:
            raise Failure("it ended with %d and said: %s" % (two.returncode, two.stderr))

    def test_killed_it_puts_the_same_levels_out_again(self):
        self.wait_lamp(191)
        self.window.settle()
        self.tablet.alive = False
        self.tablet.join()
        self.window.process.send_signal(signal.SIGKILL)
        self.window.process.wait(20)
        self.node.first.clear()
        started = time.monotonic()
        self.window.start()
        first = wait("the first frame", lambda: self.node.first.get(0))
        print("# the first frame after a kill came %.2f s after the start" % (self.node.first_s[0] - started))
        if first[3] != 191 or self.lamp() != 191:
            raise Failure("slot 4 was 191 before, the first frame has %d, and now it is %s" % (first[3], self.lamp()))


if __name__ == "__main__":
    gui.write_show = write_show
    gui.main(Survive)
