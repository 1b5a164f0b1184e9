/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-worker-private.h"

#include "bridges/clasp-bridge-settings.h"
#include "core/clasp-fixed-text.h"

/* Which addresses of each connection the table of signals lists: those that its settings let it.
 * Only what is looked at depends on it; so a change of them leaves the connection as it runs. */

#define SWEEP_EVERY_US 1000

static const char *const listing[] = { "max-listed", "listed" };

static gboolean
has (ClaspSettings *settings, const char *name)
{
  return settings != NULL &&
         g_object_class_find_property (G_OBJECT_GET_CLASS (settings), name) != NULL;
}

/* What had no place, or was not wanted, may be listed now. */
static void
relist_cb (const ClaspSnapshotParam *param, gpointer user_data)
{
  ClaspWorker *self = user_data;
  guint        index = clasp_signal_table_find (self->signals, param->address);

  if (index == G_MAXUINT || !clasp_signal_table_is_known (self->signals, index))
    clasp_signal_table_update (self->signals, param->address, CLASP_SIGNAL_PARAM, &param->value, 0,
                               clasp_worker_now (self));
}

static void
sweep_cb (gpointer user_data)
{
  ClaspWorker             *self = user_data;
  g_autoptr (ClaspPattern) all = NULL;

  if (clasp_signal_quota_sweep (self->quota))
    {
      clasp_timers_set (self->timers, &self->sweep_timer, clasp_worker_now (self) + SWEEP_EVERY_US,
                        sweep_cb, self);
      return;
    }
  if (!self->relist || self->signals == NULL)
    return;
  self->relist = FALSE;
  all = clasp_pattern_new (CLASP_STR_LITERAL ("/**"));
  clasp_router_foreach (self->router, all, relist_cb, self);
}

void
clasp_worker_list_connection (ClaspWorker *self, const ClaspConnectionSpec *spec, gboolean is_new)
{
  static const char *const all[] = { NULL };
  const char *const       *patterns =
    has (spec->settings, "listed") ? clasp_settings_get_strv (spec->settings, "listed") : all;
  guint max =
    clasp_bridge_settings_get_uint (spec->settings, "max-listed", CLASP_BRIDGE_DEFAULT_MAX_LISTED);

  if (self->quota == NULL ||
      !clasp_signal_quota_set (self->quota, spec->id, spec->namespace_, max, patterns))
    return;
  self->relist |= !is_new;
  sweep_cb (self);
}

void
clasp_worker_unlist_connection (ClaspWorker *self, const char *id)
{
  if (self->quota == NULL) /* it ends */
    return;
  clasp_signal_quota_remove (self->quota, id);
  sweep_cb (self);
}

void
clasp_worker_follow_listing (ClaspLiveConnection *live, const ClaspConnectionSpec *spec)
{
  ClaspSettings *own = clasp_bridge_get_settings (live->bridge);

  if (own == NULL || G_OBJECT_TYPE (own) != G_OBJECT_TYPE (spec->settings))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (listing); i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      if (!has (own, listing[i]))
        continue;
      g_object_get_property (G_OBJECT (spec->settings), listing[i], &value);
      g_object_set_property (G_OBJECT (own), listing[i], &value);
    }
}

void
clasp_worker_list_in (ClaspWorker *self, ClaspSignalTable *table)
{
  clasp_signal_quota_set_table (self->quota, table);
  while (clasp_signal_quota_sweep (self->quota))
    ; /* it is filled next, which takes longer */
}

void
clasp_worker_tell_crowded (ClaspWorker *self, ClaspEngineStats *stats)
{
  for (guint i = 0; i < G_N_ELEMENTS (stats->crowded); i++)
    {
      const char *id = clasp_signal_quota_get_crowded (self->quota, i, &stats->crowded[i].max);

      if (id == NULL)
        return;
      clasp_fixed_text_set (stats->crowded[i].id, sizeof stats->crowded[i].id, clasp_str (id));
      stats->n_crowded++;
    }
}

void
clasp_worker_listing_init (ClaspWorker *self)
{
  self->quota = clasp_signal_quota_new ();
}

void
clasp_worker_listing_clear (ClaspWorker *self)
{
  clasp_timers_cancel (self->timers, &self->sweep_timer);
  g_clear_pointer (&self->quota, clasp_signal_quota_free);
}
