/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-mapping-list.h"

#include "patch/br-patch-edit.h"
#include "widgets/br-unparent.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#define ACTIVE_US (5 * G_USEC_PER_SEC)
/* What is active or in trouble changes by itself: the filter looks again this often. */
#define REFILTER_US G_USEC_PER_SEC

struct _BrMappingList
{
  GtkWidget parent_instance;

  GtkStack          *stack;
  GtkScrolledWindow *scrolled;
  GtkListView       *view;
  AdwStatusPage     *empty;
  GMenuModel        *row_menu;

  ClaspEngine        *engine; /* (owned) */
  ClaspShow          *show;   /* (owned) */
  GtkFilterListModel *shown;  /* (owned) */
  GtkCustomFilter    *filter; /* (owned) */
  GtkMultiSelection  *selection; /* (owned) */
  GPtrArray          *rows;   /* (owned) of BrMappingRow (unowned): those bound */
  GtkWidget          *menu;   /* (owned) popover, or NULL */
  BrMappingsFilter    wanted;
  char               *text;   /* (owned) folded, or NULL */
  gint64              filtered_us;
  gboolean            moved;
};

enum
{
  SELECTION_CHANGED,
  EDIT_REQUESTED,
  MOVED,
  NOTICE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrMappingList, br_mapping_list, GTK_TYPE_WIDGET)

/* --- filter ------------------------------------------------------------------------------------- */

static gboolean
text_matches (BrMappingList *self,
              ClaspMapping  *mapping)
{
  const char *const texts[] = { clasp_show_item_get_name (CLASP_SHOW_ITEM (mapping)),
                                clasp_mapping_get_source (mapping),
                                clasp_mapping_get_target (mapping) };

  if (self->text == NULL)
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *folded = g_utf8_casefold (texts[i], -1);

      if (strstr (folded, self->text) != NULL)
        return TRUE;
    }

  return FALSE;
}

static gboolean
filter_func (gpointer item,
             gpointer user_data)
{
  BrMappingList           *self = user_data;
  ClaspShowItem           *mapping = item;
  ClaspMappingStatus      *status = clasp_engine_get_mapping_status (self->engine, clasp_show_item_get_id (mapping));
  const ClaspRouteStatus *state = status != NULL ? clasp_mapping_status_peek (status) : NULL;

  if (!text_matches (self, item))
    return FALSE;

  switch (self->wanted)
    {
    case BR_MAPPINGS_ALL:
      return TRUE;
    case BR_MAPPINGS_ACTIVE:
      return state != NULL && state->last_out_us != 0 && g_get_monotonic_time () - state->last_out_us < ACTIVE_US;
    case BR_MAPPINGS_MUTED:
      return !clasp_show_item_get_enabled (mapping);
    case BR_MAPPINGS_PROBLEMS:
      return state != NULL && (state->error[0] != '\0' || br_lamp_for (state) == BR_LAMP_FAILED);
    }

  return TRUE;
}

static void
br_mapping_list_update_empty (BrMappingList *self)
{
  const char *name = "list";

  if (g_list_model_get_n_items (clasp_show_get_mappings (self->show)) == 0)
    name = "empty";
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->shown)) == 0)
    name = "filtered";
  gtk_stack_set_visible_child_name (self->stack, name);
  self->moved = TRUE;
}

void
br_mapping_list_set_filter (BrMappingList   *self,
                            BrMappingsFilter filter,
                            const char      *text)
{
  self->wanted = filter;
  g_free (self->text);
  self->text = text != NULL && *text != '\0' ? g_utf8_casefold (text, -1) : NULL;
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  br_mapping_list_update_empty (self);
}

guint
br_mapping_list_get_n_shown (BrMappingList *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->shown));
}

/* --- rows --------------------------------------------------------------------------------------- */

static void
setup_cb (GtkListItemFactory *factory,
          GtkListItem        *list_item,
          gpointer            user_data)
{
  gtk_list_item_set_child (list_item, br_mapping_row_new ());
}

static void
bind_cb (GtkListItemFactory *factory,
         GtkListItem        *list_item,
         gpointer            user_data)
{
  BrMappingList *self = user_data;
  BrMappingRow  *row = BR_MAPPING_ROW (gtk_list_item_get_child (list_item));

  br_mapping_row_bind (row, gtk_list_item_get_item (list_item), self->engine);
  g_ptr_array_add (self->rows, row);
  self->moved = TRUE;
}

static void
unbind_cb (GtkListItemFactory *factory,
           GtkListItem        *list_item,
           gpointer            user_data)
{
  BrMappingList *self = user_data;
  BrMappingRow  *row = BR_MAPPING_ROW (gtk_list_item_get_child (list_item));

  g_ptr_array_remove_fast (self->rows, row);
  br_mapping_row_unbind (row);
}

static gboolean
row_in_sight (BrMappingList *self,
              BrMappingRow  *row,
              int           *y,
              int           *height)
{
  GtkWidget    *list_item = gtk_widget_get_parent (GTK_WIDGET (row));
  GtkAllocation allocation;

  if (list_item == NULL || !gtk_widget_get_child_visible (list_item) || !gtk_widget_get_mapped (list_item))
    return FALSE;

  gtk_widget_get_allocation (list_item, &allocation);
  *y = allocation.y;
  *height = allocation.height;

  return allocation.y + allocation.height > 0 && allocation.y < gtk_widget_get_height (GTK_WIDGET (self->view));
}

void
br_mapping_list_foreach_in_sight (BrMappingList   *self,
                                  BrMappingRowFunc func,
                                  gpointer         user_data)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      BrMappingRow *row = g_ptr_array_index (self->rows, i);
      int           y, height;

      if (row_in_sight (self, row, &y, &height))
        func (br_mapping_row_get_mapping (row), y + height / 2.0, br_mapping_row_is_bright (row), user_data);
    }
}

gboolean
br_mapping_list_tick (BrMappingList *self,
                      gint64         now_us)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < self->rows->len; i++)
    {
      BrMappingRow *row = g_ptr_array_index (self->rows, i);
      int           y, height;

      if (row_in_sight (self, row, &y, &height))
        changed |= br_mapping_row_tick (row, now_us);
    }
  if (now_us - self->filtered_us > REFILTER_US
      && (self->wanted == BR_MAPPINGS_ACTIVE || self->wanted == BR_MAPPINGS_PROBLEMS))
    {
      self->filtered_us = now_us;
      gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
      br_mapping_list_update_empty (self);
    }
  if (self->moved)
    {
      self->moved = FALSE;
      g_signal_emit (self, signals[MOVED], 0);
      changed = TRUE;
    }

  return changed;
}

/* --- selection ---------------------------------------------------------------------------------- */

GPtrArray *
br_mapping_list_dup_selected (BrMappingList *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GPtrArray            *mappings = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < gtk_bitset_get_size (selected); i++)
    g_ptr_array_add (mappings,
                     g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_nth (selected, i)));

  return mappings;
}

void
br_mapping_list_select (BrMappingList *self,
                        ClaspMapping  *mapping)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ClaspMapping) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (item != mapping)
        continue;
      gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), i, TRUE);
      gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", i);
      return;
    }
}

static void
selection_changed_cb (BrMappingList *self)
{
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

static void
activate_cb (BrMappingList *self,
             guint          position)
{
  g_autoptr (ClaspMapping) mapping = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (mapping != NULL)
    g_signal_emit (self, signals[EDIT_REQUESTED], 0, mapping);
}

/* --- acts --------------------------------------------------------------------------------------- */

static void
notice (BrMappingList *self,
        const char    *text)
{
  g_signal_emit (self, signals[NOTICE], 0, text, TRUE);
}

static void
edit_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BrMappingList        *self = BR_MAPPING_LIST (widget);
  g_autoptr (GPtrArray) mappings = br_mapping_list_dup_selected (self);

  if (mappings->len > 0)
    g_signal_emit (self, signals[EDIT_REQUESTED], 0, g_ptr_array_index (mappings, 0));
}

static void
rename_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  BrMappingList        *self = BR_MAPPING_LIST (widget);
  g_autoptr (GPtrArray) mappings = br_mapping_list_dup_selected (self);

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

static void
duplicate_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  BrMappingList        *self = BR_MAPPING_LIST (widget);
  g_autoptr (GPtrArray) mappings = br_mapping_list_dup_selected (self);
  g_autoptr (GPtrArray) copies = NULL;

  if (mappings->len == 0)
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

  if (mappings->len == 0)
    return;

  text = g_strdup_printf (ngettext ("%u mapping deleted", "%u mappings deleted", mappings->len), mappings->len);
  br_patch_delete (self->show, mappings);
  notice (self, text);
}

static void
move_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BrMappingList        *self = BR_MAPPING_LIST (widget);
  g_autoptr (GPtrArray) mappings = br_mapping_list_dup_selected (self);

  if (mappings->len == 0)
    return;

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

  clasp_show_begin_edit (self->show, _("Change colour"));
  for (guint i = 0; i < mappings->len; i++)
    g_object_set (g_ptr_array_index (mappings, i), "colour", g_variant_get_uint32 (parameter), NULL);
  clasp_show_end_edit (self->show);
  self->moved = TRUE;
}

/* --- pointer ------------------------------------------------------------------------------------ */

static BrMappingRow *
row_at (BrMappingList *self,
        double         at_y)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      BrMappingRow *row = g_ptr_array_index (self->rows, i);
      int           y, height;

      if (row_in_sight (self, row, &y, &height) && at_y >= y && at_y < y + height)
        return row;
    }

  return NULL;
}

static gboolean
is_selected (BrMappingList *self,
             ClaspMapping  *mapping)
{
  g_autoptr (GPtrArray) selected = br_mapping_list_dup_selected (self);

  return g_ptr_array_find (selected, mapping, NULL);
}

static void
show_menu_cb (GtkGestureClick *gesture,
              int              n_press,
              double           x,
              double           y,
              gpointer         user_data)
{
  BrMappingList *self = user_data;
  BrMappingRow  *row = row_at (self, y);

  if (row == NULL)
    return;

  if (!is_selected (self, br_mapping_row_get_mapping (row)))
    br_mapping_list_select (self, br_mapping_row_get_mapping (row));
  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (self->row_menu);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source,
                 double         x,
                 double         y,
                 gpointer       user_data)
{
  BrMappingRow *row = row_at (user_data, y);

  return row != NULL ? gdk_content_provider_new_typed (CLASP_TYPE_MAPPING, br_mapping_row_get_mapping (row)) : NULL;
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         gpointer       user_data)
{
  BrMappingList *self = user_data;
  BrMappingRow  *row = row_at (self, y);
  ClaspMapping  *mapping = g_value_get_object (value);
  GListModel    *mappings = clasp_show_get_mappings (self->show);

  if (row == NULL || br_mapping_row_get_mapping (row) == mapping)
    return FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) other = g_list_model_get_item (mappings, i);

      if (other == br_mapping_row_get_mapping (row))
        {
          clasp_show_move (self->show, CLASP_SHOW_ITEM (mapping), i);
          return TRUE;
        }
    }

  return FALSE;
}

static void
moved_cb (BrMappingList *self)
{
  self->moved = TRUE;
}

static void
br_mapping_list_add_pointer (BrMappingList *self)
{
  GtkGesture    *click = gtk_gesture_click_new ();
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (CLASP_TYPE_MAPPING, GDK_ACTION_MOVE);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (show_menu_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (drag_prepare_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (source));
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (target));
}

/* --- life --------------------------------------------------------------------------------------- */

void
br_mapping_list_attach (BrMappingList *self,
                        ClaspEngine   *engine)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->engine = g_object_ref (engine);
  self->show = g_object_ref (clasp_engine_get_show (engine));
  self->filter = gtk_custom_filter_new (filter_func, self, NULL);
  self->shown = gtk_filter_list_model_new (g_object_ref (clasp_show_get_mappings (self->show)),
                                           GTK_FILTER (g_object_ref (self->filter)));
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->shown)));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->shown, "items-changed", G_CALLBACK (br_mapping_list_update_empty), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->view, factory);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  br_mapping_list_update_empty (self);
}

static void
br_mapping_list_dispose (GObject *object)
{
  BrMappingList *self = BR_MAPPING_LIST (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_MAPPING_LIST);
  g_clear_object (&self->selection);
  g_clear_object (&self->shown);
  g_clear_object (&self->filter);
  g_clear_object (&self->show);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->text, g_free);

  G_OBJECT_CLASS (br_mapping_list_parent_class)->dispose (object);
}

static void
br_mapping_list_finalize (GObject *object)
{
  g_ptr_array_unref (BR_MAPPING_LIST (object)->rows);

  G_OBJECT_CLASS (br_mapping_list_parent_class)->finalize (object);
}

static void
br_mapping_list_add_bindings (GtkWidgetClass *klass)
{
  gtk_widget_class_add_binding_action (klass, GDK_KEY_F2, 0, "mapping.rename", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Delete, 0, "mapping.delete", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_m, 0, "mapping.mute", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_e, 0, "mapping.edit", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_d, GDK_CONTROL_MASK, "mapping.duplicate", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Up, GDK_CONTROL_MASK, "mapping.move", "i", -1);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Down, GDK_CONTROL_MASK, "mapping.move", "i", 1);
}

static void
br_mapping_list_class_init (BrMappingListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType           type = BR_TYPE_MAPPING_LIST;

  G_OBJECT_CLASS (klass)->dispose = br_mapping_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_mapping_list_finalize;

  signals[SELECTION_CHANGED]
    = g_signal_new ("selection-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EDIT_REQUESTED]
    = g_signal_new ("edit-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CLASP_TYPE_MAPPING);
  signals[MOVED] = g_signal_new ("moved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[NOTICE] = g_signal_new ("notice",
                                  type,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  2,
                                  G_TYPE_STRING,
                                  G_TYPE_BOOLEAN);

  gtk_widget_class_install_action (widget_class, "mapping.edit", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "mapping.rename", NULL, rename_action);
  gtk_widget_class_install_action (widget_class, "mapping.mute", NULL, mute_action);
  gtk_widget_class_install_action (widget_class, "mapping.duplicate", NULL, duplicate_action);
  gtk_widget_class_install_action (widget_class, "mapping.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "mapping.move", "i", move_action);
  gtk_widget_class_install_action (widget_class, "mapping.colour", "u", colour_action);
  br_mapping_list_add_bindings (widget_class);

  gtk_widget_class_set_css_name (widget_class, "mappings");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/clasp_bridge/ClaspBridge/patch/br-mapping-list.ui");
  gtk_widget_class_bind_template_child (widget_class, BrMappingList, stack);
  gtk_widget_class_bind_template_child (widget_class, BrMappingList, scrolled);
  gtk_widget_class_bind_template_child (widget_class, BrMappingList, view);
  gtk_widget_class_bind_template_child (widget_class, BrMappingList, empty);
  gtk_widget_class_bind_template_child (widget_class, BrMappingList, row_menu);
}

static void
br_mapping_list_init (BrMappingList *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scrolled),
                           "value-changed",
                           G_CALLBACK (moved_cb),
                           self,
                           G_CONNECT_SWAPPED);
  br_mapping_list_add_pointer (self);
}
