/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-test.h"

#include "br-ui.h"
#include "show/clasp-show.h"
#include "clasp-kinds.h"
#include "core/clasp-settings-address.h"
#include "learn/clasp-learner-private.h"
#include "mapping/br-learn-button.h"
#include "widgets/br-port-hint.h"
#include "widgets/br-settings-form.h"

#include <adwaita.h>
#include <string.h>

/* One setting of every type, one rare, and a rule over two. */
#define TEST_TYPE_SETTINGS (test_settings_get_type ())
G_DECLARE_FINAL_TYPE (TestSettings, test_settings, TEST, SETTINGS, ClaspSettings)
struct _TestSettings
{
  ClaspSettings parent_instance;
};
G_DEFINE_FINAL_TYPE (TestSettings, test_settings, CLASP_TYPE_SETTINGS)

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

static gboolean
validate (ClaspSettings *self, GError **error)
{
  if (clasp_settings_get_string (self, "text")[0] != '\0' ||
      clasp_settings_get_strv (self, "list")[0] != NULL)
    return TRUE;

  g_set_error_literal (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "text: both are empty");

  return FALSE;
}

static void
test_settings_class_init (TestSettingsClass *klass)
{
  ClaspSettingsClass *settings = CLASP_SETTINGS_CLASS (klass);

  settings->validate = validate;
  clasp_settings_class_install (
    settings, g_param_spec_boolean ("flag", "Flag", "On or off.", FALSE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings, g_param_spec_int ("whole", "Whole", "", -5, 5, 0, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings, g_param_spec_uint ("wait-ms", "Wait", "", 0, 60000, 800, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings, g_param_spec_double ("amount", "Amount", "", 0, 1, 0.5, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings, g_param_spec_string ("text", "Text", "", "a", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (settings,
                                g_param_spec_enum ("shape", "Shape", "", test_shape_get_type (),
                                                   TEST_SHAPE_ROUND, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings, g_param_spec_boxed ("list", "List", "", G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (settings, "list");
  clasp_settings_class_install (
    settings, g_param_spec_string ("lines", "Lines", "", "a\nb", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_lines (settings, "lines");
}

static void
test_settings_init (TestSettings *self)
{
}

typedef struct
{
  ClaspSettings  *settings; /* (owned) */
  BrSettingsForm *form;     /* (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->settings = g_object_new (TEST_TYPE_SETTINGS, NULL);
  fixture->form =
    g_object_ref_sink (BR_SETTINGS_FORM (br_settings_form_new (GPOINTER_TO_INT (data))));
  br_settings_form_set_settings (fixture->form, fixture->settings);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->form);
  g_assert_finalize_object (fixture->settings);
}

static GtkWidget *
control (Fixture *fixture, const char *name)
{
  BrSettingRow *row = br_settings_form_get_row (fixture->form, name);

  g_assert_nonnull (row);

  return br_setting_row_get_control (row);
}

static void
assert_problem (Fixture *fixture, const char *name, const char *part)
{
  const char *problem = br_setting_row_get_problem (br_settings_form_get_row (fixture->form, name));

  if (part == NULL)
    g_assert_null (problem);
  else
    {
      g_assert_nonnull (problem);
      g_assert_nonnull (strstr (problem, part));
    }
}

static void
type_text (Fixture *fixture, const char *name, const char *text)
{
  GtkWidget *entry = control (fixture, name);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "activate");
}

static void
test_every_type_has_its_control (Fixture *fixture, gconstpointer data)
{
  g_assert_true (GTK_IS_SWITCH (control (fixture, "flag")));
  g_assert_true (GTK_IS_DROP_DOWN (control (fixture, "shape")));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (control (fixture, "whole"))), ==, "0");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (control (fixture, "wait-ms"))), ==, "800");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (control (fixture, "amount"))), ==, "0.5");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (control (fixture, "text"))), ==, "a");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (control (fixture, "list"))), ==, "");
  g_assert_null (br_settings_form_get_row (fixture->form, "nothing"));
}

/* The row's own, which looks at keys before the text does. */
static GtkEventController *
keys_of (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) one = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (one) &&
          gtk_event_controller_get_propagation_phase (one) == GTK_PHASE_CAPTURE)
        return one;
    }
  g_assert_not_reached ();
}

static void
test_several_lines_stay_several (Fixture *fixture, gconstpointer data)
{
  GtkWidget       *view = control (fixture, "lines");
  GtkTextBuffer   *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  g_autofree char *shown = NULL;
  gboolean         is_handled;

  g_object_get (buffer, "text", &shown, NULL);
  g_assert_cmpstr (shown, ==, "a\nb");
  gtk_text_buffer_set_text (buffer, "one\n  two\n", -1);
  g_assert_cmpstr (clasp_settings_get_string (fixture->settings, "lines"), ==, "a\nb");

  g_signal_emit_by_name (keys_of (view), "key-pressed", GDK_KEY_Return, 0, GDK_CONTROL_MASK,
                         &is_handled);
  g_assert_true (is_handled);
  g_assert_cmpstr (clasp_settings_get_string (fixture->settings, "lines"), ==, "one\n  two\n");

  /* Return alone is the text's. */
  g_signal_emit_by_name (keys_of (view), "key-pressed", GDK_KEY_Return, 0, 0, &is_handled);
  g_assert_false (is_handled);
}

static void
test_controls_edit_the_settings (Fixture *fixture, gconstpointer data)
{
  gtk_switch_set_active (GTK_SWITCH (control (fixture, "flag")), TRUE);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (control (fixture, "shape")), 1);
  type_text (fixture, "whole", "-3");
  type_text (fixture, "wait-ms", "1.2s");
  type_text (fixture, "amount", "0.25");
  type_text (fixture, "list", "a;b\\;c");

  g_assert_true (clasp_settings_get_boolean (fixture->settings, "flag"));
  g_assert_cmpint (clasp_settings_get_int (fixture->settings, "shape"), ==, TEST_SHAPE_VERY_FLAT);
  g_assert_cmpint (clasp_settings_get_int (fixture->settings, "whole"), ==, -3);
  g_assert_cmpint (clasp_settings_get_int (fixture->settings, "wait-ms"), ==, 1200);
  g_assert_cmpfloat (clasp_settings_get_double (fixture->settings, "amount"), ==, 0.25);
  g_assert_cmpstr (clasp_settings_get_strv (fixture->settings, "list")[1], ==, "b;c");
  /* The unit is said by the label. */
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (control (fixture, "wait-ms"))), ==, "1200");
}

static void
test_bad_text_is_refused_with_the_reason (Fixture *fixture, gconstpointer data)
{
  type_text (fixture, "amount", "2");
  assert_problem (fixture, "amount", "0–1");
  g_assert_cmpfloat (clasp_settings_get_double (fixture->settings, "amount"), ==, 0.5);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (control (fixture, "amount"))), ==, "2");

  type_text (fixture, "whole", "many");
  assert_problem (fixture, "whole", "many");
  g_assert_cmpint (clasp_settings_get_int (fixture->settings, "whole"), ==, 0);

  /* The reason goes while the text becomes right, and it is taken with Enter. */
  gtk_editable_set_text (GTK_EDITABLE (control (fixture, "amount")), "0.75");
  assert_problem (fixture, "amount", NULL);
  g_assert_cmpfloat (clasp_settings_get_double (fixture->settings, "amount"), ==, 0.5);
  g_signal_emit_by_name (control (fixture, "amount"), "activate");
  g_assert_cmpfloat (clasp_settings_get_double (fixture->settings, "amount"), ==, 0.75);
}

static void
test_a_rule_over_two_settings_refuses_too (Fixture *fixture, gconstpointer data)
{
  type_text (fixture, "text", "");
  assert_problem (fixture, "text", "both are empty");
  g_assert_cmpstr (clasp_settings_get_string (fixture->settings, "text"), ==, "a");

  type_text (fixture, "list", "x");
  g_signal_emit_by_name (control (fixture, "text"), "activate");
  assert_problem (fixture, "text", NULL);
  g_assert_cmpstr (clasp_settings_get_string (fixture->settings, "text"), ==, "");
}

static void
test_what_was_wrong_before_can_be_mended_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->settings, "text", "", NULL);
  type_text (fixture, "whole", "4");
  assert_problem (fixture, "whole", NULL);
  g_assert_cmpint (clasp_settings_get_int (fixture->settings, "whole"), ==, 4);
}

static void
test_changes_from_elsewhere_are_shown (Fixture *fixture, gconstpointer data)
{
  gtk_editable_set_text (GTK_EDITABLE (control (fixture, "text")), "half typ");
  g_object_set (fixture->settings, "text", "undone", "flag", TRUE, "shape", TEST_SHAPE_VERY_FLAT,
                "amount", 0.125, NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (control (fixture, "text"))), ==, "undone");
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (control (fixture, "flag"))));
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (control (fixture, "shape"))), ==, 1);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (control (fixture, "amount"))), ==, "0.125");
}

static void
test_steps_suit_the_size_and_stop_at_the_ends (Fixture *fixture, gconstpointer data)
{
  br_setting_row_step (br_settings_form_get_row (fixture->form, "wait-ms"), 1);
  g_assert_cmpint (clasp_settings_get_int (fixture->settings, "wait-ms"), ==, 810);
  br_setting_row_step (br_settings_form_get_row (fixture->form, "amount"), 1);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (control (fixture, "amount"))), ==, "0.51");
  for (guint i = 0; i < 20; i++)
    br_setting_row_step (br_settings_form_get_row (fixture->form, "whole"), -1);
  g_assert_cmpint (clasp_settings_get_int (fixture->settings, "whole"), ==, -5);
  assert_problem (fixture, "whole", NULL);
}

static void
test_another_object_replaces_the_rows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspSettings) other = clasp_settings_copy (fixture->settings);

  g_object_set (other, "text", "other", NULL);
  br_settings_form_set_settings (fixture->form, other);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (control (fixture, "text"))), ==, "other");
  type_text (fixture, "text", "mine");
  g_assert_cmpstr (clasp_settings_get_string (other, "text"), ==, "mine");
  g_assert_cmpstr (clasp_settings_get_string (fixture->settings, "text"), ==, "a");
  br_settings_form_set_settings (fixture->form, NULL);
  g_assert_null (br_settings_form_get_row (fixture->form, "text"));
}

static void
test_the_summary_names_what_is_set (Fixture *fixture, gconstpointer data)
{
  g_autofree char *summary = br_settings_summary (fixture->settings);

  g_assert_cmpstr (summary, ==, "Text a");
}

static void
test_every_kind_there_is_has_a_form (void)
{
  const ClaspRegistry *registry = clasp_kinds ();

  for (guint i = 0; i < registry->n_connections + registry->n_steps; i++)
    {
      const ClaspKind          *kind = i < registry->n_connections
                                         ? &registry->connections[i]
                                         : &registry->steps[i - registry->n_connections];
      g_autoptr (ClaspSettings) settings = g_object_new (kind->get_settings_type (), NULL);
      BrSettingsForm *form = g_object_ref_sink (BR_SETTINGS_FORM (br_settings_form_new (i % 2)));
      guint           n_pspecs;
      g_autofree GParamSpec **pspecs =
        clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (settings), &n_pspecs);

      br_settings_form_set_settings (form, settings);
      for (guint k = 0; k < n_pspecs; k++)
        g_assert_nonnull (br_settings_form_get_row (form, pspecs[k]->name));
      g_assert_finalize_object (form);
    }
}

static GtkWidget *
find_learn (GtkWidget *widget)
{
  GtkWidget *found = BR_IS_LEARN_BUTTON (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_learn (child);
  return found;
}

static void
learn (GtkWidget *button, const char *address)
{
  g_autoptr (ClaspLearnCandidate) candidate =
    clasp_learn_candidate_new (clasp_learn_finding_new (address));

  g_signal_emit_by_name (button, "learned", candidate);
}

/* A step's, and the weight of a merge: what says that it is an address, and no other. */
static void
test_addresses_have_a_button_that_learns_them (void)
{
  const ClaspRegistry *registry = clasp_kinds ();
  guint                n_learned = 0;

  for (guint i = 0; i <= registry->n_steps; i++)
    {
      GType type = i < registry->n_steps ? registry->steps[i].get_settings_type ()
                                         : registry->get_target_options_type ();
      g_autoptr (ClaspSettings) settings = g_object_new (type, NULL);
      BrSettingsForm *form = g_object_ref_sink (BR_SETTINGS_FORM (br_settings_form_new (TRUE)));
      guint           n_pspecs;
      g_autofree GParamSpec **pspecs =
        clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (settings), &n_pspecs);

      br_settings_form_set_settings (form, settings);
      for (guint k = 0; k < n_pspecs; k++)
        {
          const char *blurb = g_param_spec_get_blurb (pspecs[k]);
          gboolean    is_address = strstr (blurb, "ddress of a parameter") != NULL ||
                                strstr (blurb, "ddress of a tempo") != NULL ||
                                strstr (blurb, "ddresses of further") != NULL;
          GtkWidget  *row = GTK_WIDGET (br_settings_form_get_row (form, pspecs[k]->name));
          GtkWidget  *button = find_learn (row);
          g_autofree char *text = NULL;

          g_assert_cmpint (is_address, ==, button != NULL);
          g_assert_cmpint (is_address, ==, clasp_settings_is_address (pspecs[k]));
          if (button == NULL)
            continue;
          learn (button, "/osc/knob");
          text = clasp_settings_get_text (settings, pspecs[k]->name);
          g_assert_cmpstr (text, ==, "/osc/knob");
          n_learned++;
        }
      g_assert_finalize_object (form);
    }
  g_assert_cmpuint (n_learned, >, 8);
}

static void
test_a_list_of_addresses_learns_one_after_the_other (void)
{
  const ClaspRegistry      *registry = clasp_kinds ();
  const ClaspKind          *kind = clasp_kind_find (registry->steps, registry->n_steps, "select");
  g_autoptr (ClaspSettings) settings = g_object_new (kind->get_settings_type (), NULL);
  BrSettingsForm *form = g_object_ref_sink (BR_SETTINGS_FORM (br_settings_form_new (TRUE)));
  GtkWidget      *button;

  br_settings_form_set_settings (form, settings);
  button = find_learn (GTK_WIDGET (br_settings_form_get_row (form, "inputs")));
  learn (button, "/a;b");
  learn (button, "/c");
  g_assert_cmpstr (clasp_settings_get_strv (settings, "inputs")[0], ==, "/a;b");
  g_assert_cmpstr (clasp_settings_get_strv (settings, "inputs")[1], ==, "/c");
  g_assert_null (clasp_settings_get_strv (settings, "inputs")[2]);
  g_assert_finalize_object (form);
}

/* Red is for what needs a person. */
static void
test_a_taken_port_is_a_warning_unless_it_needs_a_person (void)
{
  g_autoptr (ClaspSettings) settings = g_object_new (TEST_TYPE_SETTINGS, NULL);
  GtkWidget                *hint = g_object_ref_sink (br_port_hint_new (settings, NULL));
  GtkWidget                *label = gtk_widget_get_first_child (hint);

  g_assert_true (GTK_IS_LABEL (label));
  g_assert_true (gtk_widget_has_css_class (label, "warning"));
  g_assert_false (gtk_widget_has_css_class (label, "error"));
  br_port_hint_set_urgent (BR_PORT_HINT (hint), TRUE);
  g_assert_true (gtk_widget_has_css_class (label, "error"));
  g_assert_false (gtk_widget_has_css_class (label, "warning"));
  br_port_hint_set_urgent (BR_PORT_HINT (hint), FALSE);
  g_assert_false (gtk_widget_has_css_class (label, "error"));
  g_assert_finalize_object (hint);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/ui/settings-form/" path, Fixture, GINT_TO_POINTER (FALSE), set_up, func,           \
              tear_down);                                                                          \
  g_test_add ("/ui/settings-form/compact/" path, Fixture, GINT_TO_POINTER (TRUE), set_up, func,    \
              tear_down)

int
main (int argc, char **argv)
{
  if (!ui_test_init (&argc, &argv, 110))
    return 0;
  br_ui_init ();
  ADD ("every-type-has-its-control", test_every_type_has_its_control);
  ADD ("several-lines-stay-several", test_several_lines_stay_several);
  ADD ("controls-edit-the-settings", test_controls_edit_the_settings);
  ADD ("bad-text-is-refused-with-the-reason", test_bad_text_is_refused_with_the_reason);
  ADD ("a-rule-over-two-settings-refuses-too", test_a_rule_over_two_settings_refuses_too);
  ADD ("what-was-wrong-before-can-be-mended-elsewhere",
       test_what_was_wrong_before_can_be_mended_elsewhere);
  ADD ("changes-from-elsewhere-are-shown", test_changes_from_elsewhere_are_shown);
  ADD ("steps-suit-the-size-and-stop-at-the-ends", test_steps_suit_the_size_and_stop_at_the_ends);
  ADD ("another-object-replaces-the-rows", test_another_object_replaces_the_rows);
  ADD ("the-summary-names-what-is-set", test_the_summary_names_what_is_set);
  g_test_add_func ("/ui/settings-form/a-taken-port-is-a-warning-unless-it-needs-a-person",
                   test_a_taken_port_is_a_warning_unless_it_needs_a_person);
  g_test_add_func ("/ui/settings-form/every-kind-there-is-has-a-form",
                   test_every_kind_there_is_has_a_form);
  g_test_add_func ("/ui/settings-form/addresses-have-a-button-that-learns-them",
                   test_addresses_have_a_button_that_learns_them);
  g_test_add_func ("/ui/settings-form/a-list-of-addresses-learns-one-after-the-other",
                   test_a_list_of_addresses_learns_one_after_the_other);

  return g_test_run ();
}
