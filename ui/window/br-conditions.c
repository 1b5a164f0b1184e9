/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-conditions.h"

#include <glib/gi18n.h>

#define ENGINE_PREFIX "engine/"

struct _BrConditions
{
  GObject parent_instance;

  GPtrArray  *items; /* (owned) of BrCondition, in order of arrival */
  GHashTable *since; /* (owned) connection id → GDateTime of when it went missing */
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

static void
br_conditions_forget_removed (BrConditions *self,
                              ClaspShow    *show)
{
  for (guint i = self->items->len; i > 0; i--)
    {
      BrCondition *condition = g_ptr_array_index (self->items, i - 1);

      if (g_str_has_prefix (condition->id, ENGINE_PREFIX)
          && clasp_show_find (show, condition->id + strlen (ENGINE_PREFIX)) == NULL)
        {
          g_hash_table_remove (self->since, condition->id + strlen (ENGINE_PREFIX));
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

  br_conditions_forget_removed (self, show);
  self->has_connections = n > 0;
  self->worst = BR_SIGN_OFF;
  self->n_missing = 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ClaspShowItem) item = g_list_model_get_item (connections, i);
      ClaspStatus *status = clasp_engine_get_status (engine, clasp_show_item_get_id (item));
      BrSign       sign = br_conditions_refresh_connection (self, item, status);

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
  self->since = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_date_time_unref);
}

BrConditions *
br_conditions_new (void)
{
  return g_object_new (BR_TYPE_CONDITIONS, NULL);
}
