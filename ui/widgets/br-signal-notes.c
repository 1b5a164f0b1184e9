/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-signal-notes.h"

#include "clasp-show-ranges.h"
#include "widgets/br-natural-order.h"

#include <glib/gi18n.h>
#include <string.h>

#define QDATA "br-signal-notes"
#define SETTING "signal-notes"

struct _BrSignalNotes
{
  GObject parent_instance;

  ClaspShow  *show;  /* (unowned) keeps us */
  GHashTable *notes; /* (owned) address → ClaspSignalNote */
  GPtrArray  *lines; /* (owned) that cannot be read: they stay as they are */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrSignalNotes, br_signal_notes, G_TYPE_OBJECT)

static void
note_free (gpointer data)
{
  clasp_signal_note_clear (data);
  g_free (data);
}

/* --- reading ------------------------------------------------------------------------------------ */

static ClaspSettings *
settings_of (BrSignalNotes *self)
{
  return clasp_router_config_get_settings (clasp_show_get_router (self->show));
}

static void
br_signal_notes_load (BrSignalNotes *self)
{
  const char *const *lines = clasp_settings_get_strv (settings_of (self), SETTING);

  g_hash_table_remove_all (self->notes);
  g_ptr_array_set_size (self->lines, 0);
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    {
      ClaspSignalNote   *note = g_new0 (ClaspSignalNote, 1);
      g_autoptr (GError) error = NULL;

      if (clasp_signal_note_parse (lines[i], note, &error))
        {
          g_hash_table_replace (self->notes, note->address, note);
          continue;
        }
      g_message (SETTING ": %s", error->message);
      g_ptr_array_add (self->lines, g_strdup (lines[i]));
      note_free (note);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- writing ------------------------------------------------------------------------------------ */

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  const char *x = *(const char *const *) a, *y = *(const char *const *) b;

  return br_compare_natural (x, strlen (x), y, strlen (y));
}

static void
br_signal_notes_save (BrSignalNotes *self,
                      const char    *label)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter        iter;
  gpointer              note;

  g_hash_table_iter_init (&iter, self->notes);
  while (g_hash_table_iter_next (&iter, NULL, &note))
    if (!clasp_signal_note_is_empty (note))
      g_ptr_array_add (lines, clasp_signal_note_print (note));
  for (guint i = 0; i < self->lines->len; i++)
    g_ptr_array_add (lines, g_strdup (self->lines->pdata[i]));
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  clasp_show_begin_edit (self->show, label);
  g_object_set (settings_of (self), SETTING, lines->pdata, NULL);
  clasp_show_end_edit (self->show);
  /* Refused, it is as it was. */
  br_signal_notes_load (self);
}

static ClaspSignalNote *
br_signal_notes_ensure (BrSignalNotes *self,
                        const char    *address)
{
  ClaspSignalNote *note = g_hash_table_lookup (self->notes, address);

  if (note == NULL)
    {
      note = g_new0 (ClaspSignalNote, 1);
      note->address = g_strdup (address);
      g_hash_table_insert (self->notes, note->address, note);
    }

  return note;
}

void
br_signal_notes_set_favourites (BrSignalNotes     *self,
                                const char *const *addresses,
                                gboolean           is_favourite)
{
  for (guint i = 0; addresses[i] != NULL; i++)
    br_signal_notes_ensure (self, addresses[i])->is_favourite = is_favourite;
  br_signal_notes_save (self, is_favourite ? _("Add to favourites") : _("Take from favourites"));
}

void
br_signal_notes_treat_as (BrSignalNotes *self,
                          const char    *address,
                          ClaspTreatAs   treat_as,
                          double         minimum,
                          double         maximum)
{
  ClaspSignalNote *note = br_signal_notes_ensure (self, address);

  note->treat_as = treat_as;
  note->minimum = minimum;
  note->maximum = maximum;
  /* Translators: an undo step: how the value of a signal is taken, its range */
  br_signal_notes_save (self, _("Treat a signal differently"));
}

void
br_signal_notes_set_text (BrSignalNotes *self,
                          const char    *address,
                          const char    *text)
{
  ClaspSignalNote *note = br_signal_notes_ensure (self, address);
  g_autofree char *plain = g_strstrip (g_strdelimit (g_strdup (text), "\n\r\t", ' '));

  if (g_strcmp0 (note->text != NULL ? note->text : "", plain) == 0)
    return;

  g_free (note->text);
  note->text = *plain != '\0' ? g_steal_pointer (&plain) : NULL;
  br_signal_notes_save (self, _("Change a signal’s note"));
}

/* --- questions ---------------------------------------------------------------------------------- */

const ClaspSignalNote *
br_signal_notes_find (BrSignalNotes *self,
                      const char    *address)
{
  return g_hash_table_lookup (self->notes, address);
}

gboolean
br_signal_notes_is_favourite (BrSignalNotes *self,
                              const char    *address)
{
  const ClaspSignalNote *note = br_signal_notes_find (self, address);

  return note != NULL && note->is_favourite;
}

gboolean
br_signal_notes_get_range (BrSignalNotes *self,
                           const char    *address,
                           ClaspRange    *range)
{
  const ClaspSignalNote *note = br_signal_notes_find (self, address);

  if (note == NULL || (note->treat_as != CLASP_TREAT_AS_RANGE && note->treat_as != CLASP_TREAT_AS_WHOLE))
    return FALSE;

  *range = (ClaspRange) { note->minimum, note->maximum, note->treat_as == CLASP_TREAT_AS_WHOLE };
  return TRUE;
}

GHashTable *
br_signal_notes_dup_favourites (BrSignalNotes *self)
{
  GHashTable    *favourites = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer       note;

  g_hash_table_iter_init (&iter, self->notes);
  while (g_hash_table_iter_next (&iter, NULL, &note))
    if (((ClaspSignalNote *) note)->is_favourite)
      g_hash_table_add (favourites, g_strdup (((ClaspSignalNote *) note)->address));

  return favourites;
}

ClaspShow *
br_signal_notes_get_show (BrSignalNotes *self)
{
  return self->show;
}

gboolean
br_range_of_address (ClaspShow  *show,
                     const char *address,
                     ClaspRange *range)
{
  return br_signal_notes_get_range (br_signal_notes_get (show), address, range)
         || clasp_show_find_range (show, address, range);
}

/* --- life --------------------------------------------------------------------------------------- */

static void
show_changed_cb (BrSignalNotes *self,
                 ClaspShowItem *item)
{
  if (item == NULL || CLASP_IS_ROUTER_CONFIG (item))
    br_signal_notes_load (self);
}

static void
br_signal_notes_finalize (GObject *object)
{
  BrSignalNotes *self = BR_SIGNAL_NOTES (object);

  g_hash_table_unref (self->notes);
  g_ptr_array_unref (self->lines);

  G_OBJECT_CLASS (br_signal_notes_parent_class)->finalize (object);
}

static void
br_signal_notes_class_init (BrSignalNotesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = br_signal_notes_finalize;
  signals[CHANGED] = g_signal_new ("changed", BR_TYPE_SIGNAL_NOTES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
br_signal_notes_init (BrSignalNotes *self)
{
  self->notes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, note_free);
  self->lines = g_ptr_array_new_with_free_func (g_free);
}

BrSignalNotes *
br_signal_notes_get (ClaspShow *show)
{
  BrSignalNotes *self = g_object_get_data (G_OBJECT (show), QDATA);

  if (self != NULL)
    return self;

  self = g_object_new (BR_TYPE_SIGNAL_NOTES, NULL);
  self->show = show;
  g_signal_connect_object (show, "changed", G_CALLBACK (show_changed_cb), self, G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (show), QDATA, self, g_object_unref);
  br_signal_notes_load (self);

  return self;
}
