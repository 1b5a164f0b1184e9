#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Patch page: what can be dropped on what, by pointer and by keys. As gui-test.py, which see."""

import importlib.util
import os

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

Failure, wait, xdotool, column_row = gui.Failure, gui.wait, gui.xdotool, gui.column_row


class Patch(gui.Tests):
    def mappings(self, n):
        wait("%d mappings in the file" % n, lambda: len(self.content()["mappings"]) == n)
        return self.content()["mappings"]

    def source(self, name):
        return wait("the source " + name, lambda: column_row(self.window, name, False))

    def target(self, name):
        return wait("the target " + name, lambda: column_row(self.window, name, True))

    def click(self, node, *keys):
        """A click on a row chooses it, however often it is clicked."""
        self.window.settle()
        for key in keys:
            xdotool("keydown", key)
        self.window.click(node, 0.4)
        self.window.settle()
        for key in keys:
            xdotool("keyup", key)
        # With the focus it tells its value besides.
        called = node.name.split(",")[0]
        wait("the focus on it", lambda: self.window.focused() is not None and self.window.focused().name.split(",")[0] == called)

    def drag(self, find_start, find_end, what, condition, key=None):
        return self.window.drag_until(self.on(find_start), find_end, what, condition,
                                      lambda: self.window.shot("dragging" + ("-" + key if key else "")), key)

    def on(self, find):
        return lambda: self.window.middle(find(), 0.4)

    def has(self, n):
        return lambda: len(self.content()["mappings"]) == n

    def to_top(self):
        """The list of targets, which showed what was chosen."""
        def at_top():
            xdotool("mousemove", 1110, 400, "click", 1, "key", "Home")
            return wait("the first target", lambda: column_row(self.window, "1", True), 5)
        wait("the first target", at_top)

    def close_popover(self):
        self.window.press_until("Escape", "the popover to go", lambda: not self.button("Done"))

    def undo(self):
        """Of one edit, which is seen in the file."""
        self.close_popover()
        before = self.content()
        self.window.keys("ctrl+z")
        wait("the edit to be taken back", lambda: self.content() != before)

    def undo_all(self):
        while self.content()["mappings"]:
            self.undo()

    def test_the_focus_begins_in_the_page(self):
        wait("the focus in the sources", lambda: self.window.focused("tree table", "Sources") or self.window.focused("list item"))

    def test_the_trees_open(self):
        gui.unfold(self.window, "1", False, "fader8")
        gui.unfold(self.window, "Universe 0:0:0", True, "8")

    def order(self, which, key):
        """Chosen in the menu above a column, by its letter."""
        button = wait("the orders of the " + which, lambda: self.button("Order of the " + which))
        self.window.click_until(button, "the menu", lambda: self.window.find("menu item", "Favourites")
                                or self.window.find("radio menu item", "Favourites") or self.label("Favourites"))
        self.window.keys(key)
        wait("the menu to go", lambda: not self.label("Favourites"))

    def view(self):
        path = self.show + ".view"
        with open(path if os.path.exists(path) else os.devnull) as file:
            return file.read()

    def test_each_tree_stands_in_the_order_that_is_chosen(self):
        self.window.clear()
        self.order("targets", "p")
        wait("the protocol", lambda: column_row(self.window, "Art-Net", True))
        if column_row(self.window, "OSC", False):
            raise Failure("the sources stand by protocol, too")
        self.order("sources", "l")
        wait("the fader that moves, by its whole address", lambda: column_row(self.window, "/osc/1/fader3", False))
        self.window.shot("orders")
        wait("it to be remembered", lambda: "targets-order=protocol" in self.view() and "sources-order=change" in self.view())
        self.window.restart()
        wait("the order of the targets again", lambda: column_row(self.window, "Art-Net", True))
        wait("the order of the sources again", lambda: column_row(self.window, "/osc/1/fader3", False))
        self.order("sources", "d")
        wait("the tree", lambda: column_row(self.window, "1", False))
        self.order("targets", "d")
        wait("no protocol", lambda: not column_row(self.window, "Art-Net", True))

    def test_favourites_are_those_alone(self):
        """There are none; the way out of that leads to all devices."""
        self.order("sources", "f")
        wait("that there is none", lambda: self.label("No signal matches"))
        self.window.shot("favourites")
        self.window.press("Clear Search")
        wait("the devices", lambda: column_row(self.window, "1", False))

    def test_a_fader_is_mapped_with_four_presses(self):
        """From the focused source: m, the number, Enter. Who types does not wait for the hits."""
        self.click(self.source("fader3"))
        self.window.keys("m")
        wait("the hint", lambda: self.label("fader3"))
        self.window.keys("9", "9", "Return")
        wait("the mapping", lambda: self.mapping_row("ch 99"))
        if self.mappings(1)[0]["target"] != "/artnet/0/0/0/99":
            raise Failure("it goes elsewhere")
        self.undo_all()
        self.to_top()

    def test_eight_onto_eight_are_one_undo(self):
        self.click(self.source("fader1"))
        self.click(self.source("fader8"), "shift")
        self.click(self.target("1"))
        self.click(self.target("8"), "shift")
        self.drag(lambda: self.source("fader4"), self.on(lambda: self.target("5")),
                  "the list of pairs", lambda: self.button("Shift Targets Down"))
        self.window.shot("pairs")
        self.window.keys("Return")
        pairs = [(item["source"], item["target"]) for item in self.mappings(8)]
        if pairs != [("/osc/1/fader%d" % n, "/artnet/0/0/0/%d" % n) for n in range(1, 9)]:
            raise Failure("not in order: %s" % pairs)
        wait("the node to follow", lambda: self.node.slot(0, 8) is not None)
        self.window.shot("eight")
        self.undo()
        self.mappings(0)

    def drop_two_on_one(self):
        self.click(self.source("fader1"))
        self.click(self.source("fader2"), "shift")
        self.click(self.target("12"))
        self.drag(lambda: self.source("fader1"), self.on(lambda: self.target("12")),
                  "the list of pairs", lambda: self.button("Shift Targets Down"))

    def ends(self):
        return [(item["source"], item["target"]) for item in self.content()["mappings"]]

    def test_several_onto_one_are_asked_for_before_anything_is_sent(self):
        self.drop_two_on_one()
        self.window.shot("onto-one")
        if self.content()["mappings"]:
            raise Failure("it was mapped before the answer")
        self.window.press_until("Escape", "the list of pairs to go", lambda: not self.button("Shift Targets Down"))
        if self.content()["mappings"]:
            raise Failure("Escape maps")

        self.drop_two_on_one()
        self.window.keys("Return")
        self.mappings(2)
        if self.ends() != [("/osc/1/fader1", "/artnet/0/0/0/12"), ("/osc/1/fader2", "/artnet/0/0/0/13")]:
            raise Failure("not one each: %s" % self.ends())
        self.undo()
        self.mappings(0)

    def test_several_onto_one_can_be_joined(self):
        self.drop_two_on_one()
        self.window.keys("alt+a")
        wait("which counts", lambda: self.label("Which value counts"))
        self.window.shot("merge")
        self.window.keys("Return")
        wait("what they go to", lambda: self.label("2 sources"))
        self.mappings(2)
        if {target for source, target in self.ends()} != {"/artnet/0/0/0/12"}:
            raise Failure("not joined: %s" % self.ends())
        self.undo()
        self.mappings(0)

    def test_what_is_mapped_is_not_mapped_again(self):
        self.click(self.source("fader3"))
        self.drag(lambda: self.source("fader3"), self.on(lambda: self.target("4")), "a mapping", self.has(1))
        self.close_popover()
        self.drag(lambda: self.source("fader3"), self.on(lambda: self.target("4")),
                  "to be told", lambda: self.label("is there already"))
        self.window.shot("there-already")
        self.mappings(1)
        self.undo_all()

    def test_alt_makes_it_two_way(self):
        self.click(self.source("fader2"))
        self.drag(lambda: self.source("fader3"), self.on(lambda: self.target("4")), "a mapping", self.has(1), "alt")
        mapping = self.mappings(1)[0]
        if not mapping.get("options", {}).get("two-way"):
            raise Failure("it goes one way: %s" % mapping)
        self.undo_all()

    def rename(self, row, *keys):
        self.click(wait("the row " + row, lambda: self.window.find("list item", row)))
        self.window.press_until("F2", "the entry", lambda: self.window.has_text(self.window.focused()))
        self.window.keys(*keys)

    def name(self):
        return self.content()["mappings"][0].get("name", "")

    def test_what_stands_there_is_not_made_a_name(self):
        self.click(self.source("fader3"))
        self.drag(lambda: self.source("fader3"), self.on(lambda: self.target("4")), "a mapping", self.has(1))
        self.close_popover()
        self.rename("fader3 →", "Return")
        wait("the row to have the keyboard again", lambda: self.window.focused("list item"))
        if not self.button("Undo Map"):
            raise Failure("it was renamed")
        self.rename("fader3 →", "ctrl+a", "L", "1", "Return")
        wait("the name", lambda: self.name() == "L1")
        self.rename("L1, from", "ctrl+a", "BackSpace", "Return")
        wait("no name", lambda: self.name() == "")
        self.undo_all()

    def test_a_circle_is_muted_and_named(self):
        self.click(self.source("fader3"))
        self.drag(lambda: self.source("fader3"), self.on(lambda: self.target("4")), "a mapping", self.has(1))
        self.close_popover()
        # Back: the fader's own address is typed, for it stands in no list of targets that is open.
        gui.unfold(self.window, "Universe 0:0:0", False, "4")
        self.click(self.source("4"))
        self.window.keys("m")
        wait("the entry", lambda: self.window.has_text(self.window.focused()))
        self.window.type_text("/osc/1/fader3", "Return")
        wait("the circle to be named", lambda: self.label("feed each other"))
        self.window.shot("circle")
        second = self.mappings(2)[1]
        if second["enabled"]:
            raise Failure("the circle is closed")
        self.window.press("Turn On with Echo Guard")
        wait("it to be on, guarded", lambda: self.content()["mappings"][1]["enabled"]
             and self.content()["mappings"][1]["options"]["only-changes"])
        self.undo()
        self.undo()
        self.mappings(1)
        self.to_top()

    def test_a_source_dropped_on_a_mapping_joins_it(self):
        def joined():
            return len(self.content()["mappings"][0].get("sources", [])) == 2
        told = []

        def look():
            try:
                told.append(wait("the line at the foot", lambda: self.label("Adds a source to ‘"), 5))
            except Failure:
                told.append(None)
            self.window.shot("joining")
        self.window.drag_until(self.on(lambda: self.source("fader5")), self.on(lambda: self.mapping_row("fader3")),
                               "two sources", joined, look, None)
        if not told[-1]:
            raise Failure("the line at the foot does not say that it joins")
        self.undo()
        wait("one source", lambda: len(self.content()["mappings"][0].get("sources", [])) < 2)

    def test_a_source_dropped_between_leaves_the_target_open(self):
        def below():
            x, y = self.window.middle(self.mapping_row("fader3"), 0.4)
            return x, y + 250
        self.drag(lambda: self.source("fader5"), below, "a second mapping", self.has(2))
        if self.mappings(2)[1]["target"] != "":
            raise Failure("the target is not open")
        self.window.shot("open-target")
        self.undo()
        self.mappings(1)

    def test_a_cell_is_changed_in_all_that_are_selected(self):
        """By two clicks in a row that is one of them."""
        def in_table(name):
            return wait("the row " + name, lambda: next((node for node in self.window.find_all("label", name)
                                                         if self.window.is_seen(node) and self.window.place(node)[0] < 500), None))

        def notes(text):
            return sum(1 for mapping in self.content()["mappings"] if mapping.get("options", {}).get("notes") == text)
        self.window.clear()
        self.drag(lambda: self.source("fader6"), self.on(lambda: self.target("6")), "a mapping", self.has(2))
        self.close_popover()
        self.window.press("Table: Edit Many Mappings at Once")
        wait("the table", lambda: self.window.label("Note"))
        self.window.settle()
        self.window.click(in_table("fader3 →"))
        self.window.settle()
        xdotool("keydown", "shift")
        self.window.click(in_table("fader6 →"))
        xdotool("keyup", "shift")
        self.window.settle()
        x = self.window.middle(wait("the column of notes", lambda: self.window.label("Note")))[0]
        xdotool("mousemove", x, self.window.middle(in_table("fader6 →"))[1], "click", "--repeat", 2, "--delay", 50, 1)
        self.window.shot("cells")
        # The entry of a cell is none that assistive tools are told of.
        xdotool("type", "--delay", 20, "both")
        self.window.keys("Return")
        wait("both to have the note", lambda: notes("both") == 2)
        self.undo()
        if notes("both"):
            raise Failure("it was more than one undo step")
        self.window.press("Table: Edit Many Mappings at Once")
        self.undo()
        self.mappings(1)

    def test_a_key_acts_on_the_row_with_the_focus(self):
        """That comes from the search, and selects nothing."""
        self.window.clear()
        self.window.click_until(wait("the search", lambda: self.window.entry("Search sources")),
                                "the focus in it", lambda: self.window.has_text(self.window.focused()))
        self.window.keys("ctrl+a")
        self.window.type_text("fader7")
        wait("the hit", lambda: gui.column_row(self.window, "/osc/1/fader7", False))
        self.window.press_until("Down", "the focus on it", lambda: self.window.focused(None, "fader7"))
        self.window.keys("m")
        wait("the hint", lambda: self.label("Map “fader7” to…"))
        self.window.press_until("Escape", "it to go", lambda: not self.label("Map “fader7” to…"))
        self.window.click(wait("the search", lambda: self.window.entry("Search sources")))
        self.window.keys("ctrl+a", "BackSpace")
        wait("all again", lambda: self.window.find("list item", "Tablet"))

    def test_signals_are_treated_as_on_their_own_page(self):
        """Favourite, taken as…, charted, forgotten: by the keys, in either tree."""
        self.click(self.source("fader7"))
        self.window.keys("f")
        wait("the favourite", lambda: self.button("Undo Add to favourites"))
        self.window.keys("ctrl+z")
        wait("none", lambda: self.button("Redo Add to favourites"))
        self.window.keys("t")
        wait("the question", lambda: self.window.has_focus_in("Treat As"))
        self.window.clear()
        self.click(self.target("5"))
        self.window.keys("Delete")
        wait("it to be forgotten", lambda: self.button("Undo Forget /artnet/0/0/0/5"))
        self.window.keys("ctrl+z")
        wait("it to be back", lambda: self.target("5"))
        self.click(self.source("fader7"))
        self.window.keys("h")
        wait("its chart on the page of signals", lambda: self.button("Take this chart away") and self.label("/osc/1/fader7"))
        self.window.shot("chart")
        self.window.keys("alt+1")
        self.click(self.source("fader8"), "shift")
        self.window.keys("h")
        wait("the other one beside it", lambda: len(self.window.find_all("push button", "Take this chart away")) == 2)
        self.window.keys("alt+1")
        wait("the trees", lambda: self.window.entry("Search targets"))

    def test_a_locked_show_starts_no_drag(self):
        self.window.clear()
        self.window.lock()
        before = self.content()["mappings"]
        self.window.drag(self.window.middle(self.source("fader6"), 0.4), self.window.middle(self.target("6"), 0.4))
        self.window.shot("locked")
        # What had been changed would be saved by now.
        self.tablet.wait_rounds(40)
        if self.content()["mappings"] != before:
            raise Failure("a locked show was changed")


if __name__ == "__main__":
    gui.main(Patch)
