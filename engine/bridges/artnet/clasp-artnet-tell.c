/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-receiver-private.h"

#include "bridges/artnet/clasp-artnet-address.h"

static gint64
now (ClaspArtnetInput *input)
{
  return clasp_clock_now_us (
    clasp_timers_get_clock (clasp_bridge_get_host (input->receiver->bridge)->timers));
}

static void
publish_slots (ClaspArtnetInput *input)
{
  ClaspArtnetReceiver *self = input->receiver;
  const guint8        *levels = clasp_universe_input_peek (input->input, NULL);
  char                 buffer[CLASP_ARTNET_ADDRESS_SIZE];

  for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
    {
      ClaspValue value;

      if ((input->changed[slot / 32] & 1u << (slot % 32)) == 0)
        continue;
      value = clasp_scale_from_native (&self->options.scale, levels[slot], 0, 255);
      clasp_bridge_receive_param (
        self->bridge,
        clasp_artnet_address_format_slot (self->options.is_flat, input->port_address, slot, buffer),
        &value);
    }
}

/* "{…}/13/16", "{…}/13/rgb": slots of which the notes say that they are one value. */
static void
publish_group_cb (ClaspSlotGroup group, guint first, const guint8 *levels, gpointer user_data)
{
  ClaspArtnetInput   *input = user_data;
  gboolean            is_colour = group == CLASP_SLOT_GROUP_RGB;
  char                buffer[CLASP_ARTNET_ADDRESS_SIZE];
  g_auto (ClaspValue) value =
    clasp_scale_from_group (&input->receiver->options.scale, is_colour, levels);

  clasp_bridge_receive_param (input->receiver->bridge,
                              clasp_scale_group_address (clasp_artnet_address_format_slot (
                                                           input->receiver->options.is_flat,
                                                           input->port_address, first, buffer),
                                                         is_colour, buffer, sizeof buffer),
                              &value);
}

static void
publish_frame (ClaspArtnetInput *input)
{
  char                buffer[CLASP_ARTNET_ADDRESS_SIZE];
  guint               n_slots;
  const guint8       *levels = clasp_universe_input_peek (input->input, &n_slots);
  g_auto (ClaspValue) value = clasp_value_bytes (levels, n_slots);

  clasp_bridge_receive_stream (
    input->receiver->bridge,
    clasp_artnet_address_format (input->receiver->options.is_flat, input->port_address, buffer),
    &value);
}

void
clasp_artnet_input_publish (ClaspArtnetInput *input)
{
  ClaspArtnetInMode mode = input->receiver->options.in_mode;

  if (!input->is_changed)
    return;

  if (mode != CLASP_ARTNET_IN_UNIVERSE)
    {
      publish_slots (input);
      clasp_universe_take_groups (input->entry, publish_group_cb, input);
    }
  if (mode != CLASP_ARTNET_IN_CHANNEL)
    publish_frame (input);
  memset (input->changed, 0, sizeof input->changed);
  input->is_changed = FALSE;
}

void
clasp_artnet_input_publish_alone (ClaspArtnetInput *input)
{
  if (!input->is_changed)
    return;

  clasp_bridge_begin_bundle (input->receiver->bridge);
  clasp_artnet_input_publish (input);
  clasp_bridge_end_bundle (input->receiver->bridge);
}

/* "/artnet/0/0/1/sources"; not counted as traffic, because it is ours. */
static char *
address_of (ClaspArtnetInput *input, const char *leaf)
{
  char buffer[CLASP_ARTNET_ADDRESS_SIZE];

  return g_strconcat (
    clasp_bridge_get_namespace (input->receiver->bridge),
    clasp_artnet_address_format (input->receiver->options.is_flat, input->port_address, buffer)
      .data,
    leaf, NULL);
}

static ClaspValue
describe_source (const ClaspUniverseSource *source)
{
  ClaspMapEntry entries[] = {
    { CLASP_STR_LITERAL ("address"), clasp_value_string (clasp_str (source->address)) },
    { CLASP_STR_LITERAL ("port"), clasp_value_int ((gint64) (source->id & 0xff)) },
  };

  return clasp_value_map (entries, G_N_ELEMENTS (entries));
}

/* "{…}/sources": who sends this universe. */
void
clasp_artnet_input_tell_sources (ClaspArtnetInput *input)
{
  ClaspUniverseSource sources[CLASP_ARTNET_MAX_SOURCES];
  ClaspValue          values[CLASP_ARTNET_MAX_SOURCES];
  g_autofree char    *address = address_of (input, "/sources");
  guint               n = clasp_universe_input_list_sources (input->input, now (input), sources,
                                                             CLASP_ARTNET_MAX_SOURCES);
  g_auto (ClaspValue) list = CLASP_VALUE_INIT;

  for (guint i = 0; i < n; i++)
    values[i] = describe_source (&sources[i]);
  list = clasp_value_array (values, n);
  clasp_session_set (clasp_bridge_get_session (input->receiver->bridge), clasp_str (address),
                     &list);
}

/* "{…}/lost": nobody sends it any more; the value says who did last. */
void
clasp_artnet_input_tell_loss (ClaspArtnetInput *input)
{
  g_auto (ClaspValue) value = clasp_value_string (clasp_str (input->last_address));
  g_autofree char    *address = address_of (input, "/lost");

  clasp_session_emit (clasp_bridge_get_session (input->receiver->bridge), clasp_str (address),
                      &value);
}

/* ---- each source by itself ---- */

static void
tell_one (ClaspArtnetInput *input, const ClaspArtnetShown *shown, const ClaspValue *value)
{
  char             buffer[CLASP_ARTNET_ADDRESS_SIZE];
  g_autofree char *address = g_strdup_printf (
    "%s/sources/%s",
    clasp_artnet_address_format (input->receiver->options.is_flat, input->port_address, buffer)
      .data,
    shown->name);

  clasp_bridge_receive_param (input->receiver->bridge, clasp_str (address), value);
}

static ClaspArtnetShown *
find_shown (ClaspArtnetInput *input, guint64 id)
{
  for (guint i = 0; i < CLASP_ARTNET_MAX_SOURCES; i++)
    if (input->shown[i].id == id)
      return &input->shown[i];

  return NULL;
}

static void
forget_those_that_went (ClaspArtnetInput *input)
{
  static const ClaspValue nothing = CLASP_VALUE_INIT;

  for (guint i = 0; i < CLASP_ARTNET_MAX_SOURCES; i++)
    {
      ClaspArtnetShown *shown = &input->shown[i];

      if (shown->id == 0 ||
          clasp_universe_input_peek_source (input->input, shown->id, NULL) != NULL)
        continue;
      tell_one (input, shown, &nothing);
      *shown = (ClaspArtnetShown){ 0 };
    }
}

static void
show (ClaspArtnetInput *input, const ClaspUniverseSource *source)
{
  ClaspArtnetShown *shown = find_shown (input, source->id);
  guint             n_slots = 0;
  const guint8     *levels = clasp_universe_input_peek_source (input->input, source->id, &n_slots);
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  if (shown == NULL)
    {
      shown = find_shown (input, 0);
      shown->id = source->id;
      g_snprintf (shown->name, sizeof shown->name, "%.15s-%u", source->address,
                  (guint) (source->id & 0xff));
    }
  else if (shown->n_slots == n_slots && memcmp (shown->levels, levels, n_slots) == 0)
    return;

  shown->n_slots = n_slots;
  memcpy (shown->levels, levels, n_slots);
  value = clasp_value_bytes (levels, n_slots);
  tell_one (input, shown, &value);
}

void
clasp_artnet_input_tell_each (ClaspArtnetInput *input)
{
  ClaspUniverseSource sources[CLASP_ARTNET_MAX_SOURCES];
  guint               n;

  if (!input->receiver->options.is_per_source)
    return;

  if (input->shown == NULL)
    input->shown = g_new0 (ClaspArtnetShown, CLASP_ARTNET_MAX_SOURCES);
  forget_those_that_went (input);
  n = clasp_universe_input_list_sources (input->input, now (input), sources,
                                         CLASP_ARTNET_MAX_SOURCES);
  for (guint i = 0; i < n; i++)
    show (input, &sources[i]);
}
