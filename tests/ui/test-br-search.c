/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clasp-kinds.h"
#include "support/clasp-test-show.h"
#include "support/clasp-test.h"
#include "widgets/br-address-search.h"

#include <math.h>

static gboolean
matches (const char *text,
         const char *address,
         double      number)
{
  g_autoptr (BrQuery) query = br_query_new (text);
  ClaspSignalState    state = { .type = CLASP_VALUE_DOUBLE, .number = number, .updated_us = 10 * G_USEC_PER_SEC };

  g_assert_nonnull (query);

  return br_query_matches (query, address, &state, 20, 12 * G_USEC_PER_SEC);
}

static void
test_all_words_must_be_there_in_any_case (void)
{
  g_assert_true (matches ("fader", "/osc/1/Fader3", 0));
  g_assert_true (matches ("FADER 1/", "/osc/1/Fader3", 0));
  g_assert_false (matches ("fader xy", "/osc/1/Fader3", 0));
  g_assert_true (matches ("er3", "/osc/1/Fader3", 0));
  g_assert_false (matches ("fader33", "/osc/1/Fader3", 0));
}

static void
test_accents_do_not_matter (void)
{
  g_assert_true (matches ("bühne", "/osc/Bühne/links", 0));
  g_assert_true (matches ("BUHNE", "/osc/Bühne/links", 0));
  g_assert_true (matches ("bühne", "/osc/buhne/links", 0));
  g_assert_false (matches ("bohne", "/osc/Bühne/links", 0));
}

static void
test_conditions_ask_for_the_state (void)
{
  g_assert_true (matches (">0.5", "/a", 0.6));
  g_assert_false (matches (">0.5", "/a", 0.5));
  g_assert_true (matches ("=1 a", "/a", 1));
  g_assert_false (matches (">0.5", "/a", NAN));
  g_assert_true (matches ("rate>10", "/a", 0));
  g_assert_false (matches ("rate>30", "/a", 0));
  g_assert_true (matches ("age<5s", "/a", 0));
  g_assert_false (matches ("age>1min", "/a", 0));
  g_assert_true (matches ("type:float", "/a", 0));
  g_assert_false (matches ("type:text", "/a", 0));
  g_assert_true (matches ("/osc/*/level", "/osc/1/level", 0));
  g_assert_false (matches ("/osc/*/level", "/osc/1/2/level", 0));
}

static void
test_what_is_no_condition_is_a_word (void)
{
  g_assert_true (matches ("type:nonsense", "/x/type:nonsense", 0));
  g_assert_false (matches (">abc", "/x", 0));
  g_assert_null (br_query_new (""));
  g_assert_null (br_query_new ("   \t "));
}

static void
test_an_address_nobody_sent_has_no_value (void)
{
  g_autoptr (BrQuery) query = br_query_new ("a >0");
  g_autoptr (BrQuery) word = br_query_new ("a");

  g_assert_false (br_query_matches (query, "/a", NULL, 0, 0));
  g_assert_true (br_query_matches (word, "/a", NULL, 0, 0));
}

/* --- the search itself -------------------------------------------------------------------------- */

typedef struct
{
  gboolean is_done;
  GArray  *nodes;
  guint    n_total;
  GError  *error;
} Answer;

static void
answer_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Answer *answer = user_data;

  answer->nodes = br_search_finish (result, &answer->n_total, &answer->error);
  answer->is_done = TRUE;
}

static gboolean
is_done (gpointer user_data)
{
  return ((Answer *) user_data)->is_done;
}

static void
answer_clear (Answer *answer)
{
  g_clear_pointer (&answer->nodes, g_array_unref);
  g_clear_error (&answer->error);
}

static void
put (ClaspSignalTable *table,
     const char       *address,
     double            number)
{
  ClaspValue value = clasp_value_double (number);

  clasp_signal_table_update (table, clasp_str (address), CLASP_SIGNAL_PARAM, &value, 1, 1);
}

static void
test_hits_come_in_natural_order_with_unsent_targets (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  g_autoptr (BrQuery)          query = br_query_new ("fader");
  g_autofree char             *first = NULL;
  g_autofree char             *second = NULL;
  Answer                       answer = { 0 };

  put (table, "/osc/fader10", 1);
  put (table, "/osc/other", 1);
  put (table, "/osc/fader2", 1);
  br_address_tree_intern (tree, "/artnet/fader/1");
  br_address_tree_update (tree, 100);

  br_search_async (tree, BR_ROLE_SOURCES, query, BR_SORT_NAME, 100, NULL, answer_cb, &answer);
  clasp_test_spin_until (is_done, &answer, "sources are searched");
  g_assert_no_error (answer.error);
  g_assert_cmpuint (answer.n_total, ==, 2);
  first = br_address_tree_dup_address (tree, g_array_index (answer.nodes, BrNode, 0));
  second = br_address_tree_dup_address (tree, g_array_index (answer.nodes, BrNode, 1));
  g_assert_cmpstr (first, ==, "/osc/fader2");
  g_assert_cmpstr (second, ==, "/osc/fader10");
  answer_clear (&answer);

  answer = (Answer) { 0 };
  br_search_async (tree, BR_ROLE_TARGETS, query, BR_SORT_NAME, 2, NULL, answer_cb, &answer);
  clasp_test_spin_until (is_done, &answer, "targets are searched");
  g_assert_cmpuint (answer.n_total, ==, 3);
  g_assert_cmpuint (answer.nodes->len, ==, 2);
  answer_clear (&answer);
}

static void
test_the_words_of_a_short_name_are_found (void)
{
  g_assert_true (matches ("ch 8", "/artnet/0/0/0/8", 0));
  g_assert_true (matches ("DMX 0:0:1 ch", "/artnet/0/0/1/8", 0));
  g_assert_true (matches ("dmx 7", "/sacn/7/1", 0));
  g_assert_true (matches ("ch 8", "/midi/nano/ch/8/cc/7", 0));
  g_assert_false (matches ("ch 8", "/artnet/0/0/0/7", 0));
  g_assert_false (matches ("ch 8", "/osc/fader8", 0));
}

static void
test_a_whole_segment_is_before_a_part_of_one (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  g_autoptr (BrQuery)          query = br_query_new ("ch 8");
  g_autoptr (GString)          text = g_string_new (NULL);
  Answer                       answer = { 0 };

  for (guint universe = 0; universe < 2; universe++)
    for (guint slot = 1; slot <= 80; slot += slot == 8 ? 72 : 1)
      {
        g_autofree char *address = g_strdup_printf ("/artnet/0/0/%u/%u", universe, slot);

        put (table, address, 1);
      }
  br_address_tree_update (tree, 200);
  br_search_async (tree, BR_ROLE_SOURCES, query, BR_SORT_NAME, 3, NULL, answer_cb, &answer);
  clasp_test_spin_until (is_done, &answer, "channels are searched");
  g_assert_no_error (answer.error);
  g_assert_cmpuint (answer.n_total, ==, 4);
  for (guint i = 0; i < answer.nodes->len; i++)
    {
      g_autofree char *address = br_address_tree_dup_address (tree, g_array_index (answer.nodes, BrNode, i));

      g_string_append_printf (text, "%s ", address);
    }
  g_assert_cmpstr (text->str, ==, "/artnet/0/0/0/8 /artnet/0/0/1/8 /artnet/0/0/0/80 ");
  answer_clear (&answer);
}

static char *
sorted (BrAddressTree *tree,
        BrQuery       *query,
        BrSort         sort)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Answer              answer = { 0 };

  br_search_async (tree, BR_ROLE_SOURCES, query, sort, 3, NULL, answer_cb, &answer);
  clasp_test_spin_until (is_done, &answer, "all are sorted");
  g_assert_no_error (answer.error);
  for (guint i = 0; i < answer.nodes->len; i++)
    {
      g_autofree char *address = br_address_tree_dup_address (tree, g_array_index (answer.nodes, BrNode, i));

      g_string_append_printf (text, "%s ", address);
    }
  answer_clear (&answer);

  return g_strdup (text->str);
}

static void
test_all_can_stand_by_value_change_and_rate (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  g_autoptr (BrQuery)          query = br_query_new ("fav:yes");
  g_autoptr (GHashTable)       favourites = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (ClaspValue)          word = clasp_value_string (CLASP_STR_LITERAL ("word"));
  g_autofree char             *by_value = NULL, *by_change = NULL, *by_rate = NULL, *by_name = NULL, *chosen = NULL;
  ClaspSignalSlot              slot;

  for (guint i = 1; i <= 4; i++)
    {
      g_autofree char *address = g_strdup_printf ("/s/%u", i);
      ClaspValue       value = clasp_value_double (i % 2 == 0 ? i : -(double) i);

      clasp_signal_table_update (table, clasp_str (address), CLASP_SIGNAL_PARAM, i == 4 ? &word : &value, 1, 100 - i);
    }
  br_address_tree_update (tree, 100);
  br_address_tree_scan (tree, 100, G_USEC_PER_SEC);
  for (guint i = 0; i < 5; i++)
    put (table, "/s/3", -3); /* updated at 1 */
  put (table, "/s/2", 2);
  br_address_tree_scan (tree, 100, 2 * G_USEC_PER_SEC);

  by_value = sorted (tree, NULL, BR_SORT_VALUE);
  g_assert_cmpstr (by_value, ==, "/s/2 /s/1 /s/3 ");
  by_change = sorted (tree, NULL, BR_SORT_CHANGE);
  g_assert_cmpstr (by_change, ==, "/s/1 /s/4 /s/2 "); /* 2 and 3 have the same time: natural order */
  by_rate = sorted (tree, NULL, BR_SORT_RATE);
  g_assert_cmpstr (by_rate, ==, "/s/3 /s/2 /s/1 ");

  g_assert_null (g_strrstr (by_value, "/s/4"));
  g_assert_true (clasp_signal_table_forget (table, clasp_signal_table_find (table, CLASP_STR_LITERAL ("/s/1")), &slot));
  by_name = sorted (tree, NULL, BR_SORT_NAME);
  g_assert_cmpstr (by_name, ==, "/s/2 /s/3 /s/4 ");
  g_hash_table_add (favourites, (gpointer) "/s/4");
  br_query_set_favourites (query, favourites);
  g_assert_true (br_query_needs_favourites (query));
  chosen = sorted (tree, query, BR_SORT_NAME);
  g_assert_cmpstr (chosen, ==, "/s/4 ");
}

static void
test_hits_tell_only_what_differs (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  static const BrNode          before[] = { 1, 2, 3, 4 }, after[] = { 1, 3, 2, 4, 5 };
  GArray                      *nodes = g_array_new (FALSE, FALSE, sizeof (BrNode));
  GArray                      *others = g_array_new (FALSE, FALSE, sizeof (BrNode));
  g_autoptr (GListModel)       hits = NULL;

  for (guint i = 0; i < 5; i++)
    put (table, (const char *[]) { "/1", "/2", "/3", "/4", "/5" }[i], i);
  br_address_tree_update (tree, 100);
  g_array_append_vals (nodes, before, G_N_ELEMENTS (before));
  g_array_append_vals (others, after, G_N_ELEMENTS (after));
  hits = br_hits_new (tree, BR_ROLE_SOURCES, nodes);
  g_assert_true (br_is_hits (hits));
  br_hits_replace (hits, others);
  g_assert_cmpuint (g_list_model_get_n_items (hits), ==, 5);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (BrAddressItem) item = g_list_model_get_item (hits, i);

      g_assert_cmpuint (br_address_item_get_node (item), ==, after[i]);
    }
}

static void
test_a_cancelled_search_answers_with_that (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  g_autoptr (BrQuery)          query = br_query_new ("a");
  g_autoptr (GCancellable)     cancellable = g_cancellable_new ();
  Answer                       answer = { 0 };

  put (table, "/a", 1);
  br_address_tree_update (tree, 100);
  g_cancellable_cancel (cancellable);
  br_search_async (tree, BR_ROLE_SOURCES, query, BR_SORT_NAME, 100, cancellable, answer_cb, &answer);
  clasp_test_spin_until (is_done, &answer, "the search ends");
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  answer_clear (&answer);
}

static void
test_a_hundred_thousand_addresses_are_searched (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  g_autoptr (BrQuery)          query = br_query_new ("group7 fader");
  Answer                       answer = { 0 };
  char                         address[64];
  gint64                       started_us;

  for (guint i = 0; i < 100000; i++)
    {
      g_snprintf (address, sizeof address, "/osc/group%u/fader%u", i / 500, i % 500);
      put (table, address, i);
    }
  while (br_address_tree_update (tree, 5000) > 0)
    ;
  started_us = g_get_monotonic_time ();
  br_search_async (tree, BR_ROLE_SOURCES, query, BR_SORT_NAME, 5000, NULL, answer_cb, &answer);
  clasp_test_spin_until (is_done, &answer, "the search ends");
  /* group7 and group70 to group79 */
  g_assert_cmpuint (answer.n_total, ==, 11 * 500);
  g_assert_cmpuint (answer.nodes->len, ==, 5000);
  g_test_message ("searched in %.0f ms", (double) (g_get_monotonic_time () - started_us) / 1000);
  answer_clear (&answer);
}

static gboolean
query_finds (BrQuery    *query,
             const char *address)
{
  return br_query_matches (query, address, NULL, 0, 0);
}

static void
test_a_device_is_its_namespace_or_its_name (void)
{
  g_autoptr (BrQuery) nano = br_query_new ("dev:Nano");
  g_autoptr (BrQuery) osc = br_query_new ("dev:osc fader");

  g_assert_true (query_finds (nano, "/midi/nanokontrol/ch/1/cc/7"));
  g_assert_false (query_finds (nano, "/osc/1/nano"));
  g_assert_true (query_finds (osc, "/osc/1/fader1"));
  g_assert_false (query_finds (osc, "/osc/1/label"));
  g_assert_false (query_finds (osc, "/midi/fader"));
  g_assert_false (br_query_needs_state (nano));
}

/* What a person reads in the tree: the name of the connection, whatever its addresses begin with. */
static void
test_a_device_is_a_connection_by_its_name_or_kind (void)
{
  g_autoptr (BrQuery) tablet = br_query_new ("dev:tab");
  g_autoptr (BrQuery) osc = br_query_new ("dev:osc");
  BrQuery            *queries[] = { tablet, osc };

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      br_query_add_device (queries[i], "Föh Tablet", "osc", "/left");
      br_query_add_device (queries[i], "Desk", "osc", "/right");
      br_query_add_device (queries[i], "Table light", "artnet", "/net");
    }
  g_assert_true (query_finds (tablet, "/left/1/fader1"));
  g_assert_true (query_finds (tablet, "/net/0/0/0/1"));
  g_assert_false (query_finds (tablet, "/right/1/fader1"));
  g_assert_false (query_finds (tablet, "/leftover/1"));
  g_assert_true (query_finds (osc, "/left/1/fader1"));
  g_assert_true (query_finds (osc, "/right/1/fader1"));
  g_assert_false (query_finds (osc, "/net/0/0/0/1"));
}

static void
test_a_value_is_what_the_list_shows (void)
{
  g_assert_true (matches ("=0.597", "/a", (double) 0.597f));
  g_assert_true (matches ("=0.597", "/a", 0.59712));
  g_assert_false (matches ("=0.597", "/a", 0.5985));
  g_assert_false (matches ("=0", "/a", 2.9e-06)); /* "0.000" */
  g_assert_true (matches ("=-3", "/a", -3));
  g_assert_false (matches ("=3", "/a", -3));
}

static void
test_types_are_called_as_in_their_column (void)
{
  g_autoptr (BrQuery) event = br_query_new ("type:event");
  ClaspSignalState    state = { .type = CLASP_VALUE_DOUBLE, .signal = CLASP_SIGNAL_EVENT };

  g_assert_true (matches ("type:number", "/a", 1));
  g_assert_false (matches ("type:integer", "/a", 1));
  g_assert_false (matches ("type:event", "/a", 1));
  g_assert_true (br_query_matches (event, "/a", &state, 0, 0));
}

/* By every end of a mapping, also by a pattern and by what it makes of a target. */
static void
test_mapped_and_unmapped_are_told_apart (void)
{
  g_autoptr (ClaspShow)      show = clasp_show_new (clasp_kinds ());
  g_autoptr (BrQuery)        yes = br_query_new ("mapped:yes");
  g_autoptr (BrQuery)        no = br_query_new ("mapped:no");
  g_autoptr (BrMappingIndex) mapped = NULL;
  const char *const          used[] = { "/osc/a", "/osc/b", "/out/d", "/fader/3", "/dmx/13" };

  clasp_test_map (show, "/osc/a + /osc/b => /out/c, /out/d");
  clasp_test_map (show, "/fader/{n:1..8} => /dmx/{n+10}");
  clasp_test_map (show, "/osc/a => /out/d");
  mapped = br_mapping_index_new (show);
  br_query_set_mapped (yes, mapped);
  br_query_set_mapped (no, mapped);
  g_assert_true (br_query_needs_mapped (yes));
  for (guint i = 0; i < G_N_ELEMENTS (used); i++)
    {
      g_assert_true (query_finds (yes, used[i]));
      g_assert_false (query_finds (no, used[i]));
    }
  g_assert_false (query_finds (yes, "/fader/9"));
  g_assert_true (query_finds (no, "/dmx/3"));
  g_assert_cmpuint (br_mapping_index_count (mapped, "/osc/a"), ==, 2);
  g_assert_cmpuint (br_mapping_index_count (mapped, "/fader/3"), ==, 1);
  g_assert_cmpuint (br_mapping_index_count (mapped, "/nobody"), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  g_test_add_func ("/ui/search/all-words-must-be-there-in-any-case", test_all_words_must_be_there_in_any_case);
  g_test_add_func ("/ui/search/accents-do-not-matter", test_accents_do_not_matter);
  g_test_add_func ("/ui/search/conditions-ask-for-the-state", test_conditions_ask_for_the_state);
  g_test_add_func ("/ui/search/what-is-no-condition-is-a-word", test_what_is_no_condition_is_a_word);
  g_test_add_func ("/ui/search/an-address-nobody-sent-has-no-value", test_an_address_nobody_sent_has_no_value);
  g_test_add_func ("/ui/search/the-words-of-a-short-name-are-found", test_the_words_of_a_short_name_are_found);
  g_test_add_func ("/ui/search/a-whole-segment-is-before-a-part-of-one", test_a_whole_segment_is_before_a_part_of_one);
  g_test_add_func ("/ui/search/hits-come-in-natural-order-with-unsent-targets",
                   test_hits_come_in_natural_order_with_unsent_targets);
  g_test_add_func ("/ui/search/all-can-stand-by-value-change-and-rate", test_all_can_stand_by_value_change_and_rate);
  g_test_add_func ("/ui/search/hits-tell-only-what-differs", test_hits_tell_only_what_differs);
  g_test_add_func ("/ui/search/a-cancelled-search-answers-with-that", test_a_cancelled_search_answers_with_that);
  g_test_add_func ("/ui/search/a-hundred-thousand-addresses-are-searched",
                   test_a_hundred_thousand_addresses_are_searched);
  g_test_add_func ("/ui/search/a-device-is-its-namespace-or-its-name", test_a_device_is_its_namespace_or_its_name);
  g_test_add_func ("/ui/search/a-device-is-a-connection-by-its-name-or-kind", test_a_device_is_a_connection_by_its_name_or_kind);
  g_test_add_func ("/ui/search/a-value-is-what-the-list-shows", test_a_value_is_what_the_list_shows);
  g_test_add_func ("/ui/search/types-are-called-as-in-their-column", test_types_are_called_as_in_their_column);
  g_test_add_func ("/ui/search/mapped-and-unmapped-are-told-apart", test_mapped_and_unmapped_are_told_apart);

  return g_test_run ();
}
