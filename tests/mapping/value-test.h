/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mapping/mapping-test.h"

/* Values and results of steps, written as a person writes them. */

/* Fails the test when it is none. (transfer full) */
ClaspValue value_test_read (const char *text);
/* @expected: a value, to the sixth place, "-" for nothing, "!" for an error. Fails the test, which goes on. */
void       value_test_check (const char *step, const char *in, const char *expected, ClaspTransformResult result,
                             const ClaspValue *value);
