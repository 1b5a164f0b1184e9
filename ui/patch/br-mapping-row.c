/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-mapping-row.h"

#include "clasp-show-ranges.h"
#include "patch/br-mapping-chips.h"
#include "patch/br-mapping-ends.h"
#include "patch/br-patch-drop.h"
#include "patch/br-patch-edit.h"
#include "widgets/br-flash.h"
#include "widgets/br-format.h"
#include "widgets/br-meter.h"
#include "widgets/br-short-name.h"
#include "widgets/br-signal-notes.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>
#include <math.h>

#define RATE_US G_USEC_PER_SEC

struct _BrMappingRow
{
  GtkWidget parent_instance;

  GtkWidget       *colour;
  GtkImage        *lamp;
  GtkStack        *name_stack;
  GtkLabel        *name;
  GtkEntry        *entry;
  BrChips         *chips;
  GtkWidget       *warning;
  BrMeter         *meter;
  GtkLabel        *rate;
  GtkToggleButton *mute;
  GtkToggleButton *solo;
  GtkWidget       *heading;
  GtkImage        *heading_arrow;
  GtkLabel        *heading_label;
  GtkWidget       *body;
  GtkWidget       *lamp_button;
  GtkWidget       *two_way;

  ClaspMapping       *mapping; /* (owned) or NULL */
  ClaspEngine        *engine;  /* (owned) or NULL */
  ClaspMappingStatus *status;  /* (owned) or NULL */
  char               *bad_ends; /* (owned) or NULL: "source missing" */
  char               *ranged;  /* (owned) or NULL: the address whose range is known */
  ClaspRange          range;
  guint               colour_shown;
  BrLamp              lamp_shown;
  gint64              lamp_us; /* when it turned */
  gboolean            first_shown; /* of a list, the first element goes on */
  gboolean            bright, dirty, updating;
  gint64              rated_us;
  guint64             n_rated;
};

enum
{
  TEST_REQUESTED,
  HEADING_CLICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrMappingRow, br_mapping_row, GTK_TYPE_WIDGET)

static const char *const colour_classes[]
  = { "hue-0", "hue-1", "hue-2", "hue-3", "hue-4", "hue-5", "hue-6", "hue-7", "hue-8" };

const char *
br_colour_get_css (guint colour)
{
  return colour_classes[MIN (colour, G_N_ELEMENTS (colour_classes) - 1)];
}

/* --- what the show says ------------------------------------------------------------------------- */

static void
br_mapping_row_show_chips (BrMappingRow *self)
{
  br_mapping_chips_show (self->chips, self->mapping, clasp_engine_get_show (self->engine), self->bad_ends, self->first_shown);
}

/* The focus is on the list's own widget around us. */
static void
br_mapping_row_say (BrMappingRow *self,
                    const char   *text)
{
  GtkWidget *list_item = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  if (list_item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (list_item), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
br_mapping_row_speak (BrMappingRow *self)
{
  gboolean         enabled = clasp_show_item_get_enabled (CLASP_SHOW_ITEM (self->mapping));
  g_autofree char *from = br_short_name (clasp_mapping_get_source (self->mapping));
  g_autofree char *to = br_short_name (clasp_mapping_get_target (self->mapping));
  /* Translators: name of a mapping, its source, its target, "active" or "muted" */
  g_autofree char *text = g_strdup_printf (_("%s, from %s, to %s, %s"),
                                           gtk_label_get_label (self->name),
                                           from,
                                           to,
                                           enabled ? _("active") : _("muted"));

  br_mapping_row_say (self, text);
  br_meter_set_name (self->meter, to);
}

static void
br_mapping_row_show_mapping (BrMappingRow *self)
{
  ClaspShowItem   *item = CLASP_SHOW_ITEM (self->mapping);
  gboolean         enabled = clasp_show_item_get_enabled (item);
  guint            colour = 0;
  g_autofree char *what = clasp_mapping_is_plain (self->mapping)
                            ? g_strdup_printf ("%s → %s",
                                               clasp_mapping_get_source (self->mapping),
                                               clasp_mapping_get_target (self->mapping))
                            : clasp_mapping_to_text (self->mapping);
  g_autofree char *name = br_mapping_dup_name (self->mapping);
  g_autofree char *tooltip = g_strdup_printf ("%s\n%s", name, what);
  const char      *hint = enabled ? _("Mute Mapping") : _("Unmute Mapping");

  self->updating = TRUE;
  gtk_label_set_label (self->name, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), tooltip);
  gtk_toggle_button_set_active (self->mute, !enabled);
  gtk_toggle_button_set_active (self->solo, br_patch_is_solo (self->mapping));
  gtk_widget_set_visible (self->two_way, br_patch_is_two_way (self->mapping));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->mute), hint);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->mute), GTK_ACCESSIBLE_PROPERTY_LABEL, hint, -1);
  if (enabled)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "muted");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "muted");
  g_object_get (self->mapping, "colour", &colour, NULL);
  gtk_widget_remove_css_class (self->colour, br_colour_get_css (self->colour_shown));
  gtk_widget_add_css_class (self->colour, br_colour_get_css (colour));
  self->colour_shown = colour;
  br_mapping_row_show_chips (self);
  br_mapping_row_speak (self);
  self->updating = FALSE;
}

static gboolean br_mapping_row_look_at_ends (BrMappingRow *self);

static void
show_changed_cb (BrMappingRow  *self,
                 ClaspShowItem *item)
{
  if (self->mapping == NULL)
    return;
  g_clear_pointer (&self->ranged, g_free);
  br_mapping_row_look_at_ends (self);
  if (item == NULL || item == CLASP_SHOW_ITEM (self->mapping))
    br_mapping_row_show_mapping (self);
  else if (CLASP_IS_CONNECTION (item))
    br_mapping_row_show_chips (self); /* its numbers may be others now */
}

static void
ranges_changed_cb (BrMappingRow *self)
{
  if (self->mapping == NULL)
    return;
  g_clear_pointer (&self->ranged, g_free);
  br_mapping_row_show_chips (self);
}

/* --- what is happening -------------------------------------------------------------------------- */

static void
status_changed_cb (BrMappingRow *self)
{
  self->dirty = TRUE;
}

void
br_mapping_row_speak_value (BrMappingRow *self)
{
  const ClaspRouteStatus *status = self->status != NULL ? clasp_mapping_status_peek (self->status) : NULL;
  char                    value[32] = "–";
  g_autofree char        *text = NULL;

  if (self->mapping == NULL)
    return;

  if (status != NULL && status->has_output)
    br_format_number (status->output, value, sizeof value);
  /* Translators: name of a mapping, the value it sent last, "Sent" or "Failed" */
  text = g_strdup_printf (_("%s, %s, %s"), gtk_label_get_label (self->name), value, br_lamp_get_word (self->lamp_shown));
  /* Asked for again, the same value is to be heard again: only a change of the name is. */
  br_mapping_row_speak (self);
  br_mapping_row_say (self, text);
}

static void
set_class (GtkWidget  *widget,
           const char *name,
           gboolean    is_set)
{
  if (is_set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
br_mapping_row_show_lamp (BrMappingRow *self,
                          BrLamp        lamp)
{
  static const char *const icons[]
    = { "br-status-idle-symbolic", "br-status-idle-symbolic", "br-status-live-symbolic", "br-status-error-symbolic" };
  /* Translators: what a mapping did last, and what pressing the lamp does */
  g_autofree char *text = g_strdup_printf (_("%s. Press to send the last value again."), br_lamp_get_word (lamp));

  gtk_image_set_from_icon_name (self->lamp, icons[lamp]);
  /* The ring says that something arrived. */
  set_class (GTK_WIDGET (self->lamp), "dark", lamp == BR_LAMP_DARK);
  gtk_widget_set_tooltip_text (self->lamp_button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->lamp_button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  self->lamp_shown = lamp;
}

static void
br_mapping_row_show_brightness (BrMappingRow *self,
                                gboolean      bright)
{
  self->bright = bright;
  set_class (GTK_WIDGET (self->lamp), "bright", bright);
}

static void
br_mapping_row_show_rate (BrMappingRow            *self,
                          const ClaspRouteStatus *status,
                          gint64                   now_us)
{
  double           seconds = (double) (now_us - self->rated_us) / G_USEC_PER_SEC;
  g_autofree char *text = NULL;

  if (self->rated_us != 0 && status->n_out >= self->n_rated)
    text = br_format_rate ((double) (status->n_out - self->n_rated) / seconds);
  gtk_label_set_label (self->rate, text != NULL ? text : "");
  self->rated_us = now_us;
  self->n_rated = status->n_out;
}

/* Asked once for each address. */
static const ClaspRange *
br_mapping_row_find_range (BrMappingRow *self,
                           const char   *address)
{
  if (g_strcmp0 (self->ranged, address) == 0)
    return &self->range;

  g_free (self->ranged);
  self->ranged = g_strdup (address);
  self->range = (ClaspRange) { 0, 1, FALSE };
  br_range_of_address (clasp_engine_get_show (self->engine), address, &self->range);

  return &self->range;
}

static void
br_mapping_row_show_warning (BrMappingRow *self)
{
  const char *error = self->status != NULL ? clasp_mapping_status_peek (self->status)->error : "";
  const char *text = error[0] != '\0' ? error : self->bad_ends;

  gtk_widget_set_visible (self->warning, text != NULL);
  gtk_widget_set_tooltip_text (self->warning, text);
  if (text != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->warning), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* TRUE when something came to be missing at an end, or is no longer. */
static gboolean
br_mapping_row_look_at_ends (BrMappingRow *self)
{
  g_autofree char *bad_ends = br_mapping_dup_bad_ends (self->engine, self->mapping);

  if (g_strcmp0 (bad_ends, self->bad_ends) == 0)
    return FALSE;
  g_free (self->bad_ends);
  self->bad_ends = g_steal_pointer (&bad_ends);
  br_mapping_row_show_chips (self);
  br_mapping_row_show_warning (self);

  return TRUE;
}

static void
br_mapping_row_show_status (BrMappingRow            *self,
                            const ClaspRouteStatus *status)
{
  /* Of the address it went to last: a template stands for many. */
  const ClaspRange *range = br_mapping_row_find_range (self, status->target);
  BrLevel           level;
  double            span = range->maximum - range->minimum;

  br_level_set (&level, status->has_output && span > 0 ? (status->output - range->minimum) / span : NAN);
  br_meter_set_level (self->meter, &level);
  if (status->took_first != self->first_shown)
    {
      self->first_shown = status->took_first;
      br_mapping_row_show_chips (self);
    }
  br_mapping_row_show_warning (self);
}

gboolean
br_mapping_row_tick (BrMappingRow *self,
                     gint64        now_us,
                     gboolean     *looks_changed)
{
  const ClaspRouteStatus *status;
  gboolean                 bright, changed = self->dirty;
  BrLamp                   lamp;

  if (self->status == NULL)
    return FALSE;

  status = clasp_mapping_status_peek (self->status);
  if (self->dirty)
    br_mapping_row_show_status (self, status);
  self->dirty = FALSE;
  lamp = br_lamp_follow (self->lamp_shown, status, now_us, &self->lamp_us);
  if (lamp != self->lamp_shown)
    {
      br_mapping_row_show_lamp (self, lamp);
      changed = TRUE;
    }
  bright = br_flash_is_lit (status->last_out_us, now_us);
  if (bright != self->bright)
    {
      br_mapping_row_show_brightness (self, bright);
      *looks_changed = changed = TRUE;
    }
  if (now_us - self->rated_us >= RATE_US)
    {
      br_mapping_row_show_rate (self, status, now_us);
      if (br_mapping_row_look_at_ends (self))
        *looks_changed = changed = TRUE;
    }

  return changed || bright || br_lamp_for (status) != lamp;
}

gboolean
br_mapping_row_is_bright (BrMappingRow *self)
{
  return self->bright;
}

/* --- acts --------------------------------------------------------------------------------------- */

static void
mute_toggled_cb (BrMappingRow *self)
{
  g_autoptr (GPtrArray) mappings = g_ptr_array_new ();

  if (self->updating || self->mapping == NULL)
    return;

  g_ptr_array_add (mappings, self->mapping);
  br_patch_set_muted (clasp_engine_get_show (self->engine), mappings, gtk_toggle_button_get_active (self->mute));
}

static void
solo_toggled_cb (BrMappingRow *self)
{
  g_autoptr (GPtrArray) mappings = g_ptr_array_new ();

  if (self->updating || self->mapping == NULL)
    return;

  g_ptr_array_add (mappings, self->mapping);
  br_patch_set_solo (clasp_engine_get_show (self->engine), mappings, gtk_toggle_button_get_active (self->solo));
}

static void
lamp_cb (BrMappingRow *self)
{
  g_signal_emit (self, signals[TEST_REQUESTED], 0);
}

static void
heading_cb (BrMappingRow *self)
{
  g_signal_emit (self, signals[HEADING_CLICKED], 0);
}

void
br_mapping_row_set_heading (BrMappingRow *self,
                            const char   *group,
                            guint         n_folded)
{
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->heading, group != NULL);
  gtk_widget_set_visible (self->body, group == NULL || n_folded == 0);
  if (group == NULL)
    return;

  /* Translators: a group of mappings, and how many are in it */
  text = n_folded > 0 ? g_strdup_printf (_("%s (%u)"), group, n_folded) : g_strdup (group);
  gtk_label_set_label (self->heading_label, text);
  gtk_image_set_from_icon_name (self->heading_arrow, n_folded > 0 ? "pan-end-symbolic" : "pan-down-symbolic");
}

double
br_mapping_row_get_middle (BrMappingRow *self)
{
  graphene_rect_t bounds;
  GtkWidget      *shown = gtk_widget_get_visible (self->body) ? self->body : self->heading;

  if (!gtk_widget_compute_bounds (shown, gtk_widget_get_parent (GTK_WIDGET (self)), &bounds))
    return gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;

  return bounds.origin.y + bounds.size.height / 2;
}

void
br_mapping_row_set_relation (BrMappingRow *self,
                             gboolean      faded,
                             gboolean      related)
{
  set_class (GTK_WIDGET (self), "faded", faded);
  set_class (GTK_WIDGET (self), "related", related);
}

void
br_mapping_row_rename (BrMappingRow *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), gtk_label_get_label (self->name));
  gtk_stack_set_visible_child_name (self->name_stack, "entry");
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
br_mapping_row_end_rename (BrMappingRow *self,
                           gboolean      keep)
{
  g_autofree char *name = NULL;

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->name_stack), "entry") != 0)
    return;

  name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  gtk_stack_set_visible_child_name (self->name_stack, "label");
  /* What stands there until it has a name is not made its name; without one it stands there again. */
  if (keep && self->mapping != NULL && !g_str_equal (name, gtk_label_get_label (self->name)))
    clasp_show_item_set_name (CLASP_SHOW_ITEM (self->mapping), name);
}

static void
rename_done_cb (BrMappingRow *self)
{
  br_mapping_row_end_rename (self, TRUE);
  gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (self)));
}

static void
rename_left_cb (BrMappingRow *self)
{
  br_mapping_row_end_rename (self, TRUE);
}

static gboolean
rename_key_cb (GtkEventControllerKey *controller,
               guint                  key,
               guint                  code,
               GdkModifierType        state,
               gpointer               user_data)
{
  BrMappingRow *self = user_data;

  if (key != GDK_KEY_Escape)
    return FALSE;

  br_mapping_row_end_rename (self, FALSE);
  gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (self)));

  return TRUE;
}

/* --- life --------------------------------------------------------------------------------------- */

ClaspMapping *
br_mapping_row_get_mapping (BrMappingRow *self)
{
  return self->mapping;
}

void
br_mapping_row_unbind (BrMappingRow *self)
{
  br_mapping_row_end_rename (self, FALSE);
  if (self->status != NULL)
    g_signal_handlers_disconnect_by_data (self->status, self);
  if (self->engine != NULL)
    {
      g_signal_handlers_disconnect_by_data (clasp_engine_get_show (self->engine), self);
      g_signal_handlers_disconnect_by_data (self->engine, self);
    }
  g_clear_pointer (&self->ranged, g_free);
  g_clear_pointer (&self->bad_ends, g_free);
  g_clear_object (&self->status);
  g_clear_object (&self->engine);
  g_clear_object (&self->mapping);
}

void
br_mapping_row_bind (BrMappingRow *self,
                     ClaspMapping *mapping,
                     ClaspEngine  *engine)
{
  ClaspMappingStatus *status = clasp_engine_get_mapping_status (engine, clasp_show_item_get_id (CLASP_SHOW_ITEM (mapping)));

  br_mapping_row_unbind (self);
  self->mapping = g_object_ref (mapping);
  self->engine = g_object_ref (engine);
  g_signal_connect_swapped (clasp_engine_get_show (engine), "changed", G_CALLBACK (show_changed_cb), self);
  g_signal_connect_swapped (engine, "ranges-changed", G_CALLBACK (ranges_changed_cb), self);
  if (status != NULL)
    {
      self->status = g_object_ref (status);
      g_signal_connect_swapped (status, "changed", G_CALLBACK (status_changed_cb), self);
    }
  self->dirty = TRUE;
  self->first_shown = FALSE;
  self->rated_us = 0;
  self->lamp_us = 0;
  self->bad_ends = br_mapping_dup_bad_ends (engine, mapping);
  br_mapping_row_show_mapping (self);
  br_mapping_row_show_lamp (self, BR_LAMP_DARK);
  br_mapping_row_show_warning (self);
}

static void
br_mapping_row_dispose (GObject *object)
{
  BrMappingRow *self = BR_MAPPING_ROW (object);

  if (self->name_stack != NULL)
    br_mapping_row_unbind (self);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_MAPPING_ROW);

  G_OBJECT_CLASS (br_mapping_row_parent_class)->dispose (object);
}

static void
br_mapping_row_class_init (BrMappingRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_mapping_row_dispose;
  signals[TEST_REQUESTED] = g_signal_new ("test-requested", BR_TYPE_MAPPING_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[HEADING_CLICKED] = g_signal_new ("heading-clicked", BR_TYPE_MAPPING_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (BR_TYPE_CHIPS);
  g_type_ensure (BR_TYPE_METER);
  gtk_widget_class_set_css_name (widget_class, "mapping-row");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/clasp_bridge/ClaspBridge/patch/br-mapping-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BrMappingRow, colour);
  gtk_widget_class_bind_template_child (widget_class, BrMappingRow, lamp);
  gtk_widget_class_bind_template_child (widget_class, BrMappingRow, name_stack);
  gtk_widget_class_bind_template_child (widget_class, BrMappingRow, name);
  gtk_widget_class_bind_template_child (widget_class, BrMappingRow, entry);
  gtk_widget_class_bind_template_child (widget_class, BrMappingRow, chips);
  gtk_widget_class_bind_template_child (widget_class, BrMappingRow, warning);
  gtk_widget_class_bind_template_child (widget_class, BrMappingRow, meter);
  gtk_widget_class_bind_template_child (widget_class, BrMappingRow, rate);
  gtk_widget_class_bind_template_child (widget_class, BrMappingRow, mute);
  gtk_widget_class_bind_template_child (widget_class, BrMappingRow, solo);
  gtk_widget_class_bind_template_child (widget_class, BrMappingRow, heading);
  gtk_widget_class_bind_template_child (widget_class, BrMappingRow, heading_arrow);
  gtk_widget_class_bind_template_child (widget_class, BrMappingRow, heading_label);
  gtk_widget_class_bind_template_child (widget_class, BrMappingRow, body);
  gtk_widget_class_bind_template_child (widget_class, BrMappingRow, lamp_button);
  gtk_widget_class_bind_template_child (widget_class, BrMappingRow, two_way);
  gtk_widget_class_bind_template_callback (widget_class, mute_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, solo_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, lamp_cb);
  gtk_widget_class_bind_template_callback (widget_class, heading_cb);
  gtk_widget_class_bind_template_callback (widget_class, rename_done_cb);
}

static void
br_mapping_row_init (BrMappingRow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (rename_key_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (rename_left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), focus);
}

GtkWidget *
br_mapping_row_new (void)
{
  return g_object_new (BR_TYPE_MAPPING_ROW, NULL);
}
