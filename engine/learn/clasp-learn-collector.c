/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "learn/clasp-learn-collector.h"

#include "learn/clasp-learn-control.h"
#include "learn/clasp-learn-facts.h"
#include "learn/clasp-learn-places.h"

#include <string.h>

/* Design notes. Of everything there is, only the newest value is kept, so that the first movement is
 * one; what moves gets a Moved, which knows the rest. The list is made when somebody looks: halves of
 * 14 bits and the steps of encoders are put together there, where both are known. */

/* A control that rests may flicker by a step; a hand moves it by more. */
#define MIN_TRAVEL 0.02
#define RATE_WINDOW_US (500 * 1000)
#define PAIR_US (50 * 1000) /* both halves of a value come within */
#define FEWEST_PAIRS 2

typedef struct
{
  ClaspValue value;      /* (owned) the newest; null = announced only */
  gboolean   is_ignored, has_value;
  char      *connection, *name; /* (owned) (nullable) for lists of targets */
  ClaspLearnFacts facts;        /* likewise */
} Known;

typedef struct
{
  char             *address; /* (owned) */
  char             *connection, *name; /* (owned) */
  ClaspLearnFacts   facts;
  ClaspLearnPlaces *places; /* (owned) */
  ClaspLearnValues  values;
  gboolean          is_event, is_learned;
  guint64           n_updates;
  gint64            moved_us, changed_us; /* the first that counts, and the newest; 0 = none */
  gint64            window_us;            /* when the one that is counted began */
  guint             n_window;
  double            rate;
} Moved;

struct _ClaspLearnCollector
{
  ClaspLearnCollectorConfig config;
  gint64                    start_us, changed_us;
  gboolean                  has_learned;
  GHashTable               *known; /* (owned) address → Known (owned) */
  GHashTable               *moved; /* (owned) address → Moved (owned); keys are theirs */
  GPtrArray                *chosen;    /* (owned) (nullable) known addresses that pass @chosen_by, in order */
  char                     *chosen_by; /* (owned) (nullable) */
};

static void
known_free (gpointer data)
{
  Known *known = data;

  clasp_value_clear (&known->value);
  g_free (known->connection);
  g_free (known->name);
  g_free (known);
}

static void
moved_free (gpointer data)
{
  Moved *moved = data;

  g_free (moved->address);
  g_free (moved->connection);
  g_free (moved->name);
  clasp_learn_places_free (moved->places);
  g_free (moved);
}

/**
 * clasp_learn_collector_new:
 * @config: what is looked for
 * @now_us: monotonic time in microseconds: learning begins
 *
 * Returns: (transfer full): a collector that has seen nothing
 */
ClaspLearnCollector *
clasp_learn_collector_new (const ClaspLearnCollectorConfig *config, gint64 now_us)
{
  ClaspLearnCollector *self = g_new0 (ClaspLearnCollector, 1);

  self->config = *config;
  self->start_us = now_us;
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, known_free);
  self->moved = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, moved_free);
  return self;
}

/**
 * clasp_learn_collector_free:
 * @self: (transfer full): a collector
 */
void
clasp_learn_collector_free (ClaspLearnCollector *self)
{
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->moved);
  g_clear_pointer (&self->chosen, g_ptr_array_unref);
  g_free (self->chosen_by);
  g_free (self);
}

/* ---- what is known ---- */

static Known *
ensure_known (ClaspLearnCollector *self, const char *address)
{
  Known *known = g_hash_table_lookup (self->known, address);

  if (known == NULL && g_hash_table_size (self->known) < CLASP_LEARN_MAX_KNOWN)
    {
      known = g_new0 (Known, 1);
      g_hash_table_insert (self->known, g_strdup (address), known);
    }
  return known;
}

static gboolean
is_about_ourselves (ClaspStr address)
{
  static const char *const prefixes[] = { "/clasp/", "/local/timer/", "/local/connection/" };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (address.length > strlen (prefixes[i]) &&
        memcmp (address.data, prefixes[i], strlen (prefixes[i])) == 0)
      return TRUE;
  return FALSE;
}

/**
 * clasp_learn_collector_know:
 * @self: a collector
 * @address: of a parameter, or of what was announced
 * @value: (nullable): its value; %NULL when it was only announced
 * @origin: the connection it seems to belong to
 * @written_us: monotonic time of its last write; what is no longer ago than a second before the start
 *   moves by itself. 0 = long ago
 */
void
clasp_learn_collector_know (ClaspLearnCollector    *self,
                            ClaspStr                address,
                            const ClaspValue       *value,
                            const ClaspLearnOrigin *origin,
                            gint64                  written_us)
{
  g_autofree char *text = clasp_str_dup (address);
  Known           *known = is_about_ourselves (address) ? NULL : ensure_known (self, text);

  if (known == NULL)
    return;
  if (written_us != 0 && written_us > self->start_us - CLASP_LEARN_QUIET_US)
    known->is_ignored = TRUE;
  if (value != NULL)
    {
      clasp_value_clear (&known->value);
      known->value = clasp_value_copy (value);
      known->has_value = TRUE;
    }
  if (self->config.is_target && known->connection == NULL)
    {
      known->connection = g_strdup (origin->connection);
      known->name = g_strdup (origin->name);
      clasp_learn_read_facts (address, origin->protocol, origin->namespace_, &known->facts);
    }
}

/**
 * clasp_learn_collector_ignore:
 * @self: a collector
 * @address: an address that moves by itself
 */
void
clasp_learn_collector_ignore (ClaspLearnCollector *self, ClaspStr address)
{
  g_autofree char *text = clasp_str_dup (address);
  Known           *known = ensure_known (self, text);

  if (known != NULL)
    known->is_ignored = TRUE;
}

/**
 * clasp_learn_collector_is_listening:
 * @self: a collector
 * @now_us: monotonic time in microseconds
 *
 * Returns: whether events that come now are taken for noise
 */
gboolean
clasp_learn_collector_is_listening (ClaspLearnCollector *self, gint64 now_us)
{
  return !self->config.has_watched && now_us - self->start_us < CLASP_LEARN_QUIET_US;
}

/* ---- what moves ---- */

/* The number a value stands for, for the kind of control; of several that move together there is
 * none. */
static const double *
get_number (const ClaspValue *value, double *number)
{
  const ClaspValue *velocity, *on;

  if (value == NULL || value->type == CLASP_VALUE_STRING)
    return NULL;
  if (value->type != CLASP_VALUE_MAP)
    return clasp_value_to_double (value, number) ? number : NULL;

  velocity = clasp_value_lookup (value, "velocity");
  on = clasp_value_lookup (value, "on");
  if (velocity == NULL || !clasp_value_to_double (velocity, number))
    return NULL;
  if (on != NULL && on->type == CLASP_VALUE_BOOL && !on->as.boolean)
    *number = 0;
  return number;
}

static Moved *
ensure_moved (ClaspLearnCollector    *self,
              const char             *address,
              const Known            *known,
              const ClaspLearnOrigin *origin)
{
  Moved *moved = g_hash_table_lookup (self->moved, address);
  double number;

  if (moved != NULL || g_hash_table_size (self->moved) >= CLASP_LEARN_MAX_MOVED)
    return moved;

  moved = g_new0 (Moved, 1);
  moved->address = g_strdup (address);
  moved->connection = g_strdup (origin->connection);
  moved->name = g_strdup (origin->name);
  moved->places = clasp_learn_places_new (address);
  moved->values = (ClaspLearnValues) CLASP_LEARN_VALUES_INIT;
  clasp_learn_read_facts (clasp_str (address), origin->protocol, origin->namespace_,
                          &moved->facts);
  if (known != NULL && known->has_value)
    {
      clasp_learn_places_add (moved->places, &known->value, FALSE);
      if (get_number (&known->value, &number) != NULL)
        moved->values.distinct[moved->values.n_distinct++] = number;
    }
  g_hash_table_insert (self->moved, moved->address, moved);
  return moved;
}

static void
count (Moved *moved, gint64 now_us)
{
  moved->n_updates++;
  if (now_us - moved->window_us >= RATE_WINDOW_US)
    {
      moved->rate = moved->window_us == 0 ? 0
                                          : (double) moved->n_window * G_USEC_PER_SEC /
                                              (double) (now_us - moved->window_us);
      moved->window_us = now_us;
      moved->n_window = 0;
    }
  moved->n_window++;
}

/* A relative controller says the same again and again, and means something each time. */
static gboolean
is_turned (const Moved *moved)
{
  return g_str_equal (moved->facts.midi_type, "cc") && !moved->facts.is_step &&
         clasp_learn_values_get_turns (&moved->values) != CLASP_LEARN_TURNS_NONE;
}

static gboolean
has_moved (const Moved *moved)
{
  return moved->changed_us != 0 &&
         (moved->is_event || is_turned (moved) ||
          clasp_learn_places_get_travel (moved->places) >= MIN_TRAVEL);
}

/**
 * clasp_learn_collector_add:
 * @self: a collector
 * @address: where a value passed
 * @signal: how it came
 * @value: (nullable): the value
 * @origin: the connection it came in through
 * @now_us: monotonic time in microseconds
 *
 * Returns: whether a hand did that: it is no noise, and another value than before or an event
 */
gboolean
clasp_learn_collector_add (ClaspLearnCollector    *self,
                           ClaspStr                address,
                           ClaspSignal             signal,
                           const ClaspValue       *value,
                           const ClaspLearnOrigin *origin,
                           gint64                  now_us)
{
  g_autofree char *text = clasp_str_dup (address);
  Known           *known = g_hash_table_lookup (self->known, text);
  gboolean         is_event = signal == CLASP_SIGNAL_EVENT, has_changed = is_event;
  double           number;
  Moved           *moved;

  if ((known != NULL && known->is_ignored) || is_about_ourselves (address) ||
      clasp_learn_is_clockwork (address, origin->protocol, origin->namespace_))
    return FALSE;
  if (signal != CLASP_SIGNAL_PARAM && clasp_learn_collector_is_listening (self, now_us))
    {
      clasp_learn_collector_ignore (self, address);
      return FALSE;
    }
  moved = ensure_moved (self, text, known, origin);
  if (moved == NULL)
    return FALSE;

  count (moved, now_us);
  moved->is_event |= is_event;
  clasp_learn_values_add (&moved->values, value, get_number (value, &number));
  if (value != NULL)
    has_changed |= clasp_learn_places_add (moved->places, value, TRUE);
  has_changed |= is_turned (moved);
  if (has_changed)
    moved->changed_us = self->changed_us = now_us;
  if (moved->moved_us == 0 && has_moved (moved))
    moved->moved_us = now_us;
  return has_changed;
}

/* ---- the list ---- */

static ClaspLearnControl
get_control (const Moved *moved)
{
  double travel = clasp_learn_places_get_travel (moved->places);

  if (moved->facts.is_step || is_turned (moved))
    return CLASP_LEARN_CONTROL_ENCODER;
  return clasp_learn_values_get_control (&moved->values, moved->is_event, travel);
}

static double
get_rate (const Moved *moved, gint64 now_us)
{
  gint64 age_us = now_us - moved->window_us;

  if (age_us >= 2 * RATE_WINDOW_US)
    return 0;
  if (moved->rate == 0 && age_us > 0)
    return (double) moved->n_window * G_USEC_PER_SEC / (double) MAX (age_us, RATE_WINDOW_US);
  return moved->rate;
}

static ClaspLearnFinding *
tell (const Moved *moved, gint64 now_us)
{
  ClaspLearnFinding *finding = clasp_learn_finding_new (moved->address);

  g_free (finding->connection);
  finding->connection = g_strdup (moved->connection);
  g_free (finding->connection_name);
  finding->connection_name = g_strdup (moved->name);
  finding->facts = moved->facts;
  finding->control = get_control (moved);
  if (is_turned (moved))
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
static Moved *
find_sibling (ClaspLearnCollector *self, const Moved *moved, int number)
{
  const char      *last = strrchr (moved->address, '/');
  g_autofree char *address =
    g_strdup_printf ("%.*s/%d", (int) (last - moved->address), moved->address, number);

  return g_hash_table_lookup (self->moved, address);
}

/* Controllers 0–31 have their fine half 32 above; a device that uses it sends both every time. */
static Moved *
find_fine (ClaspLearnCollector *self, const Moved *moved)
{
  Moved *fine;

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
is_part (ClaspLearnCollector *self, const Moved *moved)
{
  g_autofree char *whole = NULL;
  const Moved     *coarse;

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
join_halves (ClaspLearnCollector *self, const Moved *moved, ClaspLearnFinding *finding)
{
  const Moved *fine = find_fine (self, moved);

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
find_parameter (ClaspLearnCollector *self, const Moved *moved, ClaspLearnFinding *finding)
{
  const Moved *coarse, *fine;

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
is_selector (const Moved *moved)
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
add_moved (ClaspLearnCollector *self, Moved *moved, GPtrArray *findings, gint64 now_us)
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
tell_known (const Known *known, ClaspLearnFinding *finding)
{
  ClaspLearnPlaces *places = clasp_learn_places_new (finding->address);

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

/* All that pass the filter, in order. Known ones only come at the start: the list is kept. */
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
    if (((Known *) known)->connection != NULL && passes (address, ((Known *) known)->name, words))
      g_ptr_array_add (self->chosen, address);
  g_ptr_array_sort (self->chosen, compare_addresses);
}

static void
add_known (ClaspLearnCollector *self, GPtrArray *findings, guint n_max)
{
  for (guint i = 0; i < self->chosen->len && findings->len < n_max; i++)
    {
      const char        *address = self->chosen->pdata[i];
      const Known       *known = g_hash_table_lookup (self->known, address);
      const Moved       *moved = g_hash_table_lookup (self->moved, address);
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
      Moved             *moved = g_hash_table_lookup (self->moved, finding->address);

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
  ((Moved *)
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
      Moved *moved = data;

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
