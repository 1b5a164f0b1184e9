/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-table-cell.h"

#include "widgets/br-take-label.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>

struct _BrTableCell
{
  GtkWidget parent_instance;

  GtkWidget *label; /* or check mark */
  GtkWidget *entry; /* made when it is first edited */

  ClaspMapping *mapping; /* (owned) or NULL */
  char         *title;   /* (owned) */
  char         *text;    /* (owned) as it is edited */
  guint         column;
  gboolean      is_check, is_updating, is_editing, has_problem;
};

enum
{
  DONE,
  TOGGLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrTableCell, br_table_cell, GTK_TYPE_WIDGET)

static void
br_table_cell_speak (BrTableCell *self,
                     const char  *value)
{
  /* Translators: title of a column of the table, and what stands there */
  g_autofree char *text = g_strdup_printf (_("%s: %s"), self->title, *value != '\0' ? value : _("empty"));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void
br_table_cell_set_text (BrTableCell *self,
                        const char  *text,
                        gboolean     is_dim)
{
  if (is_dim)
    gtk_widget_add_css_class (self->label, "dim-label");
  else
    gtk_widget_remove_css_class (self->label, "dim-label");
  if (g_strcmp0 (self->text, text) == 0)
    return;

  g_free (self->text);
  self->text = g_strdup (text);
  br_take_label (GTK_LABEL (self->label), g_strdup (text));
  gtk_widget_set_tooltip_text (self->label, gtk_label_get_label (GTK_LABEL (self->label)));
  br_table_cell_speak (self, text);
}

void
br_table_cell_set_checked (BrTableCell *self,
                           gboolean     is_checked)
{
  self->is_updating = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->label), is_checked);
  self->is_updating = FALSE;
  br_table_cell_speak (self, is_checked ? _("yes") : _("no"));
}

static void
toggled_cb (BrTableCell *self)
{
  if (!self->is_updating)
    g_signal_emit (self, signals[TOGGLED], 0, gtk_check_button_get_active (GTK_CHECK_BUTTON (self->label)));
}

/* --- editing ------------------------------------------------------------------------------------ */

gboolean
br_table_cell_is_editing (BrTableCell *self)
{
  return self->is_editing;
}

void
br_table_cell_cancel (BrTableCell *self)
{
  if (!self->is_editing)
    return;

  /* First: hiding what has the focus makes it leave. */
  self->is_editing = FALSE;
  gtk_widget_set_visible (self->label, TRUE);
  gtk_widget_set_visible (self->entry, FALSE);
}

gboolean
br_table_cell_commit (BrTableCell *self)
{
  g_autofree char *text = NULL;

  if (!self->is_editing)
    return TRUE;

  text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  self->has_problem = FALSE;
  if (!g_str_equal (text, self->text))
    g_signal_emit (self, signals[DONE], 0, text);
  if (!self->has_problem)
    br_table_cell_cancel (self);

  return !self->has_problem;
}

void
br_table_cell_set_problem (BrTableCell *self,
                           const char  *problem)
{
  self->has_problem = TRUE;
  if (!self->is_editing)
    return;

  gtk_widget_add_css_class (self->entry, "error");
  gtk_widget_set_tooltip_text (self->entry, problem);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE, -1);
}

/* What was typed is kept when the person goes elsewhere, if it can be. */
static void
left_cb (BrTableCell *self)
{
  if (!br_table_cell_commit (self))
    br_table_cell_cancel (self);
}

static void
br_table_cell_make_entry (BrTableCell *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->entry = gtk_text_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, self->title, -1);
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_widget_set_parent (self->entry, GTK_WIDGET (self));
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (left_cb), self);
  gtk_widget_add_controller (self->entry, focus);
}

void
br_table_cell_edit (BrTableCell *self)
{
  if (self->is_editing || self->is_check || self->mapping == NULL)
    return;

  if (self->entry == NULL)
    br_table_cell_make_entry (self);
  gtk_widget_remove_css_class (self->entry, "error");
  gtk_widget_set_tooltip_text (self->entry, NULL);
  gtk_accessible_reset_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), self->text);
  gtk_widget_set_visible (self->label, FALSE);
  gtk_widget_set_visible (self->entry, TRUE);
  self->is_editing = TRUE;
  gtk_widget_grab_focus (self->entry);
}

/* --- life --------------------------------------------------------------------------------------- */

guint
br_table_cell_get_column (BrTableCell *self)
{
  return self->column;
}

ClaspMapping *
br_table_cell_get_mapping (BrTableCell *self)
{
  return self->mapping;
}

void
br_table_cell_bind (BrTableCell  *self,
                    ClaspMapping *mapping)
{
  br_table_cell_unbind (self);
  self->mapping = g_object_ref (mapping);
}

void
br_table_cell_unbind (BrTableCell *self)
{
  br_table_cell_cancel (self);
  g_clear_object (&self->mapping);
}

static void
br_table_cell_dispose (GObject *object)
{
  BrTableCell *self = BR_TABLE_CELL (object);

  br_table_cell_unbind (self);
  br_unparent_children (GTK_WIDGET (self));
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->text, g_free);

  G_OBJECT_CLASS (br_table_cell_parent_class)->dispose (object);
}

static void
br_table_cell_class_init (BrTableCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_table_cell_dispose;
  signals[DONE] = g_signal_new ("done", BR_TYPE_TABLE_CELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[TOGGLED]
    = g_signal_new ("toggled", BR_TYPE_TABLE_CELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  gtk_widget_class_set_css_name (widget_class, "table-cell");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID_CELL);
}

static void
br_table_cell_init (BrTableCell *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

GtkWidget *
br_table_cell_new (guint       column,
                   const char *title,
                   gboolean    is_check)
{
  BrTableCell *self = g_object_new (BR_TYPE_TABLE_CELL, NULL);

  self->column = column;
  self->title = g_strdup (title);
  self->text = g_strdup ("");
  self->is_check = is_check;
  if (is_check)
    {
      self->label = gtk_check_button_new ();
      gtk_widget_set_focusable (self->label, FALSE);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->label), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
      g_signal_connect_swapped (self->label, "toggled", G_CALLBACK (toggled_cb), self);
    }
  else
    {
      self->label = gtk_label_new ("");
      gtk_label_set_xalign (GTK_LABEL (self->label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
      gtk_widget_set_hexpand (self->label, TRUE);
    }
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  br_table_cell_speak (self, "");

  return GTK_WIDGET (self);
}
