/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-mapping-list-private.h"

#include "exchange/br-export-part.h"
#include "patch/br-mapping-cells.h"
#include "patch/br-new-circles.h"
#include "patch/br-patch-drop.h"
#include "patch/br-patch-edit.h"
#include "widgets/br-short-name.h"
#include "widgets/br-unparent.h"
#include "window/br-window.h"

#include <glib/gi18n.h>
#include <math.h>

/* What can be done with the selected mappings. Every edit asks whether the show is locked; mute and
 * solo are part of a performance. */

static gboolean
refuse_edit (BrMappingList *self)
{
  BrWindow *window = br_window_of (GTK_WIDGET (self));

  return window != NULL && br_window_refuse_edit (window);
}

static void
edit_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BrMappingList        *self = BR_MAPPING_LIST (widget);
  g_autoptr (GPtrArray) mappings = br_mapping_list_dup_selected (self);

  if (mappings->len > 0)
    g_signal_emit_by_name (self, "edit-requested", g_ptr_array_index (mappings, 0));
}

static void
rename_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  BrMappingList        *self = BR_MAPPING_LIST (widget);
  g_autoptr (GPtrArray) mappings = br_mapping_list_dup_selected (self);

  if (refuse_edit (self))
    return;
  if (self->is_table)
    {
      br_mapping_table_edit (self->table, "name");
      return;
    }

  for (guint i = 0; mappings->len > 0 && i < self->rows->len; i++)
    if (br_mapping_row_get_mapping (g_ptr_array_index (self->rows, i)) == g_ptr_array_index (mappings, 0))
      {
        br_mapping_row_rename (g_ptr_array_index (self->rows, i));
        return;
      }
}

static void
mute_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BrMappingList        *self = BR_MAPPING_LIST (widget);
  g_autoptr (GPtrArray) mappings = br_mapping_list_dup_selected (self);

  if (mappings->len > 0)
    br_patch_set_muted (self->show,
                        mappings,
                        clasp_show_item_get_enabled (CLASP_SHOW_ITEM (g_ptr_array_index (mappings, 0))));
}

/* Live values are not read out by themselves. */
static void
read_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (BR_MAPPING_LIST (widget)->view));
  GtkWidget *row = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;

  if (row != NULL && BR_IS_MAPPING_ROW (row))
    br_mapping_row_speak_value (BR_MAPPING_ROW (row));
}

static void
duplicate_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  BrMappingList        *self = BR_MAPPING_LIST (widget);
  g_autoptr (GPtrArray) mappings = br_mapping_list_dup_selected (self);
  g_autoptr (GPtrArray) copies = NULL;

  if (mappings->len == 0 || refuse_edit (self))
    return;

  copies = br_patch_duplicate (self->show, mappings);
  br_mapping_list_select (self, g_ptr_array_index (copies, 0));
}

static void
delete_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  BrMappingList        *self = BR_MAPPING_LIST (widget);
  g_autoptr (GPtrArray) mappings = br_mapping_list_dup_selected (self);
  g_autofree char      *text = NULL;

  if (mappings->len == 0 || refuse_edit (self))
    return;

  text = g_strdup_printf (ngettext ("%u mapping deleted. What it had set stays.", "%u mappings deleted. What they had set stays.", mappings->len), mappings->len);
  br_patch_delete (self->show, mappings);
  br_mapping_list_notice (self, text);
}

static void
move_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BrMappingList        *self = BR_MAPPING_LIST (widget);
  g_autoptr (GPtrArray) mappings = br_mapping_list_dup_selected (self);

  if (mappings->len == 0 || refuse_edit (self))
    return;
  if (self->is_table && br_mapping_table_is_sorted (self->table))
    {
      g_signal_emit_by_name (self, "notice", _("The table is sorted: rows cannot be moved by hand"), FALSE);
      return;
    }

  br_patch_shift (self->show, g_ptr_array_index (mappings, 0), g_variant_get_int32 (parameter));
  br_mapping_list_select (self, g_ptr_array_index (mappings, 0));
}

static void
colour_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  BrMappingList        *self = BR_MAPPING_LIST (widget);
  g_autoptr (GPtrArray) mappings = br_mapping_list_dup_selected (self);

  if (refuse_edit (self))
    return;

  clasp_show_begin_edit (self->show, _("Change colour"));
  for (guint i = 0; i < mappings->len; i++)
    g_object_set (g_ptr_array_index (mappings, i), "colour", g_variant_get_uint32 (parameter), NULL);
  clasp_show_end_edit (self->show);
  self->moved = TRUE;
}

static void
solo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BrMappingList        *self = BR_MAPPING_LIST (widget);
  g_autoptr (GPtrArray) mappings = br_mapping_list_dup_selected (self);

  if (mappings->len > 0)
    br_patch_set_solo (self->show, mappings, !br_patch_is_solo (g_ptr_array_index (mappings, 0)));
}

/* --- groups ------------------------------------------------------------------------------------- */

static void
group_entered_cb (GtkEntry   *entry,
                  GtkPopover *popover)
{
  BrMappingList        *self = BR_MAPPING_LIST (gtk_widget_get_parent (GTK_WIDGET (popover)));
  g_autoptr (GPtrArray) mappings = br_mapping_list_dup_selected (self);
  g_autofree char      *group = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));

  br_patch_set_group (self->show, mappings, group);
  gtk_popover_popdown (popover);
}

/* Asks for the name of the group; empty takes them out of theirs. */
static void
group_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  BrMappingList        *self = BR_MAPPING_LIST (widget);
  g_autoptr (GPtrArray) mappings = br_mapping_list_dup_selected (self);
  GtkWidget            *popover, *entry;

  if (mappings->len == 0 || refuse_edit (self))
    return;

  popover = gtk_popover_new ();
  entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (entry), clasp_mapping_get_group (g_ptr_array_index (mappings, 0)));
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _("Name of the group"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name of the group"), -1);
  gtk_popover_set_child (GTK_POPOVER (popover), entry);
  gtk_widget_set_parent (popover, widget);
  g_signal_connect (entry, "activate", G_CALLBACK (group_entered_cb), popover);
  g_signal_connect (popover, "closed", G_CALLBACK (br_unparent_soon), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
  gtk_widget_grab_focus (entry);
}

/* --- the last value once more ------------------------------------------------------------------- */

typedef struct
{
  BrMappingList *list;    /* (owned) */
  char          *address; /* (owned) */
} Test;

static void
test_value_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  Test               *test = user_data;
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  g_autofree char    *name = br_short_name (test->address);
  g_autofree char    *text = NULL;

  if (clasp_engine_get_value_finish (CLASP_ENGINE (source), result, &value, NULL))
    {
      clasp_engine_send (CLASP_ENGINE (source), test->address, &value, value.type == CLASP_VALUE_NULL);
      text = g_strdup_printf (_("Sent to %s again"), name);
      g_signal_emit_by_name (test->list, "notice", text, FALSE);
    }
  g_object_unref (test->list);
  g_free (test->address);
  g_free (test);
}

void
br_mapping_list_test (BrMappingList *self,
                      ClaspMapping  *mapping)
{
  ClaspMappingStatus     *status = clasp_engine_get_mapping_status (self->engine, clasp_show_item_get_id (CLASP_SHOW_ITEM (mapping)));
  const ClaspRouteStatus *state = status != NULL ? clasp_mapping_status_peek (status) : NULL;
  Test                   *test;

  if (refuse_edit (self))
    return;
  if (state == NULL || state->target[0] == '\0')
    {
      g_signal_emit_by_name (self, "notice", _("Nothing was sent yet"), FALSE);
      return;
    }
  /* Once a person was warned, they know. */
  if (br_is_careful (self->show, state->target) && !self->is_warned)
    {
      self->is_warned = TRUE;
      g_signal_emit_by_name (self, "notice", _("This target is marked careful. Press again to send."), FALSE);
      return;
    }

  test = g_new0 (Test, 1);
  test->list = g_object_ref (self);
  test->address = g_strdup (state->target);
  clasp_engine_get_value_async (self->engine, test->address, NULL, test_value_cb, test);
}

static void
test_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BrMappingList        *self = BR_MAPPING_LIST (widget);
  g_autoptr (GPtrArray) mappings = br_mapping_list_dup_selected (self);

  if (mappings->len > 0)
    br_mapping_list_test (self, g_ptr_array_index (mappings, 0));
}

/* --- for and from a spreadsheet ----------------------------------------------------------------- */

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BrMappingList        *self = BR_MAPPING_LIST (widget);
  g_autoptr (GPtrArray) mappings = br_mapping_list_dup_selected (self);
  g_autofree char      *text = mappings->len > 0 ? br_cells_copy (self->show, mappings) : NULL;

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

/* Undo brings back what the form of the clipboard does not hold. */
static void
cut_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  if (refuse_edit (BR_MAPPING_LIST (widget)))
    return;

  copy_action (widget, name, parameter);
  delete_action (widget, name, parameter);
}

static void
pasted_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (BrMappingList) self = user_data;
  g_autofree char          *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  g_autoptr (GError)        error = NULL;
  g_autofree char          *told = NULL;
  guint                     n_muted = 0;
  int                       n;

  if (text == NULL || self->show == NULL)
    return;

  n = br_cells_paste (self->show, text, &n_muted, &error);
  if (n > 0 && n_muted > 0)
    told = br_muted_text (n_muted);
  else if (n > 0)
    told = g_strdup_printf (ngettext ("%u mapping added", "%u mappings added", (guint) n), (guint) n);
  g_signal_emit_by_name (self, "notice", told != NULL ? told : error != NULL ? error->message : _("Nothing to paste"), n > 0);
}

static void
paste_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  if (!refuse_edit (BR_MAPPING_LIST (widget)))
    gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, pasted_cb, g_object_ref (widget));
}

/* --- steps of a preset ------------------------------------------------------------------------------ */

void
br_mapping_list_add_preset (BrMappingList *self,
                            ClaspPreset   *preset,
                            ClaspMapping  *mapping)
{
  g_autoptr (GPtrArray) mappings = br_mapping_list_dup_selected (self);
  g_autofree char      *text = NULL;
  gboolean              is_done;

  if (refuse_edit (self))
    return;
  if (!g_ptr_array_find (mappings, mapping, NULL))
    {
      g_ptr_array_set_size (mappings, 0);
      g_ptr_array_add (mappings, g_object_ref (mapping));
    }

  text = br_step_presets_add (self->show, preset, mappings, &is_done);
  g_signal_emit_by_name (self, "notice", text, is_done);
}

static void
add_preset_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  BrMappingList          *self = BR_MAPPING_LIST (widget);
  g_autoptr (GPtrArray)   mappings = br_mapping_list_dup_selected (self);
  g_autoptr (ClaspPreset) preset = br_step_presets_find (self->show, g_variant_get_string (parameter, NULL));

  if (preset != NULL && mappings->len > 0)
    br_mapping_list_add_preset (self, preset, g_ptr_array_index (mappings, 0));
}

/* --- the menu by keys ------------------------------------------------------------------------------- */

/* Below the row that has the focus; the table has a key of its own. */
static gboolean
menu_key_cb (GtkWidget *widget,
             GVariant  *parameter,
             gpointer   user_data)
{
  BrMappingList *self = BR_MAPPING_LIST (widget);
  GtkWidget     *row = gtk_widget_get_focus_child (GTK_WIDGET (self->view));

  if (self->is_table || row == NULL)
    return FALSE;

  br_mapping_list_show_menu (self, row, gtk_widget_get_width (row) / 2.0, gtk_widget_get_height (row));

  return TRUE;
}

/* --- as a file of their own ------------------------------------------------------------------------ */

static void
export_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  g_autoptr (GPtrArray) mappings = br_mapping_list_dup_selected (BR_MAPPING_LIST (widget));
  BrWindow             *window = br_window_of (widget);

  if (window != NULL && mappings->len > 0)
    br_export_part_start (window, mappings);
}

static void
step_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  gtk_widget_activate_action (widget, "mapping.move", "i", g_str_equal (name, "mapping.up") ? -1 : 1);
}

void
br_mapping_list_add_acts (GtkWidgetClass *klass)
{
  gtk_widget_class_add_binding (klass, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
  gtk_widget_class_install_action (klass, "mapping.copy", NULL, copy_action);
  gtk_widget_class_install_action (klass, "mapping.cut", NULL, cut_action);
  gtk_widget_class_install_action (klass, "mapping.paste", NULL, paste_action);
  gtk_widget_class_install_action (klass, "mapping.edit", NULL, edit_action);
  gtk_widget_class_install_action (klass, "mapping.rename", NULL, rename_action);
  gtk_widget_class_install_action (klass, "mapping.mute", NULL, mute_action);
  gtk_widget_class_install_action (klass, "mapping.solo", NULL, solo_action);
  gtk_widget_class_install_action (klass, "mapping.test", NULL, test_action);
  gtk_widget_class_install_action (klass, "mapping.group", NULL, group_action);
  gtk_widget_class_install_action (klass, "mapping.read", NULL, read_action);
  gtk_widget_class_install_action (klass, "mapping.duplicate", NULL, duplicate_action);
  gtk_widget_class_install_action (klass, "mapping.export", NULL, export_action);
  gtk_widget_class_install_action (klass, "mapping.add-preset", "s", add_preset_action);
  gtk_widget_class_install_action (klass, "mapping.delete", NULL, delete_action);
  gtk_widget_class_install_action (klass, "mapping.move", "i", move_action);
  gtk_widget_class_install_action (klass, "mapping.colour", "u", colour_action);
  gtk_widget_class_install_action (klass, "mapping.up", NULL, step_action);
  gtk_widget_class_install_action (klass, "mapping.down", NULL, step_action);
}
