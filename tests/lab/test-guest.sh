#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The lab itself: our programs run in the guest and talk over its loopback.
. "$(dirname "$0")/lab.sh"

start_claspd
check "claspd is ready" wait_for grep -q ready "$work/claspd.log"
check "a value is taken" "$claspctl" set /lab/level 7
value_is_back() { test "$("$claspctl" get /lab/level)" = 7; }
check "and given back" value_is_back
check "claspd ends in peace" stop_claspd
finish
