/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "dmx/clasp-universe-input.h"
#include "support/clasp-test.h"

/* Sequence numbers: every pair of them, and streams that lose, double and shuffle. */

#define MS G_GINT64_CONSTANT (1000)

typedef struct
{
  ClaspUniverseInput *input;
  guint8              level;
  gint64              now_us;
} Ear;

static void
change_cb (guint slot, guint8 level, guint64 source, gpointer user_data)
{
  ((Ear *) user_data)->level = level;
}

static void
ear_init (Ear *ear, ClaspDmxSequence sequence, guint max_sources)
{
  ClaspUniverseRules rules = { .sequence = sequence,
                               .max_sources = max_sources,
                               .timeout_us = 2500 * MS };

  memset (ear, 0, sizeof *ear);
  ear->now_us = MS;
  ear->input = clasp_universe_input_new (&rules, change_cb, ear);
}

static gboolean
hear (Ear *ear, guint64 source, guint8 sequence, guint8 level)
{
  ClaspUniverseFrame frame = {
    .source = source, .slots = &level, .n_slots = 1, .sequence = sequence
  };

  return clasp_universe_input_receive (ear->input, &frame, ear->now_us) == CLASP_UNIVERSE_TAKEN;
}

/* Whether @next is taken straight after @last. */
static gboolean
is_taken (ClaspDmxSequence rule, guint8 last, guint8 next)
{
  Ear      ear;
  gboolean taken;

  ear_init (&ear, rule, 1);
  hear (&ear, 1, last, 1);
  taken = hear (&ear, 1, next, 2);
  g_assert_cmpuint (ear.level, ==, taken ? 2 : 1);
  clasp_universe_input_free (ear.input);
  return taken;
}

static void
test_sacn_rule_for_every_pair (void)
{
  for (guint last = 0; last < 256; last++)
    for (guint next = 0; next < 256; next++)
      {
        gint8 difference = (gint8) (guint8) (next - last);

        g_assert_cmpint (is_taken (CLASP_DMX_SEQUENCE_SACN, (guint8) last, (guint8) next), ==,
                         difference > 0 || difference <= -20);
      }
}

static void
test_artnet_rule_for_every_pair (void)
{
  for (guint last = 0; last < 256; last++)
    for (guint next = 0; next < 256; next++)
      g_assert_cmpint (is_taken (CLASP_DMX_SEQUENCE_ARTNET, (guint8) last, (guint8) next), ==,
                       last == 0 || next == 0 || (guint8) (next - last) < 128);
}

static void
test_edges_in_words (void)
{
  g_assert_true (is_taken (CLASP_DMX_SEQUENCE_SACN, 255, 0));     /* the wrap */
  g_assert_true (is_taken (CLASP_DMX_SEQUENCE_ARTNET, 255, 1));   /* leaves out 0 */
  g_assert_false (is_taken (CLASP_DMX_SEQUENCE_SACN, 7, 7));      /* a double */
  g_assert_true (is_taken (CLASP_DMX_SEQUENCE_ARTNET, 7, 7));     /* does no harm */
  g_assert_false (is_taken (CLASP_DMX_SEQUENCE_SACN, 30, 11));    /* 19 behind */
  g_assert_true (is_taken (CLASP_DMX_SEQUENCE_SACN, 30, 10));     /* 20 behind: it began anew */
  g_assert_false (is_taken (CLASP_DMX_SEQUENCE_ARTNET, 200, 72)); /* 128 behind */
  g_assert_true (is_taken (CLASP_DMX_SEQUENCE_ARTNET, 200, 71));  /* 127 ahead */
  g_assert_true (is_taken (CLASP_DMX_SEQUENCE_NONE, 7, 6));
}

static void
test_an_artnet_console_that_starts_again_is_believed_after_a_second (void)
{
  Ear ear;

  ear_init (&ear, CLASP_DMX_SEQUENCE_ARTNET, 2);
  hear (&ear, 1, 120, 1);
  ear.now_us += 1000 * MS - 1;
  g_assert_false (hear (&ear, 1, 1, 2));
  ear.now_us++;
  g_assert_true (hear (&ear, 1, 2, 3));
  clasp_universe_input_free (ear.input);
}

static void
test_a_source_that_comes_back_after_its_time_out_may_begin_anywhere (void)
{
  Ear ear;

  ear_init (&ear, CLASP_DMX_SEQUENCE_SACN, 1);
  hear (&ear, 1, 100, 1);
  ear.now_us += 2500 * MS;
  g_assert_true (hear (&ear, 1, 99, 2));
  clasp_universe_input_free (ear.input);
}

static void
test_every_source_has_its_own_numbers (void)
{
  Ear                 ear;
  ClaspUniverseSource sources[2];

  ear_init (&ear, CLASP_DMX_SEQUENCE_SACN, 2);
  g_assert_true (hear (&ear, 1, 100, 1));
  g_assert_true (hear (&ear, 2, 90, 2));
  g_assert_false (hear (&ear, 2, 89, 3));
  clasp_universe_input_list_sources (ear.input, ear.now_us, sources, 2);
  g_assert_cmpuint (sources[0].n_out_of_order + sources[1].n_out_of_order, ==, 1);
  clasp_universe_input_free (ear.input);
}

/* Levels and priorities of slots share the numbers (6.4). */
static void
test_priorities_count_along (void)
{
  Ear    ear;
  guint8 priority = 100;

  ear_init (&ear, CLASP_DMX_SEQUENCE_SACN, 1);
  g_assert_true (hear (&ear, 1, 10, 1));
  g_assert_cmpint (
    clasp_universe_input_receive (
      ear.input,
      &(ClaspUniverseFrame){
        .source = 1, .slots = &priority, .n_slots = 1, .sequence = 11, .is_priorities = TRUE },
      ear.now_us),
    ==, CLASP_UNIVERSE_TAKEN);
  g_assert_false (hear (&ear, 1, 11, 2));
  g_assert_true (hear (&ear, 1, 12, 3));
  clasp_universe_input_free (ear.input);
}

/* ---- bad networks ---- */

#define N_FRAMES 20000
#define REACH 12 /* a packet is overtaken by this many at most */

typedef struct
{
  guint  frame;
  double place;
} Packet;

static int
compare_packets (gconstpointer a, gconstpointer b)
{
  const Packet *left = a, *right = b;

  return left->place < right->place ? -1 : left->place > right->place;
}

static guint8
sequence_of (ClaspDmxSequence rule, guint frame)
{
  return (guint8) (rule == CLASP_DMX_SEQUENCE_ARTNET ? frame % 255 + 1 : frame % 256);
}

/* A tenth is lost, a tenth comes twice, everything is shuffled; what is taken must never go back.
 */
static void
run_bad_network (ClaspDmxSequence rule)
{
  g_autofree Packet *packets = g_new (Packet, 2 * N_FRAMES);
  guint              n = 0, n_taken = 0, newest = 0;
  Ear                ear;

  for (guint i = 0; i < N_FRAMES; i++)
    for (guint copies = g_test_rand_int_range (0, 10) == 0   ? 0
                        : g_test_rand_int_range (0, 10) == 0 ? 2
                                                             : 1;
         copies > 0; copies--)
      packets[n++] = (Packet){ i, i + g_test_rand_double_range (0, REACH) };
  qsort (packets, n, sizeof *packets, compare_packets);

  ear_init (&ear, rule, 1);
  for (guint i = 0; i < n; i++, ear.now_us += 23 * MS)
    {
      guint frame = packets[i].frame;

      if (!hear (&ear, 1, sequence_of (rule, frame), (guint8) frame))
        continue;
      n_taken++;
      g_assert_cmpuint (frame, >=, newest);
      newest = frame;
      g_assert_cmpuint (ear.level, ==, (guint8) frame);
    }
  g_assert_cmpuint (n_taken, >, N_FRAMES / 10);
  g_assert_cmpuint (newest, >, N_FRAMES - 100);
  clasp_universe_input_free (ear.input);
}

static void
test_artnet_never_goes_back_on_a_bad_network (void)
{
  run_bad_network (CLASP_DMX_SEQUENCE_ARTNET);
}

static void
test_sacn_never_goes_back_on_a_bad_network (void)
{
  run_bad_network (CLASP_DMX_SEQUENCE_SACN);
}

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 60);
#define T(path, name) g_test_add_func ("/dmx/universe-order/" path, test_##name)
  T ("sacn/every-pair", sacn_rule_for_every_pair);
  T ("artnet/every-pair", artnet_rule_for_every_pair);
  T ("edges", edges_in_words);
  T ("artnet/console-starts-again", an_artnet_console_that_starts_again_is_believed_after_a_second);
  T ("sacn/back-after-time-out", a_source_that_comes_back_after_its_time_out_may_begin_anywhere);
  T ("sources/own-numbers", every_source_has_its_own_numbers);
  T ("sacn/priorities-count-along", priorities_count_along);
  T ("artnet/bad-network", artnet_never_goes_back_on_a_bad_network);
  T ("sacn/bad-network", sacn_never_goes_back_on_a_bad_network);
#undef T
  return g_test_run ();
}
