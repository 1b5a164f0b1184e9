# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts of tests/lab share; they source it. Each runs in the guest, as root, with the
# build folder in $CLASP_BUILD, and ends with status 0 when every check held.
set -u
claspd=$CLASP_BUILD/app/claspd
claspctl=$CLASP_BUILD/app/claspctl
work=$(mktemp -d)
failed=0

# check SENTENCE COMMAND...: the command tells whether the sentence is true.
check() {
  local sentence=$1
  shift
  if "$@" >"$work/check.log" 2>&1; then
    echo "ok - $sentence"
  else
    echo "not ok - $sentence"
    sed 's/^/# /' "$work/check.log"
    failed=1
  fi
}

# wait_for COMMAND...: until it succeeds, at most 60 s: the guest may be a slow computer that has to share.
wait_for() {
  local end=$((SECONDS + 60))
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.1
  done
}

# start_claspd ARGUMENT...: in the background; its output is in $work/claspd.log.
start_claspd() {
  "$claspd" "$@" >"$work/claspd.log" 2>&1 &
  claspd_pid=$!
}

stop_claspd() {
  kill "$claspd_pid"
  wait "$claspd_pid"
}

finish() {
  [ "$failed" = 0 ] || { [ ! -f "$work/claspd.log" ] || sed 's/^/# claspd: /' "$work/claspd.log"; }
  exit "$failed"
}
