#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""During the show: the lock's PIN, and the view to be read from afar. As gui-test.py, which see."""

import importlib.util
import os

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

Failure, wait = gui.Failure, gui.wait


class Stage(gui.Tests):
    def is_locked(self):
        return self.button("Edit Again with the PIN") is not None

    def ask(self):
        self.window.click_until(self.window.wait_button("Edit Again with the PIN"), "the question",
                                lambda: self.window.entry("PIN") and self.window.has_text(self.window.focused()))

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
