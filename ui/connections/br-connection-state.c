/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connections/br-connection-state.h"

#include "widgets/br-format.h"

#include <glib/gi18n.h>

static void
read_router (BrConnectionState *self, ClaspEngine *engine, ClaspShowItem *item)
{
  ClaspEngineStats stats;

  clasp_engine_get_stats (engine, &stats);
  self->rate_in = stats.rate_in;
  self->rate_out = stats.rate_out;
  self->n_in = stats.router.n_received;
  self->n_out = stats.router.n_delivered;
  self->n_malformed = stats.router.n_malformed;
  self->n_dropped = stats.router.n_dropped;
  if (!stats.running || !clasp_show_item_get_enabled (item))
    self->sign = BR_SIGN_OFF;
  else if (stats.error[0] != '\0')
    {
      self->sign = BR_SIGN_ERROR;
      self->is_problem = TRUE;
      /* Its listeners fail by their ports before all else. */
      self->is_faulty = TRUE;
      self->fault = CLASP_BRIDGE_FAULT_BUSY;
      g_strlcpy (self->detail, stats.error, sizeof self->detail);
    }
  else
    {
      self->sign = stats.rate_in > 0 ? BR_SIGN_LIVE : BR_SIGN_IDLE;
      g_snprintf (self->detail, sizeof self->detail,
                  ngettext ("%u program is connected.", "%u programs are connected.",
                            stats.router.n_sessions),
                  stats.router.n_sessions);
    }
}

static void
read_connection (BrConnectionState *self, ClaspEngine *engine, ClaspShowItem *item)
{
  ClaspStatus             *object = clasp_engine_get_status (engine, clasp_show_item_get_id (item));
  const ClaspBridgeStatus *status = object != NULL ? clasp_status_peek (object) : NULL;

  self->sign = BR_SIGN_OFF;
  if (status == NULL || !clasp_show_item_get_enabled (item))
    return;

  self->sign = br_sign_for_status (status);
  self->is_problem = self->sign >= BR_SIGN_DEGRADED && status->state != CLASP_BRIDGE_STATE_STARTING;
  g_strlcpy (self->detail, status->detail, sizeof self->detail);
  self->rate_in = status->rate_in;
  self->rate_out = status->rate_out;
  self->n_in = status->n_in;
  self->n_out = status->n_out;
  self->n_malformed = status->n_malformed;
  self->n_dropped = status->n_dropped;
  self->last_in_us = status->last_in_us;
  self->retry_at_us = status->retry_at_us;
  self->n_retries = status->state == CLASP_BRIDGE_STATE_DEGRADED ? status->n_part_retries : status->n_retries;
  self->is_faulty = status->is_faulty;
  self->fault = status->fault;
}

void
br_connection_state_read (BrConnectionState *self, ClaspEngine *engine, ClaspShowItem *item)
{
  *self = (BrConnectionState){ 0 };
  if (CLASP_IS_CONNECTION (item))
    read_connection (self, engine, item);
  else
    read_router (self, engine, item);
}

char *
br_connection_state_words (const BrConnectionState *self, gint64 now_us)
{
  guint seconds;

  if (self->retry_at_us <= now_us)
    return g_strdup (br_sign_get_word (self->sign));

  seconds = (guint) ((self->retry_at_us - now_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  /* Translators: a state as "Waiting" or "Missing", which attempt, and when */
  return br_format_units (g_strdup_printf (ngettext ("%s, try %u in %u s", "%s, try %u in %u s", seconds), br_sign_get_word (self->sign),
                          self->n_retries + 1, seconds));
}

char *
br_connection_state_age (const BrConnectionState *self, gint64 now_us)
{
  g_autofree char *age = NULL;

  if (self->last_in_us == 0)
    return g_strdup ("");
  /* A rate is told once a second, and so is the time: what has a rate is not old. */
  age = br_format_age (self->rate_in > 0 ? 0 : now_us - self->last_in_us);
  /* Translators: when something came in last, "12 s" or "3 min" ago */
  return g_strdup_printf (_("last %s ago"), age);
}

gboolean
br_connection_state_can_retry (const BrConnectionState *self)
{
  return self->is_problem && (self->sign >= BR_SIGN_WAITING || self->retry_at_us != 0);
}

static const ClaspKind *
kind_of (ClaspShow *show, ClaspShowItem *item)
{
  const ClaspRegistry *registry = clasp_show_get_registry (show);

  return CLASP_IS_CONNECTION (item)
           ? clasp_kind_find (registry->connections, registry->n_connections,
                              clasp_connection_get_kind (CLASP_CONNECTION (item)))
           : NULL;
}

const char *
br_connection_kind_title (ClaspShow *show, ClaspShowItem *item)
{
  const ClaspKind *kind = kind_of (show, item);

  /* Translators: badge of our own router */
  return kind != NULL ? _ (kind->title) : _ ("CLASP");
}

const char *
br_connection_kind_summary (ClaspShow *show, ClaspShowItem *item)
{
  const ClaspKind *kind = kind_of (show, item);

  return kind != NULL ? _ (kind->summary)
                      : _ ("Where CLASP programs on this computer or network connect");
}

ClaspSettings *
br_connection_get_settings (ClaspShowItem *item)
{
  return CLASP_IS_CONNECTION (item) ? clasp_connection_get_settings (CLASP_CONNECTION (item))
                                    : clasp_router_config_get_settings (CLASP_ROUTER_CONFIG (item));
}
