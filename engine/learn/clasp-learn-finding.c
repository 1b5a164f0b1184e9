/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "learn/clasp-learn-finding.h"

static void
place_free (gpointer data)
{
  ClaspLearnPlace *place = data;

  g_free (place->path);
  g_free (place->last);
  g_free (place);
}

/**
 * clasp_learn_finding_new:
 * @address: an address
 *
 * Thread: any.
 *
 * Returns: (transfer full): a finding that says nothing yet, without a place
 */
ClaspLearnFinding *
clasp_learn_finding_new (const char *address)
{
  ClaspLearnFinding *self = g_new0 (ClaspLearnFinding, 1);

  self->address = g_strdup (address);
  self->connection = g_strdup ("");
  self->connection_name = g_strdup ("");
  self->facts.midi_channel = self->facts.midi_number = self->facts.slot = -1;
  self->places = g_ptr_array_new_with_free_func (place_free);
  self->range_maximum = 1;
  return self;
}

/**
 * clasp_learn_finding_add_place:
 * @self: a finding that nobody else has yet
 * @path: a JSON path, or "" for the value itself
 *
 * Thread: any.
 *
 * Returns: (transfer none): the place, behind the others
 */
ClaspLearnPlace *
clasp_learn_finding_add_place (ClaspLearnFinding *self, const char *path)
{
  ClaspLearnPlace *place = g_new0 (ClaspLearnPlace, 1);

  place->path = g_strdup (path);
  place->last = g_strdup ("");
  place->argument = -1;
  g_ptr_array_add (self->places, place);
  return place;
}

static void
copy_place (ClaspLearnFinding *copy, const ClaspLearnPlace *place)
{
  ClaspLearnPlace *mine = clasp_learn_finding_add_place (copy, place->path);
  char            *path = mine->path;

  g_free (mine->last);
  *mine = *place;
  mine->path = path;
  mine->last = g_strdup (place->last);
}

/**
 * clasp_learn_finding_copy:
 * @self: a finding
 *
 * Thread: any.
 *
 * Returns: (transfer full): the same once more
 */
ClaspLearnFinding *
clasp_learn_finding_copy (const ClaspLearnFinding *self)
{
  ClaspLearnFinding *copy = g_new (ClaspLearnFinding, 1);

  *copy = *self;
  copy->address = g_strdup (self->address);
  copy->fine = g_strdup (self->fine);
  copy->connection = g_strdup (self->connection);
  copy->connection_name = g_strdup (self->connection_name);
  copy->places = g_ptr_array_new_with_free_func (place_free);
  for (guint i = 0; i < self->places->len; i++)
    copy_place (copy, self->places->pdata[i]);
  return copy;
}

/**
 * clasp_learn_finding_free:
 * @self: (transfer full): a finding
 */
void
clasp_learn_finding_free (ClaspLearnFinding *self)
{
  g_free (self->address);
  g_free (self->fine);
  g_free (self->connection);
  g_free (self->connection_name);
  g_ptr_array_unref (self->places);
  g_free (self);
}

/**
 * clasp_learn_finding_get_place:
 * @self: a finding with a place
 *
 * Thread: any.
 *
 * Returns: (transfer none): the one that moved farthest
 */
const ClaspLearnPlace *
clasp_learn_finding_get_place (const ClaspLearnFinding *self)
{
  return self->places->pdata[0];
}
