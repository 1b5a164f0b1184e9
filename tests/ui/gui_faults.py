#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window says of faults, each in its place, and what its buttons do about them. As gui-test.py, which see."""

import importlib.util
import json
import os
import socket

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

wait = gui.wait
write_plain_show = gui.write_show

# Somebody else's port, for as long as this program runs.
TAKEN = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
TAKEN.bind(("127.0.0.1", 0))
PORT = TAKEN.getsockname()[1]
# Another, that is let go.
HELD = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
HELD.bind(("127.0.0.1", 0))
HELD_PORT = HELD.getsockname()[1]


def write_show(path, osc_port, node_port):
    write_plain_show(path, osc_port, node_port)
    with open(path) as file:
        content = json.load(file)

    def connection(name, settings, kind="osc"):
        return {"id": name.lower(), "kind": kind, "name": name, "enabled": True, "namespace": "/" + name.lower(), "settings": settings}
    content["connections"] += [
        connection("Sensors", {"listen": "127.0.0.1:%d" % PORT}),
        connection("Player", {"listen": "", "send": ["nowhere.invalid:9000"]}),
        connection("Sampler", {"listen": "127.0.0.1:%d" % HELD_PORT}),
        connection("Projector", {"listen": "", "interface": "nowhere0"}, "artnet"),
    ]
    content["mappings"] = [
        {"id": "there", "name": "There", "enabled": True, "source": "/osc/a", "target": "/osc/b", "steps": []},
        {"id": "back", "name": "Back", "enabled": True, "source": "/osc/b", "target": "/osc/a", "steps": []},
    ]
    with open(path, "w") as file:
        json.dump(content, file)


def write_package(folder, context=""):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, ".flatpak-info"), "w") as file:
        file.write("[Application]\nname=org.example.Bridge\n[Context]\nshared=network;\n" + context +
                   "[System Bus Policy]\norg.freedesktop.Avahi=talk\n")


class Faults(gui.Tests):
    def strip_button(self):
        """Others begin with the same word."""
        return next((node for node in self.window.find_all("push button", "Show") if node.name == "Show"), None)

    def enabled(self):
        return [mapping["enabled"] for mapping in self.content()["mappings"]]

    def test_mappings_that_feed_each_other_are_told_until_one_is_muted(self):
        """They came with the file: one was muted by an edit, which can be taken back."""
        wait("the strip", lambda: self.label("These mappings feed each other: /osc/b → /osc/a → /osc/b. “Back” was muted."))
        self.window.shot("loop-muted")
        wait("it to be in the file", lambda: self.enabled() == [True, False])
        self.window.keys("ctrl+z")
        wait("it to be on again", lambda: self.enabled() == [True, True])
        wait("the strip", lambda: self.label("These mappings feed each other: /osc/a → /osc/b → /osc/a."))
        self.window.shot("loop")
        self.window.click(wait("the button", self.strip_button))
        self.window.click_until(wait("its button", lambda: self.button("Mute Mapping")), "it to be muted",
                                lambda: self.enabled().count(False) == 1)
        wait("the strip to tell of something else", lambda: not self.label("These mappings feed each other"))

    def test_what_is_missing_is_told_by_strip_and_row(self):
        wait("the strip", lambda: self.label("Projector is missing since "))
        self.window.shot("missing")
        self.window.click_until(wait("the button", self.strip_button), "the row", lambda: self.label("Network interface “nowhere0” is not there"))

    def test_a_name_that_is_not_found_is_told_by_the_row(self):
        self.window.keys("alt+5")
        wait("the sentence", lambda: self.label("‘nowhere.invalid’ was not found on this network."))

    def test_a_port_that_is_taken_offers_another(self):
        self.window.keys("alt+5")
        wait("the sentence", lambda: self.label("Port %d is used by another program. Choose another, for example " % PORT))
        self.window.shot("port")
        self.window.click_until(wait("the button", lambda: self.button("Use ")), "it to be saved",
                                lambda: self.content()["connections"][2]["settings"]["listen"] != "127.0.0.1:%d" % PORT)
        wait("the sentence to go", lambda: not self.label("Port %d is used" % PORT))

    def test_who_comes_back_is_told_to_who_looks(self):
        self.window.keys("alt+5")
        wait("the next attempt to be counted down", lambda: self.label("Waiting, try "))
        wait("the toast of before to go", lambda: not self.label("Another port is used now"))
        HELD.close()
        wait("the toast", lambda: self.label("Sampler is back"))
        self.window.shot("back")

    def test_a_package_that_sees_no_devices_shows_the_setting(self):
        self.window.keys("alt+5")
        wait("the sentence", lambda: self.label("This package cannot see MIDI devices."))
        self.window.click_until(self.button("Show the Setting"), "the command",
                                lambda: self.label("flatpak override --user --device=all org.example.Bridge"))
        self.window.shot("setting")
        self.window.press_until("Escape", "it to close", lambda: not self.label("flatpak override"))

    def in_log(self, text):
        path = os.path.join(os.environ["XDG_STATE_HOME"], "clasp-bridge", "log", "log.txt")
        with open(path) as file:
            return any(text in line for line in file)

    def test_what_ended_is_in_the_log(self):
        """The taken port of before, the package, and an interface that is there."""
        wait("the end of the taken port", lambda: self.in_log("Sensors: works again after "))
        write_package(os.environ["CLASP_SANDBOX_ROOT"], "devices=all;\n")
        wait("the package's sentence to go", lambda: not self.label("This package cannot see MIDI devices."))
        wait("its end", lambda: self.in_log("This is over: This package cannot see MIDI devices."))

    def test_interruptions_are_listed_with_the_connection(self):
        self.window.keys("alt+5")
        self.window.click_until(wait("the row", lambda: self.label("Sensors")), "its inspector", lambda: self.label("Interruptions"))
        # At the edge of the inspector, where no field takes the wheel.
        left = self.window.place(wait("its first field", lambda: self.window.entry("Name")))[0]
        self.window.click_until(self.turn_to("Interruptions", left - 14), "what was", lambda: self.label("it worked again after "))
        wait("why", lambda: self.label("Port %d on 127.0.0.1 is used by another program" % PORT))
        self.window.shot("interruptions-unfolded")

    def test_a_device_that_takes_another_place_is_touched(self):
        """The proposed address is by name; the control itself says which it is."""
        self.tablet.alive = False
        self.window.keys("alt+5")
        self.window.click_until(wait("the row", lambda: self.label("Tablet")), "its inspector", lambda: self.button("Swap Device…"))
        left = self.window.place(wait("its first field", lambda: self.window.entry("Name")))[0]
        self.window.click_until(self.turn_to("Swap Device…", left - 14), "the choices", lambda: self.label("What Takes the Place of Tablet"))
        for key in ("Down", "Tab"):
            for _ in range(6):
                if not self.window.focused(None, "Sampler"):
                    self.window.keys(key)
                    self.window.settle()
        self.window.keys("space")
        wait("what is proposed", lambda: self.becomes() == "/sampler/a")
        self.window.press_until("Tab", "the focus on its button", lambda: self.window.focused(None, "Learn instead of /osc/a"), every=2)
        self.window.keys("space")
        # What moves already when learning begins is not what a person moves then.
        wait("it to learn", lambda: self.label("Move a control"))
        wait("what was touched to stand there", self.touched)
        self.window.shot("swap-learned")

    def becomes(self):
        entry = next(iter(self.window.find_all("text", "/osc/a")), None)
        return entry.text if entry is not None else None

    def touched(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            for level in range(20):
                out.sendto(gui.pad(b"/pad/7") + gui.pad(b",f") + gui.struct.pack(">f", level / 20), ("127.0.0.1", HELD_PORT))
                gui.time.sleep(0.02)
        return self.becomes() == "/sampler/pad/7"


if __name__ == "__main__":
    gui.write_show = write_show
    if "GUI_TEST_HOME" in os.environ:
        os.environ["CLASP_SANDBOX_ROOT"] = os.path.join(os.environ["GUI_TEST_HOME"], "root")
        write_package(os.environ["CLASP_SANDBOX_ROOT"])
    gui.main(Faults)
