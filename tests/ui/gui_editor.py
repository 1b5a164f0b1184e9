#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mapping editor, by accessibility and keys: several ends, a curve, a condition, undo. As gui-test.py, which see."""

import importlib.util
import json
import os
import time

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

Failure, wait, xdotool = gui.Failure, gui.wait, gui.xdotool
write_empty_show = gui.write_show


def write_show(path, osc_port, node_port):
    write_empty_show(path, osc_port, node_port)
    with open(path) as file:
        content = json.load(file)
    content["mappings"] = [{"id": "first", "name": "Fader → Dimmer", "enabled": True, "source": "/osc/1/fader3",
                            "target": "/artnet/0/0/0/7", "steps": []}]
    with open(path, "w") as file:
        json.dump(content, file)


gui.write_show = write_show


class Editor(gui.Tests):
    def saved_mapping(self):
        with open(self.show) as file:
            return json.load(file)["mappings"][0]

    def is_before(self, mapping, first, second):
        targets = json.dumps(mapping.get("targets"))
        return -1 < targets.find(first) < targets.find(second)

    def wait_saved(self, what, condition):
        wait(what, lambda: condition(self.saved_mapping()))

    def entry(self, name):
        for role in ("text", "entry", "spin button"):
            node = self.window.find(role, name)
            if node is not None:
                return node
        return None

    def button(self, name):
        return self.window.find("push button", name) or self.window.find("toggle button", name)

    def scroll_to(self, find):
        """Turns the wheel at the edge of the inspector until what is found stands in the window."""
        left = self.window.place(wait("the editor", lambda: self.entry("Name of the mapping")))[0]
        for _ in range(60):
            node = wait("what is scrolled to", find)
            _, y, _, height = self.window.place(node)
            if 80 < y and y + height < 750:
                return node
            xdotool("mousemove", left - 8, 400, "click", 5 if y > 80 else 4)
            time.sleep(0.15)
        raise Failure("it cannot be scrolled to")

    def focus(self, find):
        self.window.click(self.scroll_to(find))
        time.sleep(0.2)

    def press(self, name):
        """As assistive tools do it."""
        node = wait("the button " + name, lambda: self.button(name))
        node.queryAction().doAction(0)

    def type_into(self, name, text):
        self.focus(lambda: self.entry(name))
        xdotool("key", "ctrl+a")
        xdotool("type", text)
        xdotool("key", "Return")

    def test_a_chosen_mapping_is_shown(self):
        row = wait("the mapping", lambda: self.mapping_row("Fader"))
        xdotool("mousemove", *self.window.middle(row, 0.3), "click", 1)
        time.sleep(0.3)
        xdotool("key", "alt+Return")
        wait("its name", lambda: self.entry("Name of the mapping"))
        wait("its source", lambda: self.entry("From"))
        self.window.shot("editor")

    def test_a_second_target_is_added(self):
        self.press("Add Target")
        wait("a row for it", lambda: self.entry("To, 2 of 2"))
        self.type_into("To, 2 of 2", "/artnet/0/0/0/9")
        self.wait_saved("both targets in the file",
                        lambda mapping: "/artnet/0/0/0/9" in json.dumps(mapping) and "/artnet/0/0/0/7" in json.dumps(mapping))
        self.window.shot("editor-two-targets")

    def test_targets_are_put_in_order_by_keys(self):
        self.focus(lambda: self.entry("To, 2 of 2"))
        xdotool("key", "ctrl+Up")
        self.wait_saved("slot 9 first", lambda mapping: self.is_before(mapping, "/artnet/0/0/0/9", "/artnet/0/0/0/7"))
        xdotool("key", "ctrl+Down")
        self.wait_saved("slot 7 first", lambda mapping: self.is_before(mapping, "/artnet/0/0/0/7", "/artnet/0/0/0/9"))

    def test_an_address_that_is_none_is_refused(self):
        self.type_into("To, 2 of 2", "/artnet/{nobody}")
        wait("the reason", lambda: self.window.find("label", "nobody"))
        self.window.shot("editor-refused")
        xdotool("key", "ctrl+a")
        xdotool("type", "/artnet/0/0/0/9")
        xdotool("key", "Return")
        wait("the reason to go", lambda: self.window.find("label", "nobody") is None)

    def test_undo_takes_the_target_back(self):
        wait("two targets", lambda: self.entry("To, 2 of 2"))
        for _ in range(8):
            if self.entry("To, 2 of 2") is None:
                break
            self.button("Undo").queryAction().doAction(0)
            time.sleep(0.4)
        wait("one target", lambda: self.entry("To, 2 of 2") is None)
        self.wait_saved("one in the file", lambda mapping: "/artnet/0/0/0/9" not in json.dumps(mapping))

    def test_a_curve_is_drawn_by_keys(self):
        self.focus(lambda: self.button("Add Step"))
        time.sleep(1)
        xdotool("type", "points")
        time.sleep(1)
        xdotool("key", "Return")
        self.wait_saved("the step", lambda mapping: any(step["kind"] == "curvepoints" for step in mapping["steps"]))
        self.focus(lambda: self.window.find("slider", "Point 1 of 2"))
        xdotool("key", "Insert")
        wait("three points", lambda: self.window.find("slider", "Point 2 of 3"))
        xdotool("key", "shift+Up", "shift+Up", "Right")
        wait("its new place", lambda: self.window.find("slider", "Point 2 of 3, in 0.51, out 0.7"))
        self.window.shot("editor-curve")
        self.wait_saved("it in the file", lambda mapping: "0.51,0.7" in json.dumps(mapping))
        xdotool("key", "Tab")
        time.sleep(0.2)
        xdotool("key", "shift+Down")
        wait("the next point moved", lambda: self.window.find("slider", "Point 3 of 3, in 1, out 0.9"))
        xdotool("key", "shift+Tab", "Delete")
        wait("two points", lambda: self.window.find("slider", "Point 2 of 2"))

    def test_a_condition_is_made_of_rows(self):
        self.focus(lambda: self.window.find("label", "Condition"))
        self.press("Add Condition")
        self.type_into("Value to compare with, 1", "0.75")
        self.wait_saved("it in the file", lambda mapping: "0.75" in json.dumps(mapping.get("options", {}))
                        and "gte" in json.dumps(mapping["options"]))
        self.window.shot("editor-condition")
        self.press("Remove Condition, 1")
        self.wait_saved("it to go", lambda mapping: "gte" not in json.dumps(mapping.get("options", {})))

    def test_a_value_is_tried_without_sending(self):
        self.type_into("Value to try", "1")
        wait("what comes out", lambda: self.window.find("label", "in 1 → out"))
        self.window.shot("editor-try")


if __name__ == "__main__":
    gui.main(Editor)
