/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-conditions.h"

#include "window/br-flow.h"

#include <glib/gi18n.h>

#define ENGINE_PREFIX "engine/"
#define DROPS_PREFIX "drops/"
#define FLOOD_PREFIX "flood/"

struct _BrConditions
{
  GObject parent_instance;

  GPtrArray  *items; /* (owned) of BrCondition, in order of arrival */
  GHashTable *since; /* (owned) connection id → GDateTime of when it went missing */
  GHashTable *flows; /* (owned) connection id → BrFlow */
  gboolean    has_connections;
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
  g_free (condition);
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
                   const char   *action)
{
  guint        position;
  BrCondition *condition = br_conditions_find (self, id, &position);

  if (condition != NULL && condition->severity == severity && g_str_equal (condition->text, text))
    return;

  if (condition == NULL)
    {
      condition = g_new0 (BrCondition, 1);
      condition->id = g_strdup (id);
      g_ptr_array_add (self->items, condition);
    }
  condition->severity = severity;
  g_free (condition->text);
  condition->text = g_strdup (text);
  g_free (condition->button_label);
  condition->button_label = g_strdup (button_label);
  g_free (condition->page);
  condition->page = g_strdup (page);
  g_free (condition->action);
  condition->action = g_strdup (action);

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
  br_conditions_put (self, id, severity, text, button_label, page, NULL);
}

void
br_conditions_set_with_action (BrConditions *self,
                               const char   *id,
                               BrSeverity    severity,
                               const char   *text,
                               const char   *button_label,
                               const char   *action)
{
  br_conditions_put (self, id, severity, text, button_label, NULL, action);
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

const BrCondition *
br_conditions_peek (BrConditions *self)
{
  BrCondition *worst = NULL;

  for (guint i = 0; i < self->items->len; i++)
    {
      BrCondition *condition = g_ptr_array_index (self->items, i);

      if (worst == NULL || condition->severity > worst->severity)
        worst = condition;
    }

  return worst;
}

guint
br_conditions_get_n (BrConditions *self)
{
  return self->items->len;
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
  clock = g_date_time_format (since, "%H:%M");
  /* Translators: name of a connection, then the time of day */
  text = g_strdup_printf (_("%s is missing since %s. Waiting for it."), name, clock);
  br_conditions_set (self, condition_id, BR_SEVERITY_WARNING, text, _("Show"), "connections");
}

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

/* Sets it, or clears it when @text is NULL; takes over @text. The log says when it ended. */
static void
br_conditions_tell_flow (BrConditions *self, const char *prefix, const char *id, const char *name, char *text)
{
  g_autofree char *condition_id = g_strconcat (prefix, id, NULL);
  guint            position;

  if (text != NULL)
    br_conditions_set (self, condition_id, BR_SEVERITY_WARNING, text, _("Show"), "connections");
  else if (br_conditions_find (self, condition_id, &position) != NULL)
    {
      g_message (g_str_equal (prefix, DROPS_PREFIX) ? "%s: nothing is dropped any more" : "%s: the flood of messages has ended", name);
      br_conditions_clear (self, condition_id);
    }
  g_free (text);
}

static void
br_conditions_refresh_flow (BrConditions *self, ClaspShowItem *item, ClaspStatus *status, gint64 now_us)
{
  const char              *id = clasp_show_item_get_id (item);
  const char              *name = clasp_show_item_get_name (item);
  const ClaspBridgeStatus *now = status != NULL ? clasp_status_peek (status) : NULL;
  BrFlow                  *flow = find_flow (self, id);
  gboolean                 is_on = now != NULL && clasp_show_item_get_enabled (item);
  guint64                  n_dropped = br_flow_take (flow, is_on ? now->n_dropped : 0, is_on ? now->rate_in : 0, now_us);

  br_conditions_tell_flow (self, DROPS_PREFIX, id, name, n_dropped > 0 ? br_flow_describe_drops (n_dropped, name) : NULL);
  br_conditions_tell_flow (self, FLOOD_PREFIX, id, name, flow->is_flood ? br_flow_describe_flood (now->rate_in, name) : NULL);
}

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
    sign = br_sign_for_state (clasp_status_peek (status)->state);

  if (sign == BR_SIGN_MISSING)
    br_conditions_set_missing (self, condition_id, id, name);
  else
    g_hash_table_remove (self->since, id);

  if (sign == BR_SIGN_ERROR)
    {
      /* Translators: name of a connection, then a sentence that says what is wrong */
      g_autofree char *text = g_strdup_printf (_("%s: %s"), name, clasp_status_peek (status)->detail);

      br_conditions_set (self, condition_id, BR_SEVERITY_ERROR, text, _("Show"), "connections");
    }
  else if (sign != BR_SIGN_MISSING)
    br_conditions_clear (self, condition_id);

  return sign;
}

/* The connection that @condition is of, or NULL. */
static const char *
get_connection (const BrCondition *condition)
{
  static const char *const prefixes[] = { ENGINE_PREFIX, DROPS_PREFIX, FLOOD_PREFIX };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (condition->id, prefixes[i]))
      return condition->id + strlen (prefixes[i]);
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

  br_conditions_forget_removed (self, show);
  self->has_connections = n > 0;
  self->worst = BR_SIGN_OFF;
  self->n_missing = 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ClaspShowItem) item = g_list_model_get_item (connections, i);
      ClaspStatus *status = clasp_engine_get_status (engine, clasp_show_item_get_id (item));
      BrSign       sign = br_conditions_refresh_connection (self, item, status);

      br_conditions_refresh_flow (self, item, status, now_us);
      self->worst = MAX (self->worst, sign);
      self->n_missing += sign == BR_SIGN_MISSING;
    }

  clasp_engine_get_stats (engine, &stats);
  if (stats.error[0] != '\0')
    br_conditions_set (self, "router", BR_SEVERITY_ERROR, stats.error, NULL, NULL);
  else
    br_conditions_clear (self, "router");
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
