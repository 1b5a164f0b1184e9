#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log and the figures of the engine. As gui-test.py, which see."""

import importlib.util
import os

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

wait = gui.wait


class Log(gui.Tests):
    def search(self, text):
        self.window.press_until("ctrl+f", "the search", lambda: self.window.has_text(self.window.focused()))
        self.window.type_text(text)

    def test_what_happened_is_listed(self):
        self.window.keys("alt+6")
        wait("an event of the tablet", lambda: self.label("Tablet: "))
        wait("the figures", lambda: self.label("Wake-ups"))
        self.window.shot("log")

    def test_a_filter_says_what_it_hides(self):
        self.search("nothing has this text")
        wait("the filter's empty state", lambda: self.label("Everything is hidden by the filter"))
        self.window.shot("hidden")
        self.window.click_until(self.button("Show All"), "the events", lambda: self.label("Tablet: "))
        self.search("TABLET")
        wait("the other connection to go", lambda: self.label("Tablet: ") and not self.label("Stage: "))

    def test_a_figure_of_the_footer_leads_here(self):
        self.window.keys("alt+1")
        wait("the patch", lambda: not self.label("Wake-ups"))
        self.window.click_until(wait("the figure", lambda: self.label("CPU ")), "the log",
                                lambda: self.label("Wake-ups"))

    def test_the_frame_times_lie_over_the_window(self):
        wait("the window's figure", lambda: self.window.find("label", "Frames"))
        self.window.keys("ctrl+shift+d")
        wait("the overlay", lambda: self.window.find("label", "Rows bound"))
        self.window.shot("frames")
        self.window.keys("ctrl+shift+d")
        wait("it to go", lambda: not self.window.find("label", "Rows bound"))

    def test_a_narrow_window_shows_one_part_at_a_time(self):
        self.window.restart(width=400)
        self.window.keys("alt+6")
        tab = wait("the tab of the figures", lambda: self.button("Health"))
        wait("the events", lambda: self.label("Tablet: "))
        self.window.click_until(tab, "the figures", lambda: self.label("Wake-ups"))
        wait("the events to go", lambda: not self.label("Tablet: "))
        self.window.press_until("ctrl+f", "the events with their search", lambda: self.window.entry("Filter events") and self.label("Tablet: "))
        wait("the figures to go", lambda: not self.label("Wake-ups"))
        self.window.restart(width=1280)
        self.window.keys("alt+6")

    def test_the_set_up_is_tested(self):
        self.window.click_until(self.button("Test"), "the test", lambda: self.label("Test This Set-Up"))
        wait("a loop", lambda: self.label("OSC within this computer"))
        wait("the router to have answered", lambda: self.label("CLASP router"))
        self.window.shot("test-setup")
        self.window.press_until("Escape", "it to close", lambda: not self.label("OSC within this computer"))

    def test_it_is_kept_in_a_file(self):
        path = os.path.join(os.environ["XDG_STATE_HOME"], "clasp-bridge", "log", "log.txt")

        def has_line():
            with open(path) as file:
                return any(" info clasp-" in line and "Tablet: " in line for line in file)
        wait("the line in the file", has_line)


if __name__ == "__main__":
    gui.main(Log)
