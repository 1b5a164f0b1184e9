/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "learn/clasp-learn-facts.h"
#include "learn/clasp-learn-mapping.h"
#include "learn/clasp-learner-private.h"
#include "mapping/clasp-route-pattern.h"
#include "support/clasp-test.h"

/* What becomes of a finding. */

static ClaspLearnCandidate *
candidate_new (const char *address, ClaspLearnControl control, const char *path, double minimum, double maximum)
{
  ClaspLearnFinding *finding = clasp_learn_finding_new (address);
  ClaspLearnPlace   *place = clasp_learn_finding_add_place (finding, path);

  if (g_str_has_prefix (address, "/midi/"))
    clasp_learn_read_facts (clasp_str (address), "midi", "/midi", &finding->facts);
  finding->control = control;
  finding->range_minimum = minimum;
  finding->range_maximum = maximum;
  place->has_number = TRUE;
  place->minimum = minimum;
  place->maximum = maximum;
  return clasp_learn_candidate_new (finding);
}

static ClaspLearnFinding *
edit (ClaspLearnCandidate *candidate)
{
  return (ClaspLearnFinding *) clasp_learn_candidate_peek (candidate);
}

/* The mapping as text. */
static void
expect (ClaspShow *show, ClaspLearnCandidate *candidate, const char *text)
{
  g_autoptr (GError)       error = NULL;
  g_autoptr (ClaspMapping) mapping = clasp_learn_create_mapping (show, candidate, "/out", &error);
  g_autofree char         *printed = NULL;

  g_assert_no_error (error);
  g_assert_true (clasp_show_add (show, CLASP_SHOW_ITEM (mapping)));
  printed = clasp_mapping_to_text (mapping);
  g_assert_cmpstr (printed, ==, text);
}

static void
test_a_known_range_needs_no_step (void)
{
  g_autoptr (ClaspShow)           show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspLearnCandidate) fader =
    candidate_new ("/midi/k/ch/1/cc/7", CLASP_LEARN_CONTROL_FADER, "", 0, 127);
  g_autoptr (GPtrArray) proposals = clasp_learn_candidate_propose (fader);

  g_assert_cmpuint (proposals->len, ==, 1);
  g_assert_cmpstr (((ClaspLearnProposal *) proposals->pdata[0])->steps, ==, "range 0 127 0 1");
  g_assert_false (((ClaspLearnProposal *) proposals->pdata[0])->is_needed);
  expect (show, fader, "/midi/k/ch/1/cc/7 => /out");
}

static void
test_an_unknown_range_becomes_a_step (void)
{
  g_autoptr (ClaspShow)           show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspLearnCandidate) sensor =
    candidate_new ("/sensor", CLASP_LEARN_CONTROL_FADER, "", -20.5, 70);
  g_autoptr (ClaspLearnCandidate) member =
    candidate_new ("/lamp", CLASP_LEARN_CONTROL_FADER, "$.state.bri", 0, 255);

  expect (show, sensor, "/sensor => range -20.5 70 => /out");
  expect (show, member, "/lamp [path=\"$.state.bri\"] => range 0 255 => /out");
}

static void
test_an_encoder_becomes_a_step (void)
{
  g_autoptr (ClaspShow)           show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspLearnCandidate) wheel =
    candidate_new ("/midi/k/ch/1/cc/7", CLASP_LEARN_CONTROL_ENCODER, "", 0, 127);

  edit (wheel)->turns = CLASP_LEARN_TURNS_OFFSET;
  expect (show, wheel, "/midi/k/ch/1/cc/7 => encoder offset => /out");
}

static void
test_a_button_is_offered_flip (void)
{
  g_autoptr (ClaspShow)           show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspLearnCandidate) button =
    candidate_new ("/midi/k/ch/1/note/60", CLASP_LEARN_CONTROL_BUTTON, "", 0, 127);
  g_autoptr (GPtrArray) proposals = clasp_learn_candidate_propose (button);

  g_assert_cmpstr (((ClaspLearnProposal *) proposals->pdata[1])->steps, ==, "flip");
  g_assert_false (((ClaspLearnProposal *) proposals->pdata[1])->is_needed);
  expect (show, button, "/midi/k/ch/1/note/60 => /out");
}

static void
test_halves_become_joined_sources (void)
{
  g_autoptr (ClaspShow)           show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspLearnCandidate) fader =
    candidate_new ("/midi/k/ch/1/cc/7", CLASP_LEARN_CONTROL_FADER, "", 0, 16383);

  edit (fader)->fine = g_strdup ("/midi/k/ch/1/cc/39");
  expect (show, fader,
          "[join=array] /midi/k/ch/1/cc/7 + /midi/k/ch/1/cc/39 => join14 | range 0 16383 => /out");
}

static void
test_a_shared_namespace_needs_the_connection (void)
{
  g_autoptr (ClaspShow)           show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspLearnCandidate) fader =
    candidate_new ("/osc/a", CLASP_LEARN_CONTROL_FADER, "", 0, 1);

  g_free (edit (fader)->connection);
  edit (fader)->connection = g_strdup ("one");
  g_assert_nonnull (clasp_show_connect_from_text (show, "osc,id=one,namespace=/osc", NULL));
  expect (show, fader, "/osc/a => /out");
  g_assert_nonnull (clasp_show_connect_from_text (show, "osc,id=two,namespace=/osc", NULL));
  expect (show, fader, "/osc/a [connection=one] => /out");
}

static void
test_a_source_is_put_into_a_mapping (void)
{
  g_autoptr (ClaspShow)           show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspLearnCandidate) fader =
    candidate_new ("/osc/a", CLASP_LEARN_CONTROL_FADER, "$[1]", 0, 1);
  g_autoptr (GError) error = NULL;
  ClaspMapping      *mapping = clasp_show_map_from_text (show, "/x => smooth => /y", &error);
  g_autofree char   *text = NULL;

  g_assert_no_error (error);
  g_assert_true (clasp_learn_apply_source (show, mapping, 0, fader, &error));
  g_assert_true (clasp_learn_apply_source (show, mapping, 1, fader, &error));
  text = clasp_mapping_to_text (mapping);
  g_assert_cmpstr (text, ==, "/osc/a [path=\"$[1]\"] + /osc/a [path=\"$[1]\"] => smooth => /y");
}

/* ---- several that are alike ---- */

static const struct
{
  const char *addresses, *pattern;
} alike[] = {
  { "/osc/fader/1 /osc/fader/8", "/osc/fader/{n:1..8}" },
  { "/osc/fader/8 /osc/fader/1 /osc/fader/3", "/osc/fader/{n:1..8}" },
  { "/osc/fader9 /osc/fader10", "/osc/fader{n:9..10}" },
  { "/1/level /2/level", "/{n:1..2}/level" },
  { "/a/1/b/1 /a/2/b/1", "/a/{n:1..2}/b/1" },
  { "/a/12 /a/123", "/a/{n:12..123}" },
  { "/a/1/b/1 /a/2/b/2", NULL },
  { "/a/1 /a/1", NULL },
  { "/a/1", NULL },
  { "/a/01 /a/02", NULL },
  { "/a/1 /b/1", NULL },
  { "/a/x /a/y", NULL },
  { "/a/1 /a/2 /b/3", NULL },
  { "/a/1/1 /a/2/1 /a/1/2", NULL },
  { "/a/1234567890 /a/1234567891", NULL },
};

static void
test_alike_addresses_become_a_pattern (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (alike); i++)
    {
      g_auto (GStrv)   addresses = g_strsplit (alike[i].addresses, " ", -1);
      guint            n = g_strv_length (addresses);
      g_autofree char *pattern = clasp_learn_generalise ((const char *const *) addresses, n);

      g_assert_cmpstr (pattern, ==, alike[i].pattern);
      for (guint j = 0; j < n && pattern != NULL; j++)
        {
          g_autoptr (ClaspRoutePattern) compiled = clasp_route_pattern_new (pattern, NULL);
          ClaspCaptures                 captures;

          g_assert_true (clasp_route_pattern_match (compiled, clasp_str (addresses[j]), &captures));
        }
    }
}

static void
test_targets_follow_sources (void)
{
  const char *const sources[] = { "/osc/fader/1", "/osc/fader/3" };
  static const struct
  {
    const char *targets[2], *template;
  } rows[] = {
    { { "/artnet/0/0/0/11", "/artnet/0/0/0/13" }, "/artnet/0/0/0/{n+10}" },
    { { "/m/1/gain", "/m/3/gain" }, "/m/{n}/gain" },
    { { "/m/1", "/m/7" }, "/m/{n*3-2}" },
    { { "/m/2", "/m/6" }, "/m/{n*2}" },
    { { "/m/1", "/m/2" }, NULL },
    { { "/m/1", "/m/1" }, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *source = NULL, *target = NULL;
      gboolean         is_rule = clasp_learn_generalise_both (sources, rows[i].targets, 2, &source, &target);

      g_assert_cmpint (is_rule, ==, rows[i].template != NULL);
      g_assert_cmpstr (target, ==, rows[i].template);
      g_assert_cmpstr (source, ==, is_rule ? "/osc/fader/{n:1..3}" : NULL);
    }
}

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 60);
#define ADD(name, func) g_test_add_func ("/learn/mapping/" name, func)
  ADD ("a-known-range-needs-no-step", test_a_known_range_needs_no_step);
  ADD ("an-unknown-range-becomes-a-step", test_an_unknown_range_becomes_a_step);
  ADD ("an-encoder-becomes-a-step", test_an_encoder_becomes_a_step);
  ADD ("a-button-is-offered-flip", test_a_button_is_offered_flip);
  ADD ("halves-become-joined-sources", test_halves_become_joined_sources);
  ADD ("a-shared-namespace-needs-the-connection", test_a_shared_namespace_needs_the_connection);
  ADD ("a-source-is-put-into-a-mapping", test_a_source_is_put_into_a_mapping);
  ADD ("alike-addresses-become-a-pattern", test_alike_addresses_become_a_pattern);
  ADD ("targets-follow-sources", test_targets_follow_sources);
#undef ADD
  return g_test_run ();
}
