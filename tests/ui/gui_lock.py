#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The locked show, page by page: whatever would edit it says that it is locked, and nothing else. As gui-test.py,
which see."""

import importlib.util
import json
import os

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

Failure, wait, column_row = gui.Failure, gui.wait, gui.column_row
REFUSAL = "Locked. Hold the lock to edit"
write_plain_show = gui.write_show


def write_show(path, osc_port, node_port):
    write_plain_show(path, osc_port, node_port)
    with open(path) as file:
        content = json.load(file)
    content["mappings"] = [{"id": "first", "name": "Front", "enabled": True, "source": "/osc/1/fader3", "target": "/artnet/0/0/0/7"},
                           {"id": "lost", "name": "Lost", "enabled": False, "source": "/midi/keys/ch/1/cc/7", "target": "/artnet/0/0/0/8"}]
    with open(path, "w") as file:
        json.dump(content, file)


gui.write_show = write_show


class Lock(gui.Tests):
    def refuses(self, what, *presses):
        """Each of them by itself, and no toast that says it was done."""
        for keys in presses:
            wait("the toast of before to go", lambda: not self.label(REFUSAL))
            self.window.press_until(keys, "%s with %s to be refused" % (what, keys), lambda: self.label(REFUSAL))
            for done in ("Removed", "Deleted", "Mapping duplicated", "Added"):
                if self.label(done):
                    raise Failure("%s with %s: “%s”" % (what, keys, self.label(done).name))

    def stays_off(self, *names):
        for name in names:
            wait("%s to be insensitive" % name, lambda: "sensitive" not in self.window.wait_button(name).states)

    def locked(self):
        if not self.button("Hold to Edit Again"):
            self.window.lock()
        return self.content()

    def unchanged(self, before):
        self.tablet.wait_rounds(30)  # what had been changed would be saved by now
        if self.content()["mappings"] != before["mappings"] or self.content()["connections"] != before["connections"]:
            raise Failure("a locked show was changed")

    def choose_tablet(self):
        self.window.keys("alt+5")
        wait("the page", lambda: self.label("The router and 2 connections"))
        self.window.click(wait("the tablet", lambda: self.label("Tablet")))
        self.window.settle()

    def test_a_lost_end_and_muting_are_said_in_words(self):
        wait("the missing source", lambda: self.label("⚠ source missing"))
        wait("the word", lambda: self.label("Muted"))
        self.window.shot("lost")

    def test_patch(self):
        row = wait("the mapping", lambda: self.window.find("table row", "Front") or self.window.find("list item", "Front"))
        self.window.click_until(row, "the focus on it", lambda: self.window.focused(None, "Front"), 0.3)
        before = self.locked()
        self.window.click_until(row, "the focus on it", lambda: self.window.focused(None, "Front"), 0.3)
        self.refuses("a mapping", "Delete", "ctrl+d")
        self.stays_off("New Mapping by Typing Addresses", "Learn a source", "Learn a target")
        wait("the toast of before to go", lambda: not self.label(REFUSAL))
        self.window.click_until(self.button("Learn a source"), "a press on what cannot be used to be answered",
                                lambda: self.label(REFUSAL))
        self.window.shot("patch")
        self.unchanged(before)

    def test_connections(self):
        before = self.locked()
        self.choose_tablet()
        self.refuses("a connection", "Delete")
        self.window.shot("connections")
        self.unchanged(before)

    def test_unlocked_removing_says_what_it_leaves(self):
        if self.button("Hold to Edit Again"):
            self.window.unlock()
        self.choose_tablet()
        self.window.keys("Delete")
        wait("the toast", lambda: self.label("Removed Tablet; 1 mapping has no source now"))
        self.window.shot("removed")
        self.window.keys("ctrl+z")
        wait("it to be there again", lambda: self.label("The router and 2 connections"))


if __name__ == "__main__":
    gui.main(Lock)
