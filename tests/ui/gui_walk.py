#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A walk with Tab through every page and the main dialogs. As gui-test.py, which see.

Tab comes back to where it started; what it comes to has a role and a name; all that is to be seen and
can have the focus is reached (of a list, the list); Shift+Tab leads back.
"""

import importlib.util
import os
import time

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

Failure, wait, xdotool = gui.Failure, gui.wait, gui.xdotool
MOST = 150
# Rows and cells are gone through with arrows.
ROWS = ("list item", "tree item", "table row", "table cell", "list", "tree", "tree table", "table", "grid", "radio button")
# What holds others; and the inner objects of what is one stop for Tab.
HOLDERS = ("scroll pane", "panel", "filler", "frame", "dialog", "page tab list", "viewport")
WINDOW_BUTTONS = ("Minimize", "Maximize", "Restore", "Close")
write_plain_show = gui.write_show


def write_show(path, osc_port, node_port):
    import json
    write_plain_show(path, osc_port, node_port)
    with open(path) as file:
        content = json.load(file)
    content["mappings"] = [{"id": "first", "name": "Front", "enabled": True, "source": "/osc/1/fader3",
                            "target": "/artnet/0/0/0/7", "steps": [{"kind": "curvepoints", "settings": {}}]}]
    with open(path, "w") as file:
        json.dump(content, file)


gui.write_show = write_show


class Untold:
    """What has the focus, but does not say so."""
    path, role, name = "", "untold", "untold"
    tree = parent = None

    def __str__(self):
        return self.role


UNTOLD = Untold()


def is_nameless(node, tree):
    """The toolkit tells the type of what was given no name; of a choice the name is on the choice around the button."""
    if node.name == "GtkToggleButton" and tree.parent_of(node).role == "combo box":
        return is_nameless(tree.parent_of(node), tree)
    name = node.name.strip()
    return not name or (name[:3] in ("Gtk", "Adw") and name[3:4].isupper()) or (name[:2] == "Br" and name[2:3].isupper())


class Walk(gui.Tests):
    def step(self, key, before):
        """To the next; None when the focus stays."""
        xdotool("key", key)
        deadline = time.monotonic() + 8
        nobody = 0
        while time.monotonic() < deadline:
            node = self.window.tree.focused()
            if node is not None and node != before:
                return node
            # The toolkit's entry rows do not tell that the text in them has the focus.
            nobody = nobody + 1 if node is None else 0
            if nobody > 20:
                return UNTOLD
            time.sleep(0.02)
        return None

    def go_round(self, what):
        """All stops of one round, from where the focus is."""
        self.window.settle()
        start = self.step("Tab", self.window.focused()) or wait("the focus in " + what, self.window.focused)
        stops, node = [start], start
        while len(stops) < MOST:
            node = self.step("Tab", node)
            if node is None:
                # What is alone in its window is its own next.
                if len(stops) > 1:
                    raise Failure("%s: Tab stays at %s after %s" % (what, stops[-1], stops[-2]))
                return stops
            if node is not UNTOLD and node in stops:
                break
            stops.append(node)
        else:
            raise Failure("%s: Tab does not come round in %d stops" % (what, MOST))
        if node != start:
            raise Failure("%s: Tab comes back to %s instead of %s" % (what, node, start))
        return stops

    def is_inside(self, node, roles):
        while node.parent is not None:
            node = node.parent
            if node.role in roles:
                return True
        return False

    def focusable(self, root):
        return [(node, states) for node, states in self.window.tree.walk_states(root)
                if "focusable" in states and "sensitive" in states and node.role not in ROWS + HOLDERS]

    def seen_before(self, root):
        """What comes while it goes round ("reduced", on a busy machine) may have come behind it."""
        nodes = [node for node, _states in self.focusable(root)]
        return {node.path for node, is_seen in zip(nodes, self.window.tree.are_seen(nodes)) if is_seen}

    def missed(self, stops, root, untold, before):
        """What can have the focus and is to be seen, but was not come to."""
        reached = {node.path for node in stops}
        nodes = [(node, states) for node, states in self.focusable(root) if node.path in before]
        seen = self.window.tree.are_seen([node for node, _states in nodes])
        boxes = self.window.tree.boxes([node for node, _states in nodes])
        missed = []
        for (node, _states), is_seen, box in zip(nodes, seen, boxes):
            if not is_seen or node.path in reached or box.width < 2 or self.is_inside(node, ROWS):
                continue
            # The window manager has keys for the window's own buttons.
            if node.name in WINDOW_BUTTONS and box.y < 60:
                continue
            # It is there for a point that has one after it, and the way out of the points is the last of them.
            if self.window.tree.parent_of(node).name == "Shape to the next point":
                continue
            if untold and node.role in ("text", "entry", "password text"):
                continue
            # A stop inside it, or around it, stands for it.
            around, inside = set(), set()
            parent = node.parent
            while parent is not None:
                around.add(parent.path)
                parent = parent.parent
            for child in self.window.walk(node):
                inside.add(child.path)
            near = {path for path in around if path in reached}
            if near or inside & reached:
                continue
            missed.append(node)
        return missed

    def check(self, what, root=None, except_for=()):
        before = self.seen_before(root or self.window.root)
        stops = self.go_round(what)
        problems = []
        untold = stops.count(UNTOLD)
        if untold > 4:
            raise Failure("%s: %d stops do not tell what has the focus" % (what, untold))
        stops = [node for node in stops if node is not UNTOLD]
        self.window.tree.learn_names(stops)
        problems += ["%s has no name" % (node.role or "an object without a role") + self.place_of(node)
                     for node in stops if not node.role or is_nameless(node, self.window.tree) and node.name not in except_for]
        problems += ["%s is never reached" % node + self.place_of(node) for node in self.missed(stops, root or self.window.root, untold, before)]
        last = stops[0]
        back = self.step("shift+Tab", last) if len(stops) > 1 else None
        if len(stops) > 1 and back is not UNTOLD and (back is None or back != stops[-1]):
            problems.append("Shift+Tab goes from %s to %s, not to %s" % (last, back, stops[-1]))
        if problems:
            raise Failure("%s, %d stops:\n%s" % (what, len(stops), "\n".join(problems)))
        print("# %s: %d stops: %s" % (what, len(stops), " · ".join(str(node) for node in stops)[:1500]))

    def place_of(self, node):
        box = node.box
        return " (at %d, %d, %d × %d, in %s)" % (box.x, box.y, box.width, box.height, self.window.tree.parent_of(node))

    def page(self, number, text):
        self.window.keys("alt+%d" % number)
        wait("page %d" % number, text)
        self.window.settle()
        self.check("page %d" % number)

    def dialog(self, what, open_key, is_open, except_for=()):
        """Walks through the window that comes up, and closes it."""
        self.window.keys(open_key)
        wait(what, is_open)
        wait("its window", lambda: len(self.window.windows()) > 1)
        try:
            self.check(what, next(top for top in self.window.windows() if top.name != "Clasp Bridge"), except_for)
        finally:
            self.window.clear()

    def test_patch(self):
        self.page(1, lambda: self.window.entry("Search sources"))

    def test_signals(self):
        self.page(2, lambda: self.window.entry("Search addresses"))

    def test_monitor(self):
        self.window.keys("alt+3")
        self.window.press("Pause")
        wait("the pause", lambda: self.label("new message"))
        self.page(3, lambda: self.button("Pause"))

    def test_universes(self):
        self.page(4, lambda: self.window.find("table cell", "Channel "))

    def test_connections(self):
        self.page(5, lambda: self.label("Tablet"))

    def test_log(self):
        self.page(6, lambda: self.label("Wake-ups"))

    def test_show_view(self):
        self.page(7, lambda: self.button("Tiles"))

    def test_mapping_editor(self):
        self.window.keys("alt+1")
        row = wait("the mapping", lambda: self.window.find("list item", "Front, from"))
        self.window.click_until(row, "the focus on it", lambda: self.window.focused(None, "Front"), 0.3)
        self.window.keys("alt+Return")
        wait("the editor", lambda: self.window.entry("Name of the mapping"))
        self.check("the mapping editor")
        self.window.keys("alt+Return")

    def test_connection_inspector(self):
        self.window.keys("alt+5")
        row = wait("the tablet", lambda: self.label("Tablet"))
        self.window.click_until(row, "its row to have the focus", lambda: self.window.focused("list item"))
        if not self.window.entry("Listen on"):
            self.window.keys("alt+Return")
        wait("its settings", lambda: self.window.entry("Listen on"))
        self.check("the connection's inspector")

    def test_preferences(self):
        # The toolkit's own window gives its button for the search no name.
        self.dialog("the preferences", "ctrl+comma", lambda: self.label("Always Dark"), ("GtkToggleButton", "GtkImage"))

    def test_palette(self):
        self.dialog("the palette", "ctrl+k", lambda: self.window.has_text(self.window.focused()))

    def test_versions(self):
        self.window.keys("ctrl+s")
        wait("a version", lambda: os.path.isdir(self.show + ".history"))
        self.dialog("the versions", "ctrl+shift+h", lambda: self.label("saved by hand"))

    def test_export(self):
        self.dialog("the export", "ctrl+e", lambda: self.label("What This Form Cannot Hold"))


if __name__ == "__main__":
    gui.main(Walk)
