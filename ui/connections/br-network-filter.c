/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connections/br-network-filter.h"

#include "clasp-found.h"
#include "widgets/br-interface-picker.h"

#include <glib/gi18n.h>

struct _BrNetworkFilter
{
  GtkFilter parent_instance;

  GPtrArray     *places;  /* (owned) of ClaspNetworkPlace */
  GPtrArray     *names;   /* (owned) of the interfaces, in the order of the choices behind the first */
  GtkStringList *choices; /* (owned) */
  char          *network; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (BrNetworkFilter, br_network_filter, GTK_TYPE_FILTER)

/* Only what is known to be elsewhere is left out: what is plugged in here is at hand on any network, and so may be
 * what has an address of none of ours. */
static gboolean
br_network_filter_match (GtkFilter *filter, gpointer item)
{
  BrNetworkFilter         *self = BR_NETWORK_FILTER (filter);
  const ClaspNetworkPlace *place;

  if (self->network == NULL)
    return TRUE;
  place = clasp_network_of (self->places, clasp_found_peek (item)->host);

  return place == NULL || place->is_loopback || g_str_equal (place->name, self->network);
}

static GtkFilterMatch
br_network_filter_get_strictness (GtkFilter *filter)
{
  return BR_NETWORK_FILTER (filter)->network != NULL ? GTK_FILTER_MATCH_SOME : GTK_FILTER_MATCH_ALL;
}

/* Those that something could be on. One with several addresses is one network to whoever looks for a cable. */
static GPtrArray *
list_names (const GPtrArray *places)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < places->len; i++)
    {
      const ClaspNetworkPlace *place = places->pdata[i];

      if (place->is_up && !place->is_loopback && place->address != 0
          && !g_ptr_array_find_with_equal_func (names, place->name, g_str_equal, NULL))
        g_ptr_array_add (names, g_strdup (place->name));
    }

  return names;
}

static void
show_choices (BrNetworkFilter *self)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv)           all = NULL;

  g_strv_builder_add (words, _ ("All Networks"));
  for (guint i = 0; i < self->names->len; i++)
    {
      g_autofree char *name = br_interface_describe (self->places, self->names->pdata[i]);

      g_strv_builder_add (words, name);
    }
  all = g_strv_builder_end (words);
  gtk_string_list_splice (self->choices, 0, g_list_model_get_n_items (G_LIST_MODEL (self->choices)), (const char *const *) all);
}

void
br_network_filter_set_places (BrNetworkFilter *self, GPtrArray *places)
{
  g_ptr_array_unref (self->places);
  g_ptr_array_unref (self->names);
  self->places = g_ptr_array_ref (places);
  self->names = list_names (places);
  if (self->network != NULL && !g_ptr_array_find_with_equal_func (self->names, self->network, g_str_equal, NULL))
    g_clear_pointer (&self->network, g_free);
  show_choices (self);
  gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);
}

GListModel *
br_network_filter_get_choices (BrNetworkFilter *self)
{
  return G_LIST_MODEL (self->choices);
}

guint
br_network_filter_get_selected (BrNetworkFilter *self)
{
  guint position;

  if (self->network != NULL && g_ptr_array_find_with_equal_func (self->names, self->network, g_str_equal, &position))
    return position + 1;

  return 0;
}

void
br_network_filter_set_selected (BrNetworkFilter *self, guint position)
{
  const char *name = position > 0 && position <= self->names->len ? self->names->pdata[position - 1] : NULL;

  if (g_strcmp0 (name, self->network) == 0)
    return;
  g_free (self->network);
  self->network = g_strdup (name);
  gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
br_network_filter_finalize (GObject *object)
{
  BrNetworkFilter *self = BR_NETWORK_FILTER (object);

  g_ptr_array_unref (self->places);
  g_ptr_array_unref (self->names);
  g_object_unref (self->choices);
  g_free (self->network);

  G_OBJECT_CLASS (br_network_filter_parent_class)->finalize (object);
}

static void
br_network_filter_class_init (BrNetworkFilterClass *klass)
{
  GtkFilterClass *filter_class = GTK_FILTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = br_network_filter_finalize;
  filter_class->match = br_network_filter_match;
  filter_class->get_strictness = br_network_filter_get_strictness;
}

static void
br_network_filter_init (BrNetworkFilter *self)
{
  self->places = g_ptr_array_new ();
  self->names = g_ptr_array_new ();
  self->choices = gtk_string_list_new (NULL);
  show_choices (self);
}

BrNetworkFilter *
br_network_filter_new (void)
{
  return g_object_new (BR_TYPE_NETWORK_FILTER, NULL);
}
