#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# USB DMX at the kernel's own devices: an ENTTEC Pro, a uDMX and an Open DMX that are software, and what
# they were told to the byte. Its argument says which part.
. "$(dirname "$0")/lab.sh"
usb=/run/lab/usb

# plug MODEL NAME [OPTION...]: a device whose log is NAME.log
plug() {
  local model=$1 name=$2
  shift 2
  "$LAB_CACHE/bin/usbip-device" --daemon --log "$usb/$name.log" --control "$usb/$name.control" "$@" "$model" >/dev/null
  udevadm settle -t 10
}

unplug() { echo unplug >"$usb/$1.control"; }
say() { grep -q "$1" "$work/claspd.log"; }
heard() { grep -q -- "$2" "$usb/$1.log"; }
set_level() { wait_for "$claspctl" set "$1" "$2"; }

# zeros N: N bytes 00 as hex
zeros() { printf '00%.0s' $(seq "$1"); }

# frame HEX: a frame of 512 slots that begins with these, with its start code
frame() { echo "00$1$(zeros $((512 - ${#1} / 2)))"; }

start() {
  : >"$work/claspd.log"
  start_claspd "$@"
  wait_for say ready
}

running() { wait_for say "$1: \(idle\|live\|degraded\)"; }

is_open() { grep -o "USB DMX: [a-z]*" "$work/claspd.log" | tail -n 1 | grep -q "idle\|live\|degraded"; }

# A device that takes no frame is closed after a second, and what has come in by then counts: a slow computer may
# need another go.
heard_while_held() {
  echo release >"$usb/again.control"
  wait_for is_open
  echo hold >"$usb/again.control"
  sleep 0.1 # now a frame waits to be taken
  echo "in 7e 05 03 00 00 00 2a e7" >"$usb/again.control"
  sleep 1
  test "$("$claspctl" get /dmx/8/1)" = 42
}

test_enttec_pro() {
  plug enttec-pro pro
  check "the devices are listed" sh -c "'$claspd' --list-devices | grep -P '^dmx\tEN012345\tENTTEC DMX USB PRO\tenttec-pro\t/dev/ttyUSB0'"
  start --connect dmx,min-hz=0
  check "the Pro is found and opened" running "USB DMX"
  check "it was asked its parameters and number" heard pro "serial"
  set_level /dmx/0/1 255
  set_level /dmx/0/512 16
  check "a whole frame gets there, to the byte" wait_for heard pro "dmx length=513 data=00ff$(zeros 510)10\$"
  unplug pro
  check "its loss is noticed" wait_for say "missing: .*was unplugged"
  set_level /dmx/0/2 7 # kept while it is away
  plug midi other # takes the port it had
  plug enttec-pro again
  check "it comes back at another port" wait_for heard again "dmx length=513 data=00ff07$(zeros 509)10\$"
  check "by its number" sh -c "'$claspd' --list-devices | grep '^dmx.EN012345'"
  stop_claspd

  start --connect dmx,access=usb,min-hz=0
  check "it is opened past the kernel's driver" running "USB DMX"
  check "which has let go" test ! -e /dev/ttyUSB0
  check "it said at once who it is" say "number 00012345, firmware 1.44"
  check "and was not asked again" sh -c "! grep 'does not answer' $work/claspd.log"
  set_level /dmx/0/1 1
  check "and gets its frames" wait_for heard again "dmx length=513 data=0001"
  stop_claspd
  check "the kernel's driver comes back" wait_for test -e /dev/ttyUSB0

  start --connect "dmx,ports=1:7:in,access=usb"
  check "it is an input" wait_for heard again "label=8 length=1 data=00"
  echo "in 7e 05 04 00 00 00 0a ff e7" >"$usb/again.control"
  check "levels come in" wait_for sh -c "test \"\$('$claspctl' get /dmx/7/2)\" = 255"
  stop_claspd

  start --connect "dmx,ports=1:7:in"
  check "it is an input of the serial line" running "USB DMX"
  echo "in 7e 05 04 00 00 00 0b 01 e7" >"$usb/again.control"
  check "levels come in there, too" wait_for sh -c "test \"\$('$claspctl' get /dmx/7/1)\" = 11"
  stop_claspd

  start --connect "dmx,ports=1:0:out;2:8:in,access=usb,mk2-key=01020304,min-hz=44"
  check "with a key it has two ports" running "USB DMX"
  check "and was sent the key" heard again "label=13 length=4 data=01020304"
  set_level /dmx/0/3 33
  wait_for heard again "dmx length=513 data=00000021"
  check "what comes in is heard while it takes no frame" wait_for heard_while_held
  check "which is noticed" wait_for say "takes no data"
  echo release >"$usb/again.control"
  stop_claspd
}

test_udmx() {
  plug udmx udmx
  start --connect "dmx,driver=udmx,min-hz=0,blackout-on-stop=true"
  running "USB DMX"
  set_level /dmx/0/1 200
  set_level /dmx/0/3 100
  check "the uDMX gets all slots" wait_for heard udmx "range first=0 count=512 data=c80064$(zeros 509)\$"
  unplug udmx
  set_level /dmx/0/3 101
  check "its loss is noticed" wait_for say "missing"
  plug midi other
  plug udmx again
  check "it comes back at another port" wait_for heard again "range first=0 count=512 data=c80065$(zeros 509)\$"
  stop_claspd
  check "it goes dark at the end" heard again "range first=0 count=512 data=$(zeros 512)\$"

  plug udmx programmer --serial P1 --manufacturer www.fischl.de --product USBasp
  start --connect "dmx,device=P1"
  check "a stranger with its numbers is left alone" wait_for say "missing: “P1” is not connected"
  stop_claspd
}

# The log has a frame for each break: what is cut wrongly shows.
test_open_dmx() {
  plug opendmx open
  start --connect "dmx,driver=enttec-open,device=A6008DMX"
  running "USB DMX"
  set_level /dmx/0/1 17
  check "the chip is told 250 kbit/s" heard open "control request=3 value=000c"
  check "and its line driver is on" heard open "control request=1 value=0200"
  check "frames come all the time" wait_for sh -c "[ \$(grep -c 'dmx length=513 data=0011$(zeros 511)\$' $usb/open.log) -ge 20 ]"
  check "each between breaks" sh -c "! grep 'dmx length=' $usb/open.log | grep -v 'length=513'"
  unplug open
  check "its loss is noticed" wait_for say "missing: "
  plug opendmx again
  check "it goes on" wait_for heard again "dmx length=513 data=0011"
  stop_claspd

  unplug again
  plug opendmx port
  start --connect "dmx,driver=enttec-open,device=A6008DMX,access=serial,max-hz=30"
  running "USB DMX"
  set_level /dmx/0/1 18
  check "libserialport sets the same speed" heard port "control request=3 value=000c"
  check "and the line driver on" heard port "control request=1 value=0200"
  check "the same through the kernel's driver" wait_for sh -c "[ \$(grep -c 'dmx length=513 data=0012$(zeros 511)\$' $usb/port.log) -ge 10 ]"
  check "each between breaks there, too" sh -c "! grep 'dmx length=' $usb/port.log | grep -v 'length=513'"
  stop_claspd
}

# A DIN cable at a serial port: libserialport lists it and sets the speed that no table of speeds has.
test_serial_midi() {
  local port=/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A6008DMX-if00-port0
  plug opendmx cable
  check "the port is listed under a path that stays" \
    sh -c "'$claspd' --list-devices | grep -P '^midi\t$port\tFT232R USB UART - A6008DMX'"
  start --connect "midi,backend=serial,port=$port,device=din"
  check "it is opened" running MIDI
  check "at 31250 bits a second" wait_for heard cable "control request=3 value=0060"
  echo "in b0 07 41" >"$usb/cable.control"
  check "what is played comes in" wait_for sh -c "test \"\$('$claspctl' get /midi/din/ch/1/cc/7)\" = 65"
  unplug cable
  check "its loss is noticed" wait_for say "MIDI: missing"
  plug midi other
  plug opendmx again
  check "it comes back at another port" wait_for heard again "control request=3 value=0060"
  echo "in b0 07 42" >"$usb/again.control"
  check "and is heard again" wait_for sh -c "test \"\$('$claspctl' get /midi/din/ch/1/cc/7)\" = 66"
  stop_claspd
}

start_as_stagehand() {
  HOME=$work setpriv --reuid stagehand --regid stagehand --init-groups "$claspd" "$@" >"$work/claspd.log" 2>&1 &
  claspd_pid=$!
}

# A person who may not is told what to do, and once it is done nothing else.
test_permission() {
  local rule=70-clasp-bridge-dmx.rules
  # In a show: a connection asked for by a flag that needs a person would end claspd.
  start --show "$work/show.json" --connect "dmx,driver=udmx,min-hz=0"
  stop_claspd
  rm -f /etc/udev/rules.d/$rule /usr/lib/udev/rules.d/$rule
  plug udmx udmx
  useradd --no-create-home --groups dialout stagehand
  chown -R stagehand "$work"
  start_as_stagehand --show "$work/show.json"
  check "who may not is told which file to install" wait_for say "error: No permission for “uDMX” (uDMX001) at /dev/bus/usb/.*$rule to /etc/udev/rules.d"
  cp "$CLASP_SOURCE/data/udev/$rule" /etc/udev/rules.d/
  udevadm control --reload
  unplug udmx
  plug udmx again
  check "with the rule its group may" sh -c "stat -c '%G %a' /dev/bus/usb/*/* | grep 'dialout 660'"
  check "and it works by itself" running "USB DMX"
  set_level /dmx/0/1 5
  check "frames leave" wait_for heard again "range first=0 count=512 data=05"
  stop_claspd

  plug opendmx open
  start_as_stagehand --connect "dmx,driver=enttec-open,device=A6008DMX"
  check "who gets no real-time priority is told so" wait_for say "degraded: The system grants no real-time priority"
  wait_for say ready
  set_level /dmx/0/1 19
  check "frames leave all the same" wait_for heard open "dmx length=513 data=0013$(zeros 511)\$"
  stop_claspd
}

mkdir -p "$usb"
"test_$1"
finish
