/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "tap/clasp-logbook-private.h"

#include <string.h>

/* Design notes: a ring of entries under one mutex that is held for a copy of a short text. The thread
 * that writes files has a queue of lines of its own (clasp-logbook-files.c). What is said again is
 * looked for among the newest few entries only: a flood is of few kinds. */

#define FOLD_AMONG 8
#define MAX_SOURCE 64

static void
entry_clear (Entry *entry)
{
  g_clear_pointer (&entry->source, g_free);
  g_clear_pointer (&entry->text, g_free);
}

static Entry *
get_entry (ClaspLogbook *self, guint index)
{
  return &self->entries[(self->first + index) % self->max_entries];
}

/* ---- noting ---- */

static gboolean
says (const Entry *entry, ClaspLogLevel level, const char *source, const char *text)
{
  return entry->level == level && strcmp (entry->source, source) == 0 &&
         strcmp (entry->text, text) == 0;
}

static Entry *
find_same (ClaspLogbook *self, ClaspLogLevel level, const char *source, const char *text,
           gint64 now_us)
{
  for (guint i = 0; i < MIN (self->n_entries, FOLD_AMONG); i++)
    {
      Entry *entry = get_entry (self, self->n_entries - 1 - i);

      if (says (entry, level, source, text) && now_us - entry->last_us < CLASP_LOGBOOK_FOLD_US)
        return entry;
    }
  return NULL;
}

/* Takes over the texts. */
static Entry *
add_entry (ClaspLogbook *self, ClaspLogLevel level, char *source, char *text, gint64 now_us)
{
  Entry *entry;

  if (self->n_entries == self->max_entries)
    {
      entry_clear (get_entry (self, 0));
      self->first = (self->first + 1) % self->max_entries;
      self->n_entries--;
    }
  entry = get_entry (self, self->n_entries++);
  *entry = (Entry){ .number = ++self->n_ever,
                    .first_us = now_us,
                    .level = level,
                    .source = source,
                    .text = text };
  return entry;
}

static char *
bound_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  const char      *end;

  if (strlen (valid) <= CLASP_LOGBOOK_MAX_TEXT)
    return g_steal_pointer (&valid);
  end = g_utf8_find_prev_char (valid, valid + CLASP_LOGBOOK_MAX_TEXT - strlen (" …") + 1);
  return g_strdup_printf ("%.*s …", (int) (end - valid), valid);
}

/* 1, 10, 100 …: so often that files tell of a flood and are not flooded. */
static gboolean
is_power_of_ten (guint n)
{
  while (n % 10 == 0)
    n /= 10;
  return n == 1;
}

static gboolean
tell_watcher_cb (gpointer user_data)
{
  ClaspLogbook     *self = user_data;
  ClaspLogbookFunc  func;
  gpointer          data;

  g_mutex_lock (&self->lock);
  self->is_telling = FALSE;
  func = self->func;
  data = self->func_data;
  g_mutex_unlock (&self->lock);
  if (func != NULL)
    func (data);
  return G_SOURCE_REMOVE;
}

/* With the lock held. */
static void
tell_watcher (ClaspLogbook *self)
{
  g_autoptr (GSource) source = NULL;

  if (self->func == NULL || self->is_telling)
    return;
  self->is_telling = TRUE;
  source = g_idle_source_new ();
  g_source_set_callback (source, tell_watcher_cb, self, NULL);
  g_source_attach (source, self->context);
}

/**
 * clasp_logbook_note:
 * @self: a logbook
 * @level: how bad it is
 * @source: who says it
 * @text: a sentence; made valid UTF-8, and cut off at %CLASP_LOGBOOK_MAX_TEXT bytes
 *
 * Thread: any. Never waits for a disk.
 */
void
clasp_logbook_note (ClaspLogbook *self, ClaspLogLevel level, const char *source, const char *text)
{
  g_autofree char *bounded_source = g_strndup (source, MAX_SOURCE);
  g_autofree char *bounded_text = bound_text (text);
  gint64           now_us = g_get_real_time ();
  Entry           *entry;

  g_mutex_lock (&self->lock);
  entry = find_same (self, level, bounded_source, bounded_text, now_us);
  if (entry == NULL)
    entry = add_entry (self, level, g_steal_pointer (&bounded_source),
                       g_steal_pointer (&bounded_text), now_us);
  entry->n++;
  entry->last_us = now_us;
  entry->serial = ++self->serial;
  if (is_power_of_ten (entry->n))
    clasp_logbook_files_append (self->files, entry);
  tell_watcher (self);
  g_mutex_unlock (&self->lock);
}

static const char *
find_field (const GLogField *fields, gsize n_fields, const char *key)
{
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, key) == 0 && fields[i].length < 0)
      return fields[i].value;
  return NULL;
}

/**
 * clasp_logbook_note_fields:
 * @self: a logbook
 * @level: of GLib's log
 * @fields: (array length=n_fields): of a structured message
 * @n_fields: their number
 *
 * Thread: any.
 */
void
clasp_logbook_note_fields (ClaspLogbook    *self,
                           GLogLevelFlags   level,
                           const GLogField *fields,
                           gsize            n_fields)
{
  const char *topic = find_field (fields, n_fields, "GLIB_DOMAIN");
  const char *message = find_field (fields, n_fields, "MESSAGE");

  if (message == NULL || (level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO)) != 0)
    return;
  clasp_logbook_note (self,
                      (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0 ? CLASP_LOG_ERROR
                      : (level & G_LOG_LEVEL_WARNING) != 0                      ? CLASP_LOG_WARNING
                                                                                : CLASP_LOG_INFO,
                      topic != NULL ? topic : "clasp-bridge", message);
}

/* ---- reading ---- */

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  const Entry *first = a, *second = b;

  return first->number < second->number ? -1 : first->number > second->number;
}

/* Copies: whoever is told may note something itself. */
static GArray *
copy_since (ClaspLogbook *self, guint64 serial)
{
  GArray *copies = g_array_new (FALSE, FALSE, sizeof (Entry));

  g_array_set_clear_func (copies, (GDestroyNotify) entry_clear);
  for (guint i = 0; i < self->n_entries; i++)
    {
      Entry copy = *get_entry (self, i);

      if (copy.serial <= serial)
        continue;
      copy.source = g_strdup (copy.source);
      copy.text = g_strdup (copy.text);
      g_array_append_val (copies, copy);
    }
  return copies;
}

/**
 * clasp_logbook_foreach_since:
 * @self: a logbook
 * @serial: what an earlier call returned; 0 = everything
 * @func: (scope call): called with each entry that is new or was said again, in the order in which
 *   they were first said
 * @user_data: for @func
 *
 * Thread: any.
 *
 * Returns: the serial of the next call
 */
guint64
clasp_logbook_foreach_since (ClaspLogbook          *self,
                             guint64                serial,
                             ClaspLogbookEntryFunc  func,
                             gpointer               user_data)
{
  g_autoptr (GArray) copies = NULL;

  g_mutex_lock (&self->lock);
  copies = copy_since (self, serial);
  serial = self->serial;
  g_mutex_unlock (&self->lock);

  g_array_sort (copies, compare_numbers);
  for (guint i = 0; i < copies->len; i++)
    {
      const Entry        *copy = &g_array_index (copies, Entry, i);
      const ClaspLogEntry entry = { copy->number, copy->first_us, copy->last_us, copy->n,
                                    copy->level,  copy->source,   copy->text };

      func (&entry, user_data);
    }
  return serial;
}

/**
 * clasp_logbook_watch:
 * @self: a logbook
 * @func: (nullable): called after something was noted
 * @user_data: for @func
 *
 * Thread: the one in which @func shall be called, by its default context.
 */
void
clasp_logbook_watch (ClaspLogbook *self, ClaspLogbookFunc func, gpointer user_data)
{
  g_mutex_lock (&self->lock);
  self->func = func;
  self->func_data = user_data;
  g_clear_pointer (&self->context, g_main_context_unref);
  self->context = g_main_context_ref_thread_default ();
  g_mutex_unlock (&self->lock);
}

/* ---- life ---- */

/**
 * clasp_logbook_new:
 * @max_entries: how many are kept, at least 1
 *
 * Thread: any.
 *
 * Returns: (transfer full): an empty logbook
 */
ClaspLogbook *
clasp_logbook_new (guint max_entries)
{
  ClaspLogbook *self = g_new0 (ClaspLogbook, 1);

  g_mutex_init (&self->lock);
  self->max_entries = max_entries;
  self->entries = g_new0 (Entry, max_entries);
  return self;
}

/**
 * clasp_logbook_free:
 * @self: (transfer full): a logbook that nobody notes anything in any more
 *
 * Thread: the one that watches it.
 */
void
clasp_logbook_free (ClaspLogbook *self)
{
  g_clear_pointer (&self->files, clasp_logbook_files_free);
  for (guint i = 0; i < self->n_entries; i++)
    entry_clear (get_entry (self, i));
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->lock);
  g_free (self->entries);
  g_free (self);
}

/**
 * clasp_logbook_get_default:
 *
 * Thread: any.
 *
 * Returns: (transfer none): this process's logbook
 */
ClaspLogbook *
clasp_logbook_get_default (void)
{
  static ClaspLogbook *book;

  if (g_once_init_enter (&book))
    g_once_init_leave (&book, clasp_logbook_new (CLASP_LOGBOOK_MAX_ENTRIES));
  return book;
}

/**
 * clasp_logbook_keep:
 * @self: a logbook without files
 * @folder: where files go; made when it is not there
 * @max_bytes: of one file
 * @n_files: how many there are, with the one that is written
 * @error: return location for a #GFileError
 *
 * Thread: any.
 *
 * Returns: %FALSE when nothing can be written in @folder
 */
gboolean
clasp_logbook_keep (ClaspLogbook *self,
                    const char   *folder,
                    gsize         max_bytes,
                    guint         n_files,
                    GError      **error)
{
  ClaspLogbookFiles *files = clasp_logbook_files_new (folder, max_bytes, n_files, error);

  if (files == NULL)
    return FALSE;
  g_mutex_lock (&self->lock);
  self->files = files;
  for (guint i = 0; i < self->n_entries; i++)
    clasp_logbook_files_append (files, get_entry (self, i));
  g_mutex_unlock (&self->lock);
  return TRUE;
}
