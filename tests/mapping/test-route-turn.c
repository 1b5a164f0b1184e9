/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/clasp-route-turn.h"
#include "support/clasp-test.h"

static const struct
{
  const char *source, *target, *pattern, *back;
} turns[] = {
  { "/a", "/b", "/b", "/a" },
  { "/osc/fader/{n:1..8}", "/artnet/0/0/0/{n+10}", "/artnet/0/0/0/{n:11..18}",
    "/osc/fader/{n-10}" },
  { "/midi/{d}/ch/{c:int}/cc/{k:20..27}", "/mixer/{d}/{c}/{k-19}", "/mixer/{d}/{c:int}/{k:1..8}",
    "/midi/{d}/ch/{c}/cc/{k+19}" },
  { "/osc/{g}/{rest:**}", "/show/{rest}/{g}", "/show/{rest:**}/{g}", "/osc/{g}/{rest}" },
  { "/1/fader*", "/control/fader*", "/control/fader*", "/1/fader{1}" },
  { "/a/*/**", "/b/{2}/x/{1}", "/b/**/x/*", "/a/{2}/{1}" },
  { "/a/{x:/b{2}c/}/z", "/q/{x}", "/q/{x:/b{2}c/}", "/a/{x}/z" },
  { "/a/\\*{n}", "/b/{n}", "/b/{n}", "/a/\\*{n}" },
};

static void
test_way_back (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (turns); i++)
    {
      g_autofree char   *pattern = NULL, *back = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (clasp_route_turn (turns[i].source, turns[i].target, &pattern, &back, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (pattern, ==, turns[i].pattern);
      g_assert_cmpstr (back, ==, turns[i].back);
    }
}

static const struct
{
  const char *source, *target, *message;
} dead_ends[] = {
  { "/a/{n}", "/b", "“{n}” of the source has to be in the target's address once" },
  { "/a/{n:int}", "/b/{n}/{n}", "“{n:int}” of the source has to be in the target's address once" },
  { "/a/{n:int}", "/b/{n*2}", "“{n*2}” in the target's address cannot be undone" },
  { "/a/{n:int}", "/b/{n/8}", "“{n/8}” in the target's address cannot be undone" },
  { "/a/{n:int}", "/b/{n:03}", "“{n:03}” in the target's address cannot be undone" },
  { "/a", "/b/{value}", "“{value}” in the target's address cannot be undone" },
  { "/a/*", "/b", "“*” of the source has to be in the target's address once" },
};

static void
test_dead_ends (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (dead_ends); i++)
    {
      g_autofree char   *pattern = NULL, *back = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_false (
        clasp_route_turn (dead_ends[i].source, dead_ends[i].target, &pattern, &back, &error));
      g_assert_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TEMPLATE);
      g_assert_cmpstr (error->message, ==, dead_ends[i].message);
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/mapping/route-turn/way-back", test_way_back);
  g_test_add_func ("/mapping/route-turn/dead-ends", test_dead_ends);
  return g_test_run ();
}
