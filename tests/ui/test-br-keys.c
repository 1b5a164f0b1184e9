/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keys of lists: as they are, changed, and what they must not take from others. */

#include "support/clasp-test.h"
#include "window/br-keys.h"

static const BrKey *
find (const char *action)
{
  guint        n_everywhere, n_lists;
  const BrKey *everywhere = br_keys_list (&n_everywhere), *lists = br_keys_list_of_lists (&n_lists);

  for (guint i = 0; i < n_everywhere; i++)
    if (g_str_equal (everywhere[i].action, action))
      return &everywhere[i];
  for (guint i = 0; i < n_lists; i++)
    if (g_str_equal (lists[i].action, action))
      return &lists[i];
  g_assert_not_reached ();
}

static const char *
other (const char *action, const char *accelerator)
{
  const BrKey *key = br_keys_find_other (find (action), accelerator);

  return key != NULL ? key->action : NULL;
}

static void
assert_keys (const char *action, const char *expected)
{
  g_auto (GStrv)   keys = br_keys_dup (find (action));
  g_autofree char *text = g_strjoinv (" ", keys);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_no_two_of_a_list_are_the_same (void)
{
  guint        n;
  const BrKey *keys = br_keys_list_of_lists (&n);

  for (guint i = 0; i < n; i++)
    for (guint k = 0; keys[i].keys[k] != NULL; k++)
      g_assert_null (br_keys_find_other (&keys[i], keys[i].keys[k]));
}

static void
test_one_is_changed_and_as_it_was_again (void)
{
  GtkApplication *application = gtk_application_new (NULL, G_APPLICATION_NON_UNIQUE);

  assert_keys ("address.chart", "h");
  assert_keys ("monitor.copy", "c <Control>c");
  br_keys_set (application, "address.chart", "p");
  br_keys_set (application, "win.undo", "<Control>u");
  assert_keys ("address.chart", "p");
  assert_keys ("win.undo", "<Control>u");
  assert_keys ("address.map", "m");
  br_keys_set (application, "address.chart", NULL);
  br_keys_set (application, "win.undo", NULL);
  assert_keys ("address.chart", "h");
  assert_keys ("win.undo", "<Control>z");
  g_assert_finalize_object (application);
}

static GMenu *
make_menu (void)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, "Mute", "mapping.mute");
  g_menu_append (menu, "Standard", "mapping.mute(uint32 0)");
  g_menu_append (menu, "Other", "nobody.knows");

  return menu;
}

static void
assert_key_in_menu (GMenu *menu, int position, const char *expected)
{
  g_autofree char *key = NULL;

  g_menu_model_get_item_attribute (G_MENU_MODEL (menu), position, "accel", "s", &key);
  g_assert_cmpstr (key, ==, expected);
}

/* As it is now, in sections and menus inside it, too. */
static void
test_a_menu_shows_them (void)
{
  GtkApplication   *application = gtk_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  g_autoptr (GMenu) menu = g_menu_new (), section = make_menu (), inside = make_menu ();

  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_menu_append_submenu (menu, "More", G_MENU_MODEL (inside));
  br_keys_show_in_menu (G_MENU_MODEL (menu));
  assert_key_in_menu (section, 0, "m");
  assert_key_in_menu (section, 1, NULL);
  assert_key_in_menu (section, 2, NULL);
  assert_key_in_menu (inside, 0, "m");
  br_keys_set (application, "mapping.mute", "q");
  br_keys_show_in_menu (G_MENU_MODEL (menu));
  assert_key_in_menu (section, 0, "q");
  br_keys_set (application, "mapping.mute", NULL);
  g_assert_finalize_object (application);
}

static void
test_who_has_a_key_is_told (void)
{
  g_assert_cmpstr (other ("address.chart", "m"), ==, "address.map");
  g_assert_cmpstr (other ("address.chart", "h"), ==, NULL);
  g_assert_cmpstr (other ("address.chart", "s"), ==, NULL); /* another list's */
  g_assert_cmpstr (other ("address.chart", "<Control>k"), ==, "win.palette");
  g_assert_cmpstr (other ("win.palette", "<Control>c"), ==, "address.copy"); /* or it would copy nothing any more */
}

/* A window that adds with Ctrl+N opens no show with it, and takes nothing else from the program. */
static void
test_a_window_has_acts_instead_of_others (void)
{
  g_assert_cmpstr (other ("locals.add", "<Control>n"), ==, NULL);
  g_assert_cmpstr (other ("win.new", "<Control>n"), ==, NULL);
  g_assert_cmpstr (other ("locals.add", "<Control><Shift>b"), ==, "win.blackout");
  g_assert_cmpstr (other ("locals.add", "F2"), ==, "local.rename");
  g_assert_cmpstr (other ("win.open", "<Control>n"), ==, "win.new");
}

static void
test_curves_and_steps_have_their_own (void)
{
  assert_keys ("curve.insert", "Insert KP_Insert");
  assert_keys ("curve.remove", "Delete KP_Delete BackSpace");
  g_assert_cmpstr (other ("curve.insert", "Delete"), ==, "curve.remove");
  g_assert_cmpstr (other ("part.remove", "Insert"), ==, NULL);
  g_assert_cmpstr (other ("part.remove", "<Control>Up"), ==, "part.up");
  g_assert_true (br_keys_may_have (find ("curve.insert"), GDK_KEY_Insert, 0));
}

static void
test_universes_and_charts_have_their_own (void)
{
  assert_keys ("universes.higher", "plus KP_Add");
  assert_keys ("universes.lower", "minus KP_Subtract");
  assert_keys ("universes.release", "Delete KP_Delete BackSpace");
  assert_keys ("universes.unit", "u");
  assert_keys ("chart.closer", "plus KP_Add");
  assert_keys ("chart.wider", "minus KP_Subtract");
  assert_keys ("chart.cursor", "Return KP_Enter");
  g_assert_cmpstr (other ("universes.unit", "Delete"), ==, "universes.release");
  g_assert_cmpstr (other ("universes.unit", "plus"), ==, "universes.higher");
  g_assert_cmpstr (other ("chart.wider", "plus"), ==, "chart.closer");
  g_assert_cmpstr (other ("chart.wider", "u"), ==, NULL);
}

/* Figures are typed there, and hexadecimal ones are letters. */
static void
test_a_level_is_no_key_of_universes (void)
{
  const BrKey *unit = find ("universes.unit"), *closer = find ("chart.closer");

  g_assert_false (br_keys_may_have (unit, GDK_KEY_7, 0));
  g_assert_false (br_keys_may_have (unit, GDK_KEY_f, 0));
  g_assert_true (br_keys_may_have (unit, GDK_KEY_g, 0));
  g_assert_true (br_keys_may_have (unit, GDK_KEY_f, GDK_CONTROL_MASK));
  g_assert_true (br_keys_may_have (closer, GDK_KEY_f, 0));
}

static void
test_signs_are_keys_of_lists (void)
{
  const BrKey *closer = find ("chart.closer"), *cursor = find ("chart.cursor");

  g_assert_true (br_keys_may_have (closer, GDK_KEY_plus, 0));
  g_assert_true (br_keys_may_have (closer, GDK_KEY_less, 0));
  g_assert_false (br_keys_may_have (find ("win.undo"), GDK_KEY_plus, 0));
  g_assert_false (br_keys_may_have (closer, GDK_KEY_asterisk, 0)); /* opens what is below */
  g_assert_true (br_keys_may_have (cursor, GDK_KEY_Return, 0));    /* its own at first */
  g_assert_false (br_keys_may_have (closer, GDK_KEY_Return, 0));
  g_assert_cmpuint (br_keys_get_modifiers (GDK_KEY_plus, GDK_SHIFT_MASK), ==, 0);
  g_assert_cmpuint (br_keys_get_modifiers (GDK_KEY_plus, GDK_SHIFT_MASK | GDK_CONTROL_MASK), ==, GDK_CONTROL_MASK);
  g_assert_cmpuint (br_keys_get_modifiers (GDK_KEY_p, GDK_SHIFT_MASK), ==, GDK_SHIFT_MASK);
  g_assert_cmpuint (br_keys_get_modifiers (GDK_KEY_Up, GDK_SHIFT_MASK), ==, GDK_SHIFT_MASK);
}

static void
test_letters_are_for_lists_alone (void)
{
  const BrKey *chart = find ("address.chart"), *undo = find ("win.undo");

  g_assert_true (br_keys_may_have (chart, GDK_KEY_p, 0));
  g_assert_true (br_keys_may_have (chart, GDK_KEY_odiaeresis, 0));
  g_assert_true (br_keys_may_have (chart, GDK_KEY_p, GDK_CONTROL_MASK));
  g_assert_true (br_keys_may_have (chart, GDK_KEY_F7, 0));
  g_assert_true (br_keys_may_have (chart, GDK_KEY_space, 0));
  g_assert_false (br_keys_may_have (chart, GDK_KEY_p, GDK_SHIFT_MASK));
  g_assert_false (br_keys_may_have (chart, GDK_KEY_Up, GDK_CONTROL_MASK));
  g_assert_false (br_keys_may_have (chart, GDK_KEY_Return, 0));
  g_assert_false (br_keys_may_have (chart, GDK_KEY_7, 0));
  g_assert_false (br_keys_may_have (undo, GDK_KEY_p, 0));
  g_assert_true (br_keys_may_have (undo, GDK_KEY_Up, GDK_CONTROL_MASK));
}

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/ui/keys/no-two-of-a-list-are-the-same", test_no_two_of_a_list_are_the_same);
  g_test_add_func ("/ui/keys/one-is-changed-and-as-it-was-again", test_one_is_changed_and_as_it_was_again);
  g_test_add_func ("/ui/keys/a-menu-shows-them", test_a_menu_shows_them);
  g_test_add_func ("/ui/keys/who-has-a-key-is-told", test_who_has_a_key_is_told);
  g_test_add_func ("/ui/keys/a-window-has-acts-instead-of-others", test_a_window_has_acts_instead_of_others);
  g_test_add_func ("/ui/keys/curves-and-steps-have-their-own", test_curves_and_steps_have_their_own);
  g_test_add_func ("/ui/keys/universes-and-charts-have-their-own", test_universes_and_charts_have_their_own);
  g_test_add_func ("/ui/keys/a-level-is-no-key-of-universes", test_a_level_is_no_key_of_universes);
  g_test_add_func ("/ui/keys/signs-are-keys-of-lists", test_signs_are_keys_of_lists);
  g_test_add_func ("/ui/keys/letters-are-for-lists-alone", test_letters_are_for_lists_alone);
  return g_test_run ();
}
