#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals: favourites, orders, charts and forgetting, with keys alone. As gui-test.py, which see."""

import importlib.util
import json
import os

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

wait, xdotool = gui.wait, gui.xdotool


class Signals(gui.Tests):
    def notes(self):
        with open(self.show) as file:
            router = json.load(file)["routers"][0]
        return router["settings"].get("signal-notes", []) if "settings" in router else []

    def choose(self, name):
        """The only hit of a search is selected, and has the focus."""
        xdotool("key", "ctrl+f")
        xdotool("key", "ctrl+a")
        xdotool("type", name)
        wait("the hit", lambda: self.window.find("tree item", "/osc/1/" + name))
        xdotool("key", "Return")
        xdotool("key", "Home")

    def test_a_favourite_is_kept_in_the_show(self):
        xdotool("key", "alt+2")
        self.choose("fader3")
        xdotool("key", "f")
        wait("the favourite in the file", lambda: "/osc/1/fader3 [favourite]" in self.notes())
        self.window.shot("favourite")

    def test_charts_are_pinned(self):
        xdotool("key", "h")
        wait("the chart", lambda: self.window.find("image", "/osc/1/fader3"))
        self.window.shot("pinned")


if __name__ == "__main__":
    gui.main(Signals)
