/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/clasp-clock.h"
#include "io/clasp-timer.h"
#include "recorder/clasp-record-marks.h"
#include "recorder/clasp-recording.h"
#include "support/clasp-test.h"

/* Recordings made by hand, and what is in them as text: "0 SET /a 1", a line each. */

G_BEGIN_DECLS

#define TEST_STARTED_US G_GINT64_CONSTANT (1700000000000000)
#define TEST_MS 1000
#define TEST_S G_USEC_PER_SEC

/* Appends "/a" = @number at @time_us. */
void test_put_set (ClaspWriter *writer, gint64 time_us, const char *address, double number);
void test_put_event (ClaspWriter *writer, gint64 time_us, const char *address);
/* Takes the bytes of @writer; fails the test when they are no recording. */
ClaspRecording *test_recording (ClaspWriter *writer);
/* "SET /a 1 rev 2", appended without a newline. */
void  test_describe (GString *text, const ClaspMessage *message);
char *test_list (ClaspRecording *recording);
#define test_expect(recording, expected)                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    char *test_text_ = test_list (recording);                                                      \
    g_assert_cmpstr (test_text_, ==, expected);                                                    \
    g_free (test_text_);                                                                           \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
