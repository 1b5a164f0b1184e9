/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rules/clasp-rule-chain.h"
#include "support/clasp-test.h"

static ClaspRuleChains *
chains_new (void)
{
  return g_new0 (ClaspRuleChains, 1);
}

static void
test_rule_that_led_to_it_may_not_fire (void)
{
  g_autofree ClaspRuleChains *chains = chains_new ();
  guint32                     first = clasp_rule_chains_add (chains, 0, 1);
  guint32                     second = clasp_rule_chains_add (chains, first, 2);

  g_assert_false (clasp_rule_chains_may_fire (chains, second, 1));
  g_assert_false (clasp_rule_chains_may_fire (chains, second, 2));
  g_assert_true (clasp_rule_chains_may_fire (chains, second, 3));
  g_assert_true (clasp_rule_chains_may_fire (chains, first, 2));
}

static void
test_another_beginning_is_free (void)
{
  g_autofree ClaspRuleChains *chains = chains_new ();

  clasp_rule_chains_add (chains, 0, 1);
  g_assert_true (clasp_rule_chains_may_fire (chains, 0, 1));
}

static void
test_what_is_forgotten_does_not_count (void)
{
  g_autofree ClaspRuleChains *chains = chains_new ();
  guint32                     first = clasp_rule_chains_add (chains, 0, 1);

  for (guint i = 0; i < CLASP_RULE_CHAIN_LINKS - 1; i++)
    clasp_rule_chains_add (chains, 0, 2);
  g_assert_false (clasp_rule_chains_may_fire (chains, first, 1));
  clasp_rule_chains_add (chains, 0, 2);
  g_assert_true (clasp_rule_chains_may_fire (chains, first, 1));
}

static void
test_numbers_wrap_around_zero (void)
{
  g_autofree ClaspRuleChains *chains = chains_new ();

  chains->last = G_MAXUINT32 - 1;
  g_assert_cmpuint (clasp_rule_chains_add (chains, 0, 1), ==, G_MAXUINT32);
  g_assert_cmpuint (clasp_rule_chains_add (chains, 0, 1), ==, 1);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/rules/chain/rule-that-led-to-it-may-not-fire",
                   test_rule_that_led_to_it_may_not_fire);
  g_test_add_func ("/rules/chain/another-beginning-is-free", test_another_beginning_is_free);
  g_test_add_func ("/rules/chain/what-is-forgotten-does-not-count",
                   test_what_is_forgotten_does_not_count);
  g_test_add_func ("/rules/chain/numbers-wrap-around-zero", test_numbers_wrap_around_zero);
  return g_test_run ();
}
