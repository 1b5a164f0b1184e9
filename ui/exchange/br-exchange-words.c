/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/br-exchange-words.h"

#include <glib/gi18n.h>

#define MAX_ROWS 200 /* sentences that are shown one by one */

char *
br_exchange_describe_form (const ClaspImported *imported)
{
  g_autofree char *name = NULL;
  const char      *form = NULL;

  switch (imported->form)
    {
    case CLASP_EXCHANGE_SHOW:
      form = C_("a show", "Show");
      break;
    case CLASP_EXCHANGE_PART:
      form = _("Part of a show");
      break;
    case CLASP_EXCHANGE_V1:
      form = _("Configuration, version 1");
      break;
    case CLASP_EXCHANGE_V2:
      form = _("Project, version 2");
      break;
    case CLASP_EXCHANGE_TABLE:
      form = _("Table of addresses");
      break;
    case CLASP_EXCHANGE_CSV:
      form = _("Table (CSV)");
      break;
    case CLASP_EXCHANGE_RULES:
      form = _("Rules");
      break;
    }
  g_object_get (imported->show, "name", &name, NULL);
  if (name == NULL || *name == '\0')
    return g_strdup (form);
  /* Translators: what a file is, and what is written on it: Project, version 2: “Club” */
  return g_strdup_printf (_("%s: “%s”"), form, name);
}

char *
br_exchange_count_kind (const char *kind,
                        guint       n)
{
  if (g_str_equal (kind, "connection"))
    return g_strdup_printf (ngettext ("%u connection", "%u connections", n), n);
  if (g_str_equal (kind, "mapping"))
    return g_strdup_printf (ngettext ("%u mapping", "%u mappings", n), n);
  if (g_str_equal (kind, "variable"))
    return g_strdup_printf (ngettext ("%u variable", "%u variables", n), n);
  if (g_str_equal (kind, "timer"))
    return g_strdup_printf (ngettext ("%u timer", "%u timers", n), n);
  if (g_str_equal (kind, "scene"))
    return g_strdup_printf (ngettext ("%u scene", "%u scenes", n), n);
  if (g_str_equal (kind, "layer"))
    return g_strdup_printf (ngettext ("%u layer", "%u layers", n), n);
  if (g_str_equal (kind, "rule"))
    return g_strdup_printf (ngettext ("%u rule", "%u rules", n), n);
  return g_strdup_printf (ngettext ("%u setting of the router", "%u settings of the router", n), n);
}

const char *
br_exchange_name_act (ClaspExchangeAct act)
{
  switch (act)
    {
    case CLASP_EXCHANGE_ADDED:
      return _("Will Be Added");
    case CLASP_EXCHANGE_CHANGED:
      return _("Will Be Changed");
    case CLASP_EXCHANGE_REMOVED:
      return _("Will Be Removed");
    case CLASP_EXCHANGE_SAME:
      return _("Stays as It Is");
    }
  return "";
}

static void
add_sentence (AdwPreferencesGroup *group,
              const char          *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (group, row);
}

void
br_exchange_fill_report (AdwPreferencesGroup *group,
                         const GPtrArray     *report,
                         const char          *nothing)
{
  if (report->len == 0)
    add_sentence (group, nothing);
  for (guint i = 0; i < MIN (report->len, MAX_ROWS); i++)
    add_sentence (group, g_ptr_array_index (report, i));
  if (report->len > MAX_ROWS)
    {
      guint            more = report->len - MAX_ROWS;
      g_autofree char *text = g_strdup_printf (ngettext ("And %u more", "And %u more", more), more);

      add_sentence (group, text);
    }
}

GtkWidget *
br_exchange_new_choice (AdwPreferencesGroup *group,
                        GtkCheckButton     **first,
                        const char          *title,
                        const char          *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_check_button_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  if (*first != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (button), *first);
  else
    *first = GTK_CHECK_BUTTON (button);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (group, row);
  return button;
}

GtkWidget *
br_exchange_new_hint (void)
{
  GtkWidget *hint = gtk_label_new ("");

  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_label_set_xalign (GTK_LABEL (hint), 0);
  gtk_widget_set_margin_top (hint, 6);
  gtk_widget_set_visible (hint, FALSE);
  return hint;
}

void
br_exchange_tell_problem (GtkWindow  *parent,
                          const char *heading,
                          const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}
