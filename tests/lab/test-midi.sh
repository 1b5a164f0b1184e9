#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# MIDI at the kernel's sequencer, PortMidi through Midi Through, and the time from a controller to a
# DMX frame.
. "$(dirname "$0")/lab.sh"

for name in alsa hotplug peers portmidi; do
  check "what the sequencer is for: $name" "$CLASP_BUILD/tests/test-bridges-midi-$name"
  ! grep -q '# SKIP' "$work/check.log" || grep '# SKIP' "$work/check.log" | sed 's/^ok/# skipped/'
done
check "a controller becomes a DMX frame" "$CLASP_BUILD/tests/bench/bench-midi-dmx" "$claspd" 100
sed 's/^/# /' "$work/check.log"
finish
