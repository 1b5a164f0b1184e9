#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log and the figures of the engine. As gui-test.py, which see."""

import importlib.util
import os
import time

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

wait, xdotool = gui.wait, gui.xdotool


class Log(gui.Tests):
    def button(self, name):
        return self.window.find("push button", name) or self.window.find("button", name)

    def test_what_happened_is_listed(self):
        xdotool("key", "alt+6")
        wait("an event of the tablet", lambda: self.window.find("label", "Tablet: "))
        wait("the figures", lambda: self.window.find("label", "Processor, of one core"))
        time.sleep(3)
        self.window.shot("log")

    def test_a_filter_says_what_it_hides(self):
        xdotool("key", "ctrl+f")
        xdotool("type", "nothing has this text")
        wait("the filter's empty state", lambda: self.window.find("label", "Everything is hidden by the filter"))
        self.window.shot("hidden")
        self.window.click(self.button("Show All"))
        wait("the events", lambda: self.window.find("label", "Tablet: "))
        xdotool("key", "ctrl+f")
        xdotool("type", "TABLET")
        wait("the other connection to go", lambda: self.window.find("label", "Tablet: ") and not self.window.find("label", "Stage: "))

    def test_a_figure_of_the_footer_leads_here(self):
        log = self.window.pixels(230, 70, 300, 20)  # the title of the first figure
        xdotool("key", "alt+1")
        wait("the patch", lambda: self.window.pixels(230, 70, 300, 20) != log)
        self.window.click(wait("the figure", lambda: self.window.find("label", "CPU ")))
        wait("the log", lambda: self.window.pixels(230, 70, 300, 20) == log)

    def test_the_frame_times_lie_over_the_window(self):
        wait("the window's figure", lambda: self.window.find("label", "Window’s work per frame"))
        xdotool("key", "ctrl+shift+d")
        wait("the overlay", lambda: self.window.find("label", "Rows bound"))
        self.window.shot("frames")
        xdotool("key", "ctrl+shift+d")
        wait("it to go", lambda: not self.window.find("label", "Rows bound"))

    def test_it_is_kept_in_a_file(self):
        path = os.path.join(os.environ["XDG_STATE_HOME"], "clasp-bridge", "log", "log.txt")

        def has_line():
            with open(path) as file:
                return any(" info clasp-" in line and "Tablet: " in line for line in file)
        wait("the line in the file", has_line)


if __name__ == "__main__":
    gui.main(Log)
