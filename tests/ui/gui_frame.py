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


class Frame(gui.Tests):
    def button(self, name):
        """One walk, which ends at the first: a whole tree takes seconds on a slow machine."""
        for node in self.window.walk(self.window.root):
            try:
                if "button" in node.getRoleName() and name in (node.name or "") and self.window.is_seen(node):
                    return node
            except Exception:
                continue
        return None

    def label(self, text):
        for node in self.window.walk(self.window.root):
            try:
                if node.getRoleName() == "label" and text in (node.name or "") and self.window.is_seen(node):
                    return node
            except Exception:
                continue
        return None

    def content(self):
        with open(self.show) as file:
            return file.read()

    def is_locked(self):
        return self.button("Hold to Edit Again") is not None

    def test_blackout_asks_once_what_it_covers(self):
        xdotool("key", "ctrl+shift+b")
        wait("the question", lambda: self.label("What should a blackout make dark?"))
        self.window.shot("blackout-asks")
        xdotool("key", "Return")
        time.sleep(1)
        wait("the blackout", lambda: self.button("Blackout, release"))
        wait("the strip", lambda: self.label("Blackout is on"))
        self.window.shot("blackout")
        xdotool("key", "ctrl+shift+b")
        wait("the release", lambda: not self.button("Blackout, release"))

    def test_freeze_is_seen_and_released(self):
        xdotool("key", "ctrl+shift+f")
        wait("the freeze", lambda: self.button("Frozen, release"))
        self.window.shot("frozen")
        xdotool("key", "ctrl+shift+f")
        wait("the release", lambda: not self.button("Frozen, release"))

    def test_panic_says_what_it_did(self):
        def done():
            """The answer is gone after three seconds."""
            xdotool("key", "ctrl+shift+p")
            time.sleep(0.3)
            return self.button("Done: 2 connections")
        wait("the answer", done, 40)
        self.window.shot("panic")
        wait("the answer to go", lambda: self.button("Panic"))

    def test_the_palette_finds_pages_and_actions(self):
        xdotool("key", "ctrl+k")
        wait("the palette", lambda: self.window.find("frame", "Search and Commands") or self.label("Freeze"))
        time.sleep(0.5)
        self.window.shot("palette")
        xdotool("type", "fader5")
        time.sleep(1)
        self.window.shot("palette-signal")
        xdotool("key", "ctrl+a", "type", "monitor")
        time.sleep(1)
        xdotool("key", "Return")
        wait("the monitor's page", lambda: self.button("Pause"))
        xdotool("key", "alt+1")

    def test_versions_are_kept_and_restored(self):
        xdotool("key", "ctrl+s")
        folder = self.show + ".history"
        wait("a version", lambda: os.path.isdir(folder) and len(os.listdir(folder)) == 1)
        before = self.name()
        xdotool("key", "ctrl+k")
        time.sleep(1)
        xdotool("key", "Escape")
        button = wait("the project's menu", lambda: self.button("The Show"))
        self.window.click(button)
        time.sleep(1)
        self.window.shot("project")
        xdotool("key", "ctrl+a", "type", "Other name")
        xdotool("key", "Return")
        wait("the new name in the file", lambda: self.name() == "Other name")
        xdotool("key", "ctrl+shift+h")
        time.sleep(2)
        self.window.shot("history")
        wait("the version", lambda: self.label("saved by hand"))

        def opened():
            """By keys: places are told within the window, and this one stands elsewhere."""
            xdotool("key", "Tab", "key", "Return")
            time.sleep(0.5)
            return self.button("Restore")
        restore = wait("the button", opened)
        self.window.shot("history-open")
        for _ in range(12):
            if restore.getState().contains(self.window.atspi.STATE_FOCUSED):
                break
            xdotool("key", "Tab")
            time.sleep(0.2)
        xdotool("key", "Return")
        wait("the old name in the file", lambda: self.name() == before)

    def name(self):
        with open(self.show) as file:
            return json.load(file)["name"]

    def test_preferences_open(self):
        xdotool("key", "ctrl+comma")
        wait("a switch", lambda: self.label("Always Dark"))
        self.window.shot("preferences")
        xdotool("key", "Escape")
        time.sleep(0.5)

    def test_the_first_steps_can_be_taken_again(self):
        xdotool("key", "ctrl+k")
        time.sleep(1)
        xdotool("type", "first steps")
        time.sleep(1)
        xdotool("key", "Return")
        wait("the start", lambda: self.button("Start"))
        self.window.shot("welcome-1")
        xdotool("key", "Return")
        wait("what is here", lambda: self.label("What Is Here"))
        self.window.shot("welcome-2")
        xdotool("key", "Return")
        wait("what to control", lambda: self.label("Lighting from faders"))
        self.window.shot("welcome-3")
        xdotool("key", "Escape")
        time.sleep(0.5)

    def test_a_page_in_a_window_of_its_own(self):
        xdotool("key", "alt+2")
        time.sleep(0.5)
        xdotool("key", "ctrl+shift+n")
        wait("the second window", lambda: self.window.root.childCount >= 2)
        time.sleep(1)
        self.window.shot("torn-off")
        xdotool("key", "ctrl+w")
        wait("it to go", lambda: self.window.root.childCount == 1)
        xdotool("key", "alt+1")

    def test_ctrl_l_locks(self):
        wait("the window", lambda: self.button("Lock for the Show"))
        xdotool("key", "ctrl+l")
        wait("the lock to close", self.is_locked)
        wait("the word SHOW", lambda: self.label("SHOW"))
        self.window.shot("locked")

    def test_random_events_change_nothing_in_the_file(self):
        """Of pointer and keys; those that end the program, the window or the lock are left out."""
        chance = random.Random(13)
        before = self.content()
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
        xdotool("key", "Escape", "key", "Escape")
        self.window.shot("after-events")
        time.sleep(3)
        if not self.is_locked():
            raise Failure("the lock opened by itself")
        if self.content() != before:
            raise Failure("the file changed")

    def test_a_short_press_says_hold(self):
        for _ in range(3):
            xdotool("key", "Escape")
        place = self.window.middle(wait("the lock", lambda: self.button("Hold to Edit Again")))

        def refused():
            """The toast is gone after five seconds, and a slow machine may look later than that."""
            xdotool("mousemove", *place, "click", 1)
            return self.label("Locked. Hold the lock to edit.")
        wait("the toast", refused, 40)
        self.window.shot("refused")
        if not self.is_locked():
            raise Failure("a short press opened the lock")

    def test_closing_asks(self):
        xdotool("key", "ctrl+w")
        wait("the question", lambda: self.label("Close the window during the show?"))
        xdotool("key", "Escape")
        wait("it to go", lambda: not self.label("Close the window during the show?"))

    def test_quitting_asks(self):
        xdotool("key", "ctrl+q")
        wait("the question", lambda: self.label("The show is running"))
        self.window.shot("quit-asks")
        xdotool("key", "Escape")
        wait("it to go", lambda: not self.label("The show is running"))

    def test_holding_the_lock_opens_it(self):
        place = self.window.middle(self.button("Hold to Edit Again"))
        xdotool("mousemove", *place, "mousedown", 1)
        time.sleep(0.9)
        self.window.shot("holding")
        if not self.is_locked():
            raise Failure("the lock opened too early")
        wait("the lock to open", lambda: self.button("Lock for the Show"))
        xdotool("mouseup", 1)
        time.sleep(0.3)
        if self.is_locked():
            raise Failure("letting go locked it again")

    def test_enter_twice_opens_it(self):
        xdotool("key", "ctrl+l")
        wait("the lock to close", self.is_locked)
        xdotool("key", "ctrl+l")
        xdotool("key", "Return")
        time.sleep(0.2)
        xdotool("key", "Return")
        wait("the lock to open", lambda: self.button("Lock for the Show"))


if __name__ == "__main__":
    gui.main(Frame)
