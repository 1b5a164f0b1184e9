/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-quick-map.h"

#include "mapping/clasp-curve.h"
#include "patch/br-curve-thumb.h"
#include "patch/br-pair-list.h"
#include "patch/br-patch-drop.h"
#include "patch/br-patch-edit.h"
#include "patch/br-quick-steps.h"
#include "widgets/br-short-name.h"
#include "window/br-keys.h"

#include <glib/gi18n.h>
#include <math.h>

struct _BrQuickMap
{
  GtkPopover parent_instance;

  GtkLabel       *title;
  GtkWidget      *loop_box;
  GtkLabel       *loop_label;
  GtkWidget      *steps_box;
  GtkSpinButton  *in_min, *in_max, *out_min, *out_max;
  GtkDropDown    *curve;
  GtkCheckButton *invert;
  BrCurveThumb   *thumb;
  GtkWidget      *done_button;
  GtkCheckButton *two_way;
  GtkWidget      *careful;
  GtkWidget      *merge_box;
  GtkDropDown    *merge;

  ClaspEngine  *engine;  /* (owned) */
  ClaspMapping *mapping; /* (owned) or NULL */
  GPtrArray    *merged;  /* (owned) of ClaspMapping: all that go to its target, or NULL */
  gboolean      updating;
};

enum
{
  EDIT_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrQuickMap, br_quick_map, GTK_TYPE_POPOVER)

/* The few that are wanted in a hurry; the editor has all. */
static const struct
{
  const char *title;
  int         shape;
} curves[] = {
  { N_ ("Straight"), -1 },
  { N_ ("Slow start"), CLASP_CURVE_EASE_IN },
  { N_ ("Slow end"), CLASP_CURVE_EASE_OUT },
  { N_ ("S-curve"), CLASP_CURVE_EASE_IN_OUT },
  { N_ ("Exponential"), CLASP_CURVE_EXPONENTIAL },
  { N_ ("Logarithmic"), CLASP_CURVE_LOGARITHMIC },
};

/* --- fields ------------------------------------------------------------------------------------- */

static guint
digits_for (double low,
            double high)
{
  return fabs (high - low) >= 20 ? 0 : 2;
}

static void
set_field (GtkSpinButton *spin,
           double         value,
           guint          digits)
{
  gtk_spin_button_set_digits (spin, digits);
  gtk_spin_button_set_increments (spin, digits == 0 ? 1 : 0.01, digits == 0 ? 10 : 0.1);
  gtk_spin_button_set_value (spin, value);
}

static guint
curve_index (int shape)
{
  for (guint i = 0; i < G_N_ELEMENTS (curves); i++)
    if (curves[i].shape == shape)
      return i;

  return GTK_INVALID_LIST_POSITION;
}

static void
br_quick_map_show_steps (BrQuickMap *self)
{
  BrQuickSteps steps;
  gboolean     simple = br_quick_steps_read (&steps, clasp_engine_get_show (self->engine), self->mapping);

  self->updating = TRUE;
  gtk_check_button_set_active (self->two_way, br_patch_is_two_way (self->mapping));
  gtk_drop_down_set_selected (self->merge, br_patch_get_merge (self->mapping));
  self->updating = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->two_way), self->merged == NULL);
  gtk_widget_set_visible (self->merge_box, self->merged != NULL);
  /* What only the editor can show is left alone here, and what differs between several. */
  simple = simple && self->merged == NULL && curve_index (steps.curve) != GTK_INVALID_LIST_POSITION;
  gtk_widget_set_visible (self->steps_box, simple);
  if (!simple)
    return;

  self->updating = TRUE;
  set_field (self->in_min, steps.in_min, digits_for (steps.in_min, steps.in_max));
  set_field (self->in_max, steps.in_max, digits_for (steps.in_min, steps.in_max));
  set_field (self->out_min, steps.out_min, digits_for (steps.out_min, steps.out_max));
  set_field (self->out_max, steps.out_max, digits_for (steps.out_min, steps.out_max));
  gtk_drop_down_set_selected (self->curve, curve_index (steps.curve));
  gtk_check_button_set_active (self->invert, steps.out_min > steps.out_max);
  br_curve_thumb_set_steps (self->thumb, &steps);
  self->updating = FALSE;
}

static void
br_quick_map_write (BrQuickMap *self,
                    gboolean    swap)
{
  guint        selected = gtk_drop_down_get_selected (self->curve);
  BrQuickSteps steps = {
    .in_min = gtk_spin_button_get_value (self->in_min),
    .in_max = gtk_spin_button_get_value (self->in_max),
    .out_min = gtk_spin_button_get_value (swap ? self->out_max : self->out_min),
    .out_max = gtk_spin_button_get_value (swap ? self->out_min : self->out_max),
    .curve = selected < G_N_ELEMENTS (curves) ? curves[selected].shape : -1,
  };

  if (self->mapping == NULL)
    return;

  self->updating = TRUE;
  br_quick_steps_write (&steps, clasp_engine_get_show (self->engine), self->mapping);
  self->updating = FALSE;
  br_quick_map_show_steps (self);
}

static void
changed_cb (BrQuickMap *self)
{
  if (!self->updating)
    br_quick_map_write (self, FALSE);
}

static void
invert_cb (BrQuickMap *self)
{
  if (!self->updating)
    br_quick_map_write (self, TRUE);
}

/* --- acts --------------------------------------------------------------------------------------- */

static void
done_cb (BrQuickMap *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
edit_cb (BrQuickMap *self)
{
  g_autoptr (ClaspMapping) mapping = self->mapping != NULL ? g_object_ref (self->mapping) : NULL;

  gtk_popover_popdown (GTK_POPOVER (self));
  if (mapping != NULL)
    g_signal_emit (self, signals[EDIT_REQUESTED], 0, mapping);
}

static void
two_way_cb (BrQuickMap *self)
{
  if (!self->updating && self->mapping != NULL)
    br_patch_set_two_way (clasp_engine_get_show (self->engine),
                          self->mapping,
                          gtk_check_button_get_active (self->two_way));
}

static void
merge_cb (BrQuickMap *self)
{
  guint selected = gtk_drop_down_get_selected (self->merge);

  if (!self->updating && self->merged != NULL && selected <= CLASP_MERGE_AVERAGE)
    br_patch_set_merge (clasp_engine_get_show (self->engine), self->merged, (ClaspMerge) selected);
}

static void
turn_on_cb (BrQuickMap *self)
{
  br_patch_guard_loop (clasp_engine_get_show (self->engine), self->mapping);
  gtk_widget_set_visible (self->loop_box, FALSE);
}

/* --- mapping ------------------------------------------------------------------------------------ */

static void
show_changed_cb (BrQuickMap    *self,
                 ClaspShowItem *item)
{
  ClaspShow *show = clasp_engine_get_show (self->engine);

  if (self->mapping == NULL || self->updating)
    return;

  if (clasp_show_find (show, clasp_show_item_get_id (CLASP_SHOW_ITEM (self->mapping))) == NULL)
    gtk_popover_popdown (GTK_POPOVER (self));
  else if (item == NULL || item == CLASP_SHOW_ITEM (self->mapping))
    br_quick_map_show_steps (self);
}

void
br_quick_map_set_mapping (BrQuickMap   *self,
                          ClaspMapping *mapping,
                          const char   *loop,
                          GPtrArray    *merged)
{
  g_autofree char *target = br_short_name (clasp_mapping_get_target (mapping));
  g_autofree char *title = NULL;

  g_set_object (&self->mapping, mapping);
  g_clear_pointer (&self->merged, g_ptr_array_unref);
  if (merged != NULL)
    {
      self->merged = g_ptr_array_ref (merged);
      /* Translators: how many sources, and what they all go to */
      title = g_strdup_printf (ngettext ("%u source → %s", "%u sources → %s", merged->len), merged->len, target);
    }
  gtk_label_set_label (self->title, title != NULL ? title : clasp_show_item_get_name (CLASP_SHOW_ITEM (mapping)));
  gtk_widget_set_visible (self->careful,
                          br_is_careful (clasp_engine_get_show (self->engine), clasp_mapping_get_target (mapping)));
  gtk_widget_set_visible (self->loop_box, loop != NULL);
  if (loop != NULL)
    {
      g_autofree char *text = g_strdup_printf (_("These feed each other: %s. The mapping was muted."), loop);

      gtk_label_set_label (self->loop_label, text);
    }
  br_curve_thumb_set_input (self->thumb, NAN);
  br_quick_map_show_steps (self);
}

gboolean
br_quick_map_tick (BrQuickMap *self)
{
  ClaspMappingStatus      *status;
  const ClaspRouteStatus *state;

  if (self->mapping == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return FALSE;

  status = clasp_engine_get_mapping_status (self->engine, clasp_show_item_get_id (CLASP_SHOW_ITEM (self->mapping)));
  state = status != NULL ? clasp_mapping_status_peek (status) : NULL;
  br_curve_thumb_set_input (self->thumb, state != NULL && state->has_input ? state->input : NAN);

  return FALSE;
}

/* --- life --------------------------------------------------------------------------------------- */

static void
mapped_cb (BrQuickMap *self)
{
  gtk_widget_grab_focus (self->done_button);
}

static void
br_quick_map_dispose (GObject *object)
{
  BrQuickMap *self = BR_QUICK_MAP (object);

  g_clear_object (&self->mapping);
  g_clear_pointer (&self->merged, g_ptr_array_unref);
  g_clear_object (&self->engine);
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_QUICK_MAP);

  G_OBJECT_CLASS (br_quick_map_parent_class)->dispose (object);
}

static void
br_quick_map_class_init (BrQuickMapClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_quick_map_dispose;

  signals[EDIT_REQUESTED] = g_signal_new ("edit-requested",
                                          BR_TYPE_QUICK_MAP,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          CLASP_TYPE_MAPPING);

  g_type_ensure (BR_TYPE_CURVE_THUMB);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/clasp_bridge/ClaspBridge/patch/br-quick-map.ui");
  gtk_widget_class_bind_template_child (widget_class, BrQuickMap, title);
  gtk_widget_class_bind_template_child (widget_class, BrQuickMap, loop_box);
  gtk_widget_class_bind_template_child (widget_class, BrQuickMap, loop_label);
  gtk_widget_class_bind_template_child (widget_class, BrQuickMap, steps_box);
  gtk_widget_class_bind_template_child (widget_class, BrQuickMap, in_min);
  gtk_widget_class_bind_template_child (widget_class, BrQuickMap, in_max);
  gtk_widget_class_bind_template_child (widget_class, BrQuickMap, out_min);
  gtk_widget_class_bind_template_child (widget_class, BrQuickMap, out_max);
  gtk_widget_class_bind_template_child (widget_class, BrQuickMap, curve);
  gtk_widget_class_bind_template_child (widget_class, BrQuickMap, invert);
  gtk_widget_class_bind_template_child (widget_class, BrQuickMap, thumb);
  gtk_widget_class_bind_template_child (widget_class, BrQuickMap, done_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, invert_cb);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
  gtk_widget_class_bind_template_callback (widget_class, edit_cb);
  gtk_widget_class_bind_template_child (widget_class, BrQuickMap, two_way);
  gtk_widget_class_bind_template_child (widget_class, BrQuickMap, careful);
  gtk_widget_class_bind_template_child (widget_class, BrQuickMap, merge_box);
  gtk_widget_class_bind_template_child (widget_class, BrQuickMap, merge);
  gtk_widget_class_bind_template_callback (widget_class, turn_on_cb);
  gtk_widget_class_bind_template_callback (widget_class, two_way_cb);
  gtk_widget_class_bind_template_callback (widget_class, merge_cb);
}

/* The popover holds the keys: the window's shortcuts do not get them. */
static gboolean
key_cb (GtkEventController *controller,
        guint               keyval,
        guint               keycode,
        GdkModifierType     state)
{
  static const char *const actions[] = { "win.undo", "win.redo" };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (br_keys_is_pressed (actions[i], controller, keyval, state))
      return gtk_widget_activate_action (gtk_event_controller_get_widget (controller), actions[i], NULL);

  return GDK_EVENT_PROPAGATE;
}

static void
br_quick_map_init (BrQuickMap *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  g_autoptr (GListModel)    merges = br_merge_titles_new ();
  GtkEventController       *keys = gtk_event_controller_key_new ();

  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (curves); i++)
    gtk_string_list_append (titles, _ (curves[i].title));
  gtk_drop_down_set_model (self->curve, G_LIST_MODEL (titles));
  gtk_drop_down_set_model (self->merge, merges);
  self->updating = FALSE;
  g_signal_connect (self, "map", G_CALLBACK (mapped_cb), NULL);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), NULL);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
br_quick_map_new (ClaspEngine *engine)
{
  BrQuickMap *self = g_object_new (BR_TYPE_QUICK_MAP, NULL);

  self->engine = g_object_ref (engine);
  g_signal_connect_object (clasp_engine_get_show (engine), "changed", G_CALLBACK (show_changed_cb), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
