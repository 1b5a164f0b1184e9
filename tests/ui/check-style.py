#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window's looks are held to, read from its sources: check-style.py FOLDER_OF_UI.

Gaps are multiples of 6 pixels, or the half of it inside of one thing; what moves takes 150 to 200 ms; what is seen while
the pointer is over it is seen while the focus is there, and with large controls."""

import glob
import os
import re
import sys

STEP = 6
HALF = 3
MOTION_MS = range(150, 201)
# Which is drawn below the words of a badge.
BADGE_BAR = "0 6px 2px 6px"


def is_gap(pixels):
    return pixels % STEP == 0 or pixels == HALF


def read(pattern):
    for name in sorted(glob.glob(pattern, recursive=True)):
        with open(name, encoding="utf-8") as file:
            yield name, file.read()


def gaps_of_styles(folder):
    for name, text in read(folder + "/*.css"):
        for value in re.findall(r"padding(?:-[a-z]+)?: ([^;]+);", text):
            if value != BADGE_BAR:
                yield from ((name, value, int(pixels)) for pixels in re.findall(r"(\d+)px", value))


def gaps_of_templates(folder):
    for name, text in read(folder + "/**/*.ui"):
        for what, pixels in re.findall(r'name="([a-z-]*(?:spacing|margin-\w+))">(\d+)<', text):
            yield name, what, int(pixels)


def gaps_of_code(folder):
    for name, text in read(folder + "/**/*.c"):
        for what, pixels in re.findall(r"(set_(?:margin_\w+|(?:row_|column_)?spacing)|gtk_box_new) \([^;]*?, (\d+)\)", text):
            yield name, what, int(pixels)


def motions(folder):
    for name, text in read(folder + "/**/*.ui"):
        for body in re.findall(r'<object class="GtkRevealer"[^>]*>((?:\s*<property [^\n]*)*)', text):
            told = re.search(r'"transition-duration">(\d+)<', body)
            yield name, int(told.group(1)) if told else 250
    for name, text in read(folder + "/*.css"):
        for number, unit in re.findall(r"(?:transition|animation)[^;]*?(\d+)(ms|s)\b", text):
            yield name, int(number) * (1000 if unit == "s" else 1)


def rules(folder):
    """Each rule of the styles: its selectors, and what it says."""
    for name, text in read(folder + "/*.css"):
        for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", text, flags=re.S)):
            yield name, [re.sub(r":not\([^)]*\)", "", selector).strip() for selector in selectors.split(",")], body


def hovered(folder):
    """What shows when a pointer is over it, and neither when the focus is there nor for a finger."""
    all_rules = list(rules(folder))
    for name, selectors, body in all_rules:
        for selector in selectors:
            if ":hover" not in selector or "opacity" not in body:
                continue
            focused = {selector.replace(":hover", focus) for focus in (":focus", ":focus-within", ":focus-visible")}
            what = re.sub(r":[a-z-]+", "", selector.split()[-1])
            if not focused & set(selectors):
                yield name, selector, "not with the focus"
            if not any(other.startswith(".large-controls") and what in other and "opacity" in told
                       for _, others, told in all_rules for other in others):
                yield name, selector, "not for a finger"


def report(number, name, faults):
    print("ok" if not faults else "not ok", number, name)
    for fault in faults:
        print("#", fault)


def main():
    folder = sys.argv[1]
    gaps = [*gaps_of_styles(folder), *gaps_of_templates(folder), *gaps_of_code(folder)]
    moves = list(motions(folder))

    hides = [selector for _, selectors, body in rules(folder) for selector in selectors if ":hover" in selector]

    print("1..4")
    report(1, "/ui/style/gaps-are-multiples-of-six",
           [f"{os.path.relpath(name, folder)}: {what}: {pixels}" for name, what, pixels in gaps if not is_gap(pixels)])
    report(2, "/ui/style/motion-takes-150-to-200-ms",
           [f"{os.path.relpath(name, folder)}: {ms} ms" for name, ms in moves if ms not in MOTION_MS])
    report(3, "/ui/style/what-hovering-shows-the-focus-shows",
           [f"{os.path.relpath(name, folder)}: {selector}: {why}" for name, selector, why in hovered(folder)])
    report(4, "/ui/style/there-is-something-to-look-at", [] if len(gaps) > 300 and moves and hides else ["nothing was read"])


if __name__ == "__main__":
    main()
