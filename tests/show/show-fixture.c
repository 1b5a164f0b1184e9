/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "show/show-fixture.h"

#include "router/clasp-router-settings.h"
#include "support/clasp-test.h"

#include <glib/gstdio.h>
#include <math.h>

typedef enum
{
  SHAPE_LINEAR,
  SHAPE_LOGARITHMIC,
} Shape;

GType fixture_shape_get_type (void);
G_DEFINE_ENUM_TYPE (Shape,
                    fixture_shape,
                    G_DEFINE_ENUM_VALUE (SHAPE_LINEAR, "linear"),
                    G_DEFINE_ENUM_VALUE (SHAPE_LOGARITHMIC, "logarithmic"))

#define DEFINE_SETTINGS(name)                                                                      \
  GType fixture_##name##_get_type (void);                                                          \
  typedef struct                                                                                   \
  {                                                                                                \
    ClaspSettings parent_instance;                                                                 \
  } Fixture_##name;                                                                                \
  typedef ClaspSettingsClass Fixture_##name##Class;                                                \
  G_DEFINE_TYPE (Fixture_##name, fixture_##name, CLASP_TYPE_SETTINGS)                              \
  static void fixture_##name##_init (Fixture_##name *self) {}                                      \
  static void fixture_##name##_class_init (ClaspSettingsClass *klass)

#define INSTALL(type, name, ...)                                                                   \
  clasp_settings_class_install (                                                                   \
    klass, g_param_spec_##type (name, NULL, NULL, __VA_ARGS__, CLASP_SETTINGS_FLAGS))

DEFINE_SETTINGS (osc)
{
  clasp_settings_class_install (
    klass, g_param_spec_string ("listen", "Listen", NULL, "0.0.0.0:9000", CLASP_SETTINGS_FLAGS));
  INSTALL (boxed, "send", G_TYPE_STRV);
  INSTALL (boolean, "feedback", FALSE);
}

DEFINE_SETTINGS (midi)
{
  INSTALL (string, "device", NULL);
  INSTALL (uint, "hold-ms", 0, 10000, 50);
}

static gboolean
validate_range (ClaspSettings *self, GError **error)
{
  if (clasp_settings_get_double (self, "in-min") != clasp_settings_get_double (self, "in-max"))
    return TRUE;
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
               "in-max: must differ from in-min");
  return FALSE;
}

DEFINE_SETTINGS (range)
{
  INSTALL (double, "in-min", -1e6, 1e6, 0);
  INSTALL (double, "in-max", -1e6, 1e6, 1);
  INSTALL (double, "out-min", -1e6, 1e6, 0);
  INSTALL (double, "out-max", -1e6, 1e6, 1);
  INSTALL (boolean, "clamp", TRUE);
  klass->validate = validate_range;
}

DEFINE_SETTINGS (smooth) { INSTALL (double, "time-ms", 0, 60000, 100); }

DEFINE_SETTINGS (curve)
{
  INSTALL (enum, "shape", fixture_shape_get_type (), SHAPE_LINEAR);
  INSTALL (double, "gamma", 0.1, 8, 1);
  INSTALL (int, "offset", -10, 10, 0);
}

DEFINE_SETTINGS (expression)
{
  INSTALL (string, "text", "value");
  INSTALL (boxed, "constants", G_TYPE_STRV);
}

DEFINE_SETTINGS (route)
{
  INSTALL (enum, "join", fixture_shape_get_type (), SHAPE_LINEAR);
  INSTALL (double, "rate-hz", 0, 1000, 0);
  INSTALL (string, "when", NULL);
  INSTALL (boxed, "layers", G_TYPE_STRV);
  INSTALL (boolean, "solo", FALSE);
}

DEFINE_SETTINGS (variable)
{
  INSTALL (string, "initial", NULL);
  INSTALL (boolean, "persist", FALSE);
}

DEFINE_SETTINGS (scene)
{
  INSTALL (boxed, "values", G_TYPE_STRV);
  INSTALL (double, "fade-s", 0, 86400, 0);
}

DEFINE_SETTINGS (source) { INSTALL (string, "path", NULL); }

DEFINE_SETTINGS (target)
{
  INSTALL (string, "template", NULL);
  INSTALL (uint, "priority", 0, 200, 100);
}

const ClaspRegistry *
show_fixture_registry (void)
{
  static const ClaspKind connections[] = {
    { "osc", "OSC", "", fixture_osc_get_type, "/osc", NULL },
    { "midi", "MIDI", "", fixture_midi_get_type, "/midi", NULL },
  };
  static const ClaspKind steps[] = {
    { "range", "Range", "", fixture_range_get_type, NULL, NULL },
    { "smooth", "Smooth", "", fixture_smooth_get_type, NULL, NULL },
    { "curve", "Curve", "", fixture_curve_get_type, NULL, NULL },
    { "expression", "Expression", "", fixture_expression_get_type, NULL, NULL },
  };
  static const ClaspKind locals[] = {
    { "variable", "Variable", "", fixture_variable_get_type },
    { "scene", "Scene", "", fixture_scene_get_type },
  };
  static const ClaspRegistry registry = {
    .connections = connections,
    .n_connections = G_N_ELEMENTS (connections),
    .steps = steps,
    .n_steps = G_N_ELEMENTS (steps),
    .get_router_settings_type = clasp_router_settings_get_type,
    .get_route_options_type = fixture_route_get_type,
    .get_source_options_type = fixture_source_get_type,
    .get_target_options_type = fixture_target_get_type,
    .locals = locals,
    .n_locals = G_N_ELEMENTS (locals),
  };

  return &registry;
}

ClaspShow *
show_fixture_new (void)
{
  return clasp_show_new (show_fixture_registry ());
}

/* ---- random edits ---- */

static guint
pick (GRand *random, guint n)
{
  return (guint) g_rand_int_range (random, 0, (gint32) n);
}

/* Short texts with everything that some syntax somewhere gives a meaning. */
static char *
random_text (GRand *random)
{
  static const char *const pieces[] = { "a",  "/osc/1", " ",     "\"", "\\", "=>",
                                        "|",  "=",      ";",     ",",  "€",  "{n:1..8}",
                                        "\n", "*",      "x * 2", "!",  "0" };
  GString                 *text = g_string_new (NULL);

  for (guint i = pick (random, 5); i > 0; i--)
    g_string_append (text, pieces[pick (random, G_N_ELEMENTS (pieces))]);
  return g_string_free (text, FALSE);
}

static char *
random_address (GRand *random)
{
  g_autofree char *text = random_text (random);

  return g_strdup_printf ("/osc/%u%s", pick (random, 100), text);
}

static char **
random_strv (GRand *random)
{
  guint  n = pick (random, 4);
  char **strv = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    strv[i] = random_text (random);
  return strv;
}

static double
random_double (GRand *random, GParamSpecDouble *spec)
{
  double number = g_rand_double_range (random, spec->minimum, spec->maximum);

  return pick (random, 2) == 0 ? CLAMP (round (number), spec->minimum, spec->maximum) : number;
}

static void
set_random (GObject *object, GParamSpec *pspec, GRand *random)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, pspec->value_type);
  if (G_IS_PARAM_SPEC_BOOLEAN (pspec))
    g_value_set_boolean (&value, (gboolean) pick (random, 2));
  else if (G_IS_PARAM_SPEC_INT (pspec))
    g_value_set_int (&value, g_rand_int_range (random, G_PARAM_SPEC_INT (pspec)->minimum,
                                               G_PARAM_SPEC_INT (pspec)->maximum));
  else if (G_IS_PARAM_SPEC_UINT (pspec))
    g_value_set_uint (&value, G_PARAM_SPEC_UINT (pspec)->minimum +
                                pick (random, 100) % (G_PARAM_SPEC_UINT (pspec)->maximum -
                                                      G_PARAM_SPEC_UINT (pspec)->minimum + 1));
  else if (G_IS_PARAM_SPEC_DOUBLE (pspec))
    g_value_set_double (&value, random_double (random, G_PARAM_SPEC_DOUBLE (pspec)));
  else if (G_IS_PARAM_SPEC_ENUM (pspec))
    g_value_set_enum (&value, (int) pick (random, 2));
  else if (G_IS_PARAM_SPEC_STRING (pspec))
    g_value_take_string (&value, random_text (random));
  else
    g_value_take_boxed (&value, random_strv (random));
  g_object_set_property (object, pspec->name, &value);
  g_value_unset (&value);
}

static void
edit_settings (ClaspSettings *settings, GRand *random)
{
  guint                   n;
  g_autofree GParamSpec **pspecs =
    clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (settings), &n);

  set_random (G_OBJECT (settings), pspecs[pick (random, n)], random);
}

static gpointer
pick_item (GListModel *list, GRand *random)
{
  guint n = g_list_model_get_n_items (list);

  return n > 0 ? g_list_model_get_item (list, pick (random, n)) : NULL;
}

static void
add_connection (ClaspShow *show, GRand *random)
{
  g_autoptr (ClaspConnection) connection =
    clasp_show_create_connection (show, pick (random, 2) == 0 ? "osc" : "midi", NULL);

  clasp_show_insert (show, pick (random, 10), CLASP_SHOW_ITEM (connection));
}

static void
add_mapping (ClaspShow *show, GRand *random)
{
  g_autofree char         *source = random_address (random), *target = random_address (random);
  g_autoptr (ClaspMapping) mapping = clasp_show_create_mapping (show, source, target);

  clasp_show_insert (show, pick (random, 10), CLASP_SHOW_ITEM (mapping));
}

static void
add_step (ClaspShow *show, ClaspMapping *mapping, GRand *random)
{
  static const char *const kinds[] = { "range", "smooth", "curve", "expression" };
  g_autoptr (ClaspStep)    step = clasp_show_create_step (show, kinds[pick (random, 4)], NULL);

  clasp_mapping_insert_step (mapping, pick (random, 6), step);
}

static void
edit_step (ClaspMapping *mapping, GRand *random)
{
  g_autoptr (ClaspStep) step = pick_item (clasp_mapping_get_steps (mapping), random);

  if (step == NULL)
    return;
  if (pick (random, 4) == 0)
    clasp_step_set_enabled (step, !clasp_step_get_enabled (step));
  else
    edit_settings (clasp_step_get_settings (step), random);
}

static void
add_or_remove_end (ClaspShow *show, ClaspMapping *mapping, GRand *random)
{
  gboolean                    is_target = pick (random, 2) == 0;
  g_autofree char            *address = random_address (random);
  g_autoptr (ClaspMappingEnd) end = NULL;

  end =
    is_target ? clasp_show_create_target (show, address) : clasp_show_create_source (show, address);
  switch (pick (random, 4))
    {
    case 0:
      is_target ? clasp_mapping_remove_target (mapping, pick (random, 4))
                : clasp_mapping_remove_source (mapping, pick (random, 4));
      break;
    case 1:
      is_target ? clasp_mapping_move_target (mapping, pick (random, 4), pick (random, 4))
                : clasp_mapping_move_source (mapping, pick (random, 4), pick (random, 4));
      break;
    default:
      is_target ? clasp_mapping_add_target (mapping, end) : clasp_mapping_add_source (mapping, end);
    }
}

static void
edit_end (ClaspShow *show, ClaspMapping *mapping, GRand *random)
{
  gboolean                    is_target = pick (random, 2) == 0;
  g_autofree char            *address = random_address (random);
  g_autoptr (ClaspStep)       step = clasp_show_create_step (show, "smooth", NULL);
  g_autoptr (ClaspMappingEnd) end = pick_item (
    is_target ? clasp_mapping_get_targets (mapping) : clasp_mapping_get_sources (mapping), random);

  switch (pick (random, 5))
    {
    case 0:
      clasp_mapping_end_set_address (end, address);
      break;
    case 1:
      clasp_mapping_end_insert_step (end, pick (random, 6), step);
      break;
    case 2:
      clasp_mapping_end_remove_step (end, pick (random, 6));
      break;
    case 3:
      clasp_mapping_end_move_step (end, pick (random, 6), pick (random, 6));
      break;
    default:
      edit_settings (clasp_mapping_end_get_options (end), random);
    }
}

static void
edit_mapping (ClaspShow *show, GRand *random)
{
  g_autoptr (ClaspMapping) mapping = pick_item (clasp_show_get_mappings (show), random);
  static const char *const properties[] = { "source",  "target", "colour",
                                            "convert", "name",   "enabled" };

  if (mapping == NULL)
    return;
  switch (pick (random, 12))
    {
    case 0:
    case 1:
      add_step (show, mapping, random);
      break;
    case 8:
      add_or_remove_end (show, mapping, random);
      break;
    case 9:
      edit_end (show, mapping, random);
      break;
    case 10:
      edit_settings (clasp_mapping_get_options (mapping), random);
      break;
    case 2:
      clasp_mapping_remove_step (mapping, pick (random, 8));
      break;
    case 3:
      clasp_mapping_move_step (mapping, pick (random, 8), pick (random, 8));
      break;
    case 4:
    case 5:
      edit_step (mapping, random);
      break;
    default:
      set_random (
        G_OBJECT (mapping),
        g_object_class_find_property (G_OBJECT_GET_CLASS (mapping),
                                      properties[pick (random, G_N_ELEMENTS (properties))]),
        random);
    }
}

static void
edit_connection (ClaspShow *show, GRand *random)
{
  g_autoptr (ClaspConnection) connection = pick_item (clasp_show_get_connections (show), random);
  static const char *const    properties[] = { "name", "enabled", "namespace" };

  if (connection == NULL)
    return;
  if (pick (random, 2) == 0)
    edit_settings (clasp_connection_get_settings (connection), random);
  else
    set_random (G_OBJECT (connection),
                g_object_class_find_property (G_OBJECT_GET_CLASS (connection),
                                              properties[pick (random, G_N_ELEMENTS (properties))]),
                random);
}

/* Most names are free, some are taken, some are none. */
static void
edit_locals (ClaspShow *show, GRand *random)
{
  const char                *kind = pick (random, 2) == 0 ? "variable" : "scene";
  g_autofree char           *text = random_text (random);
  g_autofree char           *name = g_strdup_printf ("%u%s", pick (random, 20), text);
  g_autoptr (ClaspShowLocal) local = pick_item (clasp_show_get_locals (show), random);
  g_autoptr (ClaspShowLocal) new_local = clasp_show_create_local (show, kind, name, NULL);

  if (local == NULL || pick (random, 3) == 0)
    {
      if (new_local != NULL)
        clasp_show_insert (show, pick (random, 10), CLASP_SHOW_ITEM (new_local));
    }
  else if (pick (random, 3) == 0)
    clasp_show_rename_local (show, local, name, NULL);
  else
    edit_settings (clasp_show_local_get_settings (local), random);
}

static void
remove_or_move (ClaspShow *show, GRand *random)
{
  GListModel *const lists[] = { clasp_show_get_mappings (show), clasp_show_get_connections (show),
                                clasp_show_get_locals (show) };
  GListModel       *list = lists[pick (random, G_N_ELEMENTS (lists))];
  g_autoptr (ClaspShowItem) item = pick_item (list, random);

  if (item == NULL)
    return;
  if (pick (random, 2) == 0)
    clasp_show_remove (show, item);
  else
    clasp_show_move (show, item, pick (random, 12));
}

static void
edit_group (ClaspShow *show, GRand *random)
{
  guint n = pick (random, 5);

  clasp_show_begin_edit (show, "Several");
  for (guint i = 0; i < n; i++)
    show_fixture_edit (show, random);
  clasp_show_end_edit (show);
}

void
show_fixture_edit (ClaspShow *show, GRand *random)
{
  guint kind = pick (random, 100);

  if (kind < 8)
    add_connection (show, random);
  else if (kind < 24)
    add_mapping (show, random);
  else if (kind < 60)
    edit_mapping (show, random);
  else if (kind < 70)
    edit_connection (show, random);
  else if (kind < 75)
    edit_locals (show, random);
  else if (kind < 90)
    remove_or_move (show, random);
  else if (kind < 94)
    edit_settings (clasp_router_config_get_settings (clasp_show_get_router (show)), random);
  else if (kind < 96)
    set_random (G_OBJECT (show), g_object_class_find_property (G_OBJECT_GET_CLASS (show), "name"),
                random);
  else
    edit_group (show, random);
}

/* ---- files ---- */

char *
show_fixture_folder (void)
{
  g_autoptr (GError) error = NULL;
  char              *folder = g_dir_make_tmp ("clasp-show-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

void
show_fixture_remove_folder (char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char      *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
  g_free (folder);
}

char *
show_fixture_read (const char *path)
{
  g_autoptr (GError) error = NULL;
  char              *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}
