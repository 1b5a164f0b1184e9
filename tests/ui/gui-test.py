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

DEADLINE_S = 40
TOOLS = ["xvfb-run", "dbus-run-session", "openbox", "xdotool", "import"]


# --- outside: a display, a bus -------------------------------------------------------------------

def skip(reason):
    print("1..0 # SKIP " + reason)
    sys.exit(0)


def start_inside():
    for tool in TOOLS:
        if shutil.which(tool) is None:
            skip(tool + " is not installed")
    try:
        import pyatspi  # noqa: F401
    except (ImportError, ValueError):
        skip("python3-pyatspi is not installed")

    home = tempfile.mkdtemp(prefix="clasp-gui-")
    settings = os.path.join(home, "config", "gtk-4.0")
    os.makedirs(settings)
    with open(os.path.join(settings, "settings.ini"), "w") as file:
        file.write("[Settings]\ngtk-font-name=Cantarell 11\ngtk-enable-animations=0\ngtk-xft-hinting=0\n")
    env = dict(os.environ, GUI_TEST_HOME=home, HOME=home, GSK_RENDERER="cairo", GDK_DEBUG="gl-disable",
               XDG_CONFIG_HOME=home + "/config", XDG_DATA_HOME=home + "/data", XDG_STATE_HOME=home + "/state",
               XDG_CACHE_HOME=home + "/cache", LC_ALL="C.UTF-8", CLASP_FINDER_INTERFACE="lo")
    env.pop("GTK_A11Y", None)
    env.pop("WAYLAND_DISPLAY", None)
    # Accessibility leaves a few allocations to the end of the process; leaks are other tests' job.
    env["ASAN_OPTIONS"] = env.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
    command = ["xvfb-run", "-a", "-s", "-screen 0 1280x800x24 +extension GLX", "dbus-run-session", "--",
               sys.executable, os.path.abspath(sys.argv[0])] + sys.argv[1:]
    result = subprocess.run(command, env=env, stderr=None if "GUI_TEST_NOISE" in os.environ else subprocess.DEVNULL)
    shutil.rmtree(home, ignore_errors=True)
    sys.exit(result.returncode)


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

    def run(self):
        out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        started = time.monotonic()
        while self.alive:
            elapsed = time.monotonic() - started
            for number in range(1, 9):
                value = self.held if number == 3 else 0.5 + 0.5 * math.sin(elapsed + number)
                out.sendto(pad(b"/1/fader%d" % number) + pad(b",f") + struct.pack(">f", value), ("127.0.0.1", self.port))
            time.sleep(0.05)


class Node(threading.Thread):
    """An Art-Net node that keeps the newest frame of each universe."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.frames = {}

    def run(self):
        while True:
            packet = self.socket.recv(2048)
            if packet[:8] == b"Art-Net\0" and packet[8:10] == b"\x00\x50":
                self.frames[struct.unpack("<H", packet[14:16])[0]] = packet[18:]

    def slot(self, universe, channel):
        frame = self.frames.get(universe, b"")
        return frame[channel - 1] if len(frame) >= channel else None


# --- inside --------------------------------------------------------------------------------------

class Failure(Exception):
    pass


def wait(what, condition, seconds=DEADLINE_S):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            result = condition()
        except Exception:  # a widget may go while it is looked at
            result = None
        if result:
            return result
        time.sleep(0.1)
    raise Failure("waited %d s for: %s" % (seconds, what))


def xdotool(*arguments):
    subprocess.run(["xdotool"] + [str(argument) for argument in arguments], check=True, stdout=subprocess.DEVNULL)


class Window:
    def __init__(self, program, show, artifacts):
        import pyatspi

        self.atspi = pyatspi
        self.artifacts = artifacts
        self.process = subprocess.Popen([program, "--show", show])
        self.root = wait("the program's window in the accessibility tree", self.find_root, 40)
        self.offset = (0, 0)
        frame = wait("the window's place", self.find_frame)
        self.offset = (frame[0], frame[1])

    def find_root(self):
        for application in self.atspi.Registry.getDesktop(0):
            if application is not None and "clasp" in (application.name or "").lower() and application.childCount > 0:
                return application
        return None

    def find_frame(self):
        """The window without its shadow margin: widgets' extents are relative to it."""
        names = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "clasp"], capture_output=True, text=True)
        for window in names.stdout.split():
            place = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window], capture_output=True, text=True).stdout
            values = dict(line.split("=") for line in place.split() if "=" in line)
            if int(values.get("WIDTH", 0)) > 300:
                return int(values["X"]), int(values["Y"])
        return None

    def walk(self, node, depth=0):
        yield node
        if depth > 40:
            return
        for index in range(node.childCount):
            child = node.getChildAtIndex(index)
            if child is not None:
                yield from self.walk(child, depth + 1)

    def find_all(self, role, name):
        found = []
        for node in self.walk(self.root):
            try:
                if node.getRoleName() == role and name in (node.name or ""):
                    found.append(node)
            except Exception:
                continue
        return found

    def find(self, role, name):
        """The first that is showing."""
        for node in self.find_all(role, name):
            if self.is_seen(node):
                return node
        return None

    def is_seen(self, node):
        """The floor toolkit does not tell of "showing"; what is not allocated has no size."""
        box = node.queryComponent().getExtents(self.atspi.WINDOW_COORDS)
        return box.width > 0 and box.height > 0

    def place(self, node):
        box = node.queryComponent().getExtents(self.atspi.WINDOW_COORDS)
        return (self.offset[0] + box.x, self.offset[1] + box.y, box.width, box.height)

    def middle(self, node, share=0.5):
        x, y, width, height = self.place(node)
        return int(x + width * share), int(y + height / 2)

    def click(self, node, share=0.5):
        xdotool("mousemove", *self.middle(node, share), "click", 1)

    def drag(self, start, end):
        xdotool("mousemove", *start)
        time.sleep(0.2)
        xdotool("mousedown", 1)
        for step in range(1, 10):
            xdotool("mousemove", start[0] + (end[0] - start[0]) * step // 9, start[1] + (end[1] - start[1]) * step // 9)
            time.sleep(0.05)
        time.sleep(0.3)
        xdotool("mouseup", 1)

    def shot(self, name):
        if self.artifacts:
            os.makedirs(self.artifacts, exist_ok=True)
            subprocess.run(["import", "-window", "root", os.path.join(self.artifacts, name + ".png")], check=False)

    def pixels(self, x, y, width, height):
        result = subprocess.run(["import", "-window", "root", "-crop", "%dx%d+%d+%d" % (width, height, x, y), "-depth", "8", "rgb:-"],
                                capture_output=True)
        return result.stdout

    def quit(self):
        if self.process.poll() not in (None, 0, -15):
            raise Failure("the program ended by itself with %d" % self.process.returncode)
        self.process.terminate()
        self.process.wait(10)


def tree_row(window, name):
    return window.find("tree item", name)


def column_row(window, name, right_half):
    """Sources and targets show the same addresses: choose by side."""
    for node in window.find_all("tree item", name):
        if window.is_seen(node) and (window.place(node)[0] > 640) == right_half and node.name.split(",")[0] == name:
            return node
    return None


def toggle(window, row, level):
    """Clicks the fold arrow of a row at this level of its tree."""
    x, y, _, height = window.place(row)
    right = x > 640
    xdotool("mousemove", x + 14 + (18 if right else 0) + 18 * level, y + height // 2, "click", 1)


class Tests:
    def __init__(self, window, tablet, node, show, program):
        self.window, self.tablet, self.node, self.show, self.program = window, tablet, node, show, program

    def test_signals_that_arrive_stand_in_the_sources(self):
        branch = wait("the branch of the faders", lambda: column_row(self.window, "1", False))
        toggle(self.window, branch, 1)
        wait("the third fader", lambda: column_row(self.window, "fader3", False))

    def test_a_universe_nobody_used_stands_in_the_targets(self):
        universe = wait("the universe", lambda: column_row(self.window, "Universe 0:0:0", True))
        toggle(self.window, universe, 1)
        wait("its fourth slot", lambda: column_row(self.window, "4", True))

    def test_a_source_dropped_on_a_target_is_mapped_at_once(self):
        source = column_row(self.window, "fader3", False)
        target = column_row(self.window, "4", True)
        gutter = self.window.place(target)[0] - 40
        before = self.window.pixels(gutter, 150, 30, 500)
        self.window.drag(self.window.middle(source, 0.4), self.window.middle(target, 0.4))
        self.window.shot("dropped")
        wait("the popover", lambda: self.window.find("push button", "Done") or self.window.find("button", "Done"))
        wait("the mapping's row", lambda: self.mapping_row())
        wait("a wire", lambda: self.window.pixels(gutter, 150, 30, 500) != before)
        wait("0.25 of 255 in slot 4 at the node", lambda: self.node.slot(0, 4) == 64)
        self.tablet.held = 1.0
        wait("the full value", lambda: self.node.slot(0, 4) == 255)

    def test_undo_takes_the_mapping_back(self):
        xdotool("key", "ctrl+z")
        wait("the mapping to go", lambda: not self.mapping_row())
        wait("the popover to go", lambda: not (self.window.find("push button", "Done") or self.window.find("button", "Done")))
        self.tablet.held = 0.0
        time.sleep(0.5)
        if self.node.slot(0, 4) != 255:
            raise Failure("slot 4 followed the fader after its mapping was undone")

    def test_the_same_by_keys_alone(self):
        self.window.click(column_row(self.window, "fader3", False), 0.4)
        xdotool("key", "m")
        wait("the hint", lambda: self.window.find("label", "fader3"))
        # Several match, so the list is walked: 0/7 is the first of 0/7, 0/70, 0/71 …
        xdotool("type", "0/0/7")
        wait("the hit", lambda: column_row(self.window, "/artnet/0/0/0/7", True))
        xdotool("key", "Return")
        time.sleep(0.3)
        self.window.shot("choosing")
        xdotool("key", "Return")
        wait("the mapping's row", lambda: self.mapping_row("ch 7"))
        self.tablet.held = 0.5
        wait("half of 255 in slot 7", lambda: self.node.slot(0, 7) == 128)
        xdotool("key", "Escape")

    def test_a_typed_address_is_a_target_too(self):
        self.window.click(column_row(self.window, "fader3", False), 0.4)
        xdotool("key", "m")
        xdotool("type", "/osc/nobody/knows")
        wait("nothing to be found", lambda: self.window.find("label", "No signal matches"))
        xdotool("key", "Return")
        wait("the mapping's row", lambda: self.mapping_row("knows"))
        xdotool("key", "ctrl+z")
        wait("it to go", lambda: not self.mapping_row("knows"))

    def test_muting_stops_the_output(self):
        # The act of the button itself, as assistive tools do it.
        button = wait("the mute button", lambda: self.window.find("push button", "Mute Mapping"))
        button.queryAction().doAction(0)
        wait("the button to say so", lambda: self.window.find("push button", "Unmute Mapping"))
        time.sleep(0.3)
        self.tablet.held = 0.9
        time.sleep(0.5)
        if self.node.slot(0, 7) != 128:
            raise Failure("a muted mapping still sends")

    def test_edits_reach_the_file(self):
        def saved():
            with open(self.show) as file:
                mappings = json.load(file)["mappings"]
            return len(mappings) == 1 and mappings[0]["target"] == "/artnet/0/0/0/7" and mappings[0]["enabled"] is False
        wait("the show to be saved", saved)

    def test_a_step_is_found_by_its_words_and_added(self):
        row = self.mapping_row("ch 7")
        xdotool("mousemove", *self.window.middle(row, 0.3), "click", 1)
        time.sleep(0.3)
        xdotool("key", "alt+Return")
        time.sleep(0.5)
        button = wait("the inspector", lambda: self.window.find("toggle button", "Add Step")
                      or self.window.find("push button", "Add Step"))
        self.window.click(button)
        time.sleep(0.5)
        self.window.shot("steps")
        xdotool("type", "lamp preheat")
        time.sleep(0.5)
        self.window.shot("steps-found")
        xdotool("key", "Return")

        def saved():
            with open(self.show) as file:
                return any(step["kind"] == "dimmer" for step in json.load(file)["mappings"][0]["steps"])
        wait("the step to be in the file", saved)

    def test_signals_page_searches(self):
        xdotool("key", "alt+2")
        time.sleep(0.5)
        xdotool("key", "ctrl+f")
        xdotool("type", "fader5")
        wait("one hit", lambda: tree_row(self.window, "/osc/1/fader5"))
        wait("no others", lambda: tree_row(self.window, "/osc/1/fader6") is None)
        self.window.shot("signals")

    def test_pictures_of_all_pages(self):
        """In light and dark, wide and narrow: to be looked at; here only that nothing stays black."""
        self.window.quit()
        for scheme in ("light", "dark"):
            for width in (1280, 400):
                self.picture(scheme, width)

    def picture(self, scheme, width):
        state = os.path.join(os.environ["XDG_STATE_HOME"], "clasp-bridge")
        os.makedirs(state, exist_ok=True)
        with open(os.path.join(state, "window.ini"), "w") as file:
            file.write("[window]\nwidth=%d\nheight=800\n" % width)
        env = dict(os.environ, ADW_DEBUG_COLOR_SCHEME="prefer-" + scheme)
        self.window.process = subprocess.Popen([self.program, "--show", self.show], env=env)
        time.sleep(1)
        wait("the window", self.window.find_frame)
        time.sleep(2)
        for page in range(1, 7):
            xdotool("key", "alt+%d" % page)
            time.sleep(0.7)
            self.window.shot("page-%d-%s-%d" % (page, scheme, width))
            if len(set(self.window.pixels(540, 60, 200, 700))) < 3:
                raise Failure("page %d is empty in %s at %d" % (page, scheme, width))
        self.window.quit()

    def mapping_row(self, name="fader3"):
        for role in ("table row", "row", "list item"):
            for node in self.window.find_all(role, name):
                if "→" in node.name:
                    return node
        return None


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


def run_inside(program, artifacts, cases=Tests):
    home = os.environ["GUI_TEST_HOME"]
    show = os.path.join(home, "show.json")
    osc_port = free_port()
    node = Node()
    tablet = Tablet(osc_port)
    manager = subprocess.Popen(["openbox"])
    write_show(show, osc_port, node.port)
    node.start()
    tablet.start()
    window = Window(program, show, artifacts)
    tests = cases(window, tablet, node, show, program)
    names = [name for name in vars(cases) if name.startswith("test_")
             and os.environ.get("CLASP_GUI_CASES", "") in name]  # to try a few by hand
    failed = 0
    print("1..%d" % len(names), flush=True)
    for number, name in enumerate(names, 1):
        try:
            getattr(tests, name)()
            result = "ok"
            if window.process.poll() not in (None, 0, -15):
                raise Failure("the program ended by itself with %d" % window.process.returncode)
        except Exception as problem:
            result = "not ok"
            failed += 1
            print("# %s: %s" % (type(problem).__name__, problem))
            window.shot("failed-" + name)
        print("%s %d %s" % (result, number, name[5:].replace("_", "-")), flush=True)
    tablet.alive = False
    window.quit()
    manager.terminate()
    manager.wait(10)
    return 1 if failed else 0


def main(cases=Tests):
    if "GUI_TEST_HOME" not in os.environ:
        start_inside()
    artifacts = os.environ.get("CLASP_ARTIFACTS") or (sys.argv[2] if len(sys.argv) > 2 else None)
    sys.exit(run_inside(sys.argv[1], artifacts, cases))


if __name__ == "__main__":
    main()
