#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A USB MIDI cable, the kernel's drivers at both ends: unplugged, plugged in again, pulled in the middle
# of a note. Its argument says through what.
. "$(dirname "$0")/lab.sh"
udc=/sys/kernel/config/usb_gadget/lab/UDC

say() { grep -q "$1" "$work/claspd.log"; }
is() { test "$("$claspctl" get "$1")" = "$2"; }
gadget() { echo "hw:$(sed -n 's/^ *\([0-9]*\) \[gadget.*/\1/p' /proc/asound/cards),0"; }
count() { test "$(grep -c "$1" "$work/claspd.log")" -ge "$2"; }

# turn VALUE: the instrument moves controller 7
turn() { amidi -p "$(gadget)" -S "B007$(printf %02X "$1")"; }

# Nothing says when the cable's far end listens: turned until it is heard.
turned() { turn "$1" && sleep 0.2 && is /midi/synth/ch/1/cc/7 "$1"; }

test_sequencer() {
  check "the cable is listed" sh -c "'$claspd' --list-devices | grep -P '^midi\t.*Lab Synth'"
  start_claspd --connect 'midi,port=Lab Synth,device=synth,notes-as-param=true'
  check "the device is found" wait_for say "MIDI: idle"
  check "and heard" wait_for turned 64
  for i in 1 2 3; do
    amidi -p "$(gadget)" -S "903C64"
    check "a key is down" wait_for is /midi/synth/ch/1/note/60 100
    echo '' >$udc
    check "unplugging is noticed, time $i" wait_for count "MIDI: missing" $((i + 1))
    check "and the key comes up" wait_for is /midi/synth/ch/1/note/60 0
    ls /sys/class/udc | head -n 1 >$udc
    check "plugging in again, too" wait_for count "connected to" $((i + 1))
    check "and it is heard again" wait_for turned "$i"
  done

  amidi -p "$(gadget)" -r "$work/got" &
  amidi_pid=$!
  "$claspctl" set /midi/synth/ch/1/note/62 100
  sent() { "$claspctl" set /midi/synth/ch/1/note/62 100 && od -An -tx1 "$work/got" | grep -q '90 3e 64'; }
  check "a note goes out" wait_for sent
  check "claspd ends in peace" stop_claspd
  ended() { kill -INT $amidi_pid 2>/dev/null; sleep 0.2; od -An -tx1 "$work/got" | tr -d '\n' | grep -q '80 3e 40'; }
  check "and the note with it" wait_for ended
}

# PortMidi says neither that a device goes nor that one comes.
test_portmidi() {
  start_claspd --connect 'midi,backend=portmidi,port=Lab Synth,device=synth,notes-as-param=true'
  check "PortMidi finds the device" wait_for say "MIDI: idle"
  check "and hears it" wait_for turned 64
  for i in 1 2 3; do
    amidi -p "$(gadget)" -S "903C64"
    check "a key is down" wait_for is /midi/synth/ch/1/note/60 100
    echo '' >$udc
    check "unplugging is noticed, time $i" wait_for count "MIDI: missing" $((i + 1))
    check "and the key comes up" wait_for is /midi/synth/ch/1/note/60 0
    ls /sys/class/udc | head -n 1 >$udc
    check "plugging in again is noticed" wait_for count "connected to" $((i + 1))
    check "and it is heard again" wait_for turned "$i"
  done
  check "claspd ends in peace" stop_claspd
}

"test_$1"
finish
