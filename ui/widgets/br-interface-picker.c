/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-interface-picker.h"

#include "clasp-network-view.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>

struct _BrInterfacePicker
{
  GtkWidget parent_instance;

  GtkMenuButton *button;
  GtkLabel      *label;
  GtkBox        *box;  /* of the popover */
  char          *text; /* (owned) */
  gboolean       is_list, is_building;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (BrInterfacePicker, br_interface_picker, GTK_TYPE_WIDGET)

/* --- words --- */

char *
br_interface_describe (const GPtrArray *places, const char *name)
{
  const ClaspNetworkPlace *place = clasp_network_find (places, name);
  g_autofree char         *address = NULL;

  if (place == NULL)
    /* Translators: %s is the name of a network interface */
    return g_strdup_printf (_ ("%s — not here now"), name);
  if (!place->is_up || place->address == 0)
    return g_strdup_printf (_ ("%s — no address now"), name);
  address = clasp_network_print (place->address);
  /* Translators: a network interface and its address: "enp3s0 — 192.168.1.10" */
  return g_strdup_printf (_ ("%s — %s"), name, address);
}

char *
br_interface_picker_describe (BrInterfacePicker *self)
{
  g_autoptr (GPtrArray) places = clasp_network_list ();
  g_auto (GStrv)        names = g_strsplit (self->text, ";", -1);
  g_autoptr (GString)   words = g_string_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *one = *names[i] != '\0' ? br_interface_describe (places, names[i]) : NULL;

      if (one != NULL)
        g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "", one);
    }
  /* Translators: any network interface */
  return words->len > 0 ? g_strdup (words->str) : g_strdup (C_ ("interface", "Any"));
}

static void
show (BrInterfacePicker *self)
{
  g_autofree char *words = br_interface_picker_describe (self);

  gtk_label_set_label (self->label, words);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, words, -1);
}

const char *
br_interface_picker_get_text (BrInterfacePicker *self)
{
  return self->text;
}

void
br_interface_picker_set_text (BrInterfacePicker *self, const char *text)
{
  char *old = self->text;

  self->text = g_strdup (text);
  g_free (old);
  show (self);
}

/* --- choosing --- */

static const char *
get_name (GtkWidget *check)
{
  return g_object_get_data (G_OBJECT (check), "br-name");
}

static char *
list_ticked (BrInterfacePicker *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (GtkWidget *check = gtk_widget_get_first_child (GTK_WIDGET (self->box)); check != NULL;
       check = gtk_widget_get_next_sibling (check))
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)) && *get_name (check) != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? ";" : "", get_name (check));
  return g_strdup (text->str);
}

static void
toggled_cb (BrInterfacePicker *self, GtkCheckButton *check)
{
  g_autofree char *text = NULL;

  if (self->is_building || (!self->is_list && !gtk_check_button_get_active (check)))
    return;
  text = self->is_list ? list_ticked (self) : g_strdup (get_name (GTK_WIDGET (check)));
  if (!self->is_list)
    gtk_menu_button_popdown (self->button);
  if (g_str_equal (text, self->text))
    return;
  br_interface_picker_set_text (self, text);
  g_signal_emit (self, changed_signal, 0);
}

static gboolean
is_chosen (BrInterfacePicker *self, const char *name)
{
  g_auto (GStrv) names = g_strsplit (self->text, ";", -1);

  return *name == '\0' ? *self->text == '\0' : g_strv_contains ((const char *const *) names, name);
}

static void
add (BrInterfacePicker *self, GtkCheckButton **first, const char *name, const char *words)
{
  GtkWidget *check = gtk_check_button_new_with_label (words);

  if (!self->is_list && *first != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), *first);
  if (*first == NULL)
    *first = GTK_CHECK_BUTTON (check);
  g_object_set_data_full (G_OBJECT (check), "br-name", g_strdup (name), g_free);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_chosen (self, name));
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->box, check);
}

/* Chosen, but not among @places. */
static void
add_absent (BrInterfacePicker *self, GtkCheckButton **first, const GPtrArray *places)
{
  g_auto (GStrv) names = g_strsplit (self->text, ";", -1);

  for (guint i = 0; names[i] != NULL; i++)
    if (*names[i] != '\0' && clasp_network_find (places, names[i]) == NULL)
      {
        g_autofree char *words = br_interface_describe (places, names[i]);

        add (self, first, names[i], words);
      }
}

static void
pop_up_cb (GtkMenuButton *button, gpointer user_data)
{
  BrInterfacePicker    *self = user_data;
  g_autoptr (GPtrArray) places = clasp_network_list ();
  GtkCheckButton       *first = NULL;
  GtkWidget            *child;

  self->is_building = TRUE;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  if (!self->is_list)
    add (self, &first, "", C_ ("interface", "Any"));
  for (guint i = 0; i < places->len; i++)
    {
      const ClaspNetworkPlace *place = places->pdata[i];
      g_autofree char         *words = br_interface_describe (places, place->name);

      if (place == clasp_network_find (places, place->name))
        add (self, &first, place->name, words);
    }
  add_absent (self, &first, places);
  self->is_building = FALSE;
}

/* --- life --- */

static gboolean
br_interface_picker_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BR_INTERFACE_PICKER (widget)->button));
}

static void
br_interface_picker_dispose (GObject *object)
{
  br_unparent_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (br_interface_picker_parent_class)->dispose (object);
}

static void
br_interface_picker_finalize (GObject *object)
{
  g_free (BR_INTERFACE_PICKER (object)->text);
  G_OBJECT_CLASS (br_interface_picker_parent_class)->finalize (object);
}

static void
br_interface_picker_class_init (BrInterfacePickerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_interface_picker_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_interface_picker_finalize;
  widget_class->grab_focus = br_interface_picker_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  changed_signal = g_signal_new ("changed", BR_TYPE_INTERFACE_PICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
br_interface_picker_init (BrInterfacePicker *self)
{
  GtkWidget *popover = gtk_popover_new ();

  self->text = g_strdup ("");
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  self->label = GTK_LABEL (gtk_label_new (NULL));
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (self->label, 0);
  gtk_menu_button_set_child (self->button, GTK_WIDGET (self->label));
  gtk_menu_button_set_always_show_arrow (self->button, TRUE);
  gtk_popover_set_child (GTK_POPOVER (popover), GTK_WIDGET (self->box));
  gtk_menu_button_set_popover (self->button, popover);
  gtk_menu_button_set_create_popup_func (self->button, pop_up_cb, self, NULL);
  gtk_widget_set_parent (GTK_WIDGET (self->button), GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Choose a Network Interface"), -1);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed", G_CALLBACK (show), self,
                           G_CONNECT_SWAPPED);
  show (self);
}

GtkWidget *
br_interface_picker_new (gboolean is_list)
{
  BrInterfacePicker *self = g_object_new (BR_TYPE_INTERFACE_PICKER, NULL);

  self->is_list = is_list;
  return GTK_WIDGET (self);
}
