#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Started again, the program has the show that was open last, and one show is in one program. As gui-test.py."""

import importlib.util
import json
import os
import signal
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
spec = importlib.util.spec_from_file_location("gui", os.path.join(here, "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

Failure, wait = gui.Failure, gui.wait
write_plain_show = gui.write_show


def write_show(path, osc_port, node_port):
    """That of the first start, which has no name."""
    folder = os.path.join(os.environ["XDG_DATA_HOME"], "clasp-bridge")
    os.makedirs(folder, exist_ok=True)
    write_plain_show(path, osc_port, node_port)
    with open(path) as file:
        content = json.load(file)
    content.pop("name", None)
    content["mappings"].append({"id": "lamp", "enabled": True, "source": "/osc/1/fader3", "target": "/artnet/0/0/0/4", "steps": []})
    with open(os.path.join(folder, "show.json"), "w") as file:
        json.dump(content, file)
    for name in ("config", "state"):
        os.makedirs(os.path.join(os.environ["GUI_TEST_HOME"], name), exist_ok=True)


class Again(gui.Tests):
    def tour(self):
        return os.path.join(os.path.dirname(self.show), "autumn tour.json")

    def tour_has(self):
        with open(self.tour()) as file:
            return json.load(file)

    def is_titled(self, title):
        return wait("the title " + title, lambda: self.window.find("label", title))

    def test_saved_as_it_has_the_name_of_its_file(self):
        self.is_titled("Untitled Show")
        self.window.keys("ctrl+shift+s")
        self.choose(self.tour()[:-len(".json")], "Save the Show As")
        wait("the file with its ending", lambda: os.path.exists(self.tour()))
        self.is_titled("autumn tour")

    def test_started_again_it_opens_that_one(self):
        self.window.restart()
        self.is_titled("autumn tour")

    def test_killed_it_opens_that_one_with_its_levels(self):
        self.tablet.held = 191 / 255
        wait("the level", lambda: self.node.slot(0, 4) == 191)
        self.window.settle()
        self.tablet.alive = False
        self.tablet.join()
        self.window.process.send_signal(signal.SIGKILL)
        self.window.process.wait(20)
        self.node.first.clear()
        self.window.start()
        self.is_titled("autumn tour")
        first = wait("the first frame", lambda: self.node.first.get(0))
        if first[3] != 191:
            raise Failure("slot 4 was 191 before, and the first frame has %d" % first[3])

    def test_named_it_is_shown_where_it_is_open(self):
        again = subprocess.run([self.program, self.tour(), "--map", "/osc/a -> /osc/b"], capture_output=True, text=True,
                               timeout=gui.DEADLINE_S)
        if again.returncode != 1 or "open already" not in again.stderr:
            raise Failure("it ended with %d and said: %s" % (again.returncode, again.stderr))

    def test_a_show_that_is_gone_is_not_waited_for(self):
        self.window.quit()
        os.rename(self.tour(), self.tour() + ".away")
        self.window.start()
        self.is_titled("Untitled Show")


if __name__ == "__main__":
    # What is preferred is to be there again; files keep it.
    os.environ["GSETTINGS_BACKEND"] = "keyfile"
    gui.write_show = write_show
    gui.arguments = []
    gui.main(Again)
