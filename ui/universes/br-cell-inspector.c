/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "universes/br-cell-inspector.h"

#include "widgets/br-format.h"
#include "mapping/br-mapping-uses.h"
#include "universes/br-slot-notes.h"
#include "universes/br-slot-past.h"
#include "widgets/br-chart.h"
#include "widgets/br-take-label.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>
#include <math.h>

#define SPAN_US (60 * G_USEC_PER_SEC)
#define MAX_NAMED 20

struct _BrCellInspector
{
  GtkWidget parent_instance;

  GtkStack      *stack;
  GtkLabel      *title;
  GtkLabel      *address;
  GtkLabel      *value;
  GtkLabel      *hold;
  BrChart       *chart;
  GtkWidget     *test_group;
  GtkScale      *fader;
  GtkAdjustment *adjustment;
  GtkWidget     *release;
  AdwEntryRow   *name;
  GtkSwitch     *careful;
  GtkLabel      *range;
  AdwActionRow  *flicker;
  AdwActionRow  *mappings;

  BrWindow       *window; /* (unowned), outlives the inspector */
  BrUniverseItem *item;   /* (owned) (nullable) */
  guint           slot;
  BrSlotPast      past; /* of the slots of @item */
  gboolean        updating;
};

static guint test_signal;

G_DEFINE_FINAL_TYPE (BrCellInspector, br_cell_inspector, GTK_TYPE_WIDGET)

static void
set_subtitle (AdwActionRow *row,
              const char   *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  if (g_strcmp0 (adw_action_row_get_subtitle (row), escaped) != 0)
    adw_action_row_set_subtitle (row, escaped);
}

static char *
br_cell_inspector_dup_address (BrCellInspector *self)
{
  return g_strdup_printf ("%s/%u", br_universe_item_get_prefix (self->item), self->slot + 1);
}

/* --- mappings that use it ----------------------------------------------------------------------- */

static void
br_cell_inspector_show_mappings (BrCellInspector *self)
{
  g_autofree char *address = br_cell_inspector_dup_address (self);
  g_autofree char *names = br_mapping_dup_users (br_window_get_show (self->window), address, MAX_NAMED);

  set_subtitle (self->mappings, names != NULL ? names : _("none"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->mappings), names != NULL);
}

static void
mappings_cb (BrCellInspector *self)
{
  g_autofree char *address = br_cell_inspector_dup_address (self);

  br_mapping_show_user (self->window, address);
}

/* --- what the show says of it ------------------------------------------------------------------- */

static ClaspSettings *
router_settings (BrCellInspector *self)
{
  return clasp_router_config_get_settings (clasp_show_get_router (br_window_get_show (self->window)));
}

static void
br_cell_inspector_show_note (BrCellInspector *self)
{
  g_auto (ClaspNoteText) note = { 0 };

  br_slot_notes_find (clasp_settings_get_strv (router_settings (self), "slot-notes"),
                      br_universe_item_get_prefix (self->item),
                      self->slot,
                      &note);
  self->updating = TRUE;
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->name)), note.name != NULL ? note.name : "") != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->name), note.name != NULL ? note.name : "");
  gtk_switch_set_active (self->careful, note.is_careful);
  self->updating = FALSE;
}

static void
br_cell_inspector_edit (BrCellInspector *self,
                        const char      *label,
                        const char      *name,
                        gboolean         is_careful)
{
  ClaspShow     *show = br_window_get_show (self->window);
  ClaspSettings *settings = router_settings (self);
  g_auto (GStrv) notes = NULL;

  if (br_window_refuse_edit (self->window))
    {
      br_cell_inspector_show_note (self);
      return;
    }

  notes = br_slot_notes_replace (clasp_settings_get_strv (settings, "slot-notes"),
                                 br_universe_item_get_prefix (self->item),
                                 self->slot,
                                 name,
                                 is_careful);
  if (g_strv_length (notes) > CLASP_SETTINGS_MAX_ITEMS)
    {
      br_window_toast (self->window, _("There is no room for another note of a channel."), FALSE);
      br_cell_inspector_show_note (self);
      return;
    }

  clasp_show_begin_edit (show, label);
  g_object_set (settings, "slot-notes", notes, NULL);
  clasp_show_end_edit (show);
}

static void
name_applied_cb (BrCellInspector *self)
{
  if (self->item != NULL && !self->updating)
    br_cell_inspector_edit (self,
                            _("Rename channel"),
                            gtk_editable_get_text (GTK_EDITABLE (self->name)),
                            gtk_switch_get_active (self->careful));
}

static void
careful_cb (BrCellInspector *self)
{
  g_auto (ClaspNoteText) note = { 0 };

  if (self->item == NULL || self->updating)
    return;

  br_slot_notes_find (clasp_settings_get_strv (router_settings (self), "slot-notes"),
                      br_universe_item_get_prefix (self->item),
                      self->slot,
                      &note);
  br_cell_inspector_edit (self, _("Mark channel"), note.name, gtk_switch_get_active (self->careful));
}

/* --- testing ------------------------------------------------------------------------------------ */

static gboolean
fader_cb (GtkRange     *range,
          GtkScrollType scroll,
          double        number,
          gpointer      user_data)
{
  BrCellInspector *self = BR_CELL_INSPECTOR (gtk_widget_get_ancestor (GTK_WIDGET (range), BR_TYPE_CELL_INSPECTOR));

  if (self->item != NULL && !self->updating)
    g_signal_emit (self, test_signal, 0, (int) CLAMP (lround (number), 0, 255));

  return FALSE;
}

static void
release_cb (BrCellInspector *self)
{
  if (self->item != NULL)
    g_signal_emit (self, test_signal, 0, -1);
}

/* --- showing ------------------------------------------------------------------------------------ */

static void
show_title (BrCellInspector *self)
{
  const char      *protocol = br_dmx_protocol_name (br_universe_item_get_protocol (self->item));
  g_autofree char *address = br_cell_inspector_dup_address (self);

  /* Translators: first a number from 1 to 512, then "Art-Net", then a universe's number */
  br_take_label (self->title,
                 g_strdup_printf (_("Channel %u of %s %s"), self->slot + 1, protocol, br_universe_item_get_label (self->item)));
  gtk_label_set_label (self->address, address);
}

void
br_cell_inspector_set_cell (BrCellInspector *self,
                            BrUniverseItem  *item,
                            guint            slot)
{
  gint64 now_us = g_get_monotonic_time ();

  if (g_set_object (&self->item, item))
    br_slot_past_clear (&self->past);
  self->slot = slot;
  gtk_stack_set_visible_child_name (self->stack, item != NULL ? "cell" : "nothing");
  if (item == NULL)
    return;

  show_title (self);
  gtk_widget_set_visible (self->test_group, br_universe_item_is_output (item));
  br_chart_show (self->chart, br_slot_past_open (&self->past, slot, now_us), 0, 255, now_us);
  br_cell_inspector_show_note (self);
  br_cell_inspector_show_mappings (self);
}

static void
show_flicker (BrCellInspector       *self,
              const BrUniverseCells *cells)
{
  guint            n = cells->n_changes[self->slot];
  g_autofree char *text = NULL;

  if (!cells->is_marking)
    {
      set_subtitle (self->flicker, _("Off. It counts changes since a stored picture."));
      return;
    }

  text = g_strdup_printf (ngettext ("%u change since the picture was stored", "%u changes since the picture was stored", n), n);
  set_subtitle (self->flicker, text);
}

static char *
both_units (guint8    level,
            BrDmxUnit unit)
{
  char number[8], other[8];

  br_dmx_format (level, unit, number, sizeof number);
  br_dmx_format (level, unit == BR_DMX_PERCENT ? BR_DMX_LEVEL : BR_DMX_PERCENT, other, sizeof other);
  if (unit == BR_DMX_PERCENT)
    return br_format_units (g_strdup_printf ("%s %% (%s)", number, other));

  return br_format_units (g_strdup_printf ("%s (%s %%)", number, other));
}

void
br_cell_inspector_look (BrCellInspector       *self,
                        const BrUniverseCells *cells,
                        gint64                 now_us)
{
  if (self->item != NULL && cells->has_levels)
    br_slot_past_look (&self->past, cells->levels, now_us);
}

void
br_cell_inspector_take (BrCellInspector       *self,
                        const BrUniverseCells *cells,
                        BrDmxUnit              unit)
{
  guint8      level = cells->levels[self->slot];
  const char *hold = br_hold_get_word ((BrHold) cells->holds[self->slot]);

  if (self->item == NULL || !cells->has_levels)
    return;

  br_take_label (self->value, both_units (level, unit));
  gtk_widget_set_visible (GTK_WIDGET (self->hold), hold != NULL);
  if (hold != NULL)
    br_take_label (self->hold, g_strdup (hold));
  br_take_label (self->range, g_strdup_printf ("%u – %u", cells->lowest[self->slot], cells->highest[self->slot]));
  show_flicker (self, cells);
  gtk_widget_set_sensitive (self->release, cells->holds[self->slot] == BR_HOLD_TEST);
  self->updating = TRUE;
  if (!(gtk_widget_get_state_flags (GTK_WIDGET (self->fader)) & GTK_STATE_FLAG_ACTIVE))
    gtk_adjustment_set_value (self->adjustment, level);
  self->updating = FALSE;
}

gboolean
br_cell_inspector_tick (BrCellInspector *self,
                        gint64           now_us)
{
  return self->item != NULL && br_chart_tick (self->chart, now_us);
}

/* --- life --------------------------------------------------------------------------------------- */

static void
show_changed_cb (BrCellInspector *self)
{
  if (self->item == NULL)
    return;

  br_cell_inspector_show_mappings (self);
  br_cell_inspector_show_note (self);
}

void
br_cell_inspector_attach (BrCellInspector *self,
                          BrWindow        *window)
{
  self->window = window;
  br_chart_set_span (self->chart, SPAN_US);
  g_signal_connect_object (br_window_get_show (window), "changed", G_CALLBACK (show_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
br_cell_inspector_dispose (GObject *object)
{
  BrCellInspector *self = BR_CELL_INSPECTOR (object);

  g_clear_object (&self->item);
  br_slot_past_clear (&self->past);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_CELL_INSPECTOR);

  G_OBJECT_CLASS (br_cell_inspector_parent_class)->dispose (object);
}

static void
br_cell_inspector_class_init (BrCellInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_cell_inspector_dispose;
  test_signal = g_signal_new ("test", BR_TYPE_CELL_INSPECTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  g_type_ensure (BR_TYPE_CHART);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/clasp_bridge/ClaspBridge/universes/br-cell-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, BrCellInspector, stack);
  gtk_widget_class_bind_template_child (widget_class, BrCellInspector, title);
  gtk_widget_class_bind_template_child (widget_class, BrCellInspector, address);
  gtk_widget_class_bind_template_child (widget_class, BrCellInspector, value);
  gtk_widget_class_bind_template_child (widget_class, BrCellInspector, hold);
  gtk_widget_class_bind_template_child (widget_class, BrCellInspector, chart);
  gtk_widget_class_bind_template_child (widget_class, BrCellInspector, test_group);
  gtk_widget_class_bind_template_child (widget_class, BrCellInspector, fader);
  gtk_widget_class_bind_template_child (widget_class, BrCellInspector, adjustment);
  gtk_widget_class_bind_template_child (widget_class, BrCellInspector, release);
  gtk_widget_class_bind_template_child (widget_class, BrCellInspector, name);
  gtk_widget_class_bind_template_child (widget_class, BrCellInspector, careful);
  gtk_widget_class_bind_template_child (widget_class, BrCellInspector, range);
  gtk_widget_class_bind_template_child (widget_class, BrCellInspector, flicker);
  gtk_widget_class_bind_template_child (widget_class, BrCellInspector, mappings);
  gtk_widget_class_bind_template_callback (widget_class, mappings_cb);
  gtk_widget_class_bind_template_callback (widget_class, fader_cb);
  gtk_widget_class_bind_template_callback (widget_class, release_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, careful_cb);
}

static void
br_cell_inspector_init (BrCellInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
br_cell_inspector_new (void)
{
  return g_object_new (BR_TYPE_CELL_INSPECTOR, NULL);
}
