#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes the pictures of docs/images: drives the real window, with faders that move and a node that listens.

Usage: take-pictures.py PROGRAM FOLDER

As gui-test.py, which see: it brings its own display, and speaks on loopback only."""

import importlib.util
import json
import os
import shutil
import sys
import tempfile

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

wait, xdotool = gui.wait, gui.xdotool
write_empty_show = gui.write_show


def mapping(number, name, source, target, *steps, enabled=True):
    return {"id": "m%d" % number, "name": name, "enabled": enabled, "source": source, "target": target,
            "steps": [{"kind": kind, "settings": settings} for kind, settings in steps]}


def write_show(path, osc_port, node_port):
    write_empty_show(path, osc_port, node_port)
    with open(path) as file:
        content = json.load(file)
    content["name"] = "Tour 2026"
    content["connections"][1]["name"] = "Stage left"
    content["connections"].append({"id": "faders", "kind": "midi", "name": "Main faders", "enabled": True, "namespace": "/midi",
                                   "settings": {"device": "X-Touch Mini"}})
    content["mappings"] = [
        mapping(1, "Front", "/osc/1/fader1", "/artnet/0/0/0/1", ("curvepoints", {"points": ["0,0,cubic", "0.3,0.12,cubic", "0.7,0.88,cubic", "1,1"]})),
        mapping(2, "Back", "/osc/1/fader2", "/artnet/0/0/0/2", ("smooth", {"time-ms": 400})),
        mapping(3, "Haze", "/osc/1/fader3", "/artnet/0/0/0/4", ("deadband", {}), ("smooth", {})),
        mapping(4, "Strobe", "/osc/1/fader4", "/artnet/0/0/0/9", enabled=False),
        mapping(5, "Wash", "/osc/1/fader5", "/artnet/0/0/0/12", ("invert", {})),
        mapping(6, "Spot", "/midi/main-faders/ch/1/cc/7", "/artnet/0/0/0/20"),
    ]
    with open(path, "w") as file:
        json.dump(content, file)


gui.write_show = write_show


class Pictures(gui.Tests):
    """One a page; each waits for what has to be seen in it."""

    def button(self, name):
        return self.window.find("push button", name) or self.window.find("toggle button", name)

    def test_patch(self):
        # It moves all below it when it comes.
        wait("the strip of what is missing", lambda: self.label("Main faders is missing"))
        branch = wait("the branch of the faders", lambda: gui.column_row(self.window, "1", False))
        gui.toggle(self.window, branch, 1)
        universe = wait("the universe", lambda: gui.column_row(self.window, "Universe 0:0:0", True))
        gui.toggle(self.window, universe, 1)
        wait("its fourth slot", lambda: gui.column_row(self.window, "4", True))
        wait("the mappings at work", lambda: self.node.slot(0, 1))
        self.window.shot("patch")

    def test_mapping(self):
        self.window.click(wait("the mapping", lambda: self.window.find("table row", "Front, from")), 0.3)
        xdotool("key", "alt+Return")
        wait("the editor", lambda: self.button("Add Step"))
        self.window.shot("mapping")
        xdotool("key", "alt+Return")

    def test_signals(self):
        xdotool("key", "alt+2", "key", "ctrl+f", "type", "fader")
        hit = wait("the fader", lambda: gui.tree_row(self.window, "/osc/1/fader1"))
        self.window.click(hit, 0.2)
        xdotool("key", "alt+Return")
        wait("the inspector", lambda: self.window.find("label", "Send a value"))
        self.window.shot("signals")
        xdotool("key", "alt+Return")

    def test_monitor(self):
        xdotool("key", "alt+3")
        wait("the page", lambda: self.button("Pause"))
        self.window.shot("monitor")

    def test_universes(self):
        xdotool("key", "alt+4")
        wait("the universe", lambda: self.window.find("list item", "0:0:0") or self.window.find("label", "0:0:0"))
        self.window.shot("universes")

    def test_connections(self):
        xdotool("key", "alt+5")
        wait("the tablet", lambda: self.window.find("label", "Tablet"))
        self.window.shot("connections")

    def test_log(self):
        xdotool("key", "alt+6")
        wait("its list", lambda: self.window.find("list", "Events, newest first"))
        self.window.shot("log")

    def test_palette(self):
        xdotool("key", "alt+1")
        xdotool("key", "ctrl+k")
        wait("the palette", lambda: self.window.find("frame", "Search and Commands") or self.window.find("label", "Freeze"))
        self.window.shot("palette")
        xdotool("key", "Escape")

    def test_show_mode(self):
        xdotool("key", "ctrl+l")
        wait("show mode", lambda: self.button("Hold to Edit Again"))
        self.window.shot("show-mode")


def keep(taken, folder):
    """Palettes of 256 colours are a third of the size and look the same."""
    os.makedirs(folder, exist_ok=True)
    for name in sorted(os.listdir(taken)):
        gui.subprocess.run(["convert", os.path.join(taken, name), "-colors", "256", "-strip",
                            "PNG8:" + os.path.join(folder, name)], check=True)
        print("# " + os.path.join(folder, name))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    if "GUI_TEST_HOME" not in os.environ:
        gui.start_inside()
    gui.take_output()
    taken = tempfile.mkdtemp(prefix="clasp-pictures-")
    result = gui.run_inside(sys.argv[1], taken, Pictures)
    if result == 0:
        keep(taken, sys.argv[2])
        shutil.rmtree(taken)
    else:
        print("# what was taken is in " + taken)
    sys.exit(result)


if __name__ == "__main__":
    main()
