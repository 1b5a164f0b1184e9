#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every key that no other test presses: those of the window, of lists and trees, of signals and mappings.

As gui-test.py, which see.
"""

import importlib.util
import json
import os

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

Failure, wait, xdotool = gui.Failure, gui.wait, gui.xdotool
write_plain_show = gui.write_show
READ = os.path.join(os.environ.get("GUI_TEST_HOME", ""), "guide-read")
# In the order of the pages: what is to be seen of each.
PAGES = ("Search sources", "Search addresses", "Pause", "Channel ", "Add Connection", "Filter events", "Tiles")


def write_show(path, osc_port, node_port):
    write_plain_show(path, osc_port, node_port)
    with open(path) as file:
        content = json.load(file)
    content["mappings"] = [{"id": "m%d" % number, "name": name, "enabled": True, "source": "/osc/1/fader%d" % number,
                            "target": "/artnet/0/0/0/%d" % number, "steps": []}
                           for number, name in enumerate(("Front", "Haze", "Side"), 1)]
    content["mappings"][-1]["steps"] = [{"kind": "curvepoints", "enabled": True}]
    with open(path, "w") as file:
        json.dump(content, file)


    # Who reads the guide, as long as the desktop would ask.
    applications = os.path.join(os.environ["XDG_DATA_HOME"], "applications")
    os.makedirs(applications, exist_ok=True)
    with open(os.path.join(applications, "reader.desktop"), "w") as file:
        file.write("[Desktop Entry]\nType=Application\nName=Reader\nExec=cp %%f %s\nMimeType=text/markdown;text/plain;\n" % READ)
    with open(os.path.join(applications, "mimeapps.list"), "w") as file:
        file.write("[Default Applications]\ntext/markdown=reader.desktop\ntext/plain=reader.desktop\n")


gui.write_show = write_show


class Keys(gui.Tests):
    def is_on(self, name):
        """Has the row that is called so the focus?"""
        node = self.window.focused()
        return node is not None and node.name.split(",")[0] == name

    def tree_row(self, name):
        return self.window.find_first(("list item", "tree item", "table row"), name)

    def names(self):
        return [mapping["name"] for mapping in self.content()["mappings"]]

    def mapping(self, name):
        return wait("the mapping " + name, lambda: self.window.find("list item", name + ", from"))

    def choose_mapping(self, name):
        self.window.keys("alt+1")
        self.window.click_until(self.mapping(name), "the focus on it", lambda: self.window.focused(None, name + ", from"), 0.3)

    def expect_dialog(self, keys, title):
        self.window.keys(keys)
        wait("the window “%s”" % title, lambda: self.window.has_focus_in(title))
        self.window.shot("dialog-" + keys)
        self.window.press_until("Escape", "it to go", lambda: not self.window.has_focus_in(title))

    # --- everywhere ---

    def test_alt_and_a_number_is_a_page(self):
        for number, sign in enumerate(PAGES, 1):
            self.window.keys("alt+%d" % number)
            wait("page %d, %s" % (number, sign), lambda: self.window.entry(sign) or self.button(sign) or self.label(sign) or self.window.find("table cell", sign))
        self.window.keys("alt+1")

    def test_new_open_and_save_as_ask_for_a_file(self):
        self.expect_dialog("ctrl+n", "Choose a File for the New Show")
        self.expect_dialog("ctrl+o", "Open a Show")
        self.expect_dialog("ctrl+shift+s", "Save the Show As")

    def test_the_sidebar_comes_and_goes(self):
        wait("the sidebar", lambda: self.label("Connections"))
        self.window.keys("F9")
        wait("it to go", lambda: not self.label("Connections"))
        self.window.keys("F9")
        wait("it to come back", lambda: self.label("Connections"))

    def test_the_whole_screen(self):
        def fills():
            return self.window.geometry()[2:] == (1280, 800)
        self.window.resize(1000, 700)
        self.window.press_until("F11", "it to fill the screen", fills, every=10)
        self.window.press_until("F11", "it to be smaller", lambda: not fills(), every=10)
        self.window.resize(1280, 800)

    def test_the_menu(self):
        self.window.keys("F10")
        wait("the menu", lambda: self.window.find("menu item", "Preferences") or self.label("Preferences"))
        self.window.shot("menu")
        self.window.press_until("Escape", "it to go", lambda: not self.window.find("menu item", "Preferences"))

    def test_the_table_of_shortcuts(self):
        self.window.keys("ctrl+question")
        wait("the table", lambda: len(self.window.windows()) > 1)
        self.window.shot("shortcuts")
        self.window.clear()

    def test_help_is_the_guide(self):
        self.window.keys("F1")
        wait("the guide in the reader of such files", lambda: os.path.exists(READ) and "Clasp Bridge" in open(READ).read())

    def test_looking_for_devices(self):
        self.window.keys("alt+1", "F5")
        wait("the page where they are listed", lambda: self.label("Tablet"))
        self.window.shot("f5")
        self.window.keys("alt+1")

    # --- mappings ---

    def test_the_act_of_each_key_on_a_mapping(self):
        self.choose_mapping("Front")
        self.window.keys("m")
        wait("it to be muted", lambda: self.content()["mappings"][0]["enabled"] is False)
        self.window.keys("m")
        wait("it to pass again", lambda: self.content()["mappings"][0]["enabled"] is True)
        self.window.keys("s")
        wait("the solo", lambda: self.button("Undo Solo"))
        self.window.keys("s")
        wait("no solo", lambda: self.button("Undo End solo"))
        self.window.keys("ctrl+Down")
        wait("it to stand below", lambda: self.names() == ["Haze", "Front", "Side"])
        self.window.keys("ctrl+Up")
        wait("it to stand above again", lambda: self.names() == ["Front", "Haze", "Side"])
        self.window.keys("ctrl+d")
        wait("a copy", lambda: len(self.names()) == 4)
        self.window.shot("copy")
        self.window.keys("ctrl+z")
        wait("none", lambda: len(self.names()) == 3)
        self.window.keys("ctrl+shift+z")
        wait("a copy again", lambda: len(self.names()) == 4)
        self.window.keys("ctrl+z")
        wait("none again", lambda: len(self.names()) == 3)

    def test_mappings_are_copied_cut_and_pasted(self):
        self.choose_mapping("Haze")
        self.window.keys("ctrl+c")
        self.window.keys("ctrl+v")
        wait("a copy", lambda: len(self.names()) == 4)
        self.window.keys("ctrl+z")
        wait("none", lambda: len(self.names()) == 3)
        self.choose_mapping("Haze")
        self.window.keys("ctrl+x")
        wait("it to go", lambda: self.names() == ["Front", "Side"])
        self.window.keys("ctrl+v")
        wait("it to come back", lambda: sorted(self.names()) == ["Front", "Haze", "Side"])
        self.window.keys("ctrl+z")
        wait("it to go again", lambda: self.names() == ["Front", "Side"])
        self.window.keys("ctrl+z")
        wait("as it was", lambda: self.names() == ["Front", "Haze", "Side"])

    def test_e_and_enter_edit(self):
        for key in ("e", "Return"):
            self.choose_mapping("Side")
            self.window.keys(key)
            wait("the editor by " + key, lambda: self.window.entry("Name of the mapping"))
            self.window.keys("alt+Return")
            wait("it to go", lambda: not self.window.entry("Name of the mapping"))

    def test_a_mapping_is_renamed(self):
        self.choose_mapping("Side")
        self.window.keys("F2")
        wait("an entry", lambda: self.window.has_text(self.window.focused()))
        self.window.type_text("Wings", "Return")
        wait("the name", lambda: "Wings" in self.names())
        self.window.keys("ctrl+z")
        wait("the old one", lambda: "Side" in self.names())

    def test_a_mapping_is_deleted(self):
        self.choose_mapping("Haze")
        self.window.keys("Delete")
        wait("it to go", lambda: self.names() == ["Front", "Side"])
        self.window.keys("ctrl+z")
        wait("it to come back", lambda: self.names() == ["Front", "Haze", "Side"])

    def test_typing_jumps_to_a_mapping(self):
        self.choose_mapping("Front")
        # The first is no act; those that follow at once belong to the word, though “s” and “e” alone would act.
        xdotool("type", "--delay", 20, "haze")
        self.window.wait_focus("Haze, from")
        self.stays("a typed letter acted", lambda: self.content()["mappings"][1]["enabled"], True)

    def test_typing_jumps_in_the_table(self):
        self.choose_mapping("Front")
        self.window.press("Table: Edit Many Mappings at Once")
        wait("the table", lambda: self.window.label("Note"))
        self.window.click_until(wait("the row", lambda: self.window.label("Front")), "the focus in it",
                                lambda: self.window.focused(None, "Front"))
        xdotool("type", "--delay", 20, "haze")
        self.window.wait_focus("Haze")
        self.stays("a typed letter acted", lambda: self.content()["mappings"][1]["enabled"], True)
        self.window.shot("typed-in-table")
        self.window.press("Table: Edit Many Mappings at Once")

    # --- trees ---

    def test_a_tree_is_gone_through(self):
        self.window.keys("alt+2")
        row = wait("the branch", lambda: self.tree_row("Tablet"))
        self.window.click_until(row, "the focus on it", lambda: self.window.focused(None, "Tablet"), 0.3)
        self.window.keys("Left")
        wait("it to fold", lambda: self.tree_row("fader1") is None and self.tree_row("1,") is None)
        self.window.keys("asterisk")
        wait("all below", lambda: self.tree_row("fader8"))
        self.window.shot("opened-below")
        self.window.keys("End")
        wait("the last row", lambda: self.window.focused() and not self.window.focused(None, "Tablet"))
        self.window.keys("Home")
        self.window.wait_focus("Tablet")
        self.window.keys("Page_Down")
        wait("another row", lambda: self.window.focused() and not self.window.focused(None, "Tablet"))
        self.window.keys("Page_Up")
        self.window.wait_focus("Tablet")
        self.window.keys("Right", "Down")
        wait("the branch", lambda: self.is_on("1"))
        self.window.keys("Right", "Down", "shift+Down")
        wait("the second fader", lambda: self.is_on("fader2"))
        self.window.keys("Left")
        wait("the branch above", lambda: self.is_on("1"))

    def test_typing_jumps(self):
        self.window.keys("alt+2")
        row = wait("the branch", lambda: self.tree_row("Tablet"))
        self.window.click_until(row, "the focus on it", lambda: self.window.focused(None, "Tablet"), 0.3)
        xdotool("type", "--delay", 20, "1")
        wait("the branch", lambda: self.is_on("1"))

    def test_r_reads(self):
        self.window.keys("alt+2")
        row = wait("the branch", lambda: self.tree_row("Tablet"))
        self.window.click_until(row, "the focus on it", lambda: self.window.focused(None, "Tablet"), 0.3)
        self.window.keys("asterisk")
        row = wait("the fader", lambda: self.tree_row("fader3"))
        self.window.click_until(row, "the focus on it", lambda: self.window.focused(None, "fader3"), 0.3)
        self.tablet.held = 0.75
        self.tablet.wait_rounds(3)
        self.window.press_until("r", "its value", lambda: self.window.focused(None, "0.75"), every=2)

    # --- changing them ---

    def ask_for_key(self, title):
        """Opens the row of the preferences that asks for it."""
        if not self.label("They work everywhere in the window."):
            self.window.keys("ctrl+comma")
            wait("the preferences", lambda: self.label("Always Dark"))
            wait("the page of keys", lambda: self.window.find("page tab", "Keys")).press()
            self.window.wait_label("They work everywhere in the window.")
        preferences = next(top for top in self.window.windows() if top.name != "Clasp Bridge")
        row = wait("the row", lambda: self.window.tree.find_all(preferences, ("label",), title)[0])

        self.window.click_in_dialog(row)
        wait("the question", lambda: self.label("Press the key"))

    def test_keys_are_changed_and_conflicts_are_shown(self):
        self.ask_for_key("Mute or unmute")
        self.window.shot("key-asked")
        self.window.keys("s")
        self.window.wait_label("S is already “Solo”")
        self.window.keys("alt+1")
        self.window.wait_label("Alt+1 is already “Pages”")
        self.window.keys("x")
        wait("the question to go", lambda: not self.label("is already"))
        self.window.shot("key-changed")
        self.window.clear()
        self.choose_mapping("Front")
        self.window.keys("x")
        wait("it to be muted", lambda: self.content()["mappings"][0]["enabled"] is False)
        self.window.keys("m")
        self.stays("the old key acts", lambda: self.content()["mappings"][0]["enabled"], False)
        self.window.press_until("alt+Return", "the editor, whose button names the new key", lambda: self.button("Mute Mapping (X)"), every=4)
        self.window.press_until("alt+Return", "it to close", lambda: not self.button("Mute Mapping (X)"), every=4)
        self.window.keys("x")
        wait("it to pass again", lambda: self.content()["mappings"][0]["enabled"] is True)

    # --- curves ---

    def points(self):
        return self.window.find("slider", "Point 1 of %d" % self.n_points)

    def expect_points(self, n):
        self.n_points = n
        wait("%d points" % n, self.points)

    def test_keys_of_a_curve_are_changed(self):
        self.ask_for_key("Insert a point")
        self.window.keys("Delete")
        self.window.wait_label("Delete is already “Remove the point”")
        self.window.keys("p")
        wait("the question to go", lambda: not self.label("is already"))
        self.window.clear()
        self.choose_mapping("Side")
        self.window.keys("e")
        self.expect_points(2)
        self.window.click_until(self.points(), "the focus on it", lambda: self.window.focused(None, "Point 1 of 2"), 0.5)
        self.window.keys("Insert")
        self.window.keys("p")
        self.expect_points(3)
        self.window.keys("Delete")
        self.expect_points(2)
        self.window.keys("alt+Return")

    def test_the_table_of_mappings_has_the_key_that_is_set(self):
        self.ask_for_key("Rename")
        self.window.keys("F3")
        wait("the question to go", lambda: not self.label("Press the key"))
        self.window.clear()
        self.choose_mapping("Front")
        self.window.press("Table: Edit Many Mappings at Once")
        wait("the table", lambda: self.window.label("Note"))
        self.window.click_until(wait("the row", lambda: self.window.label("Front")), "the focus in it",
                                lambda: self.window.focused(None, "Front"))
        self.window.keys("F2")
        # Did it edit, this would be the name.
        xdotool("type", "--delay", 20, "haze")
        self.window.wait_focus("Haze")
        self.window.keys("F3")
        xdotool("type", "--delay", 20, "Mist")
        self.window.keys("Return")
        wait("the name", lambda: self.names() == ["Front", "Mist", "Side"])
        self.window.keys("ctrl+z")
        wait("the old one", lambda: self.names() == ["Front", "Haze", "Side"])
        self.window.press("Table: Edit Many Mappings at Once")

    # --- channels ---

    def test_keys_of_a_universe_are_changed(self):
        """Digits and hexadecimal letters are levels and stay so."""
        self.ask_for_key("Test a step higher")
        self.window.keys("minus")
        self.window.wait_label("- is already “Test a step lower”")
        self.window.keys("7", "f", "p")
        wait("the question to go", lambda: not self.label("is already"))
        self.ask_for_key("Release the channel")
        self.window.keys("u")
        self.window.wait_label("U is already “Unit: 0–255, percent, hexadecimal”")
        self.window.keys("x")
        wait("the question to go", lambda: not self.label("is already"))
        self.window.clear()
        self.window.keys("alt+4")
        self.window.wait_focus("Channel 1, ")
        self.window.keys("7", "Return")
        self.window.wait_focus("Channel 1, 7 of 255, held by test")
        self.window.keys("Delete", "plus", "p")
        self.window.wait_focus("Channel 1, 8 of 255, held by test")
        self.window.shot("channel-keys")
        self.window.keys("x")
        wait("it to be let go", lambda: not self.window.focused(None, "held by test"))
        self.window.keys("alt+1")

    # --- variables and scenes ---

    def variables(self):
        return [variable["name"] for variable in self.content().get("variables", [])]

    def test_the_keys_of_variables_and_scenes(self):
        title = "Variables and Scenes"
        self.window.keys("ctrl+shift+v")
        wait("the window", lambda: self.window.has_focus_in(title))
        before = self.variables()
        self.window.keys("alt+2", "ctrl+n")
        wait("a variable", lambda: len(self.variables()) == len(before) + 1)
        name = self.variables()[-1]
        wait("its name with the focus", lambda: self.window.has_text(self.window.focused()))
        self.window.shot("variable")
        self.window.keys("shift+Tab")
        wait("its row with the focus", lambda: not self.window.has_text(self.window.focused()))
        self.window.keys("F2")
        wait("its name again", lambda: self.window.has_text(self.window.focused()))
        self.window.keys("shift+Tab")
        wait("its row again", lambda: not self.window.has_text(self.window.focused()))
        self.window.keys("Delete")
        wait("it to go", lambda: name not in self.variables())
        self.window.keys("ctrl+z")
        wait("it to come back", lambda: name in self.variables())
        self.window.press_until("ctrl+w", "the window to go", lambda: not self.window.has_focus_in(title))


if __name__ == "__main__":
    gui.main(Keys)
