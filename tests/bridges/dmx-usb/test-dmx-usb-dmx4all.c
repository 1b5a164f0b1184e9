/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DMX4ALL's driver against a pseudo-terminal at whose far end is something that answers as a NanoDMX
 * does. */

#include "dmx-usb-stage.h"
#include "fake-widget.h"

#include <string.h>

typedef struct
{
  Stage       stage;
  FakeWidget *widget;
} Line;

/* Of the one widget there is: what it knows, and how many messages of each form it heard. */
static gboolean knows_fast, is_mute;
static guint    n_fast, n_text;
static char     said[64]; /* what is no level */

static void
put_level (FakeWidget *widget, guint slot, guint level)
{
  g_assert_cmpuint (slot, <, CLASP_DMX_SLOTS);
  widget->frame[0][slot + 1] = (guint8) level;
  widget->n_frames[0]++;
}

/* The bytes of the message that comes first; 0 = it is not whole. */
static guint
take_message (FakeWidget *widget, const guint8 *bytes, guint n)
{
  const char *text = (const char *) bytes;
  guint       size = bytes[0] >= 0xe2 ? 3 : bytes[0] == 'N' ? 4 : n > 1 && bytes[1] == '?' ? 2 : 8;

  if (n < size)
    return 0;
  if (size == 8)
    {
      g_assert_true (text[0] == 'C' && text[4] == 'L');
      put_level (widget, (guint) (text[1] - '0') * 100 + (guint) (text[2] - '0') * 10 + (guint) (text[3] - '0'),
                 (guint) (text[5] - '0') * 100 + (guint) (text[6] - '0') * 10 + (guint) (text[7] - '0'));
      n_text++;
    }
  else if (size == 3)
    {
      n_fast++;
      if (knows_fast)
        put_level (widget, bytes[1] + (bytes[0] == 0xe3 ? 256u : 0), bytes[2]);
    }
  else
    {
      g_strlcat (said, size == 2 ? "C? " : "N", sizeof said);
      if (size == 4)
        g_snprintf (said + strlen (said), 5, "%.3s ", text + 1);
    }
  if (!is_mute && (size != 3 || knows_fast))
    fake_widget_say (widget, "47");
  return size;
}

static void
heard_bytes (FakeWidget *widget)
{
  guint size;

  while (widget->bytes->len > 0 && (size = take_message (widget, widget->bytes->data, widget->bytes->len)) > 0)
    g_byte_array_remove_range (widget->bytes, 0, size);
}

static void
line_set_up (Line *line, gconstpointer data)
{
  stage_set_up (&line->stage, NULL);
  line->widget = fake_widget_new ();
  line->widget->is_raw = TRUE;
  line->widget->heard_bytes = heard_bytes;
  memset (line->widget->frame[0], 0xee, sizeof line->widget->frame[0]);
  knows_fast = TRUE;
  is_mute = FALSE;
  n_fast = n_text = 0;
  said[0] = '\0';
}

static void
line_tear_down (Line *line, gconstpointer data)
{
  stage_close (&line->stage);
  fake_widget_free (line->widget);
  stage_tear_down (&line->stage, NULL);
}

static void
open_line (Line *line, const char *more)
{
  g_autofree char *text = g_strdup_printf ("driver=dmx4all device=%s %s", line->widget->path, more);

  stage_open (&line->stage, text);
}

typedef struct
{
  Line *line;
  guint slot, level;
} Wait;

static gboolean
has_level (gpointer user_data)
{
  Wait *wait = user_data;

  return wait->line->widget->frame[0][wait->slot] == wait->level;
}

static void
wait_level (Line *line, guint slot, guint level)
{
  Wait wait = { line, slot, level };

  clasp_test_spin_until (has_level, &wait, "a level at the widget");
}

static void
set_and_wait (Line *line, const char *address, guint slot, guint level)
{
  stage_set (&line->stage, address, clasp_value_int ((int) level));
  /* The next frame may leave. */
  clasp_fixture_advance (&line->stage.router, 100 * MS);
  wait_level (line, slot, level);
}

static void
test_fast (Line *line, gconstpointer data)
{
  open_line (line, "min-hz=0");
  stage_wait_state (&line->stage, CLASP_BRIDGE_STATE_IDLE);
  g_assert_cmpstr (said, ==, "C? N511 ");
  g_assert_cmpuint (n_fast + n_text, ==, 0); /* nothing leaves before a level */
  set_and_wait (line, "/dmx/0/2", 2, 200);
  wait_level (line, 512, 0); /* the whole frame */
  g_assert_cmpuint (line->widget->frame[0][1], ==, 0);
  g_assert_cmpuint (n_fast, ==, 513); /* the first slot told that it knows the form */
  g_assert_cmpuint (n_text, ==, 0);
}

static void
test_changes_only (Line *line, gconstpointer data)
{
  open_line (line, "min-hz=0");
  stage_wait_state (&line->stage, CLASP_BRIDGE_STATE_IDLE);
  set_and_wait (line, "/dmx/0/1", 1, 10);
  wait_level (line, 512, 0);
  n_fast = 0;
  set_and_wait (line, "/dmx/0/256", 256, 11);
  set_and_wait (line, "/dmx/0/257", 257, 12);
  set_and_wait (line, "/dmx/0/512", 512, 13);
  g_assert_cmpuint (n_fast, ==, 3);
  g_assert_cmpuint (line->widget->frame[0][1], ==, 10);
}

static void
test_short_frames (Line *line, gconstpointer data)
{
  open_line (line, "min-hz=0 slots=24");
  stage_wait_state (&line->stage, CLASP_BRIDGE_STATE_IDLE);
  set_and_wait (line, "/dmx/0/24", 24, 24);
  g_assert_cmpuint (n_fast, ==, 25);
  g_assert_cmpuint (line->widget->frame[0][25], ==, 0xee);
}

static void
test_text_when_fast_is_not_known (Line *line, gconstpointer data)
{
  knows_fast = FALSE;
  open_line (line, "min-hz=0");
  stage_wait_state (&line->stage, CLASP_BRIDGE_STATE_IDLE);
  set_and_wait (line, "/dmx/0/1", 1, 9);
  wait_level (line, 512, 0);
  set_and_wait (line, "/dmx/0/512", 512, 255);
  g_assert_cmpuint (n_fast, ==, 1);
  g_assert_cmpuint (n_text, ==, 513);
}

static gboolean
has_heard_more (gpointer user_data)
{
  return n_fast > 513 + 2;
}

/* An unchanged frame is a slot: so one that was pulled out is missed. */
static void
test_repeats_a_slot (Line *line, gconstpointer data)
{
  open_line (line, "min-hz=44");
  stage_wait_state (&line->stage, CLASP_BRIDGE_STATE_IDLE);
  set_and_wait (line, "/dmx/0/1", 1, 9);
  clasp_test_spin_until (has_heard_more, NULL, "repeated slots");
  g_assert_cmpuint (line->widget->frame[0][1], ==, 9);
  fake_widget_unplug (line->widget);
  stage_wait_state (&line->stage, CLASP_BRIDGE_STATE_MISSING);
}

static void
test_silent_line (Line *line, gconstpointer data)
{
  is_mute = TRUE;
  open_line (line, "min-hz=0");
  stage_wait_state (&line->stage, CLASP_BRIDGE_STATE_WAITING);
  g_assert_nonnull (strstr (line->stage.status.detail, "does not answer as a DMX4ALL does"));
  g_assert_cmpstr (said, ==, "C? ");
}

static void
test_receives_nothing (Line *line, gconstpointer data)
{
  open_line (line, "ports=1:0:in");
  stage_wait_state (&line->stage, CLASP_BRIDGE_STATE_ERROR);
  g_assert_nonnull (strstr (line->stage.status.detail, "has 0 ports that can receive"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/bridges/dmx-usb/dmx4all/" name, Line, NULL, line_set_up, function, line_tear_down)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  ADD ("fast", test_fast);
  ADD ("changes-only", test_changes_only);
  ADD ("short-frames", test_short_frames);
  ADD ("text-when-fast-is-not-known", test_text_when_fast_is_not_known);
  ADD ("repeats-a-slot", test_repeats_a_slot);
  ADD ("silent-line", test_silent_line);
  ADD ("receives-nothing", test_receives_nothing);
  return g_test_run ();
}
