/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-router-fixture.h"

/* Late joiners of any size: every parameter once, then every change of it, at the pace of the link.
 */

#define ENTRY (2 + 14 + 1 + 8 + 8 + 1 + 2 + 6 + 8) /* bytes of one parameter in a SNAPSHOT */

typedef struct
{
  ClaspRouterFixture base;
  ClaspSession      *writer;
  GHashTable        *seen; /* address → last revision that came */
  guint              n_snapshots, n_params, n_live, n_regressions;
} Fixture;

static void
no_delivery_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  clasp_router_fixture_set_up (&fixture->base, NULL);
  fixture->writer = clasp_router_join (fixture->base.router, "writer", no_delivery_cb, NULL, NULL);
  fixture->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  clasp_session_leave (fixture->writer);
  g_hash_table_unref (fixture->seen);
  clasp_router_fixture_tear_down (&fixture->base, NULL);
}

static void
set (Fixture *fixture, guint number, double value)
{
  char             address[64];
  const ClaspValue number_value = clasp_value_double (value);

  g_snprintf (address, sizeof address, "/stage/%07u", number);
  clasp_session_set (fixture->writer, clasp_str (address), &number_value);
}

static void
fill (Fixture *fixture, guint n)
{
  for (guint i = 0; i < n; i++)
    set (fixture, i, i);
}

/* Everything must come with a higher revision than what came before. */
static void
note (Fixture *fixture, ClaspStr address, guint64 revision)
{
  char    *key = clasp_str_dup (address);
  gpointer last = g_hash_table_lookup (fixture->seen, key);

  if (revision <= GPOINTER_TO_SIZE (last))
    fixture->n_regressions++;
  g_hash_table_insert (fixture->seen, key, GSIZE_TO_POINTER (revision));
}

static void
record_cb (const ClaspMessage *message, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (message->type == CLASP_MESSAGE_SET)
    {
      fixture->n_live++;
      note (fixture, message->set.address, message->set.revision);
    }
  if (message->type != CLASP_MESSAGE_SNAPSHOT)
    return;
  fixture->n_snapshots++;
  fixture->n_params += message->snapshot.n_params;
  for (guint i = 0; i < message->snapshot.n_params; i++)
    note (fixture, message->snapshot.params[i].address, message->snapshot.params[i].revision);
}

static void
run_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
has_all (gpointer user_data)
{
  Fixture *fixture = user_data;

  return g_hash_table_size (fixture->seen) == clasp_fixture_stats (&fixture->base).n_params;
}

/* 780 parameters did not fit the reference's one frame (router.md 6.3). */
static void
test_frames_are_filled (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_connect (&fixture->base);

  fill (fixture, 3000);
  clasp_fake_link_set_func (link, record_cb, fixture);
  clasp_fixture_say (link, "HELLO joiner");
  run_loop ();
  g_assert_cmpuint (fixture->n_params, ==, 3000);
  g_assert_cmpuint (fixture->n_regressions, ==, 0);
  g_assert_cmpuint (fixture->n_snapshots, <=, 3000 * 50 / 65535 + 1);
}

/* A hundred thousand parameters, a link that reads 20 kB at a time, and changes all the while: the
 * subscription's snapshot and live values fit together without gap or overlap. */
static void
test_snapshot_and_live_values_are_one_stream (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (&fixture->base);
  guint          n_changes = 0;

  fill (fixture, 100000);
  clasp_fake_link_set_func (link, record_cb, fixture);
  clasp_fake_link_hold (link);
  clasp_fixture_say (link, "SUBSCRIBE 1 /stage/**");
  while (!has_all (fixture))
    {
      for (guint i = 0; i < 20; i++, n_changes++)
        set (fixture, (guint) g_test_rand_int_range (0, 100100), i);
      clasp_fake_link_release (link, 20000);
      g_main_context_iteration (NULL, TRUE);
    }
  clasp_fake_link_release (link, G_MAXSIZE);
  run_loop ();
  g_assert_cmpuint (fixture->n_regressions, ==, 0);
  g_assert_cmpuint (fixture->n_live, >, 0);
  g_assert_cmpuint (fixture->n_live, <, n_changes); /* some were in the snapshot already */
  {
    GHashTableIter iter;
    const char    *address;
    gpointer       revision;
    guint          n_before = fixture->n_params;

    g_hash_table_iter_init (&iter, fixture->seen);
    for (guint i = 0; i < 1000 && g_hash_table_iter_next (&iter, (gpointer *) &address, &revision);
         i++)
      {
        g_autofree char *line = g_strdup_printf ("GET %s", address);

        clasp_fake_link_set_func (link, NULL, NULL);
        clasp_fixture_say (link, line);
        {
          g_autofree char *text = clasp_fake_link_take (link);
          g_autofree char *end = g_strdup_printf (" rev %u]", (guint) GPOINTER_TO_SIZE (revision));

          g_assert_true (
            g_str_has_suffix (text, end)); /* the last that came is the last there is */
        }
      }
    g_assert_cmpuint (n_before, >=, 100000);
  }
}

static void
test_a_million_parameters (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_connect (&fixture->base);
  guint64        n_before;

  fill (fixture, 1000000);
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_params, ==, 1000000);
  clasp_fake_link_set_counting (link, TRUE);
  clasp_fixture_say (link, "HELLO joiner");
  n_before = clasp_fake_link_get_n_bytes (link);
  g_assert_cmpuint (n_before, <, 1024 * 1024); /* the first slice only */
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (clasp_fake_link_get_n_bytes (link) - n_before, <, 4 * 1024 * 1024);
  run_loop ();
  g_assert_cmpuint (clasp_fake_link_get_n_bytes (link), >, (gsize) 1000000 * ENTRY);
}

/* While a snapshot is on the way its link's queue stays short, so that live values are not late. */
static void
test_queue_stays_short (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_connect (&fixture->base);

  fill (fixture, 100000);
  clasp_fake_link_set_func (link, record_cb, fixture);
  clasp_fake_link_hold (link);
  clasp_fixture_say (link, "HELLO joiner");
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (clasp_link_get_queued (CLASP_LINK (link)), <, 700 * 1024);
  clasp_fake_link_release (link, G_MAXSIZE);
  clasp_test_spin_until (has_all, fixture, "the snapshot goes on when the link has room");
  g_assert_cmpuint (fixture->n_params, ==, 100000);
}

static void
test_subscription_does_not_wait_for_the_first_snapshot (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink   *link = clasp_fixture_connect (&fixture->base);
  g_autofree char *text = NULL;

  fill (fixture, 50000);
  clasp_fake_link_set_counting (link, TRUE);
  clasp_fixture_say (link, "HELLO joiner");
  clasp_fake_link_set_counting (link, FALSE);
  clasp_fixture_say (link, "SUBSCRIBE 1 /stage/0000007");
  text = clasp_fake_link_take (link);
  g_assert_cmpstr (text, ==, "SNAPSHOT [/stage/0000007=7 rev 1]");
  clasp_fixture_say (link, "SUBSCRIBE 2 /stage/004999*");
  for (guint i = 0; i < 10; i++) /* passes 50000 places before the rest of everything */
    {
      g_free (text);
      g_main_context_iteration (NULL, FALSE);
      text = clasp_fake_link_take (link);
      if (*text != '\0')
        break;
    }
  g_assert_true (g_str_has_prefix (text, "SNAPSHOT [/stage/0049990=49990 rev 1, "));
}

static void
test_several_joiners_share_the_turns (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *links[8];

  fill (fixture, 40000);
  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      links[i] = clasp_fixture_connect (&fixture->base);
      clasp_fake_link_set_counting (links[i], TRUE);
      clasp_fixture_say (links[i], "HELLO joiner");
    }
  for (guint i = 0; i < 3; i++)
    g_main_context_iteration (NULL, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (links); i++) /* nobody is done, everybody got some */
    {
      g_assert_cmpuint (clasp_fake_link_get_n_bytes (links[i]), >, 400000);
      g_assert_cmpuint (clasp_fake_link_get_n_bytes (links[i]), <, 40000 * ENTRY);
    }
  run_loop ();
  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    g_assert_cmpuint (clasp_fake_link_get_n_bytes (links[i]), >, 40000 * ENTRY);
}

static void
test_snapshot_is_abandoned (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *unsubscribes = clasp_fixture_join (&fixture->base);
  ClaspFakeLink *replaces = clasp_fixture_join (&fixture->base);
  ClaspFakeLink *leaves = clasp_fixture_join (&fixture->base);
  guint64        n_bytes;

  fill (fixture, 50000);
  clasp_fake_link_set_counting (unsubscribes, TRUE);
  clasp_fake_link_set_counting (replaces, TRUE);
  clasp_fake_link_set_counting (leaves, TRUE);
  clasp_fixture_say (unsubscribes, "SUBSCRIBE 1 /**");
  clasp_fixture_say (replaces, "SUBSCRIBE 1 /**");
  clasp_fixture_say (leaves, "SUBSCRIBE 1 /**");
  clasp_fixture_say (unsubscribes, "UNSUBSCRIBE 1");
  clasp_fixture_say (replaces, "SUBSCRIBE 1 /stage/0000001");
  clasp_fake_link_hang_up (leaves);
  n_bytes = clasp_fake_link_get_n_bytes (unsubscribes);
  run_loop ();
  g_assert_cmpuint (clasp_fake_link_get_n_bytes (unsubscribes), ==, n_bytes);
  clasp_fake_link_set_counting (replaces, FALSE);
  set (fixture, 1, 5);
  set (fixture, 2, 5);
  clasp_fixture_expect (replaces, "SET /stage/0000001 5 rev 2");
}

/* The places of parameters that go are used again behind and before the cursor. */
static void
test_parameters_come_and_go_meanwhile (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (&fixture->base);
  ClaspMessage   message = { .type = CLASP_MESSAGE_SET };

  for (guint i = 0; i < 30000; i++)
    {
      char address[64];

      g_snprintf (address, sizeof address, "/short/%u", i);
      message.set.address = clasp_str (address);
      message.set.has_ttl = i % 3 == 0;
      message.set.ttl = (ClaspTtl){ CLASP_TTL_SLIDING, 1 };
      clasp_session_submit (fixture->writer, &message, NULL, FALSE);
    }
  clasp_fake_link_set_func (link, record_cb, fixture);
  clasp_fixture_say (link, "SUBSCRIBE 1 /**");
  clasp_fixture_advance (&fixture->base, G_USEC_PER_SEC); /* a third is gone */
  fill (fixture, 10000);
  run_loop ();
  g_assert_cmpuint (fixture->n_regressions, ==, 0);
  for (guint i = 0; i < 10000; i++)
    {
      char address[64];

      g_snprintf (address, sizeof address, "/stage/%07u", i);
      g_assert_true (g_hash_table_contains (fixture->seen, address));
    }
}

static void
test_results_come_in_several_frames (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *link = clasp_fixture_join (&fixture->base);
  guint          n_frames = 0, n_signals = 0;

  for (guint i = 0; i < 4000; i++)
    {
      g_autofree char *line = g_strdup_printf ("ANNOUNCE /s /signals/of/a/desk/number/%u", i);

      clasp_fixture_say (link, line);
    }
  g_free (clasp_fake_link_take (link));
  clasp_fixture_say (link, "QUERY /signals/**");
  {
    g_autofree char *text = clasp_fake_link_take (link);
    g_auto (GStrv)   lines = g_strsplit (text, "\n", -1);

    for (; lines[n_frames] != NULL; n_frames++)
      {
        g_auto (GStrv) parts = g_strsplit (lines[n_frames], ", ", -1);

        g_assert_true (g_str_has_prefix (lines[n_frames], "RESULT ["));
        n_signals += g_strv_length (parts);
      }
  }
  g_assert_cmpuint (n_frames, >, 1);
  g_assert_cmpuint (n_signals, ==, 4000);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/router/snapshots/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
  ADD ("frames-are-filled", test_frames_are_filled);
  ADD ("snapshot-and-live-values-are-one-stream", test_snapshot_and_live_values_are_one_stream);
  ADD ("a-million-parameters", test_a_million_parameters);
  ADD ("queue-stays-short", test_queue_stays_short);
  ADD ("subscription-does-not-wait-for-the-first-snapshot",
       test_subscription_does_not_wait_for_the_first_snapshot);
  ADD ("several-joiners-share-the-turns", test_several_joiners_share_the_turns);
  ADD ("snapshot-is-abandoned", test_snapshot_is_abandoned);
  ADD ("parameters-come-and-go-meanwhile", test_parameters_come_and_go_meanwhile);
  ADD ("results-come-in-several-frames", test_results_come_in_several_frames);
  return g_test_run ();
}
