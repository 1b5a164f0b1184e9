/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The whole window in a language that shows what is wrong with others: every text of ours is in ⟦brackets⟧
 * and longer by 40 %. What has letters and no brackets cannot be translated; what ends in an ellipsis has
 * no room. Reads the widgets and what assistive tools are told, of every page, dialog and menu; buttons
 * without a text are called as their tooltips say. */

#include "in-window.h"
#include "support/clasp-test-show.h"
#include "support/clasp-test.h"
#include "tap/clasp-logbook.h"

#include "clasp-kinds.h"
#include "widgets/br-mnemonic.h"
#include "widgets/br-settings-form.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

/* What the show calls things has this in it, and is nobody's to translate. */
#define OF_THE_SHOW "§"

#define OPENS 0x27e6u  /* ⟦ */
#define CLOSES 0x27e7u /* ⟧ */
#define QUOTE_OPENS 0x201cu
#define QUOTE_CLOSES 0x201du

static char           *home;

/* Names of protocols and makers, words of files, units: the same in every language. */
static const char *const known_words[] = {
  "Alt",     "Art-Net",   "ALSA",       "Bridge",     "CIE",    "CLASP",  "Clasp",  "CSS",    "CSV",   "Ctrl",
  "Delete",  "DMX",       "DMXCreator", "ENTTEC",     "Enter",  "Escape", "Eurolite", "HTP",  "Hz",    "IPv4",
  "IPv6",    "JSON",      "LTP",        "Lines",      "MIDI",   "ms",     "Nodle",  "OSC",    "Open",  "PortMidi",
  "Pro",     "Return",    "Shift",      "ShowJockey", "Space",  "TCP",    "TF",     "UDP",    "USB",   "Velleman",
  "sACN",    "uDMX",      "undefined",  "clasp",  "L*",
  /* keys, which the toolkit names */
  "BackSpace", "Down", "End", "Home", "Insert", "Menu", "Tab", "Up",
  /* places in the tree of addresses that the router itself has */
  "local", "bridge", "connection", "connections", "clock", "mappings", "router", "notes",
};

/* What the router's parts are called, to other programs too; behind an address in a row of messages. */
static const char *const senders[] = { "Show", "Rules", "Mappings" };

/* GTK's own and libadwaita's, which have translators of their own. */
static const char *const foreign_texts[] = {
  "_Show All", "Show All", "Apply",    "Back",   "Clear",       "Clear entry",         "Close", "Close the window", "Search Results",
  "Maximize the window", "Minimize the window", "No Results Found", "Search", "Search…", "Try a different search.",
  "Search Shortcuts", "Try a different search", "(None)", "Preferences", "Shortcuts", "Keyboard Shortcuts", "Minimize", "Maximize", "Caps Lock is on",
  "Show Text", "Hide Text",
};

typedef struct
{
  const char *place; /* "page patch" */
  guint       n_read;
} Reader;

static GHashTable *told; /* (owned) what was complained about; once is enough */

/* --- what may be without brackets --- */

static gboolean
is_sender (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (senders); i++)
    if (strcmp (word, senders[i]) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_known_word (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (known_words); i++)
    if (strcmp (word, known_words[i]) == 0)
      return TRUE;

  return FALSE;
}

/* An address, a number with its unit, a name of the show. */
static gboolean
is_data (const char *word)
{
  return strpbrk (word, "/0123456789{}=#") != NULL || strstr (word, OF_THE_SHOW) != NULL ||
         g_utf8_strlen (word, -1) < 2 || is_known_word (word);
}

static gboolean
is_between_words (gunichar letter)
{
  return g_unichar_isspace (letter) || g_utf8_strchr (",;()[]\"+<>·–…“”‘’", -1, letter) != NULL;
}

/* (transfer full): @text without what stands in brackets, however deep, and without quoted values. */
static char *
leave_brackets_out (const char *text)
{
  GString *rest = g_string_new (NULL);
  guint    depth = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar letter = g_utf8_get_char (p);

      if (letter == OPENS || letter == QUOTE_OPENS)
        depth++;
      else if ((letter == CLOSES || letter == QUOTE_CLOSES) && depth > 0)
        depth--;
      else if (depth == 0)
        g_string_append_unichar (rest, is_between_words (letter) ? ' ' : letter);
    }

  return g_string_free (rest, FALSE);
}

static gboolean
has_letters (const char *word)
{
  for (const char *p = word; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalpha (g_utf8_get_char (p)))
      return TRUE;

  return FALSE;
}

static gboolean
is_bare (const char *text)
{
  g_autofree char *rest = NULL;
  g_auto (GStrv)   words = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (foreign_texts); i++)
    if (strcmp (text, foreign_texts[i]) == 0)
      return FALSE;

  rest = leave_brackets_out (text);
  words = g_strsplit (rest, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (has_letters (words[i]) && !is_data (words[i]) && !(text[0] == '/' && is_sender (words[i])))
      return TRUE;

  return FALSE;
}

/* --- reading --- */

static void
complain (Reader *self, const char *what, const char *text, GtkWidget *widget)
{
  g_autoptr (GString) where = g_string_new (NULL);
  g_autofree char    *key = g_strconcat (what, text, NULL);

  if (!g_hash_table_add (told, g_steal_pointer (&key)))
    return;
  for (GtkWidget *up = widget; up != NULL && where->len < 120; up = gtk_widget_get_parent (up))
    g_string_append_printf (where, " < %s", G_OBJECT_TYPE_NAME (up));
  g_test_message ("%s, %s: “%s”%s", self->place, what, text, where->str);
  g_test_fail ();
}

/* What stands in the table of mappings is what files and spreadsheets have. */
static gboolean
is_in_a_cell (GtkWidget *widget)
{
  GType cell = g_type_from_name ("BrTableCell");

  return cell != G_TYPE_INVALID && gtk_widget_get_ancestor (widget, cell) != NULL;
}

static void
read_text (Reader *self, const char *what, const char *text, GtkWidget *widget)
{
  if (text == NULL || *text == '\0' || is_in_a_cell (widget))
    return;
  self->n_read++;
  if (is_bare (text))
    complain (self, what, text, widget);
}

static void
read_property (Reader *self, GtkWidget *widget, const char *property)
{
  GParamSpec      *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (widget), property);
  g_autofree char *text = NULL;

  if (pspec == NULL || pspec->value_type != G_TYPE_STRING)
    return;
  g_object_get (widget, property, &text, NULL);
  read_text (self, property, text, widget);
}

/* What assistive tools are told: asked for by expecting what it never is. */
static void
read_accessible (Reader *self, GtkWidget *widget)
{
  static const GtkAccessibleProperty properties[] = {
    GTK_ACCESSIBLE_PROPERTY_LABEL,
    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
    GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
    GTK_ACCESSIBLE_PROPERTY_PLACEHOLDER,
  };

  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    {
      g_autofree char *text =
        gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), properties[i], "\001");

      read_text (self, "told to assistive tools", text, widget);
    }
}

/* What has no room can be read elsewhere. */
static gboolean
has_tooltip (GtkWidget *widget, const char *text)
{
  const char *tooltip = NULL;

  for (guint i = 0; i < 3 && widget != NULL && tooltip == NULL; i++, widget = gtk_widget_get_parent (widget))
    tooltip = gtk_widget_get_tooltip_text (widget);

  return tooltip != NULL && strstr (tooltip, text) != NULL;
}

static void
read_label (Reader *self, GtkLabel *label)
{
  GtkWidget  *widget = GTK_WIDGET (label);
  const char *text = gtk_label_get_text (label);

  read_text (self, "text", text, widget);
  /* Data may be cut: a name is as long as somebody made it. */
  if (gtk_widget_get_mapped (widget) && strstr (text, "⟦") != NULL && strstr (text, OF_THE_SHOW) == NULL &&
      strchr (text, '/') == NULL && pango_layout_is_ellipsized (gtk_label_get_layout (label)) && !has_tooltip (widget, text))
    complain (self, "cut", text, widget);
}

static void
read_choices (Reader *self, GtkDropDown *drop_down)
{
  GListModel *model = gtk_drop_down_get_model (drop_down);

  for (guint i = 0; model != NULL && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      if (GTK_IS_STRING_OBJECT (item))
        read_text (self, "choice", gtk_string_object_get_string (GTK_STRING_OBJECT (item)), GTK_WIDGET (drop_down));
    }
}

/* --- what buttons are called --- */

static gboolean
has_text (GtkWidget *widget)
{
  if (!gtk_widget_get_visible (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_text (child))
      return TRUE;

  return FALSE;
}

/* Hidden, until something is to be shown in it. */
static gboolean
is_hidden (GtkWidget *widget)
{
  for (; widget != NULL && !GTK_IS_POPOVER (widget); widget = gtk_widget_get_parent (widget))
    if (!gtk_widget_get_visible (widget))
      return TRUE;

  return FALSE;
}

/* Parts of the toolkit's widgets, which have the names that it gives them. */
static gboolean
is_part (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);
  GtkRoot   *root = gtk_widget_get_root (widget);

  return (parent != NULL && (GTK_IS_MENU_BUTTON (parent) || GTK_IS_DROP_DOWN (parent) || GTK_IS_SPIN_BUTTON (parent)
                             || GTK_IS_WINDOW_CONTROLS (parent) || gtk_widget_get_ancestor (parent, ADW_TYPE_ENTRY_ROW) != NULL))
         || (root != NULL && !g_str_has_prefix (G_OBJECT_TYPE_NAME (root), "Br"));
}

/* What is pressed of a choice has the name of the choice, as soon as it is in a window. */
static void
read_pressed (Reader *self, GtkWidget *choice)
{
  GtkWidget *button = gtk_widget_get_first_child (choice);

  if (gtk_widget_get_root (choice) != NULL
      && !gtk_test_accessible_has_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    complain (self, "read out as its type", G_OBJECT_TYPE_NAME (button), choice);
}

static void
read_button (Reader *self, GtkWidget *widget)
{
  g_autofree char *name = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, "\001");

  if (GTK_IS_BUTTON (widget) && gtk_button_get_use_underline (GTK_BUTTON (widget)) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
    {
      g_autofree char *plain = br_mnemonic_strip (gtk_button_get_label (GTK_BUTTON (widget)));

      if (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY))
        {
          if (gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
            complain (self, "read out twice", name, widget);
        }
      else if (g_strcmp0 (name, plain) != 0)
        complain (self, "read out with its underscore", name, widget);
    }
  if ((GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget)) && !is_hidden (widget) && !is_part (widget) && !has_text (widget)
      && g_strcmp0 (name, gtk_widget_get_tooltip_text (widget)) != 0)
    complain (self, "another name than the tooltip", name != NULL ? name : "", widget);
}

static void
read_widget (Reader *self, GtkWidget *widget)
{
  static const char *const properties[] = { "tooltip-text", "placeholder-text", "title", "subtitle", "description" };

  if (GTK_IS_LABEL (widget))
    read_label (self, GTK_LABEL (widget));
  else if (GTK_IS_INSCRIPTION (widget))
    read_text (self, "text", gtk_inscription_get_text (GTK_INSCRIPTION (widget)), widget);
  else if (GTK_IS_DROP_DOWN (widget))
    {
      read_choices (self, GTK_DROP_DOWN (widget));
      read_pressed (self, widget);
    }
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    read_property (self, widget, properties[i]);
  read_accessible (self, widget);
  read_button (self, widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    read_widget (self, child);
}

static Reader
reader_init (const char *place)
{
  return (Reader){ .place = place };
}

static void
reader_clear (Reader *self)
{
  g_assert_cmpuint (self->n_read, >, 0);
}

/* --- the window --- */

static gboolean
is_drawn (gpointer user_data)
{
  GtkWidget     *widget = user_data;
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);

  return gtk_widget_get_mapped (widget) && clock != NULL && gdk_frame_clock_get_frame_counter (clock) > 0 &&
         gtk_widget_get_width (widget) > 0 && !g_main_context_pending (NULL);
}

static gboolean
never (gpointer user_data)
{
  return FALSE;
}

/* Lists fill some frames after they are shown. That is for what they show to be read, not for a result. */
static void
settle (GtkWidget *widget)
{
  clasp_test_spin_for (is_drawn, widget, 20000);
  clasp_test_spin_for (never, NULL, 300);
}

static void
read_page (const char *page)
{
  g_autofree char *place = g_strdup_printf ("page %s", page);
  Reader           reader = reader_init (place);
  BrWindow        *window = in_window_get ();

  br_window_show_page (window, page);
  br_window_reveal_inspector (window, TRUE);
  settle (GTK_WIDGET (window));
  read_widget (&reader, GTK_WIDGET (window));
  reader_clear (&reader);
}

static void
test_every_page_is_translated (void)
{
  guint             n_pages;
  const BrPageInfo *pages = br_pages_list (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    read_page (pages[i].name);
}

static void
test_what_is_selected_is_translated (void)
{
  static const struct
  {
    const char *page, *action, *id;
  } things[] = {
    { "connections", "connections.show", "tablet" },  { "connections", "connections.show", "desk" },
    { "connections", "connections.show", "stage" },   { "connections", "connections.show", "sacn" },
    { "connections", "connections.show", "usb" },     { "patch", "patch.show-mapping", "first" },
    { "patch", "patch.show-mapping", "second" },      { "signals", "signals.show", "/osc/1/fader1" },
  };
  BrWindow *window = in_window_get ();

  for (guint i = 0; i < G_N_ELEMENTS (things); i++)
    {
      g_autofree char *place = g_strdup_printf ("%s of page %s", things[i].id, things[i].page);
      Reader           reader = reader_init (place);

      br_window_show_in_page (window, things[i].page, things[i].action, things[i].id);
      br_window_reveal_inspector (window, TRUE);
      settle (GTK_WIDGET (window));
      read_widget (&reader, GTK_WIDGET (window));
      reader_clear (&reader);
    }
}

/* Outputs that are held say so everywhere. */
static void
test_what_lasts_is_translated (void)
{
  static const char *const actions[] = { "win.freeze", "win.blackout" };
  GtkWidget *window = GTK_WIDGET (in_window_get ());

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      Reader reader = reader_init (actions[i]);

      g_assert_true (gtk_widget_activate_action (window, actions[i], NULL));
      settle (window);
      read_widget (&reader, window);
      if (in_window_find_dialog () != NULL) /* it asks what it shall cover */
        {
          read_widget (&reader, GTK_WIDGET (in_window_find_dialog ()));
          in_window_end_dialog (in_window_find_dialog ());
        }
      reader_clear (&reader);
    }
}

static void
test_every_dialog_is_translated (void)
{
  static const char *const actions[] = {
    "app.preferences", "app.welcome", "win.history", "win.palette", "win.locals", "win.export", "win.show-help-overlay",
  };
  BrWindow *window = in_window_get ();

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      Reader reader = reader_init (actions[i]);

      g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), actions[i], NULL));
      clasp_test_spin_until (in_window_has_dialog, NULL, actions[i]);
      settle (GTK_WIDGET (in_window_find_dialog ()));
      read_widget (&reader, GTK_WIDGET (in_window_find_dialog ()));
      reader_clear (&reader);
      in_window_end_dialog (in_window_find_dialog ());
    }
}

static void
read_form (GType type, gboolean compact)
{
  g_autoptr (ClaspSettings) settings = g_object_new (type, NULL);
  Reader          reader = reader_init (g_type_name (type));
  BrSettingsForm *form = g_object_ref_sink (BR_SETTINGS_FORM (br_settings_form_new (compact)));

  br_settings_form_set_settings (form, settings);
  reader.n_read = 1; /* there are steps without settings */
  read_widget (&reader, GTK_WIDGET (form));
  reader_clear (&reader);
  g_assert_finalize_object (form);
}

static void
test_every_setting_is_translated (void)
{
  const ClaspRegistry *registry = clasp_kinds ();

  for (guint i = 0; i < registry->n_connections; i++)
    read_form (registry->connections[i].get_settings_type (), FALSE);
  for (guint i = 0; i < registry->n_steps; i++)
    read_form (registry->steps[i].get_settings_type (), TRUE);
  for (guint i = 0; i < registry->n_locals; i++)
    read_form (registry->locals[i].get_settings_type (), TRUE);
  read_form (registry->get_router_settings_type (), FALSE);
  read_form (registry->get_route_options_type (), TRUE);
  read_form (registry->get_source_options_type (), TRUE);
  read_form (registry->get_target_options_type (), TRUE);
}

static void
test_every_kind_is_translated (void)
{
  const ClaspRegistry *registry = clasp_kinds ();

  for (guint i = 0; i < registry->n_connections + registry->n_steps; i++)
    {
      const ClaspKind *kind = i < registry->n_connections ? &registry->connections[i]
                                                          : &registry->steps[i - registry->n_connections];

      g_assert_false (is_bare (_ (kind->title)));
      g_assert_false (is_bare (_ (kind->summary)));
      g_assert_false (kind->group != NULL && is_bare (_ (kind->group)));
    }
}

/* A check that finds nothing bare would be of no use. */
static void
test_a_bare_text_is_told_from_data (void)
{
  g_assert_true (is_bare ("Bare"));
  g_assert_true (is_bare ("⟦Ñõţ⟧ so"));
  g_assert_false (is_bare ("⟦Ñõţ %s⟧"));
  g_assert_false (is_bare ("⟦Ñõţ ⟦šõ⟧ inside⟧ 0.5"));
  g_assert_false (is_bare ("/osc/1/fader5"));
  g_assert_false (is_bare ("Fader§, 12 ms"));
  g_assert_false (is_bare ("–"));
  g_assert_true (is_bare ("Show"));
  g_assert_false (is_bare ("/local/state, “missing”, ⟦îñ⟧, Show"));
}

/* --- set-up --- */

static char *
write_show (void)
{
  char            *path = g_build_filename (home, "show§.json", NULL);
  g_autofree char *text = g_strdup_printf (
    "{\"format\":\"clasp-bridge-show\",\"version\":1,\"name\":\"Show§\","
    "\"routers\":[{\"id\":\"router\",\"name\":\"\",\"enabled\":true,"
    "\"settings\":{\"listen\":[\"ws://127.0.0.1:0/clasp\"]}}],"
    "\"connections\":["
    "{\"id\":\"tablet\",\"kind\":\"osc\",\"name\":\"Tablet§\",\"enabled\":true,\"namespace\":\"/osc\","
    "\"settings\":{\"listen\":\"127.0.0.1:%u\"}},"
    "{\"id\":\"desk\",\"kind\":\"midi\",\"name\":\"Desk§\",\"enabled\":true,\"namespace\":\"/midi\","
    "\"settings\":{\"port\":\"Desk§\"}},"
    "{\"id\":\"stage\",\"kind\":\"artnet\",\"name\":\"Stage§\",\"enabled\":true,\"namespace\":\"/artnet\","
    "\"settings\":{\"listen\":\"127.0.0.1:%u\",\"send\":[\"127.0.0.1:%u\"],\"universes\":[\"0:0:0\"]}},"
    "{\"id\":\"sacn\",\"kind\":\"sacn\",\"name\":\"Sacn§\",\"enabled\":false,\"namespace\":\"/sacn\",\"settings\":{}},"
    "{\"id\":\"usb\",\"kind\":\"dmx\",\"name\":\"Usb§\",\"enabled\":false,\"namespace\":\"/dmx\",\"settings\":{}}],"
    "\"mappings\":["
    "{\"id\":\"first\",\"name\":\"First§\",\"enabled\":true,\"source\":\"/osc/1/fader1\",\"target\":\"/artnet/0/0/0/4\","
    "\"steps\":[{\"kind\":\"range\",\"enabled\":true,\"settings\":{}},{\"kind\":\"lfo\",\"enabled\":true,\"settings\":{}},"
    "{\"kind\":\"curvepoints\",\"enabled\":true,\"settings\":{}},{\"kind\":\"dimmer\",\"enabled\":true,\"settings\":{}}]},"
    "{\"id\":\"second\",\"name\":\"Second§\",\"enabled\":false,\"source\":\"/osc/{n}\",\"target\":\"/midi/{n}\","
    "\"steps\":[{\"kind\":\"smooth\",\"enabled\":false,\"settings\":{}}]}]}",
    clasp_test_free_port (), clasp_test_free_port (), clasp_test_free_port ());

  clasp_test_write_show (path, text);

  return path;
}

/* The catalogue of the sources as they are now. */
static gboolean
make_catalogue (void)
{
  g_autofree char *script = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "po", "pseudo.py", NULL);
  const char      *argv[] = { "python3", script, home, NULL };
  int              status = -1;

  return g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL) &&
         g_spawn_check_wait_status (status, NULL);
}

static gboolean
has_programs (void)
{
  g_autofree char *python = g_find_program_in_path ("python3");
  g_autofree char *msgfmt = g_find_program_in_path ("msgfmt");

  return python != NULL && msgfmt != NULL;
}

static void
settle_window (void)
{
  settle (GTK_WIDGET (in_window_get ()));
}

static void
add_tests (void)
{
  g_test_add_func ("/ui/pseudo/a-bare-text-is-told-from-data", test_a_bare_text_is_told_from_data);
  g_test_add_func ("/ui/pseudo/every-kind-is-translated", test_every_kind_is_translated);
  g_test_add_func ("/ui/pseudo/every-setting-is-translated", test_every_setting_is_translated);
  g_test_add_func ("/ui/pseudo/every-page-is-translated", test_every_page_is_translated);
  g_test_add_func ("/ui/pseudo/what-is-selected-is-translated", test_what_is_selected_is_translated);
  g_test_add_func ("/ui/pseudo/what-lasts-is-translated", test_what_lasts_is_translated);
  g_test_add_func ("/ui/pseudo/every-dialog-is-translated", test_every_dialog_is_translated);
}

/* As the program does: what is logged stands on a page. */
static GLogWriterOutput
note_cb (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  if ((level & G_LOG_LEVEL_MESSAGE) != 0)
    clasp_logbook_note_fields (clasp_logbook_get_default (), level, fields, n_fields);
  return g_log_writer_default (level, fields, n_fields, NULL);
}

int
main (int argc, char **argv)
{
  g_autofree char *show = NULL;
  int              result;

  home = in_window_make_home ("pseudo");
  g_setenv ("LANGUAGE", "qps", TRUE);
  g_setenv ("GTK_A11Y", "test", TRUE);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, home);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  /* Before anything asks whether there are translations: GLib asks once. */
  if (!has_programs ())
    {
      g_print ("1..0 # SKIP python3 or gettext is missing\n");
      return 0;
    }
  if (!make_catalogue ())
    return 1;
  if (!in_window_init (&argc, &argv, 300))
    return 0;
  g_log_set_writer_func (note_cb, NULL, NULL);
  add_tests ();
  told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  show = write_show ();
  result = in_window_run (show, settle_window);
  g_hash_table_unref (told);
  g_free (home);

  return result;
}
