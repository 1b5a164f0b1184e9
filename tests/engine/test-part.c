/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "clasp-part.h"
#include "core/clasp-json.h"
#include "support/clasp-test.h"
#include "support/clasp-test-show.h"

#include <string.h>

/* Parts of a show: out of one, and into another. */

#define KEY "0a1b2c3d"

static char *export(ClaspShow *show, GPtrArray *report, ClaspMapping *first, ...)
{
  g_autoptr (GPtrArray) mappings = g_ptr_array_new ();
  g_autoptr (GPtrArray) own = g_ptr_array_new_with_free_func (g_free);
  va_list               arguments;

  va_start (arguments, first);
  for (ClaspMapping *mapping = first; mapping != NULL; mapping = va_arg (arguments, ClaspMapping *))
    g_ptr_array_add (mappings, mapping);
  va_end (arguments);
  return clasp_part_export (show, mappings, report != NULL ? report : own);
}

static ClaspImported *
read_part (const char *text)
{
  g_autoptr (GError) error = NULL;
  ClaspImported     *imported = clasp_exchange_read (clasp_kinds (), text, &error);

  g_assert_no_error (error);
  g_assert_cmpint (imported->form, ==, CLASP_EXCHANGE_PART);
  g_assert_cmpuint (imported->report->len, ==, 0);
  return imported;
}

static void
apply (ClaspShow *show, ClaspImported *imported)
{
  clasp_exchange_apply (show, imported, CLASP_EXCHANGE_MERGE, NULL, "Import");
}

static guint
count (GListModel *list)
{
  return g_list_model_get_n_items (list);
}

static char *
mapping_text (ClaspShow *show, guint index)
{
  g_autoptr (ClaspMapping) mapping = g_list_model_get_item (clasp_show_get_mappings (show), index);

  g_assert_nonnull (mapping);
  return clasp_mapping_to_text (mapping);
}

static void
assert_mapping (ClaspShow *show, guint index, const char *expected)
{
  g_autofree char *text = mapping_text (show, index);

  g_assert_cmpstr (text, ==, expected);
}

static void
take_away_mapping (ClaspShow *show)
{
  g_autoptr (ClaspShowItem) mapping = g_list_model_get_item (clasp_show_get_mappings (show), 0);

  clasp_show_remove (show, mapping);
}

static gboolean
tells (GPtrArray *report, const char *what)
{
  for (guint i = 0; i < report->len; i++)
    if (strstr (report->pdata[i], what) != NULL)
      return TRUE;
  return FALSE;
}

/* ---- out ---- */

static ClaspShow *
new_tour (void)
{
  ClaspShow *show = clasp_show_new (clasp_kinds ());

  g_object_set (show, "name", "Tour", NULL);
  clasp_test_connect (show, "midi,name=Main faders,port=X Touch");
  clasp_test_connect (show, "osc,name=Tablet");
  clasp_test_connect (show, "artnet,name=Stage");
  clasp_test_connect (show, "dmx,name=Box,mk2-key=" KEY);
  return show;
}

/* "Main faders Stage": what would go along. */
static char *
list_used (ClaspShow *show, ClaspMapping *mapping)
{
  g_autoptr (GPtrArray) mappings = g_ptr_array_new ();
  g_autoptr (GPtrArray) used = NULL;
  GString              *names = g_string_new (NULL);

  g_ptr_array_add (mappings, mapping);
  used = clasp_part_list_connections (show, mappings);
  for (guint i = 0; i < used->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            clasp_show_item_get_name (used->pdata[i]));
  return g_string_free (names, FALSE);
}

static void
test_connections_go_along_wherever_they_are_named (void)
{
  static const char *const cases[][2] = {
    { "/midi/x_touch/ch/1/cc/7 => /artnet/0/0/0/1", "Main faders, Stage" },
    { "/show/a => /show/b", "" },
    { "/show/a => expression \"value + state('/osc/gain', 0)\" => /show/b", "Tablet" },
    { "[two-way page=/osc/page] /show/a => /show/b", "Tablet" },
    { "/show/a => /artnets/0/0/0/1", "" },
    { "/midi/other/ch/1/cc/7 => /show/b", "Main faders" },
    { "/midi/{device}/ch/1/cc/7 => /dmx/{device}", "Main faders, Box" },
  };
  g_autoptr (ClaspShow) show = new_tour ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *used = list_used (show, clasp_test_map (show, cases[i][0]));

      g_assert_cmpstr (used, ==, cases[i][1]);
    }
}

static void
test_connection_goes_along_by_its_id (void)
{
  g_autoptr (ClaspShow)       show = new_tour ();
  g_autoptr (ClaspConnection) tablet = g_list_model_get_item (clasp_show_get_connections (show), 1);
  const char                 *id = clasp_show_item_get_id (CLASP_SHOW_ITEM (tablet));
  g_autofree char            *by_option = g_strdup_printf ("/a [connection=%s] => /b", id);
  g_autofree char            *by_switch = g_strdup_printf ("/a => /local/connection/%s/on", id);
  g_autofree char            *first = list_used (show, clasp_test_map (show, by_option));
  g_autofree char            *second = list_used (show, clasp_test_map (show, by_switch));

  g_assert_cmpstr (first, ==, "Tablet");
  g_assert_cmpstr (second, ==, "Tablet");
}

static void
test_part_has_what_was_chosen_and_no_secret (void)
{
  g_autoptr (ClaspShow)     show = new_tour ();
  ClaspMapping             *light = clasp_test_map (show, "/midi/x_touch/ch/1/cc/7 => /dmx/1");
  g_autoptr (GPtrArray)     report = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ClaspImported) imported = NULL;
  g_autofree char          *text = NULL, *name = NULL;

  clasp_test_map (show, "/osc/a => /artnet/0/0/0/2");
  text = export(show, report, light, NULL);
  imported = read_part (text);
  g_object_get (imported->show, "name", &name, NULL);

  g_assert_null (strstr (text, KEY));
  g_assert_true (tells (report, "Box: mk2-key: a secret is not written"));
  g_assert_cmpstr (name, ==, "Tour");
  g_assert_cmpuint (count (clasp_show_get_mappings (imported->show)), ==, 1);
  g_assert_cmpuint (count (clasp_show_get_connections (imported->show)), ==, 2);
  g_assert_null (strstr (text, "routers"));
}

static void
test_what_is_named_and_stays_is_told (void)
{
  g_autoptr (ClaspShow)      show = new_tour ();
  g_autoptr (GError)         error = NULL;
  g_autoptr (ClaspShowLocal) level = clasp_show_create_local (show, "variable", "level", &error);
  g_autoptr (GPtrArray)      report = g_ptr_array_new_with_free_func (g_free);
  g_autofree char           *text = NULL;

  g_assert_no_error (error);
  clasp_show_add (show, CLASP_SHOW_ITEM (level));
  text = export(show, report, clasp_test_map (show, "/osc/a => /local/var/level"), NULL);
  g_assert_cmpuint (report->len, ==, 1);
  g_assert_true (tells (report, "level: the variable is named by the mappings and is not written"));
}

/* ---- in ---- */

static ClaspShow *
new_club (void)
{
  ClaspShow *show = clasp_show_new (clasp_kinds ());

  clasp_test_connect (show, "osc,name=Desk");
  clasp_test_connect (show, "midi,name=Spare,port=Spare");
  clasp_test_connect (show, "midi,name=Main faders,port=nanoKONTROL,namespace=/keys");
  clasp_test_map (show, "/osc/1/a => /show/a");
  return show;
}

static ClaspPartRole *
find_role (GPtrArray *roles, const char *name)
{
  for (guint i = 0; i < roles->len; i++)
    {
      ClaspPartRole *role = roles->pdata[i];

      if (g_str_equal (clasp_show_item_get_name (CLASP_SHOW_ITEM (role->connection)), name))
        return role;
    }
  g_assert_not_reached ();
}

static void
assert_there (GPtrArray *roles, const char *name, const char *there, guint n_uses)
{
  ClaspPartRole *role = find_role (roles, name);

  g_assert_cmpstr (
    role->there != NULL ? clasp_show_item_get_name (CLASP_SHOW_ITEM (role->there)) : "", ==, there);
  g_assert_cmpuint (role->n_uses, ==, n_uses);
}

static ClaspImported *
read_tour (void)
{
  g_autoptr (ClaspShow) tour = new_tour ();
  ClaspMapping         *first = clasp_test_map (
            tour,
            "[two-way page=/midi/x_touch/ch/1/note/{n:46..49}] /midi/x_touch/ch/1/cc/7 => /artnet/0/0/0/1");
  ClaspMapping *second = clasp_test_map (
    tour, "/midi/x_touch/ch/1/cc/8 => expression \"value + state('/osc/gain', 0)\" => /artnet/0/0/0/2");
  g_autofree char *text = export(tour, NULL, first, second, NULL);

  return read_part (text);
}

static void
test_roles_are_guessed_by_name_then_kind (void)
{
  g_autoptr (ClaspImported) imported = read_tour ();
  g_autoptr (ClaspShow)     club = new_club ();
  g_autoptr (GPtrArray)     roles = clasp_part_list_roles (imported, club);

  g_assert_cmpuint (roles->len, ==, 3);
  assert_there (roles, "Main faders", "Main faders", 2);
  assert_there (roles, "Tablet", "Desk", 1);
  assert_there (roles, "Stage", "", 2);
  g_assert_cmpuint (find_role (roles, "Main faders")->choices->len, ==, 2);
}

static void
test_addresses_follow_and_nothing_else_changes (void)
{
  g_autoptr (ClaspImported) imported = read_tour ();
  g_autoptr (ClaspShow)     club = new_club ();
  g_autoptr (GPtrArray)     roles G_GNUC_UNUSED = clasp_part_list_roles (imported, club);
  g_autofree char          *before = clasp_show_to_text (club), *after = NULL;

  apply (club, imported);
  g_assert_cmpuint (count (clasp_show_get_connections (club)), ==, 4); /* with Stage */
  g_assert_cmpuint (count (clasp_show_get_mappings (club)), ==, 3);
  assert_mapping (club, 0, "/osc/1/a => /show/a");
  assert_mapping (club, 1,
                  "[two-way page=\"/keys/nanokontrol/ch/1/note/{n:46..49}\"] "
                  "/keys/nanokontrol/ch/1/cc/7 => /artnet/0/0/0/1");
  assert_mapping (club, 2,
                  "/keys/nanokontrol/ch/1/cc/8 => expression \"value + state('/osc/gain', 0)\" => "
                  "/artnet/0/0/0/2");
  clasp_show_undo (club);
  after = clasp_show_to_text (club);
  g_assert_cmpstr (after, ==, before);
}

static void
test_connections_that_are_there_stay_as_they_are (void)
{
  g_autoptr (ClaspShow)       tour = new_tour ();
  g_autofree char            *text = export(tour, NULL, clasp_test_map (tour, "/osc/a => /show/b"), NULL);
  g_autoptr (ClaspImported)   imported = read_part (text);
  g_autoptr (ClaspConnection) tablet = g_list_model_get_item (clasp_show_get_connections (tour), 1);
  g_autoptr (GPtrArray)       roles = NULL;
  g_autofree char            *before = NULL, *after = NULL;

  /* The same one, by its id, that is otherwise here now. */
  g_object_set (tablet, "name", "Big tablet", "namespace", "/tablet", NULL);
  take_away_mapping (tour);
  before = clasp_show_to_text (tour);
  roles = clasp_part_list_roles (imported, tour);
  assert_there (roles, "Tablet", "Big tablet", 1);
  apply (tour, imported);
  assert_mapping (tour, 0, "/tablet/a => /show/b");
  take_away_mapping (tour);
  after = clasp_show_to_text (tour);
  g_assert_cmpstr (after, ==, before);
}

static void
test_role_that_is_new_stands_beside_the_others (void)
{
  g_autoptr (ClaspShow)       tour = new_tour ();
  g_autoptr (ClaspImported)   imported = NULL;
  g_autoptr (GPtrArray)       roles = NULL;
  g_autoptr (ClaspConnection) tablet = g_list_model_get_item (clasp_show_get_connections (tour), 1),
                              added = NULL;
  const char      *id = clasp_show_item_get_id (CLASP_SHOW_ITEM (tablet));
  g_autofree char *mapping = g_strdup_printf ("/osc/a [connection=%s] => /osc/b", id);
  g_autofree char *text = NULL, *expected = NULL;

  text = export(tour, NULL, clasp_test_map (tour, mapping), NULL);
  imported = read_part (text);
  clasp_part_choose (imported, tour, CLASP_CONNECTION (clasp_show_find (imported->show, id)), NULL);
  roles = clasp_part_list_roles (imported, tour);
  assert_there (roles, "Tablet", "", 1);
  apply (tour, imported);

  added = g_list_model_get_item (clasp_show_get_connections (tour), 4);
  g_assert_cmpstr (clasp_connection_get_namespace (added), ==, "/osc2");
  g_assert_cmpstr (clasp_show_item_get_id (CLASP_SHOW_ITEM (added)), !=, id);
  expected = g_strdup_printf ("/osc2/a [connection=%s] => /osc2/b",
                              clasp_show_item_get_id (CLASP_SHOW_ITEM (added)));
  assert_mapping (tour, 1, expected);
}

/* Once for each of two devices; a third time there is nothing to do. */
static void
test_part_again_for_another_device (void)
{
  g_autoptr (ClaspShow) tour = new_tour ();
  g_autofree char      *text =
    export(tour, NULL, clasp_test_map (tour, "/midi/x_touch/ch/1/cc/7 => /show/a"), NULL);
  g_autoptr (ClaspShow)    club = new_club ();
  static const char *const choices[] = { "Main faders=Main faders", "Main faders=Spare",
                                         "Main faders=Spare" };

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autoptr (ClaspImported) imported = read_part (text);
      g_autoptr (GError)        error = NULL;

      g_assert_true (clasp_part_choose_by_name (imported, club, choices[i], &error));
      g_assert_no_error (error);
      apply (club, imported);
    }
  g_assert_cmpuint (count (clasp_show_get_mappings (club)), ==, 3);
  assert_mapping (club, 1, "/keys/nanokontrol/ch/1/cc/7 => /show/a");
  assert_mapping (club, 2, "/midi/spare/ch/1/cc/7 => /show/a");
}

static void
test_plan_of_a_part_replaces_nothing (void)
{
  g_autoptr (ClaspImported) imported = read_tour ();
  g_autoptr (ClaspShow)     club = new_club ();
  g_autoptr (GPtrArray)     roles G_GNUC_UNUSED = clasp_part_list_roles (imported, club);
  g_autoptr (GPtrArray)     plan = clasp_exchange_plan (club, imported, CLASP_EXCHANGE_REPLACE);

  g_assert_cmpuint (plan->len, ==, 3);
  for (guint i = 0; i < plan->len; i++)
    g_assert_cmpint (((const ClaspExchangeChange *) plan->pdata[i])->act, ==, CLASP_EXCHANGE_ADDED);
  clasp_exchange_apply (club, imported, CLASP_EXCHANGE_REPLACE, NULL, "Import");
  g_assert_cmpuint (count (clasp_show_get_mappings (club)), ==, 3);
  g_assert_cmpuint (count (clasp_show_get_connections (club)), ==, 4);
}

static void
assert_refused (ClaspImported *imported, ClaspShow *show, const char *choice, const char *expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (clasp_part_choose_by_name (imported, show, choice, &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
  g_assert_cmpstr (error->message, ==, expected);
}

static void
test_choices_that_are_none_are_refused (void)
{
  g_autoptr (ClaspImported) imported = read_tour ();
  g_autoptr (ClaspShow)     club = new_club ();

  clasp_test_connect (club, "midi,name=Spare,port=Spare 2,namespace=/spare");
  assert_refused (imported, club, "Main faders",
                  "“Main faders” is not of the form NAME=CONNECTION");
  assert_refused (imported, club, "Nobody=Desk", "the file has no connection “Nobody”");
  assert_refused (imported, club, "Tablet=Nobody", "the show has no connection “Nobody”");
  assert_refused (imported, club, "Main faders=Desk", "“Main faders” is midi, “Desk” is osc");
  assert_refused (imported, club, "Main faders=Spare",
                  "the show has several connections “Spare”: say its id");
  g_assert_cmpuint (g_hash_table_size (imported->roles), ==, 0);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/engine/part/out/connections-wherever-they-are-named",
                   test_connections_go_along_wherever_they_are_named);
  g_test_add_func ("/engine/part/out/connection-by-its-id", test_connection_goes_along_by_its_id);
  g_test_add_func ("/engine/part/out/what-was-chosen-and-no-secret",
                   test_part_has_what_was_chosen_and_no_secret);
  g_test_add_func ("/engine/part/out/what-is-named-and-stays-is-told",
                   test_what_is_named_and_stays_is_told);
  g_test_add_func ("/engine/part/in/roles-are-guessed-by-name-then-kind",
                   test_roles_are_guessed_by_name_then_kind);
  g_test_add_func ("/engine/part/in/addresses-follow-and-nothing-else-changes",
                   test_addresses_follow_and_nothing_else_changes);
  g_test_add_func ("/engine/part/in/connections-that-are-there-stay",
                   test_connections_that_are_there_stay_as_they_are);
  g_test_add_func ("/engine/part/in/role-that-is-new-stands-beside",
                   test_role_that_is_new_stands_beside_the_others);
  g_test_add_func ("/engine/part/in/again-for-another-device", test_part_again_for_another_device);
  g_test_add_func ("/engine/part/in/replaces-nothing", test_plan_of_a_part_replaces_nothing);
  g_test_add_func ("/engine/part/in/choices-that-are-none-are-refused",
                   test_choices_that_are_none_are_refused);

  return g_test_run ();
}
