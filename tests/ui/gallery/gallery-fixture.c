/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gallery.h"

#include "clasp-kinds.h"
#include "clasp-status.h"
#include "patch/br-patch-edit.h"

#include <math.h>
#include <string.h>

#define SESSION 1

/* --- signals ------------------------------------------------------------------------------------ */

static void
put (Gallery    *self,
     const char *address,
     ClaspValue  value,
     gboolean    as_event)
{
  clasp_signal_table_update (self->table,
                             clasp_str (address),
                             as_event ? CLASP_SIGNAL_EVENT : CLASP_SIGNAL_PARAM,
                             &value,
                             SESSION,
                             self->now_us - GALLERY_AGE_US);
  clasp_value_clear (&value);
}

static ClaspValue
array_of (guint  n,
          double (*at) (guint index))
{
  ClaspValue *elements = g_new0 (ClaspValue, n);
  ClaspValue  value;

  for (guint i = 0; i < n; i++)
    elements[i] = clasp_value_double (at (i));
  value = clasp_value_array (elements, n);
  g_free (elements);

  return value;
}

static double
on_pad (guint index)
{
  return index == 0 ? 0.25 : 0.75;
}

static double
wave (guint index)
{
  return 0.5 + 0.45 * sin (index * 0.25);
}

static double
slow_wave (guint index)
{
  return 0.5 + 0.45 * sin (index * 0.015);
}

static double
orange (guint index)
{
  static const double rgb[] = { 1, 0.5, 0 };

  return rgb[index];
}

static void
put_signals (Gallery *self)
{
  static const guint8 sysex[] = { 0xf0, 0x7e, 0x7f, 0x06, 0x01, 0xf7 };
  ClaspMapEntry       note[] = { { CLASP_STR_LITERAL ("on"), clasp_value_bool (TRUE) },
                                 { CLASP_STR_LITERAL ("velocity"), clasp_value_int (100) } };

  put (self, "/osc/1/fader1", clasp_value_double (0.597), FALSE);
  put (self, "/osc/1/fader2", clasp_value_double (0), FALSE);
  put (self, "/osc/1/label", clasp_value_string (CLASP_STR_LITERAL ("Verse 2, quieter")), FALSE);
  put (self, "/osc/1/on", clasp_value_bool (TRUE), FALSE);
  put (self, "/osc/1/xy", array_of (2, on_pad), FALSE);
  put (self, "/osc/1/spectrum", array_of (32, wave), FALSE);
  put (self, "/osc/1/frame", array_of (512, slow_wave), FALSE);
  put (self, "/osc/1/go", clasp_value_null (), TRUE);
  put (self, "/osc/1/tint", clasp_value_string (CLASP_STR_LITERAL ("#9141ac")), FALSE);
  put (self, "/midi/faders/ch/1/cc/7", clasp_value_int (82), FALSE);
  put (self, "/midi/faders/ch/1/cc/8", clasp_value_int (31), FALSE);
  put (self, "/midi/faders/ch/1/bend", clasp_value_int (-4096), FALSE);
  put (self, "/midi/faders/ch/1/note/60", clasp_value_map (note, G_N_ELEMENTS (note)), TRUE);
  put (self, "/midi/faders/sysex", clasp_value_bytes (sysex, sizeof sysex), TRUE);
  put (self, "/artnet/0/0/0/1", clasp_value_int (164), FALSE);
  put (self, "/artnet/0/0/0/2", clasp_value_int (40), FALSE);
  put (self, "/artnet/0/0/0/4/rgb", array_of (3, orange), FALSE);
  br_address_tree_update (self->tree, 1000);
}

/* --- show --------------------------------------------------------------------------------------- */

static void
add_connection (Gallery    *self,
                const char *kind,
                const char *name)
{
  g_autoptr (GError)          error = NULL;
  g_autoptr (ClaspConnection) connection = clasp_show_create_connection (self->show, kind, &error);

  g_assert_no_error (error);
  clasp_show_item_set_name (CLASP_SHOW_ITEM (connection), name);
  clasp_show_add (self->show, CLASP_SHOW_ITEM (connection));
}

static ClaspMapping *
add_mapping (Gallery    *self,
             const char *name,
             const char *source,
             const char *target,
             guint       colour)
{
  g_autoptr (ClaspMapping) mapping = clasp_show_create_mapping (self->show, source, target);

  clasp_show_item_set_name (CLASP_SHOW_ITEM (mapping), name);
  g_object_set (mapping, "colour", colour, NULL);
  clasp_show_add (self->show, CLASP_SHOW_ITEM (mapping));

  return mapping;
}

static void
add_step (Gallery      *self,
          ClaspMapping *mapping,
          const char   *kind)
{
  g_autoptr (GError)    error = NULL;
  g_autoptr (ClaspStep) step = clasp_show_create_step (self->show, kind, &error);

  g_assert_no_error (error);
  clasp_mapping_insert_step (mapping, g_list_model_get_n_items (clasp_mapping_get_steps (mapping)), step);
}

static void
set_state (Gallery          *self,
           guint             index,
           ClaspBridgeState  state,
           const char       *detail)
{
  g_autoptr (ClaspShowItem) item = g_list_model_get_item (clasp_show_get_connections (self->show), index);
  const char               *id = clasp_show_item_get_id (item);
  ClaspBridgeStatus         status = { .state = state, .rate_in = 412, .rate_out = 44, .n_in = 1000 };

  g_strlcpy (status.id, id, sizeof status.id);
  g_strlcpy (status.detail, detail, sizeof status.detail);
  clasp_status_update (clasp_engine_get_status (self->engine, id), &status);
}

/* A mapping that sent 0.6 some minutes ago, or that failed. */
static void
set_route (Gallery    *self,
           guint       index,
           double      output,
           const char *error)
{
  ClaspMapping    *mapping = gallery_get_mapping (self, index);
  const char      *id = clasp_show_item_get_id (CLASP_SHOW_ITEM (mapping));
  ClaspRouteStatus status = { .n_in = 40, .n_out = 40, .has_input = TRUE, .has_output = TRUE };

  status.input = status.output = output;
  status.last_in_us = status.last_out_us = self->now_us - GALLERY_AGE_US;
  if (*error != '\0')
    status.last_failed_us = self->now_us - GALLERY_AGE_US + 1;
  g_strlcpy (status.id, id, sizeof status.id);
  g_strlcpy (status.error, error, sizeof status.error);
  g_strlcpy (status.source, clasp_mapping_get_source (mapping), sizeof status.source);
  g_strlcpy (status.target, clasp_mapping_get_target (mapping), sizeof status.target);
  clasp_mapping_status_update (clasp_engine_get_mapping_status (self->engine, id), &status);
}

static void
fill_show (Gallery *self)
{
  ClaspMapping *mapping;

  add_connection (self, "osc", "Tablet");
  add_connection (self, "midi", "Main faders");
  add_connection (self, "artnet", "Stage left");
  set_state (self, 0, CLASP_BRIDGE_STATE_LIVE, "");
  set_state (self, 1, CLASP_BRIDGE_STATE_MISSING, "“Main faders” is not plugged in.");
  set_state (self, 2, CLASP_BRIDGE_STATE_ERROR, "Port 6454 is taken by another program.");

  mapping = add_mapping (self, "Fader 1 to front", "/osc/1/fader1", "/artnet/0/0/0/1", 1);
  add_step (self, mapping, "range");
  add_step (self, mapping, "curve");
  add_mapping (self, "Haze", "/osc/1/fader2", "/artnet/0/0/0/2", 3);
  mapping = add_mapping (self, "Strobe", "/osc/1/on", "/artnet/0/0/0/3", 6);
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (mapping), FALSE);
  mapping = add_mapping (self, "Both ways to the motor fader", "/midi/faders/ch/1/cc/7", "/osc/1/fader1", 0);
  g_object_set (clasp_mapping_get_options (mapping), "two-way", TRUE, NULL);
  clasp_mapping_set_group (mapping, "Desk");
  set_route (self, 0, 152, "");
  set_route (self, 1, 20, "");
  set_route (self, 3, 0.6, "“Main faders” is missing.");
}

ClaspMapping *
gallery_get_mapping (Gallery *self,
                     guint    index)
{
  g_autoptr (ClaspMapping) mapping = g_list_model_get_item (clasp_show_get_mappings (self->show), index);

  return mapping;
}

guint
gallery_find (Gallery    *self,
              const char *address)
{
  return br_address_tree_get_signal (self->tree, br_address_tree_find (self->tree, address));
}

/* --- life --------------------------------------------------------------------------------------- */

BrWindow *
gallery_get_window (Gallery *self)
{
  g_autoptr (ClaspShow)   show = NULL;
  g_autoptr (ClaspEngine) engine = NULL;

  if (self->window != NULL)
    return self->window;

  show = clasp_show_new (clasp_kinds ());
  engine = clasp_engine_new (show);
  self->window = BR_WINDOW (br_window_new (self->application, engine));

  return self->window;
}

Gallery *
gallery_new (GtkApplication *application)
{
  Gallery *self = g_new0 (Gallery, 1);

  self->application = application;
  self->now_us = g_get_monotonic_time ();
  self->show = clasp_show_new (clasp_kinds ());
  self->engine = clasp_engine_new (self->show);
  self->table = clasp_signal_table_new ();
  self->tree = br_address_tree_new (self->table);
  put_signals (self);
  fill_show (self);

  return self;
}

void
gallery_free (Gallery *self)
{
  if (self->window != NULL)
    br_window_close_now (self->window);
  g_object_unref (self->tree);
  clasp_signal_table_unref (self->table);
  g_object_unref (self->engine);
  g_object_unref (self->show);
  g_free (self);
}
