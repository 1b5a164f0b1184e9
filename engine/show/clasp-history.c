/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-show"

#include "show/clasp-history.h"
#include "show/clasp-show-secrets.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define DAY_S (24 * 60 * 60)
/* What else lies in the folder is not ours, and never removed. */
#define SUFFIX ".json"

static const char *const reasons[] = { "saved", "hourly", "import", "show", "restore" };

void
clasp_version_free (ClaspVersion *self)
{
  g_free (self->path);
  g_free (self);
}

static char *
folder_of (const char *path)
{
  return g_strconcat (path, ".history", NULL);
}

/* "20261121T201405Z-saved.json", or NULL. */
static ClaspVersion *
read_name (const char *folder, const char *name)
{
  const char           *dash = strchr (name, '-');
  g_autofree char      *when = dash != NULL ? g_strndup (name, (gsize) (dash - name)) : NULL;
  g_autoptr (GDateTime) time = when != NULL ? g_date_time_new_from_iso8601 (when, NULL) : NULL;

  for (guint i = 0; time != NULL && i < G_N_ELEMENTS (reasons); i++)
    {
      g_autofree char *ending = g_strconcat (reasons[i], SUFFIX, NULL);

      if (g_str_equal (dash + 1, ending))
        {
          ClaspVersion *version = g_new0 (ClaspVersion, 1);

          version->path = g_build_filename (folder, name, NULL);
          version->unix_s = g_date_time_to_unix (time);
          version->reason = (ClaspVersionReason) i;
          return version;
        }
    }
  return NULL;
}

static int
compare_age (gconstpointer a, gconstpointer b)
{
  const ClaspVersion *left = *(const ClaspVersion *const *) a;
  const ClaspVersion *right = *(const ClaspVersion *const *) b;

  if (left->unix_s != right->unix_s)
    return left->unix_s > right->unix_s ? -1 : 1;
  return strcmp (left->path, right->path);
}

/**
 * clasp_history_list:
 * @path: the show's file
 *
 * Thread: any. Blocks for reading a folder.
 *
 * Returns: (transfer full) (element-type ClaspVersion): its versions, newest first
 */
GPtrArray *
clasp_history_list (const char *path)
{
  g_autofree char *folder = folder_of (path);
  GDir            *dir = g_dir_open (folder, 0, NULL);
  GPtrArray       *versions = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_version_free);
  const char      *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      ClaspVersion *version = read_name (folder, name);

      if (version != NULL)
        g_ptr_array_add (versions, version);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_ptr_array_sort (versions, compare_age);
  return versions;
}

/**
 * clasp_history_choose:
 * @unix_s: (array length=n_versions): when each was made, newest first
 * @n_versions: how many there are
 * @now_s: the time now
 * @is_kept: (array length=n_versions): where to say which are kept
 *
 * The newest fifty, and of those before the newest of each day, for thirty days.
 *
 * Thread: any (pure).
 */
void
clasp_history_choose (const gint64 *unix_s, guint n_versions, gint64 now_s, gboolean *is_kept)
{
  gint64 last_day = G_MAXINT64;

  for (guint i = 0; i < n_versions; i++)
    {
      gint64 day = unix_s[i] / DAY_S;

      is_kept[i] = i < CLASP_HISTORY_KEEP ||
                   (day != last_day && now_s - unix_s[i] <= (gint64) CLASP_HISTORY_DAYS * DAY_S);
      if (i >= CLASP_HISTORY_KEEP)
        last_day = day;
    }
}

static void
forget_old (const char *path, gint64 now_s)
{
  g_autoptr (GPtrArray) versions = clasp_history_list (path);
  g_autofree gint64    *times = g_new0 (gint64, versions->len + 1);
  g_autofree gboolean  *is_kept = g_new0 (gboolean, versions->len + 1);

  for (guint i = 0; i < versions->len; i++)
    times[i] = ((ClaspVersion *) versions->pdata[i])->unix_s;
  clasp_history_choose (times, versions->len, now_s, is_kept);
  for (guint i = 0; i < versions->len; i++)
    if (!is_kept[i])
      g_unlink (((ClaspVersion *) versions->pdata[i])->path);
}

static char *
free_name (const char *folder, ClaspVersionReason reason, gint64 unix_s)
{
  for (;; unix_s++)
    {
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (unix_s);
      g_autofree char      *when = g_date_time_format (time, "%Y%m%dT%H%M%SZ");
      g_autofree char      *name = g_strconcat (when, "-", reasons[reason], SUFFIX, NULL);
      char                 *path = g_build_filename (folder, name, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return path;
      g_free (path);
    }
}

static gboolean
is_newest (const char *path, const char *text)
{
  g_autoptr (GPtrArray) versions = clasp_history_list (path);
  g_autofree char      *newest =
    versions->len > 0 ? clasp_history_read (versions->pdata[0], NULL) : NULL;

  return g_strcmp0 (newest, text) == 0;
}

/**
 * clasp_history_add:
 * @path: the show's file
 * @text: what it holds, or would
 * @reason: why it is kept
 * @unix_s: the time now
 * @error: return location
 *
 * Keeps a version, unless the newest one is the same, and forgets those that are too old.
 *
 * Thread: any. Blocks for the write.
 *
 * Errors: those of #GFileError.
 *
 * Returns: whether @text is kept
 */
gboolean
clasp_history_add (const char        *path,
                   const char        *text,
                   ClaspVersionReason reason,
                   gint64             unix_s,
                   GError           **error)
{
  g_autofree char *folder = folder_of (path);
  g_autofree char *file = NULL, *hidden = NULL;

  if (is_newest (path, text))
    return TRUE;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _ ("cannot make “%s”"), folder);
      return FALSE;
    }

  hidden = clasp_show_hide_secrets (text, error);
  if (hidden == NULL)
    return FALSE;
  file = free_name (folder, reason, unix_s);
  if (!g_file_set_contents_full (file, hidden, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    return FALSE;
  forget_old (path, unix_s);
  return TRUE;
}

/**
 * clasp_history_read:
 * @version: one of clasp_history_list ()
 * @error: return location
 *
 * Thread: any. Blocks for reading.
 *
 * Errors: those of #GFileError, and of a file larger than a show may be.
 *
 * Returns: (transfer full): its text
 */
char *
clasp_history_read (const ClaspVersion *version, GError **error)
{
  GStatBuf         info;
  g_autofree char *text = NULL;

  if (g_stat (version->path, &info) == 0 && info.st_size > CLASP_SHOW_MAX_SIZE)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _ ("“%s” is larger than a show may be"),
                   version->path);
      return NULL;
    }
  if (!g_file_get_contents (version->path, &text, NULL, error))
    return NULL;
  return clasp_show_find_secrets (text, NULL);
}
