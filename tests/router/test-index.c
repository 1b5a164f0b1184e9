/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "router/clasp-store.h"
#include "router/clasp-subscriptions.h"
#include "support/clasp-test.h"

/* The two tables of the router by themselves: parameters, and subscriptions. */

/* --- the store ---------------------------------------------------------------------------------
 */

static ClaspStr
address_of (char *buffer, gsize size, guint number)
{
  g_snprintf (buffer, size, "/show/%u/fixture/%u", number % 7, number);
  return clasp_str (buffer);
}

/* Adds and removes at random, compared with a table that is known to be right. */
static void
test_store_agrees_with_a_model (void)
{
  ClaspStore            *store = clasp_store_new ();
  g_autoptr (GHashTable) model = g_hash_table_new (NULL, NULL);
  char                   buffer[64];

  for (guint i = 0; i < 60000; i++)
    {
      guint       number = (guint) g_test_rand_int_range (1, 5000);
      ClaspStr    address = address_of (buffer, sizeof buffer, number);
      ClaspParam *param = clasp_store_lookup (store, address);

      g_assert_true (param == g_hash_table_lookup (model, GUINT_TO_POINTER (number)));
      if (param == NULL)
        {
          param = clasp_store_add (store, address);
          g_hash_table_insert (model, GUINT_TO_POINTER (number), param);
        }
      else if (g_test_rand_bit ())
        {
          clasp_store_remove (store, param);
          g_hash_table_remove (model, GUINT_TO_POINTER (number));
        }
      else
        clasp_store_touch (store, param);
      g_assert_cmpuint (clasp_store_get_n_params (store), ==, g_hash_table_size (model));
    }

  /* oldest first, all of them, until nothing is left */
  for (guint n = g_hash_table_size (model); n > 0; n--)
    {
      g_assert_cmpuint (clasp_store_get_n_params (store), ==, n);
      clasp_store_remove (store, clasp_store_get_oldest (store));
    }
  g_assert_null (clasp_store_get_oldest (store));
  g_assert_cmpuint (clasp_store_get_n_bytes (store), ==, 0);
  g_assert_cmpuint (clasp_store_get_n_places (store), <=, 5000);
  clasp_store_free (store);
}

static void
test_store_counts_the_bytes_of_values (void)
{
  ClaspStore         *store = clasp_store_new ();
  ClaspParam         *param = clasp_store_add (store, CLASP_STR_LITERAL ("/a"));
  gsize               empty = clasp_store_get_n_bytes (store);
  g_auto (ClaspValue) text = clasp_value_string (CLASP_STR_LITERAL ("0123456789"));
  ClaspValue          nulls[1000] = { CLASP_VALUE_INIT };
  g_auto (ClaspValue) array = clasp_value_array (nulls, 1000);
  const ClaspValue    number = clasp_value_double (1);

  clasp_store_set_value (store, param, &number);
  g_assert_cmpuint (clasp_store_get_n_bytes (store), ==, empty);
  clasp_store_set_value (store, param, &text);
  g_assert_cmpuint (clasp_store_get_n_bytes (store), >=, empty + 10);
  clasp_store_set_value (store, param, &array);
  g_assert_cmpuint (clasp_store_get_n_bytes (store), >=, empty + 1000 * sizeof (ClaspValue));
  clasp_store_set_value (store, param, &number);
  g_assert_cmpuint (clasp_store_get_n_bytes (store), ==, empty);
  clasp_store_free (store);
}

/* 200 bytes for each of a million, beyond address and value: struct, allocation, hash slots right
 * after growing (three eighths full), the place and its array's slack. */
static void
test_param_is_small (void)
{
  const gsize allocation = 16, slots = 8 * 8 / 3 + 1, place = 2 * sizeof (gpointer);

  g_assert_cmpuint (sizeof (ClaspParam) + allocation + slots + place, <=, 200);
}

/* --- the index ---------------------------------------------------------------------------------
 */

static const char *const patterns[] = {
  "/**",        "/a",     "/a/*",    "/a/**", "/a/**/c",    "/*/b",      "/*/*",
  "/a/b*",      "/a/*b",  "/a/b*c",  "/**/c", "/**/b/**",   "/a/**/*/c", "/*",
  "/**/**",     "/a/**b", "/b/c",    "/é/*",  "/a/b/c/d/e", "/*/**/*",   "/a*/**",
  "/**/*b*/**", "/b",     "/c/**/a", "/a/b",  "/a/*/*",     "/b*/c*",    "/**/a",
};

static const char *const segments[] = { "a", "b", "c", "bc", "abc", "é", "bb" };

static ClaspSubscription *
subscription_new (guint id)
{
  ClaspSubscription *subscription = g_new0 (ClaspSubscription, 1);

  subscription->session = (ClaspSession *) (guintptr) (id % 5 + 1); /* only compared */
  subscription->session_number = id % 5 + 1;
  subscription->id = id;
  subscription->types = CLASP_TYPES_ALL;
  subscription->pattern = clasp_pattern_new (clasp_str (patterns[id % G_N_ELEMENTS (patterns)]));
  return subscription;
}

static char *
random_address (void)
{
  GString *address = g_string_new (NULL);
  guint    n = (guint) g_test_rand_int_range (1, 7);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (address, "/%s",
                            segments[g_test_rand_int_range (0, G_N_ELEMENTS (segments))]);
  return g_string_free (address, FALSE);
}

static gboolean
match_has (const ClaspMatch *match, const ClaspSubscription *subscription)
{
  for (guint i = 0; i < match->n_subscriptions; i++)
    if (match->subscriptions[i] == subscription)
      return TRUE;
  return FALSE;
}

static void
check_match (const ClaspMatch *match, GPtrArray *all, const char *address)
{
  guint n = 0;

  for (guint i = 0; i < all->len; i++)
    {
      ClaspSubscription *subscription = all->pdata[i];
      gboolean is_wanted = clasp_pattern_matches (subscription->pattern, clasp_str (address));

      g_assert_true (match_has (match, subscription) == is_wanted);
      n += is_wanted;
    }
  g_assert_cmpuint (match->n_subscriptions, ==, n);
  for (guint i = 1; i < match->n_entries; i++)
    g_assert_true (match->entries[i].session > match->entries[i - 1].session);
}

/* The trie against the one matcher, while subscriptions come and go. */
static void
test_index_agrees_with_the_matcher (void)
{
  ClaspSubscriptions   *index = clasp_subscriptions_new ();
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  for (guint round = 0; round < 3000; round++)
    {
      g_autofree char *address = random_address ();

      if (all->len < 60 && g_test_rand_bit ())
        {
          ClaspSubscription *subscription = subscription_new (round);

          clasp_subscriptions_add (index, subscription);
          g_ptr_array_add (all, subscription);
        }
      else if (all->len > 0 && g_test_rand_bit ())
        {
          guint i = (guint) g_test_rand_int_range (0, (int) all->len);

          clasp_subscriptions_remove (index, g_ptr_array_remove_index_fast (all, i));
          clasp_subscriptions_collect (index);
        }
      g_assert_cmpuint (clasp_subscriptions_get_n (index), ==, all->len);
      check_match (clasp_subscriptions_match (index, clasp_str (address)), all, address);
      check_match (clasp_subscriptions_match_cached (index, clasp_str (address)), all, address);
      check_match (clasp_subscriptions_match_cached (index, clasp_str (address)), all, address);
    }
  clasp_subscriptions_free (index);
}

static void
test_equal_answers_are_one_match (void)
{
  ClaspSubscriptions *index = clasp_subscriptions_new ();
  const ClaspMatch   *first;

  clasp_subscriptions_add (index, subscription_new (0));
  first = clasp_subscriptions_match (index, CLASP_STR_LITERAL ("/x/1"));
  g_assert_true (first == clasp_subscriptions_match (index, CLASP_STR_LITERAL ("/x/2")));
  clasp_subscriptions_add (index, subscription_new (1));
  g_assert_cmpuint (first->n_subscriptions, ==, 1); /* readable until collect () */
  g_assert_true (first != clasp_subscriptions_match (index, CLASP_STR_LITERAL ("/x/2")));
  clasp_subscriptions_collect (index);
  clasp_subscriptions_free (index);
}

/* Many `**` in one pattern, and many patterns: still segments × nodes. */
static void
test_hostile_patterns_cost_no_more (void)
{
  ClaspSubscriptions *index = clasp_subscriptions_new ();
  g_autoptr (GString) pattern = g_string_new (NULL);
  g_autoptr (GString) address = g_string_new (NULL);

  for (guint i = 0; i < 30; i++)
    g_string_append (pattern, "/**/a");
  for (guint i = 0; i < 63; i++)
    g_string_append (address, "/a");
  g_string_append (address, "/b");
  for (guint i = 0; i < 100; i++)
    {
      ClaspSubscription *subscription = subscription_new (i);

      clasp_pattern_unref (subscription->pattern);
      subscription->pattern = clasp_pattern_new (clasp_str (pattern->str));
      clasp_subscriptions_add (index, subscription);
    }
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (clasp_subscriptions_match (index, clasp_str (address->str))->n_entries, ==,
                      0);
  clasp_subscriptions_free (index);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/router/store/agrees-with-a-model", test_store_agrees_with_a_model);
  g_test_add_func ("/router/store/counts-the-bytes-of-values",
                   test_store_counts_the_bytes_of_values);
  g_test_add_func ("/router/store/param-is-small", test_param_is_small);
  g_test_add_func ("/router/index/agrees-with-the-matcher", test_index_agrees_with_the_matcher);
  g_test_add_func ("/router/index/equal-answers-are-one-match", test_equal_answers_are_one_match);
  g_test_add_func ("/router/index/hostile-patterns-cost-no-more",
                   test_hostile_patterns_cost_no_more);
  return g_test_run ();
}
