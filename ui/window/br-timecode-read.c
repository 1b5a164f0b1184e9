/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-timecode-read.h"

typedef struct
{
  BrTimecodeReading *reading;
  BrAddressTree     *tree;
  gint64             now_us;
  gint64             newest_us; /* 0 = none yet */
} Search;

static gboolean
read_at (BrAddressTree    *tree,
         const char       *address,
         ClaspSignalState *state)
{
  BrNode node = br_address_tree_find (tree, address);
  guint  signal = node != BR_NODE_NONE ? br_address_tree_get_signal (tree, node) : G_MAXUINT;

  if (signal == G_MAXUINT)
    return FALSE;

  clasp_signal_table_read (br_address_tree_get_table (tree), signal, state);

  return TRUE;
}

/* MIDI says itself how it is, in a signal beside the time. */
static BrTimecodeState
state_of (Search     *self,
          const char *address,
          gint64      age_us)
{
  g_autofree char *beside = g_strconcat (address, "/state", NULL);
  ClaspSignalState state;

  if (age_us > BR_TIMECODE_LOST_US)
    return BR_TIMECODE_LOST;
  if (!read_at (self->tree, beside, &state))
    return BR_TIMECODE_LOCKED;
  if (g_str_equal (state.text, "freewheel"))
    return BR_TIMECODE_FREEWHEEL;

  return g_str_equal (state.text, "stopped") ? BR_TIMECODE_LOST : BR_TIMECODE_LOCKED;
}

static void
look_at (Search          *self,
         ClaspConnection *connection,
         const char      *address)
{
  ClaspSignalState state;

  if (!read_at (self->tree, address, &state) || state.updated_us <= self->newest_us
      || self->now_us - state.updated_us > BR_TIMECODE_GONE_US)
    return;

  self->newest_us = state.updated_us;
  self->reading->state = state_of (self, address, self->now_us - state.updated_us);
  g_strlcpy (self->reading->time, state.text, sizeof self->reading->time);
  g_strlcpy (self->reading->source, clasp_show_item_get_name (CLASP_SHOW_ITEM (connection)), sizeof self->reading->source);
}

/* A connection to MIDI may have several devices, each with a time of its own. */
static void
look_at_devices (Search          *self,
                 ClaspConnection *connection)
{
  BrNode node = br_address_tree_find (self->tree, clasp_connection_get_namespace (connection));

  if (node == BR_NODE_NONE)
    return;

  for (BrNode child = br_address_tree_get_first_child (self->tree, node); child != BR_NODE_NONE;
       child = br_address_tree_get_next (self->tree, child))
    {
      g_autofree char *device = br_address_tree_dup_address (self->tree, child);
      g_autofree char *address = g_strconcat (device, "/mtc", NULL);

      look_at (self, connection, address);
    }
}

gboolean
br_timecode_read (BrTimecodeReading *reading,
                  ClaspShow         *show,
                  BrAddressTree     *tree,
                  gint64             now_us)
{
  Search      self = { reading, tree, now_us, 0 };
  GListModel *connections = clasp_show_get_connections (show);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);
      g_autofree char            *address = g_strconcat (clasp_connection_get_namespace (connection), "/timecode", NULL);

      if (!clasp_show_item_get_enabled (CLASP_SHOW_ITEM (connection)))
        continue;
      if (g_str_equal (clasp_connection_get_kind (connection), "midi"))
        look_at_devices (&self, connection);
      else if (g_str_equal (clasp_connection_get_kind (connection), "artnet"))
        look_at (&self, connection, address);
    }

  return self.newest_us != 0;
}
