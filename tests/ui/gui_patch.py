#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Patch page: what can be dropped on what, by pointer and by keys. As gui-test.py, which see."""

import importlib.util
import json
import os
import time

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

Failure, wait, xdotool, column_row, toggle = gui.Failure, gui.wait, gui.xdotool, gui.column_row, gui.toggle


class Patch(gui.Tests):
    def button(self, name):
        return (self.window.find("push button", name) or self.window.find("toggle button", name)
                or self.window.find("check box", name) or self.window.find("button", name))

    def content(self):
        with open(self.show) as file:
            return json.load(file)

    def mappings(self, n):
        wait("%d mappings in the file" % n, lambda: len(self.content()["mappings"]) == n, 30)
        return self.content()["mappings"]

    def source(self, name):
        return wait("the source " + name, lambda: column_row(self.window, name, False))

    def target(self, name):
        return wait("the target " + name, lambda: column_row(self.window, name, True))

    def click(self, node, *keys):
        for key in keys:
            xdotool("keydown", key)
        self.window.click(node, 0.4)
        for key in keys:
            xdotool("keyup", key)
        time.sleep(0.2)

    def drag(self, start, end, key=None):
        """With @key held when it is let go."""
        xdotool("mousemove", *start)
        time.sleep(0.2)
        xdotool("mousedown", 1)
        for step in range(1, 10):
            xdotool("mousemove", start[0] + (end[0] - start[0]) * step // 9, start[1] + (end[1] - start[1]) * step // 9)
            time.sleep(0.05)
        if key:
            xdotool("keydown", key)
        time.sleep(0.4)
        self.window.shot("dragging" + ("-" + key if key else ""))
        xdotool("mouseup", 1)
        time.sleep(0.3)
        if key:
            xdotool("keyup", key)

    def to_top(self):
        """The list of targets, which showed what was chosen."""
        xdotool("mousemove", 1110, 400, "click", 1, "key", "Home")
        self.target("1")

    def undo_all(self):
        xdotool("key", "Escape")
        time.sleep(0.3)
        xdotool("key", "ctrl+z")

    def test_the_trees_open(self):
        toggle(self.window, self.source("1"), 1)
        toggle(self.window, self.target("Universe 0:0:0"), 1)
        self.source("fader8")
        self.target("8")

    def test_a_fader_is_mapped_with_six_presses(self):
        """From the focused source: m, the number, to the list, Enter."""
        self.click(self.source("fader3"))
        for key in ("m", "9", "9"):
            xdotool("key", key)
            time.sleep(0.2)
        wait("the hit", lambda: column_row(self.window, "/artnet/0/0/0/99", True))
        xdotool("key", "Return")
        time.sleep(0.5)
        xdotool("key", "Return")
        wait("the mapping", lambda: self.mapping_row("ch 99"))
        if self.mappings(1)[0]["target"] != "/artnet/0/0/0/99":
            raise Failure("it goes elsewhere")
        self.undo_all()
        self.mappings(0)
        self.to_top()

    def test_eight_onto_eight_are_one_undo(self):
        self.click(self.source("fader1"))
        self.click(self.source("fader8"), "shift")
        self.click(self.target("1"))
        self.click(self.target("8"), "shift")
        self.drag(self.window.middle(self.source("fader4"), 0.4), self.window.middle(self.target("5"), 0.4))
        wait("the list of pairs", lambda: self.button("Shift targets down"))
        self.window.shot("pairs")
        xdotool("key", "Return")
        pairs = [(item["source"], item["target"]) for item in self.mappings(8)]
        if pairs != [("/osc/1/fader%d" % n, "/artnet/0/0/0/%d" % n) for n in range(1, 9)]:
            raise Failure("not in order: %s" % pairs)
        wait("the node to follow", lambda: self.node.slot(0, 8) is not None)
        time.sleep(0.5)
        self.window.shot("eight")
        xdotool("key", "ctrl+z")
        self.mappings(0)

    def test_several_onto_one_ask_which_counts(self):
        self.click(self.source("fader1"))
        self.click(self.source("fader2"), "shift")
        self.click(self.target("12"))
        self.drag(self.window.middle(self.source("fader1"), 0.4), self.window.middle(self.target("12"), 0.4))
        wait("what they go to", lambda: self.window.find("label", "2 sources"))
        self.window.shot("merge")
        self.mappings(2)
        self.undo_all()
        self.mappings(0)

    def test_alt_makes_it_two_way(self):
        self.click(self.source("fader2"))
        self.drag(self.window.middle(self.source("fader3"), 0.4), self.window.middle(self.target("4"), 0.4), "alt")
        mapping = self.mappings(1)[0]
        if not mapping.get("options", {}).get("two-way"):
            raise Failure("it goes one way: %s" % mapping)
        self.undo_all()
        self.mappings(0)

    def test_a_circle_is_muted_and_named(self):
        self.click(self.source("fader3"))
        self.drag(self.window.middle(self.source("fader3"), 0.4), self.window.middle(self.target("4"), 0.4))
        self.mappings(1)
        xdotool("key", "Escape")
        # Back: the fader's own address is typed, for it stands in no list of targets that is open.
        stage = wait("the universe among the sources", lambda: column_row(self.window, "Universe 0:0:0", False))
        toggle(self.window, stage, 1)
        back = wait("slot 4 among the sources", lambda: column_row(self.window, "4", False))
        self.click(back)
        xdotool("key", "m")
        time.sleep(0.3)
        xdotool("type", "/osc/1/fader3")
        time.sleep(0.5)
        xdotool("key", "Return")
        wait("the circle to be named", lambda: self.window.find("label", "feed each other"))
        self.window.shot("circle")
        second = self.mappings(2)[1]
        if second["enabled"]:
            raise Failure("the circle is closed")
        guard = wait("the way out", lambda: self.button("Turn On with Echo Guard"))
        guard.queryAction().doAction(0)
        wait("it to be on, guarded", lambda: self.content()["mappings"][1]["enabled"]
             and self.content()["mappings"][1]["options"]["only-changes"])
        self.undo_all()
        xdotool("key", "ctrl+z")
        self.mappings(1)
        self.to_top()

    def test_a_source_dropped_on_a_mapping_joins_it(self):
        row = wait("the mapping", lambda: self.mapping_row("fader3"))
        self.drag(self.window.middle(self.source("fader5"), 0.4), self.window.middle(row, 0.4))
        wait("two sources", lambda: len(self.content()["mappings"][0].get("sources", [])) == 2)
        xdotool("key", "ctrl+z")
        wait("one source", lambda: len(self.content()["mappings"][0].get("sources", [])) < 2)

    def test_a_source_dropped_between_leaves_the_target_open(self):
        row = wait("the mapping", lambda: self.mapping_row("fader3"))
        x, y = self.window.middle(row, 0.4)
        self.drag(self.window.middle(self.source("fader5"), 0.4), (x, y + 250))
        if self.mappings(2)[1]["target"] != "":
            raise Failure("the target is not open")
        time.sleep(0.5)
        self.window.shot("open-target")
        xdotool("key", "alt+Return")
        xdotool("key", "ctrl+z")
        self.mappings(1)

    def test_a_locked_show_starts_no_drag(self):
        xdotool("key", "Escape")
        xdotool("key", "ctrl+l")
        wait("the lock", lambda: self.button("Hold to Edit Again"))
        before = self.content()["mappings"]
        self.drag(self.window.middle(self.source("fader6"), 0.4), self.window.middle(self.target("6"), 0.4))
        self.window.shot("locked")
        time.sleep(0.5)
        if self.content()["mappings"] != before:
            raise Failure("a locked show was changed")


if __name__ == "__main__":
    gui.main(Patch)
