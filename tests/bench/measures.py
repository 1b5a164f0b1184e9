# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured, of whom, and which figures of it are shown."""

from dataclasses import dataclass, field
from statistics import median

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
    seconds: float = 2.0
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
        LATENCY if is_single else THROUGHPUT, EVERYBODY, ("--window", str(window)))


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
                              "--seconds", str(bench.seconds(1.5)))
    return Measure("D", f"D {shape}", f"10,000 subscriptions, {title}, one matches each message, 2048 in flight",
                   THROUGHPUT[:4], ("clasp-tcp", "clasp-ws") + BROKERS, runs=runs)


ALL = [hop(1), hop(64), hop(2048), fan_out(1), fan_out(10), fan_out(100), fan_out(1000),
       patterns("exact", "without wildcards"), patterns("star", "`*` in the middle"), patterns("deep", "`**` at the end"),
       patterns("mixed", "the three in turn")]


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
    *both("CPU a delivery, one→100, to the yardstick", 1.5, False, "B 100", "cpu_us_per_delivery"),
    *both("CPU a delivery, one→1000, to the yardstick", 1.5, False, "B 1000", "cpu_us_per_delivery"),
]
