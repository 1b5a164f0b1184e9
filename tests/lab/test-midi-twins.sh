#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Two USB MIDI devices of one make: told apart by their serial numbers, whichever comes first and
# wherever it is plugged in, and by their sockets where both have the same number. Its argument says
# which of the two.
. "$(dirname "$0")/lab.sh"
usb=/run/lab/usb
modprobe -a snd-usb-audio snd-seq snd-seq-midi

# plug NAME SERIAL: a device whose log is NAME.log
plug() {
  "$LAB_CACHE/bin/usbip-device" --daemon --no-echo --log "$usb/$1.log" --control "$usb/$1.control" \
    --product Twin --serial "$2" midi >/dev/null
  udevadm settle -t 10
}

unplug() { echo unplug >"$usb/$1.control"; }
say() { grep -q "$1" "$work/claspd.log"; }
count() { test "$(grep -c "$1" "$work/claspd.log")" -ge "$2"; }
is() { test "$("$claspctl" get "$1")" = "$2"; }

# ids: what claspd calls them, one a line
ids() { "$claspd" --list-devices | grep -P '^midi\t.*Twin.*\talsa$' | cut -f 2; }
are_listed() { test "$(ids | sort -u | wc -l)" = 2; }

# turn NAME VALUE: a device moves its controller 7, as a USB MIDI event
turn() { echo "in 0b b0 07 $(printf %02x "$2")" >"$usb/$1.control"; }

# Nothing says when the far end listens: turned until it is heard.
turned() { turn "$1" "$2" && sleep 0.2 && is "/$1/synth/ch/1/cc/7" "$2"; }

# sent DEVICE VALUE: what the connection was told arrives there
sent() { "$claspctl" set "/$1/synth/ch/1/cc/9" "$2" && sleep 0.2 && grep -q "b009$(printf %02x "$2")" "$usb/$1.log"; }

# stays_away LOG VALUE: the other one never got that
stays_away() { ! grep -q "b009$(printf %02x "$2")" "$usb/$1.log"; }

# expect_apart N: each hears and is heard by its own connection alone, by values from N on
expect_apart() {
  check "one is heard by its connection" wait_for turned one "$1"
  check "two by its own" wait_for turned two $(($1 + 1))
  check "which the first did not hear" is /one/synth/ch/1/cc/7 "$1"
  check "one is sent what is for it" wait_for sent one $(($1 + 2))
  check "two, too" wait_for sent two $(($1 + 3))
  check "and not what is for the other" stays_away one $(($1 + 3))
}

# Each says at first that it is missing.
start() { # ID-OF-ONE ID-OF-TWO
  : >"$work/claspd.log"
  start_claspd --connect "midi,port=$1,device=synth,namespace=/one" \
    --connect "midi,port=$2,device=synth,namespace=/two"
  wait_for count "MIDI.*: idle" 2
}

test_serial_numbers() {
  plug one S1
  plug two S2
  check "both are listed" wait_for are_listed
  one=$(ids | grep '@S1$')
  two=$(ids | grep '@S2$')
  check "by their serial numbers" test -n "$one" -a -n "$two"
  ids | sed 's/^/# /'
  check "both are found" start "$one" "$two"
  expect_apart 10
  unplug one
  unplug two
  check "both are missed" wait_for count "MIDI.*: missing" 4
  plug two S2
  plug one S1
  check "both are found again, the other one first" wait_for count "connected to" 4
  expect_apart 20
  check "claspd ends in peace" stop_claspd
}

# Of a cheap make: the same number in each. The socket says which is which.
test_sockets() {
  plug one SAME
  plug two SAME
  check "equal ones are listed, too" wait_for are_listed
  one=$(ids | sed -n 1p)
  two=$(ids | sed -n 2p)
  ids | sed 's/^/# /'
  check "both are found by their sockets" start "$one" "$two"
  expect_apart 30
  unplug two
  check "one of them is missed" wait_for count "MIDI.*: missing" 3
  check "and the other goes on" wait_for turned one 40
  plug two SAME
  check "at its socket it is found again" wait_for count "connected to" 3
  check "and heard" wait_for turned two 50
  check "claspd ends in peace" stop_claspd
}

"test_$1"
finish
