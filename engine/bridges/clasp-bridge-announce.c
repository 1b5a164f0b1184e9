/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/clasp-bridge-private.h"
#include "bridges/clasp-bridge-ranges.h"
#include "bridges/clasp-bridge-scale.h"

/* What a connection tells about itself, for QUERY (bridges.md 1.4). The namespace has no place for
 * metadata in an ANNOUNCE as it travels, so they are the default value of a signal with the
 * namespace's address. Ranges are for information: what is beyond them is clamped, not refused. */

/* Of one ANNOUNCE: a frame has room for so many. */
#define MAX_SIGNALS 256

static ClaspMapEntry
entry (const char *key, ClaspValue value)
{
  return (ClaspMapEntry){ clasp_str (key), value };
}

static ClaspBridgeDirection
get_direction (ClaspBridge *self)
{
  ClaspBridgeClass *klass = CLASP_BRIDGE_GET_CLASS (self);
  ClaspSettings    *settings = clasp_bridge_get_private (self)->settings;

  return klass->get_direction == NULL || settings == NULL ? CLASP_BRIDGE_DIRECTION_BOTH
                                                          : klass->get_direction (settings);
}

static const char *
direction_to_string (ClaspBridgeDirection direction)
{
  switch (direction)
    {
    case CLASP_BRIDGE_DIRECTION_IN:
      return "in";
    case CLASP_BRIDGE_DIRECTION_OUT:
      return "out";
    case CLASP_BRIDGE_DIRECTION_BOTH:
      break;
    }
  return "both";
}

/* What comes in only cannot be written to; what goes out is remembered by the router, so it can be
 * read. */
static const char *
get_access (ClaspBridge *self)
{
  return get_direction (self) == CLASP_BRIDGE_DIRECTION_IN ? "r" : "rw";
}

static ClaspValue
describe_bridge (ClaspBridge *self)
{
  ClaspBridgeDirection direction = get_direction (self);
  const ClaspMapEntry entries[] = {
    entry ("bridge", clasp_value_bool (TRUE)),
    entry ("protocol", clasp_value_string (clasp_str (CLASP_BRIDGE_GET_CLASS (self)->protocol))),
    entry ("device", clasp_value_string (clasp_str (clasp_bridge_get_private (self)->name))),
    entry ("bidirectional", clasp_value_bool (direction == CLASP_BRIDGE_DIRECTION_BOTH)),
    entry ("direction", clasp_value_string (clasp_str (direction_to_string (direction)))),
  };

  return clasp_value_map (entries, G_N_ELEMENTS (entries));
}

/* The scale, where the kind of connection has one. */
static gboolean
read_scale (ClaspSettings *settings, ClaspScale *scale)
{
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (settings), "scale") == NULL)
    return FALSE;
  clasp_scale_read (settings, scale);
  return TRUE;
}

/* The ends of a native range as values of CLASP. */
static void
fill_range (ClaspBridge *self, const ClaspBridgeSignal *signal, ClaspSignalInfo *info)
{
  ClaspSettings *settings = clasp_bridge_get_private (self)->settings;
  ClaspScale     scale = { .mode = CLASP_SCALE_AUTO };
  ClaspValue     low, high;
  double         first, second;

  if (signal->minimum == signal->maximum)
    return;

  if (settings != NULL && !signal->is_unscaled)
    read_scale (settings, &scale);
  low = clasp_scale_from_native (&scale, signal->minimum, signal->minimum, signal->maximum);
  high = clasp_scale_from_native (&scale, signal->maximum, signal->minimum, signal->maximum);
  if (clasp_value_get_type_of (&low) == CLASP_VALUE_DOUBLE) /* scaled levels are no integers */
    info->datatype = CLASP_STR_LITERAL ("float");
  clasp_value_to_double (&low, &first);
  clasp_value_to_double (&high, &second);
  info->has_range = info->is_advisory = TRUE;
  info->minimum = MIN (first, second);
  info->maximum = MAX (first, second);
}

static void
fill_signal (ClaspBridge             *self,
             const ClaspBridgeSignal *signal,
             const char              *address,
             ClaspSignalInfo         *info)
{
  *info = (ClaspSignalInfo){ .address = clasp_str (address), .signal = signal->signal };
  info->has_access = info->has_meta = TRUE;
  info->has_datatype = signal->datatype != NULL;
  info->datatype = clasp_str (signal->datatype);
  info->access = signal->is_told ? CLASP_STR_LITERAL ("r") : clasp_str (get_access (self));
  info->has_unit = signal->unit != NULL;
  info->unit = clasp_str (signal->unit);
  fill_range (self, signal, info);
}

static void
fill_bridge (const char *namespace_, const ClaspValue *description, ClaspSignalInfo *info)
{
  *info = (ClaspSignalInfo){ .address = clasp_str (namespace_), .signal = CLASP_SIGNAL_PARAM };
  info->has_datatype = info->has_access = info->has_meta = info->has_default = TRUE;
  info->datatype = CLASP_STR_LITERAL ("map");
  info->access = CLASP_STR_LITERAL ("r");
  info->default_value = *description; /* lent for the call */
}

/* What is still to be announced. */
typedef struct
{
  ClaspBridge *self;
  GArray      *signals;   /* (owned) ClaspSignalInfo */
  GPtrArray   *addresses; /* (owned) theirs */
  guint        n_left;
} Announcing;

static void
submit (Announcing *announcing)
{
  ClaspBridgePrivate *priv = clasp_bridge_get_private (announcing->self);
  ClaspMessage        message = { .type = CLASP_MESSAGE_ANNOUNCE };

  if (announcing->signals->len == 0)
    return;

  message.announce.namespace_ = clasp_str (priv->namespace_);
  message.announce.signals = (ClaspSignalInfo *) (gpointer) announcing->signals->data;
  message.announce.n_signals = announcing->signals->len;
  clasp_session_submit (priv->session, &message, NULL, FALSE);
  g_array_set_size (announcing->signals, 0);
  g_ptr_array_set_size (announcing->addresses, 0);
}

static void
add_cb (const ClaspBridgeSignal *signal, gpointer user_data)
{
  Announcing     *announcing = user_data;
  const char     *namespace_ = clasp_bridge_get_private (announcing->self)->namespace_;
  char           *address;
  ClaspSignalInfo info;

  if (announcing->n_left == 0)
    return;
  address = g_strconcat (namespace_, signal->pattern, NULL);
  announcing->n_left--;
  g_ptr_array_add (announcing->addresses, address);
  fill_signal (announcing->self, signal, address, &info);
  g_array_append_val (announcing->signals, info);
  if (announcing->signals->len == MAX_SIGNALS)
    submit (announcing);
}

void
clasp_bridge_announce (ClaspBridge *self)
{
  ClaspBridgeClass     *klass = CLASP_BRIDGE_GET_CLASS (self);
  g_auto (ClaspValue)   description = CLASP_VALUE_INIT;
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray)    signals = g_array_new (FALSE, FALSE, sizeof (ClaspSignalInfo));
  Announcing announcing = { self, signals, addresses, CLASP_BRIDGE_MAX_SIGNALS };
  ClaspSignalInfo       bridge;

  if (klass->protocol == NULL)
    return;

  description = describe_bridge (self);
  fill_bridge (clasp_bridge_get_private (self)->namespace_, &description, &bridge);
  g_array_append_val (signals, bridge);
  for (guint i = 0; i < klass->n_signals; i++)
    add_cb (&klass->signals[i], &announcing);
  if (klass->foreach_signal != NULL)
    klass->foreach_signal (self, add_cb, &announcing);
  submit (&announcing);
}

/* ---- before there is anything to announce it ---- */

/**
 * clasp_bridge_keeps_numbers:
 * @settings: of a connection
 *
 * Thread: that of @settings.
 *
 * Returns: whether values have the device's own numbers, so that what is announced is what the protocol
 *   says anyway
 */
gboolean
clasp_bridge_keeps_numbers (ClaspSettings *settings)
{
  ClaspScale scale;

  return !read_scale (settings, &scale) || scale.mode == CLASP_SCALE_AUTO || scale.mode == CLASP_SCALE_RAW;
}

typedef enum
{
  MATCH_NONE,
  MATCH_SOME, /* @path is a pattern: it takes some of these addresses */
  MATCH_ALL,
  MATCH_EXACT,
} Match;

typedef struct
{
  ClaspBridge    *self;
  const char     *path;
  Match           match;
  ClaspSignalInfo info;
} Foreseeing;

/* Whether an address may be both: `*` is any segment. */
static gboolean
overlaps (ClaspStr one, ClaspStr other)
{
  gsize    offsets[2] = { 0, 0 };
  ClaspStr segments[2];

  for (;;)
    {
      gboolean has_one = clasp_address_next_segment (one, &offsets[0], &segments[0]);
      gboolean has_other = clasp_address_next_segment (other, &offsets[1], &segments[1]);

      if (!has_one || !has_other)
        return has_one == has_other;
      if (!clasp_str_equal (segments[0], segments[1]) &&
          !clasp_str_equal (segments[0], CLASP_STR_LITERAL ("*")) &&
          !clasp_str_equal (segments[1], CLASP_STR_LITERAL ("*")))
        return FALSE;
    }
}

static Match
match_path (const char *pattern, const char *path)
{
  g_autoptr (ClaspPattern) wide = NULL;

  if (g_str_equal (pattern, path))
    return MATCH_EXACT;
  wide = clasp_pattern_new (clasp_str (pattern));
  if (wide != NULL && clasp_pattern_matches (wide, clasp_str (path)))
    return MATCH_ALL;
  return overlaps (clasp_str (pattern), clasp_str (path)) ? MATCH_SOME : MATCH_NONE;
}

/* The router goes by the address itself, then by the newest pattern (clasp_router_find_range ()). Of what
 * only some addresses of a pattern have, the first says most. */
static void
foresee_cb (const ClaspBridgeSignal *signal, gpointer user_data)
{
  Foreseeing     *foreseeing = user_data;
  Match           match = match_path (signal->pattern, foreseeing->path);
  ClaspSignalInfo info = { .signal = signal->signal };

  if (match < foreseeing->match || match == MATCH_NONE ||
      (match == MATCH_SOME && foreseeing->match == MATCH_SOME))
    return;
  fill_range (foreseeing->self, signal, &info);
  if (!info.has_range)
    return;
  foreseeing->match = match;
  foreseeing->info = info;
}

/**
 * clasp_bridge_foresee_range:
 * @type: of a bridge
 * @settings: its settings
 * @path: below its namespace, "/0/0/0/1"; `*` stands for any segment
 * @minimum: (out): the least value
 * @maximum: (out): the greatest
 *
 * What clasp_bridge_announce () will say; nothing is started.
 *
 * Thread: that of @settings.
 *
 * Returns: %FALSE, and both as they were, when no range will be announced
 */
gboolean
clasp_bridge_foresee_range (GType          type,
                            ClaspSettings *settings,
                            const char    *path,
                            double        *minimum,
                            double        *maximum)
{
  g_autoptr (ClaspBridge) self = g_object_new (type, NULL);
  ClaspBridgeClass       *klass = CLASP_BRIDGE_GET_CLASS (self);
  Foreseeing              foreseeing = { .self = self, .path = path };

  clasp_bridge_get_private (self)->settings = g_object_ref (settings);
  for (guint i = 0; i < klass->n_signals; i++)
    foresee_cb (&klass->signals[i], &foreseeing);
  if (klass->foreach_signal != NULL)
    klass->foreach_signal (self, foresee_cb, &foreseeing);
  if (foreseeing.match == MATCH_NONE || !(foreseeing.info.minimum < foreseeing.info.maximum))
    return FALSE;
  *minimum = foreseeing.info.minimum;
  *maximum = foreseeing.info.maximum;
  return TRUE;
}
