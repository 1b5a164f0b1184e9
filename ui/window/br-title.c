/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-title.h"

#include "br-instance.h"
#include "widgets/br-unparent.h"
#include "window/br-open.h"
#include "window/br-settings.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _BrTitle
{
  GtkWidget parent_instance;

  GtkMenuButton  *button;
  AdwWindowTitle *title;
  GtkLabel       *mode;
  GtkPopover     *popover;
  GtkEntry       *entry;
  GtkLabel       *file;
  GtkBox         *acts;
  GtkWidget      *arrow;
  GtkWidget      *recent_title;
  GtkBox         *recent;

  ClaspShow *show; /* (owned) */
};

G_DEFINE_FINAL_TYPE (BrTitle, br_title, GTK_TYPE_WIDGET)

/* What the show is called, else its file; that of the first start was not named by a person. (transfer full) */
static char *
dup_title (const char *name,
           GFile      *file)
{
  g_autoptr (GFile) first = br_instance_get_first_show ();
  g_autofree char  *basename = NULL;
  char             *title;

  if (name != NULL && *name != '\0')
    return g_strdup (name);
  if (file == NULL || g_file_equal (file, first))
    return g_strdup (_("Untitled Show"));

  basename = g_file_get_basename (file);
  title = g_filename_display_name (basename);
  if (g_str_has_suffix (title, BR_SHOW_SUFFIX) && strlen (title) > strlen (BR_SHOW_SUFFIX))
    title[strlen (title) - strlen (BR_SHOW_SUFFIX)] = '\0';

  return title;
}

static void
br_title_update (BrTitle *self)
{
  g_autofree char  *name = NULL;
  g_autofree char  *path = NULL;
  g_autofree char  *title = NULL;
  g_autoptr (GFile) file = NULL;
  gboolean          saved = FALSE;

  g_object_get (self->show, "name", &name, "saved", &saved, "file", &file, NULL);
  if (file != NULL)
    path = g_file_get_parse_name (file);
  title = dup_title (name, file);
  adw_window_title_set_title (self->title, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), adw_window_title_get_title (self->title));
  /* Translators: state of the show's file */
  adw_window_title_set_subtitle (self->title,
                                 file == NULL ? _("not saved to a file") : (saved ? _("saved") : _("edited")));
  gtk_label_set_label (self->file, path != NULL ? path : "");
  gtk_widget_set_visible (GTK_WIDGET (self->file), path != NULL);
}

static GtkWidget *
add_act (BrTitle    *self,
         GtkBox     *box,
         const char *label,
         const char *action,
         const char *target)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *text = gtk_label_new_with_mnemonic (label);

  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (text), 36);
  gtk_button_set_child (GTK_BUTTON (button), text);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "br-menu-item");
  /* First, for the action may show a window of its own. */
  g_signal_connect_object (button, "clicked", G_CALLBACK (gtk_popover_popdown), self->popover, G_CONNECT_SWAPPED);
  if (target != NULL)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_box_append (box, button);

  return button;
}

static void
br_title_fill_recent (BrTitle *self)
{
  g_auto (GStrv)    paths = g_settings_get_strv (br_settings (), "recent-shows");
  g_autoptr (GFile) file = NULL;
  g_autofree char  *current = NULL;
  GtkWidget        *child;
  guint             n = 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->recent))) != NULL)
    gtk_box_remove (self->recent, child);

  g_object_get (self->show, "file", &file, NULL);
  current = file != NULL ? g_file_get_path (file) : NULL;
  for (guint i = 0; paths[i] != NULL; i++)
    if (g_strcmp0 (paths[i], current) != 0)
      {
        g_autofree char *name = g_path_get_basename (paths[i]);
        GtkWidget       *button = add_act (self, self->recent, name, "win.open-recent", paths[i]);

        gtk_label_set_use_underline (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), FALSE);
        gtk_label_set_label (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), name);
        gtk_widget_set_tooltip_text (button, paths[i]);
        n++;
      }
  gtk_widget_set_visible (self->recent_title, n > 0);
}

static void
popover_shown_cb (BrTitle *self)
{
  g_autofree char *name = NULL;

  if (self->show == NULL)
    return;

  g_object_get (self->show, "name", &name, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), name != NULL ? name : "");
  br_title_fill_recent (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
entry_activate_cb (BrTitle *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));

  g_object_set (self->show, "name", name, NULL);
  gtk_popover_popdown (self->popover);
}

void
br_title_set_show (BrTitle   *self,
                   ClaspShow *show)
{
  g_return_if_fail (self->show == NULL);

  self->show = g_object_ref (show);
  g_signal_connect_object (show, "notify", G_CALLBACK (br_title_update), self, G_CONNECT_SWAPPED);
  br_title_update (self);
}

void
br_title_set_locked (BrTitle *self,
                     gboolean is_locked)
{
  gtk_widget_set_visible (GTK_WIDGET (self->mode), is_locked);
  gtk_editable_set_editable (GTK_EDITABLE (self->entry), !is_locked);
}

void
br_title_set_narrow (BrTitle *self,
                     gboolean is_narrow)
{
  gtk_widget_set_visible (self->arrow, !is_narrow);
}

static void
br_title_dispose (GObject *object)
{
  BrTitle *self = BR_TITLE (object);

  g_clear_object (&self->show);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_TITLE);

  G_OBJECT_CLASS (br_title_parent_class)->dispose (object);
}

static void
br_title_class_init (BrTitleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_title_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/clasp_bridge/ClaspBridge/window/br-title.ui");
  gtk_widget_class_bind_template_child (widget_class, BrTitle, button);
  gtk_widget_class_bind_template_child (widget_class, BrTitle, title);
  gtk_widget_class_bind_template_child (widget_class, BrTitle, mode);
  gtk_widget_class_bind_template_child (widget_class, BrTitle, popover);
  gtk_widget_class_bind_template_child (widget_class, BrTitle, entry);
  gtk_widget_class_bind_template_child (widget_class, BrTitle, file);
  gtk_widget_class_bind_template_child (widget_class, BrTitle, acts);
  gtk_widget_class_bind_template_child (widget_class, BrTitle, arrow);
  gtk_widget_class_bind_template_child (widget_class, BrTitle, recent_title);
  gtk_widget_class_bind_template_child (widget_class, BrTitle, recent);
  gtk_widget_class_bind_template_callback (widget_class, entry_activate_cb);
}

static void
br_title_init (BrTitle *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_act (self, self->acts, _("_Open…"), "win.open", NULL);
  add_act (self, self->acts, _("_Save, and Keep a Version"), "win.save", NULL);
  add_act (self, self->acts, _("Save _As…"), "win.save-as", NULL);
  add_act (self, self->acts, _("Export a _Part…"), "win.export-part", NULL);
  add_act (self, self->acts, _("_Versions…"), "win.history", NULL);
  g_signal_connect_object (self->popover, "show", G_CALLBACK (popover_shown_cb), self, G_CONNECT_SWAPPED);
}
