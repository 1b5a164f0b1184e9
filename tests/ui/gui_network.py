# SPDX-License-Identifier: GPL-3.0-or-later
"""A network of the test's own: ports that are the protocol's, and broadcasts that reach nobody else."""

import os
import shutil
import subprocess
import sys


def enter(skip, *tools):
    """Starts this program once more, in there; says through @skip what is missing for that. A second call does nothing."""
    if "GUI_TEST_NETWORK" in os.environ:
        return
    for tool in ("unshare", "ip") + tools:
        if shutil.which(tool) is None:
            skip(tool + " is not installed")
    if os.geteuid() != 0 or subprocess.run(["unshare", "-n", "-m", "true"], stderr=subprocess.DEVNULL).returncode != 0:
        skip("not allowed to make a network of its own")
    command = ["unshare", "-n", "-m", sys.executable] + sys.argv
    os.execvpe(command[0], command, dict(os.environ, GUI_TEST_NETWORK="own"))


def run(*commands):
    """Each a line as one types it."""
    for command in commands:
        subprocess.run(command.split(), check=True)
