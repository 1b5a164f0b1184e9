/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-mnemonic.h"

char *
br_mnemonic_strip (const char *label)
{
  GString *plain = g_string_new (NULL);

  for (const char *p = label; *p != '\0'; p++)
    {
      if (*p == '_' && p[1] != '\0')
        p++;
      g_string_append_c (plain, *p);
    }

  return g_string_free (plain, FALSE);
}

static const char *
get_label (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && gtk_button_get_use_underline (GTK_BUTTON (widget)))
    return gtk_button_get_label (GTK_BUTTON (widget));
  if (GTK_IS_CHECK_BUTTON (widget) && gtk_check_button_get_use_underline (GTK_CHECK_BUTTON (widget)))
    return gtk_check_button_get_label (GTK_CHECK_BUTTON (widget));

  return NULL;
}

/* Where the label inside names the button as well (a label does for its mnemonic's widget), "Add" would be read out
 * twice. The toolkit has no other way to ask for a relation than the one for tests. */
static void
tell (GtkWidget *widget)
{
  const char      *label = get_label (widget);
  g_autofree char *plain = label != NULL ? br_mnemonic_strip (label) : NULL;

  if (plain == NULL)
    return;
  if (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    gtk_accessible_reset_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL);
  else
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
}

static void
follow (GtkWidget *widget)
{
  static GQuark followed;

  if (followed == 0)
    followed = g_quark_from_static_string ("br-mnemonic");
  if (g_object_get_qdata (G_OBJECT (widget), followed) != NULL)
    return;

  g_object_set_qdata (G_OBJECT (widget), followed, widget);
  g_signal_connect (widget, "notify::label", G_CALLBACK (tell), NULL);
  tell (widget);
}

/* What is pressed of a choice has no name of its own, and GTK 4.8 tells that of its class. */
static void
name_choice (GtkWidget *choice)
{
  GtkWidget *button = gtk_widget_get_first_child (choice);

  if (GTK_IS_TOGGLE_BUTTON (button))
    gtk_accessible_update_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY, choice, NULL, -1);
}

void
br_mnemonic_speak (GtkWidget *widget)
{
  if (GTK_IS_DROP_DOWN (widget))
    name_choice (widget);
  if (GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget))
    follow (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    br_mnemonic_speak (child);
}

static void
windows_changed_cb (GListModel *windows,
                    guint       position,
                    guint       removed,
                    guint       added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      g_signal_connect (window, "map", G_CALLBACK (br_mnemonic_speak), NULL);
    }
}

void
br_mnemonic_follow_windows (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  g_signal_connect (windows, "items-changed", G_CALLBACK (windows_changed_cb), NULL);
  windows_changed_cb (windows, 0, 0, g_list_model_get_n_items (windows));
}
