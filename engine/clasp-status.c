/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "clasp-status.h"

enum
{
  PROP_ID = 1,
  PROP_STATE,
  PROP_DETAIL,
  PROP_N_IN,
  PROP_N_OUT,
  PROP_N_MALFORMED,
  PROP_N_DROPPED,
  PROP_RATE_IN,
  PROP_RATE_OUT,
  PROP_LAST_IN_US,
  PROP_RETRY_AT_US,
  PROP_BYTES_IN,
  PROP_BYTES_OUT,
  PROP_N_COALESCED,
  PROP_N_ERRORS,
  PROP_N_RECONNECTS,
  PROP_LAST_ERROR,
  PROP_LAST_ERROR_UNIX_US,
  N_PROPS,
};

struct _ClaspStatus
{
  GObject           parent_instance;
  ClaspBridgeStatus status;
};

G_DEFINE_FINAL_TYPE (ClaspStatus, clasp_status, G_TYPE_OBJECT)

static GParamSpec *status_props[N_PROPS];

static void
clasp_status_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  const ClaspBridgeStatus *status = &CLASP_STATUS (object)->status;

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, status->id);
      break;
    case PROP_STATE:
      g_value_set_enum (value, (int) status->state);
      break;
    case PROP_DETAIL:
      g_value_set_string (value, status->detail);
      break;
    case PROP_N_IN:
      g_value_set_uint64 (value, status->n_in);
      break;
    case PROP_N_OUT:
      g_value_set_uint64 (value, status->n_out);
      break;
    case PROP_N_MALFORMED:
      g_value_set_uint64 (value, status->n_malformed);
      break;
    case PROP_N_DROPPED:
      g_value_set_uint64 (value, status->n_dropped);
      break;
    case PROP_RATE_IN:
      g_value_set_double (value, status->rate_in);
      break;
    case PROP_RATE_OUT:
      g_value_set_double (value, status->rate_out);
      break;
    case PROP_LAST_IN_US:
      g_value_set_int64 (value, status->last_in_us);
      break;
    case PROP_RETRY_AT_US:
      g_value_set_int64 (value, status->retry_at_us);
      break;
    case PROP_BYTES_IN:
      g_value_set_uint64 (value, status->bytes_in);
      break;
    case PROP_BYTES_OUT:
      g_value_set_uint64 (value, status->bytes_out);
      break;
    case PROP_N_COALESCED:
      g_value_set_uint64 (value, status->n_coalesced);
      break;
    case PROP_N_ERRORS:
      g_value_set_uint64 (value, status->n_errors);
      break;
    case PROP_N_RECONNECTS:
      g_value_set_uint64 (value, status->n_reconnects);
      break;
    case PROP_LAST_ERROR:
      g_value_set_string (value, status->last_error);
      break;
    case PROP_LAST_ERROR_UNIX_US:
      g_value_set_int64 (value, status->last_error_unix_us);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
clasp_status_class_init (ClaspStatusClass *klass)
{
  GObjectClass    *object_class = G_OBJECT_CLASS (klass);
  GParamFlags      flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = clasp_status_get_property;
  status_props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  status_props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, CLASP_TYPE_BRIDGE_STATE, CLASP_BRIDGE_STATE_OFF, flags);
  status_props[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, flags);
  status_props[PROP_N_IN] = g_param_spec_uint64 ("n-in", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  status_props[PROP_N_OUT] = g_param_spec_uint64 ("n-out", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  status_props[PROP_N_MALFORMED] = g_param_spec_uint64 ("n-malformed", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  status_props[PROP_N_DROPPED] = g_param_spec_uint64 ("n-dropped", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  status_props[PROP_RATE_IN] = g_param_spec_double ("rate-in", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  status_props[PROP_RATE_OUT] = g_param_spec_double ("rate-out", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  status_props[PROP_LAST_IN_US] = g_param_spec_int64 ("last-in-us", NULL, NULL, 0, G_MAXINT64, 0, flags);
  status_props[PROP_RETRY_AT_US] = g_param_spec_int64 ("retry-at-us", NULL, NULL, 0, G_MAXINT64, 0, flags);
  status_props[PROP_BYTES_IN] = g_param_spec_uint64 ("bytes-in", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  status_props[PROP_BYTES_OUT] = g_param_spec_uint64 ("bytes-out", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  status_props[PROP_N_COALESCED] = g_param_spec_uint64 ("n-coalesced", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  status_props[PROP_N_ERRORS] = g_param_spec_uint64 ("n-errors", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  status_props[PROP_N_RECONNECTS] = g_param_spec_uint64 ("n-reconnects", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  status_props[PROP_LAST_ERROR] = g_param_spec_string ("last-error", NULL, NULL, NULL, flags);
  status_props[PROP_LAST_ERROR_UNIX_US] = g_param_spec_int64 ("last-error-unix-us", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, status_props);
}

static void
clasp_status_init (ClaspStatus *self)
{
}

/**
 * clasp_status_new:
 * @id: the connection's id
 *
 * Thread: UI.
 *
 * Returns: (transfer full): a status that says OFF
 */
ClaspStatus *
clasp_status_new (const char *id)
{
  ClaspStatus *self = g_object_new (CLASP_TYPE_STATUS, NULL);

  g_strlcpy (self->status.id, id, sizeof self->status.id);
  return self;
}

/**
 * clasp_status_peek:
 * @self: a status
 *
 * Thread: UI.
 *
 * Returns: (transfer none): everything at once
 */
const ClaspBridgeStatus *
clasp_status_peek (ClaspStatus *self)
{
  return &self->status;
}

/**
 * clasp_status_update:
 * @self: a status
 * @status: what it is now
 *
 * Notifies what changed and nothing else.
 *
 * Thread: UI.
 */
void
clasp_status_update (ClaspStatus             *self,
                     const ClaspBridgeStatus *status)
{
  ClaspBridgeStatus old = self->status;
  GObject          *object = G_OBJECT (self);

  self->status = *status;
  g_object_freeze_notify (object);
#define NOTIFY_IF(condition, prop)                                                               \
  if (condition)                                                                                 \
  g_object_notify_by_pspec (object, status_props[prop])
  NOTIFY_IF (old.state != status->state, PROP_STATE);
  NOTIFY_IF (g_strcmp0 (old.detail, status->detail) != 0, PROP_DETAIL);
  NOTIFY_IF (old.n_in != status->n_in, PROP_N_IN);
  NOTIFY_IF (old.n_out != status->n_out, PROP_N_OUT);
  NOTIFY_IF (old.n_malformed != status->n_malformed, PROP_N_MALFORMED);
  NOTIFY_IF (old.n_dropped != status->n_dropped, PROP_N_DROPPED);
  NOTIFY_IF (old.rate_in != status->rate_in, PROP_RATE_IN);
  NOTIFY_IF (old.rate_out != status->rate_out, PROP_RATE_OUT);
  NOTIFY_IF (old.last_in_us != status->last_in_us, PROP_LAST_IN_US);
  NOTIFY_IF (old.retry_at_us != status->retry_at_us, PROP_RETRY_AT_US);
  NOTIFY_IF (old.bytes_in != status->bytes_in, PROP_BYTES_IN);
  NOTIFY_IF (old.bytes_out != status->bytes_out, PROP_BYTES_OUT);
  NOTIFY_IF (old.n_coalesced != status->n_coalesced, PROP_N_COALESCED);
  NOTIFY_IF (old.n_errors != status->n_errors, PROP_N_ERRORS);
  NOTIFY_IF (old.n_reconnects != status->n_reconnects, PROP_N_RECONNECTS);
  NOTIFY_IF (g_strcmp0 (old.last_error, status->last_error) != 0, PROP_LAST_ERROR);
  NOTIFY_IF (old.last_error_unix_us != status->last_error_unix_us, PROP_LAST_ERROR_UNIX_US);
#undef NOTIFY_IF
  g_object_thaw_notify (object);
}

struct _ClaspMappingStatus
{
  GObject           parent_instance;
  ClaspRouteStatus status;
};

G_DEFINE_FINAL_TYPE (ClaspMappingStatus, clasp_mapping_status, G_TYPE_OBJECT)

static guint changed_signal;

static void
clasp_mapping_status_class_init (ClaspMappingStatusClass *klass)
{
  /**
   * ClaspMappingStatus::changed:
   *
   * What clasp_mapping_status_peek () says changed.
   */
  changed_signal = g_signal_new ("changed", CLASP_TYPE_MAPPING_STATUS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
clasp_mapping_status_init (ClaspMappingStatus *self)
{
}

/**
 * clasp_mapping_status_new:
 * @id: the mapping's id
 *
 * Thread: UI.
 *
 * Returns: (transfer full): a status that says nothing happened yet
 */
ClaspMappingStatus *
clasp_mapping_status_new (const char *id)
{
  ClaspMappingStatus *self = g_object_new (CLASP_TYPE_MAPPING_STATUS, NULL);

  g_strlcpy (self->status.id, id, sizeof self->status.id);
  return self;
}

/**
 * clasp_mapping_status_peek:
 * @self: a status
 *
 * Thread: UI.
 *
 * Returns: (transfer none): everything at once
 */
const ClaspRouteStatus *
clasp_mapping_status_peek (ClaspMappingStatus *self)
{
  return &self->status;
}

/**
 * clasp_mapping_status_update:
 * @self: a status
 * @status: what it is now
 *
 * Thread: UI.
 */
void
clasp_mapping_status_update (ClaspMappingStatus      *self,
                             const ClaspRouteStatus *status)
{
  self->status = *status;
  g_signal_emit (self, changed_signal, 0);
}
