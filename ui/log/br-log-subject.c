/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log/br-log-subject.h"

#include <glib/gi18n.h>
#include <string.h>

/* What may stand before an address, and behind it. */
static const char *const before[] = { "“", "‘", "(", "\"" };
static const char *const behind[] = { "”", "’", ")", "\"", ".", ",", ";", ":" };

void
br_log_subject_clear (BrLogSubject *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->name, g_free);
  self->page = self->action = NULL;
}

/* "Tablet: …" is about Tablet, and not about "Tab". */
static gboolean
begins_with (const char *text, const char *name)
{
  return name != NULL && name[0] != '\0' && g_str_has_prefix (text, name) && text[strlen (name)] == ':';
}

/* The item with the longest name: names may hold colons, too. */
static ClaspShowItem *
find_item (GListModel *items, const char *text)
{
  ClaspShowItem *found = NULL;
  gsize          length = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (ClaspShowItem) item = g_list_model_get_item (items, i);
      const char               *name = clasp_show_item_get_name (item), *id = clasp_show_item_get_id (item);

      if (begins_with (text, name) && strlen (name) > length)
        {
          found = item;
          length = strlen (name);
        }
      else if (found == NULL && begins_with (text, id))
        found = item;
    }
  return found;
}

static gboolean
take_item (BrLogSubject *self, ClaspShowItem *item, const char *page, const char *action)
{
  const char *name = clasp_show_item_get_name (item);

  self->page = page;
  self->action = action;
  self->id = g_strdup (clasp_show_item_get_id (item));
  self->name = g_strdup (name != NULL && name[0] != '\0' ? name : self->id);
  return TRUE;
}

static const char *
skip_before (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (before); i++)
    if (g_str_has_prefix (word, before[i]))
      return skip_before (word + strlen (before[i]));
  return word;
}

static void
cut_behind (char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (behind); i++)
    if (g_str_has_suffix (word, behind[i]))
      {
        word[strlen (word) - strlen (behind[i])] = '\0';
        i = (guint) -1; /* once more, from the first on */
      }
}

/* "/osc/fader" of "…: “/osc/fader”, which…" */
static gboolean
find_address (BrLogSubject *self, const char *text, BrLogHasAddress has_address, gpointer user_data)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *word = skip_before (words[i]);

      if (word[0] != '/')
        continue;
      cut_behind (words[i]);
      if (!has_address (word, user_data))
        continue;
      self->page = "signals";
      self->action = "signals.show";
      self->id = g_strdup (word);
      self->name = g_strdup (word);
      return TRUE;
    }
  return FALSE;
}

/* "Mapping " of "Mapping %s: %s", as the engine says it in the reader's language; "" when that begins with the name. */
static char *
dup_mapping_prefix (void)
{
  const char *sentence = _ ("Mapping %s: %s");

  return g_strndup (sentence, strcspn (sentence, "%"));
}

static ClaspShowItem *
find_mapping (ClaspShow *show, const char *text)
{
  g_autofree char *prefix = dup_mapping_prefix ();

  return g_str_has_prefix (text, prefix) ? find_item (clasp_show_get_mappings (show), text + strlen (prefix)) : NULL;
}

gboolean
br_log_subject_find (BrLogSubject *self, ClaspShow *show, const char *text, BrLogHasAddress has_address, gpointer user_data)
{
  ClaspShowItem *item;

  *self = (BrLogSubject){ 0 };
  item = find_item (clasp_show_get_connections (show), text);
  if (item != NULL)
    return take_item (self, item, "connections", "connections.show");
  item = find_mapping (show, text);
  if (item != NULL)
    return take_item (self, item, "patch", "patch.show-mapping");
  if (begins_with (text, _ ("CLASP router")))
    {
      take_item (self, CLASP_SHOW_ITEM (clasp_show_get_router (show)), "connections", "connections.show");
      g_free (self->name);
      self->name = g_strdup (_ ("CLASP router"));
      return TRUE;
    }
  return find_address (self, text, has_address, user_data);
}
