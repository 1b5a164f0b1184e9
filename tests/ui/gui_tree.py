# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program tells of its window to assistive tools, asked for over D-Bus in few turns.

A question costs the program a turn of its loop, which is what makes looking slow. So all questions of
one level of the tree are asked at once, pages that are not shown are left out, and what cannot change
(roles) is asked for once. The focus is followed by its signals and costs nothing.
"""

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

ACCESSIBLE, COMPONENT = "org.a11y.atspi.Accessible", "org.a11y.atspi.Component"
PATIENCE_MS = 60000
LEAVES = ("label", "image", "separator", "scroll bar")
ROWS = ("list item", "tree item", "table row")
STATES = ("active", "checked", "editable", "enabled", "expanded", "focusable", "focused", "pressed", "selected", "sensitive", "visible")


class Box:
    def __init__(self, x=0, y=0, width=0, height=0):
        self.x, self.y, self.width, self.height = x, y, width, height


class Node:
    """One object of the tree. Only what was asked for is known; the rest is asked for when it is read."""

    def __init__(self, tree, path, parent=None):
        self.tree, self.path, self.parent = tree, path, parent
        self.known_name = None

    def __eq__(self, other):
        return isinstance(other, Node) and self.path == other.path

    def __hash__(self):
        return hash(self.path)

    @property
    def name(self):
        if self.known_name is None:
            self.known_name = self.tree.name_of(self.path)
        return self.known_name

    @property
    def role(self):
        return self.tree.role_of(self.path)

    @property
    def states(self):
        return self.tree.states_of(self.path)

    @property
    def box(self):
        return self.tree.boxes([self])[0]

    @property
    def text(self):
        """What stands in an entry."""
        count = GLib.Variant("(ss)", ("org.a11y.atspi.Text", "CharacterCount"))
        length = self.tree.call(self.path, "org.freedesktop.DBus.Properties", "Get", count)[0]
        return self.tree.call(self.path, "org.a11y.atspi.Text", "GetText", GLib.Variant("(ii)", (0, length)))[0]

    @property
    def children(self):
        return [Node(self.tree, path, self) for path in self.tree.children_of([self])[0]]

    @property
    def top(self):
        """The window it stands in."""
        node = self
        while node.parent is not None and node.parent.parent is not None:
            node = node.parent
        return node

    def press(self):
        """As assistive tools do it."""
        self.tree.call(self.path, "org.a11y.atspi.Action", "DoAction", GLib.Variant("(i)", (0,)))

    def __str__(self):
        return "%s “%s”" % (self.role, self.name)

    # As the bindings for assistive tools call it.
    def getRoleName(self):
        return self.role

    def queryAction(self):
        return self

    def doAction(self, _number):
        self.press()


class Tree:
    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, PATIENCE_MS, None)
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.bus = Gio.DBusConnection.new_for_address_sync(address.unpack()[0], flags, None, None)
        self.context = GLib.MainContext.default()
        self.program = None
        self.roles, self.pages = {}, {}
        self.focus_path, self.watch = None, 0

    # --- asking ---

    def call(self, path, interface, method, arguments=None, program=None):
        return self.bus.call_sync(program or self.program, path, interface, method, arguments, None, 0, PATIENCE_MS, None).unpack()

    def call_many(self, calls):
        """All at once; None for what was refused, as by an object that has gone."""
        answers = [None] * len(calls)
        waiting = [len(calls)]

        def done(bus, result, number):
            try:
                answers[number] = bus.call_finish(result).unpack()
            except GLib.Error:
                pass
            waiting[0] -= 1

        for number, (path, interface, method, arguments) in enumerate(calls):
            self.bus.call(self.program, path, interface, method, arguments, None, 0, PATIENCE_MS, None, done, number)
        while waiting[0]:
            self.context.iteration(True)
        return answers

    # --- the program ---

    def find_program(self, pid):
        """Whether the program with this process id has a window in the tree; it is asked from then on."""
        found = self.call("/org/a11y/atspi/accessible/root", ACCESSIBLE, "GetChildren", None, "org.a11y.atspi.Registry")[0]
        for name, path in found:
            owner = self.call("/org/freedesktop/DBus", "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                              GLib.Variant("(s)", (name,)), "org.freedesktop.DBus")[0]
            if owner == pid:
                self.follow(name)
                return Node(self, path) if self.children_of([Node(self, path)])[0] else None
        return None

    def follow(self, name):
        if name == self.program:
            return
        if self.watch:
            self.bus.signal_unsubscribe(self.watch)
        self.program, self.focus_path = name, None
        self.roles, self.pages = {}, {}
        self.watch = self.bus.signal_subscribe(name, "org.a11y.atspi.Event.Object", "StateChanged", None, "focused", 0,
                                               self.focus_cb, None)

    def focus_cb(self, _bus, _sender, path, _interface, _signal, parameters, _data):
        if parameters.get_child_value(1).unpack():
            self.focus_path = path
        elif self.focus_path == path:
            self.focus_path = None

    # --- what is asked ---

    def name_of(self, path):
        return self.call(path, "org.freedesktop.DBus.Properties", "Get", GLib.Variant("(ss)", (ACCESSIBLE, "Name")))[0] or ""

    def role_of(self, path):
        if path not in self.roles:
            self.roles[path] = Atspi.role_get_name(Atspi.Role(self.call(path, ACCESSIBLE, "GetRole")[0]))
        return self.roles[path]

    def states_of(self, path):
        return self.state_names(self.call(path, ACCESSIBLE, "GetState")[0][0])

    def states_many(self, nodes):
        answers = self.call_many([(node.path, ACCESSIBLE, "GetState", None) for node in nodes])
        return [self.state_names(answer[0][0]) if answer else set() for answer in answers]

    def state_names(self, bits):
        return {name for name in STATES if bits >> int(getattr(Atspi.StateType, name.upper())) & 1}

    def parent_of(self, node):
        answer = self.call(node.path, "org.freedesktop.DBus.Properties", "Get", GLib.Variant("(ss)", (ACCESSIBLE, "Parent")))
        return Node(self, answer[0][1])

    def learn_roles(self, nodes):
        new = [node for node in nodes if node.path not in self.roles]
        for node, answer in zip(new, self.call_many([(node.path, ACCESSIBLE, "GetRole", None) for node in new])):
            if answer is not None:
                self.roles[node.path] = Atspi.role_get_name(Atspi.Role(answer[0]))

    def learn_names(self, nodes):
        question = GLib.Variant("(ss)", (ACCESSIBLE, "Name"))
        for node, answer in zip(nodes, self.call_many([(node.path, "org.freedesktop.DBus.Properties", "Get", question) for node in nodes])):
            node.known_name = answer[0] if answer else ""

    def children_of(self, nodes):
        answers = self.call_many([(node.path, ACCESSIBLE, "GetChildren", None) for node in nodes])
        return [[path for _name, path in answer[0]] if answer else [] for answer in answers]

    def boxes(self, nodes):
        """Where they stand in their windows."""
        answers = self.call_many([(node.path, COMPONENT, "GetExtents", GLib.Variant("(u)", (1,))) for node in nodes])
        return [Box(*answer[0]) if answer else Box() for answer in answers]

    def are_seen(self, nodes):
        """The floor toolkit does not tell of "showing", and what was hidden keeps its size; but what is not shown
        contains no point, not even its own middle. Rows move while they are asked: their list answers for them."""
        sized = [box.width > 0 and box.height > 0 for box in self.boxes(nodes)]
        nodes = [self.list_of(node) for node in nodes]
        middles = [GLib.Variant("(iiu)", (box.x + box.width // 2, box.y + box.height // 2, 1)) for box in self.boxes(nodes)]
        answers = self.call_many([(node.path, COMPONENT, "Contains", middle) for node, middle in zip(nodes, middles)])
        return [is_sized and answer is not None and answer[0] for is_sized, answer in zip(sized, answers)]

    def is_row(self, node):
        return self.roles.get(node.path) in ROWS

    def list_of(self, node):
        while self.is_row(node) and node.parent is not None:
            node = node.parent
        return node

    # --- walking ---

    def shown(self, nodes):
        """Without what has no size yet, and without pages behind the one in front, which keep theirs."""
        inner = [node for node in nodes if self.roles.get(node.path) in ("panel", "filler", "scroll pane")]
        unsized = {node.path for node, box in zip(inner, self.boxes(inner)) if box.width == 0 and box.height == 0}
        new = [node for node in inner if node.path not in self.pages and self.roles[node.path] == "filler"]
        self.learn_names(new)
        for node in new:
            self.pages[node.path] = node.name.startswith("Br") and node.name.endswith("Page")
        pages = [node for node in inner if self.pages.get(node.path)]
        behind = {page.path for page, is_seen in zip(pages, self.are_seen(pages)) if not is_seen}
        return [node for node in nodes if node.path not in behind and node.path not in unsized]

    def walk(self, root):
        """All below @root that may be seen, in the order of reading."""
        below, level = {}, [root]
        while level:
            following = []
            for node, paths in zip(level, self.children_of(level)):
                below[node.path] = [Node(self, path, node) for path in paths]
                following += below[node.path]
            self.learn_roles(following)
            kept = self.shown(following)
            shown = {node.path for node in kept}
            for node in level:
                below[node.path] = [child for child in below[node.path] if child.path in shown]
            level = [node for node in kept if self.roles.get(node.path) not in LEAVES]

        def order(node):
            yield node
            for child in below.get(node.path, []):
                yield from order(child)
        return list(order(root))

    def find_all(self, root, roles, name):
        """Those of these roles (None: of any) that have @name in their name."""
        nodes = [node for node in self.walk(root) if roles is None or self.roles.get(node.path) in roles]
        self.learn_names(nodes)
        return [node for node in nodes if name in node.name]

    # --- the focus ---

    def focused(self, root=None):
        """What has the focus; looks through all of it when the signals have not told."""
        while self.context.iteration(False):
            pass
        if self.focus_path is not None:
            try:
                if "focused" in self.states_of(self.focus_path):
                    return Node(self, self.focus_path)
            except GLib.Error:
                pass
        if root is not None:
            for node, states in self.walk_states(root):
                if "focused" in states and self.roles.get(node.path) != "frame":
                    self.focus_path = node.path
                    return node
        return None

    def walk_states(self, root):
        nodes = self.walk(root)
        return list(zip(nodes, self.states_many(nodes)))
