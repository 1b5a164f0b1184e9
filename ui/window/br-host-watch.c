/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-host-watch.h"

#include <glib/gi18n.h>

#define POWER_FOLDER "/sys/class/power_supply"

struct _BrHostWatch
{
  GObject parent_instance;

  ClaspShow    *show;         /* (owned) */
  BrConditions *conditions;   /* (owned) */
  char         *power_folder; /* (owned) */
  BrHostVerdict verdict;
  gboolean      is_looking;
  guint         timer_id;
};

/* What one look needs, and what it gives. */
typedef struct
{
  char         *power_folder, *folder; /* (owned) */
  BrHostReading reading;
} Look;

G_DEFINE_FINAL_TYPE (BrHostWatch, br_host_watch, G_TYPE_OBJECT)

static void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->power_folder);
  g_free (look->folder);
  g_free (look);
}

/* The log has its first sentence, and its end. */
static void
keep (BrConditions *conditions,
      const char   *id,
      gboolean      is_error,
      const char   *text,
      const char   *end)
{
  if (text == NULL)
    {
      br_conditions_end (conditions, id, end);
      return;
    }
  if (!br_conditions_has (conditions, id))
    g_message ("%s", text);
  br_conditions_set (conditions, id, is_error ? BR_SEVERITY_ERROR : BR_SEVERITY_WARNING, text, NULL, NULL);
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  BrHostWatch     *self = BR_HOST_WATCH (source);
  Look            *look = g_task_get_task_data (G_TASK (result));
  g_autofree char *battery = NULL;
  g_autofree char *disk = NULL;

  self->is_looking = FALSE;
  if (self->timer_id == 0)
    return; /* the window is gone */

  br_host_judge (&self->verdict, &look->reading);
  battery = br_host_describe_battery (&self->verdict, &look->reading);
  disk = br_host_describe_disk (&self->verdict, &look->reading);
  keep (self->conditions, "host/battery", self->verdict.is_battery_very_low, battery, _ ("The battery is no longer low"));
  keep (self->conditions, "host/disk", FALSE, disk, _ ("There is room on the disk again"));
}

static void
look_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Look *look = task_data;

  br_host_read (&look->reading, look->power_folder, look->folder);
  g_task_return_boolean (task, TRUE);
}

void
br_host_watch_look (BrHostWatch *self)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFile) folder = NULL;
  Look             *look;

  /* A disk on the network may answer late. */
  if (self->is_looking)
    return;

  self->is_looking = TRUE;
  g_object_get (self->show, "file", &file, NULL);
  folder = file != NULL ? g_file_get_parent (file) : NULL;
  look = g_new0 (Look, 1);
  look->power_folder = g_strdup (self->power_folder);
  look->folder = folder != NULL ? g_file_get_path (folder) : NULL;
  task = g_task_new (self, NULL, looked_cb, NULL);
  g_task_set_source_tag (task, br_host_watch_look);
  g_task_set_task_data (task, look, look_free);
  g_task_run_in_thread (task, look_thread);
}

static gboolean
timer_cb (gpointer user_data)
{
  br_host_watch_look (user_data);

  return G_SOURCE_CONTINUE;
}

static void
br_host_watch_dispose (GObject *object)
{
  BrHostWatch *self = BR_HOST_WATCH (object);

  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_clear_object (&self->show);
  g_clear_object (&self->conditions);

  G_OBJECT_CLASS (br_host_watch_parent_class)->dispose (object);
}

static void
br_host_watch_finalize (GObject *object)
{
  g_free (BR_HOST_WATCH (object)->power_folder);

  G_OBJECT_CLASS (br_host_watch_parent_class)->finalize (object);
}

static void
br_host_watch_class_init (BrHostWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_host_watch_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_host_watch_finalize;
}

static void
br_host_watch_init (BrHostWatch *self)
{
}

BrHostWatch *
br_host_watch_new (ClaspShow    *show,
                   BrConditions *conditions,
                   const char   *power_folder)
{
  BrHostWatch *self = g_object_new (BR_TYPE_HOST_WATCH, NULL);

  self->show = g_object_ref (show);
  self->conditions = g_object_ref (conditions);
  self->power_folder = g_strdup (power_folder != NULL ? power_folder : POWER_FOLDER);
  self->timer_id = g_timeout_add_seconds (BR_HOST_WATCH_S, timer_cb, self);
  g_source_set_name_by_id (self->timer_id, "[clasp] battery and disk");
  br_host_watch_look (self);

  return self;
}
