#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is found on the network, through a real Avahi daemon in a network of its own. As gui-test.py, which see."""

import importlib.util
import os
import subprocess

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)
import gui_network  # noqa: E402

Failure, wait = gui.Failure, gui.wait

BUS = """<!DOCTYPE busconfig PUBLIC '-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN'
'http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd'><busconfig><type>session</type>
<listen>unix:path=%s/bus</listen><policy context='default'><allow send_destination='*' eavesdrop='true'/>
<allow eavesdrop='true'/><allow own='*'/></policy></busconfig>"""
AVAHI = "[server]\nhost-name=gui-test\nallow-interfaces=lo\nuse-ipv6=no\nenable-dbus=yes\n[wide-area]\nenable-wide-area=no\n"


# --- outside: a network of its own ---------------------------------------------------------------

def prepare_network():
    """The daemon takes a place of the whole machine, where another one may run."""
    os.makedirs("/run/avahi-daemon", exist_ok=True)
    gui_network.run("ip link set lo up multicast on", "ip route add 224.0.0.0/4 dev lo", "mount -t tmpfs none /run/avahi-daemon")


def start_services(home):
    for name, text in (("bus.conf", BUS % home), ("avahi.conf", AVAHI)):
        with open(os.path.join(home, name), "w") as file:
            file.write(text)
    os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = "unix:path=%s/bus" % home
    bus = subprocess.Popen(["dbus-daemon", "--config-file=%s/bus.conf" % home, "--nofork", "--nopidfile"])
    wait("the bus", lambda: os.path.exists(home + "/bus"))
    avahi = subprocess.Popen(["avahi-daemon", "-f", home + "/avahi.conf", "--no-drop-root", "--no-chroot", "--no-rlimits"])
    return [avahi, bus]


class Publisher:
    """A tablet that says where it listens."""

    def __init__(self):
        self.process = None

    def start(self):
        self.process = subprocess.Popen(["avahi-publish-service", "Stage tablet", "_osc._udp", "9000"])

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None


PUBLISHER = Publisher()


# --- inside --------------------------------------------------------------------------------------

class Connections(gui.Tests):
    def connections(self):
        return self.content()["connections"]

    def publish(self):
        """The daemon may not be ready yet, and ends who asks too early."""
        if PUBLISHER.process is None or PUBLISHER.process.poll() is not None:
            PUBLISHER.start()
        return wait("the tablet", lambda: self.button("Use Stage tablet"), 5)

    def test_what_announces_itself_is_listed(self):
        self.window.keys("alt+5")
        wait("the list", lambda: self.label("Nothing found yet"))
        self.window.shot("nothing-found")
        wait("the tablet", self.publish)
        wait("its place", lambda: self.label("127.0.0.1:9000"))
        self.window.shot("found")

    def test_use_adds_a_connection_that_undo_takes_back(self):
        before = len(self.connections())
        self.window.press("Use Stage tablet")
        wait("it to be known", lambda: self.button("Show the connection to Stage tablet"))
        self.window.shot("used")

        def saved():
            last = self.connections()[-1]
            return len(self.connections()) == before + 1 and last["kind"] == "osc" and last["settings"]["send"] == ["127.0.0.1:9000"]
        wait("the connection in the file", saved)
        self.window.keys("ctrl+z")
        wait("it to be new", lambda: self.button("Use Stage tablet"))
        wait("the file without it", lambda: len(self.connections()) == before)

    def test_art_net_added_by_hand_looks_for_nodes(self):
        before = len(self.connections())
        self.window.click(self.button("Add Connection"))
        wait("the kinds", lambda: self.label("Lighting desks, DMX fixtures"))
        self.window.click(self.label("Lighting desks, DMX fixtures"))
        wait("the connection in the file", lambda: len(self.connections()) == before + 1)
        added = self.connections()[-1]
        if added["kind"] != "artnet" or added["settings"].get("find-nodes") is not True:
            raise Failure("it was added as %s" % added)
        self.window.keys("Escape", "ctrl+z")
        wait("the file without it", lambda: len(self.connections()) == before)

    def test_show_mode_uses_nothing(self):
        before = len(self.connections())
        self.window.keys("alt+5")
        self.window.lock()
        wait("the button to be insensitive", lambda: "sensitive" not in self.button("Use Stage tablet").states)
        self.window.click(self.button("Use Stage tablet"))
        self.tablet.wait_rounds(20)
        if not self.button("Use Stage tablet"):
            raise Failure("the tablet was used in show mode")
        self.window.shot("locked")
        self.window.unlock()
        if len(self.connections()) != before:
            raise Failure("the show was edited")

    def test_what_is_gone_is_forgotten_when_asked(self):
        self.window.keys("alt+5")
        PUBLISHER.stop()
        wait("it to be gone", lambda: self.button("Forget Stage tablet"))
        self.window.shot("gone")
        self.window.press("Forget Stage tablet")
        wait("the list to be empty", lambda: self.label("Nothing found yet"))


if __name__ == "__main__":
    gui_network.enter(gui.skip, "dbus-daemon", "avahi-daemon", "avahi-publish-service")
    if "GUI_TEST_HOME" not in os.environ:
        prepare_network()
        gui.main(Connections)
    services = start_services(os.environ["GUI_TEST_HOME"])
    try:
        gui.main(Connections)
    finally:
        PUBLISHER.stop()
        for service in services:
            service.terminate()
            service.wait(10)
