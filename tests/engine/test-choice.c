/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/clasp-test.h"

#include "clasp-kinds.h"
#include "core/clasp-choice.h"

typedef enum
{
  TEST_SHAPE_ROUND,
  TEST_SHAPE_VERY_FLAT,
} TestShape;

static GType test_shape_get_type (void);
G_DEFINE_ENUM_TYPE (TestShape,
                    test_shape,
                    G_DEFINE_ENUM_VALUE (TEST_SHAPE_ROUND, "round"),
                    G_DEFINE_ENUM_VALUE (TEST_SHAPE_VERY_FLAT, "very-flat"))

/* Else a menu would show the nick that files have, in every language the same. */
static void
assert_choices_are_listed (GType type)
{
  g_autoptr (ClaspSettings) settings = g_object_new (type, NULL);
  guint                     n_pspecs;
  g_autofree GParamSpec   **pspecs =
    clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (settings), &n_pspecs);

  for (guint i = 0; i < n_pspecs; i++)
    if (G_IS_PARAM_SPEC_ENUM (pspecs[i]))
      {
        GEnumClass *choices = G_PARAM_SPEC_ENUM (pspecs[i])->enum_class;

        for (guint k = 0; k < choices->n_values; k++)
          if (!clasp_choice_is_listed (choices, &choices->values[k]))
            g_error ("%s of %s has no word in clasp-choice.c", choices->values[k].value_nick,
                     G_ENUM_CLASS_TYPE_NAME (choices));
      }
}

static void
test_every_choice_has_a_word_for_translators (void)
{
  const ClaspRegistry *registry = clasp_kinds ();

  for (guint i = 0; i < registry->n_connections; i++)
    assert_choices_are_listed (registry->connections[i].get_settings_type ());
  for (guint i = 0; i < registry->n_steps; i++)
    assert_choices_are_listed (registry->steps[i].get_settings_type ());
  for (guint i = 0; i < registry->n_locals; i++)
    assert_choices_are_listed (registry->locals[i].get_settings_type ());
  assert_choices_are_listed (registry->get_router_settings_type ());
  assert_choices_are_listed (registry->get_route_options_type ());
  assert_choices_are_listed (registry->get_source_options_type ());
  assert_choices_are_listed (registry->get_target_options_type ());
}

/* What the menu of @setting of a step of @kind calls @nick. */
static char *
dup_title (const char *kind, const char *setting, const char *nick)
{
  const ClaspRegistry *registry = clasp_kinds ();
  const ClaspKind     *step = clasp_kind_find (registry->steps, registry->n_steps, kind);
  g_autoptr (ClaspSettings) settings = g_object_new (step->get_settings_type (), NULL);
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (settings), setting);
  GEnumClass *choices = G_PARAM_SPEC_ENUM (pspec)->enum_class;

  return clasp_choice_dup_title (choices, g_enum_get_value_by_nick (choices, nick));
}

static void
test_a_word_may_differ_from_setting_to_setting (void)
{
  GEnumClass      *shapes = g_type_class_ref (test_shape_get_type ());
  g_autofree char *law = dup_title ("dimmer", "law", "square");
  g_autofree char *wave = dup_title ("lfo", "shape", "square");
  g_autofree char *unknown = clasp_choice_dup_title (shapes, &shapes->values[1]);

  g_assert_cmpstr (law, ==, "Square law");
  g_assert_cmpstr (wave, ==, "Square wave");
  g_assert_cmpstr (unknown, ==, "Very flat");
  g_assert_false (clasp_choice_is_listed (shapes, &shapes->values[1]));
  g_type_class_unref (shapes);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/engine/choice/every-choice-has-a-word-for-translators",
                   test_every_choice_has_a_word_for_translators);
  g_test_add_func ("/engine/choice/a-word-may-differ-from-setting-to-setting",
                   test_a_word_may_differ_from_setting_to_setting);

  return g_test_run ();
}
