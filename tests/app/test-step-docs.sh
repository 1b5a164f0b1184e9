#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# docs/steps is what clasp-step-docs writes. When this fails:
#   rm -f docs/steps/*; build/app/clasp-step-docs docs/steps
set -eu
generator=$1
committed=$2
written=$(mktemp -d)
trap 'rm -rf "$written"' EXIT
"$generator" "$written"
diff -ru "$committed" "$written"
