#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page small and large, light and dark, with large text, mirrored and in high contrast: pictures to
be looked at, and what can be measured of them. As gui-test.py, which see."""

import importlib.util
import os

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

Failure, wait = gui.Failure, gui.wait
PAGES = {1: "BrPatchPage", 2: "BrSignalsPage", 3: "BrMonitorPage", 4: "BrUniversesPage", 5: "BrConnectionsPage", 6: "BrLogPage",
         7: "BrStagePage"}
MOST_OFTEN_USED = ("Panic", "Blackout", "Main Menu")
write_plain_show = gui.write_show


def write_show(path, osc_port, node_port):
    import json
    write_plain_show(path, osc_port, node_port)
    with open(path) as file:
        content = json.load(file)
    content["mappings"] = [{"id": "first", "name": "Front", "enabled": True, "source": "/osc/1/fader3", "target": "/artnet/0/0/0/7",
                            "steps": []},
                           {"id": "second", "name": "", "enabled": False, "source": "/osc/1/fader4", "target": "/artnet/0/0/0/8",
                            "steps": []}]
    with open(path, "w") as file:
        json.dump(content, file)


gui.write_show = write_show


class Look(gui.Tests):
    def show_page(self, number):
        self.window.keys("alt+%d" % number)
        return wait("page %d" % number, lambda: self.window.find("filler", PAGES[number]))

    def check_width(self, what, width):
        """Nothing that is to be seen and used begins or ends outside the window, unless it can be scrolled to."""
        nodes = [(node, states) for node, states in self.window.tree.walk_states(self.window.root)
                 if "focusable" in states and "sensitive" in states and node.role not in ("scroll pane", "list item", "table row")]
        boxes = self.window.tree.boxes([node for node, _states in nodes])
        seen = self.window.tree.are_seen([node for node, _states in nodes])
        cut = ["%s at %d, %d wide" % (node, box.x, box.width) for (node, _states), box, is_seen in zip(nodes, boxes, seen)
               if is_seen and (box.x < -1 or box.x + box.width > width + 1)]
        if cut:
            raise Failure("%s is cut at the window's edge: %s" % (what, "; ".join(cut)))

    def pages(self, name, width, height=800, is_measured=True):
        problems = []
        self.window.resize(width, height)
        for number in PAGES:
            self.show_page(number)
            self.window.shot("%s-%d-page-%d" % (name, width, number))
            if not is_measured:
                continue
            try:
                self.check_width("page %d of %s at %d" % (number, name, width), width)
            except Failure as problem:
                problems.append(str(problem))
        if problems:
            raise Failure("\n".join(problems))

    def restart(self, *settings, **environment):
        """With settings of the toolkit or variables that say how all programs are to look."""
        folder = os.path.join(os.environ["GUI_TEST_HOME"], "config-" + str(len(os.listdir(os.environ["GUI_TEST_HOME"]))))
        gui.write_settings(folder, *settings)
        self.window.restart(dict(environment, XDG_CONFIG_HOME=folder), 1270, 790)

    def test_light(self):
        self.pages("light", 1200)
        self.pages("light", 360, 640)

    def test_dark(self):
        self.restart(ADW_DEBUG_COLOR_SCHEME="prefer-dark")
        self.pages("dark", 1200)
        self.pages("dark", 400)

    def test_large_text(self):
        """Twice as large."""
        self.restart("gtk-font-name=Cantarell 22")
        self.pages("large-text", 1270, 790, False)
        self.pages("large-text", 360, 640, False)

    def test_mirrored_in_high_contrast(self):
        """In a language that is read from the right, by the toolkit's own words: ours are not translated."""
        self.restart(LANGUAGE="he", ADW_DEBUG_HIGH_CONTRAST="1")
        self.pages("mirrored", 1200)
        self.pages("mirrored", 360, 640)


if __name__ == "__main__":
    gui.main(Look)
