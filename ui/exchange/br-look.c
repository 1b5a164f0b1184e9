/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/br-look.h"

#include "exchange/br-exchange-file.h"
#include "exchange/br-exchange-words.h"

#include <glib/gi18n.h>

#define MAX_ROWS 500 /* of one kind */
#define MAX_OPEN 20  /* a list of so many is open at first */

static const char *const kinds[] = { "connection", "mapping", "variable", "timer", "scene", "layer" };

/* (transfer full) what stands below an item's name, or alone where it has none. */
static char *
describe (ClaspShowItem *item)
{
  if (CLASP_IS_MAPPING (item))
    return clasp_mapping_to_text (CLASP_MAPPING (item));
  if (CLASP_IS_CONNECTION (item))
    return g_strdup_printf ("%s  %s", clasp_connection_get_kind (CLASP_CONNECTION (item)),
                            clasp_connection_get_namespace (CLASP_CONNECTION (item)));
  return g_strdup ("");
}

static gboolean
is_of_kind (ClaspShowItem *item,
            const char    *kind)
{
  if (CLASP_IS_SHOW_LOCAL (item))
    return g_str_equal (clasp_show_local_get_kind (CLASP_SHOW_LOCAL (item)), kind);
  return TRUE;
}

static GListModel *
list_of (ClaspShow  *show,
         const char *kind)
{
  if (g_str_equal (kind, "connection"))
    return clasp_show_get_connections (show);
  if (g_str_equal (kind, "mapping"))
    return clasp_show_get_mappings (show);
  return clasp_show_get_locals (show);
}

static void
add_item (AdwExpanderRow *row,
          ClaspShowItem  *item)
{
  GtkWidget       *child = adw_action_row_new ();
  const char      *name = clasp_show_item_get_name (item);
  g_autofree char *text = describe (item);
  const char      *subtitle = *name != '\0' ? text : "";
  g_autofree char *off = NULL;

  if (!clasp_show_item_get_enabled (item))
    /* Translators: %s is how an item is set: it is switched off */
    off = g_strdup_printf (_("Off. %s"), subtitle);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (child), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (child), *name != '\0' ? name : text);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (child), off != NULL ? off : subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (child), 3);
  adw_expander_row_add_row (row, child);
}

/* The rows are made when somebody asks for them: there may be thousands. */
static void
expanded_cb (AdwExpanderRow *row,
             GParamSpec     *pspec,
             ClaspShow      *show)
{
  const char *kind = g_object_get_data (G_OBJECT (row), "br-kind");
  GListModel *list = list_of (show, kind);
  guint       n_rows = 0;

  if (!adw_expander_row_get_expanded (row) || g_object_get_data (G_OBJECT (row), "br-filled") != NULL)
    return;
  g_object_set_data (G_OBJECT (row), "br-filled", row);
  for (guint i = 0; i < g_list_model_get_n_items (list) && n_rows < MAX_ROWS; i++)
    {
      g_autoptr (ClaspShowItem) item = g_list_model_get_item (list, i);

      if (!is_of_kind (item, kind))
        continue;
      add_item (row, item);
      n_rows++;
    }
}

static guint
count (GListModel *list,
       const char *kind)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspShowItem) item = g_list_model_get_item (list, i);

      n += is_of_kind (item, kind);
    }
  return n;
}

static void
add_kind (AdwPreferencesGroup *group,
          ClaspShow           *show,
          const char          *kind)
{
  guint            n = count (list_of (show, kind), kind);
  g_autofree char *title = br_exchange_count_kind (kind, n);
  GtkWidget       *row;

  if (n == 0)
    return;
  row = adw_expander_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (n > MAX_ROWS)
    {
      g_autofree char *more = g_strdup_printf (_("The first %d are listed"), MAX_ROWS);

      adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), more);
    }
  g_object_set_data (G_OBJECT (row), "br-kind", (gpointer) kind);
  g_signal_connect_object (row, "notify::expanded", G_CALLBACK (expanded_cb), show, 0);
  adw_preferences_group_add (group, row);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), n <= MAX_OPEN);
}

static AdwPreferencesGroup *
add_content (AdwPreferencesPage *page,
             ClaspShow          *show)
{
  GtkWidget *group = adw_preferences_group_new ();

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    add_kind (ADW_PREFERENCES_GROUP (group), show, kinds[i]);
  adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (group));
  return ADW_PREFERENCES_GROUP (group);
}

/* --- the window ----------------------------------------------------------------------------------- */

static GtkWindow *
new_window (GtkWindow  *parent,
            const char *title,
            GtkWidget  *page,
            ClaspShow  *show)
{
  GtkWidget          *window = adw_window_new ();
  GtkWidget          *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget          *header = adw_header_bar_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), adw_window_title_new (title, _("Read-only")));
  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), page);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), title);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), CLAMP (gtk_widget_get_width (GTK_WIDGET (parent)), 340, 560), 600);
  gtk_widget_set_size_request (window, 340, 294);
  g_object_set_data_full (G_OBJECT (window), "br-show", g_object_ref (show), g_object_unref);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
  return GTK_WINDOW (window);
}

void
br_look_at_show (GtkWindow  *parent,
                 const char *title,
                 ClaspShow  *show)
{
  GtkWidget *page = adw_preferences_page_new ();

  add_content (ADW_PREFERENCES_PAGE (page), show);
  gtk_window_present (new_window (parent, title, page, show));
}

static void
add_rules (AdwPreferencesGroup *group,
           const ClaspImported *imported)
{
  g_autofree char *title = br_exchange_count_kind ("rule", imported->rules->len);
  GtkWidget       *row;

  if (imported->rules->len == 0)
    return;
  row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_group_add (group, row);
}

/* What it is, and what can be done with it. */
static char *
describe_file (const ClaspImported *imported)
{
  g_autofree char *form = br_exchange_describe_form (imported);
  g_autofree char *version = g_strdup_printf ("%" G_GINT64_FORMAT, imported->newer);

  if (imported->newer == 0)
    /* Translators: %s is what a file is, as in "Project, version 2" */
    return g_strdup_printf (_("%s. You can look at it here; nothing is written."), form);
  /* Translators: what a file is, as in "Show: “Tour”", then the version of its format */
  return g_strdup_printf (_("%s. A newer program wrote it, in version %s of the format. What this program understands of it is shown here. It cannot be opened, "
                            "imported or saved from here, so that nothing in it is lost."),
                          form, version);
}

static void
look_at_text (BrWindow   *window,
              GFile      *file,
              const char *text)
{
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspImported) imported =
    clasp_exchange_view (clasp_show_get_registry (br_window_get_show (window)), text, &error);
  g_autofree char     *name = g_file_get_basename (file);
  g_autofree char     *note = NULL, *safe_note = NULL;
  GtkWidget           *page, *group;
  AdwPreferencesGroup *content;

  if (imported == NULL)
    {
      br_exchange_tell_problem (GTK_WINDOW (window), _("This File Cannot Be Read"), error->message);
      return;
    }

  note = describe_file (imported);
  safe_note = g_markup_escape_text (note, -1);
  page = adw_preferences_page_new ();
  content = add_content (ADW_PREFERENCES_PAGE (page), imported->show);
  adw_preferences_group_set_description (content, safe_note);
  add_rules (content, imported);
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Not Understood Here"));
  br_exchange_fill_report (ADW_PREFERENCES_GROUP (group), imported->report, _("All of it is understood"));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  gtk_window_present (new_window (GTK_WINDOW (window), name, page, imported->show));
}

void
br_look_at_file (BrWindow *window,
                 GFile    *file)
{
  br_exchange_load (window, file, look_at_text);
}

/* --- the question --------------------------------------------------------------------------------- */

static void
offer_response_cb (AdwMessageDialog *dialog,
                   const char       *response,
                   GFile            *file)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog));

  if (g_str_equal (response, "look") && parent != NULL)
    br_look_at_file (BR_WINDOW (parent), file);
}

void
br_look_offer (BrWindow   *window,
               GFile      *file,
               const char *problem)
{
  g_autofree char *name = g_file_get_basename (file);
  /* Translators: a file's name, then a sentence without a full stop that names the versions */
  g_autofree char *body = g_strdup_printf (
    _("“%s”: %s. It is left as it is, and so is the show that is open. You can look at what this program understands of it."),
    name, problem);
  GtkWidget       *dialog = adw_message_dialog_new (GTK_WINDOW (window), _("A Newer Program Wrote This File"), body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"), "look", _("_View"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "look", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "look");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_signal_connect_object (dialog, "response", G_CALLBACK (offer_response_cb), file, 0);
  g_object_set_data_full (G_OBJECT (dialog), "br-file", g_object_ref (file), g_object_unref);
  gtk_window_present (GTK_WINDOW (dialog));
}
