/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-patch-page-private.h"

#include "patch/br-patch-edit.h"
#include "widgets/br-format.h"
#include "widgets/br-signal-notes.h"

#include <glib/gi18n.h>

/* Dragging signals: what can take them, the wire under way, what the held keys mean, and the drop. */

/* --- the wire under way ------------------------------------------------------------------------- */

/* "0–127 → 0–255": what the mapping would do by default; NULL when the ranges are not known. */
static char *
dup_conversion (ClaspShow  *show,
                const char *source,
                const char *target)
{
  ClaspRange in, out;
  char       texts[4][24];

  if (!br_range_of_address (show, source, &in) || !br_range_of_address (show, target, &out))
    return NULL;

  br_format_limit (in.minimum, texts[0], sizeof texts[0]);
  br_format_limit (in.maximum, texts[1], sizeof texts[1]);
  br_format_limit (out.minimum, texts[2], sizeof texts[2]);
  br_format_limit (out.maximum, texts[3], sizeof texts[3]);

  return g_strdup_printf ("%s–%s → %s–%s", texts[0], texts[1], texts[2], texts[3]);
}

/* What a drop here would do, or why it cannot be. */
static char *
dup_drag_label (BrPatchPage   *self,
                const char    *address,
                BrAddressList *others,
                gboolean       is_source)
{
  ClaspShow       *show = br_window_get_show (self->window);
  char            *refusal = br_address_list_dup_refusal (others);
  g_autofree char *over = br_address_list_dup_hovered (others);

  if (refusal != NULL || over == NULL)
    return refusal;

  return is_source ? dup_conversion (show, address, over) : dup_conversion (show, over, address);
}

static void
drag_motion_cb (GtkDropControllerMotion *controller,
                double                   x,
                double                   y,
                gpointer                 user_data)
{
  BrPatchPage     *self = user_data;
  const char      *address;
  gboolean         is_source;
  BrAddressList   *list;
  double           list_y = 0, to_x, to_y;
  float            from_x, from_y;
  g_autofree char *label = NULL;

  if (self->drag == NULL)
    return;

  address = br_signal_drag_get_addresses (self->drag)[0];
  is_source = br_signal_drag_get_role (self->drag) == BR_ROLE_SOURCES;
  list = is_source ? self->sources : self->targets;
  if (br_address_list_locate (list, address, &list_y) >= BR_PLACE_HIDDEN
      || !br_patch_page_side_of (self, GTK_WIDGET (list), is_source, list_y, &from_x, &from_y))
    return;

  label = dup_drag_label (self, address, is_source ? self->targets : self->sources, is_source);
  gtk_widget_translate_coordinates (GTK_WIDGET (self), GTK_WIDGET (self->wires), x, y, &to_x, &to_y);
  br_wire_layer_set_drag (self->wires, from_x, from_y, to_x, to_y, label);
}

/* --- held keys ---------------------------------------------------------------------------------- */

static void
append_key (GString    *text,
            gboolean    is_held,
            const char *words)
{
  g_autofree char *escaped = g_markup_escape_text (words, -1);

  g_string_append_printf (text, is_held ? "%s<b>%s</b>" : "%s%s", text->len > 0 ? "   ·   " : "", escaped);
}

/* Over a mapping the held keys mean nothing: what is dragged joins it. */
static char *
dup_joining (BrPatchPage *self)
{
  g_autofree char *name = br_mapping_dup_name (self->joined);
  guint            n = g_strv_length ((char **) br_signal_drag_get_addresses (self->drag));

  if (br_signal_drag_get_role (self->drag) == BR_ROLE_SOURCES)
    /* Translators: %s is the name of a mapping */
    return n == 1 ? g_strdup_printf (_("Adds a source to ‘%s’"), name)
                  : g_strdup_printf (ngettext ("Adds %u source to ‘%s’", "Adds %u sources to ‘%s’", n), n, name);

  /* Translators: %s is the name of a mapping */
  return n == 1 ? g_strdup_printf (_("Adds a target to ‘%s’"), name)
                : g_strdup_printf (ngettext ("Adds %u target to ‘%s’", "Adds %u targets to ‘%s’", n), n, name);
}

static void
br_patch_page_say_joining (BrPatchPage *self)
{
  g_autofree char *text = dup_joining (self);

  gtk_label_set_text (self->keys_label, text);
}

static void
br_patch_page_say_keys (BrPatchPage *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_key (text, self->way == BR_DROP_NEW, _("New mapping"));
  append_key (text, self->way == BR_DROP_LIKE_LAST, _("Shift: like the last one"));
  append_key (text, self->way == BR_DROP_ADD, _("Ctrl: add to the selected mapping"));
  append_key (text, self->way == BR_DROP_TWO_WAY, _("Alt: two-way"));
  gtk_label_set_markup (self->keys_label, text->str);
  self->way_shown = self->way;
}

void
br_patch_page_show_keys (BrPatchPage *self,
                         gboolean     show)
{
  if (show)
    br_patch_page_say_keys (self);
  gtk_revealer_set_reveal_child (self->keys, show);
}

static gboolean
drag_tick_cb (GtkWidget     *widget,
              GdkFrameClock *clock,
              gpointer       user_data)
{
  BrPatchPage    *self = BR_PATCH_PAGE (widget);
  GdkSeat        *seat = gdk_display_get_default_seat (gtk_widget_get_display (widget));
  GdkDevice      *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;
  GdkModifierType held = keyboard != NULL ? gdk_device_get_modifier_state (keyboard) : 0;

  self->way = br_drop_way_for ((held & GDK_SHIFT_MASK) != 0, (held & GDK_CONTROL_MASK) != 0, (held & GDK_ALT_MASK) != 0);
  if (!g_set_object (&self->joined, br_mapping_list_get_hovered (self->mappings)) && self->way == self->way_shown)
    return G_SOURCE_CONTINUE;

  self->way_shown = self->way;
  if (self->joined != NULL)
    br_patch_page_say_joining (self);
  else
    br_patch_page_say_keys (self);

  return G_SOURCE_CONTINUE;
}

/* --- what can take it --------------------------------------------------------------------------- */

static gboolean
may_drop (BrSignalDrag  *drag,
          BrAddressItem *item,
          char         **reason,
          gpointer       user_data)
{
  BrPatchPage       *self = user_data;
  const char *const *dragged = br_signal_drag_get_addresses (drag);
  g_autofree char   *address = NULL;

  /* Within one list there is nothing to map. */
  if (br_signal_drag_get_role (drag) == br_address_item_get_role (item))
    return FALSE;
  if (br_signal_drag_get_role (drag) == BR_ROLE_TARGETS)
    return br_address_item_is_endpoint (item);
  if (!br_address_item_is_endpoint (item))
    return TRUE;

  address = br_address_item_dup_address (item);
  *reason = br_why_not_set (self->show, address);
  if (*reason == NULL && g_strv_contains (dragged, address))
    *reason = g_strdup (_("This is the source itself"));

  return *reason == NULL;
}

static gboolean
may_drag (gpointer user_data)
{
  return !br_window_refuse_edit (BR_PATCH_PAGE (user_data)->window);
}

static void
drag_began_cb (BrPatchPage  *self,
               BrSignalDrag *drag)
{
  g_set_object (&self->drag, drag);
  br_address_list_set_drag (self->sources, drag);
  br_address_list_set_drag (self->targets, drag);
  self->drag_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), drag_tick_cb, NULL, NULL);
  br_patch_page_show_keys (self, TRUE);
}

void
br_patch_page_stop_drag (BrPatchPage *self)
{
  if (self->drag_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->drag_tick);
  self->drag_tick = 0;
  g_clear_object (&self->drag);
  g_clear_object (&self->joined);
}

static void
drag_ended_cb (BrPatchPage *self)
{
  br_patch_page_stop_drag (self);
  self->way = BR_DROP_NEW;
  br_address_list_set_drag (self->sources, NULL);
  br_address_list_set_drag (self->targets, NULL);
  br_wire_layer_end_drag (self->wires);
  br_patch_page_show_keys (self, self->pending != NULL);
}

/* --- dropping ----------------------------------------------------------------------------------- */

/* All that is selected where it was dropped, when the row under the pointer is one of them. */
static char **
dup_dropped_on (BrAddressList *list,
                const char    *address)
{
  char **selected = br_address_list_dup_selected_addresses (list);
  char **own;

  if (g_strv_contains ((const char *const *) selected, address))
    return selected;

  g_strfreev (selected);
  own = g_new0 (char *, 2);
  own[0] = g_strdup (address);

  return own;
}

static void
dropped_cb (BrPatchPage   *self,
            BrSignalDrag  *drag,
            BrAddressItem *item,
            BrAddressList *list)
{
  const char *const *dragged = br_signal_drag_get_addresses (drag);
  gboolean           is_source = br_signal_drag_get_role (drag) == BR_ROLE_SOURCES;
  g_autofree char   *address = br_address_item_dup_address (item);
  g_auto (GStrv)     other = NULL;

  if (!br_address_item_is_endpoint (item))
    {
      br_patch_page_drop_on_group (self, dragged, item);
      return;
    }

  other = dup_dropped_on (list, address);
  if (is_source)
    br_patch_page_connect_or_ask (self, dragged, (const char *const *) other);
  else
    br_patch_page_connect_or_ask (self, (const char *const *) other, dragged);
}

/* On a mapping it joins it; between them an end stays open. */
static void
signal_dropped_cb (BrPatchPage  *self,
                   BrSignalDrag *drag,
                   ClaspMapping *mapping)
{
  const char *const *dragged = br_signal_drag_get_addresses (drag);
  const char *const  open[] = { "", NULL };
  gboolean           is_source = br_signal_drag_get_role (drag) == BR_ROLE_SOURCES;

  if (mapping == NULL)
    br_patch_page_connect (self, is_source ? dragged : open, is_source ? open : dragged);
  else if (!br_window_refuse_edit (self->window))
    br_patch_page_add_ends (self, mapping, is_source ? dragged : NULL, is_source ? NULL : dragged);
}

void
br_patch_page_add_drag (BrPatchPage *self)
{
  GtkEventController *motion = gtk_drop_controller_motion_new ();
  BrAddressList      *lists[] = { self->sources, self->targets };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      br_address_list_set_drop_func (lists[i], may_drop, self);
      br_address_list_set_drag_func (lists[i], may_drag, self);
      g_signal_connect_object (lists[i], "drag-began", G_CALLBACK (drag_began_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (lists[i], "drag-ended", G_CALLBACK (drag_ended_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (lists[i], "dropped", G_CALLBACK (dropped_cb), self, G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (self->mappings, "signal-dropped", G_CALLBACK (signal_dropped_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (motion, "motion", G_CALLBACK (drag_motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}
