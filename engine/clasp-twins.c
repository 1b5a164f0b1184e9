/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-twins"

#include "clasp-twins.h"

#include "bridges/midi/clasp-midi-address.h"
#include "bridges/midi/clasp-midi-settings.h"
#include "bridges/midi/clasp-midi-wanted.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Design notes: a device can only be heard through a connection, and connections are the show's. So listening is an
 * edit: it adds what lacks, and points two connections that mean one device at one each. Naming takes that step back and
 * makes another in its place, so that all of it is undone at once. */

typedef struct
{
  ClaspFound      *found;      /* (owned) */
  ClaspConnection *connection; /* (owned) (nullable) that is for it */
  gboolean         is_new;     /* made by us: in the show only while somebody listens */
  char            *name;       /* (owned) */
} Twin;

struct _ClaspTwins
{
  ClaspShow *show; /* (owned) */
  Twin      *twins; /* (owned) */
  guint      n;
  gboolean   is_lasting;
  guint64    step; /* of listening; 0: it changed nothing */
};

/* ---- which are equal ---- */

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const ClaspSighting *first = clasp_found_peek (*(ClaspFound *const *) a), *second = clasp_found_peek (*(ClaspFound *const *) b);
  g_autofree char     *key_a = g_utf8_collate_key_for_filename (first->options[1], -1);
  g_autofree char     *key_b = g_utf8_collate_key_for_filename (second->options[1], -1);

  return strcmp (key_a, key_b);
}

static GPtrArray *
list_named (ClaspFinder *finder, const char *name)
{
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (finder)); i++)
    {
      g_autoptr (ClaspFound) found = g_list_model_get_item (G_LIST_MODEL (finder), i);
      g_autofree char       *other = clasp_sighting_dup_midi_name (clasp_found_peek (found));

      if (clasp_found_get_state (found) != CLASP_FOUND_GONE && g_strcmp0 (other, name) == 0)
        g_ptr_array_add (devices, g_steal_pointer (&found));
    }
  if (devices->len < 2)
    return NULL;
  g_ptr_array_sort (devices, compare_ids);
  return g_steal_pointer (&devices);
}

/**
 * clasp_twins_of_found:
 * @finder: a finder
 * @found: what it found
 *
 * Thread: UI.
 *
 * Returns: (transfer full) (nullable) (element-type ClaspFound): it and those that only their order tells from it
 */
GPtrArray *
clasp_twins_of_found (ClaspFinder *finder, ClaspFound *found)
{
  const ClaspSighting *sighting = clasp_found_peek (found);
  g_autofree char     *name = NULL;

  if (clasp_found_get_state (found) == CLASP_FOUND_GONE || !clasp_sighting_is_by_order (sighting))
    return NULL;
  name = clasp_sighting_dup_midi_name (sighting);
  return list_named (finder, name);
}

/* The name of the device that @connection means; that with all of its text as a name goes first. */
static char *
dup_meant_name (ClaspFinder *finder, ClaspConnection *connection, const ClaspMidiWanted *wanted)
{
  g_autofree char *meant = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (finder)); i++)
    {
      g_autoptr (ClaspFound) found = g_list_model_get_item (G_LIST_MODEL (finder), i);
      const ClaspSighting   *sighting = clasp_found_peek (found);
      g_autofree char       *name = NULL;

      if (clasp_found_get_state (found) == CLASP_FOUND_GONE || !clasp_sighting_is_meant (sighting, connection))
        continue;
      name = clasp_sighting_dup_midi_name (sighting);
      if (clasp_midi_wanted_is_whole (wanted, name))
        return g_steal_pointer (&name);
      if (meant == NULL)
        meant = g_steal_pointer (&name);
    }
  return g_steal_pointer (&meant);
}

/**
 * clasp_twins_of_connection:
 * @finder: a finder
 * @connection: a connection of its show
 *
 * Thread: UI.
 *
 * Returns: (transfer full) (nullable) (element-type ClaspFound): equal devices, one of which it means by their order
 */
GPtrArray *
clasp_twins_of_connection (ClaspFinder *finder, ClaspConnection *connection)
{
  g_auto (ClaspMidiWanted) wanted = { NULL };
  g_autofree char         *name = NULL;

  if (g_strcmp0 (clasp_connection_get_kind (connection), "midi") != 0)
    return NULL;
  clasp_midi_wanted_parse (&wanted, clasp_settings_get_string (clasp_connection_get_settings (connection), "port"));
  if (wanted.tag != NULL)
    return NULL;
  name = dup_meant_name (finder, connection, &wanted);
  return name != NULL ? list_named (finder, name) : NULL;
}

/* ---- which connection is for which ---- */

static const ClaspSighting *
peek (const Twin *twin)
{
  return clasp_found_peek (twin->found);
}

static gboolean
is_taken (ClaspTwins *self, ClaspConnection *connection)
{
  for (guint i = 0; i < self->n; i++)
    if (self->twins[i].connection == connection)
      return TRUE;
  return FALSE;
}

static gboolean
means_one (ClaspTwins *self, ClaspConnection *connection)
{
  for (guint i = 0; i < self->n; i++)
    if (clasp_sighting_is_meant (peek (&self->twins[i]), connection))
      return TRUE;
  return FALSE;
}

/* The first that means it; then, for those that have none, one that means a device which has one. */
static void
find_connections (ClaspTwins *self, gboolean is_strict)
{
  GListModel *connections = clasp_show_get_connections (self->show);

  for (guint i = 0; i < self->n; i++)
    for (guint j = 0; j < g_list_model_get_n_items (connections) && self->twins[i].connection == NULL; j++)
      {
        g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, j);

        if (!is_taken (self, connection) && (is_strict ? clasp_sighting_is_meant (peek (&self->twins[i]), connection)
                                                       : means_one (self, connection)))
          self->twins[i].connection = g_steal_pointer (&connection);
      }
}

/**
 * clasp_twins_new:
 * @show: a show
 * @devices: (element-type ClaspFound): equal devices
 *
 * Thread: UI.
 *
 * Returns: (transfer full): them, and the show's connections that are for them
 */
ClaspTwins *
clasp_twins_new (ClaspShow *show, GPtrArray *devices)
{
  ClaspTwins *self = g_new0 (ClaspTwins, 1);

  self->show = g_object_ref (show);
  self->n = devices->len;
  self->twins = g_new0 (Twin, self->n);
  self->is_lasting = TRUE;
  for (guint i = 0; i < self->n; i++)
    {
      self->twins[i].found = g_object_ref (devices->pdata[i]);
      self->is_lasting &= !clasp_sighting_is_by_order (peek (&self->twins[i]));
    }
  find_connections (self, TRUE);
  find_connections (self, FALSE);
  for (guint i = 0; i < self->n; i++)
    {
      Twin *twin = &self->twins[i];

      twin->name = g_strdup (twin->connection != NULL ? clasp_show_item_get_name (CLASP_SHOW_ITEM (twin->connection))
                                                      : peek (twin)->name);
    }
  return self;
}

/**
 * clasp_twins_free:
 * @self: (transfer full): twins
 *
 * Thread: UI.
 */
void
clasp_twins_free (ClaspTwins *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      g_object_unref (self->twins[i].found);
      g_clear_object (&self->twins[i].connection);
      g_free (self->twins[i].name);
    }
  g_free (self->twins);
  g_object_unref (self->show);
  g_free (self);
}

guint
clasp_twins_get_n (ClaspTwins *self)
{
  return self->n;
}

const char *
clasp_twins_get_name (ClaspTwins *self, guint index)
{
  return self->twins[index].name;
}

void
clasp_twins_set_name (ClaspTwins *self, guint index, const char *name)
{
  g_free (self->twins[index].name);
  self->twins[index].name = g_strdup (name);
}

gboolean
clasp_twins_is_lasting (ClaspTwins *self)
{
  return self->is_lasting;
}

/* ---- edits ---- */

/* Its addresses stay as they are: they are made of the device's name unless they have one of their own. */
static void
keep_addresses (ClaspSettings *settings, const char *port)
{
  g_autofree char *before = clasp_midi_settings_make_name (settings);
  g_autofree char *after = clasp_midi_slug (port);

  if (clasp_settings_get_string (settings, "device")[0] == '\0' && !g_str_equal (before, after))
    clasp_settings_set_text (settings, "device", before, NULL);
}

/* Where a number or a plug is known it is to be said: a name would be for whichever comes first. */
static gboolean
says_which (ClaspTwins *self, const Twin *twin, ClaspConnection *connection)
{
  g_auto (ClaspMidiWanted) wanted = { NULL };

  clasp_midi_wanted_parse (&wanted, clasp_settings_get_string (clasp_connection_get_settings (connection), "port"));
  return clasp_sighting_is_meant (peek (twin), connection) && (!self->is_lasting || wanted.tag != NULL);
}

static void
point_at (ClaspTwins *self, const Twin *twin, ClaspConnection *connection)
{
  ClaspSettings   *settings = clasp_connection_get_settings (connection);
  const char      *port = peek (twin)->options[1];
  g_autofree char *before = g_strdup (clasp_settings_get_string (settings, "port"));

  if (says_which (self, twin, connection))
    return;
  keep_addresses (settings, port);
  clasp_settings_set_text (settings, "port", port, NULL);
  if (g_str_equal (clasp_settings_get_string (settings, "output-port"), before))
    clasp_settings_set_text (settings, "output-port", port, NULL);
}

/* Those that have no connection get one, which is in no show yet. */
static gboolean
make_missing (ClaspTwins *self, GError **error)
{
  for (guint i = 0; i < self->n; i++)
    {
      Twin *twin = &self->twins[i];

      if (twin->connection != NULL)
        continue;
      twin->connection = clasp_finder_create_connection (self->show, peek (twin), error);
      if (twin->connection == NULL)
        return FALSE;
      twin->is_new = TRUE;
    }
  return TRUE;
}

/* It is there when somebody edited the show while we listened, so that the step could not be taken back. */
static gboolean
is_lacking (ClaspTwins *self, const Twin *twin)
{
  return twin->is_new && clasp_show_find (self->show, clasp_show_item_get_id (CLASP_SHOW_ITEM (twin->connection))) == NULL;
}

static gboolean
add_new (ClaspTwins *self, GError **error)
{
  for (guint i = 0; i < self->n; i++)
    if (is_lacking (self, &self->twins[i]) && !clasp_show_add (self->show, CLASP_SHOW_ITEM (self->twins[i].connection)))
      {
        g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                     _ ("The show has no room for another connection."));
        return FALSE;
      }
  return TRUE;
}

/* A group that is empty is no step. */
static void
begin (ClaspTwins *self)
{
  /* Translators: an edit, as in "Undo Tell Apart": equal devices were told from one another */
  clasp_show_begin_edit (self->show, _ ("Tell Apart"));
}

/**
 * clasp_twins_listen:
 * @self: twins
 * @error: return location
 *
 * Sees to it that what each device sends comes in through a connection of its own.
 *
 * Thread: UI.
 *
 * Returns: whether it does; nothing changed when it does not
 */
gboolean
clasp_twins_listen (ClaspTwins *self, GError **error)
{
  guint64  before = clasp_show_get_undo_step (self->show);
  gboolean is_added;

  if (!make_missing (self, error))
    return FALSE;
  begin (self);
  is_added = add_new (self, error);
  for (guint i = 0; i < self->n && is_added; i++)
    point_at (self, &self->twins[i], self->twins[i].connection);
  clasp_show_end_edit (self->show);
  self->step = clasp_show_get_undo_step (self->show);
  if (self->step == before)
    self->step = 0;
  if (!is_added)
    clasp_twins_take_back (self);
  return is_added;
}

/**
 * clasp_twins_find:
 * @self: twins that are listened to
 * @connection: id of a connection
 *
 * Thread: UI.
 *
 * Returns: the index of the device that is heard through it, or -1
 */
int
clasp_twins_find (ClaspTwins *self, const char *connection)
{
  for (guint i = 0; i < self->n; i++)
    if (self->twins[i].connection != NULL &&
        g_strcmp0 (clasp_show_item_get_id (CLASP_SHOW_ITEM (self->twins[i].connection)), connection) == 0)
      return (int) i;
  return -1;
}

/**
 * clasp_twins_can_hear:
 * @self: twins that are listened to
 * @index: of a device
 *
 * Thread: UI.
 *
 * Returns: whether what it sends comes in: its connection is on and takes something
 */
gboolean
clasp_twins_can_hear (ClaspTwins *self, guint index)
{
  ClaspConnection *connection = self->twins[index].connection;

  return connection != NULL && clasp_show_item_get_enabled (CLASP_SHOW_ITEM (connection)) &&
         clasp_settings_get_int (clasp_connection_get_settings (connection), "direction") != CLASP_MIDI_DIRECTION_OUT;
}

/**
 * clasp_twins_take_back:
 * @self: twins
 *
 * Thread: UI.
 */
void
clasp_twins_take_back (ClaspTwins *self)
{
  if (self->step != 0 && clasp_show_get_undo_step (self->show) == self->step)
    clasp_show_undo (self->show);
  self->step = 0;
}

/* ---- names ---- */

/* Of those that were called @name, the one that is for @index already goes first. */
static int
find_called (ClaspTwins *self, const gboolean *is_given, const char *name, guint index)
{
  for (guint i = 0; i < self->n; i++)
    {
      guint at = (index + i) % self->n;

      if (!is_given[at] && g_strcmp0 (clasp_show_item_get_name (CLASP_SHOW_ITEM (self->twins[at].connection)), name) == 0)
        return (int) at;
    }
  return -1;
}

static int
find_left (ClaspTwins *self, const gboolean *is_given, guint index)
{
  for (guint i = 0; i < self->n; i++)
    if (!is_given[(index + i) % self->n])
      return (int) ((index + i) % self->n);
  return -1;
}

/* For each device the index of the connection it gets: who keeps its name, then who is called as another was, then the
 * rest. (transfer full) */
static int *
choose (ClaspTwins *self)
{
  int                 *chosen = g_new (int, self->n);
  g_autofree gboolean *is_given = g_new0 (gboolean, self->n);

  for (guint i = 0; i < self->n; i++)
    {
      chosen[i] = find_called (self, is_given, self->twins[i].name, i) == (int) i ? (int) i : -1;
      is_given[i] = chosen[i] >= 0;
    }
  for (guint i = 0; i < self->n; i++)
    if (chosen[i] < 0 && (chosen[i] = find_called (self, is_given, self->twins[i].name, i)) >= 0)
      is_given[chosen[i]] = TRUE;
  for (guint i = 0; i < self->n; i++)
    if (chosen[i] < 0)
      {
        chosen[i] = find_left (self, is_given, i);
        is_given[chosen[i]] = TRUE;
      }
  return chosen;
}

/**
 * clasp_twins_apply:
 * @self: twins that are listened to
 * @error: return location
 *
 * Gives each device the connection that is called so, and each connection its name.
 *
 * Thread: UI.
 *
 * Returns: whether it was done
 */
gboolean
clasp_twins_apply (ClaspTwins *self, GError **error)
{
  g_autofree int *chosen = choose (self);
  gboolean        is_added;

  clasp_twins_take_back (self);
  begin (self);
  is_added = add_new (self, error);
  for (guint i = 0; i < self->n && is_added; i++)
    {
      ClaspConnection *connection = self->twins[chosen[i]].connection;

      point_at (self, &self->twins[i], connection);
      if (g_strcmp0 (clasp_show_item_get_name (CLASP_SHOW_ITEM (connection)), self->twins[i].name) != 0)
        clasp_show_item_set_name (CLASP_SHOW_ITEM (connection), self->twins[i].name);
    }
  clasp_show_end_edit (self->show);
  return is_added;
}
