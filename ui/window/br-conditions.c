/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-conditions.h"

#include "widgets/br-format.h"
#include "window/br-flow.h"

#include <glib/gi18n.h>

#define ENGINE_PREFIX "engine/"
#define DROPS_PREFIX "drops/"
#define FLOOD_PREFIX "flood/"
#define CROWD_PREFIX "crowd/"
#define SESSION "session:"
#define MAX_FLOWS 512
/* The engine counts once a second; whoever edits the show makes us look more often. */
#define FLOWS_US (900 * 1000)
#define RECENT_US (3 * G_USEC_PER_SEC)

struct _BrConditions
{
  GObject parent_instance;

  GPtrArray  *items; /* (owned) of BrCondition, in order of arrival */
  GHashTable *since; /* (owned) connection id → GDateTime of when it went missing */
  GHashTable *flows; /* (owned) connection id → BrFlow */
  gint64      flows_us;  /* when they were looked at last; 0 = never */
  gint64      queues_us; /* the same for those of the router */
  gboolean    has_connections;
  gboolean    is_quiet;
  BrSign      worst;
  guint       n_missing;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrConditions, br_conditions, G_TYPE_OBJECT)

static void
condition_free (gpointer data)
{
  BrCondition *condition = data;

  g_free (condition->id);
  g_free (condition->text);
  g_free (condition->button_label);
  g_free (condition->page);
  g_free (condition->action);
  g_free (condition->target);
  g_free (condition);
}

static void
replace_text (char      **place,
              const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

static BrCondition *
br_conditions_find (BrConditions *self,
                    const char   *id,
                    guint        *position)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      BrCondition *condition = g_ptr_array_index (self->items, i);

      if (g_str_equal (condition->id, id))
        {
          *position = i;
          return condition;
        }
    }

  return NULL;
}

static void
br_conditions_put (BrConditions *self,
                   const char   *id,
                   BrSeverity    severity,
                   const char   *text,
                   const char   *button_label,
                   const char   *page,
                   const char   *action,
                   const char   *target)
{
  guint        position;
  BrCondition *condition = br_conditions_find (self, id, &position);

  if (condition != NULL && condition->severity == severity && g_str_equal (condition->text, text)
      && g_strcmp0 (condition->target, target) == 0)
    return;

  if (condition == NULL)
    {
      condition = g_new0 (BrCondition, 1);
      condition->id = g_strdup (id);
      g_ptr_array_add (self->items, condition);
    }
  condition->severity = severity;
  replace_text (&condition->text, text);
  replace_text (&condition->button_label, button_label);
  replace_text (&condition->page, page);
  replace_text (&condition->action, action);
  replace_text (&condition->target, target);

  g_signal_emit (self, signals[CHANGED], 0);
}

void
br_conditions_set (BrConditions *self,
                   const char   *id,
                   BrSeverity    severity,
                   const char   *text,
                   const char   *button_label,
                   const char   *page)
{
  br_conditions_put (self, id, severity, text, button_label, page, NULL, NULL);
}

void
br_conditions_set_with_action (BrConditions *self,
                               const char   *id,
                               BrSeverity    severity,
                               const char   *text,
                               const char   *button_label,
                               const char   *action)
{
  br_conditions_put (self, id, severity, text, button_label, NULL, action, NULL);
}

void
br_conditions_set_with_target (BrConditions *self,
                               const char   *id,
                               BrSeverity    severity,
                               const char   *text,
                               const char   *button_label,
                               const char   *action,
                               const char   *target)
{
  br_conditions_put (self, id, severity, text, button_label, NULL, action, target);
}

void
br_conditions_clear (BrConditions *self,
                     const char   *id)
{
  guint position;

  if (br_conditions_find (self, id, &position) == NULL)
    return;

  g_ptr_array_remove_index (self->items, position);
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
br_conditions_has (BrConditions *self,
                   const char   *id)
{
  guint position;

  return br_conditions_find (self, id, &position) != NULL;
}

void
br_conditions_end (BrConditions *self,
                   const char   *id,
                   const char   *sentence)
{
  if (!br_conditions_has (self, id))
    return;

  g_message ("%s", sentence);
  br_conditions_clear (self, id);
}

/* --- what is told ------------------------------------------------------------------------------- */

/* The Log has these as well, and nobody edits during a show. */
static const char *const quiet_prefixes[] = { "demo", "monitor-recording", "loop", FLOOD_PREFIX, CROWD_PREFIX };

static gboolean
is_told (BrConditions      *self,
         const BrCondition *condition)
{
  for (guint i = 0; self->is_quiet && i < G_N_ELEMENTS (quiet_prefixes); i++)
    if (g_str_has_prefix (condition->id, quiet_prefixes[i]))
      return FALSE;

  return TRUE;
}

void
br_conditions_set_quiet (BrConditions *self,
                         gboolean      is_quiet)
{
  if (self->is_quiet == is_quiet)
    return;

  self->is_quiet = is_quiet;
  g_signal_emit (self, signals[CHANGED], 0);
}

const BrCondition *
br_conditions_peek (BrConditions *self)
{
  BrCondition *worst = NULL;

  for (guint i = 0; i < self->items->len; i++)
    {
      BrCondition *condition = g_ptr_array_index (self->items, i);

      if (is_told (self, condition) && (worst == NULL || condition->severity > worst->severity))
        worst = condition;
    }

  return worst;
}

guint
br_conditions_get_n (BrConditions *self)
{
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    n += is_told (self, self->items->pdata[i]);

  return n;
}

gboolean
br_conditions_get_worst (BrConditions *self,
                         BrSign       *sign,
                         guint        *n_missing)
{
  *sign = self->worst;
  *n_missing = self->n_missing;

  return self->has_connections;
}

static void
br_conditions_set_missing (BrConditions *self,
                           const char   *condition_id,
                           const char   *id,
                           const char   *name)
{
  GDateTime       *since = g_hash_table_lookup (self->since, id);
  g_autofree char *clock = NULL;
  g_autofree char *text = NULL;

  if (since == NULL)
    {
      since = g_date_time_new_now_local ();
      g_hash_table_insert (self->since, g_strdup (id), since);
    }
  clock = br_format_clock (since);
  /* Translators: name of a connection, then the time of day */
  text = g_strdup_printf (_("%s is missing since %s. Waiting for it."), name, clock);
  br_conditions_set_with_target (self, condition_id, BR_SEVERITY_WARNING, text, _("Show"), "win.show-connection", id);
}

/* --- what is dropped, and what floods ----------------------------------------------------------- */

static BrFlow *
find_flow (BrConditions *self, const char *id)
{
  BrFlow *flow = g_hash_table_lookup (self->flows, id);

  if (flow == NULL)
    {
      flow = g_new0 (BrFlow, 1);
      g_hash_table_insert (self->flows, g_strdup (id), flow);
    }
  return flow;
}

static void
br_conditions_end_flow (BrConditions *self, gboolean is_flood, const char *id, const char *name)
{
  g_autofree char *condition_id = g_strconcat (is_flood ? FLOOD_PREFIX : DROPS_PREFIX, id, NULL);
  g_autofree char *sentence = NULL;

  if (is_flood)
    /* Translators: the name of a connection or program */
    sentence = g_strdup_printf (_("%s: the flood of messages has ended"), name);
  else
    /* Translators: the name of a connection or program */
    sentence = g_strdup_printf (_("%s: nothing is dropped any more"), name);
  br_conditions_end (self, condition_id, sentence);
}

/* Sets it, or ends it when @text is NULL; takes over @text. The log has its first sentence and its end. */
static void
br_conditions_tell_flow (BrConditions *self, gboolean is_flood, const char *id, const char *name, char *text)
{
  g_autofree char *condition_id = g_strconcat (is_flood ? FLOOD_PREFIX : DROPS_PREFIX, id, NULL);
  g_autofree char *target = g_strjoin ("\n", id, name, NULL);

  if (text == NULL)
    {
      br_conditions_end_flow (self, is_flood, id, name);
      return;
    }
  if (!br_conditions_has (self, condition_id))
    g_message ("%s", text);
  br_conditions_set_with_target (self, condition_id, BR_SEVERITY_WARNING, text, is_flood ? _("Thin…") : _("Thin"),
                                 is_flood ? "win.thin-incoming" : "win.thin", target);
  g_free (text);
}

static void
br_conditions_refresh_flow (BrConditions *self, ClaspShowItem *item, ClaspStatus *status, gint64 now_us)
{
  const char              *id = clasp_show_item_get_id (item);
  const char              *name = clasp_show_item_get_name (item);
  const ClaspBridgeStatus *now = status != NULL ? clasp_status_peek (status) : NULL;
  BrFlow                  *flow = find_flow (self, id);
  /* One that is away loses what is sent to it for that reason alone. */
  gboolean                 is_on = now != NULL && clasp_show_item_get_enabled (item) && !now->is_faulty;
  /* What its setting thins out is a flood no more: a person has done what can be done. */
  double                   rate = is_on ? now->rate_in - now->rate_thinned : 0;
  guint64                  n_dropped = br_flow_take (flow, is_on ? now->n_overflowed : 0, rate, now_us);

  br_conditions_tell_flow (self, FALSE, id, name, n_dropped > 0 ? br_flow_describe_drops (n_dropped, name) : NULL);
  br_conditions_tell_flow (self, TRUE, id, name, flow->is_flood ? br_flow_describe_flood (rate, name) : NULL);
}

/* Programs that speak with the router. */
static void
br_conditions_take_session (BrConditions *self, guint64 number, const char *name, guint64 n_dropped, double rate, gint64 now_us)
{
  g_autofree char *id = g_strdup_printf (SESSION "%" G_GUINT64_FORMAT, number);
  BrFlow          *flow = find_flow (self, id);
  guint64          n;

  /* It had lost nothing a moment ago, or it would have been listed. */
  if (flow->n == 0 && now_us - self->queues_us < RECENT_US)
    br_flow_take (flow, 0, 0, self->queues_us);
  n = br_flow_take (flow, n_dropped, rate, now_us);
  br_conditions_tell_flow (self, FALSE, id, name, n > 0 ? br_flow_describe_drops (n, name) : NULL);
  br_conditions_tell_flow (self, TRUE, id, name, flow->is_flood ? br_flow_describe_flood (rate, name) : NULL);
}

static gboolean
is_listed (const ClaspRouterQueues *queues, const char *id)
{
  guint64 number = g_ascii_strtoull (id + strlen (SESSION), NULL, 10);

  for (guint i = 0; i < queues->n_slow; i++)
    if (queues->slow[i].number == number)
      return TRUE;
  return queues->fastest == number;
}

/* What the program's conditions call it; NULL when there is none. */
static const char *
find_name (BrConditions *self, const char *prefix, const char *id)
{
  g_autofree char *condition_id = g_strconcat (prefix, id, NULL);
  guint            position;
  BrCondition     *condition = br_conditions_find (self, condition_id, &position);

  return condition != NULL ? strchr (condition->target, '\n') + 1 : NULL;
}

static void
br_conditions_end_flows (BrConditions *self, const char *id)
{
  g_autofree char *dropped = g_strdup (find_name (self, DROPS_PREFIX, id));
  g_autofree char *flooded = g_strdup (find_name (self, FLOOD_PREFIX, id));

  if (dropped != NULL)
    br_conditions_end_flow (self, FALSE, id, dropped);
  if (flooded != NULL)
    br_conditions_end_flow (self, TRUE, id, flooded);
}

/* Those that left, or are told of no more: nothing of theirs lasts. */
static void
br_conditions_forget_sessions (BrConditions *self, const ClaspRouterQueues *queues)
{
  GHashTableIter iter;
  gpointer       id;

  g_hash_table_iter_init (&iter, self->flows);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (g_str_has_prefix (id, SESSION) && !is_listed (queues, id))
      {
        br_conditions_end_flows (self, id);
        /* From a full list one may only have been crowded out. */
        if (queues->n_slow < CLASP_ROUTER_MAX_SLOW || g_hash_table_size (self->flows) > MAX_FLOWS)
          g_hash_table_iter_remove (&iter);
      }
}

void
br_conditions_take_queues (BrConditions *self, const ClaspRouterQueues *queues, gint64 now_us)
{
  gboolean is_fastest_told = FALSE;

  for (guint i = 0; i < queues->n_slow; i++)
    {
      gboolean is_fastest = queues->slow[i].number == queues->fastest;

      is_fastest_told |= is_fastest;
      br_conditions_take_session (self, queues->slow[i].number, queues->slow[i].name, queues->slow[i].n_dropped,
                                  is_fastest ? (double) queues->n_fastest : 0, now_us);
    }
  if (!is_fastest_told && queues->fastest != 0)
    br_conditions_take_session (self, queues->fastest, queues->fastest_name, 0, (double) queues->n_fastest, now_us);
  br_conditions_forget_sessions (self, queues);
  self->queues_us = now_us;
}

/* --- more addresses than are listed ------------------------------------------------------------- */

void
br_conditions_take_crowd (BrConditions *self, const char *id, const char *name, guint max)
{
  g_autofree char *condition_id = g_strconcat (CROWD_PREFIX, id, NULL);
  g_autofree char *target = g_strjoin ("\n", id, name, NULL);
  g_autofree char *count = br_format_count (max);
  g_autofree char *text = NULL;
  guint            position;

  if (max > 0)
    {
      /* Translators: the name of a connection, then a count */
      text = g_strdup_printf (ngettext ("%s has more than %s address. New ones are not listed; mapping continues.",
                                        "%s has more than %s addresses. New ones are not listed; mapping continues.", max),
                              name, count);
      br_conditions_set_with_target (self, condition_id, BR_SEVERITY_WARNING, text, _("Choose…"), "win.list-addresses", target);
    }
  else if (br_conditions_find (self, condition_id, &position) != NULL)
    {
      g_message (_ ("%s: all of its addresses are listed again"), name);
      br_conditions_clear (self, condition_id);
    }
}

static void
br_conditions_refresh_crowd (BrConditions *self, ClaspShowItem *item, const ClaspEngineStats *stats)
{
  const char *id = clasp_show_item_get_id (item);
  guint       max = 0;

  for (guint i = 0; i < stats->n_crowded; i++)
    if (g_str_equal (stats->crowded[i].id, id))
      max = stats->crowded[i].max;
  br_conditions_take_crowd (self, id, clasp_show_item_get_name (item), max);
}

/* --- connections -------------------------------------------------------------------------------- */

/* One connection: returns its sign and sets or clears its condition. */
static BrSign
br_conditions_refresh_connection (BrConditions  *self,
                                  ClaspShowItem *item,
                                  ClaspStatus   *status)
{
  const char      *id = clasp_show_item_get_id (item);
  const char      *name = clasp_show_item_get_name (item);
  g_autofree char *condition_id = g_strconcat (ENGINE_PREFIX, id, NULL);
  BrSign           sign = BR_SIGN_OFF;

  if (status != NULL && clasp_show_item_get_enabled (item))
    sign = br_sign_for_status (clasp_status_peek (status));

  if (sign == BR_SIGN_MISSING)
    br_conditions_set_missing (self, condition_id, id, name);
  else
    g_hash_table_remove (self->since, id);

  /* What a person has to mend is told by the connection's row, and nowhere else. */
  if (sign != BR_SIGN_MISSING)
    br_conditions_clear (self, condition_id);

  return sign;
}

/* The connection that @condition is of, or NULL. */
static const char *
get_connection (const BrCondition *condition)
{
  static const char *const prefixes[] = { ENGINE_PREFIX, DROPS_PREFIX, FLOOD_PREFIX, CROWD_PREFIX };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (condition->id, prefixes[i]))
      {
        const char *id = condition->id + strlen (prefixes[i]);

        return g_str_has_prefix (id, SESSION) ? NULL : id;
      }
  return NULL;
}

static void
br_conditions_forget_removed (BrConditions *self,
                              ClaspShow    *show)
{
  for (guint i = self->items->len; i > 0; i--)
    {
      BrCondition *condition = g_ptr_array_index (self->items, i - 1);

      const char  *connection = get_connection (condition);

      if (connection != NULL && clasp_show_find (show, connection) == NULL)
        {
          g_hash_table_remove (self->since, connection);
          g_hash_table_remove (self->flows, connection);
          br_conditions_clear (self, condition->id);
        }
    }
}

void
br_conditions_refresh (BrConditions *self,
                       ClaspEngine  *engine)
{
  ClaspShow       *show = clasp_engine_get_show (engine);
  GListModel      *connections = clasp_show_get_connections (show);
  guint            n = g_list_model_get_n_items (connections);
  ClaspEngineStats stats = { 0 };
  gint64           now_us = g_get_monotonic_time ();
  gboolean         is_due = now_us - self->flows_us >= FLOWS_US;

  clasp_engine_get_stats (engine, &stats);
  br_conditions_forget_removed (self, show);
  self->has_connections = n > 0;
  self->worst = BR_SIGN_OFF;
  self->n_missing = 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ClaspShowItem) item = g_list_model_get_item (connections, i);
      ClaspStatus *status = clasp_engine_get_status (engine, clasp_show_item_get_id (item));
      BrSign       sign = br_conditions_refresh_connection (self, item, status);

      if (is_due)
        br_conditions_refresh_flow (self, item, status, now_us);
      br_conditions_refresh_crowd (self, item, &stats);
      self->worst = MAX (self->worst, sign);
      self->n_missing += sign == BR_SIGN_MISSING;
    }

  if (is_due)
    {
      br_conditions_take_queues (self, &stats.queues, now_us);
      self->flows_us = now_us;
    }
  /* The row of the router has the sentence. */
  if (stats.error[0] != '\0')
    {
      self->has_connections = TRUE;
      self->worst = BR_SIGN_ERROR;
    }
}

static void
br_conditions_finalize (GObject *object)
{
  BrConditions *self = BR_CONDITIONS (object);

  g_ptr_array_unref (self->items);
  g_hash_table_unref (self->since);
  g_hash_table_unref (self->flows);

  G_OBJECT_CLASS (br_conditions_parent_class)->finalize (object);
}

static void
br_conditions_class_init (BrConditionsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = br_conditions_finalize;

  signals[CHANGED]
    = g_signal_new ("changed", BR_TYPE_CONDITIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
br_conditions_init (BrConditions *self)
{
  self->items = g_ptr_array_new_with_free_func (condition_free);
  self->flows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->since = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_date_time_unref);
}

BrConditions *
br_conditions_new (void)
{
  return g_object_new (BR_TYPE_CONDITIONS, NULL);
}
