/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What an undo menu calls an edit that nobody named. */

/* A long pattern must not make a menu as wide as the screen. */
#define MAX_TITLE 40

static char *
shorten (char *title)
{
  char *start;

  if (g_utf8_strlen (title, -1) <= MAX_TITLE)
    return title;
  start = g_utf8_substring (title, 0, MAX_TITLE - 1);
  g_free (title);
  title = g_strconcat (start, "…", NULL);
  g_free (start);
  return title;
}

/* The name; for a mapping without one its two ends. */
char *
clasp_show_item_dup_title (ClaspShowItem *item)
{
  const char *name = clasp_show_item_get_name (item);

  if (*name != '\0')
    return shorten (g_strdup (name));
  if (CLASP_IS_MAPPING (item))
    return shorten (g_strdup_printf ("%s → %s", clasp_mapping_get_source (CLASP_MAPPING (item)),
                                     clasp_mapping_get_target (CLASP_MAPPING (item))));
  if (CLASP_IS_CONNECTION (item))
    return g_strdup (clasp_connection_get_kind (CLASP_CONNECTION (item)));
  return g_strdup (_ ("Router"));
}

/* "Listen" in the middle of a sentence is "listen"; "OSC version" stays. */
static char *
dup_property_title (GParamSpec *pspec)
{
  const char *nick = _ (g_param_spec_get_nick (pspec));
  gunichar    first = g_utf8_get_char (nick);
  const char *rest = g_utf8_next_char (nick);
  char        lower[7] = { 0 };
  /* Translators: how the name of a setting begins inside “Change %s of %s”. Write “small” where “Listen”
   * becomes “listen” there, and “as it is” where your language keeps the letter, as German does. */
  const char *manner = C_ ("first letter of a setting inside a sentence", "small");

  if (strcmp (manner, "small") != 0 || !g_unichar_isupper (first) ||
      !g_unichar_islower (g_utf8_get_char (rest)))
    return g_strdup (nick);
  g_unichar_to_utf8 (g_unichar_tolower (first), lower);
  return g_strconcat (lower, rest, NULL);
}

static char *
label_enabled (ClaspShowItem *item, GObject *object, const char *title, gboolean enabled)
{
  if (CLASP_IS_STEP (object))
    /* Translators: a step of a mapping, as “range”, and the mapping’s name */
    return g_strdup_printf (enabled ? _ ("Use step %s of %s") : _ ("Bypass step %s of %s"),
                            clasp_step_get_kind (CLASP_STEP (object)), title);
  if (CLASP_IS_MAPPING (item))
    return g_strdup_printf (enabled ? _ ("Unmute %s") : _ ("Mute %s"), title);
  return g_strdup_printf (enabled ? _ ("Switch on %s") : _ ("Switch off %s"), title);
}

char *
clasp_show_label_property (ClaspShowItem *item,
                           GObject       *object,
                           GParamSpec    *pspec,
                           const GValue  *old_value,
                           const GValue  *new_value)
{
  g_autofree char *title = NULL;
  g_autofree char *property = NULL;

  if (item == NULL)
    return g_strdup (_ ("Rename the show"));

  title = clasp_show_item_dup_title (item);
  if (object == G_OBJECT (item) && strcmp (pspec->name, "name") == 0)
    {
      const char *old_name = g_value_get_string (old_value);

      return g_strdup_printf (_ ("Rename %s"), *old_name != '\0' ? old_name : title);
    }
  if (!CLASP_IS_SETTINGS (object) && strcmp (pspec->name, "enabled") == 0)
    return label_enabled (item, object, title, g_value_get_boolean (new_value));

  if (CLASP_IS_MAPPING_END (object))
    return g_strdup_printf (clasp_mapping_end_is_target (CLASP_MAPPING_END (object))
                              ? _ ("Change target of %s")
                              : _ ("Change source of %s"),
                            title);

  property = dup_property_title (pspec);
  /* Translators: a setting, as “listen”, and the name of what it belongs to */
  return g_strdup_printf (_ ("Change %s of %s"), property, title);
}

static gboolean
same_items (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!g_ptr_array_find (b, a->pdata[i], NULL))
      return FALSE;
  return TRUE;
}

static char *
label_steps (ClaspShowItem *owner, GPtrArray *removed, GPtrArray *added)
{
  g_autofree char *title = clasp_show_item_dup_title (owner);
  ClaspStep       *step = CLASP_STEP (added->len > 0 ? added->pdata[0] : removed->pdata[0]);
  const char      *kind = clasp_step_get_kind (step);

  if (same_items (removed, added))
    return g_strdup_printf (_ ("Reorder steps of %s"), title);
  if (removed->len == 0)
    return g_strdup_printf (_ ("Add step %s to %s"), kind, title);
  if (added->len == 0)
    return g_strdup_printf (_ ("Delete step %s of %s"), kind, title);
  return g_strdup_printf (_ ("Change steps of %s"), title);
}

static char *
label_ends (ClaspShowItem *owner, GPtrArray *removed, GPtrArray *added)
{
  g_autofree char *title = clasp_show_item_dup_title (owner);
  gboolean         is_target =
    clasp_mapping_end_is_target (added->len > 0 ? added->pdata[0] : removed->pdata[0]);

  if (same_items (removed, added))
    return g_strdup_printf (is_target ? _ ("Reorder targets of %s") : _ ("Reorder sources of %s"),
                            title);
  if (removed->len == 0)
    return g_strdup_printf (is_target ? _ ("Add a target to %s") : _ ("Add a source to %s"), title);
  if (added->len == 0)
    return g_strdup_printf (is_target ? _ ("Delete a target of %s") : _ ("Delete a source of %s"),
                            title);
  return g_strdup_printf (is_target ? _ ("Change targets of %s") : _ ("Change sources of %s"),
                          title);
}

char *
clasp_show_label_splice (ClaspShowItem *owner, GPtrArray *removed, GPtrArray *added)
{
  g_autofree char *title = NULL;
  ClaspShowItem   *item;

  if (owner != NULL)
    return CLASP_IS_STEP (added->len > 0 ? added->pdata[0] : removed->pdata[0])
             ? label_steps (owner, removed, added)
             : label_ends (owner, removed, added);

  item = CLASP_SHOW_ITEM (added->len > 0 ? added->pdata[0] : removed->pdata[0]);
  title = clasp_show_item_dup_title (item);
  if (CLASP_IS_CONNECTION (item))
    return g_strdup_printf (added->len > 0 ? _ ("Add connection %s") : _ ("Delete connection %s"),
                            title);
  if (CLASP_IS_SHOW_LOCAL (item))
    return clasp_show_label_local (CLASP_SHOW_LOCAL (item), added->len > 0, title);
  return g_strdup_printf (added->len > 0 ? _ ("Add mapping %s") : _ ("Delete mapping %s"), title);
}

char *
clasp_show_label_move (ClaspShowItem *item)
{
  g_autofree char *title = clasp_show_item_dup_title (item);

  return g_strdup_printf (_ ("Move %s"), title);
}
