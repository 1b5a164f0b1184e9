/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-show"

#include "show/clasp-secret-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

/* Design notes.
 *
 * The file is small and read anew each time, so that the window and claspd of one user share it;
 * whoever changes it holds a lock beside it from reading to writing. What is in it is never changed
 * or removed: versions of a show that are years old still find theirs. */

#define FORMAT "clasp-bridge-secrets"
#define VERSION 1
#define KEY_SIZE 32

struct _ClaspSecretStore
{
  char       *path;
  int         lock;    /* -1 when it is only read */
  char       *key;     /* in hexadecimal digits */
  JsonObject *secrets; /* (owned) reference → secret */
  gboolean    is_changed;
};

/**
 * clasp_secret_store_path:
 *
 * Thread: any.
 *
 * Returns: (transfer full): where the user's store is
 */
char *
clasp_secret_store_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "clasp-bridge", "secrets.json", NULL);
}

static gboolean
fail (GError **error, int code, const char *path)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
               _ ("the secrets cannot be kept in “%s”: %s"), path, g_strerror (code));
  return FALSE;
}

/* ---- reading ---- */

static const char *
get_text (JsonObject *json, const char *name)
{
  JsonNode *node = json_object_get_member (json, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

static gboolean
is_damaged (GError **error, const char *path, const char *why)
{
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
               _ ("the file with the secrets, “%s”, is damaged: %s"), path, why);
  return FALSE;
}

static gboolean
take_content (ClaspSecretStore *self, JsonNode *root, GError **error)
{
  JsonObject *json = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode   *secrets = json != NULL ? json_object_get_member (json, "secrets") : NULL;
  const char *key = json != NULL ? get_text (json, "key") : NULL;

  if (json == NULL || g_strcmp0 (get_text (json, "format"), FORMAT) != 0)
    return is_damaged (error, self->path, "format is not “" FORMAT "”");
  if (json_object_get_int_member_with_default (json, "version", 0) > VERSION)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_VERSION,
                   _ ("the file with the secrets, “%s”, was written by a newer version"),
                   self->path);
      return FALSE;
    }
  if (key == NULL || strlen (key) != (gsize) 2 * KEY_SIZE || secrets == NULL ||
      !JSON_NODE_HOLDS_OBJECT (secrets))
    return is_damaged (error, self->path, "it has no key, or no secrets");
  self->key = g_strdup (key);
  self->secrets = json_object_ref (json_node_get_object (secrets));
  return TRUE;
}

static gboolean
make_empty (ClaspSecretStore *self, GError **error)
{
  guint8   bytes[KEY_SIZE];
  GString *key = g_string_sized_new (sizeof bytes * 2);

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes)
    {
      g_string_free (key, TRUE);
      return fail (error, errno, self->path);
    }
  for (guint i = 0; i < sizeof bytes; i++)
    g_string_append_printf (key, "%02x", bytes[i]);
  self->key = g_string_free (key, FALSE);
  self->secrets = json_object_new ();
  return TRUE;
}

static gboolean
load (ClaspSecretStore *self, GError **error)
{
  g_autofree char     *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError)   own = NULL;
  GStatBuf             info;
  gsize                length;

  if (g_stat (self->path, &info) != 0)
    return errno == ENOENT ? make_empty (self, error) : fail (error, errno, self->path);
  if (info.st_size > CLASP_SECRET_STORE_MAX_SIZE)
    return is_damaged (error, self->path, "it is larger than 16 MiB");
  if (!g_file_get_contents (self->path, &text, &length, &own))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("the secrets cannot be read: %s"),
                   own->message);
      return FALSE;
    }
  root = clasp_json_parse (text, length, &own);
  return root != NULL ? take_content (self, root, error)
                      : is_damaged (error, self->path, own->message);
}

/* Nothing of it is lost: a person may be able to mend it. */
static gboolean
set_aside (ClaspSecretStore *self, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char      *time = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char      *aside = g_strdup_printf ("%s.damaged-%s", self->path, time);

  for (guint i = 2; g_file_test (aside, G_FILE_TEST_EXISTS); i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.damaged-%s-%u", self->path, time, i);
    }
  if (g_rename (self->path, aside) != 0)
    return fail (error, errno, self->path);
  g_message (_ ("%s is damaged; it is kept as %s, and a new one is begun"), self->path, aside);
  g_chmod (aside, 0600);
  return make_empty (self, error);
}

/* Held for as long as it takes to write a small file. */
static gboolean
take_lock (ClaspSecretStore *self, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *path = g_strconcat (self->path, ".lock", NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail (error, errno, folder);
  self->lock = g_open (path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (self->lock < 0)
    return fail (error, errno, path);
  while (flock (self->lock, LOCK_EX) != 0)
    if (errno != EINTR)
      return fail (error, errno, path);
  return TRUE;
}

/**
 * clasp_secret_store_open:
 * @path: its file
 * @is_written: whether something will be added
 * @error: return location
 *
 * Thread: any. Blocks for reading, and with @is_written until no other program writes it.
 *
 * Errors: %G_IO_ERROR; %CLASP_SHOW_ERROR_CONTENT for a damaged one that is only read;
 * %CLASP_SHOW_ERROR_VERSION when a newer version wrote it.
 *
 * Returns: (transfer full) (nullable): what is in it; nothing when there is no such file
 */
ClaspSecretStore *
clasp_secret_store_open (const char *path, gboolean is_written, GError **error)
{
  g_autoptr (ClaspSecretStore) self = g_new0 (ClaspSecretStore, 1);
  g_autoptr (GError)           own = NULL;

  self->path = g_strdup (path);
  self->lock = -1;
  if (is_written && !take_lock (self, error))
    return NULL;
  if (load (self, &own))
    return g_steal_pointer (&self);
  if (is_written && g_error_matches (own, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT))
    return set_aside (self, error) ? g_steal_pointer (&self) : NULL;
  g_propagate_error (error, g_steal_pointer (&own));
  return NULL;
}

/**
 * clasp_secret_store_free:
 * @self: (transfer full): a store
 *
 * What was not saved is not kept.
 *
 * Thread: any.
 */
void
clasp_secret_store_free (ClaspSecretStore *self)
{
  if (self->lock >= 0)
    close (self->lock);
  g_clear_pointer (&self->secrets, json_object_unref);
  g_free (self->key);
  g_free (self->path);
  g_free (self);
}

/* ---- references ---- */

static char *
make_reference (ClaspSecretStore *self, const char *where, const char *secret)
{
  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) self->key, strlen (self->key));
  g_autofree char *reference = NULL;

  g_hmac_update (hmac, (const guchar *) where, (gssize) strlen (where) + 1); /* with its end */
  g_hmac_update (hmac, (const guchar *) secret, (gssize) strlen (secret));
  reference = g_strconcat (CLASP_SECRET_PREFIX, g_hmac_get_string (hmac), NULL);
  g_hmac_unref (hmac);
  return g_strndup (reference, CLASP_SECRET_REFERENCE_LENGTH);
}

/**
 * clasp_secret_store_add:
 * @self: a store that is written
 * @where: what the secret is for
 * @secret: the secret
 *
 * Thread: any.
 *
 * Returns: (transfer full): what stands for it; the same each time
 */
char *
clasp_secret_store_add (ClaspSecretStore *self, const char *where, const char *secret)
{
  char *reference = make_reference (self, where, secret);

  if (g_strcmp0 (get_text (self->secrets, reference), secret) != 0)
    {
      json_object_set_string_member (self->secrets, reference, secret);
      self->is_changed = TRUE;
    }
  return reference;
}

/**
 * clasp_secret_store_find:
 * @self: a store
 * @where: what the secret is for
 * @reference: what stands for it
 *
 * Thread: any.
 *
 * Returns: (transfer none) (nullable): the secret; %NULL when it is not here or was made for
 * something else
 */
const char *
clasp_secret_store_find (ClaspSecretStore *self, const char *where, const char *reference)
{
  const char      *secret = get_text (self->secrets, reference);
  g_autofree char *wanted = secret != NULL ? make_reference (self, where, secret) : NULL;

  return g_strcmp0 (wanted, reference) == 0 ? secret : NULL;
}

/**
 * clasp_secret_store_save:
 * @self: a store that is written
 * @error: return location
 *
 * Thread: any. Blocks for the write.
 *
 * Errors: %G_IO_ERROR; the file is as it was then.
 *
 * Returns: whether all of it is on the disk
 */
gboolean
clasp_secret_store_save (ClaspSecretStore *self, GError **error)
{
  g_autoptr (JsonObject) json = json_object_new ();
  g_autoptr (JsonNode)   root = NULL;
  g_autoptr (GError)     own = NULL;
  g_autofree char       *text = NULL;

  if (!self->is_changed)
    return TRUE;
  json_object_set_string_member (json, "format", FORMAT);
  json_object_set_int_member (json, "version", VERSION);
  json_object_set_string_member (json, "key", self->key);
  json_object_set_object_member (json, "secrets", json_object_ref (self->secrets));
  root = json_node_init_object (json_node_alloc (), json);
  text = clasp_json_print (root);
  if (strlen (text) > CLASP_SECRET_STORE_MAX_SIZE)
    return fail (error, EFBIG, self->path);
  if (!g_file_set_contents_full (self->path, text, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 &own))
    {
      g_set_error (error, G_IO_ERROR,
                   g_error_matches (own, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? G_IO_ERROR_NO_SPACE
                                                                           : G_IO_ERROR_FAILED,
                   _ ("the secrets cannot be kept: %s"), own->message);
      return FALSE;
    }
  self->is_changed = FALSE;
  return TRUE;
}
