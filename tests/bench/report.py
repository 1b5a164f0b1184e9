# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers of several rounds, their ratios, and the tables made from them."""

from statistics import median

UNITS = {"us": "µs", "ms": "ms", "s": "s", "B": "B", "kB": "kB", "1/s": "/s", "": ""}


def human(value, unit=""):
    """1234567 → 1.23M; small numbers keep three digits."""
    if value is None:
        return "–"
    for size, suffix in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size and unit in ("1/s", ""):
            return f"{value / size:.3g}{suffix}"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def spread(values, unit=""):
    """Median and, in brackets, least and most."""
    if not values:
        return "–"
    text = human(median(values), unit)
    if len(values) > 1:
        text += f" ({human(min(values), unit)}–{human(max(values), unit)})"
    return text


def ratios(ours, theirs):
    """Round by round: both ran within seconds of each other."""
    return [a / b for a, b in zip(ours, theirs) if b]


class Results:
    """values[measure][contender][metric] is a list with one number a round."""

    def __init__(self):
        self.values = {}
        self.skipped = []

    def add(self, measure, contender, numbers):
        slot = self.values.setdefault(measure, {}).setdefault(contender, {})
        for metric, value in numbers.items():
            slot.setdefault(metric, []).append(value)

    def get(self, measure, contender, metric):
        return self.values.get(measure, {}).get(contender, {}).get(metric, [])


def table(results, measure):
    """One measure as Markdown: a row for each contender, a column for each metric."""
    rows = results.values.get(measure.key, {})
    if not rows:
        return []
    head = [""] + [f"{m.title}, {UNITS[m.unit]}" if m.unit else m.title for m in measure.metrics]
    lines = [f"### {measure.key}: {measure.title}", ""]
    if measure.note:
        lines += [measure.note, ""]
    lines += ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    for contender in rows:
        cells = [spread(results.get(measure.key, contender, m.name), m.unit) for m in measure.metrics]
        lines.append(f"| {contender} | " + " | ".join(cells) + " |")
    return lines + [""]


def ratio_table(results, measures, brokers):
    """Us against the yardstick of the same carrier and against the fastest broker."""
    lines = ["| measure | contender | figure | to the yardstick | to the fastest broker |", "| --- | --- | --- | ---: | ---: |"]
    for measure in measures:
        for metric in measure.metrics:
            if metric.is_compared:
                lines += ratio_rows(results, measure, metric, brokers)
    return lines + [""] if len(lines) > 2 else []


def fastest(results, measure, metric, names):
    present = [n for n in names if results.get(measure.key, n, metric.name)]
    choose = max if metric.more_is_better else min
    return choose(present, key=lambda n: median(results.get(measure.key, n, metric.name)), default=None)


def ratio_rows(results, measure, metric, brokers):
    rows = []
    broker = fastest(results, measure, metric, brokers)
    for contender in results.values.get(measure.key, {}):
        if not contender.startswith("clasp-"):
            continue
        ours = results.get(measure.key, contender, metric.name)
        bare = results.get(measure.key, "bare-ws" if "-ws" in contender else "bare-tcp", metric.name)
        theirs = results.get(measure.key, broker, metric.name) if broker else []
        if not bare and not theirs:
            continue
        cell = f"{spread(ratios(ours, theirs))} {broker}" if theirs else "–"
        rows.append(f"| {measure.key} | {contender} | {metric.title} | {spread(ratios(ours, bare))} | {cell} |")
    return rows


def goal_table(results, goals):
    lines = ["| goal | measured | reached |", "| --- | ---: | --- |"]
    for goal in goals:
        value = goal.measure(results)
        if value is None:
            continue
        is_reached = value >= goal.limit if goal.at_least else value <= goal.limit
        sign = "≥" if goal.at_least else "≤"
        lines.append(f"| {goal.title} {sign} {goal.limit:g} | {human(value)} | {'yes' if is_reached else 'no'} |")
    return lines + [""] if len(lines) > 2 else []
