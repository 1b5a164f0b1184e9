#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real window on a virtual display, as a person would: by pointer, keys and accessibility.

Usage: gui-test.py PROGRAM [ARTIFACTS]

Starts an X server, a session bus and a window manager of its own, and speaks only on loopback: OSC
goes in by UDP, Art-Net comes out by UDP, so that what is dropped in the window is seen to work.
Prints TAP; screenshots go to $CLASP_ARTIFACTS, else to ARTIFACTS.
"""

import json
import math
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from gui_window import DEADLINE_S, Failure, Window, wait, xdotool  # noqa: E402,F401

TOOLS = ["xvfb-run", "dbus-run-session", "openbox", "xdotool", "import"]


# --- outside: a display, a bus -------------------------------------------------------------------

def skip(reason):
    print("1..0 # SKIP " + reason)
    sys.exit(0)


def write_settings(folder, *lines):
    """Of the toolkit: what pictures depend on, and @lines."""
    os.makedirs(os.path.join(folder, "gtk-4.0"), exist_ok=True)
    with open(os.path.join(folder, "gtk-4.0", "settings.ini"), "w") as file:
        file.write("[Settings]\ngtk-font-name=Cantarell 11\ngtk-enable-animations=0\ngtk-xft-hinting=0\n")
        file.writelines(line + "\n" for line in lines)


def start_inside():
    for tool in TOOLS:
        if shutil.which(tool) is None:
            skip(tool + " is not installed")
    try:
        import gui_tree  # noqa: F401
    except (ImportError, ValueError):
        skip("the accessibility bindings (python3-pyatspi) are not installed")

    home = tempfile.mkdtemp(prefix="clasp-gui-")
    write_settings(os.path.join(home, "config"))
    env = dict(os.environ, GUI_TEST_HOME=home, HOME=home, GSK_RENDERER="cairo", GDK_DEBUG="gl-disable",
               XDG_CONFIG_HOME=home + "/config", XDG_DATA_HOME=home + "/data", XDG_STATE_HOME=home + "/state",
               XDG_CACHE_HOME=home + "/cache", LC_ALL="C.UTF-8", GSETTINGS_BACKEND=os.environ.get("GSETTINGS_BACKEND", "memory"), CLASP_FINDER_INTERFACE="lo")
    env.pop("GTK_A11Y", None)
    env.pop("WAYLAND_DISPLAY", None)
    # What the toolkit complains of is read from the log, and fails the case it belongs to instead of all.
    env.pop("G_DEBUG", None)
    # Accessibility leaves a few allocations to the end of the process; leaks are other tests' job.
    env["ASAN_OPTIONS"] = env.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
    command = ["xvfb-run", "-a", "-s", "-screen 0 1280x800x24 +extension GLX", "dbus-run-session", "--",
               sys.executable, os.path.abspath(sys.argv[0])] + sys.argv[1:]
    # What the bus and its services print is no line of TAP.
    output = os.dup(1)
    env["GUI_TEST_OUTPUT"] = str(output)
    result = subprocess.run(command, env=env, pass_fds=[output], stdout=subprocess.DEVNULL,
                            stderr=None if "GUI_TEST_NOISE" in os.environ else subprocess.DEVNULL)
    shutil.rmtree(home, ignore_errors=True)
    sys.exit(result.returncode)


def take_output():
    """Inside: what is printed goes where it went outside."""
    os.dup2(int(os.environ["GUI_TEST_OUTPUT"]), 1)


# What the program is started with; None: the show that is written for the test.
arguments = None
# Where the tablet sends to; None: to a port that is free.
osc_port = None


# --- peers ---------------------------------------------------------------------------------------

def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pad(data):
    return data + b"\0" * (4 - len(data) % 4)


class Tablet(threading.Thread):
    """Eight OSC faders; the third moves only when told."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port = port
        self.held = 0.25
        self.alive = True
        self.rounds = 0

    def run(self):
        out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        started = time.monotonic()
        while self.alive:
            elapsed = time.monotonic() - started
            for number in range(1, 9):
                value = self.held if number == 3 else 0.5 + 0.5 * math.sin(elapsed + number)
                out.sendto(pad(b"/1/fader%d" % number) + pad(b",f") + struct.pack(">f", value), ("127.0.0.1", self.port))
            self.rounds += 1
            time.sleep(0.05)

    def send_burst(self, messages):
        """Of the third fader, and as fast as a socket takes them."""
        out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        for number in range(messages):
            value = 0.5 + 0.4 * (number % 2)
            out.sendto(pad(b"/1/fader3") + pad(b",f") + struct.pack(">f", value), ("127.0.0.1", self.port))

    def wait_rounds(self, rounds):
        enough = self.rounds + rounds
        wait("the tablet to send", lambda: self.rounds >= enough)


class Node(threading.Thread):
    """An Art-Net node that keeps the newest frame of each universe, and the first since that was cleared."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.frames, self.first, self.first_s = {}, {}, {}

    def run(self):
        while True:
            packet = self.socket.recv(2048)
            if packet[:8] == b"Art-Net\0" and packet[8:10] == b"\x00\x50":
                universe = struct.unpack("<H", packet[14:16])[0]
                self.frames[universe] = packet[18:]
                if universe not in self.first:
                    self.first_s[universe] = time.monotonic()
                    self.first[universe] = packet[18:]

    def slot(self, universe, channel):
        frame = self.frames.get(universe, b"")
        return frame[channel - 1] if len(frame) >= channel else None


# --- inside --------------------------------------------------------------------------------------

def tree_row(window, name):
    return window.find("table row", name)


def column_row(window, name, right_half):
    """Sources and targets show the same addresses: choose by side."""
    for node in window.find_all("table row", name):
        if node.name.split(",")[0] == name and (window.place(node)[0] > 640) == right_half and window.is_seen(node):
            return node
    return None


def unfold(window, name, right_half, child, level=1):
    """Until the child is there; the arrow is not clicked again while it may still come."""
    for _ in range(4):
        toggle(window, wait("the branch " + name, lambda: column_row(window, name, right_half)), level)
        try:
            return wait("%s below %s" % (child, name), lambda: column_row(window, child, right_half), 15)
        except Failure:
            continue
    raise Failure("%s does not unfold to %s" % (name, child))


def toggle(window, row, level):
    """Clicks the fold arrow of a row at this level of its tree."""
    x, y, _, height = window.place(row)
    right = x > 640
    xdotool("mousemove", x + 14 + (18 if right else 0) + 18 * level, y + height // 2, "click", 1)


class Tests:
    def __init__(self, window, tablet, node, show, program):
        self.window, self.tablet, self.node, self.show, self.program = window, tablet, node, show, program

    # --- for all ---

    def button(self, name):
        return self.window.button(name)

    def label(self, text):
        return self.window.label(text)

    def in_sidebar(self, page):
        """What stands in the row of a page: its name, its figure, the name of its sign."""
        row = next(row for row in self.window.find_all("list item", page) if self.window.is_seen(row))
        return [node.name for node in self.window.walk(row) if node.role in ("label", "image") and node.name]

    def content(self):
        """The show as it is in its file."""
        with open(self.show) as file:
            return json.load(file)

    def choose(self, path, title):
        """In the file chooser a slash opens the line where a path is typed."""
        wait("the file chooser", lambda: self.window.has_focus_in(title))
        chooser = self.window.keyboard_window()

        def line():
            if not self.window.has_text(self.window.focused()):
                self.window.keys("slash")
            return wait("the line for a path", lambda: self.window.has_text(self.window.focused()), 5)
        wait("the line for a path", line)
        self.window.type_text(path)
        # The chooser may still be reading the folder; the window that comes after it may be called as it was.
        self.window.press_until("Return", "the chooser to close", lambda: self.window.keyboard_window() != chooser, every=10)

    def mapping_row(self, name="fader3"):
        found = self.window.tree.find_all(self.window.root, ("table row", "row", "list item"), name)
        return next((node for node in found if "→" in node.name), None)

    def turn_to(self, find, x):
        """Turns the wheel there until what is found stands in the window."""
        def stands_there():
            node = wait("what is scrolled to", lambda: self.window.tree.find_all(self.window.root, None, find)[0])
            _, y, _, height = self.window.place(node)
            if 80 < y and y + height < 750 and self.window.is_seen(node):
                return node
            # A look takes long on a slow machine: as far as it is to go.
            away = y + height - 750 if y > 80 else 80 - y
            xdotool("mousemove", x, 400, "click", "--repeat", max(1, away // 100), "--delay", 20, 5 if y > 80 else 4)
            self.window.settle()
            return None
        return wait("“%s” to be scrolled to" % find, stands_there)

    def stays(self, what, value, expected):
        """Ten rounds of the tablet later the value is still as expected."""
        self.tablet.wait_rounds(10)
        self.window.settle()
        if value() != expected:
            raise Failure("%s: %s" % (what, value()))


class Main(Tests):
    def fader(self):
        return wait("the third fader", lambda: column_row(self.window, "fader3", False))

    def test_signals_that_arrive_stand_in_the_sources(self):
        unfold(self.window, "1", False, "fader3", 1)

    def test_a_universe_nobody_used_stands_in_the_targets(self):
        unfold(self.window, "Universe 0:0:0", True, "4", 1)

    def test_a_source_dropped_on_a_target_is_mapped_at_once(self):
        target = wait("the fourth slot", lambda: column_row(self.window, "4", True))
        gutter = self.window.place(target)[0] - 40
        before = self.window.pixels(gutter, 150, 30, 500)
        self.window.drag_until(lambda: self.window.middle(self.fader(), 0.4),
                               lambda: self.window.middle(column_row(self.window, "4", True), 0.4),
                               "the popover", lambda: self.button("Done"))
        self.window.shot("dropped")
        wait("the mapping's row", lambda: self.mapping_row())
        wait("a wire", lambda: self.window.pixels(gutter, 150, 30, 500) != before)
        wait("0.25 of 255 in slot 4 at the node", lambda: self.node.slot(0, 4) == 64)
        self.tablet.held = 1.0
        wait("the full value", lambda: self.node.slot(0, 4) == 255)

    def test_undo_takes_the_mapping_back(self):
        self.window.keys("ctrl+z")
        wait("the mapping to go", lambda: not self.mapping_row())
        wait("the popover to go", lambda: not self.button("Done"))
        wait("the file without it", lambda: not self.content()["mappings"])
        self.tablet.held = 0.0
        self.stays("slot 4 followed the fader after its mapping was undone", lambda: self.node.slot(0, 4), 255)

    def test_the_same_by_keys_alone(self):
        self.window.click_until(self.fader(), "the focus on it", lambda: self.window.focused(None, "fader3"), 0.4)
        self.window.keys("m")
        wait("the hint", lambda: self.label("fader3"))
        # Several match, and the best is marked: 0/7 is the first of 0/7, 0/70, 0/71 …
        self.window.type_text("0/0/7")
        wait("the hit", lambda: column_row(self.window, "/artnet/0/0/0/7", True))
        self.window.shot("choosing")
        self.window.keys("Return")
        wait("the mapping's row", lambda: self.mapping_row("ch 7"))
        self.tablet.held = 0.5
        wait("half of 255 in slot 7", lambda: self.node.slot(0, 7) == 128)
        self.window.press_until("Escape", "the popover to go", lambda: not self.button("Done"))

    def test_a_typed_address_is_a_target_too(self):
        self.window.click_until(self.fader(), "the focus on it", lambda: self.window.focused(None, "fader3"), 0.4)
        self.window.keys("m")
        wait("the hint", lambda: self.label("fader3"))
        self.window.type_text("/osc/nobody/knows")
        wait("nothing to be found", lambda: self.label("No signal matches"))
        self.window.keys("Return")
        wait("the mapping's row", lambda: self.mapping_row("knows"))
        self.window.keys("ctrl+z")
        wait("it to go", lambda: not self.mapping_row("knows"))

    def test_muting_stops_the_output(self):
        # The act of the button itself, as assistive tools do it.
        wait("the mute button", lambda: self.button("Mute Mapping")).press()
        wait("the button to say so", lambda: self.button("Unmute Mapping"))
        wait("it to be saved", lambda: self.content()["mappings"][0]["enabled"] is False)
        self.tablet.held = 0.9
        self.stays("a muted mapping still sends", lambda: self.node.slot(0, 7), 128)

    def test_edits_reach_the_file(self):
        def saved():
            mappings = self.content()["mappings"]
            return len(mappings) == 1 and mappings[0]["target"] == "/artnet/0/0/0/7" and mappings[0]["enabled"] is False
        wait("the show to be saved", saved)

    def test_a_step_is_found_by_its_words_and_added(self):
        self.window.click_until(self.mapping_row("ch 7"), "the focus on it", lambda: self.window.focused(None, "ch 7"), 0.3)
        self.window.keys("alt+Return")
        button = wait("the inspector", lambda: self.button("Add Step"))
        self.window.click_until(button, "the steps", lambda: self.window.has_text(self.window.focused()))
        self.window.shot("steps")
        self.window.type_text("lamp preheat")
        self.window.shot("steps-found")
        self.window.keys("Return")
        wait("the step to be in the file",
             lambda: any(step["kind"] == "dimmer" for step in self.content()["mappings"][0]["steps"]))

    def test_signals_page_searches(self):
        self.window.keys("alt+2")
        wait("the page", lambda: self.window.entry("Search addresses"))
        self.window.press_until("ctrl+f", "the search", lambda: self.window.has_text(self.window.focused()))
        self.window.type_text("fader5")
        wait("one hit", lambda: tree_row(self.window, "/osc/1/fader5"))
        wait("no others", lambda: tree_row(self.window, "/osc/1/fader6") is None)
        self.window.shot("signals")


def write_show(path, osc_port, node_port):
    content = {
        "format": "clasp-bridge-show", "version": 1, "name": "Test",
        "routers": [{"id": "router", "name": "", "enabled": True, "settings": {"listen": ["ws://127.0.0.1:0/clasp"]}}],
        "connections": [
            {"id": "tablet", "kind": "osc", "name": "Tablet", "enabled": True, "namespace": "/osc",
             "settings": {"listen": "127.0.0.1:%d" % osc_port}},
            {"id": "stage", "kind": "artnet", "name": "Stage", "enabled": True, "namespace": "/artnet",
             "settings": {"listen": "127.0.0.1:%d" % free_port(), "send": ["127.0.0.1:%d" % node_port],
                          "universes": ["0:0:0"]}},
        ],
        "mappings": [],
    }
    with open(path, "w") as file:
        json.dump(content, file)


def run_case(tests, name, window):
    getattr(tests, name)()
    window.check_alive()
    window.check_log()


def tell_failure(window, name, problem):
    """All that helps where nobody can look: what was waited for, what has the focus, what is to be seen."""
    for line in ("%s: %s" % (type(problem).__name__, problem)).splitlines():
        print("# " + line)
    if not isinstance(problem, Failure):
        print("# " + " | ".join(traceback.format_exc().splitlines()[-7:]))
    try:
        window.shot("failed-" + name)
        for line in window.report() + ["stderr: " + line for line in window.new_log()[-30:] if line]:
            print("# " + line)
    except Exception as other:
        print("# and it cannot be looked at: %s" % other)


def recover(window):
    try:
        window.recover()
    except Exception as problem:
        print("# not brought back to page 1: %s" % problem)


class Manager:
    """The window manager. It is not what is tested: a critical message of its own does not end it, and when it
    has gone all the same another one takes its place, for without one no new window gets the keyboard."""

    def __init__(self):
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(("G_", "MALLOC_"))}
        self.start()

    def start(self):
        self.process = subprocess.Popen(["openbox"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.env)

    def see_to_it(self):
        if self.process.poll() is not None:
            print("# the window manager ended with %d and was started again" % self.process.returncode)
            self.start()

    def quit(self):
        self.process.terminate()
        self.process.wait(10)


def run_inside(program, artifacts, cases=Main):
    home = os.environ["GUI_TEST_HOME"]
    show = os.path.join(home, "show.json")
    port = osc_port or free_port()
    node = Node()
    tablet = Tablet(port)
    manager = Manager()
    write_show(show, port, node.port)
    node.start()
    tablet.start()
    names = [name for name in vars(cases) if name.startswith("test_")
             and any(part in name for part in os.environ.get("CLASP_GUI_CASES", "").split(","))]  # to try a few by hand
    failed = 0
    print("1..%d" % len(names), flush=True)
    window = Window(program, show, artifacts, arguments=arguments)
    tests = cases(window, tablet, node, show, program)
    for number, name in enumerate(names, 1):
        result, started = "ok", time.monotonic()
        manager.see_to_it()
        try:
            run_case(tests, name, window)
        except Exception as problem:
            result = "not ok"
            failed += 1
            tell_failure(window, name, problem)
            recover(window)
        print("%s %d %s # %.1f s" % (result, number, name[5:].replace("_", "-"), time.monotonic() - started), flush=True)
    tablet.alive = False
    if window.is_running():
        window.quit()
    manager.quit()
    return 1 if failed else 0


def main(cases=Main):
    if "GUI_TEST_HOME" not in os.environ:
        start_inside()
    artifacts = os.environ.get("CLASP_ARTIFACTS") or (sys.argv[2] if len(sys.argv) > 2 else None)
    take_output()
    try:
        sys.exit(run_inside(sys.argv[1], artifacts, cases))
    except Exception as problem:
        # Outside of all cases: there is no display or window to be tested, or a fault of the test.
        print("Bail out! %s: %s | %s" % (type(problem).__name__, problem, " | ".join(traceback.format_exc().splitlines()[-7:])))
        raise


if __name__ == "__main__":
    main()
