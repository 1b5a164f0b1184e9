/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-osc"

#include "bridges/osc/clasp-osc-address.h"
#include "bridges/osc/clasp-osc-bridge-private.h"

/* Design notes: a packet was checked whole before it comes here. What is in one OSC bundle reaches
 * the router as one bundle with its time, and the router makes it happen; a bundle inside with a
 * later time is a bundle of its own. */

/* One packet of patterns must not write the whole tree many times over, nor look at it. */
#define MAX_MATCHES_PER_PACKET 4096
#define MAX_COMPARED_PER_PACKET (1024 * 1024)
/* A bundle for later has to fit a frame of the router's; larger ones come in several. */
#define MAX_SCHEDULED_BYTES (32 * 1024)
#define OVERHEAD 48 /* of a message in it, about: the namespace, types */
/* How often streams are looked at that may have come to rest. */
#define SETTLE_INTERVAL_US (G_USEC_PER_SEC / 20)

typedef struct
{
  ClaspOscBridge     *self;
  ClaspOscPeer       *peer;
  const ClaspOscFrom *from;
  gint64              due_us; /* Unix; 0: at once */
  gsize               n_bytes;
} Input;

/* ---- one value ---- */

static gboolean
is_trigger (ClaspOscBridge *self, ClaspStr address)
{
  const char *slash = memrchr (address.data, '/', address.length);
  ClaspStr    last = { slash + 1, (gsize) (address.data + address.length - slash - 1) };

  for (guint i = 0; self->triggers[i] != NULL; i++)
    if (clasp_str_equal (last, clasp_str (self->triggers[i])))
      return TRUE;

  return FALSE;
}

/* The value at which a stream stopped becomes the parameter's: who looks later finds it. */
static void
settle_cb (gpointer user_data)
{
  ClaspOscBridge *self = user_data;
  gint64          now_us = clasp_osc_bridge_now (self);
  ClaspStr        address;
  ClaspValue      value;

  while (clasp_osc_memory_settle (self->memory, now_us, &address, &value))
    {
      g_autofree char *copy = clasp_str_dup (address);

      clasp_bridge_receive_param (CLASP_BRIDGE (self), (ClaspStr){ copy, address.length }, &value);
      clasp_value_clear (&value);
    }
  if (clasp_osc_memory_get_n_streams (self->memory) > 0)
    clasp_timers_set (clasp_osc_bridge_get_timers (self), &self->settle_timer,
                      now_us + SETTLE_INTERVAL_US, settle_cb, self);
}

static void
receive_stream (ClaspOscBridge *self, ClaspStr address, const ClaspValue *value)
{
  clasp_bridge_receive_stream (CLASP_BRIDGE (self), address, value);
  if (!clasp_timer_is_pending (&self->settle_timer))
    clasp_timers_set (clasp_osc_bridge_get_timers (self), &self->settle_timer,
                      clasp_osc_bridge_now (self) + SETTLE_INTERVAL_US, settle_cb, self);
}

static void
apply (const Input *input, ClaspStr address, const ClaspOscMessage *message)
{
  ClaspOscBridge     *self = input->self;
  ClaspBridge        *bridge = CLASP_BRIDGE (self);
  g_auto (ClaspValue) value =
    clasp_osc_message_to_value (message, clasp_osc_bridge_unix_now (self));
  gboolean             is_bare = clasp_osc_message_is_event (message);
  gboolean             is_event = is_bare || is_trigger (self, address);
  const ClaspOscHeard *heard;
  const char          *why;

  if (!clasp_address_is_valid (address, &why))
    {
      clasp_osc_input_malformed (self, input->from, why);
      return;
    }

  heard = clasp_osc_memory_note (self->memory, address, message->tags, &value, input->from,
                                 is_event ? 0 : self->stream_above, clasp_osc_bridge_now (self));
  if (is_event)
    clasp_bridge_receive_event (bridge, address, is_bare ? NULL : &value);
  else if (heard->is_stream && heard->n_window > 0 && input->due_us == 0)
    receive_stream (self, address, &value);
  else
    clasp_bridge_receive_param (bridge, address, &value);
}

/* ---- patterns ---- */

typedef struct
{
  ClaspOscBridge *self;
  ClaspStr        pattern;
  GHashTable     *matches; /* (owned) addresses below the namespace */
} Search;

static void
consider (Search *search, ClaspStr address)
{
  ClaspOscBridge *self = search->self;
  ClaspStr        relative;

  self->n_compared++;
  if (self->n_matches < MAX_MATCHES_PER_PACKET &&
      clasp_bridge_strip_namespace (CLASP_BRIDGE (self), address, &relative) &&
      clasp_osc_pattern_matches (search->pattern,
                                 clasp_osc_address_from_clasp (relative, self->scratch)) &&
      g_hash_table_add (search->matches, clasp_str_dup (relative)))
    self->n_matches++;
}

static void
param_cb (const ClaspSnapshotParam *param, gpointer user_data)
{
  consider (user_data, param->address);
}

static void
signal_cb (const ClaspSignalInfo *info, gpointer user_data)
{
  const char *why;

  /* whole families are announced too, with stars: nothing is at such an address */
  if (clasp_address_is_valid (info->address, &why))
    consider (user_data, info->address);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Looking at every parameter is dear where there are many: a packet may do it as often as it is
 * cheap, and once in any case. */
static gboolean
may_search (ClaspOscBridge *self)
{
  return self->n_compared < MAX_COMPARED_PER_PACKET;
}

static void
search_in (ClaspOscBridge *self, Search *search)
{
  g_autoptr (GString)      text = g_string_new (clasp_bridge_get_namespace (CLASP_BRIDGE (self)));
  g_autoptr (ClaspPattern) narrowed = NULL;
  ClaspRouter             *router = clasp_bridge_get_host (CLASP_BRIDGE (self))->router;
  ClaspRouterStats         stats;

  clasp_osc_pattern_to_clasp (search->pattern, text);
  narrowed = clasp_pattern_new ((ClaspStr){ text->str, text->len });
  clasp_router_get_stats (router, &stats);
  self->n_compared += stats.n_params; /* what is not ours is looked at as well */
  clasp_router_foreach (router, narrowed, param_cb, search);
  clasp_router_foreach_signal (router, narrowed, signal_cb, search);
}

/* Matches first, writes after, in the order of their addresses: the tree must not change under the
 * search. */
static void
apply_pattern (const Input *input, const ClaspOscMessage *message)
{
  ClaspOscBridge        *self = input->self;
  g_autoptr (GHashTable) matches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Search                 search = { self, message->address, matches };
  g_autofree gpointer   *addresses = NULL;
  guint                  n = 0;

  if (!clasp_osc_pattern_is_valid (message->address))
    {
      clasp_osc_input_malformed (self, input->from, "has a pattern whose brackets are not closed");
      return;
    }

  if (may_search (self))
    search_in (self, &search);
  if (g_hash_table_size (matches) == 0)
    clasp_bridge_count_dropped (CLASP_BRIDGE (self));
  addresses = g_hash_table_get_keys_as_array (matches, &n);
  qsort (addresses, n, sizeof *addresses, compare_texts);
  for (guint i = 0; i < n; i++)
    apply (input, clasp_str (addresses[i]), message);
}

/* ---- packets ---- */

/* What a target calls by a name of its own gets ours. */
static void
undo_map (const Input *input, ClaspOscMessage *message)
{
  ClaspOscBridge *self = input->self;
  ClaspOscOutlet *outlet = clasp_osc_outlets_find (self, input->from);

  if (outlet != NULL)
    message->address = clasp_osc_place_map_inward (outlet->place, message->address, self->mapped);
}

static void
handle_message (const Input *input, const guint8 *bytes, gsize size)
{
  ClaspOscBridge *self = input->self;
  ClaspOscMessage message;

  if (clasp_osc_message_decode (bytes, size, &message) != CLASP_OSC_OK)
    return; /* the whole packet was checked: not reached */
  if (clasp_osc_subscribe_handle (self, input->peer, &message))
    return;

  if (self->has_maps)
    undo_map (input, &message);
  if (clasp_osc_is_pattern (message.address))
    apply_pattern (input, &message);
  else
    apply (input, clasp_osc_address_to_clasp (message.address, self->scratch), &message);
}

/* When a bundle is to happen: 0 for at once, also when it is late. */
static gint64
due_time (ClaspOscBridge *self, guint64 time)
{
  gint64 now_us = clasp_osc_bridge_unix_now (self), due_us;

  if (clasp_osc_time_is_immediate (time) || self->schedule_ahead_s == 0)
    return 0;
  due_us = clasp_osc_time_to_unix_us (time, now_us);
  return due_us > now_us ? due_us : 0;
}

static void
begin (Input *input)
{
  input->n_bytes = 0;
  clasp_bridge_begin_bundle_at (CLASP_BRIDGE (input->self), input->due_us);
}

static void
end (Input *input)
{
  clasp_bridge_end_bundle (CLASP_BRIDGE (input->self));
}

/* What is to happen with the outer bundle. */
static void
collect (Input *input, ClaspOscBundle bundle)
{
  const guint8  *element;
  gsize          size;
  ClaspOscBundle inner;

  while (clasp_osc_bundle_next (&bundle, &element, &size))
    {
      if (clasp_osc_bundle_decode (element, size, &inner) == CLASP_OSC_OK)
        {
          if (due_time (input->self, inner.time) <= input->due_us)
            collect (input, inner);
          continue;
        }
      if (clasp_osc_packet_is_bundle (element, size))
        continue; /* the whole packet was checked: not reached */
      input->n_bytes += size + OVERHEAD;
      if (input->due_us != 0 && input->n_bytes > MAX_SCHEDULED_BYTES)
        {
          end (input);
          begin (input);
          input->n_bytes = size + OVERHEAD;
        }
      handle_message (input, element, size);
    }
}

static void handle_bundle (const Input *input, ClaspOscBundle bundle);

/* What is in it but has a later time. */
static void
handle_later (const Input *input, ClaspOscBundle bundle)
{
  const guint8  *element;
  gsize          size;
  ClaspOscBundle inner;

  while (clasp_osc_bundle_next (&bundle, &element, &size))
    {
      if (clasp_osc_bundle_decode (element, size, &inner) != CLASP_OSC_OK)
        continue;
      if (due_time (input->self, inner.time) > input->due_us)
        handle_bundle (input, inner);
      else
        handle_later (input, inner);
    }
}

/* Further ahead than anybody plans: the sender's clock is wrong. */
static gboolean
is_too_far (ClaspOscBridge *self, gint64 due_us)
{
  return due_us != 0 && due_us - clasp_osc_bridge_unix_now (self) >
                          (gint64) self->schedule_ahead_s * G_USEC_PER_SEC;
}

static void
handle_bundle (const Input *outer, ClaspOscBundle bundle)
{
  Input input = *outer;

  input.due_us = MAX (due_time (outer->self, bundle.time), outer->due_us);
  if (is_too_far (outer->self, input.due_us))
    {
      clasp_bridge_count_dropped (CLASP_BRIDGE (outer->self));
      return;
    }

  begin (&input);
  collect (&input, bundle);
  end (&input);
  handle_later (&input, bundle);
}

/* The packet was checked. */
void
clasp_osc_input_packet (ClaspOscBridge     *self,
                        ClaspOscPeer       *peer,
                        const ClaspOscFrom *from,
                        const guint8       *bytes,
                        gsize               size)
{
  Input          input = { .self = self, .peer = peer, .from = from };
  ClaspOscBundle bundle;

  if (peer != NULL)
    {
      peer->n_in++;
      peer->bytes_in += size;
    }
  clasp_bridge_count_bytes_in (CLASP_BRIDGE (self), size);
  self->n_matches = 0;
  self->n_compared = 0;
  if (clasp_osc_bundle_decode (bytes, size, &bundle) == CLASP_OSC_OK)
    handle_bundle (&input, bundle);
  else
    handle_message (&input, bytes, size);
}
