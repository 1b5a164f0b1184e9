# SPDX-License-Identifier: GPL-3.0-or-later
"""The program's window, driven by pointer, keys and accessibility, on a machine of any speed.

Nothing here counts on time: an act is followed by a wait for what it brings, keys are pressed when the
program has the keyboard, and what may be done twice is repeated until its effect is seen.
"""

import os
import re
import subprocess
import sys
import time

DEADLINE_S = int(os.environ.get("CLASP_GUI_DEADLINE", "60"))
# Of the toolkit; "runtime error" and "ERROR: " are the sanitizers'.
FAULT = re.compile(r"(?:Gtk|Gdk|Gsk|Adwaita|Pango|GLib\S*)-(?:CRITICAL|WARNING) \*\*|-CRITICAL \*\*|runtime error:|ERROR: \w+Sanitizer")
# Of the toolkit (a wheel that turns after rows have changed and before they are laid out) and of a machine without
# desktop services, not of the program.
HARMLESS = re.compile(r"gtk_window_get_focus|failed to scroll to given position|GtkText - unexpected blinking selection|gdk_monitor_get_geometry|unable to send notifications|Theme parser|unable to .*settings portal|Failed to .*portal|GLib-GIO-WARNING.*dconf|dconf-WARNING", re.I)
BUTTONS = ("push button", "toggle button", "check box", "radio button", "button", "switch", "link")


class Failure(Exception):
    pass


class Ended(Failure):
    """There is nothing more to wait for."""


def wait(what, condition, seconds=DEADLINE_S):
    deadline = time.monotonic() + seconds
    problem = None
    while True:
        try:
            result = condition()
            problem = None
        except Ended:
            raise
        except Exception as exception:  # a widget may go while it is looked at
            result, problem = None, exception
        if result:
            return result
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)
    raise Failure("waited %d s for: %s%s" % (seconds, what, " (%s)" % problem if problem else ""))


def xdotool(*arguments):
    subprocess.run(["xdotool"] + [str(argument) for argument in arguments], check=True, stdout=subprocess.DEVNULL,
                   timeout=DEADLINE_S)


def ask_xdotool(*arguments):
    return subprocess.run(["xdotool"] + [str(argument) for argument in arguments], capture_output=True, text=True,
                          timeout=DEADLINE_S).stdout.split()


class Window:
    def __init__(self, program, show, artifacts, environment=None, arguments=None):
        """@arguments are the program's; None: the show."""
        import gui_tree

        self.program, self.show, self.artifacts = program, show, artifacts
        self.arguments = ["--show", show] if arguments is None else arguments
        self.tree = gui_tree.Tree()
        self.process = None
        self.log_path = os.path.join(os.environ["GUI_TEST_HOME"], "stderr")
        self.log_read = 0
        self.start(environment)

    # --- the program ---

    def start(self, environment=None, width=None, height=800):
        """Also a second time, after quit ()."""
        if width is not None:
            self.set_size(width, height)
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen([self.program] + self.arguments, env=dict(os.environ, **(environment or {})),
                                            stderr=log)
        self.root = wait("the program's window in the accessibility tree", self.find_root, 120)
        self.offset = (0, 0)
        self.offset = wait("the window's place", self.find_frame)
        wait("the window to have the keyboard", self.has_keyboard)

    def restart(self, environment=None, width=None, height=800):
        self.quit()
        self.start(environment, width, height)

    def set_size(self, width, height):
        state = os.path.join(os.environ["XDG_STATE_HOME"], "clasp-bridge")
        os.makedirs(state, exist_ok=True)
        with open(os.path.join(state, "window.ini"), "w") as file:
            file.write("[window]\nwidth=%d\nheight=%d\n" % (width, height))

    def resize(self, width, height):
        """What the window manager makes of the wish; True when it became as small as was asked for."""
        window = ask_xdotool("getactivewindow")[0]
        xdotool("windowsize", window, width, height)

        def is_so():
            self.settle()
            place = dict(line.split("=") for line in ask_xdotool("getwindowgeometry", "--shell", window) if "=" in line)
            self.offset = (int(place["X"]), int(place["Y"]))
            return (int(place["WIDTH"]), int(place["HEIGHT"])) == (width, height)
        wait("the window to be %d by %d" % (width, height), is_so)

    def quit(self):
        self.check_alive()
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
            raise Failure("the program did not end when it was told to")

    def check_alive(self):
        if self.process.poll() not in (None, 0, -15):
            raise Ended("the program ended by itself with %d: %s" % (self.process.returncode, " | ".join(self.new_log()[-20:])))

    def is_running(self):
        return self.process.poll() is None

    def new_log(self):
        with open(self.log_path, "rb") as log:
            log.seek(self.log_read)
            text = log.read()
            self.log_read = log.tell()
        if "GUI_TEST_NOISE" in os.environ:
            sys.stderr.write(text.decode(errors="replace"))
        return text.decode(errors="replace").splitlines()

    def check_log(self):
        """What the toolkit complains of is a fault of the program."""
        lines = self.new_log()
        faults = [number for number, line in enumerate(lines) if FAULT.search(line) and not HARMLESS.search(line)]
        if faults:
            raise Failure("the program complained:\n" + "\n".join(line for line in lines[faults[0]:faults[0] + 30] if line))

    # --- the window's place ---

    def find_root(self):
        self.check_alive()
        return self.tree.find_program(self.process.pid)

    def find_frame(self):
        """The window without its shadow margin: widgets' extents are relative to it."""
        for window in ask_xdotool("search", "--onlyvisible", "--class", "clasp"):
            values = dict(line.split("=") for line in ask_xdotool("getwindowgeometry", "--shell", window) if "=" in line)
            if int(values.get("WIDTH", 0)) > 300:
                return int(values["X"]), int(values["Y"])
        return None

    def windows(self):
        return self.root.children

    # --- looking ---

    def walk(self, node):
        return self.tree.walk(node)

    def find_all(self, role, name):
        return self.tree.find_all(self.root, None if role is None else (role,), name)

    def find_first(self, roles, name):
        found = self.tree.find_all(self.root, roles, name)
        for node, is_seen in zip(found, self.tree.are_seen(found)):
            if is_seen:
                return node
        return None

    def find(self, role, name):
        """The first that is showing."""
        return self.find_first((role,), name)

    def button(self, name):
        return self.find_first(BUTTONS, name)

    def label(self, text):
        return self.find_first(("label",), text)

    def entry(self, name):
        return self.find_first(("text", "entry", "spin button", "password text"), name)

    def is_seen(self, node):
        return self.tree.are_seen([node])[0]

    def place(self, node):
        box = node.box
        return (self.offset[0] + box.x, self.offset[1] + box.y, box.width, box.height)

    def middle(self, node, share=0.5):
        x, y, width, height = self.place(node)
        return int(x + width * share), int(y + height / 2)

    def focused(self, role=None, name=""):
        """What has the focus, if it is such a one."""
        node = self.tree.focused(self.root)
        if node is not None and (role is None or node.role == role) and name in node.name:
            return node
        return None

    def keyboard_window(self):
        """The number of the window that has the keyboard."""
        return ask_xdotool("getwindowfocus")

    def has_focus_in(self, title):
        """Whether the window of this title has the keyboard."""
        return self.has_keyboard() and title in " ".join(ask_xdotool("getwindowfocus", "getwindowname"))

    # --- acting ---

    def has_keyboard(self):
        owner = ask_xdotool("getwindowfocus", "getwindowpid")
        return bool(owner) and int(owner[-1]) == self.process.pid

    def settle(self):
        """The program has taken all that was sent to it before, and drawn."""
        for _ in range(2):
            self.tree.states_of(self.root.path)

    def keys(self, *names):
        """When no window of the program has the keyboard, as while a dialog comes or goes, keys go nowhere."""
        wait("the keyboard", self.has_keyboard)
        self.settle()
        xdotool("key", "--delay", 20, *names)

    def press_until(self, keys, what, condition, seconds=DEADLINE_S, every=4):
        """For keys that do no harm when pressed again."""
        deadline = time.monotonic() + seconds
        while True:
            self.keys(*keys.split())
            try:
                return wait(what, condition, every)
            except Failure:
                if time.monotonic() > deadline:
                    raise Failure("pressed %s for %d s and waited for: %s" % (keys, seconds, what)) from None
            every *= 1.5

    def wait_focus(self, name, role=None):
        return wait("the focus on “%s”" % name, lambda: self.focused(role, name))

    def type_text(self, text, press=None):
        """Instead of all that stands in the entry that has the focus; sees that it arrived."""
        node = wait("an entry with the focus", lambda: self.has_text(self.focused()))

        def arrived():
            return node.text == text
        for _ in range(5):
            self.keys("ctrl+a", "BackSpace")
            if text:
                xdotool("type", "--delay", 20, text)
            try:
                wait("what was typed", arrived, 8)
                break
            except Failure:
                continue
        else:
            raise Failure("typed “%s”, but “%s” stands in %s" % (text, node.text, node))
        if press:
            self.keys(press)

    def has_text(self, node):
        try:
            return node if node is not None and node.text is not None else None
        except Exception:
            return None

    def type_into(self, name, text, press=None):
        """The same in the entry of this name, which is clicked first."""
        node = wait("the entry " + name, lambda: self.entry(name))
        self.click_until(node, "the focus on it", lambda: self.focused() == node or self.focused(None, name))
        self.type_text(text, press)

    def press(self, name):
        """As assistive tools press a button."""
        wait("the button " + name, lambda: self.button(name)).press()

    def click(self, node, share=0.5):
        xdotool("mousemove", *self.middle(node, share), "click", 1)

    def geometry(self):
        """Of the window with the keyboard, as a dialog: left, top, width and height."""
        lines = ask_xdotool("getwindowgeometry", "--shell", ask_xdotool("getactivewindow")[0])
        place = dict(line.split("=") for line in lines if "=" in line)
        return tuple(int(place[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))

    def click_in_dialog(self, node):
        """Turns the wheel until it is to be seen. Places are told from the corner of the window that it is in."""
        left, top, width, height = self.geometry()

        def stands_there():
            box = node.box
            if 80 < box.y and box.y + box.height < height - 40:
                return box
            turns = 1 + max(box.y - height, -box.y, 0) // 300
            xdotool("mousemove", left + width // 2, top + height // 2, "click", "--repeat", turns, 5 if box.y > 80 else 4)
            self.settle()
            return None
        box = wait("%s to be scrolled to" % node, stands_there)
        xdotool("mousemove", left + box.x + min(20, box.width // 2), top + box.y + box.height // 2, "click", 1)

    def click_until(self, node, what, condition, share=0.5, seconds=DEADLINE_S):
        """For what may be clicked again."""
        deadline = time.monotonic() + seconds
        every = 4
        while True:
            self.click(node, share)
            try:
                return wait(what, condition, every)
            except Failure:
                if time.monotonic() > deadline:
                    raise Failure("clicked %s for %d s and waited for: %s" % (node, seconds, what)) from None
            every *= 1.5

    def drag(self, start, end, before_drop=None, key=None, pace=1):
        """Small steps with pauses: a jump is no drag. The program has to see each place before the next. @key is
        held when it is let go."""
        xdotool("mousemove", *start)
        self.settle()
        xdotool("mousedown", 1)
        time.sleep(0.1 * pace)
        for step in range(1, 10):
            xdotool("mousemove", start[0] + (end[0] - start[0]) * step // 9, start[1] + (end[1] - start[1]) * step // 9)
            time.sleep(0.03 * pace)
            self.settle()
        time.sleep(0.3 * pace)
        self.settle()
        if key:
            xdotool("keydown", key)
            self.settle()
        if before_drop:
            before_drop()
        xdotool("mouseup", 1)
        self.settle()
        if key:
            xdotool("keyup", key)

    def drag_until(self, find_start, find_end, what, condition, before_drop=None, key=None):
        """A drop that came too early did nothing: once more, more slowly. The places are found anew each time."""
        for pace in (1, 3, 8):
            self.drag(find_start(), find_end(), before_drop, key, pace)
            try:
                return wait(what, condition, 12 * pace)
            except Failure:
                self.keys("Escape")
        raise Failure("dragged three times and waited for: " + what)

    # --- pictures ---

    def shot(self, name):
        if self.artifacts:
            self.settle()
            os.makedirs(self.artifacts, exist_ok=True)
            subprocess.run(["import", "-window", "root", "-quality", "11", os.path.join(self.artifacts, name + ".png")], check=False)

    def pixels(self, x, y, width, height):
        result = subprocess.run(["import", "-window", "root", "-crop", "%dx%d+%d+%d" % (width, height, x, y), "-depth", "8", "rgb:-"],
                                capture_output=True)
        return result.stdout

    # --- after a failure ---

    def report(self):
        """What a person would see, as text."""
        lines = ["keyboard: %s" % ("here" if self.has_keyboard() else " ".join(ask_xdotool("getwindowfocus", "getwindowname")))]
        if not self.is_running():
            return lines + ["the program has ended with %d" % self.process.returncode]
        lines.append("focus: %s" % self.tree.focused(self.root))
        nodes = [node for node in self.walk(self.root)
                 if node.role in BUTTONS + ("label", "entry", "text", "frame", "dialog", "alert", "list item", "tree item", "table row")]
        self.tree.learn_names(nodes)
        seen = [node for node, is_seen in zip(nodes, self.tree.are_seen(nodes)) if is_seen and node.name]
        lines.append("windows: " + ", ".join(node.name for node in self.windows()))
        lines.append("seen: " + " · ".join(self.fold(seen)))
        return lines

    def fold(self, nodes):
        """As texts, each told once; of a long list the first three rows and the last, or it would be all that is told."""
        lists, texts = {}, []
        for node in nodes:
            row = self.row_of(node)
            rows = lists.setdefault(row.parent.path, []) if row else []
            if row and row.path not in rows:
                rows.append(row.path)
        for node in nodes:
            row = self.row_of(node)
            rows = lists[row.parent.path] if row else []
            number = rows.index(row.path) if row else 0
            if len(rows) <= 12 or number < 3 or number == len(rows) - 1:
                texts.append(str(node))
            elif number == 3:
                texts.append("… %d more …" % (len(rows) - 4))
        return list(dict.fromkeys(texts))

    def row_of(self, node):
        """The outermost row it stands in, or None: rows hold rows."""
        found = None
        while node is not None and node.parent is not None:
            found = node if self.tree.is_row(node) else found
            node = node.parent
        return found

    def clear(self):
        """Closes menus, popovers and dialogs."""
        def is_clear():
            return self.has_keyboard() and len(self.windows()) == 1
        for _ in range(4):
            self.press_until("Escape", "one window", is_clear)

    def recover(self):
        """Back to page 1 without dialogs and popovers, unlocked."""
        xdotool("mouseup", 1, "keyup", "shift", "keyup", "ctrl", "keyup", "alt")
        if not self.is_running():
            self.start()
        self.clear()
        if self.button("Hold to Edit Again"):
            self.unlock()
        self.keys("alt+1")

    def lock(self):
        """Pressed again, it only moves the focus to the lock."""
        self.wait_button("Lock for the Show")
        self.press_until("ctrl+l", "the lock", lambda: self.button("Hold to Edit Again"))

    def wait_button(self, name):
        return wait("the button " + name, lambda: self.button(name))

    def wait_label(self, text):
        return wait("the words " + text, lambda: self.label(text))

    def unlock(self):
        """By keys: the first brings the focus there, then Enter twice."""
        def pressed():
            if self.button("Lock for the Show"):
                return True
            self.keys("ctrl+l")
            self.wait_focus("Hold to Edit Again")
            self.keys("Return", "Return")
            return wait("the lock to open", lambda: self.button("Lock for the Show"), 5)
        return wait("the lock to open", pressed)
