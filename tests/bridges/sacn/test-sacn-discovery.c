/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who tells what it sends: pages, rounds, and when a list ends. */

#include "bridges/sacn/clasp-sacn-tell.h"
#include "support/clasp-test.h"

#define TIMEOUT CLASP_SACN_DISCOVERY_TIMEOUT_US

typedef struct
{
  ClaspSacnDiscoveries *list;
  GString              *log; /* "1:Desk 5 6 " or "1:gone " */
} Fixture;

static void
changed_cb (const ClaspSacnDiscovered *source, gpointer user_data)
{
  GString *log = user_data;

  g_string_append_printf (log, "%u:%s ", source->cid[0], source->universes != NULL ? source->name : "gone");
  for (guint i = 0; i < MIN (source->n_universes, 8); i++)
    g_string_append_printf (log, "%u ", source->universes[i]);
  if (source->n_universes > 8)
    g_string_append_printf (log, "… %u ", source->n_universes);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->log = g_string_new (NULL);
  fixture->list = clasp_sacn_discoveries_new (CLASP_SACN_DEFAULT_DISCOVERED, changed_cb, fixture->log);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  clasp_sacn_discoveries_free (fixture->list);
  g_string_free (fixture->log, TRUE);
}

#define expect(fixture, expected)                                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpstr ((fixture)->log->str, ==, expected);                                           \
    g_string_truncate ((fixture)->log, 0);                                                         \
  }                                                                                                \
  G_STMT_END

/* A page with the universes @first to @first + @n - 1. */
static gboolean
take (Fixture *fixture, guint source, guint page, guint last_page, guint16 first, guint n, gint64 now_us)
{
  guint8          list[2 * CLASP_SACN_MAX_LISTED];
  ClaspSacnPacket packet = { .kind = CLASP_SACN_DISCOVERY, .cid = { (guint8) source, (guint8) (source >> 8) } };

  for (guint i = 0; i < n; i++)
    {
      list[2 * i] = (guint8) ((first + i) >> 8);
      list[2 * i + 1] = (guint8) (first + i);
    }
  packet.discovery = (ClaspSacnDiscovery){ .name = "Desk",
                                           .page = (guint8) page,
                                           .last_page = (guint8) last_page,
                                           .universes = list,
                                           .n_universes = (guint16) n };
  return clasp_sacn_discoveries_receive (fixture->list, &packet, "10.0.0.1", now_us);
}

static void
test_one_page (Fixture *fixture, gconstpointer data)
{
  g_assert_true (take (fixture, 1, 0, 0, 5, 2, 1));
  expect (fixture, "1:Desk 5 6 ");
  take (fixture, 1, 0, 0, 5, 2, 2); /* nothing new */
  expect (fixture, "");
  take (fixture, 1, 0, 0, 5, 3, 3);
  expect (fixture, "1:Desk 5 6 7 ");
  take (fixture, 1, 0, 0, 5, 0, 4); /* an empty list is one */
  expect (fixture, "1:Desk ");
}

static void
test_pages_are_combined (Fixture *fixture, gconstpointer data)
{
  take (fixture, 1, 0, 2, 10, 2, 1);
  take (fixture, 1, 2, 2, 30, 1, 1); /* in any order */
  take (fixture, 2, 0, 0, 99, 1, 1); /* and another source between them */
  expect (fixture, "2:Desk 99 ");
  take (fixture, 1, 1, 2, 20, 1, 1);
  expect (fixture, "1:Desk 10 11 20 30 ");
}

/* A page that was lost: what the last whole round said stays. */
static void
test_incomplete_round (Fixture *fixture, gconstpointer data)
{
  take (fixture, 1, 0, 1, 10, 1, 1);
  take (fixture, 1, 1, 1, 20, 1, 1);
  expect (fixture, "1:Desk 10 20 ");
  take (fixture, 1, 0, 1, 11, 1, 2); /* 1 is lost */
  take (fixture, 1, 0, 1, 12, 1, 3); /* the next round */
  expect (fixture, "");
  take (fixture, 1, 1, 1, 21, 1, 3);
  expect (fixture, "1:Desk 12 21 ");
  take (fixture, 1, 0, 0, 13, 1, 4); /* shorter now */
  expect (fixture, "1:Desk 13 ");
}

static void
test_twenty_seconds (Fixture *fixture, gconstpointer data)
{
  take (fixture, 1, 0, 0, 5, 1, 0);
  take (fixture, 2, 0, 0, 6, 1, 1);
  expect (fixture, "1:Desk 5 2:Desk 6 ");
  g_assert_cmpint (clasp_sacn_discoveries_get_due_us (fixture->list), ==, TIMEOUT);
  clasp_sacn_discoveries_expire (fixture->list, TIMEOUT - 1);
  expect (fixture, "");
  take (fixture, 2, 0, 0, 6, 1, TIMEOUT - 1);
  clasp_sacn_discoveries_expire (fixture->list, TIMEOUT);
  expect (fixture, "1:gone ");
  clasp_sacn_discoveries_expire (fixture->list, 2 * TIMEOUT - 1);
  expect (fixture, "2:gone ");
  g_assert_cmpint (clasp_sacn_discoveries_get_due_us (fixture->list), ==, G_MAXINT64);
}

static void
test_limit_of_pages (Fixture *fixture, gconstpointer data)
{
  for (guint page = 0; page < CLASP_SACN_MAX_PAGES; page++)
    g_assert_true (take (fixture, 1, page, CLASP_SACN_MAX_PAGES - 1, (guint16) (1 + page * 512), page < 124 ? 512 : 511, 1));
  expect (fixture, "1:Desk 1 2 3 4 5 6 7 8 … 63999 ");
  g_assert_false (take (fixture, 2, 0, CLASP_SACN_MAX_PAGES, 1, 1, 1));
  expect (fixture, "");
}

static void
test_limit_of_sources (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < CLASP_SACN_DEFAULT_DISCOVERED; i++)
    g_assert_true (take (fixture, i, 0, 0, 1, 1, 1));
  g_assert_false (take (fixture, CLASP_SACN_DEFAULT_DISCOVERED, 0, 0, 1, 1, 1));
  g_assert_cmpuint (clasp_sacn_discoveries_count (fixture->list), ==, CLASP_SACN_DEFAULT_DISCOVERED);
}

/* At the limit of universes in a value, and one beyond it. */
static void
test_limit_of_told_universes (void)
{
  guint16 numbers[CLASP_SACN_MAX_TOLD_UNIVERSES + 1];

  for (guint n = CLASP_SACN_MAX_TOLD_UNIVERSES; n <= CLASP_SACN_MAX_TOLD_UNIVERSES + 1; n++)
    {
      ClaspSacnDiscovered source = { .name = "Desk", .address = "10.0.0.1", .universes = numbers, .n_universes = n };
      g_auto (ClaspValue) value = clasp_value_null ();
      gint64              told;

      memset (numbers, 0, sizeof numbers);
      value = clasp_sacn_tell_discovered (&source);
      g_assert_cmpuint (clasp_value_get_size (clasp_value_lookup (&value, "universes")), ==,
                        CLASP_SACN_MAX_TOLD_UNIVERSES);
      clasp_value_to_int (clasp_value_lookup (&value, "n_universes"), &told);
      g_assert_cmpint (told, ==, n);
    }
}

/* Only whole lists. */
static void
test_in_view (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspLightingView) view = clasp_lighting_view_new ();

  take (fixture, 1, 0, 0, 5, 2, 1);
  take (fixture, 2, 0, 1, 5, 2, 1);
  clasp_sacn_discoveries_view (fixture->list, view, "s", 11);
  clasp_lighting_view_finish (view);
  g_assert_cmpuint (view->n_peers, ==, 1);
  g_assert_cmpint (view->peers[0].kind, ==, CLASP_LIGHTING_SOURCE);
  g_assert_cmpstr (view->peers[0].name, ==, "Desk");
  g_assert_cmpstr (view->peers[0].address, ==, "10.0.0.1");
  g_assert_true (g_str_has_prefix (view->peers[0].id, "01000000-"));
  g_assert_cmpint (view->peers[0].seen_ago_us, ==, 10);
  g_assert_cmpuint (view->peers[0].n_universes, ==, 2);
  g_assert_cmpuint (view->peers[0].ports[1].universe, ==, 6);
  g_assert_false (view->peers[0].ports[1].is_output);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 30);
#define ADD(path, func) g_test_add ("/bridges/sacn/discovery/" path, Fixture, NULL, setup, func, teardown)
  ADD ("one-page", test_one_page);
  ADD ("pages-are-combined", test_pages_are_combined);
  ADD ("incomplete-round-changes-nothing", test_incomplete_round);
  ADD ("gone-after-20-s", test_twenty_seconds);
  ADD ("in-view", test_in_view);
  ADD ("limit/pages", test_limit_of_pages);
  ADD ("limit/sources", test_limit_of_sources);
  g_test_add_func ("/bridges/sacn/discovery/limit/told-universes", test_limit_of_told_universes);
  return g_test_run ();
}
