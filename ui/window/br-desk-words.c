/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-desk.h"

#include "dmx/clasp-universe-notes.h"

#include <glib/gi18n.h>
#include <string.h>

/* --- what a blackout covers --------------------------------------------------------------------- */

static gboolean
is_covered (const char *const *universes,
            const char        *prefix)
{
  for (guint i = 0; universes != NULL && universes[i] != NULL; i++)
    {
      gsize length = strlen (universes[i]);

      if (strncmp (prefix, universes[i], length) == 0 && (prefix[length] == '\0' || prefix[length] == '/'))
        return TRUE;
    }

  return universes == NULL || universes[0] == NULL;
}

/* Is any of their channels marked as intensity? */
static gboolean
is_any_marked (const char *const *universes,
               const char *const *marks)
{
  for (guint i = 0; marks != NULL && marks[i] != NULL; i++)
    {
      g_auto (ClaspNoteText) note = { 0 };

      if (clasp_note_text_parse (marks[i], &note, NULL) && note.is_intensity && is_covered (universes, note.prefix))
        return TRUE;
    }

  return FALSE;
}

char *
br_desk_describe_scope (const char *const *universes,
                        const char *const *marks)
{
  gboolean         is_marked = is_any_marked (universes, marks);
  g_autofree char *list = universes != NULL ? g_strjoinv ("; ", (char **) universes) : NULL;

  if (list == NULL || *list == '\0')
    return g_strdup (is_marked ? _("Makes intensity channels dark, and universes without any")
                               : _("Makes all universes dark"));
  if (is_marked)
    /* Translators: %s is a list of universes, as in "/artnet/0/0/1; /sacn/2" */
    return g_strdup_printf (_("Makes intensity channels of %s dark"), list);
  /* Translators: %s is a list of universes, as in "/artnet/0/0/1; /sacn/2" */
  return g_strdup_printf (_("Makes all channels of %s dark"), list);
}

/* --- what a panic ended ------------------------------------------------------------------------- */

/* The answer as a row shows it: {"ports": 3, "notes": 12}. A figure that is cut off has no end, and is left out. */
static guint
read_figure (const char *text,
             const char *key)
{
  const char *at = strstr (text, key);

  at = at != NULL ? at + strlen (key) : "";
  while (*at != '\0' && !g_ascii_isdigit (*at))
    at++;

  return at[strspn (at, "0123456789")] != '\0' ? (guint) g_ascii_strtoull (at, NULL, 10) : 0;
}

char *
br_desk_describe_panic (const char *answer)
{
  guint                ports = read_figure (answer, "ports"), notes = read_figure (answer, "notes");
  guint                clips = read_figure (answer, "clips"), tests = read_figure (answer, "tests");
  guint                fades = read_figure (answer, "fades");
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char     *list = NULL;

  if (ports > 0)
    {
      /* Translators: what a panic silenced, after "Done:" */
      g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u port", "%u ports", ports), ports));
      g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u note", "%u notes", notes), notes));
    }
  if (fades > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u fade", "%u fades", fades), fades));
  if (clips > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u clip", "%u clips", clips), clips));
  if (tests > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u test", "%u tests", tests), tests));
  if (parts->len == 0)
    return g_strdup (_("There was nothing to end"));

  g_ptr_array_add (parts, NULL);
  list = g_strjoinv (", ", (char **) parts->pdata);
  if (answer[0] != '\0' && answer[strlen (answer) - 1] != '}')
    /* Translators: a panic ended this, "3 ports, 12 notes", and something else */
    return g_strdup_printf (_("Done: %s and more"), list);
  /* Translators: a panic ended this: "3 ports, 12 notes" */
  return g_strdup_printf (_("Done: %s"), list);
}
