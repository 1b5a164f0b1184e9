/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stage/br-stage-tiles.h"

#include "widgets/br-natural-order.h"
#include "widgets/br-signal-notes.h"

#include <glib/gi18n.h>
#include <string.h>

#define SETTING "show-view"
#define NOTE "note "
/* Of a tile: wider than high, as words are. */
#define SHAPE 1.6

static ClaspSettings *
settings_of (ClaspShow *show)
{
  return clasp_router_config_get_settings (clasp_show_get_router (show));
}

void
br_stage_tiles_clear (BrStageTiles *self)
{
  g_free (self->note);
  *self = (BrStageTiles) { 0 };
}

void
br_stage_tiles_read (BrStageTiles *self,
                     ClaspShow    *show)
{
  const char *const *lines = clasp_settings_get_strv (settings_of (show), SETTING);
  gboolean           is_new = lines == NULL || lines[0] == NULL;
  g_autofree char   *note = g_strdup ("");

  br_stage_tiles_clear (self);
  self->has_clock = self->has_devices = self->has_favourites = is_new;
  for (guint i = 0; !is_new && lines[i] != NULL; i++)
    {
      self->has_clock |= g_str_equal (lines[i], "clock");
      self->has_devices |= g_str_equal (lines[i], "devices");
      self->has_favourites |= g_str_equal (lines[i], "favourites");
      if (g_str_has_prefix (lines[i], NOTE))
        {
          g_free (note);
          note = g_utf8_make_valid (lines[i] + strlen (NOTE), -1);
        }
    }
  self->note = g_utf8_substring (note, 0, MIN (g_utf8_strlen (note, -1), BR_STAGE_MAX_NOTE));
}

void
br_stage_tiles_write (const BrStageTiles *self,
                      ClaspShow          *show)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  if (self->has_clock)
    g_ptr_array_add (lines, g_strdup ("clock"));
  if (self->has_devices)
    g_ptr_array_add (lines, g_strdup ("devices"));
  if (self->has_favourites)
    g_ptr_array_add (lines, g_strdup ("favourites"));
  /* Without one the list would be empty, which is all. */
  if (*self->note != '\0' || lines->len == 0)
    g_ptr_array_add (lines, g_strconcat (NOTE, self->note, NULL));
  g_ptr_array_add (lines, NULL);
  /* Translators: an undo step */
  clasp_show_begin_edit (show, _("Change the show view"));
  g_object_set (settings_of (show), SETTING, lines->pdata, NULL);
  clasp_show_end_edit (show);
}

/* --- meters ------------------------------------------------------------------------------------- */

static int
compare_addresses (gconstpointer a,
                   gconstpointer b)
{
  const char *x = *(const char *const *) a, *y = *(const char *const *) b;

  return br_compare_natural (x, strlen (x), y, strlen (y));
}

char **
br_stage_dup_favourites (ClaspShow *show)
{
  g_autoptr (GHashTable) favourites = br_signal_notes_dup_favourites (br_signal_notes_get (show));
  GPtrArray             *addresses = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter         iter;
  gpointer               address;

  g_hash_table_iter_init (&iter, favourites);
  while (g_hash_table_iter_next (&iter, &address, NULL))
    g_ptr_array_add (addresses, g_strdup (address));
  g_ptr_array_sort (addresses, compare_addresses);
  if (addresses->len > BR_STAGE_MAX_METERS)
    g_ptr_array_set_size (addresses, BR_STAGE_MAX_METERS);
  g_ptr_array_set_free_func (addresses, NULL);
  g_ptr_array_add (addresses, NULL);

  return (char **) g_ptr_array_free (addresses, FALSE);
}

/* --- places ------------------------------------------------------------------------------------- */

guint
br_stage_fit (guint n,
              int   width,
              int   height)
{
  guint  best = 1;
  double largest = 0;

  for (guint columns = 1; columns <= n; columns++)
    {
      guint  rows = (n + columns - 1) / columns;
      double wide = (double) width / columns, high = (double) height / rows;
      double size = MIN (wide, high * SHAPE);

      if (size > largest)
        {
          largest = size;
          best = columns;
        }
    }

  return best;
}
