/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-support-bundle"

#include "clasp-support-bundle.h"

#include "clasp-zip.h"
#include "core/clasp-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HIDDEN "•••"

/* ---- secrets ---- */

static char *
replace (char *text, const char *pattern, const char *by)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
  char              *replaced = g_regex_replace (regex, text, -1, 0, by, 0, NULL);

  if (replaced == NULL)
    return text;
  g_free (text);
  return replaced;
}

/**
 * clasp_support_clean_text:
 * @text: a log, an address, anything
 *
 * Hides what follows “token=”, “password: ” and the like, what a Bearer brings, and names and passwords in front
 * of a host.
 *
 * Thread: any.
 *
 * Returns: (transfer full): the rest
 */
char *
clasp_support_clean_text (const char *text)
{
  char *clean = g_utf8_make_valid (text, -1);

  clean = replace (clean, "\\b(bearer|basic)\\s+[A-Za-z0-9._~+/=-]{6,}", "\\1 " HIDDEN);
  clean = replace (clean, "([a-z0-9_-]*(?:token|passw(?:or)?d|passphrase|secret|mk2-key)(?!ref)[a-z0-9_-]*[\"”']?\\s*[=:]\\s*)"
                          "(\"[^\"]*\"|“[^”]*”|'[^']*'|[^\\s,;&\"]+)",
                   "\\1" HIDDEN);
  return replace (clean, "(://)[^/\\s@\"]+@", "\\1" HIDDEN "@");
}

static char *
clean_show_text (const char *text)
{
  g_autoptr (JsonNode) node = clasp_json_parse (text, strlen (text), NULL);
  g_autofree char     *printed = NULL;

  if (node == NULL)
    return g_strdup ("");
  clasp_json_drop_secrets (node);
  printed = json_to_string (node, TRUE);
  return clasp_support_clean_text (printed);
}

/**
 * clasp_support_clean_show:
 * @show: a show
 *
 * Thread: UI.
 *
 * Returns: (transfer full): its file's text, without what is secret
 */
char *
clasp_support_clean_show (ClaspShow *show)
{
  g_autofree char *text = clasp_show_to_text (show);

  return clean_show_text (text);
}

/* ---- addresses ---- */

typedef struct
{
  GHashTable *names; /* (owned) address → "host-1" */
} Mask;

/* Everybody has these, or everybody is meant. */
static gboolean
is_common (const char *address)
{
  return g_str_has_prefix (address, "127.") || g_str_has_prefix (address, "255.") || g_str_equal (address, "0.0.0.0") ||
         g_str_equal (address, "::") || g_str_equal (address, "::1");
}

static gboolean
mask_cb (const GMatchInfo *info, GString *result, gpointer user_data)
{
  Mask            *mask = user_data;
  g_autofree char *address = g_match_info_fetch (info, 0);
  const char      *name = g_hash_table_lookup (mask->names, address);

  if (!is_common (address) && name == NULL)
    {
      char *new_name = g_strdup_printf ("host-%u", g_hash_table_size (mask->names) + 1);

      g_hash_table_insert (mask->names, g_strdup (address), new_name);
      name = new_name;
    }
  g_string_append (result, name != NULL ? name : address);
  return FALSE;
}

static char *
mask_text (Mask *mask, char *text)
{
  static const char *const patterns[] = {
    "(?<![0-9.])(?:[0-9]{1,3}\\.){3}[0-9]{1,3}(?![0-9.]*[0-9])",
    /* IPv6 and hardware addresses; a time of day, and a time code, have fewer parts. */
    "(?<![0-9a-f:])(?:(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){0,6}[0-9a-f]{0,4}::[0-9a-f:]*)(?![0-9a-f:])",
  };

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autoptr (GRegex) regex = g_regex_new (patterns[i], G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
      char              *masked = g_regex_replace_eval (regex, text, -1, 0, 0, mask_cb, mask, NULL);

      if (masked == NULL)
        continue;
      g_free (text);
      text = masked;
    }
  return text;
}

/* ---- the files ---- */

static void
file_free (gpointer data)
{
  g_free (((ClaspSupportFile *) data)->text);
  g_free (data);
}

/* Takes over @text. */
static void
add (GPtrArray *files, Mask *mask, const char *name, const char *about, char *text)
{
  ClaspSupportFile *file;

  if (text == NULL)
    return;
  file = g_new0 (ClaspSupportFile, 1);
  file->name = name;
  file->about = about;
  file->text = mask != NULL ? mask_text (mask, text) : text;
  g_ptr_array_add (files, file);
}

/* Its end, from a whole line on. */
static const char *
skip_old (const char *log)
{
  gsize       length = strlen (log);
  const char *start = length > CLASP_SUPPORT_BUNDLE_MAX_LOG ? strchr (log + length - CLASP_SUPPORT_BUNDLE_MAX_LOG, '\n') : NULL;

  return start != NULL ? start + 1 : log;
}

/**
 * clasp_support_bundle_collect:
 * @show_text: (nullable): a show's text, as clasp_show_to_text () gives it
 * @parts: what else there is to tell
 *
 * Thread: any; with a long log it takes a moment.
 *
 * Returns: (transfer full) (element-type ClaspSupportFile): what is going to be written
 */
GPtrArray *
clasp_support_bundle_collect (const char *show_text, const ClaspSupportBundleParts *parts)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (file_free);
  Mask       mask = { g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free) };
  Mask      *used = parts->mask ? &mask : NULL;

  add (files, used, "versions.txt", _ ("Versions of the program, its libraries and the system"),
       parts->versions != NULL ? clasp_support_clean_text (parts->versions) : NULL);
  add (files, used, "show.json", _ ("The show, without passwords and tokens"), show_text != NULL ? clean_show_text (show_text) : NULL);
  add (files, used, "devices.txt", _ ("Connections and how they are, and devices that were found"),
       parts->devices != NULL ? clasp_support_clean_text (parts->devices) : NULL);
  add (files, used, "health.txt", _ ("Figures of the engine"),
       parts->health != NULL ? clasp_support_clean_text (parts->health) : NULL);
  add (files, used, "log.txt", _ ("The log"), parts->log != NULL ? clasp_support_clean_text (skip_old (parts->log)) : NULL);
  g_hash_table_unref (mask.names);
  return files;
}

/**
 * clasp_support_bundle_pack:
 * @files: (element-type ClaspSupportFile): what clasp_support_bundle_collect () returned
 *
 * Thread: any.
 *
 * Returns: (transfer full): a zip file
 */
GBytes *
clasp_support_bundle_pack (const GPtrArray *files)
{
  g_autoptr (ClaspZip) zip = clasp_zip_new ();

  for (guint i = 0; i < files->len; i++)
    {
      const ClaspSupportFile *file = files->pdata[i];

      clasp_zip_add (zip, file->name, file->text, strlen (file->text));
    }
  return clasp_zip_end (zip);
}
