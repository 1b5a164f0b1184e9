/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Learning in a program that runs: a MIDI device that is a pseudo-terminal with its clock on, a lighting
 * desk that repeats itself 44 times a second, and a hand. */

#include "clasp-engine.h"
#include "clasp-kinds.h"
#include "learn/clasp-learn-mapping.h"
#include "support/clasp-test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  ClaspShow           *show;
  ClaspEngine         *engine;
  int                  keys; /* the far end of the MIDI line */
  GSocket             *desk;
  GSocketAddress      *to;
  ClaspLearner        *learner;
  ClaspLearnCandidate *learned;
  guint                n_learned, n_ended, noise_source, n_noise;
} Fixture;

static void
connect_from_text (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;

  clasp_show_connect_from_text (fixture->show, text, &error);
  g_assert_no_error (error);
}

static void
send_levels (Fixture *fixture, guint8 first)
{
  guint8 packet[18 + 512] = "Art-Net\0\0\x50\0\x0e\0\0\0\0\x02";

  packet[18] = first;
  g_socket_send_to (fixture->desk, fixture->to, (const char *) packet, sizeof packet, NULL, NULL);
}

static void
send_midi (Fixture *fixture, const char *bytes, gsize size)
{
  g_assert_cmpint (write (fixture->keys, bytes, size), ==, size);
}

static gboolean
noise_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  send_levels (fixture, 200);
  send_midi (fixture, "\xf8\xfe", 2);
  fixture->n_noise++;
  return G_SOURCE_CONTINUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char   *midi = NULL, *artnet = NULL;
  guint16            port = clasp_test_free_port ();

  fixture->show = clasp_show_new (clasp_kinds ());
  fixture->engine = clasp_engine_new (fixture->show);
  fixture->keys = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  g_assert_cmpint (grantpt (fixture->keys) | unlockpt (fixture->keys), ==, 0);
  clasp_settings_set_text (
    clasp_router_config_get_settings (clasp_show_get_router (fixture->show)), "listen",
    "ws://127.0.0.1:0/clasp", &error);
  g_assert_no_error (error);
  midi = g_strdup_printf ("midi,id=keys,backend=serial,port=%s,device=keys,clock-events=true,mtc-in=true",
                          ptsname (fixture->keys));
  artnet = g_strdup_printf ("artnet,id=desk,listen=127.0.0.1:%u", port);
  connect_from_text (fixture, midi);
  connect_from_text (fixture, artnet);
  fixture->desk =
    g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  fixture->to = g_inet_socket_address_new_from_string ("127.0.0.1", port);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->noise_source != 0)
    g_source_remove (fixture->noise_source);
  g_clear_object (&fixture->learned);
  g_clear_object (&fixture->learner);
  g_object_unref (fixture->engine);
  g_assert_finalize_object (fixture->show);
  g_object_unref (fixture->desk);
  g_object_unref (fixture->to);
  close (fixture->keys);
}

typedef struct
{
  Fixture      *fixture;
  GAsyncResult *result;
  const char   *address;
  gboolean      has_value;
} Wait;

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((Wait *) user_data)->result = g_object_ref (result);
}

static gboolean
has_result (gpointer user_data)
{
  return ((Wait *) user_data)->result != NULL;
}

static gboolean
has_value (Fixture *fixture, const char *address)
{
  Wait                wait = { .fixture = fixture };
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  gboolean            has;

  clasp_engine_get_value_async (fixture->engine, address, NULL, result_cb, &wait);
  clasp_test_spin_until (has_result, &wait, "the value");
  has = clasp_engine_get_value_finish (fixture->engine, wait.result, &value, NULL);
  g_object_unref (wait.result);
  return has;
}

static gboolean
is_there (gpointer user_data)
{
  Wait *wait = user_data;

  return has_value (wait->fixture, wait->address);
}

static void
start (Fixture *fixture)
{
  Wait               wait = { .fixture = fixture };
  g_autoptr (GError) error = NULL;

  clasp_engine_start (fixture->engine);
  clasp_engine_wait_ready_async (fixture->engine, NULL, result_cb, &wait);
  clasp_test_spin_until (has_result, &wait, "the engine to be ready");
  g_assert_true (clasp_engine_wait_ready_finish (fixture->engine, wait.result, &error));
  g_assert_no_error (error);
  g_object_unref (wait.result);
}

static void
learned_cb (ClaspLearner *learner, ClaspLearnCandidate *candidate, Fixture *fixture)
{
  fixture->n_learned++;
  g_set_object (&fixture->learned, candidate);
}

static void
ended_cb (ClaspLearner *learner, Fixture *fixture)
{
  fixture->n_ended++;
}

static void
learn (Fixture *fixture, const ClaspLearnOptions *options)
{
  g_clear_object (&fixture->learner);
  fixture->learner = clasp_engine_learn (fixture->engine, options);
  g_signal_connect (fixture->learner, "learned", G_CALLBACK (learned_cb), fixture);
  g_signal_connect (fixture->learner, "ended", G_CALLBACK (ended_cb), fixture);
}

static gboolean
is_collecting (gpointer user_data)
{
  Fixture *fixture = user_data;

  return clasp_learner_get_state (fixture->learner) == CLASP_LEARN_STATE_COLLECTING;
}

static gboolean
has_learned (gpointer user_data)
{
  return ((Fixture *) user_data)->n_learned > 0;
}

static gboolean
has_ended (gpointer user_data)
{
  return ((Fixture *) user_data)->n_ended > 0;
}

static gboolean
has_noise (gpointer user_data)
{
  return ((Fixture *) user_data)->n_noise > 20;
}

/* mapping.md 17.12 */
static void
test_learn_ignores_clock_and_still_dmx (Fixture *fixture, gconstpointer data)
{
  ClaspLearnOptions        options = { .timeout_ms = 60000 };
  Wait                     wait = { .fixture = fixture, .address = "/artnet/0/0/0/1" };
  const ClaspLearnFinding *finding;

  start (fixture);
  fixture->noise_source = g_timeout_add (1000 / 44, noise_cb, fixture);
  clasp_test_spin_until (is_there, &wait, "the desk");
  learn (fixture, &options);
  clasp_test_spin_until (is_collecting, fixture, "the end of the listening second");
  fixture->n_noise = 0;
  clasp_test_spin_until (has_noise, fixture, "noise");
  g_assert_cmpuint (fixture->n_learned, ==, 0);

  for (int level = 0; level < 100; level += 10)
    send_midi (fixture, (const char[]){ (char) 0xb0, 7, (char) level }, 3);
  clasp_test_spin_until (has_learned, fixture, "the moved fader");
  g_assert_cmpstr (clasp_learn_candidate_get_address (fixture->learned), ==,
                   "/midi/keys/ch/1/cc/7");
  finding = clasp_learn_candidate_peek (fixture->learned);
  g_assert_cmpstr (finding->connection, ==, "keys");
  g_assert_cmpstr (finding->facts.protocol, ==, "midi");
  g_assert_cmpint (finding->facts.midi_number, ==, 7);
  g_assert_cmpint (finding->control, ==, CLASP_LEARN_CONTROL_FADER);
  {
    g_autofree char *words = clasp_learn_candidate_describe (fixture->learned);

    g_assert_cmpstr (words, ==, "Controller 7, channel 1");
  }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->learner)), ==, 1);
}

/* An encoder's repeats pass the bridge and the router. */
static void
test_learn_knows_an_encoder (Fixture *fixture, gconstpointer data)
{
  ClaspLearnOptions     options = { .timeout_ms = 60000 };
  g_autoptr (GPtrArray) proposals = NULL;

  start (fixture);
  learn (fixture, &options);
  clasp_test_spin_until (is_collecting, fixture, "the end of the listening second");
  for (int i = 0; i < 6; i++)
    send_midi (fixture, (const char[]){ (char) 0xb0, 16, i < 3 ? 65 : 63 }, 3);
  clasp_test_spin_until (has_learned, fixture, "the encoder");
  proposals = clasp_learn_candidate_propose (fixture->learned);
  g_assert_cmpuint (proposals->len, ==, 1);
  g_assert_cmpstr (((ClaspLearnProposal *) proposals->pdata[0])->steps, ==, "encoder mode=offset");
}

static void
test_what_is_swallowed_reaches_nobody (Fixture *fixture, gconstpointer data)
{
  ClaspLearnOptions options = { .swallow = TRUE, .timeout_ms = 60000 };
  Wait              wait = { .fixture = fixture, .address = "/midi/keys/ch/1/cc/2" };

  start (fixture);
  learn (fixture, &options);
  clasp_test_spin_until (is_collecting, fixture, "the end of the listening second");
  send_midi (fixture, "\xb0\x01\x40", 3);
  clasp_test_spin_until (has_learned, fixture, "the control");
  g_assert_false (has_value (fixture, "/midi/keys/ch/1/cc/1"));

  clasp_learner_end (fixture->learner);
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_false (has_value (fixture, "/midi/keys/ch/1/cc/1")); /* the worker has heard of the end */
  send_midi (fixture, "\xb0\x02\x40", 3);
  clasp_test_spin_until (is_there, &wait, "what is not swallowed any more");
}

static void
test_without_swallow_all_is_routed (Fixture *fixture, gconstpointer data)
{
  ClaspLearnOptions options = { .timeout_ms = 60000 };
  Wait              wait = { .fixture = fixture, .address = "/out" };
  g_autofree char  *before = NULL, *after = NULL;

  g_assert_nonnull (clasp_show_map_from_text (fixture->show, "/midi/keys/ch/1/cc/1 => /out", NULL));
  start (fixture);
  before = clasp_show_to_text (fixture->show);
  learn (fixture, &options);
  clasp_test_spin_until (is_collecting, fixture, "the end of the listening second");
  send_midi (fixture, "\xb0\x01\x40", 3);
  clasp_test_spin_until (has_learned, fixture, "the control");
  g_assert_cmpstr (clasp_learn_candidate_get_address (fixture->learned), ==,
                   "/midi/keys/ch/1/cc/1"); /* and not /out, which a mapping wrote */
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->learner)), ==, 1);
  clasp_test_spin_until (is_there, &wait, "what the mapping made of it");

  clasp_learner_end (fixture->learner);
  after = clasp_show_to_text (fixture->show);
  g_assert_cmpstr (before, ==, after);
}

static gboolean
has_two (gpointer user_data)
{
  return ((Fixture *) user_data)->n_learned == 2;
}

static void
test_many_controls_are_learned (Fixture *fixture, gconstpointer data)
{
  ClaspLearnOptions        options = { .is_many = TRUE, .timeout_ms = 60000 };
  g_autoptr (ClaspMapping) mapping = NULL;

  start (fixture);
  learn (fixture, &options);
  clasp_test_spin_until (is_collecting, fixture, "the end of the listening second");
  send_midi (fixture, "\xb0\x01\x40", 3);
  clasp_test_spin_until (has_learned, fixture, "the first control");
  send_midi (fixture, "\xb0\x02\x40", 3);
  clasp_test_spin_until (has_two, fixture, "the second control");
  mapping = clasp_learn_create_mapping (fixture->show, fixture->learned, "/out", NULL);
  g_assert_cmpstr (clasp_mapping_get_source (mapping), ==, "/midi/keys/ch/1/cc/2");
}

static void
test_a_run_ends_at_its_time (Fixture *fixture, gconstpointer data)
{
  ClaspLearnOptions options = { .timeout_ms = 1 };

  start (fixture);
  learn (fixture, &options);
  clasp_test_spin_until (has_ended, fixture, "its end");
  g_assert_cmpint (clasp_learner_get_state (fixture->learner), ==, CLASP_LEARN_STATE_ENDED);
  clasp_learner_end (fixture->learner);
  g_assert_cmpuint (fixture->n_ended, ==, 1);
}

static void
test_eight_runs_at_once_and_no_more (Fixture *fixture, gconstpointer data)
{
  ClaspLearnOptions options = { .timeout_ms = 60000 };
  ClaspLearner     *others[8];

  start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    others[i] = clasp_engine_learn (fixture->engine, &options);
  learn (fixture, &options);
  clasp_test_spin_until (has_ended, fixture, "the end of the ninth");
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_assert_cmpint (clasp_learner_get_state (others[i]), !=, CLASP_LEARN_STATE_ENDED);
      g_object_unref (others[i]); /* ends it */
    }
  learn (fixture, &options);
  clasp_test_spin_until (is_collecting, fixture, "another one");
}

static void
test_targets_are_what_is_known (Fixture *fixture, gconstpointer data)
{
  ClaspLearnOptions   options = { .side = CLASP_LEARN_SIDE_TARGET, .pattern = "/known/**" };
  g_auto (ClaspValue) one = clasp_value_int (1);
  Wait                wait = { .fixture = fixture, .address = "/known/b" };
  g_autoptr (ClaspLearnCandidate) first = NULL;

  start (fixture);
  clasp_engine_send (fixture->engine, "/known/a", &one, FALSE);
  clasp_engine_send (fixture->engine, "/known/b", &one, FALSE);
  clasp_test_spin_until (is_there, &wait, "the parameters");
  learn (fixture, &options);
  clasp_test_spin_until (is_collecting, fixture, "the list");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->learner)), ==, 2);
  first = g_list_model_get_item (G_LIST_MODEL (fixture->learner), 0);
  g_assert_cmpstr (clasp_learn_candidate_get_address (first), ==, "/known/a");
}

static void
test_a_run_outlives_its_engine (Fixture *fixture, gconstpointer data)
{
  ClaspLearnOptions options = { .timeout_ms = 60000 };

  start (fixture);
  learn (fixture, &options);
  clasp_engine_stop (fixture->engine);
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  clasp_learner_end (fixture->learner);
  learn (fixture, &options);
  g_assert_cmpint (clasp_learner_get_state (fixture->learner), ==, CLASP_LEARN_STATE_ENDED);
}

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 110);
#define ADD(name, func) g_test_add ("/engine/learn/" name, Fixture, NULL, set_up, func, tear_down)
  g_test_add ("/mapping/acceptance/17-12-learn-ignores-clock-and-still-dmx", Fixture, NULL, set_up,
              test_learn_ignores_clock_and_still_dmx, tear_down);
  ADD ("knows-an-encoder", test_learn_knows_an_encoder);
  ADD ("what-is-swallowed-reaches-nobody", test_what_is_swallowed_reaches_nobody);
  ADD ("without-swallow-all-is-routed", test_without_swallow_all_is_routed);
  ADD ("many-controls-are-learned", test_many_controls_are_learned);
  ADD ("a-run-ends-at-its-time", test_a_run_ends_at_its_time);
  ADD ("eight-runs-at-once-and-no-more", test_eight_runs_at_once_and_no_more);
  ADD ("targets-are-what-is-known", test_targets_are_what_is_known);
  ADD ("a-run-outlives-its-engine", test_a_run_outlives_its_engine);
#undef ADD
  return g_test_run ();
}
