#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Import and export of configurations, by keys alone. As gui-test.py, which see."""

import importlib.util
import json
import os

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

Failure, wait = gui.Failure, gui.wait

CONFIGURATION = {
    "version": 1, "name": "Club",
    "servers": [
        {"type": "osc", "name": "Second tablet", "port": gui.free_port()},
        {"type": "mqtt", "name": "Sensors", "host": "localhost"},
    ],
    "bridges": [],
    "mappings": [
        {"source": {"protocol": "osc", "address": "/osc/imported"}, "target": {"protocol": "clasp", "address": "/from/the/club"},
         "transform": {"type": "scale", "scaleInMin": 0, "scaleInMax": 127, "scaleOutMin": 0, "scaleOutMax": 1}},
        {"source": {"protocol": "osc", "address": "/osc/bad"}, "target": {"protocol": "clasp", "address": "/b"},
         "transform": {"type": "blur"}},
    ],
}


PART = {
    "format": "clasp-bridge-part", "version": 1, "name": "Tour",
    "connections": [{"id": "old", "kind": "osc", "name": "Old tablet", "enabled": True, "namespace": "/old",
                     "settings": {"listen": "127.0.0.1:%d" % gui.free_port()}}],
    "mappings": [{"id": "dimmer", "name": "Dimmer", "enabled": True, "source": "/old/1/fader3", "target": "/artnet/0/0/0/3",
                  "steps": []}],
}


class Exchange(gui.Tests):
    def path(self, name, content=None):
        path = os.path.join(os.path.dirname(self.show), name)
        if content is not None:
            with open(path, "w") as file:
                json.dump(content, file, indent=1)
        return path

    def text(self):
        with open(self.show) as file:
            return file.read()

    def open_import(self):
        path = self.path("club.json", CONFIGURATION)
        self.window.keys("ctrl+i")
        self.choose(path, "Import")
        wait("the dialog", lambda: self.label("Configuration, version 1: “Club”"))

    def close(self, text):
        self.window.press_until("Escape", "the dialog to close", lambda: not self.label(text))

    def choose_below(self, steps):
        """The choice that many below the first, where the focus is."""
        first = wait("the first choice", lambda: self.window.focused("radio button") or self.window.focused("check box"))
        for _ in range(steps):
            self.window.keys("Down")
            first = wait("the next choice", lambda: self.next_focus(first))
        self.window.keys("space")

    def next_focus(self, node):
        now = self.window.focused()
        return now if now is not None and now != node else None

    def test_a_file_is_shown_before_anything_happens(self):
        before = self.text()
        self.open_import()
        wait("what would be added", lambda: self.label("Will Be Added"))
        wait("the report", lambda: self.label("type “mqtt” is not there yet"))
        wait("the bad mapping", lambda: self.label("type “blur” is not known"))
        self.window.shot("import")
        self.close("Will Be Added")
        # What had been changed would be saved by now.
        self.tablet.wait_rounds(50)
        if self.text() != before:
            raise Failure("the show changed without a yes")

    def test_import_is_one_step_behind_a_copy(self):
        self.open_import()
        self.window.keys("alt+i")
        wait("the mapping in the file", lambda: "/from/the/club" in self.text())
        if not os.path.exists(self.show + ".before-import"):
            raise Failure("there is no copy of the show")
        wait("the answer", lambda: self.label("Look at These"))
        self.window.shot("imported")
        self.close("Look at These")
        self.window.keys("ctrl+z")
        wait("the mapping to go", lambda: "/from/the/club" not in self.text())
        if "Second tablet" in self.text():
            raise Failure("one undo did not take back all")

    def test_replace_says_what_goes(self):
        self.open_import()
        self.choose_below(1)
        wait("what would go", lambda: self.label("Will Be Removed"))
        self.window.shot("import-replace")
        self.close("Will Be Removed")

    def test_export_lists_what_a_form_cannot_hold(self):
        path = self.path("out.csv")
        self.window.keys("ctrl+e")
        wait("the dialog", lambda: self.label("What This Form Cannot Hold"))
        self.window.shot("export")
        self.choose_below(3)
        wait("what it cannot hold", lambda: self.label("a table has mappings alone"))
        self.window.shot("export-csv")
        self.window.keys("alt+e")
        self.choose(path, "Export")
        wait("the table", lambda: os.path.exists(path) and open(path).read().startswith("source,target,inMin"))

    def open_part(self):
        path = self.path("part.json", PART)
        self.window.keys("alt+1", "ctrl+i")
        self.choose(path, "Import")
        wait("the dialog", lambda: self.label("Part of a show: “Tour”"))
        wait("the role", lambda: self.label("In the file: Old tablet, /old; used by 1 mapping"))

    def sources(self):
        return [mapping["source"] for mapping in self.content()["mappings"]]

    def names(self):
        return [connection["name"] for connection in self.content()["connections"]]

    def test_a_part_takes_the_connection_that_is_there(self):
        before = self.names()
        self.open_part()
        if self.label("Instead of what the show has"):
            raise Failure("a part would replace the show")
        wait("the guess", lambda: self.label("Tablet, /osc"))
        self.window.shot("part")
        self.window.keys("alt+i")
        wait("the mapping, with the tablet's address", lambda: self.sources() == ["/osc/1/fader3"])
        if self.names() != before:
            raise Failure("connections were added: %s" % self.names())
        self.window.keys("ctrl+z")
        wait("the mapping to go", lambda: not self.sources())

    def test_a_role_can_be_added_instead(self):
        self.open_part()
        self.focus_by_tab("Old tablet")
        self.window.press_until("space", "the choices", lambda: self.label("Add as a new connection"))
        self.window.keys("Down", "Return")
        wait("what will be added", lambda: self.label("1 connection"))
        self.window.shot("part-added")
        self.window.keys("alt+i")
        wait("the connection", lambda: "Old tablet" in self.names())
        if self.sources() != ["/old/1/fader3"]:
            raise Failure("the address changed: %s" % self.sources())
        self.window.keys("ctrl+z")
        wait("both to go", lambda: not self.sources() and "Old tablet" not in self.names())

    def test_selected_mappings_leave_as_a_part(self):
        self.open_part()
        self.window.keys("alt+i")
        wait("the mapping", lambda: self.sources() == ["/osc/1/fader3"])
        path = self.path("out.json")
        row = wait("its row", lambda: self.window.find("list item", "Dimmer"))
        self.window.click_until(row, "the focus on it", lambda: self.window.focused(None, "Dimmer"), 0.4)
        self.window.keys("Menu")
        self.window.press_until("x", "the dialog", lambda: self.label("Roles That Go Along"), every=40)
        wait("the role", lambda: self.label("Tablet"))
        self.window.shot("part-out")
        self.window.keys("alt+e")
        self.choose(path, "Export")
        wait("the file", lambda: os.path.exists(path))
        with open(path) as file:
            part = json.load(file)
        if part["format"] != "clasp-bridge-part" or [item["name"] for item in part["connections"]] != ["Tablet", "Stage"]:
            raise Failure("it is no such part: %s" % part)
        self.window.keys("ctrl+z")
        wait("the mapping to go", lambda: not self.sources())

    def focus_by_tab(self, name):
        def there():
            if self.window.focused(None, name):
                return True
            before = self.window.focused()
            self.window.keys("Tab")
            wait("the next stop", lambda: self.window.focused() != before, 5)
            return False
        wait("the focus on “%s”" % name, there)

    def test_a_scene_is_made_recalled_and_locked_by_keys(self):
        self.window.keys("alt+1", "ctrl+shift+v")
        wait("the window of scenes", lambda: self.window.has_focus_in("Variables and Scenes"))
        wait("that there is none", lambda: self.label("No scenes yet"))
        self.window.wait_focus("Add a Scene")
        self.window.keys("Return")
        wait("its name", lambda: self.window.has_text(self.window.focused()))
        self.window.type_text("intro", "Return")
        wait("the scene in the file", lambda: [scene["name"] for scene in self.content().get("scenes", [])] == ["intro"])
        self.focus_by_tab("Address to add")
        self.window.type_text("/artnet/0/0/0/1", "Return")
        wait("the entry in it", lambda: self.window.entry("Value of /artnet/0/0/0/1"))
        self.focus_by_tab("Value of /artnet/0/0/0/1")
        self.window.type_text("1.0", "Return")
        wait("the value in the file", lambda: "/artnet/0/0/0/1=1.0" in self.text())
        self.window.press("Recall intro")
        wait("the channel at full", lambda: self.node.slot(0, 1) == 255)
        wait("the scene to be marked", lambda: self.label("Now"))
        self.window.shot("scene")
        # Keys of the window behind it work here, too.
        self.window.press_until("ctrl+l", "the lock", lambda: self.label("Show mode: recalling"))
        self.window.press("Remove intro")
        wait("the refusal", lambda: self.label("Locked. Hold the lock to edit"))
        self.window.press("Recall intro")
        self.window.shot("scene-locked")
        self.window.press_until("Escape", "the window to close", lambda: len(self.window.windows()) == 1)
        self.window.unlock()
        if "intro" not in self.text():
            raise Failure("it was removed in show mode")


if __name__ == "__main__":
    gui.main(Exchange)
