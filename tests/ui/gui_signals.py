#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals: favourites, orders, charts and forgetting, with keys alone. As gui-test.py, which see."""

import importlib.util
import json
import os
import re
import sys

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

wait, xdotool, tree_row = gui.wait, gui.xdotool, gui.tree_row
write_plain_show = gui.write_show
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench"))
from frame_rig import osc  # noqa: E402

BOX = gui.free_port()
HOUR = "1\u2009h"


def write_show(path, osc_port, node_port):
    """And a box of which few addresses are listed."""
    write_plain_show(path, osc_port, node_port)
    with open(path) as file:
        content = json.load(file)
    content["connections"].append({"id": "box", "kind": "osc", "name": "Box", "enabled": True, "namespace": "/box",
                                   "settings": {"listen": "127.0.0.1:%d" % BOX, "max-listed": 2}})
    with open(path, "w") as file:
        json.dump(content, file)
    write_keys()


def write_keys():
    """A person has given "Treat as…" another letter."""
    folder = os.path.join(os.environ["XDG_CONFIG_HOME"], "glib-2.0", "settings")
    os.makedirs(folder)
    with open(os.path.join(folder, "keyfile"), "w") as file:
        file.write("[io/github/clasp_bridge/ClaspBridge]\nwelcome-seen=true\nkeys={'address.treat': 'y'}\n")


class Signals(gui.Tests):
    def notes(self):
        with open(self.show) as file:
            router = json.load(file)["routers"][0]
        return router["settings"].get("signal-notes", []) if "settings" in router else []

    def choose(self, name):
        """The only hit of a search is selected, and has the focus."""
        self.window.keys("alt+2")
        wait("the page", lambda: self.window.entry("Search addresses"))
        self.window.press_until("ctrl+f", "the search", lambda: self.window.has_text(self.window.focused()))
        self.window.keys("ctrl+a")
        self.window.type_text(name)
        wait("the hit", lambda: self.window.find("table row", "/osc/1/" + name))
        self.window.keys("Return")
        self.window.press_until("Home", "the focus on it", lambda: self.window.focused(None, name))

    def test_the_sidebar_tells_the_worst_of_the_connections(self):
        """The tablet is live, the stage is not."""
        wait("the tablet", lambda: self.window.find("table row", "Tablet, Live"))
        wait("the sign of the stage", lambda: "Idle" in self.in_sidebar("Connections"))
        self.window.shot("sidebar")

    def test_a_favourite_is_kept_in_the_show(self):
        self.choose("fader3")
        self.window.keys("f")
        wait("the favourite in the file", lambda: "/osc/1/fader3 [favourite]" in self.notes())
        self.window.shot("favourite")

    def test_a_row_has_a_menu(self):
        self.choose("fader8")
        self.window.press_until("Menu", "the menu", lambda: self.window.find("menu item", "Treat As…"), every=5)
        self.window.shot("row-menu")
        self.window.press_until("Escape", "it to go", lambda: not self.window.find("menu item", "Treat As…"))
        wait("the focus where it was", lambda: self.window.focused(None, "fader8"))
        xdotool("mousemove", *self.window.middle(self.hit("fader8"), 0.3))
        xdotool("click", "3")
        wait("the menu", lambda: self.window.find("menu item", "Favourite"))
        self.window.find("menu item", "Favourite").press()
        wait("the favourite in the file", lambda: "/osc/1/fader8 [favourite]" in self.notes())

    def hit(self, name):
        return next((node for node in self.window.find_all("table row", "/osc/1/" + name) if self.window.is_seen(node)), None)

    def mapped(self):
        return [(item["source"], item["target"]) for item in self.content()["mappings"]]

    def test_a_signal_dropped_on_another_asks_which_way(self):
        self.choose("fader")
        self.window.drag_until(lambda: self.window.middle(self.hit("fader1"), 0.2),
                               lambda: self.window.middle(self.hit("fader5"), 0.2),
                               "the choice", lambda: self.button("fader5 → fader1"))
        self.window.shot("direction")
        self.window.press("fader5 → fader1")
        wait("the mapping in the file", lambda: ("/osc/1/fader5", "/osc/1/fader1") in self.mapped())
        self.window.keys("ctrl+z")
        wait("it to go", lambda: not self.mapped())

    def test_a_row_takes_a_click_after_the_wheel_turned(self):
        self.choose("fader")
        xdotool("mousemove", *self.window.middle(self.hit("fader5"), 0.2), "click", "--repeat", 5, "--delay", 20, 5)
        self.window.click_until(self.hit("fader5"), "the focus on it", lambda: self.window.focused(None, "fader5"), 0.2)

    def test_a_letter_is_another_one_by_choice(self):
        self.choose("fader4")
        self.window.keys("t", "f")
        wait("the favourite", lambda: "/osc/1/fader4 [favourite]" in self.notes())
        if self.label("Treat As"):
            raise gui.Failure("T is still asked for how to treat it")
        self.window.keys("y")
        wait("the question", lambda: self.label("Treat As"))
        self.window.press_until("Escape", "it to go", lambda: not self.label("Treat As"))

    def test_a_hit_is_shown_in_the_tree(self):
        """From the search itself, of the connection that is called so."""
        self.window.keys("alt+2")
        self.window.press_until("ctrl+f", "the search", lambda: self.window.has_text(self.window.focused()))
        self.window.type_text("dev:tablet fader6")
        wait("the hit", lambda: self.window.find("table row", "/osc/1/fader6"))
        self.window.keys("ctrl+Return")
        wait("its place in the tree", lambda: self.window.focused(None, "fader6") and not self.window.find("table row", "/osc/"))
        wait("its neighbours", lambda: self.window.find("table row", "fader5"))

    def test_letters_are_typed_where_one_types(self):
        self.choose("fader2")
        self.window.press_until("ctrl+f", "the search", lambda: self.window.has_text(self.window.focused()))
        self.window.type_text("fmthly")
        wait("nothing to be found", lambda: self.label("No signal matches"))
        self.window.press("Clear Search")

    def test_what_is_moved_is_learned_and_shown(self):
        self.choose("fader3")
        self.window.keys("l")
        wait("it to learn", lambda: self.label("Move a control"))
        self.window.press_until("Escape", "it to end", lambda: not self.label("Move a control"))
        wait("the focus where it was", lambda: self.window.focused(None, "fader3"))
        self.window.keys("l")
        wait("it to learn", lambda: self.label("Move a control"))

        def moved():
            for level in range(20):
                osc(self.tablet.port, "/2/knob", level / 20)
            return self.window.focused(None, "knob")
        wait("the knob in the tree", moved)
        wait("its inspector", lambda: self.label("/osc/2/knob"))
        self.window.shot("learned")

    def test_a_search_finds_what_comes_later(self):
        self.window.press_until("ctrl+f", "the search", lambda: self.window.has_text(self.window.focused()))
        self.window.type_text("latecomer")
        wait("nothing to be found", lambda: self.label("No signal matches"))
        wait("the latecomer", lambda: osc(self.tablet.port, "/latecomer", 0.5) or self.window.find("table row", "/osc/latecomer"))
        self.window.type_text("", "Escape")

    def test_charts_are_pinned(self):
        self.choose("fader3")
        self.window.keys("h")
        wait("the chart", lambda: self.window.find("image", "/osc/1/fader3"))
        self.window.shot("pinned")

    def extremes(self):
        """Of what the chart in the inspector shows; which it tells twice a second."""
        text = next((node.name for node in self.window.find_all("label", "lowest") if self.window.is_seen(node)), "")
        return tuple(float(number) for number in re.findall(r"[0-9.]+", text)[:2])

    def send_past(self, value, marker):
        """Nobody has chosen the second. When the chart of the first has what came behind it, its row was looked at."""
        def sent():
            osc(self.tablet.port, "/1/past2", value)
            osc(self.tablet.port, "/1/past1", marker)
            return marker in self.extremes()
        wait("both to be looked at", sent)

    def test_a_chart_begins_before_its_signal_was_chosen(self):
        """With what its row saw on screen; and it goes on while another one is chosen."""
        osc(self.tablet.port, "/1/past1", 0.5)
        osc(self.tablet.port, "/1/past2", 0.5)
        self.choose("past")
        self.window.press_until("alt+Return", "the inspector", lambda: self.button(HOUR), every=3)
        self.window.press(HOUR)
        for value, marker in ((0.875, 0.6), (0.125, 0.7), (0.25, 0.8)):
            self.send_past(value, marker)
        self.window.keys("Down")
        wait("what was before", lambda: self.extremes() == (0.125, 0.875))
        self.window.shot("past")
        self.window.keys("Up")
        wait("the first one again", lambda: self.extremes() == (0.5, 0.8))
        self.send_past(0, 0.9)
        self.window.keys("Down")
        wait("what was meanwhile", lambda: self.extremes() == (0, 0.875))

    def send_many(self):
        """Some may be lost on their way, so it may take more than once."""
        for number in range(5100):
            osc(self.tablet.port, "/many/%d/%d" % (number // 500, number), 0.5)
            if number % 50 == 0:
                self.window.settle()

    def test_what_is_left_out_is_told(self):
        """More below a row than are opened, more hits than are listed."""
        self.send_many()
        self.window.keys("alt+2")
        wait("the page", lambda: self.window.entry("Search addresses"))
        self.window.press_until("ctrl+f", "the search", lambda: self.window.has_text(self.window.focused()))
        self.window.type_text("many")
        wait("how many of them", lambda: self.label("first 5000 of ") or self.send_many())
        self.window.type_text("", "Escape")
        wait("the tree", lambda: tree_row(self.window, "Tablet"))
        self.window.press_until("Home", "its first row", lambda: self.window.focused(None, "Tablet"))
        self.window.keys("asterisk")
        wait("where it stopped", lambda: self.label("Opened up to 2000 rows"))
        self.window.shot("opened")

    def test_too_many_addresses_offer_a_choice(self):
        for name in ("noise/1", "noise/2", "noise/3", "level"):
            osc(BOX, "/" + name, 0.5)
        wait("the strip", lambda: self.label("Box has more than 2 addresses. New ones are not listed; mapping continues."))
        self.window.shot("crowded")
        self.window.press("Choose…")
        wait("its entry", lambda: self.window.has_text(self.window.focused()))
        self.window.type_text("/box/lev*")
        self.window.shot("choose")
        self.window.keys("Return")
        wait("the patterns in the file", lambda: self.content()["connections"][2]["settings"].get("listed") == ["/lev*"])
        wait("the strip to go", lambda: not self.label("Box has more than 2 addresses"))
        self.window.keys("alt+2")
        self.window.press_until("ctrl+f", "the search", lambda: self.window.has_text(self.window.focused()))
        self.window.type_text("box")
        wait("the one that was left out", lambda: self.window.find("table row", "/box/level"))
        wait("the others to go", lambda: not self.window.find("table row", "/box/noise"))
        self.window.keys("ctrl+z")
        wait("the file without them", lambda: "listed" not in self.content()["connections"][2]["settings"])


if __name__ == "__main__":
    gui.write_show = write_show
    os.environ["GSETTINGS_BACKEND"] = "keyfile"
    gui.main(Signals)
