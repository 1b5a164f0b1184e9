/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "io/clasp-targets.h"
#include "support/clasp-test.h"

/* ---- a name server of our own, so that the test needs no network ---- */

typedef struct
{
  GResolver   parent_instance;
  const char *answer; /* NULL: the name does not exist */
  gboolean    is_silent;
  GTask      *waiting;
  guint       n_lookups;
} TestResolver;
typedef GResolverClass TestResolverClass;

GType test_resolver_get_type (void);
G_DEFINE_TYPE (TestResolver, test_resolver, G_TYPE_RESOLVER)

static void
free_addresses (gpointer data)
{
  g_resolver_free_addresses (data);
}

static void
answer (TestResolver *self, GTask *task)
{
  if (self->answer == NULL)
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no such host");
  else
    g_task_return_pointer (
      task, g_list_append (NULL, g_inet_address_new_from_string (self->answer)), free_addresses);
}

static void
lookup_async (GResolver          *resolver,
              const char         *hostname,
              GCancellable       *cancellable,
              GAsyncReadyCallback callback,
              gpointer            user_data)
{
  TestResolver     *self = (TestResolver *) resolver;
  g_autoptr (GTask) task =
    g_task_new (resolver, NULL, callback, user_data); /* deaf to the cancellable */

  self->n_lookups++;
  if (self->is_silent)
    self->waiting = g_object_ref (task);
  else
    answer (self, task);
}

static GList *
lookup_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_resolver_class_init (TestResolverClass *klass)
{
  klass->lookup_by_name_async = lookup_async;
  klass->lookup_by_name_finish = lookup_finish;
}

static void
test_resolver_init (TestResolver *self)
{
}

typedef struct
{
  TestResolver *resolver;
  ClaspClock   *clock;
  ClaspTimers  *timers;
  ClaspTargets *targets;
  guint         n_changes;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->resolver = g_object_new (test_resolver_get_type (), NULL);
  g_resolver_set_default (G_RESOLVER (fixture->resolver));
  fixture->clock = clasp_manual_clock_new (0, 0);
  fixture->timers = clasp_timers_new (NULL, fixture->clock);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->targets, clasp_targets_free);
  clasp_timers_free (fixture->timers);
  clasp_clock_unref (fixture->clock);
  g_object_unref (fixture->resolver);
}

static void
changed_cb (gpointer user_data)
{
  ((Fixture *) user_data)->n_changes++;
}

static void
make (Fixture *fixture, const char *text)
{
  const char *texts[] = { text, "", NULL };

  fixture->targets = clasp_targets_new (fixture->timers, texts, 0, changed_cb, fixture, NULL);
  g_assert_nonnull (fixture->targets);
}

static gboolean
has_changed (gpointer user_data)
{
  return ((Fixture *) user_data)->n_changes > 0;
}

static void
wait_for_change (Fixture *fixture)
{
  fixture->n_changes = 0;
  clasp_test_spin_until (has_changed, fixture, "a lookup to end");
}

static void
assert_address (Fixture *fixture, const char *expected)
{
  GSocketAddress  *address = clasp_targets_get_address (fixture->targets, 0);
  g_autofree char *text = address != NULL ? clasp_socket_address_to_text (address) : NULL;

  g_assert_cmpstr (text, ==, expected);
}

static void
advance (Fixture *fixture, gint64 seconds)
{
  clasp_manual_clock_advance (fixture->clock, seconds * G_USEC_PER_SEC);
  clasp_timers_run (fixture->timers);
}

static void
test_numbers_are_usable_at_once (Fixture *fixture, gconstpointer data)
{
  make (fixture, "[::1]:8000");
  g_assert_cmpuint (clasp_targets_get_count (fixture->targets), ==, 1);
  assert_address (fixture, "[::1]:8000");
  g_assert_cmpuint (fixture->resolver->n_lookups, ==, 0);
}

static void
test_names_are_resolved_and_followed (Fixture *fixture, gconstpointer data)
{
  fixture->resolver->answer = "192.0.2.1";
  make (fixture, "studio.local:9000");
  assert_address (fixture, NULL);
  wait_for_change (fixture);
  assert_address (fixture, "192.0.2.1:9000");

  fixture->resolver->answer = "192.0.2.2";
  advance (fixture, 60);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  assert_address (fixture, "192.0.2.2:9000");
}

static void
test_failure_is_said_and_tried_again (Fixture *fixture, gconstpointer data)
{
  make (fixture, "studio.local:9000");
  wait_for_change (fixture);
  g_assert_cmpstr (clasp_targets_get_problem (fixture->targets), ==, "‘studio.local’ was not found on this network.");

  fixture->resolver->answer = "192.0.2.1";
  advance (fixture, 10);
  wait_for_change (fixture);
  g_assert_null (clasp_targets_get_problem (fixture->targets));
  assert_address (fixture, "192.0.2.1:9000");
}

static void
test_known_address_outlives_the_name_server (Fixture *fixture, gconstpointer data)
{
  fixture->resolver->answer = "192.0.2.1";
  make (fixture, "studio.local:9000");
  wait_for_change (fixture);
  fixture->resolver->answer = NULL;
  advance (fixture, 60);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->resolver->n_lookups, ==, 2);
  assert_address (fixture, "192.0.2.1:9000");
  g_assert_null (clasp_targets_get_problem (fixture->targets));
}

static void
test_unreachable_is_said_until_it_is_reached (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, "no route");

  make (fixture, "192.0.2.1:9000");
  clasp_targets_note_result (fixture->targets, 0, NULL);
  g_assert_cmpuint (fixture->n_changes, ==, 0);
  clasp_targets_note_result (fixture->targets, 0, error);
  clasp_targets_note_result (fixture->targets, 0, error);
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  g_assert_cmpstr (clasp_targets_get_problem (fixture->targets), ==, "no route");
  clasp_targets_note_result (fixture->targets, 0, NULL);
  g_assert_cmpuint (fixture->n_changes, ==, 2);
  g_assert_null (clasp_targets_get_problem (fixture->targets));
}

static void
test_freed_during_a_lookup (Fixture *fixture, gconstpointer data)
{
  fixture->resolver->answer = "192.0.2.1";
  fixture->resolver->is_silent = TRUE;
  make (fixture, "studio.local:9000");
  g_clear_pointer (&fixture->targets, clasp_targets_free);
  answer (fixture->resolver, fixture->resolver->waiting);
  g_object_unref (fixture->resolver->waiting);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->n_changes, ==, 0);
}

static void
test_bad_texts (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "1.2.3.4", "1.2.3.4:70000", "1.2.3.4:0", "a b:1",
                                       "::1:9000" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char        *list[] = { texts[i], NULL };
      g_autoptr (GError) error = NULL;

      g_assert_false (clasp_targets_check (list, 0, &error));
      g_assert_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS);
      g_assert_null (clasp_targets_new (fixture->timers, list, 0, changed_cb, fixture, NULL));
    }
}

static void
test_limit (Fixture *fixture, gconstpointer data)
{
  const char *list[CLASP_TARGETS_MAX + 2] = { NULL };

  for (guint i = 0; i < CLASP_TARGETS_MAX; i++)
    list[i] = "1.2.3.4";
  g_assert_true (clasp_targets_check (list, 6454, NULL));
  list[CLASP_TARGETS_MAX] = "1.2.3.4";
  g_assert_false (clasp_targets_check (list, 6454, NULL));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
#define ADD(name, func) g_test_add ("/io/targets/" name, Fixture, NULL, setup, func, teardown)
  ADD ("numbers-are-usable-at-once", test_numbers_are_usable_at_once);
  ADD ("names-are-resolved-and-followed", test_names_are_resolved_and_followed);
  ADD ("failure-is-said-and-tried-again", test_failure_is_said_and_tried_again);
  ADD ("known-address-outlives-the-name-server", test_known_address_outlives_the_name_server);
  ADD ("unreachable-is-said-until-it-is-reached", test_unreachable_is_said_until_it_is_reached);
  ADD ("freed-during-a-lookup", test_freed_during_a_lookup);
  ADD ("bad-texts", test_bad_texts);
  ADD ("limit", test_limit);
  return g_test_run ();
}
