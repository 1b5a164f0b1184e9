/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "universes/br-universe-item.h"

#include "widgets/br-natural-order.h"

#include <math.h>
#include <string.h>

struct _BrUniverseItem
{
  GObject parent_instance;

  char     connection[64], protocol[16], label[24], prefix[64];
  gboolean is_output;
  guint    n_sources;
  double   rate;
  gboolean is_tied, is_held;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (BrUniverseItem, br_universe_item, G_TYPE_OBJECT)

const char *
br_universe_item_get_prefix (BrUniverseItem *self)
{
  return self->prefix;
}

const char *
br_universe_item_get_label (BrUniverseItem *self)
{
  return self->label;
}

const char *
br_universe_item_get_protocol (BrUniverseItem *self)
{
  return self->protocol;
}

const char *
br_universe_item_get_connection (BrUniverseItem *self)
{
  return self->connection;
}

gboolean
br_universe_item_is_output (BrUniverseItem *self)
{
  return self->is_output;
}

guint
br_universe_item_get_n_sources (BrUniverseItem *self)
{
  return self->n_sources;
}

double
br_universe_item_get_rate (BrUniverseItem *self)
{
  return self->rate;
}

gboolean
br_universe_item_is_tied (BrUniverseItem *self)
{
  return self->is_tied;
}

gboolean
br_universe_item_is_held (BrUniverseItem *self)
{
  return self->is_held;
}

gboolean
br_universe_item_is_of (BrUniverseItem          *self,
                        const ClaspUniverseInfo *info)
{
  return self->is_output == info->is_output && g_str_equal (self->prefix, info->prefix)
         && g_str_equal (self->connection, info->connection);
}

const char *
br_dmx_protocol_name (const char *protocol)
{
  if (g_str_equal (protocol, "artnet"))
    return "Art-Net";
  if (g_str_equal (protocol, "sacn"))
    return "sACN";

  return g_str_equal (protocol, "dmx") ? "DMX" : protocol;
}

static void
br_universe_item_take (BrUniverseItem          *self,
                       const ClaspUniverseInfo *info)
{
  gboolean changed = self->n_sources != info->n_sources || lround (self->rate) != lround (info->rate)
                     || self->is_tied != info->is_tied || self->is_held != info->is_held;

  self->n_sources = info->n_sources;
  self->rate = info->rate;
  self->is_tied = info->is_tied;
  self->is_held = info->is_held;
  if (changed)
    g_signal_emit (self, changed_signal, 0);
}

static BrUniverseItem *
br_universe_item_new (const ClaspUniverseInfo *info)
{
  BrUniverseItem *self = g_object_new (BR_TYPE_UNIVERSE_ITEM, NULL);

  g_strlcpy (self->connection, info->connection, sizeof self->connection);
  g_strlcpy (self->protocol, info->protocol, sizeof self->protocol);
  g_strlcpy (self->label, info->label, sizeof self->label);
  g_strlcpy (self->prefix, info->prefix, sizeof self->prefix);
  self->is_output = info->is_output;
  br_universe_item_take (self, info);

  return self;
}

const ClaspUniversePicture *
br_universe_item_find_picture (BrUniverseItem        *self,
                               ClaspUniverseSnapshot *snapshot)
{
  for (guint i = 0; i < snapshot->n_universes; i++)
    if (br_universe_item_is_of (self, &snapshot->universes[i].info))
      return &snapshot->universes[i];

  return NULL;
}

/* --- the list ----------------------------------------------------------------------------------- */

static int
compare_infos (const ClaspUniverseInfo *a,
               const ClaspUniverseInfo *b)
{
  int order = strcmp (a->protocol, b->protocol);

  if (order == 0)
    order = br_compare_natural (a->prefix, strlen (a->prefix), b->prefix, strlen (b->prefix));
  if (order == 0)
    order = a->is_output - b->is_output;

  return order != 0 ? order : strcmp (a->connection, b->connection);
}

static int
compare_cb (gconstpointer a,
            gconstpointer b)
{
  return compare_infos (*(const ClaspUniverseInfo *const *) a, *(const ClaspUniverseInfo *const *) b);
}

static GPtrArray *
list_wanted (ClaspUniverseSnapshot *snapshot,
             const BrRanges        *ranges)
{
  GPtrArray *wanted = g_ptr_array_new ();

  for (guint i = 0; i < snapshot->n_universes; i++)
    {
      ClaspUniverseInfo *info = &snapshot->universes[i].info;
      guint              number;

      if (!br_universe_number (info->label, &number) || br_ranges_contain (ranges, number))
        g_ptr_array_add (wanted, info);
    }
  g_ptr_array_sort (wanted, compare_cb);

  return wanted;
}

static gboolean
is_same (GListModel *list,
         GPtrArray  *wanted,
         guint       position)
{
  g_autoptr (BrUniverseItem) item = g_list_model_get_item (list, position);

  return item != NULL && position < wanted->len && br_universe_item_is_of (item, g_ptr_array_index (wanted, position));
}

/* Keeps what both begin and end with. */
static void
splice (GListStore *list,
        GPtrArray  *wanted)
{
  guint                 n = g_list_model_get_n_items (G_LIST_MODEL (list));
  guint                 first = 0, n_tail = 0;
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  while (is_same (G_LIST_MODEL (list), wanted, first))
    first++;
  while (n_tail < MIN (n, wanted->len) - first)
    {
      g_autoptr (BrUniverseItem) last = g_list_model_get_item (G_LIST_MODEL (list), n - 1 - n_tail);

      if (!br_universe_item_is_of (last, g_ptr_array_index (wanted, wanted->len - 1 - n_tail)))
        break;
      n_tail++;
    }
  for (guint i = first; i < wanted->len - n_tail; i++)
    g_ptr_array_add (added, br_universe_item_new (g_ptr_array_index (wanted, i)));
  if (added->len > 0 || n - n_tail > first)
    g_list_store_splice (list, first, n - n_tail - first, added->pdata, added->len);
}

void
br_universe_items_update (GListStore            *list,
                          ClaspUniverseSnapshot *snapshot,
                          const BrRanges        *ranges)
{
  g_autoptr (GPtrArray) wanted = list_wanted (snapshot, ranges);

  splice (list, wanted);
  for (guint i = 0; i < wanted->len; i++)
    {
      g_autoptr (BrUniverseItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);

      br_universe_item_take (item, g_ptr_array_index (wanted, i));
    }
}

static void
br_universe_item_class_init (BrUniverseItemClass *klass)
{
  changed_signal = g_signal_new ("changed", BR_TYPE_UNIVERSE_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
br_universe_item_init (BrUniverseItem *self)
{
}
