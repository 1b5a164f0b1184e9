#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a page says while there is nothing to show: what it is for, one act that helps, and a quiet link. As gui-test.py."""

import importlib.util
import json
import os

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)
from gui_window import BUTTONS  # noqa: E402

Failure, wait = gui.Failure, gui.wait
START = "Connect a controller and something to control, then drag one onto the other."


def write_show(path, _osc_port, _node_port):
    with open(path, "w") as file:
        json.dump({"format": "clasp-bridge-show", "version": 1, "name": "Empty", "connections": [], "mappings": [],
                   "routers": [{"id": "router", "name": "", "enabled": True, "settings": {"listen": ["ws://127.0.0.1:0/clasp"]}}]}, file)


gui.write_show = write_show


class Empty(gui.Tests):
    def expect(self, title, sentence, *buttons):
        for text in (title, sentence):
            self.window.wait_label(text)
        for name in buttons:
            self.window.wait_button(name)

    def expect_no_demo(self):
        wait("the demo to be offered on the first page only", lambda: not self.button("Try Without Hardware"))

    def test_nothing_is_connected(self):
        # A program that nobody used yet begins with First Steps.
        wait("First Steps", lambda: self.window.has_focus_in("First Steps"))
        self.window.clear()
        # Not the first figure of the footer.
        self.window.wait_focus("Find Devices")
        self.expect("Nothing connected yet", START, "Find Devices", "Start From a Preset…", "Try Without Hardware")
        self.window.shot("empty-patch")

    def test_the_first_page_leads_to_what_is_found(self):
        self.window.press("Find Devices")
        self.expect("Nothing found yet", "Devices appear by themselves. Some networks hide them.", "Add by Hand")
        self.expect_no_demo()
        self.window.shot("empty-found")

    def test_no_signals(self):
        self.window.keys("alt+2")
        self.expect("No signals yet", "Signals appear here as soon as something sends.", "Open Connections", "Find Devices")
        self.expect_no_demo()
        self.window.shot("empty-signals")
        self.window.press("Open Connections")
        self.window.wait_button("Add Connection")

    def test_no_messages(self):
        self.window.keys("alt+3")
        self.expect("Waiting for messages", "Move a control or send a test message.", "Send Test Message", "Open Connections")
        self.expect_no_demo()
        self.window.shot("empty-monitor")

    def test_no_universes(self):
        self.window.keys("alt+4")
        self.expect("No DMX seen", "No connection carries universes yet.", "Open Connections")
        self.expect_no_demo()

    def test_no_events_of_a_source(self):
        self.window.keys("alt+6")
        self.window.type_into("Filter events", "nobody wrote this")
        self.expect("Everything is hidden by the filter", "", "Show All")
        self.window.press("Show All")
        wait("the events", lambda: not self.label("Everything is hidden by the filter"))

    def test_something_is_connected_and_nothing_mapped(self):
        self.window.keys("alt+1")
        self.window.press("Try Without Hardware")
        wait("the first fader, chosen and in sight", lambda: self.window.find_first(("list item", "table row"), "1"))
        self.window.wait_label("Drag it here, or press M")
        self.expect("Drag a source onto a target", "Or press Learn and move something.", "Learn", "Type Addresses…")
        self.window.shot("empty-mappings")
        self.window.press("Type Addresses…")
        wait("the entries", lambda: self.window.has_text(self.window.focused()))
        self.window.press_until("Escape", "them to go", lambda: not self.window.has_text(self.window.focused()))

    def test_the_button_learns(self):
        buttons = self.window.tree.find_all(self.window.root, BUTTONS, "Learn")
        # Those above the trees say what they learn.
        next(node for node in buttons if node.name == "Learn").press()
        wait("it to listen", lambda: self.button("Stop") or self.label("Move"))
        self.window.shot("empty-learns")
        self.window.press_until("Escape", "it to end", lambda: not self.label("Move"))

    def test_no_signal_matches(self):
        self.window.keys("alt+2")
        wait("the demo's signals", lambda: self.window.find_first(("list item", "table row"), "demo"))
        self.window.press_until("ctrl+f", "the search", lambda: self.window.has_text(self.window.focused()))
        self.window.type_text("nonsense")
        self.expect("No signal matches", "Try fewer words.", "Clear Search")
        if self.button("Show Filtered Kinds"):
            raise Failure("nothing is filtered")
        self.window.type_text("fader/1")
        wait("a hit", lambda: not self.label("No signal matches"))
        self.window.press("Mapped")
        self.expect("No signal matches", "“Show Filtered Kinds” lists what is hidden.", "Clear Search", "Show Filtered Kinds")
        self.window.shot("empty-no-hit")
        self.window.press("Show Filtered Kinds")
        wait("what was hidden", lambda: self.window.find_first(("list item", "table row"), "/demo/fader/1"))

    def test_every_message_is_hidden(self):
        self.window.keys("alt+3")
        wait("messages", lambda: not self.label("Waiting for messages"))
        self.window.press_until("ctrl+f", "the search", lambda: self.window.has_text(self.window.focused()))
        self.window.type_text("nonsense")
        self.expect("Everything is hidden by the filter", "a second are arriving.", "Show All", "Open Signals")
        self.window.shot("empty-hidden")
        self.window.press("Show All")
        wait("the messages", lambda: not self.label("Everything is hidden by the filter"))


if __name__ == "__main__":
    gui.main(Empty)
