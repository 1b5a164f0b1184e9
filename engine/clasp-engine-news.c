/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-engine-private.h"
#include "clasp-show-ranges.h"

/* ---- on the worker's side ---- */

typedef enum { NEWS_CONNECTION, NEWS_MAPPING, NEWS_SESSION, NEWS_STATS, NEWS_SETTLED, NEWS_UNIVERSES, NEWS_LIGHTING, NEWS_STORED, NEWS_LEARNING, NEWS_RANGE } NewsKind;

typedef struct
{
  NewsKind kind;
  union
  {
    ClaspBridgeStatus connection;
    ClaspRouteStatus mapping;
    ClaspEngineStats  stats;
    ClaspUniverseSnapshot *universes; /* (owned) */
    ClaspLightingView *lighting; /* (owned) */
    struct
    {
      guint64 number;
      char   *name;  /* (owned) (nullable) NULL = left */
    } session;
    struct
    {
      char  **uris;  /* (owned) */
      GError *error; /* (owned) (nullable) */
    } settled;
    struct
    {
      char  *id;     /* (owned) */
      char **values; /* (owned) */
    } stored;
    struct
    {
      guint           id, seconds_left;
      ClaspLearnState state;
      GPtrArray      *findings; /* (owned) (nullable) NULL = it has ended */
    } learning;
    struct
    {
      ClaspAnnouncedRange range; /* its address is owned */
      gboolean            is_announced;
    } range;
  };
} News;

void
clasp_engine_news_free (gpointer data)
{
  News *news = data;

  if (news->kind == NEWS_SESSION)
    g_free (news->session.name);
  if (news->kind == NEWS_UNIVERSES)
    g_clear_pointer (&news->universes, clasp_universe_snapshot_unref);
  if (news->kind == NEWS_LIGHTING)
    g_clear_pointer (&news->lighting, clasp_lighting_view_unref);
  if (news->kind == NEWS_SETTLED)
    {
      g_strfreev (news->settled.uris);
      g_clear_error (&news->settled.error);
    }
  if (news->kind == NEWS_STORED)
    {
      g_free (news->stored.id);
      g_strfreev (news->stored.values);
    }
  if (news->kind == NEWS_LEARNING)
    g_clear_pointer (&news->learning.findings, g_ptr_array_unref);
  if (news->kind == NEWS_RANGE)
    g_free ((char *) news->range.range.address);
  g_free (news);
}

static News *
news_new (NewsKind kind)
{
  News *news = g_new0 (News, 1);

  news->kind = kind;
  return news;
}

static void
connection_news_cb (const ClaspBridgeStatus *status,
                    gpointer                 user_data)
{
  ClaspEngine *self = user_data;
  News        *news = news_new (NEWS_CONNECTION);
  char         key[80];

  news->connection = *status;
  g_snprintf (key, sizeof key, "c:%s", status->id);
  clasp_outbox_push (self->outbox, key, news);
}

static void
mapping_news_cb (const ClaspRouteStatus *status,
                 gpointer                 user_data)
{
  ClaspEngine *self = user_data;
  News        *news = news_new (NEWS_MAPPING);
  char         key[80];

  news->mapping = *status;
  g_snprintf (key, sizeof key, "m:%s", status->id);
  clasp_outbox_push (self->outbox, key, news);
}

static void
session_news_cb (guint64     number,
                 const char *name,
                 gpointer    user_data)
{
  ClaspEngine *self = user_data;
  News        *news = news_new (NEWS_SESSION);

  news->session.number = number;
  news->session.name = g_strdup (name);
  clasp_outbox_push (self->outbox, NULL, news);
}

static void
stats_news_cb (const ClaspEngineStats *stats,
               gpointer                user_data)
{
  ClaspEngine *self = user_data;
  News        *news = news_new (NEWS_STATS);

  news->stats = *stats;
  news->stats.n_news = clasp_outbox_get_n_pending (self->outbox);
  clasp_outbox_push (self->outbox, "stats", news);
}

static void
settled_news_cb (const char *const *uris,
                 const GError      *error,
                 gpointer           user_data)
{
  ClaspEngine *self = user_data;
  News        *news = news_new (NEWS_SETTLED);

  news->settled.uris = g_strdupv ((char **) uris);
  news->settled.error = error != NULL ? g_error_copy (error) : NULL;
  /* Unkeyed: it must come after the news of connections that went before. */
  clasp_outbox_push (self->outbox, NULL, news);
}

/* Only the newest picture is kept when nobody takes them. */
static void
universes_news_cb (ClaspUniverseSnapshot *snapshot,
                   gpointer               user_data)
{
  ClaspEngine *self = user_data;
  News        *news = news_new (NEWS_UNIVERSES);

  news->universes = snapshot;
  clasp_outbox_push (self->outbox, "universes", news);
}

static void
lighting_news_cb (ClaspLightingView *view,
                  gpointer           user_data)
{
  ClaspEngine *self = user_data;
  News        *news = news_new (NEWS_LIGHTING);

  news->lighting = view;
  clasp_outbox_push (self->outbox, "lighting", news);
}

static void
stored_news_cb (const char        *id,
                const char *const *values,
                gpointer           user_data)
{
  ClaspEngine *self = user_data;
  News        *news = news_new (NEWS_STORED);
  char         key[80];

  news->stored.id = g_strdup (id);
  news->stored.values = g_strdupv ((char **) values);
  g_snprintf (key, sizeof key, "s:%s", id);
  clasp_outbox_push (self->outbox, key, news);
}

/* Of lists only the newest is kept; the end comes behind it. */
static void
learning_news_cb (guint           id,
                  ClaspLearnState state,
                  guint           seconds_left,
                  GPtrArray      *findings,
                  gpointer        user_data)
{
  ClaspEngine *self = user_data;
  News        *news = news_new (NEWS_LEARNING);
  char         key[32];

  news->learning.id = id;
  news->learning.state = state;
  news->learning.seconds_left = seconds_left;
  news->learning.findings = findings;
  g_snprintf (key, sizeof key, "%s:%u", findings != NULL ? "l" : "le", id);
  clasp_outbox_push (self->outbox, key, news);
}

static void
range_news_cb (const char                *address,
               const ClaspAnnouncedRange *range,
               gpointer                   user_data)
{
  ClaspEngine     *self = user_data;
  News            *news = news_new (NEWS_RANGE);
  g_autofree char *key = g_strconcat ("r:", address, NULL);

  if (range != NULL)
    news->range.range = *range;
  news->range.range.address = g_strdup (address);
  news->range.is_announced = range != NULL;
  clasp_outbox_push (self->outbox, key, news);
}

const ClaspWorkerEvents clasp_engine_worker_events = {
  .connection = connection_news_cb,
  .mapping = mapping_news_cb,
  .session = session_news_cb,
  .stats = stats_news_cb,
  .settled = settled_news_cb,
  .universes = universes_news_cb,
  .lighting = lighting_news_cb,
  .stored = stored_news_cb,
  .asked = clasp_engine_asked_cb,
  .learning = learning_news_cb,
  .range = range_news_cb,
};

/* ---- on the UI side ---- */

void
clasp_engine_answer_waiters (ClaspEngine *self)
{
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&self->waiters);

  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiters->len; i++)
    {
      if (self->listen_error != NULL)
        g_task_return_error (waiters->pdata[i], g_error_copy (self->listen_error));
      else
        g_task_return_boolean (waiters->pdata[i], TRUE);
    }
}

static void
take_settled (ClaspEngine *self,
              News        *news)
{
  g_strfreev (self->uris);
  self->uris = g_steal_pointer (&news->settled.uris);
  g_clear_error (&self->listen_error);
  self->listen_error = g_steal_pointer (&news->settled.error);
  clasp_engine_answer_waiters (self);
}

static void
take_session (ClaspEngine *self,
              const News  *news)
{
  guint64 *number;

  /* Names of those who left stay: rows of the monitor still speak of them. */
  if (news->session.name == NULL)
    {
      clasp_engine_editor_left (self, news->session.number);
      return;
    }

  number = g_new (guint64, 1);
  *number = news->session.number;
  g_hash_table_replace (self->session_names, number, g_strdup (news->session.name));
}

static void
take_stats (ClaspEngine *self,
            const News  *news)
{
  self->stats = news->stats;
  if (self->uris != NULL && self->uris[0] != NULL)
    g_strlcpy (self->stats.uri, self->uris[0], sizeof self->stats.uri);
  g_strlcpy (self->stats.rules_error, clasp_engine_rules_get_error (self), sizeof self->stats.rules_error);
  clasp_engine_emit_stats_changed (self);
  if (self->has_new_ranges)
    clasp_engine_emit_ranges_changed (self);
  self->has_new_ranges = FALSE;
}

static void
take_range (ClaspEngine *self,
            const News  *news)
{
  ClaspAnnouncedRanges *ranges = clasp_show_get_announced_ranges (self->show);

  if (news->range.is_announced)
    clasp_announced_ranges_put (ranges, &news->range.range);
  else
    clasp_announced_ranges_remove (ranges, news->range.range.address);
  self->has_new_ranges = TRUE;
}

static void
take_news (ClaspEngine *self,
           News        *news)
{
  ClaspStatus        *status;
  ClaspMappingStatus *mapping_status;

  switch (news->kind)
    {
    case NEWS_CONNECTION:
      status = g_hash_table_lookup (self->statuses, news->connection.id);
      if (status != NULL)
        clasp_status_update (status, &news->connection);
      break;
    case NEWS_MAPPING:
      mapping_status = g_hash_table_lookup (self->mapping_statuses, news->mapping.id);
      if (mapping_status != NULL)
        clasp_mapping_status_update (mapping_status, &news->mapping);
      break;
    case NEWS_SESSION:
      take_session (self, news);
      break;
    case NEWS_STATS:
      take_stats (self, news);
      break;
    case NEWS_SETTLED:
      take_settled (self, news);
      break;
    case NEWS_UNIVERSES:
      clasp_engine_take_universes (self, g_steal_pointer (&news->universes));
      break;
    case NEWS_LIGHTING:
      clasp_engine_take_lighting (self, g_steal_pointer (&news->lighting));
      break;
    case NEWS_STORED:
      clasp_engine_store_scene (self, news->stored.id, (const char *const *) news->stored.values);
      break;
    case NEWS_LEARNING:
      clasp_engine_take_learning (self, news->learning.id, news->learning.state, news->learning.seconds_left,
                                  g_steal_pointer (&news->learning.findings));
      break;
    case NEWS_RANGE:
      take_range (self, news);
      break;
    }
}

void
clasp_engine_outbox_cb (ClaspOutboxItem *items,
                        guint            n_items,
                        guint64          n_dropped,
                        gpointer         user_data)
{
  ClaspEngine *self = user_data;

  g_object_ref (self);
  for (guint i = 0; i < n_items; i++)
    take_news (self, items[i].item);
  g_object_unref (self);
}
