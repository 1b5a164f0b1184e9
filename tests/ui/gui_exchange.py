#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Import and export of configurations, by keys alone. As gui-test.py, which see."""

import importlib.util
import json
import os
import subprocess
import time

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

Failure, wait, xdotool = gui.Failure, gui.wait, gui.xdotool

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


class Exchange(gui.Tests):
    def label(self, text):
        return self.window.find("label", text)

    def file(self, name, content=None):
        path = os.path.join(os.path.dirname(self.show), name)
        if content is not None:
            with open(path, "w") as file:
                json.dump(content, file, indent=1)
        return path

    def content(self):
        with open(self.show) as file:
            return file.read()

    def choose(self, path):
        """In the file chooser a slash opens the line where a path is typed."""
        time.sleep(2)
        xdotool("type", "--delay", "20", path)
        time.sleep(1)
        xdotool("key", "Return")

    def open_import(self):
        path = self.file("club.json", CONFIGURATION)
        xdotool("key", "ctrl+i")
        self.choose(path)
        wait("the dialog", lambda: self.label("Configuration, version 1: “Club”"), 30)

    def choose_below(self, steps):
        """The choice that many below the first, where the focus is."""
        time.sleep(1)
        for _ in range(steps):
            xdotool("key", "Down")
            time.sleep(0.3)
        xdotool("key", "space")

    def test_a_file_is_shown_before_anything_happens(self):
        wait("the window", lambda: self.window.find("button", "Main Menu") or self.window.find("toggle button", "Main Menu")
             or self.label("Patch"))
        before = self.content()
        self.open_import()
        wait("what would be added", lambda: self.label("Will Be Added"))
        wait("the report", lambda: self.label("type “mqtt” is not there yet"))
        wait("the bad mapping", lambda: self.label("type “blur” is not known"))
        self.window.shot("import")
        xdotool("key", "Escape")
        wait("the dialog to close", lambda: not self.label("Will Be Added"))
        time.sleep(3)
        if self.content() != before:
            raise Failure("the show changed without a yes")

    def test_import_is_one_step_behind_a_copy(self):
        self.open_import()
        xdotool("key", "alt+i")
        wait("the mapping in the file", lambda: "/from/the/club" in self.content(), 30)
        if not os.path.exists(self.show + ".before-import"):
            raise Failure("there is no copy of the show")
        self.window.shot("imported")
        wait("the answer", lambda: self.label("Look at These"))
        xdotool("key", "Escape")
        wait("the answer to go", lambda: not self.label("Look at These"))
        xdotool("key", "ctrl+z")
        wait("the mapping to go", lambda: "/from/the/club" not in self.content(), 30)
        if "Second tablet" in self.content():
            raise Failure("one undo did not take back all")

    def test_replace_says_what_goes(self):
        self.open_import()
        self.choose_below(1)
        wait("what would go", lambda: self.label("Will Be Removed"))
        self.window.shot("import-replace")
        xdotool("key", "Escape")
        wait("the dialog to close", lambda: not self.label("Will Be Removed"))

    def test_export_lists_what_a_form_cannot_hold(self):
        path = self.file("out.csv")
        xdotool("key", "ctrl+e")
        wait("the dialog", lambda: self.label("What This Form Cannot Hold"))
        self.window.shot("export")
        self.choose_below(3)
        wait("what it cannot hold", lambda: self.label("a table has mappings alone"))
        self.window.shot("export-csv")
        xdotool("key", "alt+e")
        time.sleep(2)
        xdotool("key", "ctrl+a")
        self.choose(path)
        wait("the table", lambda: os.path.exists(path) and open(path).read().startswith("source,target,inMin"), 30)

    def test_dialogs_pictures(self):
        """In light and dark, wide and narrow: to be looked at."""
        self.window.quit()
        for scheme, width in (("dark", 1280), ("light", 400), ("dark", 400)):
            self.dialog_picture(scheme, width)

    def dialog_picture(self, scheme, width):
        state = os.path.join(os.environ["XDG_STATE_HOME"], "clasp-bridge")
        os.makedirs(state, exist_ok=True)
        with open(os.path.join(state, "window.ini"), "w") as file:
            file.write("[window]\nwidth=%d\nheight=800\n" % width)
        env = dict(os.environ, ADW_DEBUG_COLOR_SCHEME="prefer-" + scheme)
        self.window.process = subprocess.Popen([self.program, "--show", self.show], env=env)
        time.sleep(1)
        wait("the window", self.window.find_frame)
        time.sleep(3)
        xdotool("key", "ctrl+e")
        time.sleep(2)
        self.window.shot("export-%s-%d" % (scheme, width))
        xdotool("key", "Escape")
        time.sleep(1)
        xdotool("key", "ctrl+i")
        self.choose(self.file("club.json"))
        time.sleep(3)
        self.window.shot("import-%s-%d" % (scheme, width))
        self.window.quit()


if __name__ == "__main__":
    gui.main(Exchange)
