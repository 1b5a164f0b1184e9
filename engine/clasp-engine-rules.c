/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-rules"

#include "clasp-engine-private.h"

#include <glib/gi18n-lib.h>

/* Design notes: the file is read on this side and the rules cross the border whole, as immutable
 * data. A file that is changed while we run is read by a task thread; when anything in it is wrong
 * the rules that run go on, because a slip of the editor must not stop a show. */

#define SETTLE_MS 100 /* editors write a file in several steps */

struct _ClaspEngineRules
{
  ClaspEngine  *engine;  /* (unowned) */
  char         *path;    /* (owned) empty = none */
  GFileMonitor *monitor; /* (owned) (nullable) */
  GCancellable *reading; /* (owned) (nullable) */
  guint         settle_source;
  char         *error; /* (owned) (nullable) first fault of the file as it is now */
  ClaspRuleSet *set;   /* (owned) (nullable) those that run */
};

/* What reading a file came to; freed wherever it ends. */
typedef struct
{
  char         *path;   /* (owned) */
  ClaspRuleSet *set;    /* (owned) (nullable) */
  GPtrArray    *errors; /* (owned) */
  GPtrArray    *notes;  /* (owned) */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *self = data;

  g_free (self->path);
  g_clear_pointer (&self->set, clasp_rule_set_unref);
  g_ptr_array_unref (self->errors);
  g_ptr_array_unref (self->notes);
  g_free (self);
}

static Reading *
read_file (const char *path)
{
  Reading *self = g_new0 (Reading, 1);

  self->path = g_strdup (path);
  self->errors = g_ptr_array_new_with_free_func (g_free);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->set = clasp_rule_set_load (path, self->errors, self->notes);
  return self;
}

/* ---- down ---- */

typedef struct
{
  ClaspEngine  *engine; /* (unowned) outlives its worker */
  ClaspRuleSet *set;    /* (owned) (nullable) */
  char         *path;   /* (owned) */
  char         *error;  /* (owned) (nullable) the rules that run go on */
} Order;

static void
order_free (gpointer data)
{
  Order *self = data;

  g_clear_pointer (&self->set, clasp_rule_set_unref);
  g_free (self->path);
  g_free (self->error);
  g_free (self);
}

static gboolean
order_run_cb (gpointer data)
{
  Order *self = data;

  if (self->error == NULL)
    clasp_worker_set_rules (self->engine->worker, self->set);
  clasp_worker_tell_rules (self->engine->worker, self->path, self->error);
  return G_SOURCE_REMOVE;
}

static void
post (ClaspEngineRules *self, ClaspRuleSet *set)
{
  Order *order = g_new0 (Order, 1);

  order->engine = self->engine;
  order->set = set != NULL ? clasp_rule_set_ref (set) : NULL;
  order->path = g_strdup (self->path);
  order->error = g_strdup (self->error);
  clasp_context_post (self->engine->context, order_run_cb, order, order_free);
}

/* ---- reading ---- */

static void
keep (ClaspEngineRules *self, ClaspRuleSet *set)
{
  g_clear_pointer (&self->set, clasp_rule_set_unref);
  self->set = set != NULL ? clasp_rule_set_ref (set) : NULL;
}

static void
take_reading (ClaspEngineRules *self, const Reading *reading)
{
  for (guint i = 0; i < reading->errors->len; i++)
    g_warning ("%s", (const char *) reading->errors->pdata[i]);
  for (guint i = 0; i < reading->notes->len; i++)
    g_message ("%s", (const char *) reading->notes->pdata[i]);

  g_clear_pointer (&self->error, g_free);
  if (reading->set == NULL)
    self->error = g_strdup (reading->errors->pdata[0]);
  else
    g_message (g_dngettext (GETTEXT_PACKAGE, "%u rule from %s", "%u rules from %s", clasp_rule_set_get_n_rules (reading->set)),
               clasp_rule_set_get_n_rules (reading->set), self->path);
  if (reading->set != NULL)
    keep (self, reading->set);
  post (self, reading->set);
}

static void
read_thread (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  g_task_return_pointer (task, read_file (path), reading_free);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ClaspEngine *engine = CLASP_ENGINE (source);
  Reading     *reading = g_task_propagate_pointer (G_TASK (result), NULL);

  /* Cancelled: there is another file by now, or none; or the engine has stopped. */
  if (reading == NULL)
    return;
  g_clear_object (&engine->rules->reading);
  take_reading (engine->rules, reading);
  reading_free (reading);
}

static void
cancel_reading (ClaspEngineRules *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static void
start_reading (ClaspEngineRules *self)
{
  GTask *task;

  cancel_reading (self);
  self->reading = g_cancellable_new ();
  task = g_task_new (self->engine, self->reading, read_cb, NULL);
  g_task_set_source_tag (task, start_reading);
  g_task_set_task_data (task, g_strdup (self->path), g_free);
  g_task_run_in_thread (task, read_thread);
  g_object_unref (task);
}

/* ---- watching ---- */

static gboolean
settled_cb (gpointer user_data)
{
  ClaspEngineRules *self = user_data;

  self->settle_source = 0;
  start_reading (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ClaspEngineRules *self, GFile *file, GFile *other, GFileMonitorEvent event)
{
  /* A file that is gone may come back; what was read goes on. */
  if (event == G_FILE_MONITOR_EVENT_DELETED || event == G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED)
    return;
  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->settle_source = g_timeout_add (SETTLE_MS, settled_cb, self);
  g_source_set_name_by_id (self->settle_source, "[clasp] rules file");
}

static void
unwatch (ClaspEngineRules *self)
{
  if (self->monitor != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->monitor, self);
      g_file_monitor_cancel (self->monitor);
    }
  g_clear_object (&self->monitor);
  g_clear_handle_id (&self->settle_source, g_source_remove);
  cancel_reading (self);
}

static void
watch (ClaspEngineRules *self)
{
  g_autoptr (GFile)  file = g_file_new_for_path (self->path);
  g_autoptr (GError) error = NULL;

  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);
  if (self->monitor == NULL)
    g_warning (_ ("%s is not watched: %s"), self->path, error->message);
  else
    g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (changed_cb), self);
}

/* ---- the engine's calls ---- */

/* A path in a show is seen from the show's folder, so that both can be moved together. */
static char *
dup_path (ClaspEngine *engine)
{
  ClaspRouterConfig *config = clasp_show_get_router (engine->show);
  const char        *setting =
    clasp_settings_get_string (clasp_router_config_get_settings (config), "rules");
  g_autoptr (GFile) file = NULL, folder = NULL;

  if (setting[0] == '\0' || g_path_is_absolute (setting))
    return g_strdup (setting);
  g_object_get (engine->show, "file", &file, NULL);
  folder = file != NULL ? g_file_get_parent (file) : NULL;
  return g_canonicalize_filename (setting, folder != NULL ? g_file_peek_path (folder) : NULL);
}

/**
 * clasp_engine_rules_follow:
 * @self: an engine that runs
 *
 * Reads the file of rules that the show names by now, unless it is the one that is read already.
 * The first time it waits for the file: peers find the rules in place.
 */
void
clasp_engine_rules_follow (ClaspEngine *self)
{
  g_autofree char  *path = dup_path (self);
  const gboolean    is_first = self->rules == NULL;
  ClaspEngineRules *rules;

  if (is_first)
    {
      self->rules = g_new0 (ClaspEngineRules, 1);
      self->rules->engine = self;
      self->rules->path = g_strdup ("");
    }
  rules = self->rules;
  if (!is_first && g_str_equal (path, rules->path))
    return;

  unwatch (rules);
  g_free (rules->path);
  rules->path = g_steal_pointer (&path);
  g_clear_pointer (&rules->error, g_free);
  if (rules->path[0] == '\0')
    {
      keep (rules, NULL);
      post (rules, NULL);
      return;
    }
  watch (rules);
  if (is_first)
    {
      Reading *reading = read_file (rules->path);

      take_reading (rules, reading);
      reading_free (reading);
    }
  else
    start_reading (rules);
}

/**
 * clasp_engine_rules_stop:
 * @self: an engine
 */
void
clasp_engine_rules_stop (ClaspEngine *self)
{
  if (self->rules == NULL)
    return;
  unwatch (self->rules);
  keep (self->rules, NULL);
  g_free (self->rules->path);
  g_free (self->rules->error);
  g_clear_pointer (&self->rules, g_free);
}

/**
 * clasp_engine_rules_get_error:
 * @self: an engine
 *
 * Returns: (transfer none): the first fault of the file of rules, empty when there is none
 */
const char *
clasp_engine_rules_get_error (ClaspEngine *self)
{
  return self->rules != NULL && self->rules->error != NULL ? self->rules->error : "";
}

/**
 * clasp_engine_get_rules:
 * @self: an engine
 *
 * Thread: UI.
 *
 * Returns: (transfer none) (nullable): the rules that run, as they were read
 */
ClaspRuleSet *
clasp_engine_get_rules (ClaspEngine *self)
{
  return self->rules != NULL ? self->rules->set : NULL;
}

/**
 * clasp_engine_reload_rules:
 * @self: an engine
 *
 * Reads the file of rules again, as happens when it changes. Rules with the same text go on
 * undisturbed; a file with a fault changes nothing. Nothing happens when there is no such file.
 */
void
clasp_engine_reload_rules (ClaspEngine *self)
{
  if (self->rules != NULL && self->rules->path[0] != '\0')
    start_reading (self->rules);
}
