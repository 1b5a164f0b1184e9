/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "learn/clasp-learn-collector-private.h"

#include "learn/clasp-learn-facts.h"

#include <string.h>

#define PAIR_US (50 * 1000) /* both halves of a value come within */
#define FEWEST_PAIRS 2

static ClaspLearnControl
get_control (const ClaspLearnMoved *moved)
{
  double travel = clasp_learn_places_get_travel (moved->places);

  if (moved->facts.is_step || clasp_learn_is_turned (moved))
    return CLASP_LEARN_CONTROL_ENCODER;
  return clasp_learn_values_get_control (&moved->values, moved->is_event, travel);
}

static double
get_rate (const ClaspLearnMoved *moved, gint64 now_us)
{
  gint64 age_us = now_us - moved->window_us;

  if (age_us >= 2 * CLASP_LEARN_RATE_WINDOW_US)
    return 0;
  if (moved->rate == 0 && age_us > 0)
    return (double) moved->n_window * G_USEC_PER_SEC / (double) MAX (age_us, CLASP_LEARN_RATE_WINDOW_US);
  return moved->rate;
}

static ClaspLearnFinding *
tell (const ClaspLearnMoved *moved, gint64 now_us)
{
  ClaspLearnFinding *finding = clasp_learn_finding_new (moved->address);

  g_free (finding->connection);
  finding->connection = g_strdup (moved->connection);
  g_free (finding->connection_name);
  finding->connection_name = g_strdup (moved->name);
  finding->facts = moved->facts;
  finding->control = get_control (moved);
  if (clasp_learn_is_turned (moved))
    finding->turns = clasp_learn_values_get_turns (&moved->values);
  finding->is_event = moved->is_event;
  finding->is_learned = moved->is_learned;
  finding->n_updates = moved->n_updates;
  finding->rate = get_rate (moved, now_us);
  finding->changed_us = moved->changed_us;
  clasp_learn_places_tell (moved->places, finding);
  return finding;
}

/* The same address with another number, or NULL. */
static ClaspLearnMoved *
find_sibling (ClaspLearnCollector *self, const ClaspLearnMoved *moved, int number)
{
  const char      *last = strrchr (moved->address, '/');
  g_autofree char *address =
    g_strdup_printf ("%.*s/%d", (int) (last - moved->address), moved->address, number);

  return g_hash_table_lookup (self->moved, address);
}

/* Controllers 0–31 have their fine half 32 above; a device that uses it sends both every time. */
static ClaspLearnMoved *
find_fine (ClaspLearnCollector *self, const ClaspLearnMoved *moved)
{
  ClaspLearnMoved *fine;

  if (!g_str_equal (moved->facts.midi_type, "cc") || moved->facts.is_step ||
      moved->facts.midi_number > 31)
    return NULL;
  fine = find_sibling (self, moved, moved->facts.midi_number + 32);
  if (fine == NULL || fine->changed_us == 0 || moved->n_updates < FEWEST_PAIRS ||
      fine->n_updates < FEWEST_PAIRS || fine->n_updates + 1 < moved->n_updates ||
      ABS (fine->changed_us - moved->changed_us) > PAIR_US)
    return NULL;
  return fine;
}

/* It is told with another: the fine half of 14 bits, or the clicks of an encoder whose place is known. */
static gboolean
is_part (ClaspLearnCollector *self, const ClaspLearnMoved *moved)
{
  g_autofree char *whole = NULL;
  const ClaspLearnMoved     *coarse;

  if (moved->facts.is_step)
    {
      whole = g_strndup (moved->address, (gsize) (strrchr (moved->address, '/') - moved->address));
      return g_hash_table_contains (self->moved, whole);
    }
  if (!g_str_equal (moved->facts.midi_type, "cc") || moved->facts.midi_number < 32 ||
      moved->facts.midi_number > 63)
    return FALSE;
  coarse = find_sibling (self, moved, moved->facts.midi_number - 32);
  return coarse != NULL && find_fine (self, coarse) == moved;
}

static void
join_halves (ClaspLearnCollector *self, const ClaspLearnMoved *moved, ClaspLearnFinding *finding)
{
  const ClaspLearnMoved *fine = find_fine (self, moved);

  if (fine == NULL)
    return;
  finding->fine = g_strdup (fine->address);
  finding->facts.is_14bit = TRUE;
  finding->control = CLASP_LEARN_CONTROL_FADER;
  finding->turns = CLASP_LEARN_TURNS_NONE;
  finding->range_minimum = 0;
  finding->range_maximum = 16383;
  finding->is_snapped = TRUE;
}

/* Data entry (6) moves the parameter that 99 and 98, or 101 and 100, chose before; a connection that
 * does not put them together leaves that to us. */
static void
find_parameter (ClaspLearnCollector *self, const ClaspLearnMoved *moved, ClaspLearnFinding *finding)
{
  const ClaspLearnMoved *coarse, *fine;

  if (!g_str_equal (moved->facts.midi_type, "cc") || moved->facts.midi_number != 6)
    return;
  for (int number = 99; number <= 101; number += 2)
    {
      coarse = find_sibling (self, moved, number);
      fine = find_sibling (self, moved, number - 1);
      if (coarse == NULL || fine == NULL || coarse->values.n == 0 || fine->values.n == 0)
        continue;
      g_strlcpy (finding->facts.midi_type, number == 99 ? "nrpn" : "rpn",
                 sizeof finding->facts.midi_type);
      finding->facts.midi_number = (int) coarse->values.last * 128 + (int) fine->values.last;
      return;
    }
}

/* What chooses a parameter is no control. */
static gboolean
is_selector (const ClaspLearnMoved *moved)
{
  return g_str_equal (moved->facts.midi_type, "cc") && moved->facts.midi_number >= 98 &&
         moved->facts.midi_number <= 101;
}

static int
compare_findings (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const ClaspLearnFinding *one = *(ClaspLearnFinding *const *) a;
  const ClaspLearnFinding *other = *(ClaspLearnFinding *const *) b;
  gint64                   newest_us = *(const gint64 *) user_data;
  gint64 one_age = one->n_updates > 0 ? (newest_us - one->changed_us) / CLASP_LEARN_SETTLE_US
                                      : G_MAXINT64;
  gint64 other_age = other->n_updates > 0
                       ? (newest_us - other->changed_us) / CLASP_LEARN_SETTLE_US
                       : G_MAXINT64;
  double one_travel = clasp_learn_finding_get_place (one)->travel;
  double other_travel = clasp_learn_finding_get_place (other)->travel;

  if (one_age != other_age)
    return one_age < other_age ? -1 : 1;
  if (one_travel != other_travel)
    return one_travel > other_travel ? -1 : 1;
  return strcmp (one->address, other->address);
}

static gboolean
passes (const char *address, const char *name, char **words)
{
  g_autofree char *text = NULL, *folded = NULL;

  if (words == NULL)
    return TRUE;
  text = g_strconcat (address, " ", name, NULL);
  folded = g_utf8_casefold (text, -1);
  for (; *words != NULL; words++)
    if (strstr (folded, *words) == NULL)
      return FALSE;
  return TRUE;
}

static char **
split_words (const char *filter)
{
  g_autofree char *folded = filter != NULL ? g_utf8_casefold (filter, -1) : NULL;

  return folded != NULL ? g_strsplit_set (folded, " \t", -1) : NULL;
}

/* An event is full travel, also where its value has no number. */
static void
add_moved (ClaspLearnCollector *self, ClaspLearnMoved *moved, GPtrArray *findings, gint64 now_us)
{
  ClaspLearnFinding *finding = tell (moved, now_us);
  ClaspLearnPlace   *place = finding->places->pdata[0];

  if (finding->is_event || finding->turns != CLASP_LEARN_TURNS_NONE)
    place->travel = 1;
  join_halves (self, moved, finding);
  find_parameter (self, moved, finding);
  g_ptr_array_add (findings, finding);
}

/* Its state, and what its address says; nothing of it moved. */
static void
tell_known (const ClaspLearnKnown *known, ClaspLearnFinding *finding)
{
  ClaspLearnPlaces *places = clasp_learn_places_new (&known->facts);

  if (known->has_value)
    clasp_learn_places_add (places, &known->value, FALSE);
  clasp_learn_places_tell (places, finding);
  clasp_learn_places_free (places);
  finding->facts = known->facts;
}

static int
compare_addresses (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* All that pass the filter, in order. ClaspLearnKnown ones only come at the start: the list is kept. */
static void
choose_known (ClaspLearnCollector *self, const char *filter, char **words)
{
  GHashTableIter iter;
  gpointer       address, known;

  if (self->chosen != NULL && g_strcmp0 (self->chosen_by, filter) == 0)
    return;

  g_clear_pointer (&self->chosen, g_ptr_array_unref);
  g_free (self->chosen_by);
  self->chosen_by = g_strdup (filter);
  self->chosen = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &address, &known))
    if (((ClaspLearnKnown *) known)->connection != NULL && passes (address, ((ClaspLearnKnown *) known)->name, words))
      g_ptr_array_add (self->chosen, address);
  g_ptr_array_sort (self->chosen, compare_addresses);
}

static void
add_known (ClaspLearnCollector *self, GPtrArray *findings, guint n_max)
{
  for (guint i = 0; i < self->chosen->len && findings->len < n_max; i++)
    {
      const char        *address = self->chosen->pdata[i];
      const ClaspLearnKnown       *known = g_hash_table_lookup (self->known, address);
      const ClaspLearnMoved       *moved = g_hash_table_lookup (self->moved, address);
      ClaspLearnFinding *finding;

      if (moved != NULL && moved->moved_us != 0)
        continue;
      finding = clasp_learn_finding_new (address);
      g_free (finding->connection);
      finding->connection = g_strdup (known->connection);
      g_free (finding->connection_name);
      finding->connection_name = g_strdup (known->name);
      tell_known (known, finding);
      g_ptr_array_add (findings, finding);
    }
}

/* Which of them are clear by now. */
static void
learn (ClaspLearnCollector *self, GPtrArray *findings, gint64 now_us)
{
  gint64 first_us = G_MAXINT64;

  for (guint i = 0; i < findings->len; i++)
    {
      ClaspLearnFinding *finding = findings->pdata[i];
      ClaspLearnMoved             *moved = g_hash_table_lookup (self->moved, finding->address);

      if (moved == NULL || moved->moved_us == 0)
        continue;
      first_us = MIN (first_us, moved->moved_us);
      if (self->config.is_many && now_us - moved->moved_us >= CLASP_LEARN_SETTLE_US)
        finding->is_learned = moved->is_learned = TRUE;
    }
  if (self->config.is_many || self->has_learned || first_us == G_MAXINT64 ||
      now_us - first_us < CLASP_LEARN_SETTLE_US)
    return;

  self->has_learned = TRUE;
  ((ClaspLearnFinding *) findings->pdata[0])->is_learned = TRUE;
  ((ClaspLearnMoved *)
     g_hash_table_lookup (self->moved, ((ClaspLearnFinding *) findings->pdata[0])->address))
    ->is_learned = TRUE;
}

static void
free_finding (gpointer finding)
{
  clasp_learn_finding_free (finding);
}

/**
 * clasp_learn_collector_list:
 * @self: a collector
 * @filter: (nullable): words; every one of them has to be in the address or the connection's name
 * @n_max: how many at most
 * @now_us: monotonic time in microseconds
 *
 * What changed within 0.3 s of the newest change is equally recent; of those the one that moved farthest
 * by its range comes first.
 *
 * Returns: (transfer full) (element-type ClaspLearnFinding): best first
 */
GPtrArray *
clasp_learn_collector_list (ClaspLearnCollector *self,
                            const char          *filter,
                            guint                n_max,
                            gint64               now_us)
{
  GPtrArray     *findings = g_ptr_array_new_with_free_func (free_finding);
  g_auto (GStrv) words = split_words (filter);
  GHashTableIter iter;
  gpointer       data;

  g_hash_table_iter_init (&iter, self->moved);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      ClaspLearnMoved *moved = data;

      if (moved->moved_us != 0 && !is_selector (moved) && !is_part (self, moved) &&
          passes (moved->address, moved->name, words))
        add_moved (self, moved, findings, now_us);
    }
  if (self->config.is_target)
    {
      choose_known (self, filter, words);
      add_known (self, findings, n_max);
    }
  g_ptr_array_sort_with_data (findings, compare_findings, &self->changed_us);
  learn (self, findings, now_us);
  if (findings->len > n_max)
    g_ptr_array_set_size (findings, (int) n_max);
  return findings;
}
