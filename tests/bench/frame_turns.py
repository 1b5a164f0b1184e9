# SPDX-License-Identifier: GPL-3.0-or-later
"""What a window costs a value on its way through the engine, where each has a processor of its own.

On two processors for everything, a window, its X server, the generator and the engine get in each other's way, whatever the
program does. Here what draws has the last processor, and the engine with what sends to it the first, as on a machine that
has enough of them. The window is minimised, and each page is looked at, in short turns again and again: a machine that is
slow for a minute is so for all of them.
"""

import os
import time

from frame_rig import share, windows, xdotool

WORKER = "clasp-worker"
PAGES = ("patch", "signals", "monitor")
SETTLE_S = 0.7


def can_part():
    return len(os.sched_getaffinity(0)) > 1


def processors():
    """Of the engine, and of what draws."""
    found = sorted(os.sched_getaffinity(0))
    return {found[0]}, {found[-1]}


def threads(process):
    for thread in os.listdir("/proc/%d/task" % process):
        with open("/proc/%d/task/%s/comm" % (process, thread), encoding="utf-8") as file:
            yield int(thread), file.read().strip()


def display_server():
    """The process of the X server we draw on."""
    display = os.environ["DISPLAY"].split(".")[0]
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/cmdline" % process, "rb") as file:
                command = file.read().decode(errors="replace").split("\0")
        except OSError:
            continue
        if command[0].endswith("Xvfb") and display in command[1:]:
            return int(process)
    raise RuntimeError("no Xvfb has the display " + display)


class Turns:
    def __init__(self, window, load, probe, manager):
        self.window, self.probe = window, probe
        self.load, self.manager = load, manager
        self.rounds = []

    def part(self):
        """What is started later goes where its parent is."""
        engine, drawing = self.parted = processors()
        for thread, name in threads(self.window.process.pid):
            os.sched_setaffinity(thread, engine if name == WORKER else drawing)
        for process in (display_server(), self.manager.pid):
            for thread, _ in threads(process):
                os.sched_setaffinity(thread, drawing)
        for thread, _ in threads(os.getpid()):
            os.sched_setaffinity(thread, drawing)
        for thread, _ in threads(self.load.process.pid):
            os.sched_setaffinity(thread, engine)

    def join(self):
        everywhere = set.union(*self.parted)
        processes = [self.window.process.pid, display_server(), self.manager.pid, os.getpid(), self.load.process.pid]
        for process in processes:
            for thread, _ in threads(process):
                os.sched_setaffinity(thread, everywhere)

    def take(self, seconds, act):
        """How long values took, in microseconds."""
        self.probe.start(self.window.show.probe, self.parted[0])
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if act is not None:
                act()
            else:
                time.sleep(0.1)
        self.probe.finish()
        return self.probe.found_us

    def minimised(self, shown, seconds):
        for name in shown:
            xdotool("windowminimize", name)
        time.sleep(SETTLE_S)
        found = self.take(seconds, None)
        for name in shown:
            xdotool("windowmap", name, "windowactivate", "--sync", name)
        return found

    def looked_at(self, name, seconds, page, scroll):
        page(name)
        return self.take(seconds, None if name == "patch" else scroll)

    def run(self, rounds, seconds, page, scroll):
        """Each page and none, for so many @seconds, so many times: p50 and p99 of all, and of each round."""
        shown = windows()
        self.part()
        try:
            for _ in range(rounds):
                found = {"minimised": self.minimised(shown, seconds)}
                for name in PAGES:
                    found[name] = self.looked_at(name, seconds, page, scroll)
                self.rounds.append(found)
        finally:
            self.join()
        return {name: self.figures(name) for name in self.rounds[0]}

    def figures(self, name):
        return {"n": sum(len(found[name]) for found in self.rounds),
                "p50_us": share(sum((found[name] for found in self.rounds), []), 0.5),
                "p99_us": share(sum((found[name] for found in self.rounds), []), 0.99),
                "rounds_p99_us": [share(found[name], 0.99) for found in self.rounds]}
