# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured, of whom, and which figures of it are shown."""

import contextlib
import json
import os
import re
import socket
import sqlite3
import tempfile
import threading
import urllib.request
from dataclasses import dataclass, field
from statistics import median

from contenders import Missing, free_port, write_show
from report import ratios

BROKERS = ("mqtt", "nats", "redis")
CARRIERS = ("bare-tcp", "bare-ws", "clasp-tcp", "clasp-ws")
EVERYBODY = CARRIERS + ("clasp-tcp stream",) + BROKERS


@dataclass(frozen=True)
class Metric:
    name: str  # in the generator's JSON
    title: str
    unit: str = ""
    more_is_better: bool = True
    is_compared: bool = False


@dataclass
class Measure:
    group: str
    key: str
    title: str
    metrics: tuple
    contenders: tuple
    arguments: tuple = ()  # of the generator
    seconds: float = 1.0
    runs: object = None  # (nullable) a function of (bench, contender) that gives the numbers
    note: str = ""


@dataclass
class Goal:
    title: str
    limit: float
    at_least: bool
    measure: object = field(repr=False)


LATENCY = (
    Metric("p50_us", "p50", "us", False, True),
    Metric("p99_us", "p99", "us", False, True),
    Metric("p999_us", "p99.9", "us", False),
    Metric("cpu_us_per_delivery", "server CPU a message", "us", False),
)
THROUGHPUT = (
    Metric("deliveries_per_s", "messages", "1/s", True, True),
    Metric("cpu_us_per_delivery", "server CPU a message", "us", False, True),
    Metric("server_busy", "server busy"),
    Metric("generator_busy", "generator busy"),
    Metric("p50_us", "p50", "us", False),
    Metric("p99_us", "p99", "us", False),
)
FAN_OUT = (
    Metric("deliveries_per_s", "deliveries", "1/s", True, True),
    Metric("cpu_us_per_delivery", "server CPU a delivery", "us", False, True),
    Metric("server_busy", "server busy"),
    Metric("generator_busy", "generator busy"),
)


def hop(window):
    is_single = window == 1
    return Measure(
        "A", f"A {window}", f"one publisher, one subscriber, {window} in flight",
        LATENCY if is_single else THROUGHPUT, EVERYBODY, ("--window", str(window)), seconds=1.5 if is_single else 1.0)


def fan_out(subscribers):
    return Measure(
        "B", f"B {subscribers}", f"one publisher, {subscribers} subscriber{'s' * (subscribers > 1)}, 64 in flight", FAN_OUT, EVERYBODY,
        ("--window", "64", "--subscribers", str(subscribers)))


def patterns(shape, title):
    """10,000 patterns on ten connections; each address is matched by one. The servers are fresh: a subscription to
    parameters that exist begins with a snapshot, which is measured elsewhere."""
    def runs(bench, contender):
        with bench.fresh(contender) as server:
            return bench.load("flow", contender, server, "--shape", shape, "--topics", "10000", "--window", "2048",
                              "--seconds", str(bench.seconds(0.6)))
    return Measure("D", f"D {shape}", f"10,000 subscriptions, {title}, one matches each message, 2048 in flight",
                   THROUGHPUT[:4], ("clasp-tcp", "clasp-ws") + BROKERS, runs=runs)


TABLE = (
    Metric("create_per_s", "created", "1/s", True, True),
    Metric("set_per_s", "set", "1/s", True, True),
    Metric("get_per_s", "get", "1/s", True, True),
    Metric("set_cpu_us", "CPU a set", "us", False, True),
    Metric("get_cpu_us", "CPU a get", "us", False, True),
    Metric("bytes_per_param", "memory each", "B", False, True),
    Metric("snapshot_ms", "snapshot of all", "ms", False),
    Metric("snapshot_per_s", "in it", "1/s"),
)


def addresses(count):
    def runs(bench, contender):
        with bench.fresh(contender) as server:
            return bench.load("table", contender, server, "--topics", str(count))
    return Measure("C", f"C {count}", f"a table of {count:,} addresses", TABLE, ("clasp-tcp", "clasp-ws", "redis"), runs=runs)


# ---- E ----

class Reader:
    """Asks for the metrics ten times a second, as a monitor would once in many seconds."""

    def __init__(self, server):
        self.url = f"http://127.0.0.1:{server.ports['clasp-ws']}/metrics"
        self.ends = threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.n_read = 0

    def run(self):
        while not self.ends.wait(0.1):
            with urllib.request.urlopen(self.url, timeout=5) as answer:
                self.n_read += len(answer.read()) > 0

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *_):
        self.ends.set()
        self.thread.join()
        if self.n_read == 0:
            raise RuntimeError("the metrics were never answered")


def option_arguments(folder, name):
    """What claspd is started with for the contender's second name."""
    if name == "values":
        return ("--journal", os.path.join(folder, "journal"))
    if name == "journal":
        return ("--show", write_show(folder, {"journal": ["/**"]}), "--journal", os.path.join(folder, "journal"))
    if name == "no metrics":
        return ("--journal=", "--show", write_show(folder, {"metrics": False}))
    return ()


def count_records(folder):
    with contextlib.closing(sqlite3.connect(os.path.join(folder, "journal"))) as database:
        return database.execute("SELECT count(*) FROM journal_entries").fetchone()[0]


def option_runs(*load_arguments):
    def runs(bench, contender):
        protocol, _, name = contender.partition(" ")
        with tempfile.TemporaryDirectory(prefix="clasp-bench-") as folder:
            with bench.fresh(protocol, option_arguments(folder, name)) as server, \
                    Reader(server) if name == "metrics read" else contextlib.nullcontext():
                numbers = bench.load("flow", protocol, server, "--window", "256", "--topics", "1000",
                                     "--seconds", str(bench.seconds(1.2)), *load_arguments)
            if name == "journal":
                numbers["recorded"] = count_records(folder) / numbers["messages"]
        return numbers
    return runs


OPTION_NAMES = ("clasp-tcp", "clasp-tcp no metrics", "clasp-tcp metrics read", "clasp-tcp values", "clasp-tcp journal", "clasp-tls",
                "clasp-ws", "clasp-wss")
OPTION_NOTE = ("*values*: the last value of each parameter is kept on disk. *journal*: so is every change; *recorded* is the share of the changes "
               "in the file at the end (when the disk cannot follow the rest is dropped and counted). Its thread runs "
               "on the server's processor here. *no metrics*: nothing is timed; messages are counted all the same. *metrics read*: "
               "`/metrics` ten times a second. *clasp-tls* and *clasp-wss*: TLS 1.3 as GnuTLS chooses it on both ends, the publisher's "
               "and the subscriber's.")
RECORDED = (Metric("recorded", "recorded"),)
OPTIONS = Measure("E", "E flood", "1000 addresses, one subscriber, 256 in flight", THROUGHPUT + RECORDED, OPTION_NAMES,
                  runs=option_runs(), note=OPTION_NOTE)
PACED = Measure("E", "E paced", "the same with 50,000 messages a second", THROUGHPUT + RECORDED, OPTION_NAMES,
                runs=option_runs("--rate", "50000"))


# ---- codec ----

def codec_runs(bench, contender):
    text = bench.run_program("tests/bench/bench-codec")
    found = re.search(rf"^{contender}: min \S+ ns, median (\S+) ns, (\S+) times memcpy, (\S+) times the limit", text, re.MULTILINE)
    return {"median_ns": float(found[1]), "to_memcpy": float(found[2]), "to_limit": float(found[3])}


CODEC = Measure("G", "G codec", "a SET of a number beside the copies nobody can do without",
                (Metric("median_ns", "median, ns"), Metric("to_memcpy", "to memcpy of the frame"), Metric("to_limit", "to the limit")),
                ("memcpy", "limit", "encode", "decode"), runs=codec_runs,
                note="The limit: a memcpy of the frame and one of the header and the message, of sizes known at run time, in a called function.")


# ---- F ----

def osc_runs(bench, contender):
    ports = [free_port(kind=socket.SOCK_DGRAM) for _ in range(3)]
    seconds = ("--seconds", str(bench.seconds(2.0)), "--out-port", str(ports[2]))
    with bench.osc_server(contender, ports) as server:
        return bench.load_port("osc", ports[0], server, *seconds)


OSC = Measure("F", "F OSC", "OSC in, through a mapping, OSC out; one in flight", LATENCY[:3], ("relay", "claspd"), runs=osc_runs,
              note="MIDI → DMX is not measured: it needs a kernel with the ALSA sequencer.")


# ---- storms ----

def storm(name, *arguments):
    """A measure of the generator, of a fresh server."""
    def runs(bench, contender):
        with bench.fresh(contender) as server:
            return bench.load(name, contender, server, *arguments)
    return runs


def deaf_runs(bench, contender):
    """claspd with one more subscriber, who never reads; or without."""
    protocol, _, has_deaf = contender.partition(" ")
    with bench.fresh(protocol) as server:
        return bench.load("flow", protocol, server, "--kind", "stream", "--window", "64", "--subscribers", "10",
                          "--seconds", str(bench.seconds(2.0)), "--deaf", "1" if has_deaf else "0")


OURS = ("clasp-tcp", "clasp-ws")
JOINERS = Measure(
    "S", "S joiners", "1000 late joiners at once on 10,000 parameters", (
        Metric("params_per_s", "parameters sent", "1/s"),
        Metric("first_ms", "first has all", "ms", False),
        Metric("median_ms", "half have all", "ms", False),
        Metric("all_ms", "everybody has all", "ms", False),
        Metric("calm_p50_us", "others before, p50", "us", False),
        Metric("storm_p50_us", "others meanwhile, p50", "us", False),
        Metric("storm_p99_us", "p99", "us", False),
    ), OURS, runs=storm("joiners", "--topics", "10000", "--subscribers", "1000"),
    note="The others share the generator with the reading of the snapshots: an upper bound.")
def read_lateness(server):
    """What the router itself says of its bundles: when each ran, after its time."""
    with urllib.request.urlopen(f"http://127.0.0.1:{server.ports['clasp-ws']}/metrics", timeout=5) as answer:
        text = answer.read().decode()
    late = dict(re.findall(r'^clasp_bundle_lateness_quantile_seconds\{quantile="(\S+)"\} (\S+)', text, re.MULTILINE))
    return {name: float(late[quantile]) * 1e6 for name, quantile in
            (("fired_p50_us", "0.5"), ("fired_p99_us", "0.99"), ("fired_max_us", "1"))}


def bundle_runs(bench, contender):
    """The router, or a bare loop that only sleeps until the same times, pinned like it."""
    if contender != "bare sleep":
        with bench.fresh(contender) as server:
            result = bench.load("bundles", contender, server, "--topics", "10000")
            return result | read_lateness(server)
    text = bench.run_program("tests/bench/yardstick", "sleep")
    found = re.search(r"p50 (\S+) us, p99 (\S+) us, most (\S+) us", text)
    return {"fired_p50_us": float(found[1]), "fired_p99_us": float(found[2]), "fired_max_us": float(found[3]), "early": 0.0}


BUNDLES = Measure(
    "S", "S bundles", "10,000 scheduled bundles in one second", (
        Metric("fired_p50_us", "fired late by, p50", "us", False),
        Metric("fired_p99_us", "p99", "us", False),
        Metric("fired_max_us", "most", "us", False),
        Metric("p50_us", "arrived late by, p50", "us", False),
        Metric("p99_us", "p99", "us", False),
        Metric("max_us", "most", "us", False),
        Metric("early", "too early"),
        Metric("cpu_us_per_bundle", "CPU a bundle", "us", False),
    ), OURS + ("bare sleep",), runs=bundle_runs,
    note="Fired: from the time in the bundle to when the router runs it, as its metrics say. Arrived: to the arrival at a "
         "subscriber, with the socket and the generator's own wake-up. “bare sleep” only sleeps until "
         "10,000 such times, on the router's processor, and measures how late it woke: the machine's part.")
DEAF = Measure(
    "S", "S deaf", "ten subscribers of a stream, and one that never reads", (
        Metric("deliveries_per_s", "deliveries to the others", "1/s"),
        Metric("p50_us", "p50", "us", False),
        Metric("p99_us", "p99", "us", False),
    ), OURS + tuple(f"{name} and one deaf" for name in OURS), runs=deaf_runs)
CONNECTS = Measure(
    "S", "S connects", "5000 connections greeted and closed, 64 at a time", (
        Metric("connects_per_s", "connections", "1/s", True, True),
        Metric("cpu_us_per_connect", "CPU each", "us", False),
        Metric("p50_us", "p50", "us", False),
        Metric("p99_us", "p99", "us", False),
    ), CARRIERS + BROKERS, runs=storm("connects", "--topics", "5000"))
IDLE = Measure(
    "S", "S idle", "2000 idle connections", (Metric("bytes_per_connection", "memory each", "B", False, True),),
    CARRIERS + BROKERS, runs=storm("idle", "--subscribers", "2000"), note="Resident memory of the process, without the kernel's.")

def heap_runs(bench, contender):
    text = bench.run_program("tests/bench/bench-idle")
    found = re.search(rf"^idle {contender.removeprefix('clasp-')}: (\d+) bytes", text, re.MULTILINE)
    if found is None:
        raise Missing(text.strip())
    return {"bytes_per_connection": float(found[1])}


HEAP = Measure("S", "S heap", "what 2000 idle connections take of the engine's heap",
               (Metric("bytes_per_connection", "memory each", "B", False),), OURS, runs=heap_runs)


# ---- mapping ----

def mapping_runs(bench, contender):
    """Both keep one processor busy waiting for when the next message is due: what counts is the time of the work."""
    text = (bench.run_program("tests/bench/bench-mapping", is_realtime=False) if contender == "clasp"
            else bench.run_script("node", "yardstick/mapping.js", is_realtime=False))
    found = re.search(r"([\d.]+) % of one core, latency p50 ([\d.]+) µs, p99 ([\d.]+) µs, most ([\d.]+) µs", text)
    return dict(zip(("cpu_percent", "p50_us", "p99_us", "max_us"), map(float, found.groups())))


MAPPING = Measure(
    "M", "M mapping", "1000 mappings under 20,000 messages a second", (
        Metric("cpu_percent", "CPU, % of a core", "", False, True),
        Metric("p50_us", "added latency p50", "us", False, True),
        Metric("p99_us", "p99", "us", False, True),
        Metric("max_us", "most", "us", False),
    ), ("clasp", "node"), runs=mapping_runs,
    note="From when a message is due to when everything that comes of it is done. *clasp*: the router with its parameters, and the "
         "mappings. *node*: a flow of message objects and nodes in the manner of Node-RED that does the same, without a router.")


# ---- universes ----

def universe_runs(bench, contender):
    """Sender and receiver share nothing: the receiver has the generator's processor."""
    cpus = ",".join(str(cpu) for cpu in bench.options.cpus)
    text = bench.run_program("tests/bench/bench-universes", "--json", "--only", contender, "--cpus", cpus,
                             "--seconds", str(bench.seconds(1.5)))
    return json.loads(text)


UNIVERSES = Measure(
    "U", "U universes", "1024 universes at 44 Hz", (
        Metric("cpu_percent", "CPU, % of a core", "", False),
        Metric("hz", "frames of each", "1/s"),
        Metric("p50_ms", "deviation p50", "ms", False),
        Metric("p99_ms", "p99", "ms", False),
        Metric("max_ms", "most", "ms", False),
    ), ("artnet-repeated", "artnet-new", "artnet-bare", "artnet-bare-batched", "sacn-new", "sacn-bare"), runs=universe_runs,
    note="Deviation: how far a frame's distance to the one before, by the kernel's time of arrival, is from 22.73 ms. *new*: somebody "
         "writes every universe 44 times a second to the router of the same thread. *bare*: a loop that sends the same packets on "
         "the same schedule and does nothing else, by `sendto`, or *batched* with one `sendmmsg` for all of a wake-up.")

ALL = [hop(1), hop(64), hop(2048), fan_out(1), fan_out(10), fan_out(100), fan_out(1000),
       addresses(100), addresses(1000), addresses(10000), addresses(100000), addresses(1000000),
       patterns("exact", "without wildcards"), patterns("star", "`*` in the middle"), patterns("deep", "`**` at the end"),
       patterns("mixed", "the three in turn"), OPTIONS, PACED, OSC, CODEC, JOINERS, BUNDLES, DEAF, CONNECTS, IDLE, HEAP, MAPPING, UNIVERSES]


def ratio(key, metric, ours, theirs):
    """The median of the rounds' ratios, as a function of the results."""
    def measure(results):
        found = ratios(results.get(key, ours, metric), results.get(key, theirs, metric))
        return median(found) if found else None
    return measure


def both(title, limit, at_least, key, metric, theirs=None):
    """The same goal over both carriers; against the yardstick of the carrier when @theirs is none."""
    return [Goal(f"{title}, {carrier}", limit, at_least,
                 ratio(key, metric, f"clasp-{carrier}", theirs or f"bare-{carrier}")) for carrier in ("tcp", "ws")]


def either_cpu(title, key):
    """0.2 µs a delivery, or 1.5 times the yardstick's: as a share of the one that is easier to reach."""
    def measure(carrier):
        def share(results):
            spent = results.get(key, f"clasp-{carrier}", "cpu_us_per_delivery")
            ratio_of = ratio(key, "cpu_us_per_delivery", f"clasp-{carrier}", f"bare-{carrier}")(results)
            return min(median(spent) / 0.2, ratio_of / 1.5) if spent and ratio_of else None
        return share
    return [Goal(f"CPU a delivery, {title}, to 0.2 µs or 1.5 times the yardstick, {carrier}", 1, False, measure(carrier))
            for carrier in ("tcp", "ws")]


def figure(key, contender, metric, convert=lambda value: value):
    """The median of the rounds, as a function of the results."""
    def measure(results):
        found = results.get(key, contender, metric)
        return convert(median(found)) if found else None
    return measure


KEY_AND_VALUE = 20 + 8  # bytes of an address and a number

GOALS = [
    *both("one→one (64 in flight) to nats-server", 1.2, True, "A 64", "deliveries_per_s", "nats"),
    *both("one→one (64 in flight) to the yardstick", 0.8, True, "A 64", "deliveries_per_s"),
    *both("one→one (2048 in flight) to nats-server", 1.2, True, "A 2048", "deliveries_per_s", "nats"),
    *both("one→one (2048 in flight) to the yardstick", 0.8, True, "A 2048", "deliveries_per_s"),
    *both("one→100 to redis-server", 1.8, True, "B 100", "deliveries_per_s", "redis"),
    *both("one→100 to the yardstick", 0.7, True, "B 100", "deliveries_per_s"),
    *both("one→1000 to redis-server", 1.8, True, "B 1000", "deliveries_per_s", "redis"),
    *both("one→1000 to the yardstick", 0.7, True, "B 1000", "deliveries_per_s"),
    *both("one in flight, p50 to the yardstick", 1.1, False, "A 1", "p50_us"),
    *both("one in flight, p99 to the yardstick", 1.3, False, "A 1", "p99_us"),
    *either_cpu("one→100", "B 100"),
    *either_cpu("one→1000", "B 1000"),
    Goal("engine memory of an idle connection, B, tcp", 1500, False, figure("S heap", "clasp-tcp", "bytes_per_connection")),
    Goal("engine memory of an idle connection, B, ws", 1500, False, figure("S heap", "clasp-ws", "bytes_per_connection")),
    Goal("memory of a parameter of a million beyond key and value, B", 200, False,
         figure("C 1000000", "clasp-tcp", "bytes_per_param", lambda value: value - KEY_AND_VALUE)),
    Goal("SET encoded, to a memcpy of all it moves", 1.3, False, figure("G codec", "encode", "to_limit")),
    Goal("SET decoded, to a memcpy of all it moves", 1.3, False, figure("G codec", "decode", "to_limit")),
    *(Goal(f"scheduled bundles, p99 of the firing error, µs, {name.removeprefix('clasp-')}", 500, False,
           figure("S bundles", name, "fired_p99_us")) for name in OURS),
    *(Goal(f"scheduled bundles, p99 of the arrival, µs, {name.removeprefix('clasp-')}", 500, False,
           figure("S bundles", name, "p99_us")) for name in OURS),
    Goal("1000 mappings, 20,000 messages/s, % of a core", 100, False, figure("M mapping", "clasp", "cpu_percent")),
    Goal("1000 mappings, 20,000 messages/s, p99 of the latency, µs", 2000, False, figure("M mapping", "clasp", "p99_us")),
    *(Goal(f"1024 universes, {name}, p99 of the deviation, ms", 2, False, figure("U universes", name, "p99_ms"))
      for name in ("artnet-repeated", "artnet-new", "sacn-new")),
]
