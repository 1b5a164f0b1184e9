#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first run, from a program that nobody used yet to a lamp that follows a fader. As gui-test.py, which see.

The network is the test's own: an Art-Net node stands at the other end of a cable (art_net_node.py) and answers when it
is asked who is there; the faders are OSC, sent to the port that the first steps propose. No show, no settings."""

import importlib.util
import json
import os
import queue
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
spec = importlib.util.spec_from_file_location("gui", os.path.join(HERE, "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)
import gui_network  # noqa: E402

Failure, wait, xdotool = gui.Failure, gui.wait, gui.xdotool
OSC_PORT = 8000  # what “Lighting from faders” proposes
NODE = "10.7.0.2"


# --- outside: a network of its own ---------------------------------------------------------------

class Rack:
    """The node behind its cable, and what it said."""

    def __init__(self):
        self.process = subprocess.Popen(["unshare", "-n", sys.executable, os.path.join(HERE, "art_net_node.py"), "node0", NODE + "/24"],
                                        stdout=subprocess.PIPE, text=True)
        self.said = queue.Queue()
        self.polled, self.slots = 0, b""
        threading.Thread(target=self.read, daemon=True).start()

    def plug_in(self):
        gui_network.run("ip link set lo up", "ip link add stage0 type veth peer name node0 netns %d" % self.process.pid,
                        "ip address add 10.7.0.1/24 broadcast + dev stage0", "ip link set stage0 up")
        wait("the node", lambda: self.said.get(timeout=1))

    def read(self):
        for line in self.process.stdout:
            words = line.split()
            if words[0] == "ready":
                self.said.put(True)
            elif words[0] == "polled":
                self.polled += 1
            elif words[0] == "slots":
                self.slots = bytes.fromhex(words[1])

    def slot(self, channel):
        return self.slots[channel - 1] if len(self.slots) >= channel else None

    def unplug(self):
        self.process.terminate()
        self.process.wait(10)


# --- inside --------------------------------------------------------------------------------------

class First(gui.Tests):
    def content(self):
        """Of the show that has no name yet."""
        with open(os.path.join(os.environ["XDG_DATA_HOME"], "clasp-bridge", "show.json")) as file:
            return json.load(file)

    def row(self, name):
        return self.window.find_first(("list item",), name)

    def test_it_begins_with_one_sentence_and_two_buttons(self):
        type(self).began = time.monotonic()
        wait("First Steps", lambda: self.window.has_focus_in("First Steps"))
        self.window.wait_label("Connect a controller and something to control, then drag one onto the other.")
        self.window.wait_button("Try Without Hardware")
        self.window.wait_focus("Start")
        self.window.shot("first-1-welcome")

    def test_what_answers_is_listed_and_ticked(self):
        self.window.keys("Return")
        self.window.wait_label("What Is Here")
        wait("the node that answered", lambda: self.label("Rack left"))
        self.window.wait_label(NODE + ", 1 universe")
        if RACK.polled == 0:
            raise Failure("nobody asked")
        tick = wait("its tick", lambda: self.window.find_first(("check box",), ""))
        if "checked" not in tick.states:
            raise Failure("it is not ticked")
        self.window.shot("first-2-found")

    def test_it_can_be_gone_back(self):
        self.window.keys("alt+b")
        self.window.wait_focus("Start")
        self.window.keys("Return")
        wait("the node again", lambda: self.label("Rack left"))

    def test_a_purpose_is_chosen_and_its_target_is_what_was_found(self):
        self.window.wait_focus("Next")
        self.window.keys("Return")
        self.window.wait_label("Just watch")
        # What was found says what it is for.
        self.window.wait_label("Port where OSC comes in")
        wait("what was found", lambda: self.label(NODE + ", 1 universe"))
        # There is one only, so its address stands in the entry by itself.
        wait("its address in the entry", lambda: any(node.text == NODE for node in self.window.find_all("text", "")))
        self.window.wait_label("/osc/dimmer/{n:1..512} => /artnet/0/0/0/{n}")
        self.window.shot("first-3-purpose")

    def test_the_page_that_opens_says_what_to_do(self):
        self.window.press("Done")
        wait("the Patch page", lambda: self.window.entry("Search sources"))
        self.window.wait_label("Drag a source here, or press M on it")
        self.window.shot("first-4-patch")

        def nodes():
            return [one for one in self.content()["connections"] if one["kind"] == "artnet"]
        wait("one connection to the node in the file", lambda: [one["settings"]["send"] for one in nodes()] == [[NODE]])
        if nodes()[0]["name"] != "Rack left":
            raise Failure("it is called %s" % nodes()[0]["name"])

    def test_a_first_mapping_by_keys_reaches_the_node(self):
        gui.unfold(self.window, "1", False, "fader3", 1)
        fader = wait("the third fader", lambda: gui.column_row(self.window, "fader3", False))
        self.window.click_until(fader, "the focus on it", lambda: self.window.focused(None, "fader3"), 0.4)
        self.window.keys("m")
        wait("the hint", lambda: self.label("fader3"))
        wait("what said so to be out of the way", lambda: not self.label("Drag a source here, or press M on it"))
        self.window.type_text("0/0/7", "Return")
        wait("the one message", lambda: self.label("That’s it. Ctrl+K finds everything else."))
        self.window.shot("first-5-mapped")
        wait("0.25 of 255 in slot 7 at the node", lambda: RACK.slot(7) == 64)
        self.tablet.held = 1.0
        wait("the full value", lambda: RACK.slot(7) == 255)
        print("# from the first window to the lamp: %.1f s" % (time.monotonic() - self.began))

    def test_the_hint_has_gone_and_does_not_come_again(self):
        wait("it to be gone", lambda: not self.label("Drag a source here, or press M on it"))
        self.window.clear()

    def test_the_mapping_can_be_taken_back(self):
        self.window.keys("ctrl+z")
        wait("the mapping to go", lambda: not self.mapping_row())

    def test_a_second_mapping_says_what_it_did(self):
        self.window.click_until(gui.column_row(self.window, "fader3", False), "the focus on it",
                                lambda: self.window.focused(None, "fader3"), 0.4)
        self.window.keys("m")
        wait("the hint", lambda: self.label("fader3"))
        self.window.type_text("0/0/9", "Return")
        wait("its message", lambda: self.label("Mapped fader3 to DMX 0:0:0 ch 9"))
        if self.label("That’s it."):
            raise Failure("it was said twice")

    def test_what_is_found_is_looked_at_by_network(self):
        self.window.clear()
        self.window.keys("alt+5")
        wait("the node", lambda: self.label("1 found"))
        if self.window.find("combo box", "What was found on which network"):
            raise Failure("there is nothing to choose between")
        gui_network.run("ip link add foyer0 type veth peer name foyer1", "ip address add 10.9.0.1/24 dev foyer0",
                        "ip link set foyer1 up", "ip link set foyer0 up")
        choice = wait("the choice", lambda: self.window.find("combo box", "What was found on which network"))
        self.window.click_until(choice, "its list", lambda: self.window.find("label", "foyer0 — 10.9.0.1"))
        self.window.press_until("End", "the other network", lambda: self.window.focused("list item"))
        self.window.keys("Return")
        wait("what is hidden to be told", lambda: self.label("0 of 1 found") and self.label("What was found is on other networks."))
        self.window.shot("first-6-network")
        gui_network.run("ip link delete foyer0")
        wait("the network that went to hide nothing", lambda: self.label("1 found"))


if __name__ == "__main__":
    gui_network.enter(gui.skip)
    gui.arguments = []
    if "GUI_TEST_HOME" not in os.environ:
        gui.main(First)
    # What is found here may be found on any interface of this network.
    os.environ.pop("CLASP_FINDER_INTERFACE", None)
    gui.osc_port = OSC_PORT
    RACK = Rack()
    try:
        RACK.plug_in()
        gui.main(First)
    finally:
        RACK.unplug()
