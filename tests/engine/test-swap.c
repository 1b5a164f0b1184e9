/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "clasp-swap.h"
#include "support/clasp-test.h"
#include "support/clasp-test-show.h"

typedef struct
{
  ClaspShow       *show;
  ClaspConnection *role;   /* (unowned) MIDI, /midi/old_fader */
  ClaspSighting   *device; /* New Pad */
} Fixture;

static const char *const new_pad[] = { "port", "New Pad", "direction", "both", NULL };

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->show = clasp_show_new (clasp_kinds ());
  fixture->role = clasp_test_connect (fixture->show, "midi,name=Main faders,port=Old Fader");
  fixture->device = clasp_sighting_new ("midi", "midi:New Pad", "New Pad", "New Pad", NULL, new_pad);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  clasp_sighting_free (fixture->device);
  g_object_unref (fixture->show);
}

static void
assert_row (ClaspSwap *swap, guint index, const char *from, const char *to, guint n_uses)
{
  ClaspSwapRow row;

  g_assert_cmpuint (index, <, clasp_swap_get_n_rows (swap));
  clasp_swap_get_row (swap, index, &row);
  g_assert_cmpstr (row.from, ==, from);
  g_assert_cmpstr (row.to, ==, to);
  g_assert_cmpuint (row.n_uses, ==, n_uses);
}

static void
apply (ClaspSwap *swap)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (clasp_swap_apply (swap, &error));
  g_assert_no_error (error);
}

static void
test_addresses_follow_the_device (Fixture *fixture, gconstpointer data)
{
  ClaspMapping          *first = clasp_test_map (fixture->show, "/midi/old_fader/ch/1/cc/7 => /light/1");
  ClaspMapping          *many = clasp_test_map (fixture->show, "/midi/old_fader/ch/1/cc/{n:10..12} => /light/{n}");
  ClaspMapping          *back = clasp_test_map (fixture->show, "/button => /midi/old_fader/ch/1/cc/7");
  ClaspMapping          *other = clasp_test_map (fixture->show, "/midi/old_faders/ch/1/cc/7 => /light/2");
  ClaspMapping          *any = clasp_test_map (fixture->show, "/midi/{device}/ch/1/cc/8 => /light/3");
  g_autoptr (ClaspSwap)  swap = clasp_swap_new_device (fixture->show, fixture->role, fixture->device, NULL);
  g_autofree char       *before = clasp_show_to_text (fixture->show);
  g_autofree char       *after = NULL;

  g_assert_cmpstr (clasp_swap_get_prefix (swap), ==, "/midi/new_pad");
  g_assert_cmpuint (clasp_swap_get_n_rows (swap), ==, 2);
  assert_row (swap, 0, "/midi/old_fader/ch/1/cc/7", "/midi/new_pad/ch/1/cc/7", 2);
  assert_row (swap, 1, "/midi/old_fader/ch/1/cc/{n:10..12}", "/midi/new_pad/ch/1/cc/{n:10..12}", 1);
  apply (swap);
  g_assert_cmpstr (clasp_mapping_get_source (first), ==, "/midi/new_pad/ch/1/cc/7");
  g_assert_cmpstr (clasp_mapping_get_source (many), ==, "/midi/new_pad/ch/1/cc/{n:10..12}");
  g_assert_cmpstr (clasp_mapping_get_target (back), ==, "/midi/new_pad/ch/1/cc/7");
  g_assert_cmpstr (clasp_mapping_get_source (other), ==, "/midi/old_faders/ch/1/cc/7");
  g_assert_cmpstr (clasp_mapping_get_source (any), ==, "/midi/{device}/ch/1/cc/8");
  g_assert_cmpstr (clasp_settings_get_string (clasp_connection_get_settings (fixture->role), "port"),
                   ==, "New Pad");
  g_assert_cmpstr (clasp_show_item_get_name (CLASP_SHOW_ITEM (fixture->role)), ==, "Main faders");
  clasp_show_undo (fixture->show);
  after = clasp_show_to_text (fixture->show);
  g_assert_cmpstr (after, ==, before);
}

static void
test_texts_follow_too (Fixture *fixture, gconstpointer data)
{
  ClaspMapping          *mapping = clasp_test_map (fixture->show, "/a => /b");
  ClaspSettings         *options = clasp_mapping_get_options (mapping);
  g_autoptr (GError)     error = NULL;
  g_autoptr (ClaspShowLocal) scene = clasp_show_create_local (fixture->show, "scene", "verse", &error);
  g_autoptr (ClaspSwap)  swap = NULL;

  g_assert_no_error (error);
  g_assert_true (clasp_settings_set_text (options, "when",
    "{\"address\": \"/midi/old_fader/ch/1/cc/1\", \"op\": \">\", \"value\": 0.5}", &error));
  g_assert_no_error (error);
  swap = clasp_swap_new_device (fixture->show, fixture->role, fixture->device, NULL);
  assert_row (swap, 0, "/midi/old_fader/ch/1/cc/1", "/midi/new_pad/ch/1/cc/1", 1);
  g_assert_true (clasp_swap_set_to (swap, 0, "/midi/new_pad/ch/2/cc/9", &error));
  apply (swap);
  g_assert_cmpstr (clasp_settings_get_string (options, "when"), ==,
                   "{\"address\": \"/midi/new_pad/ch/2/cc/9\", \"op\": \">\", \"value\": 0.5}");
}

static void
test_a_touched_control_takes_the_place (Fixture *fixture, gconstpointer data)
{
  ClaspMapping          *mapping = clasp_test_map (fixture->show, "/midi/old_fader/ch/1/cc/7 => /light/1");
  g_autoptr (ClaspSwap)  swap = clasp_swap_new_device (fixture->show, fixture->role, fixture->device, NULL);
  g_autoptr (GError)     error = NULL;
  g_autofree char       *before = clasp_show_to_text (fixture->show);
  g_autofree char       *after = NULL;
  gboolean               can_undo;

  /* So that it can be touched at all the device is swapped first; it is one step all the same. */
  apply (swap);
  g_assert_true (clasp_swap_is_applied (swap));
  g_assert_true (clasp_swap_set_to (swap, 0, "/midi/new_pad/ch/1/cc/21", &error));
  apply (swap);
  g_assert_cmpstr (clasp_mapping_get_source (mapping), ==, "/midi/new_pad/ch/1/cc/21");
  g_assert_true (clasp_swap_take_back (swap));
  g_assert_false (clasp_swap_take_back (swap));
  after = clasp_show_to_text (fixture->show);
  g_assert_cmpstr (after, ==, before);
  g_object_get (fixture->show, "can-redo", &can_undo, NULL);
  g_assert_true (can_undo);
}

static void
test_another_edit_between_is_kept (Fixture *fixture, gconstpointer data)
{
  ClaspMapping          *mapping = clasp_test_map (fixture->show, "/midi/old_fader/ch/1/cc/7 => /light/1");
  g_autoptr (ClaspSwap)  swap = clasp_swap_new_device (fixture->show, fixture->role, fixture->device, NULL);
  g_autoptr (GError)     error = NULL;

  apply (swap);
  clasp_show_item_set_name (CLASP_SHOW_ITEM (mapping), "Meanwhile");
  g_assert_false (clasp_swap_take_back (swap));
  g_assert_true (clasp_swap_set_to (swap, 0, "/midi/new_pad/ch/1/cc/21", &error));
  apply (swap);
  g_assert_cmpstr (clasp_mapping_get_source (mapping), ==, "/midi/new_pad/ch/1/cc/21");
  g_assert_cmpstr (clasp_show_item_get_name (CLASP_SHOW_ITEM (mapping)), ==, "Meanwhile");
}

static void
test_names_propose (Fixture *fixture, gconstpointer data)
{
  static const char *const known[] = { "/midi/new_pad/ch/11/cc/7", "/midi/new_pad/ch/1/cc/8",
                                       "/midi/new_pad/ch/11/cc/8", "/midi/new_pad/ch/2/cc/9",
                                       "/midi/new_pad/ch/3/cc/9" };
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (ClaspSwap)        swap = NULL;
  ClaspValue                   value = clasp_value_int (1);

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    clasp_signal_table_update (table, clasp_str (known[i]), CLASP_SIGNAL_PARAM, &value, 1, 1);
  clasp_test_map (fixture->show, "/midi/old_fader/ch/1/cc/7 => /light/1");
  clasp_test_map (fixture->show, "/midi/old_fader/ch/1/cc/8 => /light/2");
  clasp_test_map (fixture->show, "/midi/old_fader/ch/1/cc/9 => /light/3");
  swap = clasp_swap_new_device (fixture->show, fixture->role, fixture->device, table);
  assert_row (swap, 0, "/midi/old_fader/ch/1/cc/7", "/midi/new_pad/ch/11/cc/7", 1); /* the only cc 7 */
  assert_row (swap, 1, "/midi/old_fader/ch/1/cc/8", "/midi/new_pad/ch/1/cc/8", 1);  /* the very same */
  assert_row (swap, 2, "/midi/old_fader/ch/1/cc/9", "/midi/new_pad/ch/1/cc/9", 1);  /* nobody knows which */
}

static void
test_another_role_takes_over (Fixture *fixture, gconstpointer data)
{
  ClaspConnection       *tablet = clasp_test_connect (fixture->show, "osc,name=Tablet,listen=127.0.0.1:0");
  ClaspConnection       *spare = clasp_test_connect (fixture->show, "osc,name=Spare,listen=127.0.0.1:0");
  ClaspMapping          *mapping = clasp_test_map (fixture->show, "/osc/1/fader1 => /light/1");
  g_autoptr (ClaspSwap)  swap = clasp_swap_new_role (fixture->show, tablet, spare, NULL);
  g_autofree char       *label = NULL;

  apply (swap);
  g_assert_cmpstr (clasp_mapping_get_source (mapping), ==, "/osc2/1/fader1");
  g_object_get (fixture->show, "undo-label", &label, NULL);
  g_assert_cmpstr (label, ==, "Swap Tablet for Spare");
}

static void
test_a_name_in_addresses_stays (Fixture *fixture, gconstpointer data)
{
  ClaspMapping          *mapping = clasp_test_map (fixture->show, "/midi/faders/ch/1/cc/7 => /light/1");
  g_autoptr (ClaspSwap)  swap = NULL;

  g_object_set (clasp_connection_get_settings (fixture->role), "device", "faders", NULL);
  swap = clasp_swap_new_device (fixture->show, fixture->role, fixture->device, NULL);
  assert_row (swap, 0, "/midi/faders/ch/1/cc/7", "/midi/faders/ch/1/cc/7", 1);
  apply (swap);
  g_assert_cmpstr (clasp_mapping_get_source (mapping), ==, "/midi/faders/ch/1/cc/7");
}

static void
test_what_is_no_address_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspSwap) swap = NULL;
  g_autoptr (GError)    error = NULL;

  clasp_test_map (fixture->show, "/midi/old_fader/ch/1/cc/7 => /light/1");
  swap = clasp_swap_new_device (fixture->show, fixture->role, fixture->device, NULL);
  g_assert_false (clasp_swap_set_to (swap, 0, "cc 7", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (clasp_swap_set_to (swap, 0, "/midi/new_pad/*", &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
  assert_row (swap, 0, "/midi/old_fader/ch/1/cc/7", "/midi/new_pad/ch/1/cc/7", 1);
}

/* At the limit each has a row; beyond, an address follows the device's name all the same. */
static void
test_rows_are_bounded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspSwap) swap = NULL;
  ClaspMapping         *last = NULL;

  for (guint i = 0; i <= CLASP_SWAP_MAX_ROWS; i++)
    {
      g_autofree char *source = g_strdup_printf ("/midi/old_fader/nrpn/%u", i);
      g_autoptr (ClaspMapping) mapping = clasp_show_create_mapping (fixture->show, source, "/x");

      g_assert_true (clasp_show_add (fixture->show, CLASP_SHOW_ITEM (mapping)));
      last = mapping;
    }
  swap = clasp_swap_new_device (fixture->show, fixture->role, fixture->device, NULL);
  g_assert_cmpuint (clasp_swap_get_n_rows (swap), ==, CLASP_SWAP_MAX_ROWS);
  apply (swap);
  g_assert_cmpstr (clasp_mapping_get_source (last), ==, "/midi/new_pad/nrpn/4096");
}

#define ADD(name, func) g_test_add ("/engine/swap/" name, Fixture, NULL, setup, func, teardown)

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 60);
  ADD ("addresses-follow-the-device", test_addresses_follow_the_device);
  ADD ("texts-follow-too", test_texts_follow_too);
  ADD ("a-touched-control-takes-the-place", test_a_touched_control_takes_the_place);
  ADD ("another-edit-between-is-kept", test_another_edit_between_is_kept);
  ADD ("names-propose", test_names_propose);
  ADD ("another-role-takes-over", test_another_role_takes_over);
  ADD ("a-name-in-addresses-stays", test_a_name_in_addresses_stays);
  ADD ("what-is-no-address-is-refused", test_what_is_no_address_is_refused);
  ADD ("rows-are-bounded", test_rows_are_bounded);
  return g_test_run ();
}
