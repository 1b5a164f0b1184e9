/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor/br-talkers-popover.h"

#include "monitor/br-monitor-context.h"
#include "widgets/br-format.h"

#include <glib/gi18n.h>
#include <string.h>

struct _BrTalkersPopover
{
  GtkPopover parent_instance;

  GtkBox         *box;
  BrWindow       *window; /* (unowned), outlives it */
  BrMonitorModel *model;  /* (owned) */
};

static guint hide_signal;

G_DEFINE_FINAL_TYPE (BrTalkersPopover, br_talkers_popover, GTK_TYPE_POPOVER)

/* --- thinning ----------------------------------------------------------------------------------- */

static gboolean
thin_mappings (ClaspShow  *show,
               const char *address)
{
  GListModel *mappings = clasp_show_get_mappings (show);
  gboolean    changed = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);

      if (!br_mapping_takes (mapping, address))
        continue;
      g_object_set (clasp_mapping_get_options (mapping), "rate-hz", (double) BR_THIN_HZ, NULL);
      changed = TRUE;
    }

  return changed;
}

static gboolean
thin_connection (ClaspShow  *show,
                 const char *address)
{
  GListModel *connections = clasp_show_get_connections (show);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);
      const char                 *prefix = clasp_connection_get_namespace (connection);
      ClaspSettings              *settings = clasp_connection_get_settings (connection);

      if (!g_str_has_prefix (address, prefix) || address[strlen (prefix)] != '/'
          || g_object_class_find_property (G_OBJECT_GET_CLASS (settings), "max-rate") == NULL)
        continue;
      g_object_set (settings, "max-rate", BR_THIN_HZ, NULL);
      return TRUE;
    }

  return FALSE;
}

static gboolean
is_below_any (ClaspMapping *mapping,
              const char   *prefix)
{
  GListModel *sources = clasp_mapping_get_sources (mapping);
  gsize       length = strlen (prefix);

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (ClaspMappingEnd) source = g_list_model_get_item (sources, i);
      const char                 *address = clasp_mapping_end_get_address (source);

      if (strncmp (address, prefix, length) == 0 && address[length] == '/')
        return TRUE;
    }

  return FALSE;
}

/* Whether a sender of this name says what @mapping passes on, or is it. */
static gboolean
speaks_through (ClaspShow    *show,
                ClaspMapping *mapping,
                const char   *name)
{
  GListModel *connections = clasp_show_get_connections (show);

  if (g_str_equal (clasp_show_item_get_name (CLASP_SHOW_ITEM (mapping)), name))
    return TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      if (g_str_equal (clasp_show_item_get_name (CLASP_SHOW_ITEM (connection)), name)
          && is_below_any (mapping, clasp_connection_get_namespace (connection)))
        return TRUE;
    }

  return FALSE;
}

gboolean
br_thin_sender (ClaspShow  *show,
                const char *name)
{
  GListModel *mappings = clasp_show_get_mappings (show);
  gboolean    changed = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);

      if (!speaks_through (show, mapping, name))
        continue;
      g_object_set (clasp_mapping_get_options (mapping), "rate-hz", (double) BR_THIN_HZ, NULL);
      changed = TRUE;
    }

  return changed;
}

gboolean
br_thin (ClaspShow  *show,
         const char *address)
{
  return thin_mappings (show, address) || thin_connection (show, address);
}

static void
thin_cb (GtkButton *button,
         gpointer   user_data)
{
  BrTalkersPopover *self = user_data;
  ClaspShow        *show = br_window_get_show (self->window);
  const char       *name = g_object_get_data (G_OBJECT (button), "br-name");
  gboolean          is_sender = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "br-sender"));
  g_autofree char  *text = NULL;
  gboolean          changed;

  if (br_window_refuse_edit (self->window))
    return;

  clasp_show_begin_edit (show, _("Thin"));
  changed = is_sender ? br_thin_sender (show, name) : br_thin (show, name);
  clasp_show_end_edit (show);
  text = changed ? g_strdup_printf (_("%s goes on at most %d times a second"), name, BR_THIN_HZ)
                 : g_strdup_printf (_("Nothing carries %s on: there is nothing to thin"), name);
  br_window_toast (self->window, text, changed);
}

static void
hide_cb (GtkButton *button,
         gpointer   user_data)
{
  g_signal_emit (user_data,
                 hide_signal,
                 0,
                 g_object_get_data (G_OBJECT (button), "br-name"),
                 GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "br-sender")));
  gtk_popover_popdown (user_data);
}

/* --- rows --------------------------------------------------------------------------------------- */

static void
add_button (BrTalkersPopover *self,
            GtkWidget        *row,
            const char       *label,
            const char       *name,
            gboolean          is_sender,
            GCallback         callback)
{
  GtkWidget       *button = gtk_button_new_with_label (label);
  g_autofree char *spoken = g_strdup_printf ("%s: %s", label, name);

  gtk_widget_add_css_class (button, "br-small");
  g_object_set_data_full (G_OBJECT (button), "br-name", g_strdup (name), g_free);
  g_object_set_data (G_OBJECT (button), "br-sender", GINT_TO_POINTER (is_sender));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_signal_connect (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (row), button);
}

static void
add_talker (BrTalkersPopover *self,
            const BrTalker   *talker,
            gboolean          is_sender)
{
  GtkWidget       *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget       *name = gtk_label_new (talker->name);
  g_autofree char *rate = br_format_rate (talker->rate);
  g_autofree char *bytes = br_format_units (g_format_size ((guint64) talker->bytes));
  /* Translators: first messages a second, then a size: "1.2 kB" */
  g_autofree char *text = g_strdup_printf (_("%s · %s/s"), rate, bytes);
  GtkWidget       *figures = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (name), 14);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (figures, "dim-label");
  gtk_widget_add_css_class (figures, "numeric");
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), figures);
  add_button (self, row, _("Thin to 60/s"), talker->name, is_sender, G_CALLBACK (thin_cb));
  add_button (self, row, _("Hide"), talker->name, is_sender, G_CALLBACK (hide_cb));
  gtk_box_append (self->box, row);
}

static void
add_heading (BrTalkersPopover *self,
             const char       *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_box_append (self->box, label);
}

static void
br_talkers_popover_show (GtkWidget *widget)
{
  BrTalkersPopover *self = BR_TALKERS_POPOVER (widget);
  BrTalker          addresses[BR_TALKERS_SHOWN], senders[BR_TALKERS_SHOWN];
  guint             n_addresses = 0, n_senders = 0;
  GtkWidget        *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  br_talkers_list (self->model, addresses, &n_addresses, senders, &n_senders);
  add_heading (self, n_addresses > 0 ? _("Addresses") : _("Nobody has sent in the last seconds."));
  for (guint i = 0; i < n_addresses; i++)
    add_talker (self, &addresses[i], FALSE);
  if (n_senders > 0)
    add_heading (self, _("Senders"));
  for (guint i = 0; i < n_senders; i++)
    add_talker (self, &senders[i], TRUE);
  GTK_WIDGET_CLASS (br_talkers_popover_parent_class)->show (widget);
}

void
br_talkers_popover_attach (BrTalkersPopover *self,
                           BrWindow         *window,
                           BrMonitorModel   *model)
{
  self->window = window;
  g_set_object (&self->model, model);
}

static void
br_talkers_popover_dispose (GObject *object)
{
  g_clear_object (&BR_TALKERS_POPOVER (object)->model);

  G_OBJECT_CLASS (br_talkers_popover_parent_class)->dispose (object);
}

static void
br_talkers_popover_class_init (BrTalkersPopoverClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_talkers_popover_dispose;
  GTK_WIDGET_CLASS (klass)->show = br_talkers_popover_show;
  hide_signal
    = g_signal_new ("hide-talker", BR_TYPE_TALKERS_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
br_talkers_popover_init (BrTalkersPopover *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 480);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->box));
  gtk_popover_set_child (GTK_POPOVER (self), scrolled);
}

GtkWidget *
br_talkers_popover_new (void)
{
  return g_object_new (BR_TYPE_TALKERS_POPOVER, NULL);
}
