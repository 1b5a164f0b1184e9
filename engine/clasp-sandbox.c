/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-sandbox"

#include "clasp-sandbox.h"

#define INFO ".flatpak-info"
#define MDNS_NAME "org.freedesktop.Avahi"
#define OWN_ID "io.github.clasp_bridge.ClaspBridge"

static gboolean
exists (const char *root, const char *path)
{
  g_autofree char *whole = g_build_filename (root, path, NULL);

  return g_file_test (whole, G_FILE_TEST_EXISTS);
}

static gboolean
has_word (GKeyFile *info, const char *group, const char *key, const char *word)
{
  g_auto (GStrv) words = g_key_file_get_string_list (info, group, key, NULL, NULL);

  return words != NULL && g_strv_contains ((const char *const *) words, word);
}

/* "org.freedesktop.Avahi=talk", or one for all of a prefix, or the whole bus. */
static gboolean
may_talk (GKeyFile *info)
{
  static const char *const names[] = { MDNS_NAME, MDNS_NAME ".*", "org.freedesktop.*" };

  if (has_word (info, "Context", "sockets", "system-bus"))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *policy = g_key_file_get_string (info, "System Bus Policy", names[i], NULL);

      if (g_strcmp0 (policy, "talk") == 0 || g_strcmp0 (policy, "own") == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * clasp_sandbox_read:
 * @self: (out caller-allocates): what is kept from us; clasp_sandbox_clear () frees it
 * @root: where files are looked for, "/"
 *
 * Thread: any that may read small files.
 */
void
clasp_sandbox_read (ClaspSandbox *self, const char *root)
{
  g_autofree char     *path = g_build_filename (root, INFO, NULL);
  g_autoptr (GKeyFile) info = g_key_file_new ();
  gboolean             has_devices;

  *self = (ClaspSandbox){ .is_sandboxed = exists (root, INFO) };
  if (!self->is_sandboxed || !g_key_file_load_from_file (info, path, G_KEY_FILE_NONE, NULL))
    return;
  self->application = g_key_file_get_string (info, "Application", "name", NULL);
  has_devices = has_word (info, "Context", "devices", "all");
  self->is_midi_hidden = !has_devices && !exists (root, "dev/snd");
  self->is_usb_hidden = !has_devices && !exists (root, "dev/bus/usb");
  self->is_mdns_hidden = !may_talk (info);
}

/**
 * clasp_sandbox_clear:
 * @self: what was read
 *
 * Thread: any.
 */
void
clasp_sandbox_clear (ClaspSandbox *self)
{
  g_clear_pointer (&self->application, g_free);
}

/**
 * clasp_sandbox_get_root:
 *
 * Thread: any.
 *
 * Returns: (transfer none): the folder to read, "/" unless CLASP_SANDBOX_ROOT names another for a test
 */
const char *
clasp_sandbox_get_root (void)
{
  const char *root = g_getenv ("CLASP_SANDBOX_ROOT");

  return root != NULL && root[0] != '\0' ? root : "/";
}

static const char *
get_application (const ClaspSandbox *self)
{
  return self->application != NULL ? self->application : OWN_ID;
}

/**
 * clasp_sandbox_dup_device_command:
 * @self: what was read
 *
 * Thread: any.
 *
 * Returns: (transfer full): what to type into a terminal; the program then has to be started again
 */
char *
clasp_sandbox_dup_device_command (const ClaspSandbox *self)
{
  return g_strdup_printf ("flatpak override --user --device=all %s", get_application (self));
}

/**
 * clasp_sandbox_dup_mdns_command:
 * @self: what was read
 *
 * Thread: any.
 *
 * Returns: (transfer full): what to type into a terminal; the program then has to be started again
 */
char *
clasp_sandbox_dup_mdns_command (const ClaspSandbox *self)
{
  return g_strdup_printf ("flatpak override --user --system-talk-name=%s %s", MDNS_NAME, get_application (self));
}
