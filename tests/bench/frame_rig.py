# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests/bench/frames measures with: shows, the two programs, the load, lamps, and what they cost."""

import ctypes
import hashlib
import json
import os
import re
import socket
import struct
import subprocess
import threading
import time
import urllib.request

ACTIONS = "org.gtk.Actions"
TICK_S = 0.05


def free_port(kind=socket.SOCK_DGRAM):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait(what, condition, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        result = condition()
        if result:
            return result
        time.sleep(TICK_S)
    raise RuntimeError("waited %d s for %s" % (seconds, what))


# --- shows ---------------------------------------------------------------------------------------

class Show:
    """OSC and Art-Net in, Art-Net out, and mappings to slots: from slots that move, where some do."""

    def __init__(self, folder, name, mappings, universes, moving_universes, lamps_port, probe_port=None):
        self.path = os.path.join(folder, name + ".json")
        self.osc, self.artnet, self.probe = free_port(), free_port(), free_port()
        self.tcp, self.router = free_port(socket.SOCK_STREAM), free_port(socket.SOCK_STREAM)
        out = ["0:%d:%d" % (number // 16, number % 16) for number in range(universes)]
        connections = [
            connection("tablet", "osc", "Tablet", "/osc",
                       listen=["127.0.0.1:%d" % self.osc, "tcp-length://127.0.0.1:%d" % self.tcp]),
            connection("stage", "artnet", "Stage", "/artnet", listen="", send=["127.0.0.1:%d" % lamps_port],
                       universes=out),
        ]
        ways = [simple("dark", "/osc/blackout", "/bridge/blackout")]
        if probe_port is not None:
            connections.append(connection("probe", "osc", "Probe", "/probe", listen=["127.0.0.1:%d" % self.probe],
                                          send=["127.0.0.1:%d" % probe_port],
                                          **{"max-rate": 0}))
            ways.append(simple("way", "/probe/in", "/probe/out"))
        if moving_universes > 0:
            incoming = ["0:0:%d" % number for number in range(moving_universes)]
            connections.append(connection("desk", "artnet", "Desk", "/desk", listen="127.0.0.1:%d" % self.artnet,
                                          send=[], universes=incoming, **{"answer-polls": False}))
        content = {
            "format": "clasp-bridge-show", "version": 1, "name": name,
            "routers": [{"id": "router", "name": "", "enabled": True,
                         "settings": {"listen": ["ws://127.0.0.1:%d/clasp" % self.router]}}],
            "connections": connections,
            "mappings": [self.mapping(number, universes, moving_universes > 0) for number in range(mappings)]
                        + ways,
        }
        with open(self.path, "w", encoding="utf-8") as file:
            json.dump(content, file)

    @staticmethod
    def mapping(number, universes, is_moving):
        universe, slot = number % universes, number // universes + 1
        source = "/desk/0/0/%d/%d" % (universe, slot) if is_moving else "/osc/s/g0000/c%04d" % number
        return simple("m%d" % number, source, "/artnet/0/%d/%d/%d" % (universe // 16, universe % 16, slot))


def simple(name, source, target):
    return {"id": name, "enabled": True, "source": source, "target": target, "steps": []}


def connection(name, kind, title, namespace, **settings):
    return {"id": name, "kind": kind, "name": title, "enabled": True, "namespace": namespace, "settings": settings}


# --- the lamps: where Art-Net goes out -----------------------------------------------------------

class Lamps(threading.Thread):
    """Keeps of each universe when its last frame came, by the kernel's clock, and whether it was dark."""

    SO_TIMESTAMPNS = 35

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, self.SO_TIMESTAMPNS, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.frames = 0
        self.dark_s = None  # the first dark frame since it was cleared
        self.lit_s = None

    def run(self):
        while True:
            packet, ancillary, _, _ = self.socket.recvmsg(1024, 64)
            if packet[:8] != b"Art-Net\0" or packet[8:10] != b"\x00\x50":
                continue
            seconds, nanoseconds = struct.unpack("qq", ancillary[0][2][:16])
            self.frames += 1
            if not any(packet[18:]):
                self.dark_s = self.dark_s or seconds + nanoseconds / 1e9
            else:
                self.lit_s = self.lit_s or seconds + nanoseconds / 1e9


# --- how long a value is on its way ---------------------------------------------------------------

def share(found, part):
    """What @part of all that was found does not pass; None of nothing."""
    found = sorted(found)
    return found[min(int(len(found) * part), len(found) - 1)] if found else None


class Probe:
    """Sends a number by OSC, which a mapping sends back, and takes the time by the kernel's clock, again and again.

    It runs before all else where it may, so that what it finds is the way through the engine and not its own wait for a processor."""

    PERIOD_S = 0.002

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, Lamps.SO_TIMESTAMPNS, 1)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(1)
        self.port = self.socket.getsockname()[1]
        self.found_us = []
        self.lost = 0
        self.is_ending = False
        self.thread = None

    def start(self, port, processors=None):
        """On @processors, where that is said."""
        self.found_us, self.lost = [], 0
        self.is_ending = False
        self.thread = threading.Thread(target=self.run, args=(port, processors), daemon=True)
        self.thread.start()

    def run(self, port, processors):
        if processors is not None:
            os.sched_setaffinity(0, processors)
        try:
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(2))
        except PermissionError:
            pass
        number = 0
        while not self.is_ending:
            number += 1
            begin = time.time()
            self.socket.sendto(osc_message("/in", float(number)), ("127.0.0.1", port))
            arrived = self.wait_for(number)
            if arrived is None:
                self.lost += 1
            else:
                self.found_us.append((arrived - begin) * 1e6)
            time.sleep(self.PERIOD_S)

    def wait_for(self, number):
        try:
            while True:
                packet, ancillary, _, _ = self.socket.recvmsg(1024, 64)
                if struct.unpack(">f", packet[-4:])[0] == number:
                    seconds, nanoseconds = struct.unpack("qq", ancillary[0][2][:16])
                    return seconds + nanoseconds / 1e9
        except socket.timeout:
            return None

    def finish(self):
        """The way's p50 and p99 in microseconds, and how many never came back."""
        self.is_ending = True
        self.thread.join()
        return {"way_n": len(self.found_us), "way_p50_us": share(self.found_us, 0.5), "way_p99_us": share(self.found_us, 0.99),
                "way_lost": self.lost}


# --- a process -----------------------------------------------------------------------------------

class Program:
    """A program of ours with a show, and what the kernel and its router tell of it."""

    running = []  # for an end before the end

    def __init__(self, command, show):
        self.show = show
        self.started_us = time.monotonic() * 1e6
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=None if "CLASP_FRAMES_NOISE" in os.environ else subprocess.DEVNULL)
        Program.running.append(self)

    def metrics(self):
        """Empty when it does not answer: a machine that is too busy for that shows it in all figures."""
        try:
            with urllib.request.urlopen("http://127.0.0.1:%d/metrics" % self.show.router, timeout=10) as answer:
                return answer.read().decode()
        except OSError:
            return ""

    def wait_for_router(self):
        wait("the router", self.metrics)
        return self

    def messages(self):
        """What came in by OSC, and levels by Art-Net."""
        found = re.findall(r'^clasp_bridge_messages_total\{bridge="(\w+)",direction="in"\} (\S+)', self.metrics(), re.M)
        return {name: float(count) for name, count in found}

    def main_cpu_ns(self):
        """Of the main thread, which is the window's."""
        with open("/proc/%d/task/%d/schedstat" % (self.process.pid, self.process.pid), encoding="ascii") as file:
            return int(file.read().split()[0])

    def memory_mb(self):
        with open("/proc/%d/status" % self.process.pid, encoding="ascii") as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1)) / 1000

    def stop(self):
        Program.running.remove(self)
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class FrameFigures:
    """What the application with this process and show tells of its frames, over the session bus."""

    def __init__(self, process, show_path, bus):
        self.process, self.show_path, self.bus = process, show_path, bus
        self.name = wait("the application on the bus", self.find_name)
        wait("the first frame", lambda: self.read()["first-frame"])

    def call(self, target, path, interface, method, parameters, answer):
        from gi.repository import Gio, GLib
        kind = GLib.VariantType(answer) if answer else None
        return self.bus.call_sync(target, path, interface, method, parameters, kind, Gio.DBusCallFlags.NONE, 60000, None)

    def find_name(self):
        from gi.repository import GLib
        if self.process.poll() is not None:
            raise RuntimeError("the application ended by itself with %d" % self.process.returncode)
        names = self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "ListNames", None, "(as)")
        for name in names.unpack()[0]:
            if not name.startswith(":"):
                continue
            try:
                owner = self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                  "GetConnectionUnixProcessID", GLib.Variant("(s)", (name,)), "(u)")
                if owner.unpack()[0] == self.process.pid and self.ask(name, "read"):
                    return name
            except GLib.Error:
                continue
        return None

    def ask(self, name, what):
        from gi.repository import GLib
        digits = hashlib.sha256(os.path.realpath(self.show_path).encode()).hexdigest()[:16]
        path = "/io/github/clasp_bridge/ClaspBridge/Show_" + digits
        argument = GLib.Variant("(sava{sv})", ("frames", [GLib.Variant("s", what)], {}))
        self.call(name, path, ACTIONS, "Activate", argument, None)
        state = self.call(name, path, ACTIONS, "Describe", GLib.Variant("(s)", ("frames",)), "((bgav))")
        return state.unpack()[0][2][0]

    def read(self):
        return self.ask(self.name, "read")

    def reset(self):
        return self.ask(self.name, "reset")


class Window(Program):
    """The application with its window, and its frame figures."""

    def __init__(self, program, show, bus):
        super().__init__([program, "--show", show.path], show)
        self.frames = FrameFigures(self.process, show.path, bus)

    def figures(self):
        return self.frames.read()

    def reset(self):
        return self.frames.reset()

    def usable_s(self):
        return (self.figures()["first-frame"] - self.started_us) / 1e6

    def measure(self, seconds, act=None, probe=None):
        """Runs @act again and again for so long, and tells what that took."""
        self.reset()
        if probe is not None:
            probe.start(self.show.probe)
        cpu_ns, begin = self.main_cpu_ns(), time.monotonic()
        while time.monotonic() - begin < seconds:
            if act is not None:
                act()
            else:
                time.sleep(min(0.2, seconds))
        passed = time.monotonic() - begin
        cpu = (self.main_cpu_ns() - cpu_ns) / 1e9 / passed
        found = self.figures()
        if probe is not None:
            found.update(probe.finish())
        found.update(seconds=passed, cpu=cpu, memory_mb=self.memory_mb())
        return found


# --- the load ------------------------------------------------------------------------------------

class Load:
    """window-load; ready when every address was sent once."""

    def __init__(self, program, level, show, seconds, extra=()):
        self.process = subprocess.Popen(
            [program, level, "--osc", str(show.osc), "--artnet", str(show.artnet), "--tcp", str(show.tcp),
             "--seconds", str(seconds)] + list(extra), stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            raise RuntimeError("the load does not start")

    def finish(self):
        return json.loads(self.process.communicate()[0])

    def stop(self):
        self.process.kill()
        self.process.wait()


# --- a main thread that does not go on -----------------------------------------------------------

class Stopped:
    """Holds one thread of a process, as a debugger would; the others go on."""

    SEIZE, INTERRUPT, DETACH, WALL = 0x4206, 0x4207, 17, 0x40000000

    def __init__(self, thread):
        self.thread = thread
        self.libc = ctypes.CDLL(None, use_errno=True)

    def ptrace(self, request):
        if self.libc.ptrace(ctypes.c_long(request), ctypes.c_long(self.thread), None, None) != 0:
            raise OSError(ctypes.get_errno(), "ptrace")

    def __enter__(self):
        self.ptrace(self.SEIZE)
        self.ptrace(self.INTERRUPT)
        os.waitpid(self.thread, self.WALL)

    def __exit__(self, *_):
        self.ptrace(self.DETACH)


# --- hands ---------------------------------------------------------------------------------------

class Hands:
    """Keys, clicks and the wheel by the X server's test extension: at once, and nothing is started for it."""

    def __init__(self):
        self.x11, self.test = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XStringToKeysym.restype = ctypes.c_ulong
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(None))

    def press(self, name, is_down):
        code = self.x11.XKeysymToKeycode(self.display, ctypes.c_ulong(self.x11.XStringToKeysym(name.encode())))
        self.test.XTestFakeKeyEvent(self.display, ctypes.c_uint(code), int(is_down), ctypes.c_ulong(0))

    def key(self, *names):
        """The last with all others held."""
        for name in names:
            self.press(name, True)
        for name in reversed(names):
            self.press(name, False)
        self.x11.XSync(self.display, 0)

    def move(self, x, y):
        self.test.XTestFakeMotionEvent(self.display, -1, x, y, ctypes.c_ulong(0))
        self.x11.XSync(self.display, 0)

    def click(self, button):
        for is_down in (1, 0):
            self.test.XTestFakeButtonEvent(self.display, ctypes.c_uint(button), is_down, ctypes.c_ulong(0))
        self.x11.XSync(self.display, 0)


def windows():
    """The ids of the application's windows that are on the display."""
    found = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "clasp"], capture_output=True, text=True, check=False)
    return found.stdout.split()


def xdotool(*arguments):
    subprocess.run(["xdotool"] + list(arguments), check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def osc_message(address, value):
    def pad(data):
        return data + b"\0" * (4 - len(data) % 4)
    return pad(address.encode()) + pad(b",f") + struct.pack(">f", value)


def osc(port, address, value):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.sendto(osc_message(address, value), ("127.0.0.1", port))
