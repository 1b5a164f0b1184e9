#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frame around the pages: show mode, emergency acts, palette, history. As gui-test.py, which see."""

import importlib.util
import json
import os
import random
import time

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

Failure, wait, xdotool = gui.Failure, gui.wait, gui.xdotool
HOLD_S = 1.5


class Frame(gui.Tests):
    def file(self):
        with open(self.show) as file:
            return file.read()

    def name(self):
        return self.content()["name"]

    def is_locked(self):
        return self.button("Hold to Edit Again") is not None

    def wait_gone(self, text):
        wait("the words “%s” to go" % text, lambda: not self.label(text))

    def open_palette(self):
        self.window.keys("ctrl+k")
        wait("the palette's entry", lambda: len(self.window.windows()) > 1 and self.window.has_text(self.window.focused()))

    def palette(self, words, row):
        """Types what is looked for, and Enter when it is the first."""
        self.open_palette()
        self.window.type_text(words)
        wait("“%s” among the hits" % row, lambda: self.label(row))
        self.window.keys("Return")

    def test_blackout_asks_once_what_it_covers(self):
        self.window.keys("ctrl+shift+b")
        wait("the question", lambda: self.label("What should a blackout make dark?"))
        wait("an answer with the focus", lambda: self.window.focused("push button"))
        self.window.shot("blackout-asks")
        self.window.keys("Return")
        wait("the blackout", lambda: self.button("Blackout, release"))
        wait("the strip", lambda: self.label("Blackout is on"))
        self.window.shot("blackout")
        self.window.keys("ctrl+shift+b")
        wait("the release", lambda: not self.button("Blackout, release"))

    def test_freeze_is_seen_and_released(self):
        self.window.keys("ctrl+shift+f")
        wait("the freeze", lambda: self.button("Frozen, release"))
        self.window.shot("frozen")
        self.window.keys("ctrl+shift+f")
        wait("the release", lambda: not self.button("Frozen, release"))

    def test_panic_says_what_it_did(self):
        # The answer is gone after three seconds, which may be before it is looked for.
        self.window.press_until("ctrl+shift+p", "the answer", lambda: self.button("There was nothing to end"), every=3)
        self.window.shot("panic")
        wait("the answer to go", lambda: self.button("Panic"))

    def test_the_palette_finds_pages_and_actions(self):
        self.open_palette()
        self.window.shot("palette")
        self.window.type_text("fader5")
        wait("the signal", lambda: self.label("/osc/1/fader5"))
        self.window.shot("palette-signal")
        self.window.type_text("monitor")
        wait("the page", lambda: self.label("Monitor"))
        wait("the signal to go", lambda: not self.label("/osc/1/fader5"))
        self.window.keys("Return")
        wait("the monitor's page", lambda: self.button("Pause"))
        self.window.keys("alt+1")

    def test_versions_are_kept_and_restored(self):
        self.window.keys("ctrl+s")
        folder = self.show + ".history"
        wait("a version", lambda: os.path.isdir(folder) and len(os.listdir(folder)) == 1)
        before = self.name()
        self.window.click_until(wait("the project's menu", lambda: self.button("The Show")), "the entry of its name",
                                lambda: self.window.has_text(self.window.focused()))
        self.window.shot("project")
        self.window.type_text("Other name", "Return")
        wait("the new name in the file", lambda: self.name() == "Other name")
        self.window.keys("ctrl+shift+h")
        wait("the version", lambda: self.label("saved by hand"))
        self.window.shot("history")

        def opened():
            """By keys, from one object to the next, until the row has the focus and folds out."""
            self.window.keys("Tab")
            if self.window.focused(None, "saved by hand") or self.window.focused("list item") or self.window.focused("table row"):
                self.window.keys("Return")
                return wait("the button", lambda: self.button("Restore"), 5)
            return None
        wait("the version to open", opened)
        self.window.shot("history-open")

        def restored():
            if self.window.focused(None, "Restore"):
                self.window.keys("Return")
                return wait("the old name in the file", lambda: self.name() == before, 20)
            self.window.keys("Tab")
            return None
        wait("the old name in the file", restored)

    def test_a_window_that_is_wide_again_shows_words_again(self):
        wait("the word", lambda: self.label("Freeze"))
        self.window.resize(400, 640)
        wait("the word to go", lambda: not self.label("Freeze"))
        self.window.resize(1280, 800)
        wait("the word again", lambda: self.label("Freeze"))

    def test_an_inspector_opens_beside_its_own_page(self):
        self.window.keys("alt+5")
        self.window.press_until("alt+Return", "the inspector", lambda: self.label("Attempts to connect"), every=3)
        self.window.keys("alt+1")
        wait("the page", lambda: self.window.entry("Search sources"))
        self.window.shot("patch-alone")
        if self.label("No mapping selected"):
            raise Failure("the editor of mappings opened beside another page's inspector")
        self.window.keys("alt+5")
        wait("the inspector again", lambda: self.label("Attempts to connect"))
        self.window.press_until("alt+Return", "it to close", lambda: not self.label("Attempts to connect"), every=3)
        self.window.keys("alt+1")

    def test_preferences_open(self):
        self.window.keys("ctrl+comma")
        wait("a switch", lambda: self.label("Always Dark"))
        self.window.shot("preferences")
        self.window.keys("ctrl+f")
        wait("the search", lambda: self.window.has_text(self.window.focused()))
        xdotool("type", "--delay", 20, "thumb")
        wait("the only hit", lambda: self.label("Large Controls") and not self.label("Always Dark"))
        self.window.keys("Return")
        self.window.wait_focus("Large Controls", "list item")
        wait("the page", lambda: self.label("Always Dark"))
        self.window.press_until("Escape", "them to close", lambda: not self.label("Always Dark"))

    def test_the_first_steps_can_be_taken_again(self):
        self.palette("first steps", "First steps")
        wait("the start", lambda: self.window.focused(None, "Start"))
        self.window.shot("welcome-1")
        self.window.keys("Return")
        wait("what is here", lambda: self.label("What Is Here"))
        wait("the way on", lambda: self.window.focused("push button"))
        self.window.shot("welcome-2")
        self.window.keys("Return")
        wait("what to control", lambda: self.label("Lighting from faders"))
        self.window.press_until("Tab", "the list of purposes", lambda: self.window.focused("list item"), every=2)
        self.window.keys("Home", "space")
        wait("what it asks for", lambda: self.label("Port where OSC comes in"))
        wait("what it would add", lambda: self.label("“OSC in”"))
        self.window.shot("welcome-3")
        self.window.press_until("Escape", "it to close", lambda: not self.label("Lighting from faders"))

    def test_the_first_steps_take_a_bare_port(self):
        self.palette("first steps", "First steps")
        wait("the start", lambda: self.window.focused(None, "Start"))
        self.window.keys("Return")
        wait("what is here", lambda: self.label("What Is Here"))
        wait("the way on", lambda: self.window.focused("push button"))
        self.window.keys("Return")
        wait("what to control", lambda: self.label("Tablet to media server"))
        self.window.press_until("Tab", "the list of purposes", lambda: self.window.focused("list item"), every=2)
        self.window.keys("Home", "Down", "space")
        self.window.wait_label("Port where the tablet sends to")
        for name, port in (("Address of the tablet", "9001"), ("Port where the tablet sends to", "9002")):
            self.window.click_in_dialog(self.window.wait_label(name))
            self.window.keys("ctrl+a")
            xdotool("type", "--delay", 20, port)
        self.window.shot("bare-port")
        self.window.press("Done")

        def settings():
            return json.dumps([one["settings"] for one in self.content()["connections"]])
        wait("where it sends to", lambda: "127.0.0.1:9001" in settings())
        if ":9002" not in settings():
            raise Failure("the port where the tablet sends to is not in %s" % settings())
        self.window.recover()
        self.window.keys("ctrl+z")
        wait("it to go", lambda: "9001" not in settings())

    def test_a_page_in_a_window_of_its_own(self):
        self.window.keys("alt+2")
        wait("the page", lambda: self.window.entry("Search addresses"))
        self.window.press_until("ctrl+shift+n", "the second window", lambda: len(self.window.windows()) >= 2, every=10)
        self.window.shot("torn-off")
        self.window.press_until("ctrl+w", "it to go", lambda: len(self.window.windows()) == 1)
        self.window.keys("alt+1")

    def test_ctrl_l_locks(self):
        self.window.lock()
        wait("the word SHOW", lambda: self.label("SHOW"))
        self.window.shot("locked")

    def test_random_events_change_nothing_in_the_file(self):
        """Of pointer and keys; those that end the program, the window or the lock are left out."""
        chance = random.Random(13)
        before = self.file()
        keys = (["Tab", "Up", "Down", "Left", "Right", "space", "Delete", "F2", "m", "s", "e", "l", "h", "f", "t", "u", "v",
                 "Escape", "ctrl+z", "ctrl+v", "ctrl+x", "ctrl+d", "ctrl+a", "ctrl+f", "ctrl+n", "BackSpace", "1", "9", "plus",
                 "Menu", "asterisk", "Insert", "ctrl+Up", "ctrl+Down"] + ["alt+%d" % page for page in range(1, 9)])
        events = 0
        while events < int(os.environ.get("CLASP_GUI_EVENTS", "1000")):
            batch = []
            for _ in range(200):
                kind = chance.random()
                if kind < 0.45:
                    batch += ["key", "--clearmodifiers", chance.choice(keys)]
                elif kind < 0.7:
                    batch += ["mousemove", chance.randrange(10, 1270), chance.randrange(60, 790)]
                elif kind < 0.9:
                    batch += ["click", chance.choice([1, 1, 1, 3, 4, 5])]
                else:
                    batch += ["mousedown", 1, "mousemove", chance.randrange(10, 1270), chance.randrange(60, 790), "mouseup", 1]
                events += 1
            xdotool(*batch)
            self.window.settle()
        self.window.shot("after-events")
        self.window.clear()
        if not self.is_locked():
            raise Failure("the lock opened by itself")
        # What had been changed would be saved by now: an act that is allowed and saved later says so.
        self.tablet.wait_rounds(60)
        if self.file() != before:
            raise Failure("the file changed")

    def test_a_short_press_says_hold(self):
        # The toast is gone after five seconds, and a slow machine may look later than that.
        self.window.click_until(self.window.wait_button("Hold to Edit Again"), "the toast",
                                lambda: self.label("Locked. Hold the lock to edit"))
        self.window.shot("refused")
        if not self.is_locked():
            raise Failure("a short press opened the lock")

    def test_closing_asks(self):
        self.window.keys("ctrl+w")
        wait("the question", lambda: self.label("Close the window during the show?"))
        self.window.press_until("Escape", "it to go", lambda: not self.label("Close the window during the show?"))

    def test_quitting_asks(self):
        self.window.keys("ctrl+q")
        wait("the question", lambda: self.label("The show is running"))
        self.window.shot("quit-asks")
        self.window.press_until("Escape", "it to go", lambda: not self.label("The show is running"))

    def test_holding_the_lock_opens_it(self):
        place = self.window.middle(self.window.wait_button("Hold to Edit Again"))
        xdotool("mousemove", *place)
        self.window.settle()
        pressed = time.monotonic()
        xdotool("mousedown", 1)
        self.window.shot("holding")
        wait("the lock to open", lambda: not self.is_locked())
        if time.monotonic() - pressed < HOLD_S:
            raise Failure("the lock opened too early")
        xdotool("mouseup", 1)
        self.window.settle()
        if self.is_locked():
            raise Failure("letting go locked it again")

    def test_enter_twice_opens_it(self):
        self.window.lock()
        self.window.unlock()


if __name__ == "__main__":
    gui.main(Frame)
