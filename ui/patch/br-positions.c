/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-positions.h"

#include <string.h>

#define GROUP "patch"

struct _BrPositions
{
  GObject parent_instance;

  ClaspShow    *show; /* (owned) */
  GKeyFile     *keys; /* (owned) */
  GFile        *file; /* (owned) or NULL: the show has none */
  GCancellable *reading; /* (owned) or NULL */
  guint         n_readings; /* under way */
  guint         save_id;
};

enum
{
  LOADED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrPositions, br_positions, G_TYPE_OBJECT)

/* --- writing ------------------------------------------------------------------------------------ */

/* A folder that cannot be written to is told of by the show itself. */
static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_file_replace_contents_finish (G_FILE (source), result, NULL, NULL);
}

static GBytes *
br_positions_dup_bytes (BrPositions *self)
{
  gsize size = 0;
  char *text = g_key_file_to_data (self->keys, &size, NULL);

  return g_bytes_new_take (text, size);
}

static gboolean
save_cb (gpointer user_data)
{
  BrPositions       *self = user_data;
  g_autoptr (GBytes) bytes = br_positions_dup_bytes (self);

  self->save_id = 0;
  if (self->file != NULL)
    g_file_replace_contents_bytes_async (self->file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, written_cb, NULL);

  return G_SOURCE_REMOVE;
}

static void
br_positions_changed (BrPositions *self)
{
  if (self->save_id == 0)
    self->save_id = g_timeout_add (BR_POSITIONS_SAVE_MS, save_cb, self);
}

void
br_positions_flush (BrPositions *self)
{
  g_autoptr (GBytes) bytes = NULL;

  if (self->save_id == 0)
    return;

  g_clear_handle_id (&self->save_id, g_source_remove);
  bytes = br_positions_dup_bytes (self);
  if (self->file != NULL)
    g_file_replace_contents (self->file,
                             g_bytes_get_data (bytes, NULL),
                             g_bytes_get_size (bytes),
                             NULL,
                             FALSE,
                             G_FILE_CREATE_NONE,
                             NULL,
                             NULL,
                             NULL);
}

/* --- reading ------------------------------------------------------------------------------------ */

/* A damaged file means that nothing is known. */
static void
br_positions_take (BrPositions *self,
                   GBytes      *bytes)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();

  if (g_bytes_get_size (bytes) > BR_POSITIONS_MAX_SIZE || !g_key_file_load_from_bytes (keys, bytes, G_KEY_FILE_NONE, NULL))
    return;

  g_clear_handle_id (&self->save_id, g_source_remove);
  g_key_file_unref (self->keys);
  self->keys = g_steal_pointer (&keys);
  g_signal_emit (self, signals[LOADED], 0);
}

static void
bytes_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (BrPositions) self = user_data;
  g_autoptr (GBytes)      bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);

  self->n_readings--;
  if (bytes != NULL)
    br_positions_take (self, bytes);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (BrPositions)      self = user_data;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, NULL);

  self->n_readings--;
  if (stream == NULL || self->reading == NULL)
    return;

  self->n_readings++;
  g_input_stream_read_bytes_async (G_INPUT_STREAM (stream),
                                   BR_POSITIONS_MAX_SIZE + 1,
                                   G_PRIORITY_DEFAULT,
                                   self->reading,
                                   bytes_cb,
                                   g_object_ref (self));
}

static void
br_positions_stop_reading (BrPositions *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

/* Of a show that goes to another file they go along, unless there are some already. */
static void
file_cb (BrPositions *self)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char  *path = NULL;
  g_autofree char  *beside = NULL;

  g_object_get (self->show, "file", &file, NULL);
  path = file != NULL ? g_file_get_path (file) : NULL;
  beside = path != NULL ? g_strconcat (path, ".view", NULL) : NULL;
  br_positions_flush (self);
  br_positions_stop_reading (self);
  g_clear_object (&self->file);
  if (beside == NULL)
    return;

  self->file = g_file_new_for_path (beside);
  self->reading = g_cancellable_new ();
  self->n_readings++;
  g_file_read_async (self->file, G_PRIORITY_DEFAULT, self->reading, opened_cb, g_object_ref (self));
}

gboolean
br_positions_is_reading (BrPositions *self)
{
  return self->n_readings > 0;
}

/* --- values ------------------------------------------------------------------------------------- */

char *
br_positions_dup_text (BrPositions *self,
                       const char  *key)
{
  char *text = g_key_file_get_string (self->keys, GROUP, key, NULL);

  return text != NULL ? text : g_strdup ("");
}

void
br_positions_set_text (BrPositions *self,
                       const char  *key,
                       const char  *text)
{
  g_autofree char *before = br_positions_dup_text (self, key);

  if (g_str_equal (before, text))
    return;

  g_key_file_set_string (self->keys, GROUP, key, text);
  br_positions_changed (self);
}

int
br_positions_get_number (BrPositions *self,
                         const char  *key,
                         int          fallback)
{
  g_autoptr (GError) error = NULL;
  int                number = g_key_file_get_integer (self->keys, GROUP, key, &error);

  return error == NULL ? number : fallback;
}

void
br_positions_set_number (BrPositions *self,
                         const char  *key,
                         int          number)
{
  if (br_positions_get_number (self, key, ~number) == number)
    return;

  g_key_file_set_integer (self->keys, GROUP, key, number);
  br_positions_changed (self);
}

char **
br_positions_dup_list (BrPositions *self,
                       const char  *key)
{
  char **list = g_key_file_get_string_list (self->keys, GROUP, key, NULL, NULL);

  return list != NULL ? list : g_new0 (char *, 1);
}

void
br_positions_set_list (BrPositions       *self,
                       const char        *key,
                       const char *const *list)
{
  g_auto (GStrv) before = br_positions_dup_list (self, key);

  if (g_strv_equal ((const char *const *) before, list))
    return;

  g_key_file_set_string_list (self->keys, GROUP, key, list, MIN (g_strv_length ((char **) list), BR_POSITIONS_MAX_LIST));
  br_positions_changed (self);
}

/* --- life --------------------------------------------------------------------------------------- */

static void
br_positions_dispose (GObject *object)
{
  BrPositions *self = BR_POSITIONS (object);

  br_positions_flush (self);
  br_positions_stop_reading (self);
  g_clear_object (&self->file);
  g_clear_object (&self->show);

  G_OBJECT_CLASS (br_positions_parent_class)->dispose (object);
}

static void
br_positions_finalize (GObject *object)
{
  g_key_file_unref (BR_POSITIONS (object)->keys);

  G_OBJECT_CLASS (br_positions_parent_class)->finalize (object);
}

static void
br_positions_class_init (BrPositionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_positions_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_positions_finalize;
  signals[LOADED] = g_signal_new ("loaded", BR_TYPE_POSITIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
br_positions_init (BrPositions *self)
{
  self->keys = g_key_file_new ();
}

BrPositions *
br_positions_new (ClaspShow *show)
{
  BrPositions *self = g_object_new (BR_TYPE_POSITIONS, NULL);

  self->show = g_object_ref (show);
  g_signal_connect_object (show, "notify::file", G_CALLBACK (file_cb), self, G_CONNECT_SWAPPED);
  file_cb (self);

  return self;
}
