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

Failure, wait, xdotool = gui.Failure, gui.wait, gui.xdotool


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
    def button(self, name):
        return (self.window.find("push button", name) or self.window.find("toggle button", name)
                or self.window.find("button", name))

    def cell(self, name):
        return self.window.find("table cell", name)

    def universe(self, name):
        return self.window.find("list item", name)

    def listen_port(self):
        with open(self.show) as file:
            stage = [item for item in json.load(file)["connections"] if item["id"] == "stage"][0]
        return int(stage["settings"]["listen"].split(":")[1])

    # --- universes ---

    def test_a_universe_that_goes_out_stands_in_the_list(self):
        xdotool("key", "alt+4")
        wait("the universe", lambda: self.universe("Art-Net 0:0:0, out"))
        wait("the grid's cell", lambda: self.cell("Channel 1, "))

    def test_arrows_move_through_the_cells(self):
        xdotool("key", "Right", "key", "Right", "key", "Right")
        wait("channel 4", lambda: self.cell("Channel 4, "))
        xdotool("key", "End", "key", "Home", "key", "Down")
        wait("the row below", lambda: not self.cell("Channel 4, "))
        xdotool("key", "ctrl+Home")
        wait("channel 1", lambda: self.cell("Channel 1, "))

    def test_figures_set_a_test_that_leaves_as_art_net(self):
        for _ in range(11):
            xdotool("key", "Right")
        wait("channel 12", lambda: self.cell("Channel 12, "))
        xdotool("key", "1", "key", "6", "key", "4")
        wait("164 at the node", lambda: self.node.slot(0, 12) == 164)
        wait("the cell to say so", lambda: self.cell("Channel 12, 164 of 255, held by test"))
        self.window.shot("tested")
        xdotool("key", "plus", "key", "plus")
        wait("two more", lambda: self.node.slot(0, 12) in (165, 166))
        xdotool("key", "9", "key", "Return")
        wait("9 at the node", lambda: self.node.slot(0, 12) == 9)

    def test_the_unit_cycles(self):
        xdotool("key", "u")
        wait("percent", lambda: self.cell("Channel 12, 4 percent"))
        xdotool("key", "5", "key", "0", "key", "Return")
        wait("half at the node", lambda: self.node.slot(0, 12) == 128)
        xdotool("key", "u")
        wait("hex", lambda: self.cell("Channel 12, hex 80"))
        xdotool("key", "f", "key", "0", "key", "Return")
        wait("F0 at the node", lambda: self.node.slot(0, 12) == 240)
        xdotool("key", "u")
        wait("levels", lambda: self.cell("Channel 12, 240 of 255"))

    def test_all_tests_are_released_at_once(self):
        xdotool("key", "Right", "key", "7", "key", "Return")
        wait("channel 13 at the node", lambda: self.node.slot(0, 13) == 7)
        wait("the button", lambda: self.button("Release All Tests")).queryAction().doAction(0)
        wait("both dark", lambda: self.node.slot(0, 12) == 0 and self.node.slot(0, 13) == 0)
        wait("the button to go", lambda: not self.button("Release All Tests"))

    def test_show_mode_refuses_tests(self):
        xdotool("key", "ctrl+l")
        wait("the lock", lambda: self.button("Hold to Edit Again"))
        xdotool("key", "9", "key", "9", "key", "Return")
        wait("the toast", lambda: self.window.find("label", "Locked. Hold the lock to edit."))
        time.sleep(0.5)
        if self.node.slot(0, 13) != 0:
            raise Failure("a test left in show mode")
        xdotool("key", "ctrl+l", "key", "Return")
        time.sleep(0.2)
        xdotool("key", "Return")
        wait("the lock to open", lambda: self.button("Lock for the Show"))

    def test_two_sources_of_equal_priority_are_told(self):
        self.desk = Desk(self.listen_port())
        self.desk.levels["127.0.0.1"][0:6] = bytes([255, 128, 64, 32, 16, 8])
        self.desk.levels["127.0.0.2"][3:9] = bytes([200, 180, 160, 140, 120, 100])
        self.desk.start()
        row = wait("the universe that comes in", lambda: self.universe("Art-Net 0:0:7, in, 2 sources"))
        wait("the conflict", lambda: self.universe("two sources have the same priority"))
        self.window.click(row)
        wait("the rule in words", lambda: self.window.find("label", "the higher level of each channel counts"))
        wait("a source", lambda: self.window.find("label", "127.0.0.2"))
        self.window.shot("sources")

    def test_what_is_watched_is_chosen_by_numbers(self):
        xdotool("key", "ctrl+f", "type", "7-9")
        wait("the other to go", lambda: not self.universe("Art-Net 0:0:0, out"))
        wait("it to stay", lambda: self.universe("Art-Net 0:0:7"))
        xdotool("key", "ctrl+a", "type", "12-")
        wait("what is wrong", lambda: self.window.find("label", "is no universe"))
        xdotool("key", "ctrl+a", "key", "BackSpace")
        wait("all again", lambda: self.universe("Art-Net 0:0:0, out"))

    def test_a_channel_is_named_and_marked_careful(self):
        self.window.click(self.universe("Art-Net 0:0:0, out"))
        wait("a cell", lambda: self.cell("Channel "))
        xdotool("key", "ctrl+Home", "key", "alt+Return")
        time.sleep(0.7)
        self.window.shot("cell-inspector")
        self.window.click(wait("the switch", lambda: self.window.find("toggle button", "Careful")
                               or self.window.find("check box", "Careful") or self.window.find("switch", "Careful")))

        def saved():
            with open(self.show) as file:
                router = json.load(file)["routers"][0]
            return "/artnet/0/0/0/1 [careful]" in router["settings"].get("slot-notes", [])
        wait("the note in the file", saved)
        wait("the cell to say so", lambda: self.cell("careful"))
        xdotool("key", "alt+Return")

    # --- monitor ---

    def row(self, name):
        return self.window.find("list item", name)

    def test_hidden_kinds_are_chips(self):
        xdotool("key", "alt+3")
        wait("messages", lambda: self.row("/osc/1/fader"))
        wait("the chip of the clock", lambda: self.button("Clock hidden: show again")).queryAction().doAction(0)
        wait("it to go", lambda: not self.button("Clock hidden: show again"))

    def test_words_and_devices_filter(self):
        xdotool("key", "ctrl+f")
        xdotool("type", "dev:tablet fader3")
        wait("only the third fader", lambda: self.row("/osc/1/fader3") and not self.row("/osc/1/fader4"))
        xdotool("key", "Return")

    def test_a_trace_names_what_was_sent_and_what_was_muted(self):
        self.tablet.held = 0.75
        time.sleep(0.5)
        xdotool("key", "space")
        wait("the pause", lambda: self.window.find("label", "new message"))
        xdotool("key", "End", "key", "Return")
        wait("what was sent", lambda: self.window.find("label", "→ /artnet/0/0/0/1 = 191"))
        wait("why the other did nothing", lambda: self.window.find("label", "✕ muted"))
        self.window.shot("trace")
        xdotool("key", "alt+Return", "key", "ctrl+f", "key", "Return")

    def test_state_has_a_row_for_each_address(self):
        xdotool("key", "ctrl+f", "key", "ctrl+a", "key", "BackSpace", "key", "Return")
        time.sleep(0.5)
        xdotool("key", "space")
        time.sleep(0.3)
        xdotool("key", "v")
        wait("rows with counts", lambda: self.row("×"))
        time.sleep(1)
        # A row and the list's own widget around it.
        if len([1 for node in self.window.find_all("list item", "/osc/1/fader3") if "×" in node.name]) > 2:
            raise Failure("an address has more than one row")
        self.window.shot("state")
        xdotool("key", "v")
        wait("times again", lambda: not self.row("×"))

    def test_a_message_is_sent_from_the_bar(self):
        xdotool("key", "ctrl+Return")
        wait("the bar", lambda: self.button("Send (Enter)") or self.button("Send"))
        xdotool("type", "/artnet/0/0/0/20")
        xdotool("key", "Tab", "key", "Tab")
        time.sleep(0.2)
        self.window.shot("send-bar")
        xdotool("type", "77")
        xdotool("key", "Return")
        wait("77 at the node", lambda: self.node.slot(0, 20) == 77)
        xdotool("key", "ctrl+Return")

    def test_top_talkers_can_be_hidden(self):
        self.window.click(wait("the button", lambda: self.button("Who sends most")))
        wait("an address", lambda: self.button("Hide: /osc/1/fader"))
        time.sleep(0.3)
        self.window.shot("talkers")
        xdotool("key", "Escape")

    def test_watching_pictures(self):
        """In light and dark, wide and narrow: to be looked at."""
        self.window.quit()
        for scheme in ("light", "dark"):
            for width in (1280, 400):
                self.watch_picture(scheme, width)

    def watch_picture(self, scheme, width):
        import subprocess
        state = os.path.join(os.environ["XDG_STATE_HOME"], "clasp-bridge")
        os.makedirs(state, exist_ok=True)
        with open(os.path.join(state, "window.ini"), "w") as file:
            file.write("[window]\nwidth=%d\nheight=800\n" % width)
        env = dict(os.environ, ADW_DEBUG_COLOR_SCHEME="prefer-" + scheme)
        self.window.process = subprocess.Popen([self.program, "--show", self.show], env=env)
        self.window.root = wait("the window in the accessibility tree", self.window.find_root, 40)
        self.window.offset = wait("the window", self.window.find_frame)
        time.sleep(1)
        xdotool("key", "alt+4")
        wait("the list", lambda: self.universe("Art-Net 0:0:7"))
        self.window.shot("universes-list-%s-%d" % (scheme, width))
        self.window.click(self.universe("Art-Net 0:0:7, in"))
        time.sleep(1.5)
        self.window.shot("universes-%s-%d" % (scheme, width))
        xdotool("key", "alt+3")
        time.sleep(1.5)
        self.window.shot("monitor-%s-%d" % (scheme, width))
        self.window.quit()


if __name__ == "__main__":
    gui.main(Watch)
