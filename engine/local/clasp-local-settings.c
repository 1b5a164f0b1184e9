/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "local/clasp-local-settings.h"

#include "core/clasp-address.h"
#include "core/clasp-json.h"
#include "core/clasp-value-text.h"
#include "mapping/clasp-curve.h"

#include <glib/gi18n-lib.h>
#include <math.h>

G_DEFINE_ENUM_TYPE (ClaspVariableType,
                    clasp_variable_type,
                    G_DEFINE_ENUM_VALUE (CLASP_VARIABLE_FLOAT, "float"),
                    G_DEFINE_ENUM_VALUE (CLASP_VARIABLE_INT, "int"),
                    G_DEFINE_ENUM_VALUE (CLASP_VARIABLE_BOOL, "bool"),
                    G_DEFINE_ENUM_VALUE (CLASP_VARIABLE_STRING, "string"))

G_DEFINE_ENUM_TYPE (ClaspRetrigger,
                    clasp_retrigger,
                    G_DEFINE_ENUM_VALUE (CLASP_RETRIGGER_RESTART, "restart"),
                    G_DEFINE_ENUM_VALUE (CLASP_RETRIGGER_IGNORE, "ignore"),
                    G_DEFINE_ENUM_VALUE (CLASP_RETRIGGER_QUEUE, "queue"))

typedef struct
{
  ClaspSettings parent_instance;
} ClaspVariableSettings, ClaspTimerSettings, ClaspSceneSettings, ClaspLayerSettings;

typedef ClaspSettingsClass ClaspVariableSettingsClass;
typedef ClaspSettingsClass ClaspTimerSettingsClass;
typedef ClaspSettingsClass ClaspSceneSettingsClass;
typedef ClaspSettingsClass ClaspLayerSettingsClass;

G_DEFINE_TYPE (ClaspVariableSettings, clasp_variable_settings, CLASP_TYPE_SETTINGS)
G_DEFINE_TYPE (ClaspTimerSettings, clasp_timer_settings, CLASP_TYPE_SETTINGS)
G_DEFINE_TYPE (ClaspSceneSettings, clasp_scene_settings, CLASP_TYPE_SETTINGS)
G_DEFINE_TYPE (ClaspLayerSettings, clasp_layer_settings, CLASP_TYPE_SETTINGS)

/* ---- short forms ---- */

static void
add_text (ClaspSettingsClass *klass, const char *name, const char *nick, const char *blurb)
{
  clasp_settings_class_install (klass,
                                g_param_spec_string (name, nick, blurb, "", CLASP_SETTINGS_FLAGS));
}

static void
add_switch (ClaspSettingsClass *klass, const char *name, const char *nick, const char *blurb)
{
  clasp_settings_class_install (
    klass, g_param_spec_boolean (name, nick, blurb, FALSE, CLASP_SETTINGS_FLAGS));
}

static void
add_choice (ClaspSettingsClass *klass,
            GType               type,
            const char         *name,
            const char         *nick,
            const char         *blurb)
{
  clasp_settings_class_install (
    klass, g_param_spec_enum (name, nick, blurb, type, 0, CLASP_SETTINGS_FLAGS));
}

static void
add_number (ClaspSettingsClass *klass,
            const char         *name,
            const char         *nick,
            const char         *blurb,
            double              minimum,
            double              maximum,
            double              default_value)
{
  clasp_settings_class_install (klass, g_param_spec_double (name, nick, blurb, minimum, maximum,
                                                            default_value, CLASP_SETTINGS_FLAGS));
}

/* ---- variables ---- */

static gboolean
convert_number (ClaspVariableType type,
                double            minimum,
                double            maximum,
                double            number,
                ClaspValue       *result)
{
  const ClaspValue limited =
    clasp_value_double (minimum < maximum ? CLAMP (number, minimum, maximum) : number);
  gint64 integer;

  if (!isfinite (limited.as.number))
    return FALSE;
  if (type == CLASP_VARIABLE_INT)
    {
      clasp_value_to_int (&limited, &integer);
      *result = clasp_value_int (integer);
    }
  else
    *result = limited;
  return TRUE;
}

static ClaspValue
text_of (const ClaspValue *value)
{
  g_autofree char *text = clasp_value_to_text (value);

  return clasp_value_string (clasp_str (text));
}

/**
 * clasp_variable_convert:
 * @type: what it is to become
 * @minimum: least number
 * @maximum: greatest; both the same stand for no limits
 * @value: what was written
 * @result: (out): cleared by the caller
 *
 * Numbers become true from 0.5 on, texts numbers when they are one whole; everything has a text.
 *
 * Thread: any.
 *
 * Returns: %FALSE when @value can be none of @type
 */
gboolean
clasp_variable_convert (ClaspVariableType type,
                        double            minimum,
                        double            maximum,
                        const ClaspValue *value,
                        ClaspValue       *result)
{
  double number;

  *result = clasp_value_null ();
  if (type == CLASP_VARIABLE_STRING)
    {
      *result = text_of (value);
      return TRUE;
    }
  if (!clasp_value_to_double (value, &number) || isnan (number))
    return FALSE;
  if (type != CLASP_VARIABLE_BOOL)
    return convert_number (type, minimum, maximum, number, result);

  *result = clasp_value_bool (number >= 0.5);
  return TRUE;
}

static gboolean
validate_variable (ClaspSettings *settings, GError **error)
{
  double              minimum = clasp_settings_get_double (settings, "minimum");
  double              maximum = clasp_settings_get_double (settings, "maximum");
  ClaspVariableType   type = (ClaspVariableType) clasp_settings_get_int (settings, "type");
  const char         *text = clasp_settings_get_string (settings, "initial");
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  g_auto (ClaspValue) initial = CLASP_VALUE_INIT;

  if (minimum > maximum)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "minimum is above maximum");
      return FALSE;
    }
  if (text[0] == '\0' || !clasp_value_parse (text, CLASP_VALUE_SYNTAX_AUTO, &value, NULL) ||
      clasp_variable_convert (type, minimum, maximum, &value, &initial))
    return TRUE;

  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
               "initial: ‘%s’ is not of the variable's type", text);
  return FALSE;
}

static void
clasp_variable_settings_class_init (ClaspVariableSettingsClass *klass)
{
  klass->validate = validate_variable;
  add_choice (
    klass, clasp_variable_type_get_type (), "type", N_ ("Type"),
    N_ ("What it holds. Other values are converted where that can be done, else refused."));
  add_text (klass, "initial", N_ ("Initial value"),
            N_ ("What it is at the start; empty = 0, off or an empty text."));
  add_number (klass, "minimum", N_ ("Lowest"),
              N_ ("Numbers below become this. Both limits the same: none."), -G_MAXDOUBLE,
              G_MAXDOUBLE, 0.0);
  add_number (klass, "maximum", N_ ("Highest"), N_ ("Numbers above become this."), -G_MAXDOUBLE,
              G_MAXDOUBLE, 0.0);
  add_switch (klass, "persist", N_ ("Keep"), N_ ("Keep its value when the program starts again."));
  add_text (
    klass, "layer", N_ ("Layer"),
    N_ ("Name of a layer: whenever that comes on, the variable gets its initial value. Empty: "
        "it belongs to the whole show."));
}

static void
clasp_variable_settings_init (ClaspVariableSettings *self)
{
}

/* ---- timers ---- */

static void
clasp_timer_settings_class_init (ClaspTimerSettingsClass *klass)
{
  add_number (klass, "interval-s", N_ ("Interval"),
              N_ ("Seconds from the start to the time it fires."), CLASP_TIMER_MIN_INTERVAL_S,
              CLASP_TIMER_MAX_INTERVAL_S, 1.0);
  add_switch (klass, "periodic", N_ ("Periodic"), N_ ("Fire again and again until it is stopped."));
  add_switch (klass, "running", N_ ("Running"), N_ ("Start with the show."));
  add_choice (
    klass, clasp_retrigger_get_type (), "retrigger", N_ ("Started again"),
    N_ ("When it is started while it runs: restart: its time begins anew. ignore: it goes "
        "on. queue: it runs once more when it is over."));
}

static void
clasp_timer_settings_init (ClaspTimerSettings *self)
{
}

/* ---- scenes ---- */

/**
 * clasp_scene_value_parse:
 * @text: "ADDRESS=JSON"
 * @address: (out) (transfer full): the first part
 * @value: (out): the second; cleared by the caller
 * @error: return location for %CLASP_SHOW_ERROR_SETTING
 *
 * Thread: any.
 *
 * Returns: %TRUE if both make sense
 */
gboolean
clasp_scene_value_parse (const char *text, char **address, ClaspValue *value, GError **error)
{
  const char        *equals = strchr (text, '=');
  g_autofree char   *name = equals != NULL ? g_strndup (text, (gsize) (equals - text)) : NULL;
  g_autoptr (GError) local_error = NULL;
  const char        *why = NULL;

  if (name == NULL)
    why = "expected ADDRESS=VALUE";
  else if (clasp_address_is_valid (clasp_str (name), &why) &&
           clasp_value_parse (equals + 1, CLASP_VALUE_SYNTAX_JSON, value, &local_error))
    {
      *address = g_steal_pointer (&name);
      return TRUE;
    }

  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "values: ‘%s’: %s", text,
               local_error != NULL ? local_error->message : why);
  return FALSE;
}

/**
 * clasp_scene_value_print:
 * @address: of a parameter
 * @value: its value
 *
 * Thread: any.
 *
 * Returns: (transfer full): "ADDRESS=JSON"
 */
char *
clasp_scene_value_print (const char *address, const ClaspValue *value)
{
  g_autoptr (JsonNode) node = clasp_value_to_json (value);
  g_autofree char     *json = clasp_json_print_line (node);

  return g_strconcat (address, "=", json, NULL);
}

static gboolean
validate_scene (ClaspSettings *settings, GError **error)
{
  const char *const *values = clasp_settings_get_strv (settings, "values");

  for (guint i = 0; values[i] != NULL; i++)
    {
      g_autofree char    *address = NULL;
      g_auto (ClaspValue) value = CLASP_VALUE_INIT;

      if (!clasp_scene_value_parse (values[i], &address, &value, error))
        return FALSE;
    }
  return TRUE;
}

static void
clasp_scene_settings_class_init (ClaspSceneSettingsClass *klass)
{
  klass->validate = validate_scene;
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("values", N_ ("Values"),
                               N_ ("ADDRESS=VALUE each, the value as JSON: /dmx/0/1=0.5."),
                               G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  add_number (klass, "fade-s", N_ ("Fade"),
              N_ ("Seconds in which numbers go from what they are to what they shall be; the rest "
                  "changes at the end."),
              0.0, CLASP_SCENE_MAX_FADE_S, 0.0);
  add_choice (klass, CLASP_TYPE_CURVE, "curve", N_ ("Curve"), N_ ("How they go."));
  add_choice (
    klass, clasp_retrigger_get_type (), "retrigger", N_ ("Recalled again"),
    N_ ("When it is recalled while it fades: restart: it begins anew. ignore: it goes on. "
        "queue: it is recalled once more when it is over."));
}

static void
clasp_scene_settings_init (ClaspSceneSettings *self)
{
}

/* ---- layers ---- */

static void
clasp_layer_settings_class_init (ClaspLayerSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_boolean ("initial", N_ ("On at first"),
                                 N_ ("Whether it is on until somebody switches it."), TRUE,
                                 CLASP_SETTINGS_FLAGS));
  add_text (klass, "group", N_ ("Group"),
            N_ ("Of the layers with the same group at most one is on. Empty: none."));
}

static void
clasp_layer_settings_init (ClaspLayerSettings *self)
{
}
