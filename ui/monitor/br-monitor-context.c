/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor/br-monitor-context.h"

#include "mapping/clasp-route-pattern.h"
#include "widgets/br-signal-notes.h"

#include <string.h>

typedef struct
{
  char *name, *kind, *prefix; /* (owned) */
  gsize length;               /* of the prefix */
} Place;

/* Many messages are of few addresses. */
#define MAX_RANGES 4096

typedef struct
{
  ClaspRange range;
  gboolean   is_known;
} Range;

struct _BrMonitorContext
{
  ClaspShow  *show;     /* (owned) or NULL */
  GHashTable *ranges;   /* (owned) address to Range: what was asked for */
  GArray     *places;   /* (owned) of Place */
  GHashTable *exact;    /* (owned) address to how many mappings take it */
  GPtrArray  *patterns; /* (owned) of ClaspRoutePattern */
  GPtrArray  *kinds;    /* (owned) of strings of the places */
};

static void
place_clear (gpointer data)
{
  Place *place = data;

  g_free (place->name);
  g_free (place->kind);
  g_free (place->prefix);
}

const char *
br_kind_name (const char *kind)
{
  static const char *const names[][2]
    = { { "osc", "OSC" }, { "midi", "MIDI" }, { "artnet", "Art-Net" }, { "sacn", "sACN" }, { "dmx", "DMX" }, { "clasp", "CLASP" },
        { "mqtt", "MQTT" } };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i][0], kind))
      return names[i][1];

  return kind;
}

/* --- making ------------------------------------------------------------------------------------- */

static void
add_connection (BrMonitorContext *self,
                ClaspConnection  *connection)
{
  const char *prefix = clasp_connection_get_namespace (connection);
  Place       place = { g_strdup (clasp_show_item_get_name (CLASP_SHOW_ITEM (connection))),
                        g_strdup (clasp_connection_get_kind (connection)),
                        g_strdup (prefix),
                        strlen (prefix) };

  g_array_append_val (self->places, place);
  for (guint i = 0; i < self->kinds->len; i++)
    if (g_str_equal (g_ptr_array_index (self->kinds, i), place.kind))
      return;
  g_ptr_array_add (self->kinds, place.kind);
}

static void
add_source (BrMonitorContext *self,
            const char       *address)
{
  g_autoptr (ClaspRoutePattern) pattern = clasp_route_pattern_new (address, NULL);

  if (pattern == NULL)
    return;
  if (!clasp_route_pattern_is_exact (pattern))
    g_ptr_array_add (self->patterns, g_steal_pointer (&pattern));
  else
    g_hash_table_insert (self->exact,
                         g_strdup (address),
                         GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (self->exact, address)) + 1));
}

static void
add_mapping (BrMonitorContext *self,
             ClaspMapping     *mapping)
{
  GListModel *sources = clasp_mapping_get_sources (mapping);

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (ClaspMappingEnd) source = g_list_model_get_item (sources, i);

      add_source (self, clasp_mapping_end_get_address (source));
    }
}

BrMonitorContext *
br_monitor_context_new (ClaspShow *show)
{
  BrMonitorContext *self = g_new0 (BrMonitorContext, 1);
  GListModel       *connections = show != NULL ? clasp_show_get_connections (show) : NULL;
  GListModel       *mappings = show != NULL ? clasp_show_get_mappings (show) : NULL;

  self->show = show != NULL ? g_object_ref (show) : NULL;
  self->ranges = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  g_array_set_clear_func (self->places, place_clear);
  self->exact = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_route_pattern_free);
  self->kinds = g_ptr_array_new ();
  for (guint i = 0; connections != NULL && i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      add_connection (self, connection);
    }
  for (guint i = 0; mappings != NULL && i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);

      add_mapping (self, mapping);
    }

  return self;
}

void
br_monitor_context_free (BrMonitorContext *self)
{
  g_clear_object (&self->show);
  g_hash_table_unref (self->ranges);
  g_array_unref (self->places);
  g_hash_table_unref (self->exact);
  g_ptr_array_unref (self->patterns);
  g_ptr_array_unref (self->kinds);
  g_free (self);
}

/* --- asking ------------------------------------------------------------------------------------- */

static const Place *
find_place (BrMonitorContext *self,
            const char       *address)
{
  const Place *best = NULL;

  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = &g_array_index (self->places, Place, i);

      if (strncmp (address, place->prefix, place->length) == 0 && address[place->length] == '/'
          && (best == NULL || place->length > best->length))
        best = place;
    }

  return best;
}

/* Beats without end: clocks, time code, and signs of life. */
static gboolean
is_clock (const char *rest)
{
  static const char *const segments[] = { "/clock", "/mtc", "/timecode", "/active-sensing", "/sensing" };

  for (guint i = 0; i < G_N_ELEMENTS (segments); i++)
    {
      const char *found = strstr (rest, segments[i]);
      gsize       length = strlen (segments[i]);

      if (found != NULL && (found[length] == '\0' || found[length] == '/'))
        return TRUE;
    }

  return FALSE;
}

void
br_monitor_context_tell (BrMonitorContext         *self,
                         const ClaspMonitorRecord *record,
                         const char               *who,
                         BrMonitorFacts           *facts)
{
  const Place *place = find_place (self, record->address);

  *facts = (BrMonitorFacts) { .who = who };
  if (place == NULL)
    return;

  facts->kind = place->kind;
  facts->is_out = record->hops > 0 || g_strcmp0 (who, place->name) != 0;
  facts->is_clock = (g_str_equal (place->kind, "midi") || g_str_equal (place->kind, "artnet")) && is_clock (record->address + place->length);
}

gboolean
br_monitor_context_find_range (BrMonitorContext *self,
                               const char       *address,
                               ClaspRange       *range)
{
  Range *found = g_hash_table_lookup (self->ranges, address);

  if (found == NULL)
    {
      found = g_new0 (Range, 1);
      found->is_known = self->show != NULL ? br_range_of_address (self->show, address, &found->range)
                                           : clasp_range_for_address (clasp_str (address), &found->range);
      if (g_hash_table_size (self->ranges) >= MAX_RANGES)
        g_hash_table_remove_all (self->ranges);
      g_hash_table_insert (self->ranges, g_strdup (address), found);
    }
  if (found->is_known)
    *range = found->range;

  return found->is_known;
}

guint
br_monitor_context_count_mappings (BrMonitorContext *self,
                                   const char       *address)
{
  guint         n = GPOINTER_TO_UINT (g_hash_table_lookup (self->exact, address));
  ClaspCaptures captures;

  for (guint i = 0; i < self->patterns->len; i++)
    n += clasp_route_pattern_match (g_ptr_array_index (self->patterns, i), clasp_str (address), &captures);

  return n;
}

GPtrArray *
br_monitor_context_list_kinds (BrMonitorContext *self)
{
  return self->kinds;
}

gboolean
br_mapping_takes (ClaspMapping *mapping,
                  const char   *address)
{
  GListModel *sources = clasp_mapping_get_sources (mapping);

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (ClaspMappingEnd)   source = g_list_model_get_item (sources, i);
      g_autoptr (ClaspRoutePattern) pattern = clasp_route_pattern_new (clasp_mapping_end_get_address (source), NULL);
      ClaspCaptures                 captures;

      if (pattern != NULL && clasp_route_pattern_match (pattern, clasp_str (address), &captures))
        return TRUE;
    }

  return FALSE;
}
