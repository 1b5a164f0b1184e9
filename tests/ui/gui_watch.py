#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Monitor and Universes: cells by keys, tests that leave as Art-Net, traces with reasons. As gui-test.py, which see."""

import importlib.util
import json
import os
import socket
import struct
import threading
import time

spec = importlib.util.spec_from_file_location("gui", os.path.join(os.path.dirname(os.path.abspath(__file__)), "gui-test.py"))
gui = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gui)

Failure, wait = gui.Failure, gui.wait


class Desk(threading.Thread):
    """Two controllers that send one Art-Net universe to the show."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port = port
        self.alive = True
        self.levels = {"127.0.0.1": bytearray(512), "127.0.0.2": bytearray(512)}

    def run(self):
        outs = {}
        for host in self.levels:
            outs[host] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            outs[host].bind((host, 0))
        while self.alive:
            for host, out in outs.items():
                packet = b"Art-Net\0" + struct.pack("<H", 0x5000) + struct.pack(">H", 14) + b"\0\0" + struct.pack("<H", 7)
                out.sendto(packet + struct.pack(">H", 512) + bytes(self.levels[host]), ("127.0.0.1", self.port))
            time.sleep(0.04)


def write_show(path, osc_port, node_port):
    """As all others', and a universe that goes out, one that comes in."""
    write_plain_show(path, osc_port, node_port)
    with open(path) as file:
        content = json.load(file)
    content["connections"][1]["settings"]["universes"] = ["0:0:0", "0:0:7"]
    content["mappings"] = [
        {"id": "front", "name": "Front", "enabled": True, "source": "/osc/1/fader3", "target": "/artnet/0/0/0/1", "steps": []},
        {"id": "strobe", "name": "Strobe", "enabled": False, "source": "/osc/1/fader3", "target": "/artnet/0/0/0/2", "steps": []},
    ]
    with open(path, "w") as file:
        json.dump(content, file)


write_plain_show = gui.write_show
gui.write_show = write_show


class Watch(gui.Tests):
    def cell(self, name):
        return self.window.find("table cell", name)

    def universe(self, name):
        return self.window.find("list item", name)

    def listen_port(self):
        stage = [item for item in self.content()["connections"] if item["id"] == "stage"][0]
        return int(stage["settings"]["listen"].split(":")[1])

    def search(self, text):
        self.window.press_until("ctrl+f", "the search", lambda: self.window.has_text(self.window.focused()))
        self.window.type_text(text)

    def go_to(self, cell, *keys):
        """Keys that move are not pressed again: it is where they lead that counts."""
        self.window.keys(*keys)
        wait("the cell " + cell, lambda: self.cell(cell))

    # --- universes ---

    def test_a_universe_that_goes_out_stands_in_the_list(self):
        self.window.keys("alt+4")
        wait("the universe", lambda: self.universe("Art-Net 0:0:0, out"))
        wait("the grid's cell", lambda: self.window.focused("table cell", "Channel 1, "))
        wait("one with data in the sidebar", lambda: "1" in self.in_sidebar("Universes"))

    def test_arrows_move_through_the_cells(self):
        self.go_to("Channel 4, ", "Right", "Right", "Right")
        self.window.keys("End", "Home", "Down")
        wait("the row below", lambda: self.cell("Channel ") and not self.cell("Channel 4, "))
        self.go_to("Channel 1, ", "ctrl+Home")

    def test_figures_set_a_test_that_leaves_as_art_net(self):
        self.go_to("Channel 12, ", *["Right"] * 11)
        self.window.keys("1", "6", "4")
        wait("164 at the node", lambda: self.node.slot(0, 12) == 164)
        wait("the cell to say so", lambda: self.cell("Channel 12, 164 of 255, held by test"))
        self.window.shot("tested")
        self.window.keys("plus", "plus")
        wait("two more", lambda: self.node.slot(0, 12) in (165, 166))
        self.window.keys("9", "Return")
        wait("9 at the node", lambda: self.node.slot(0, 12) == 9)

    def test_the_unit_cycles(self):
        self.go_to("Channel 12, 4 percent", "u")
        self.window.keys("5", "0", "Return")
        wait("half at the node", lambda: self.node.slot(0, 12) == 128)
        self.go_to("Channel 12, hex 80", "u")
        self.window.keys("f", "0", "Return")
        wait("F0 at the node", lambda: self.node.slot(0, 12) == 240)
        self.go_to("Channel 12, 240 of 255", "u")

    def test_all_tests_are_released_at_once(self):
        self.window.keys("Right", "7", "Return")
        wait("channel 13 at the node", lambda: self.node.slot(0, 13) == 7)
        self.window.press("Release All Tests")
        wait("both dark", lambda: self.node.slot(0, 12) == 0 and self.node.slot(0, 13) == 0)
        wait("the button to go", lambda: not self.button("Release All Tests"))

    def test_show_mode_refuses_tests(self):
        self.window.keys("alt+4")
        self.window.click_until(self.universe("Art-Net 0:0:0, out"), "the cells", lambda: self.cell("Channel "))
        wait("the cells to have the focus", self.to_cells)
        self.window.lock()
        # The toast is gone after five seconds.
        self.window.press_until("9 9 Return", "the toast", lambda: self.label("Locked. Hold the lock to edit"))
        self.stays("a test left in show mode", lambda: self.node.slot(0, 13), 0)
        self.window.unlock()

    def test_the_grand_master_lowers_the_light_in_show_mode_and_says_why(self):
        self.window.keys("alt+4")
        self.tablet.held = 1.0
        wait("the light", lambda: self.node.slot(0, 1) == 255)
        self.window.lock()

        def to_fader():
            self.window.keys("Tab")
            return self.window.focused("slider", "Grand Master")
        wait("the fader to have the focus", to_fader)
        self.window.keys("Page_Down")
        wait("a tenth less", lambda: self.node.slot(0, 1) in (229, 230))
        wait("why", lambda: self.label("The grand master is at 90\u2009%"))
        self.window.shot("grand-master")
        self.window.keys("alt+1")
        wait("why, on another page", lambda: self.label("The grand master is at 90\u2009%"))
        self.window.press("To Full")
        wait("all of the light", lambda: self.node.slot(0, 1) == 255)
        wait("nothing to be said", lambda: not self.label("The grand master is at"))
        self.window.unlock()

    def to_cells(self):
        if not self.window.focused("table cell"):
            self.window.keys("Tab")
        return self.window.focused("table cell")

    def test_two_sources_of_equal_priority_are_told(self):
        self.window.keys("alt+4")
        self.desk = Desk(self.listen_port())
        self.desk.levels["127.0.0.1"][0:6] = bytes([255, 128, 64, 32, 16, 8])
        self.desk.levels["127.0.0.2"][3:9] = bytes([200, 180, 160, 140, 120, 100])
        self.desk.start()
        row = wait("the universe that comes in", lambda: self.universe("Art-Net 0:0:7, in, 2 sources"))
        wait("the conflict", lambda: self.universe("two sources have the same priority"))
        self.window.click_until(row, "the rule in words", lambda: self.label("the higher level of each channel counts"))
        wait("a source", lambda: self.label("127.0.0.2"))
        self.window.shot("sources")

    def test_what_is_watched_is_chosen_by_numbers(self):
        self.window.keys("alt+4")
        self.search("7-9")
        wait("the other to go", lambda: not self.universe("Art-Net 0:0:0, out"))
        wait("it to stay", lambda: self.universe("Art-Net 0:0:7"))
        self.search("12-")
        wait("what is wrong", lambda: self.label("is no universe"))
        self.window.keys("ctrl+a", "BackSpace")
        wait("all again", lambda: self.universe("Art-Net 0:0:0, out"))

    def test_a_channel_is_named_and_marked_careful(self):
        self.window.keys("alt+4")
        self.window.click_until(self.universe("Art-Net 0:0:0, out"), "a cell", lambda: self.cell("Channel "))
        wait("the cells to have the focus", self.to_cells)
        self.window.keys("ctrl+Home", "alt+Return")
        careful = wait("the switch", lambda: self.button("Careful"))
        self.window.shot("cell-inspector")
        self.window.click(careful)

        def saved():
            return "/artnet/0/0/0/1 [careful]" in self.content()["routers"][0]["settings"].get("slot-notes", [])
        wait("the note in the file", saved)
        wait("the cell to say so", lambda: self.cell("careful"))
        self.window.keys("alt+Return")

    # --- monitor ---

    def row(self, name):
        return self.window.find("list item", name)

    def test_what_was_mapped_while_nobody_looked_is_there(self):
        self.tablet.held = 0.75
        self.tablet.wait_rounds(10)
        self.tablet.alive = False
        self.tablet.join()
        self.window.keys("alt+3")
        row = wait("a message of before", lambda: self.row("/osc/1/fader3"))
        self.window.click_until(row, "the focus on it", lambda: self.window.focused("list item"))
        self.window.keys("End", "Return")
        wait("what was sent", lambda: self.label("→ /artnet/0/0/0/1 = 191"))
        self.window.shot("before")
        self.window.keys("alt+Return")
        self.tablet = gui.Tablet(self.tablet.port)
        self.tablet.start()

    def test_hidden_kinds_are_chips(self):
        self.window.keys("alt+3")
        wait("messages", lambda: self.row("/osc/1/fader"))
        self.window.press("Clock hidden: show again")
        wait("it to go", lambda: not self.button("Clock hidden: show again"))

    def test_words_and_devices_filter(self):
        self.window.keys("alt+3")
        self.search("dev:tablet fader3")
        wait("only the third fader", lambda: self.row("/osc/1/fader3") and not self.row("/osc/1/fader4"))
        self.window.keys("Return")

    def test_the_inspector_shows_what_was_chosen_before_it_opened(self):
        self.window.keys("alt+3")
        self.search("fader3 dev:tablet")
        # At once: the entry tells of its last letter a moment later than Enter, and what was chosen stays.
        self.window.keys("Return", "space", "End")
        wait("the pause", lambda: self.label("new message"))
        self.tablet.wait_rounds(6)
        self.window.keys("alt+Return")
        wait("the message", lambda: self.button("Send Again") and self.label("/osc/1/fader3"))
        self.window.keys("alt+Return", "space")
        wait("it to go on", lambda: not self.label("new message"))

    def test_a_trace_names_what_was_sent_and_what_was_muted(self):
        self.window.keys("alt+3")
        self.tablet.held = 0.75
        self.tablet.wait_rounds(10)
        wait("the list to have the focus", lambda: self.window.focused() and not self.window.has_text(self.window.focused()))
        self.window.keys("space")
        wait("the pause", lambda: self.label("new message"))
        self.window.keys("End", "Return")
        wait("what was sent", lambda: self.label("→ /artnet/0/0/0/1 = 191"))
        wait("why the other did nothing", lambda: self.label("✕ muted"))
        wait("the type tags", lambda: self.label("OSC types ,f"))
        self.window.shot("trace")
        self.window.keys("Return")
        wait("the mapping the trace leads to", lambda: self.window.entry("Search sources"))
        # More than the engine keeps of while nobody listens.
        self.tablet.send_burst(400)
        self.tablet.wait_rounds(2)
        self.window.press_until("alt+3", "the trace again", lambda: self.label("✕ muted"), every=3)
        self.window.keys("alt+Return")

    def test_state_has_a_row_for_each_address(self):
        self.window.keys("alt+3")
        self.search("")
        self.window.keys("Return")
        wait("the list to have the focus", lambda: self.window.focused() and not self.window.has_text(self.window.focused()))
        self.window.keys("space")
        wait("it to go on", lambda: not self.label("new message"))
        self.window.keys("v")
        wait("rows with counts", lambda: self.row("×"))
        wait("rows of two faders", lambda: self.row("/osc/1/fader3") and self.row("/osc/1/fader5"))
        # A row and the list's own widget around it.
        if len([1 for node in self.window.find_all("list item", "/osc/1/fader3") if "×" in node.name]) > 2:
            raise Failure("an address has more than one row")
        self.window.shot("state")
        self.window.keys("v")
        wait("times again", lambda: not self.row("×"))

    def test_a_message_is_sent_from_the_bar(self):
        self.window.keys("alt+3")
        self.window.keys("ctrl+Return")
        wait("the bar", lambda: self.button("Send"))
        wait("its entry", lambda: self.window.has_text(self.window.focused()))
        self.window.type_text("/artnet/0/0/0/20")
        address = self.window.focused()
        self.window.keys("Tab", "Tab")
        wait("the value's entry", lambda: self.window.has_text(self.window.focused()) and self.window.focused() != address)
        self.window.shot("send-bar")
        self.window.type_text("77", "Return")
        wait("77 at the node", lambda: self.node.slot(0, 20) == 77)
        wait("where it went", lambda: self.label("Sent to /artnet/0/0/0/20"))
        self.window.keys("ctrl+Return")

    def test_a_message_goes_below_the_connection_that_was_chosen(self):
        """As the device's manual has it: without our name of the connection."""
        self.window.keys("alt+1")
        self.window.press_until("ctrl+k", "the palette", lambda: self.window.has_text(self.window.focused()))
        self.window.type_text("send a message")
        wait("the act", lambda: self.label("Send a message"))
        self.window.keys("Return")
        wait("the bar", lambda: self.button("Send"))
        wait("its address", lambda: self.window.has_text(self.window.focused()))
        address = self.window.focused()
        self.window.keys("shift+Tab")
        wait("the choice of a connection", lambda: self.window.focused() and self.window.focused() != address)
        self.window.press_until("Return", "the list", lambda: self.window.focused("list item"), every=5)
        self.window.keys("Down", "Down", "Return")
        wait("the list to close", lambda: not self.window.focused("list item"))
        self.window.keys("Tab")
        wait("the address again", lambda: self.window.has_text(self.window.focused()))
        self.window.type_text("/0/0/0/21")
        self.window.keys("Tab", "Tab")
        wait("the value", lambda: self.window.has_text(self.window.focused()) and self.window.focused() != address)
        self.window.type_text("78", "Return")
        wait("78 at the node", lambda: self.node.slot(0, 21) == 78)
        wait("where it went", lambda: self.label("Sent to /artnet/0/0/0/21"))
        self.window.keys("ctrl+Return")

    def test_top_talkers_can_be_hidden(self):
        self.window.keys("alt+3")
        self.window.click_until(wait("the button", lambda: self.button("Who sends most")),
                                "an address", lambda: self.button("Hide: /osc/1/fader"))
        self.window.shot("talkers")
        self.window.keys("Escape")


if __name__ == "__main__":
    gui.main(Watch)
