# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of tests/bench/frames: what was measured beside what is wanted."""

import os
import platform


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        names = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
    load = os.getloadavg()[1]
    return (f"{len(names)} × {names[0] if names else platform.machine()}, Linux {platform.release()}; "
            f"load average of the last five minutes {load:.1f}; software rendering (cairo) on Xvfb, 1920 × 1080 at 60 Hz.")


def ms(result, phase, key):
    return result[phase][key] / 1000 if phase in result else None


def worst(result, key):
    return max(ms(result, phase, key) for phase in ("patch", "signals", "signals-scrolling", "monitor", "monitor-scrolling"))


def missed(result, phase):
    found = result[phase]
    return 100 * found["missed"] / max(found["missed"] + found["frames"], 1)


LOOKED_AT = (("patch", "Patch"), ("signals-scrolling", "Signals scrolling"), ("monitor-scrolling", "Monitor scrolling"))


# A value's way by OSC through the engine and out again, from outside. The router's own histogram is too coarse for a tenth.
def engine_change(result):
    bare = result["daemon"]["way_p99_us"]
    with_window = [result[phase]["way_p99_us"] for phase, _ in LOOKED_AT]
    if not bare or None in with_window:
        return None
    return 100 * (max(with_window) / bare - 1)


# The same where the window has a processor of its own, against the window minimised.
def engine_change_apart(result):
    if "turns" not in result:
        return None
    bare = result["turns"]["minimised"]["p99_us"]
    pages = [found["p99_us"] for name, found in result["turns"].items() if name != "minimised"]
    if not bare or None in pages:
        return None
    return 100 * (max(pages) / bare - 1)


# title, unit, goals at L1, L2, L3, figure
ROWS = [
    ("Work per frame, Patch, p95", "ms", (3, 6, 10), lambda r: ms(r, "patch", "work-p95")),
    ("Work per frame, Patch, p99", "ms", (5, 9, 16), lambda r: ms(r, "patch", "work-p99")),
    ("Work per frame, Signals scrolling, p95", "ms", (3, 6, 10), lambda r: ms(r, "signals-scrolling", "work-p95")),
    ("Work per frame, Signals scrolling, p99", "ms", (5, 9, 16), lambda r: ms(r, "signals-scrolling", "work-p99")),
    ("Work per frame, Monitor scrolling, p95", "ms", (3, 6, 10), lambda r: ms(r, "monitor-scrolling", "work-p95")),
    ("Work per frame, Monitor scrolling, p99", "ms", (5, 9, 16), lambda r: ms(r, "monitor-scrolling", "work-p99")),
    ("The same by the processor, Patch, p99", "ms", (5, 9, 16), lambda r: ms(r, "patch", "cpu-p99")),
    ("The same by the processor, Signals scrolling, p99", "ms", (5, 9, 16), lambda r: ms(r, "signals-scrolling", "cpu-p99")),
    ("The same by the processor, Monitor scrolling, p99", "ms", (5, 9, 16), lambda r: ms(r, "monitor-scrolling", "cpu-p99")),
    ("Frames missed, scrolling Signals", "%", (0, 1, 5), lambda r: missed(r, "signals-scrolling")),
    ("Frames missed, scrolling Monitor", "%", (0, 1, 5), lambda r: missed(r, "monitor-scrolling")),
    ("Input to picture, p99, Signals", "ms", (50, 50, 100), lambda r: ms(r, "signals-scrolling", "input-p99")),
    ("Input to picture, p99, Monitor", "ms", (50, 50, 100), lambda r: ms(r, "monitor-scrolling", "input-p99")),
    ("Key in the search to picture, longest", "ms", (150, 150, 150), lambda r: ms(r, "search", "input-max")),
    ("Value to meter, p99", "ms", (33, 33, 67), lambda r: ms(r, "signals", "value-p99")),
    ("Window's processor, Patch", "%", (10, 20, 60), lambda r: 100 * r["patch"]["cpu"]),
    ("Window's processor, minimised", "%", (0.5, 0.5, 1), lambda r: 100 * r["hidden"]["cpu"]),
    ("Window's processor, no traffic", "%", (0.5, 0.5, 0.5), lambda r: 100 * r["idle"]["cpu"]),
    ("Frames a second, no traffic", "", (0, 0, 0), lambda r: r["idle"]["frames"] / r["idle"]["seconds"]),
    ("Value through the engine, p99, worst page against no window", "%", (10, 10, 10), engine_change),
    ("The same with processors apart, against the window minimised", "%", (10, 10, 10), engine_change_apart),
    ("Longest block of the main thread", "ms", (30, 50, 100), lambda r: worst(r, "block-max")),
    ("Most processor time of one frame", "ms", (30, 50, 100), lambda r: worst(r, "cpu-max")),
    ("Taking over from the engine in a frame, longest", "ms", (2, 2, 2), lambda r: worst(r, "drain-max")),
    ("Memory above a bare daemon", "MB", (120, 160, 260), lambda r: r["monitor-scrolling"]["memory_mb"] - r["daemon"]["memory_mb"]),
    ("Start to first picture, 500 mappings", "s", (1, 1, 1.5), lambda r: r["start_s"]),
    ("The same, the window's processor time", "s", (1, 1, 1.5), lambda r: r["start_cpu_s"]),
    ("Blackout key to first dark packet", "ms", (50, 50, 50), lambda r: r["blackout_key_ms"]),
    ("Blackout by OSC, main thread held", "ms", (50, 50, 50), lambda r: r["blackout_held_ms"]),
]


def cell(value, goal):
    if value is None:
        return "–"
    if value == float("inf"):
        return "**never**"
    text = f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
    # What is read off a histogram is up to a sixteenth too large.
    return text if value <= goal * 1.0001 else f"**{text}**"


def row(title, unit, goals, figure, results):
    cells = []
    for level, goal in zip(("L1", "L2", "L3"), goals):
        if level in results:
            cells += [cell(figure(results[level]), goal), f"{goal:g}"]
        else:
            cells += ["", f"{goal:g}"]
    return f"| {title}{', ' + unit if unit else ''} | " + " | ".join(cells) + " |"


def sent(results):
    lines = []
    for level, result in results.items():
        load = result["daemon"]["load"]
        bare, beside = result["daemon"], result["in_s"]
        lines.append(f"- {level}: {load['rate']:.0f} OSC messages a second left the generator, {load['addresses']} addresses. The bare "
                     f"daemon took in {bare['in_s'].get('tablet', 0):.0f} a second and {bare['in_s'].get('desk', 0):.0f} levels from universes, "
                     f"and sent {bare['lamps_s']:.0f} frames; with the window {beside.get('tablet', 0):.0f} and {beside.get('desk', 0):.0f}. "
                     "A value through the engine, p50 and p99: " + "; ".join(ways(result)) + "." + apart(result))
    return lines


def ways(result):
    for phase, title in (("daemon", "no window"),) + LOOKED_AT:
        found = result[phase]
        if found["way_p50_us"] is not None:
            yield f"{title} {found['way_p50_us'] / 1000:.3g} and {found['way_p99_us'] / 1000:.3g} ms" + (
                f" ({found['way_lost']} of {found['way_n']} later than a second)" if found["way_lost"] else "")


def apart(result):
    if "turns" not in result:
        return ""
    found = [f"{name} {way['p50_us'] / 1000:.3g} and {way['p99_us'] / 1000:.3g} ms"
             for name, way in result["turns"].items() if way["p50_us"] is not None]
    return " Processors apart, in turn: " + "; ".join(found) + "."


def markdown(results):
    lines = [machine(), ""] + sent(results) + [""]
    lines += ["What misses its goal is bold.", "", "| | L1 | goal | L2 | goal | L3 | goal |", "| --- |" + " ---: |" * 6]
    lines += [row(*entry, results) for entry in ROWS]
    return "\n".join(lines) + "\n"
