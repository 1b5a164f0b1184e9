/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/br-exchange-window.h"

#include <glib/gi18n.h>

/* Letters of a title that still say something. */
#define MIN_TITLE 10

/* Between two buttons with large text the title has the room that is left: whole, shortened or none. Its window has
 * it in any case. */
static GtkWidget *
new_title (const char *title)
{
  GtkWidget *squeezer = adw_squeezer_new ();

  for (int i = 0; i < 2; i++)
    {
      GtkWidget *label = gtk_label_new (title);

      gtk_widget_add_css_class (label, "title");
      gtk_label_set_ellipsize (GTK_LABEL (label), i == 0 ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
      gtk_label_set_width_chars (GTK_LABEL (label), i == 0 ? -1 : MIN_TITLE);
      gtk_widget_set_tooltip_text (label, i == 0 ? NULL : title);
      adw_squeezer_add (ADW_SQUEEZER (squeezer), label);
    }
  adw_squeezer_set_homogeneous (ADW_SQUEEZER (squeezer), FALSE);
  adw_squeezer_set_allow_none (ADW_SQUEEZER (squeezer), TRUE);

  return squeezer;
}

static GtkWidget *
new_header (GtkWindow  *window,
            const char *title,
            const char *deed_label,
            GCallback   deed,
            gpointer    user_data)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_("_Cancel"));
  GtkWidget *go = gtk_button_new_with_mnemonic (deed_label);

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), new_title (title));
  gtk_widget_add_css_class (go, "suggested-action");
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (gtk_window_close), window);
  g_signal_connect_swapped (go, "clicked", deed, user_data);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), go);
  gtk_window_set_default_widget (window, go);
  g_object_set_data (G_OBJECT (window), "br-go", go);
  return header;
}

static GtkWidget *
new_body (GtkWindow *window)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  gtk_widget_set_margin_top (box, 18);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_widget_set_vexpand (scrolled, TRUE);
  g_object_set_data (G_OBJECT (window), "br-box", box);
  return scrolled;
}

GtkWindow *
br_exchange_window_new (GtkWindow     *parent,
                        const char    *title,
                        const char    *deed_label,
                        GCallback      deed,
                        gpointer       user_data,
                        GDestroyNotify free_data)
{
  GtkWidget          *window = adw_window_new ();
  GtkWidget          *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_window_set_title (GTK_WINDOW (window), title);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), CLAMP (gtk_widget_get_width (GTK_WIDGET (parent)), 340, 560), 640);
  gtk_widget_set_size_request (window, 340, 294);
  g_object_set_data_full (G_OBJECT (window), "br-data", user_data, free_data);
  gtk_box_append (GTK_BOX (content), new_header (GTK_WINDOW (window), title, deed_label, deed, user_data));
  gtk_box_append (GTK_BOX (content), new_body (GTK_WINDOW (window)));
  adw_window_set_content (ADW_WINDOW (window), content);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
  return GTK_WINDOW (window);
}

GtkBox *
br_exchange_window_get_box (GtkWindow *self)
{
  return g_object_get_data (G_OBJECT (self), "br-box");
}

void
br_exchange_window_set_ready (GtkWindow *self,
                              gboolean   is_ready)
{
  gtk_widget_set_sensitive (g_object_get_data (G_OBJECT (self), "br-go"), is_ready);
}

void
br_exchange_window_clear (GtkWindow *self,
                          GtkWidget *keep)
{
  GtkBox    *box = br_exchange_window_get_box (self);
  GtkWidget *next;

  while ((next = gtk_widget_get_next_sibling (keep)) != NULL)
    gtk_box_remove (box, next);
}
