#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""During the show: the lock's PIN, and the view to be read from afar. As gui-test.py, which see."""

import importlib.util
import json
import os

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

Failure, wait = gui.Failure, gui.wait


write_plain_show = gui.write_show


def write_show(path, osc_port, node_port):
    """With favourites."""
    write_plain_show(path, osc_port, node_port)
    with open(path) as file:
        content = json.load(file)
    notes = ["/osc/1/fader%d [favourite]" % number for number in (1, 2, 4)] + ["/osc/1/fader3 [favourite] Verse"]
    content["routers"][0]["settings"]["signal-notes"] = notes
    with open(path, "w") as file:
        json.dump(content, file)


gui.write_show = write_show


class Stage(gui.Tests):
    def is_locked(self):
        return self.button("Edit Again with the PIN") is not None

    def ask(self):
        self.window.click_until(self.window.wait_button("Edit Again with the PIN"), "the question",
                                lambda: self.window.entry("PIN") and self.window.has_text(self.window.focused()))

    def test_the_show_is_read_from_afar(self):
        """Favourites, devices and the clock are there without choosing; what is chosen is in the file."""
        self.window.keys("alt+7")
        wait("a favourite's tile", lambda: self.window.find("image", "Verse, 0.25"))
        wait("a device's tile", lambda: self.window.find("image", "Tablet, ● Live"))
        wait("the clock's", lambda: self.window.find("image", "Time"))
        self.window.shot("show-view")
        self.window.click_until(self.window.wait_button("Tiles"), "the choices", lambda: self.window.entry("Note for the show"))
        self.window.press_until("Tab", "its entry", lambda: self.window.has_text(self.window.focused()), every=1)
        self.window.type_text("Doors at half past seven, then the long version of Verse 2", "Return")
        wait("the note's tile", lambda: self.window.find("image", "Doors at half past seven"))
        self.window.shot("show-view-choices")
        self.window.press_until("Escape", "the choices to close", lambda: not self.window.entry("Note for the show"))
        self.window.resize(400, 800)
        wait("the tiles one below the other", lambda: self.window.find("image", "Tablet, ● Live"))
        self.window.shot("show-view-narrow")
        self.window.resize(1270, 790)
        self.window.press_until("alt+1", "the first page", lambda: self.window.entry("Search sources"))

    def test_a_pin_keeps_the_show_locked(self):
        """Found by what it does, set, asked for, and refused when it is wrong."""
        self.window.press_until("ctrl+k", "the palette", lambda: self.window.has_text(self.window.focused()))
        self.window.type_text("edit again pin")
        wait("the setting among the hits", lambda: self.label("Asked for to edit again"))
        self.window.shot("palette-setting")
        self.window.keys("Return")
        wait("the preferences", lambda: self.button("Set…"))
        self.window.shot("preferences-pin")
        # Its row has the focus already.
        self.window.press_until("Return", "a new PIN to be asked for", lambda: self.window.entry("PIN"))
        wait("the entry to have the focus", lambda: self.window.has_text(self.window.focused()))
        self.window.shot("new-pin")
        self.window.type_text("2580", "Return")
        wait("it to be set", lambda: self.button("Change…"))
        self.window.press_until("Escape", "the preferences to close", lambda: not self.button("Change…"))

        self.window.keys("ctrl+l")
        wait("the lock", self.is_locked)
        self.ask()
        self.window.type_text("2581", "Return")
        wait("the refusal", lambda: self.label("That was not the PIN"))
        self.window.shot("wrong-pin")
        if not self.is_locked():
            raise Failure("a wrong PIN opened the lock")
        self.window.type_text("2580", "Return")
        wait("the lock to open", lambda: self.button("Lock for the Show"))


if __name__ == "__main__":
    gui.main(Stage)
