#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mapping editor, by accessibility and keys: several ends, a curve, a condition, undo. As gui-test.py, which see."""

import importlib.util
import json
import os
import socket
import struct

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

Failure, wait = gui.Failure, gui.wait
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
        return self.window.entry(name)

    def scroll_to(self, find):
        """Turns the wheel at the edge of the inspector until what is found stands in the window."""
        left = self.window.place(wait("the editor", lambda: self.entry("Name of the mapping") or self.entry("To,")))[0]
        return self.turn_to(find, left - 8)

    def focus(self, name):
        node = self.scroll_to(name)
        self.window.click_until(node, "the focus on it", lambda: self.window.focused(None, name))

    def type_into(self, name, text):
        self.focus(name)
        self.window.type_text(text, "Return")

    def turn_knob(self):
        self.knob = (getattr(self, "knob", 0.0) + 0.05) % 1
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            out.sendto(gui.pad(b"/2/knob") + gui.pad(b",f") + struct.pack(">f", self.knob), ("127.0.0.1", self.tablet.port))

    def test_a_chosen_mapping_is_shown(self):
        row = wait("the mapping", lambda: self.mapping_row("Fader"))
        self.window.click_until(row, "the focus on it", lambda: self.window.focused(None, "Fader"), 0.3)
        self.window.keys("alt+Return")
        wait("its name", lambda: self.entry("Name of the mapping"))
        wait("its source", lambda: self.entry("From"))
        self.window.shot("editor")

    def steps(self):
        return [step["kind"] for step in self.saved_mapping()["steps"]]

    def tab_to(self, name):
        """From what has the focus, in as many steps as it takes."""
        for _ in range(20):
            self.window.keys("Tab")
            self.window.settle()
            if self.window.focused(None, name):
                return
        raise gui.Failure("Tab does not lead to " + name)

    def test_a_preset_is_added_by_keys(self):
        self.window.click_until(wait("its name", lambda: self.entry("Name of the mapping")), "the focus in it",
                                lambda: self.window.has_text(self.window.focused()))
        self.tab_to("Presets of Steps")
        self.window.keys("space")
        wait("the presets", lambda: self.window.find("list item", "Soft Dimmer"))
        self.tab_to("Calm Sensor")
        self.window.press_until("Down", "the focus on it", lambda: self.window.focused(None, "Soft Dimmer"))
        self.window.keys("Return")
        wait("its steps", self.steps)
        self.window.keys("ctrl+z")
        wait("no steps", lambda: not self.steps())

    def test_a_preset_is_dragged_onto_a_mapping(self):
        self.window.shot("presets")
        self.window.drag_until(lambda: self.window.middle(self.window.find("list item", "Soft Dimmer")),
                               lambda: self.window.middle(self.mapping_row("Fader"), 0.4),
                               "its steps", lambda: self.steps(), lambda: self.window.shot("preset-dragged"))
        self.window.keys("ctrl+z")
        wait("no steps", lambda: not self.steps())

    def add_preset(self):
        """Three steps at least, by pointer."""
        self.window.drag_until(lambda: self.window.middle(self.window.find("list item", "Calm Sensor")),
                               lambda: self.window.middle(self.mapping_row("Fader"), 0.4), "its steps", self.steps)
        return self.steps()

    def are_on(self):
        return [step.get("enabled", True) for step in self.saved_mapping()["steps"]]

    def number(self, number):
        return wait("the number of a step", lambda: self.button("Step %d on" % number))

    def test_a_step_is_bypassed_moved_and_removed(self):
        """By its number, by Ctrl and arrows, by Delete."""
        kinds = self.add_preset()
        turned = [kinds[1], kinds[0]] + kinds[2:]
        self.window.click(self.number(1))
        wait("it to be bypassed", lambda: self.are_on()[0] is False)
        self.window.click(self.number(1))
        wait("it to be on again", lambda: self.are_on()[0] is True)
        self.window.wait_focus("Step 1 on")
        self.window.keys("ctrl+Down")
        wait("it to be second", lambda: self.steps() == turned)
        self.window.wait_focus("Step 2 on")
        self.window.keys("ctrl+Up")
        wait("it to be first", lambda: self.steps() == kinds)
        self.window.click(self.number(1))
        wait("it to be bypassed", lambda: self.are_on()[0] is False)
        self.window.keys("Delete")
        wait("it to go", lambda: self.steps() == kinds[1:])
        # The next one has the focus.
        self.window.wait_focus("Step 1 on")
        for _ in kinds:
            if self.steps():
                n = len(self.steps())
                self.window.keys("Delete")
                wait("one fewer", lambda: len(self.steps()) == n - 1)
        wait("nothing to remove", lambda: self.window.focused(None, "Add Step"))

    def test_a_second_target_is_added(self):
        self.window.press("Add Target")
        wait("a row for it", lambda: self.entry("To, 2 of 2"))
        self.type_into("To, 2 of 2", "/artnet/0/0/0/9")
        self.wait_saved("both targets in the file",
                        lambda mapping: "/artnet/0/0/0/9" in json.dumps(mapping) and "/artnet/0/0/0/7" in json.dumps(mapping))
        self.window.shot("editor-two-targets")

    def test_targets_are_put_in_order_by_keys(self):
        self.focus("To, 2 of 2")
        self.window.keys("ctrl+Up")
        self.wait_saved("slot 9 first", lambda mapping: self.is_before(mapping, "/artnet/0/0/0/9", "/artnet/0/0/0/7"))
        self.window.wait_focus("To, 1 of 2")
        self.window.keys("ctrl+Down")
        self.wait_saved("slot 7 first", lambda mapping: self.is_before(mapping, "/artnet/0/0/0/7", "/artnet/0/0/0/9"))

    def test_an_address_that_is_none_is_refused(self):
        self.type_into("To, 2 of 2", "/artnet/{nobody}")
        wait("the reason", lambda: self.label("nobody"))
        self.window.shot("editor-refused")
        self.type_into("To, 2 of 2", "/artnet/0/0/0/9")
        wait("the reason to go", lambda: self.label("nobody") is None)

    def test_undo_takes_the_target_back(self):
        wait("two targets", lambda: self.entry("To, 2 of 2"))

        def undone():
            """How many edits it took is not known here."""
            if self.entry("To, 2 of 2") is None:
                return True
            before = self.saved_mapping()
            self.window.press("Undo")
            wait("an edit to be taken back", lambda: self.entry("To, 2 of 2") is None or self.saved_mapping() != before, 10)
            return False
        wait("one target", undone)
        self.wait_saved("one in the file", lambda mapping: "/artnet/0/0/0/9" not in json.dumps(mapping))

    def test_a_curve_is_drawn_by_keys(self):
        self.window.click_until(self.scroll_to("Add Step"), "the steps", lambda: self.window.has_text(self.window.focused()))
        self.window.type_text("points", "Return")
        self.wait_saved("the step", lambda mapping: any(step["kind"] == "curvepoints" for step in mapping["steps"]))
        self.focus("Point 1 of 2")
        self.window.keys("Insert")
        wait("three points", lambda: self.window.focused("slider", "Point 2 of 3"))
        self.window.keys("shift+Up", "shift+Up", "Right")
        wait("its new place", lambda: self.window.find("slider", "Point 2 of 3, in 0.51, out 0.7"))
        self.window.shot("editor-curve")
        self.wait_saved("it in the file", lambda mapping: "0.51,0.7" in json.dumps(mapping))
        self.window.keys("Tab")
        self.window.wait_focus("Point 3 of 3")
        self.window.keys("shift+Down")
        wait("the next point moved", lambda: self.window.find("slider", "Point 3 of 3, in 1, out 0.9"))
        self.window.keys("shift+Tab")
        self.window.wait_focus("Point 2 of 3")
        self.window.keys("Delete")
        wait("two points", lambda: self.window.find("slider", "Point 2 of 2"))

    def test_a_condition_is_made_of_rows(self):
        self.window.click_until(self.scroll_to("Condition"), "the button in it", lambda: self.button("Add Condition"))
        self.window.press("Add Condition")
        self.type_into("Value to compare with, 1", "0.75")
        self.wait_saved("it in the file", lambda mapping: "0.75" in json.dumps(mapping.get("options", {}))
                        and "gte" in json.dumps(mapping["options"]))
        self.window.shot("editor-condition")
        self.window.press("Remove Condition, 1")
        self.wait_saved("it to go", lambda mapping: "gte" not in json.dumps(mapping.get("options", {})))

    def test_an_address_of_a_condition_is_learned_and_escape_cancels(self):
        self.window.press("Add Condition")
        kind = self.scroll_to("What is looked at, 1")
        self.window.click_until(kind, "the kinds", lambda: self.label("Time of day"))
        self.window.keys("Down", "Return")
        learn = "Learn: Move a Control, 1"
        wait("the address", lambda: self.entry("Address, 1"))
        self.scroll_to(learn)
        self.window.press(learn)
        wait("the list to say that it learns", lambda: self.label("Escape cancels"))
        self.window.shot("editor-learning")
        self.window.press_until("Escape", "learning to end", lambda: not self.label("Escape cancels"))
        if self.entry("Address, 1").text != "/":
            raise Failure("it learned what nobody moved")
        self.window.press(learn)
        wait("the list", lambda: self.label("Move a control"))

        def moved():
            """What the tablet sends all the time is nothing a hand moves."""
            self.turn_knob()
            return "/osc/2/knob" in json.dumps(self.saved_mapping().get("options", {}))
        wait("the knob that was turned in the file", moved)
        self.window.shot("editor-learned")
        self.window.press("Remove Condition, 1")

    def test_a_value_is_tried_without_sending(self):
        self.type_into("Value to try", "1")
        wait("what comes out", lambda: self.label("in 1 → out"))
        self.window.shot("editor-try")


if __name__ == "__main__":
    gui.main(Editor)
