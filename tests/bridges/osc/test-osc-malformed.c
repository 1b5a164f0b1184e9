/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/osc/clasp-osc-bridge-private.h"
#include "osc-stage.h"

/* What is logged about packets that cannot be read. */

#define BAD "2f61" /* no NUL, no type tags */
#define INTERVAL_US (5 * G_USEC_PER_SEC)

static guint n_lines;

static GLogWriterOutput
count_lines (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") &&
        strstr (fields[i].value, "unreadable packet") != NULL)
      n_lines++;
  return g_log_writer_default (level, fields, n_fields, user_data);
}

typedef struct
{
  OscStage *stage;
  guint64   n;
} Expected;

static gboolean
has_malformed (gpointer user_data)
{
  Expected *expected = user_data;

  osc_stage_settle (expected->stage);
  return expected->stage->status.n_malformed >= expected->n;
}

static void
set_up (OscStage *stage, gconstpointer data)
{
  osc_stage_set_up (stage, data);
  osc_stage_open (stage, "");
  n_lines = 0;
}

/* As from @port of another machine, which nothing has to come from. */
static void
say_bad (OscStage *stage, guint port)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("192.0.2.1", port);
  const ClaspOscFrom         from = { 1, address };

  clasp_osc_input_malformed ((ClaspOscBridge *) stage->bridge, &from, "is bad");
}

static void
test_each_peer_has_its_line (OscStage *stage, gconstpointer data)
{
  Expected expected = { stage, 2 };

  clasp_udp_peer_send_hex (stage->tablet, stage->port, BAD);
  clasp_udp_peer_send_hex (stage->desk, stage->port, BAD);
  clasp_test_spin_until (has_malformed, &expected, "two bad packets");
  g_assert_cmpuint (n_lines, ==, 2);
}

static void
test_five_seconds_apart (OscStage *stage, gconstpointer data)
{
  say_bad (stage, 1);
  say_bad (stage, 1);
  g_assert_cmpuint (n_lines, ==, 1);
  clasp_fixture_advance (&stage->router, INTERVAL_US - 1);
  say_bad (stage, 1);
  g_assert_cmpuint (n_lines, ==, 1);
  clasp_fixture_advance (&stage->router, 1);
  say_bad (stage, 1);
  g_assert_cmpuint (n_lines, ==, 2);
}

/* A scan with made-up addresses does not fill the log. */
static void
test_all_peers_together_are_bounded (OscStage *stage, gconstpointer data)
{
  for (guint i = 1; i <= CLASP_OSC_MAX_MALFORMED_LINES; i++)
    {
      say_bad (stage, i);
      g_assert_cmpuint (n_lines, ==, i);
    }
  for (guint i = 1; i <= 200; i++)
    say_bad (stage, CLASP_OSC_MAX_MALFORMED_LINES + i);
  g_assert_cmpuint (n_lines, ==, CLASP_OSC_MAX_MALFORMED_LINES);
  clasp_fixture_advance (&stage->router, INTERVAL_US);
  say_bad (stage, 999);
  g_assert_cmpuint (n_lines, ==, CLASP_OSC_MAX_MALFORMED_LINES + 1);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_log_set_writer_func (count_lines, NULL, NULL);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/osc/malformed/" path, OscStage, NULL, set_up, func, osc_stage_tear_down)
  ADD ("each-peer-has-its-line", test_each_peer_has_its_line);
  ADD ("five-seconds-apart", test_five_seconds_apart);
  ADD ("all-peers-together-are-bounded", test_all_peers_together_are_bounded);
  return g_test_run ();
}
