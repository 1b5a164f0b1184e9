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
  if (get_label (widget) == NULL || g_object_get_qdata (G_OBJECT (widget), followed) != NULL)
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

/* --- every one, whenever it is made ------------------------------------------------------------- */

typedef void (*RootFunc) (GtkWidget *widget);

static RootFunc root_button, root_check_button, root_drop_down;

static void
button_rooted (GtkWidget *widget)
{
  root_button (widget);
  follow (widget);
}

static void
check_button_rooted (GtkWidget *widget)
{
  root_check_button (widget);
  follow (widget);
}

static void
drop_down_rooted (GtkWidget *widget)
{
  root_drop_down (widget);
  name_choice (widget);
}

/* Of those that are derived from it as well, for they take it over when the first of them is made. */
static RootFunc
exchange (GType    type,
          RootFunc func)
{
  GtkWidgetClass *widget_class = g_type_class_ref (type); /* for as long as the program runs */
  RootFunc        before = widget_class->root;

  widget_class->root = func;

  return before;
}

void
br_mnemonic_follow (void)
{
  if (root_button != NULL)
    return;

  root_button = exchange (GTK_TYPE_BUTTON, button_rooted);
  root_check_button = exchange (GTK_TYPE_CHECK_BUTTON, check_button_rooted);
  root_drop_down = exchange (GTK_TYPE_DROP_DOWN, drop_down_rooted);
}
