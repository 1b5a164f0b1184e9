/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/clasp-update-private.h"

struct _ClaspUpdate
{
  ClaspSignal signal;
  char       *address; /* (owned) */
  gboolean    has_value, is_removed, is_snapshot;
  ClaspValue  value;
  GVariant   *variant; /* (owned) (nullable) made when it is asked for */
  guint64     revision, timestamp_us;
  ClaspPhase  phase;
  guint32     gesture, rate;
  double     *samples; /* (owned) (nullable) */
  gsize       n_samples;
};

G_DEFINE_BOXED_TYPE (ClaspUpdate, clasp_update, clasp_update_ref, clasp_update_unref)

static ClaspUpdate *
update_new (ClaspSignal signal, char *address)
{
  ClaspUpdate *self = g_atomic_rc_box_new0 (ClaspUpdate);

  self->signal = signal;
  self->address = address;
  return self;
}

ClaspUpdate *
clasp_update_new_param (ClaspStr          address,
                        const ClaspValue *value,
                        guint64           revision,
                        guint64           timestamp_us,
                        gboolean          is_snapshot)
{
  ClaspUpdate *self = update_new (CLASP_SIGNAL_PARAM, clasp_str_dup (address));

  self->has_value = TRUE;
  self->value = clasp_value_copy (value);
  self->revision = revision;
  self->timestamp_us = timestamp_us;
  self->is_snapshot = is_snapshot;
  return self;
}

ClaspUpdate *
clasp_update_new_removed (const char *address)
{
  ClaspUpdate *self = update_new (CLASP_SIGNAL_PARAM, g_strdup (address));

  self->is_removed = TRUE;
  return self;
}

ClaspUpdate *
clasp_update_new_publish (const ClaspPublish *publish)
{
  ClaspUpdate *self = update_new (publish->signal, clasp_str_dup (publish->address));

  self->has_value = publish->has_value;
  if (publish->has_value)
    self->value = clasp_value_copy (&publish->value);
  if (publish->has_samples)
    {
      self->n_samples = publish->n_samples;
      self->samples = g_memdup2 (publish->samples, publish->n_samples * sizeof *publish->samples);
    }
  self->timestamp_us = publish->has_timestamp ? publish->timestamp_us : 0;
  self->gesture = publish->has_id ? publish->id : 0;
  self->rate = publish->has_rate ? publish->rate : 0;
  self->phase = publish->phase;
  return self;
}

/**
 * clasp_update_ref:
 * @self: an update
 *
 * Returns: (transfer full): @self
 */
ClaspUpdate *
clasp_update_ref (ClaspUpdate *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
update_clear (ClaspUpdate *self)
{
  g_free (self->address);
  clasp_value_clear (&self->value);
  g_clear_pointer (&self->variant, g_variant_unref);
  g_free (self->samples);
}

/**
 * clasp_update_unref:
 * @self: (transfer full): an update
 */
void
clasp_update_unref (ClaspUpdate *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) update_clear);
}

/**
 * clasp_update_get_signal:
 * @self: an update
 *
 * Returns: which kind of signal it is about
 */
ClaspSignal
clasp_update_get_signal (const ClaspUpdate *self)
{
  return self->signal;
}

/**
 * clasp_update_get_address:
 * @self: an update
 *
 * Returns: whose
 */
const char *
clasp_update_get_address (const ClaspUpdate *self)
{
  return self->address;
}

/**
 * clasp_update_get_value:
 * @self: an update
 *
 * Returns: (transfer none) (nullable): the new value; %NULL when there is none, as with an event
 *   without one and a parameter that is gone
 */
const ClaspValue *
clasp_update_get_value (const ClaspUpdate *self)
{
  return self->has_value ? &self->value : NULL;
}

/**
 * clasp_update_get_variant:
 * @self: an update
 *
 * The same in the types of [method@Clasp.Value.to_variant].
 *
 * Returns: (transfer none) (nullable): the value
 */
GVariant *
clasp_update_get_variant (ClaspUpdate *self)
{
  if (self->has_value && self->variant == NULL)
    self->variant = g_variant_ref_sink (clasp_value_to_variant (&self->value));
  return self->variant;
}

/**
 * clasp_update_is_removed:
 * @self: an update
 *
 * Returns: %TRUE when the parameter is gone: it was known before the connection was lost and the
 *   router does not have it any more
 */
gboolean
clasp_update_is_removed (const ClaspUpdate *self)
{
  return self->is_removed;
}

/**
 * clasp_update_is_snapshot:
 * @self: an update
 *
 * Returns: %TRUE for the state at subscription or after a reconnect, %FALSE for a change right now
 */
gboolean
clasp_update_is_snapshot (const ClaspUpdate *self)
{
  return self->is_snapshot;
}

/**
 * clasp_update_get_revision:
 * @self: an update
 *
 * Returns: the parameter's revision, 0 for what has none
 */
guint64
clasp_update_get_revision (const ClaspUpdate *self)
{
  return self->revision;
}

/**
 * clasp_update_get_phase:
 * @self: an update about a gesture
 *
 * Returns: start, move, end or cancel
 */
ClaspPhase
clasp_update_get_phase (const ClaspUpdate *self)
{
  return self->phase;
}

/**
 * clasp_update_get_gesture:
 * @self: an update about a gesture
 *
 * Returns: its number, from its sender
 */
guint
clasp_update_get_gesture (const ClaspUpdate *self)
{
  return self->gesture;
}

/**
 * clasp_update_get_samples:
 * @self: an update about a stream
 * @n_samples: (out): how many
 *
 * Returns: (transfer none) (array length=n_samples) (nullable): the samples
 */
const double *
clasp_update_get_samples (const ClaspUpdate *self, gsize *n_samples)
{
  *n_samples = self->n_samples;
  return self->samples;
}

/**
 * clasp_update_get_rate:
 * @self: an update about a stream
 *
 * Returns: samples per second, 0 when the sender did not say
 */
guint
clasp_update_get_rate (const ClaspUpdate *self)
{
  return self->rate;
}

/**
 * clasp_update_get_timestamp_us:
 * @self: an update
 *
 * Returns: when it was, in Unix microseconds of the router's clock; 0 when nobody said
 */
guint64
clasp_update_get_timestamp_us (const ClaspUpdate *self)
{
  return self->timestamp_us;
}
