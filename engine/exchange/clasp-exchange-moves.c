/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-moves.h"

#include "core/clasp-address.h"
#include "core/clasp-json.h"
#include "exchange/clasp-exchange-private.h"

#include <string.h>

/* Design notes. Settings are texts to this file: which of them hold addresses is known to their kinds
 * alone. An address is taken for one where it begins the text, or follows a quote or "=", and where a
 * whole segment ends; a name within another one, or a division, is not. */

void
clasp_exchange_moves_init (ClaspExchangeMoves *self)
{
  self->addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->hits = NULL;
}

void
clasp_exchange_moves_clear (ClaspExchangeMoves *self)
{
  g_hash_table_unref (self->addresses);
  g_hash_table_unref (self->ids);
}

gboolean
clasp_exchange_moves_any (const ClaspExchangeMoves *self)
{
  return g_hash_table_size (self->addresses) > 0 || g_hash_table_size (self->ids) > 0;
}

void
clasp_exchange_moves_add_namespace (ClaspExchangeMoves *self, const char *from, const char *to)
{
  g_hash_table_insert (self->addresses, g_strdup (from), g_strdup (to));
}

char *
clasp_exchange_moves_dup_local (const char *id)
{
  g_autofree char *segment = clasp_segment_escape (clasp_str (id));

  return g_strconcat ("/local/connection/", segment, NULL);
}

void
clasp_exchange_moves_add_connection (ClaspExchangeMoves *self, const char *from, const char *to)
{
  g_hash_table_insert (self->ids, g_strdup (from), g_strdup (to));
  g_hash_table_insert (self->addresses, clasp_exchange_moves_dup_local (from),
                       clasp_exchange_moves_dup_local (to));
}

/* ---- addresses ---- */

static gboolean
ends_segment (char character)
{
  return character == '\0' || strchr ("/\"'=\\ ,;)]}*", character) != NULL;
}

static void
note_hit (const ClaspExchangeMoves *self, const char *from)
{
  if (self->hits != NULL && from != NULL)
    g_hash_table_add (self->hits, g_strdup (from));
}

/* The longest that @text begins with. */
static const char *
find_move (const ClaspExchangeMoves *self, const char *text, gsize *length)
{
  GHashTableIter iter;
  gpointer       from, to;
  const char    *best = NULL, *found = NULL;

  *length = 0;
  g_hash_table_iter_init (&iter, self->addresses);
  while (g_hash_table_iter_next (&iter, &from, &to))
    {
      gsize n = strlen (from);

      if (n <= *length || strncmp (text, from, n) != 0 || !ends_segment (text[n]))
        continue;
      *length = n;
      best = to;
      found = from;
    }
  note_hit (self, found);
  return best;
}

char *
clasp_exchange_move_address (const ClaspExchangeMoves *self, const char *address)
{
  gsize       length;
  const char *to = find_move (self, address, &length);

  return to != NULL ? g_strconcat (to, address + length, NULL) : NULL;
}

static gboolean
may_begin (const char *text, const char *at)
{
  return at == text || strchr ("\"'=", at[-1]) != NULL;
}

static gboolean
move_addresses (const ClaspExchangeMoves *self, const char *text, GString *moved)
{
  gboolean is_moved = FALSE;

  for (const char *at = text; *at != '\0'; at++)
    {
      gsize       length = 0;
      const char *to = *at == '/' && may_begin (text, at) ? find_move (self, at, &length) : NULL;

      if (to == NULL)
        {
          g_string_append_c (moved, *at);
          continue;
        }
      g_string_append (moved, to);
      at += length - 1;
      is_moved = TRUE;
    }
  return is_moved;
}

/* {"connection": "ID"} within a condition. */
static gboolean
move_ids (const ClaspExchangeMoves *self, GString *text)
{
  GHashTableIter iter;
  gpointer       from, to;
  gboolean       is_moved = FALSE;

  if (strstr (text->str, "\"connection\"") == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, self->ids);
  while (g_hash_table_iter_next (&iter, &from, &to))
    {
      g_autofree char   *escaped = g_regex_escape_string (from, -1);
      g_autofree char   *pattern = g_strdup_printf ("(\"connection\"\\s*:\\s*)\"%s\"", escaped);
      g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
      g_autofree char   *with = g_strdup_printf ("\"connection\":\"%s\"", (char *) to);
      g_autofree char   *moved =
        regex != NULL ? g_regex_replace_literal (regex, text->str, -1, 0, with, 0, NULL) : NULL;

      if (regex != NULL && g_regex_match (regex, text->str, 0, NULL))
        note_hit (self, from);
      if (moved == NULL || strcmp (moved, text->str) == 0)
        continue;
      g_string_assign (text, moved);
      is_moved = TRUE;
    }
  return is_moved;
}

char *
clasp_exchange_move_text (const ClaspExchangeMoves *self, const char *text)
{
  g_autoptr (GString) moved = g_string_new (NULL);
  gboolean            is_moved = move_addresses (self, text, moved);

  is_moved |= move_ids (self, moved);
  return is_moved ? g_string_free (g_steal_pointer (&moved), FALSE) : NULL;
}

/* ---- settings ---- */

static gboolean
move_string (const ClaspExchangeMoves *self, ClaspSettings *settings, const char *name)
{
  g_autofree char *moved = clasp_exchange_move_text (self, clasp_settings_get_string (settings, name));

  if (moved == NULL)
    return FALSE;
  g_object_set (settings, name, moved, NULL);
  return TRUE;
}

static gboolean
move_strings (const ClaspExchangeMoves *self, ClaspSettings *settings, const char *name)
{
  const char *const *texts = clasp_settings_get_strv (settings, name);
  g_auto (GStrv)     all = g_strdupv ((char **) texts);
  gboolean           is_moved = FALSE;

  for (guint i = 0; all[i] != NULL; i++)
    {
      char *moved = clasp_exchange_move_text (self, all[i]);

      if (moved == NULL)
        continue;
      g_free (all[i]);
      all[i] = moved;
      is_moved = TRUE;
    }
  if (is_moved)
    g_object_set (settings, name, all, NULL);
  return is_moved;
}

gboolean
clasp_exchange_move_settings (const ClaspExchangeMoves *self, ClaspSettings *settings)
{
  g_autofree GParamSpec **pspecs = NULL;
  guint                   n_pspecs;
  gboolean                is_moved = FALSE;

  pspecs = clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (settings), &n_pspecs);
  for (guint i = 0; i < n_pspecs; i++)
    if (G_PARAM_SPEC_VALUE_TYPE (pspecs[i]) == G_TYPE_STRING)
      is_moved |= move_string (self, settings, pspecs[i]->name);
    else if (G_PARAM_SPEC_VALUE_TYPE (pspecs[i]) == G_TYPE_STRV)
      is_moved |= move_strings (self, settings, pspecs[i]->name);
  return is_moved;
}

/* ---- mappings ---- */

static gboolean
is_program (const char *kind)
{
  return strcmp (kind, "script") == 0 || strcmp (kind, "expression") == 0;
}

static void
move_steps (const ClaspExchangeMoves *self, GListModel *steps, ClaspMapping *mapping, GPtrArray *report)
{
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);

      if (!clasp_exchange_move_settings (self, clasp_step_get_settings (step)) || report == NULL ||
          !is_program (clasp_step_get_kind (step)))
        continue;
      clasp_exchange_tell (report, clasp_show_item_get_name (CLASP_SHOW_ITEM (mapping)),
                           "addresses in its step %s follow the new namespace; look whether all do",
                           clasp_step_get_kind (step));
    }
}

static void
move_ends (const ClaspExchangeMoves *self, GListModel *ends, ClaspMapping *mapping, GPtrArray *report)
{
  for (guint i = 0; i < g_list_model_get_n_items (ends); i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (ends, i);
      ClaspSettings              *options = clasp_mapping_end_get_options (end);
      g_autofree char            *address =
        clasp_exchange_move_address (self, clasp_mapping_end_get_address (end));
      const char *id =
        g_hash_table_lookup (self->ids, clasp_settings_get_string (options, "connection"));

      if (address != NULL)
        clasp_mapping_end_set_address (end, address);
      if (id != NULL)
        {
          note_hit (self, clasp_settings_get_string (options, "connection"));
          g_object_set (options, "connection", id, NULL);
        }
      clasp_exchange_move_settings (self, options);
      move_steps (self, clasp_mapping_end_get_steps (end), mapping, report);
    }
}

void
clasp_exchange_move_mapping (const ClaspExchangeMoves *self, ClaspMapping *mapping, GPtrArray *report)
{
  if (!clasp_exchange_moves_any (self))
    return;
  move_ends (self, clasp_mapping_get_sources (mapping), mapping, report);
  move_ends (self, clasp_mapping_get_targets (mapping), mapping, report);
  move_steps (self, clasp_mapping_get_steps (mapping), mapping, report);
  clasp_exchange_move_settings (self, clasp_mapping_get_options (mapping));
}

/* ---- rules ---- */

JsonNode *
clasp_exchange_move_node (const ClaspExchangeMoves *self, JsonNode *node)
{
  g_autofree char *text = clasp_json_print_line (node);
  g_autofree char *moved = clasp_exchange_move_text (self, text);
  JsonNode        *read = moved != NULL ? clasp_json_parse (moved, strlen (moved), NULL) : NULL;

  return read != NULL ? read : json_node_copy (node);
}
