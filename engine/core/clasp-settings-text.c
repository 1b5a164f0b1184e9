/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-settings-private.h"

#include "core/clasp-nearest.h"
#include "core/clasp-value.h"

#include <math.h>
#include <string.h>

/* Settings as people write them: parsing, printing, and saying what was expected. */

#define MAX_QUOTED 40

typedef struct
{
  const char *unit;
  double      factor; /* to the setting's own unit */
} Unit;

/* The units each setting's suffix accepts; the first is its own. */
static const Unit milliseconds[] = { { "ms", 1 }, { "s", 1000 }, { "min", 60000 }, { NULL, 0 } };
static const Unit seconds[] = { { "s", 1 },
                                { "ms", 0.001 },
                                { "min", 60 },
                                { "h", 3600 },
                                { NULL, 0 } };
static const Unit hertz[] = { { "Hz", 1 }, { "kHz", 1000 }, { NULL, 0 } };
static const Unit none[] = { { NULL, 0 } };

static const Unit *
units_of (GParamSpec *pspec)
{
  if (g_str_has_suffix (pspec->name, "-ms"))
    return milliseconds;
  if (g_str_has_suffix (pspec->name, "-s"))
    return seconds;
  if (g_str_has_suffix (pspec->name, "-hz"))
    return hertz;
  return none;
}

const char *
clasp_setting_get_unit (GParamSpec *pspec)
{
  const Unit *units = units_of (pspec);

  return units[0].unit != NULL ? units[0].unit : "";
}

static char *
print_number (double number)
{
  char       buffer[32];
  ClaspValue value = clasp_value_double (number);

  clasp_value_print (&value, buffer, sizeof buffer);
  return g_strdup (buffer);
}

/* The bounds as numbers; infinite where the type's own limit says "none". */
static void
get_bounds (GParamSpec *pspec, double *minimum, double *maximum)
{
  *minimum = -INFINITY;
  *maximum = INFINITY;

  if (G_IS_PARAM_SPEC_INT (pspec))
    {
      GParamSpecInt *spec = G_PARAM_SPEC_INT (pspec);

      *minimum = spec->minimum == G_MININT ? -INFINITY : spec->minimum;
      *maximum = spec->maximum == G_MAXINT ? INFINITY : spec->maximum;
    }
  else if (G_IS_PARAM_SPEC_UINT (pspec))
    {
      GParamSpecUInt *spec = G_PARAM_SPEC_UINT (pspec);

      *minimum = spec->minimum;
      *maximum = spec->maximum == G_MAXUINT ? INFINITY : spec->maximum;
    }
  else if (G_IS_PARAM_SPEC_DOUBLE (pspec))
    {
      GParamSpecDouble *spec = G_PARAM_SPEC_DOUBLE (pspec);

      *minimum = spec->minimum <= -G_MAXDOUBLE ? -INFINITY : spec->minimum;
      *maximum = spec->maximum >= G_MAXDOUBLE ? INFINITY : spec->maximum;
    }
}

static char *
describe_range (GParamSpec *pspec)
{
  gboolean         is_whole = !G_IS_PARAM_SPEC_DOUBLE (pspec);
  const char      *unit = clasp_setting_get_unit (pspec);
  const char      *gap = *unit != '\0' ? " " : "";
  double           minimum, maximum;
  g_autofree char *low = NULL, *high = NULL;

  get_bounds (pspec, &minimum, &maximum);
  low = print_number (minimum);
  high = print_number (maximum);

  if (isinf (minimum) && isinf (maximum))
    return g_strdup (is_whole ? "a whole number" : "a number");
  if (isinf (maximum))
    return g_strdup_printf ("at least %s%s%s", low, gap, unit);
  if (isinf (minimum))
    return g_strdup_printf ("at most %s%s%s", high, gap, unit);
  return g_strdup_printf (minimum < 0 ? "%s to %s%s%s" : "%s–%s%s%s", low, high, gap, unit);
}

static char *
describe_choices (GParamSpec *pspec)
{
  GEnumClass *klass = G_PARAM_SPEC_ENUM (pspec)->enum_class;
  GString    *text = g_string_new ("one of ");

  for (guint i = 0; i < klass->n_values; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", klass->values[i].value_nick);
  return g_string_free (text, FALSE);
}

char *
clasp_setting_expected (GParamSpec *pspec)
{
  switch (clasp_setting_get_type_of (pspec))
    {
    case CLASP_SETTING_BOOLEAN:
      return g_strdup ("true or false");
    case CLASP_SETTING_INT:
    case CLASP_SETTING_UINT:
    case CLASP_SETTING_DOUBLE:
      return describe_range (pspec);
    case CLASP_SETTING_STRING:
      return g_strdup ("text");
    case CLASP_SETTING_ENUM:
      return describe_choices (pspec);
    case CLASP_SETTING_STRV:
      return g_strdup ("a list of texts");
    }

  g_return_val_if_reached (NULL);
}

char *
clasp_setting_quote (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strnlen (text, 8 * MAX_QUOTED));

  if (g_utf8_strlen (valid, -1) > MAX_QUOTED)
    {
      g_autofree char *start = g_utf8_substring (valid, 0, MAX_QUOTED);

      return g_strdup_printf ("“%s…”", start);
    }
  return g_strdup_printf ("“%s”", valid);
}

static char *
refuse (GParamSpec *pspec, const char *text)
{
  g_autofree char *expected = clasp_setting_expected (pspec);
  g_autofree char *quoted = clasp_setting_quote (text);

  return g_strdup_printf ("expected %s, got %s", expected, quoted);
}

static char *
refuse_number (GParamSpec *pspec, double number)
{
  g_autofree char *expected = clasp_setting_expected (pspec);
  g_autofree char *got = print_number (number);

  return g_strdup_printf ("expected %s, got %s", expected, got);
}

static char *
check_text (const char *text)
{
  if (strlen (text) > CLASP_SETTINGS_MAX_TEXT)
    return g_strdup_printf ("longer than %d bytes", CLASP_SETTINGS_MAX_TEXT);
  if (!g_utf8_validate (text, -1, NULL))
    return g_strdup ("not UTF-8 text");
  return NULL;
}

static char *
check_strv (char **strv)
{
  gsize size = 0;

  if (g_strv_length (strv) > CLASP_SETTINGS_MAX_ITEMS)
    return g_strdup_printf ("more than %d items", CLASP_SETTINGS_MAX_ITEMS);

  for (guint i = 0; strv[i] != NULL; i++)
    {
      char *why = check_text (strv[i]);

      if (why != NULL)
        return why;
      size += strlen (strv[i]) + 1;
    }
  if (size > CLASP_SETTINGS_MAX_TEXT)
    return g_strdup_printf ("longer than %d bytes", CLASP_SETTINGS_MAX_TEXT);
  return NULL;
}

static char *
check_number (GParamSpec *pspec, double number)
{
  double minimum, maximum;

  get_bounds (pspec, &minimum, &maximum);
  if (isfinite (number) && number >= minimum && number <= maximum)
    return NULL;
  return refuse_number (pspec, number);
}

char *
clasp_setting_check (GParamSpec *pspec, const GValue *value)
{
  switch (clasp_setting_get_type_of (pspec))
    {
    case CLASP_SETTING_BOOLEAN:
    case CLASP_SETTING_ENUM:
      return NULL;
    case CLASP_SETTING_INT:
      return check_number (pspec, g_value_get_int (value));
    case CLASP_SETTING_UINT:
      return check_number (pspec, g_value_get_uint (value));
    case CLASP_SETTING_DOUBLE:
      return check_number (pspec, g_value_get_double (value));
    case CLASP_SETTING_STRING:
      return check_text (g_value_get_string (value));
    case CLASP_SETTING_STRV:
      return check_strv (g_value_get_boxed (value));
    }

  g_return_val_if_reached (NULL);
}

/* Backslash keeps a semicolon in its item; a last empty item shows as a semicolon at the end. */
static char *
join_items (char **strv)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; strv[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (text, ';');
      for (const char *p = strv[i]; *p != '\0'; p++)
        {
          if (*p == ';' || *p == '\\')
            g_string_append_c (text, '\\');
          g_string_append_c (text, *p);
        }
      if (strv[i + 1] == NULL && *strv[i] == '\0')
        g_string_append_c (text, ';');
    }
  return g_string_free (text, FALSE);
}

static char **
split_items (const char *text)
{
  GStrvBuilder       *builder = g_strv_builder_new ();
  g_autoptr (GString) item = g_string_new (NULL);
  char              **strv;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '\\' && (p[1] == ';' || p[1] == '\\'))
        g_string_append_c (item, *++p);
      else if (*p == ';')
        {
          g_strv_builder_add (builder, item->str);
          g_string_truncate (item, 0);
        }
      else
        g_string_append_c (item, *p);
    }
  if (item->len > 0)
    g_strv_builder_add (builder, item->str);

  strv = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return strv;
}

char *
clasp_setting_format (GParamSpec *pspec, const GValue *value)
{
  switch (clasp_setting_get_type_of (pspec))
    {
    case CLASP_SETTING_BOOLEAN:
      return g_strdup (g_value_get_boolean (value) ? "true" : "false");
    case CLASP_SETTING_INT:
      return g_strdup_printf ("%d", g_value_get_int (value));
    case CLASP_SETTING_UINT:
      return g_strdup_printf ("%u", g_value_get_uint (value));
    case CLASP_SETTING_DOUBLE:
      return print_number (g_value_get_double (value));
    case CLASP_SETTING_STRING:
      return g_value_dup_string (value);
    case CLASP_SETTING_ENUM:
      {
        GEnumValue *choice =
          g_enum_get_value (G_PARAM_SPEC_ENUM (pspec)->enum_class, g_value_get_enum (value));

        return g_strdup (choice->value_nick);
      }
    case CLASP_SETTING_STRV:
      return join_items (g_value_get_boxed (value));
    }

  g_return_val_if_reached (NULL);
}

static gboolean
parse_boolean (const char *text, gboolean *boolean)
{
  static const char *const yes[] = { "true", "yes", "on", "1", NULL };
  static const char *const no[] = { "false", "no", "off", "0", NULL };
  g_autofree char         *lower = g_ascii_strdown (text, -1);

  *boolean = g_strv_contains (yes, lower);
  return *boolean || g_strv_contains (no, lower);
}

/* Those are told in percent, too. */
static gboolean
is_share (GParamSpec *pspec)
{
  return G_IS_PARAM_SPEC_DOUBLE (pspec) && G_PARAM_SPEC_DOUBLE (pspec)->minimum == 0 &&
         G_PARAM_SPEC_DOUBLE (pspec)->maximum == 1;
}

/* A decimal number and, where the setting has a unit, one of its units; nothing else around. */
static gboolean
parse_number (GParamSpec *pspec, const char *text, double *number)
{
  char       *end;
  const char *digits = text + (*text == '-' || *text == '+');

  /* strtod would also take "inf", "nan" and hexadecimal */
  if (!g_ascii_isdigit (*digits) && *digits != '.')
    return FALSE;
  if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X'))
    return FALSE;

  *number = g_ascii_strtod (text, &end);
  if (end == text)
    return FALSE;
  if (*end == '\0')
    return TRUE;

  while (*end == ' ')
    end++;
  if (is_share (pspec) && g_str_equal (end, "%"))
    {
      /* 7 % is 0.07, not 0.070000000000000007 */
      *number = round (*number * 1e7) / 1e9;
      return TRUE;
    }
  for (const Unit *unit = units_of (pspec); unit->unit != NULL; unit++)
    if (g_ascii_strcasecmp (end, unit->unit) == 0)
      {
        /* 0.08 s is 80 ms, not 80.000000000000002 */
        *number = unit->factor == 1 ? *number : round (*number * unit->factor * 1e9) / 1e9;
        return TRUE;
      }
  return FALSE;
}

/* As it is written; else whatever its case, where that is no other choice. */
static gboolean
parse_choice (GParamSpec *pspec, const char *text, int *choice)
{
  GEnumClass *klass = G_PARAM_SPEC_ENUM (pspec)->enum_class;
  GEnumValue *exact = g_enum_get_value_by_nick (klass, text);

  if (exact != NULL)
    {
      *choice = exact->value;
      return TRUE;
    }
  for (guint i = 0; i < klass->n_values; i++)
    if (g_ascii_strcasecmp (klass->values[i].value_nick, text) == 0)
      {
        *choice = klass->values[i].value;
        return TRUE;
      }
  return FALSE;
}

/* Ints and uints fit a double exactly. */
static char *
take_number (GParamSpec *pspec, double number, GValue *value)
{
  gboolean is_whole = !G_IS_PARAM_SPEC_DOUBLE (pspec);
  char    *why = check_number (pspec, number);

  if (why != NULL)
    return why;
  if (is_whole && (number != round (number) || number < G_MININT || number > G_MAXUINT ||
                   (G_IS_PARAM_SPEC_INT (pspec) && number > G_MAXINT)))
    return refuse_number (pspec, number);

  g_value_init (value, pspec->value_type);
  if (G_IS_PARAM_SPEC_DOUBLE (pspec))
    g_value_set_double (value, number);
  else if (G_IS_PARAM_SPEC_UINT (pspec))
    g_value_set_uint (value, (guint) number);
  else
    g_value_set_int (value, (int) number);
  return NULL;
}

static char *
parse_scalar (GParamSpec *pspec, const char *text, GValue *value)
{
  gboolean boolean;
  int      choice;
  double   number;

  if (G_IS_PARAM_SPEC_BOOLEAN (pspec))
    {
      if (!parse_boolean (text, &boolean))
        return refuse (pspec, text);
      g_value_init (value, G_TYPE_BOOLEAN);
      g_value_set_boolean (value, boolean);
      return NULL;
    }

  if (G_IS_PARAM_SPEC_ENUM (pspec))
    {
      if (!parse_choice (pspec, text, &choice))
        return refuse (pspec, text);
      g_value_init (value, pspec->value_type);
      g_value_set_enum (value, choice);
      return NULL;
    }

  if (!parse_number (pspec, text, &number))
    return refuse (pspec, text);
  return take_number (pspec, number, value);
}

gboolean
clasp_setting_parse (GParamSpec *pspec, const char *text, GValue *value, char **why)
{
  g_autofree char *problem = check_text (text);

  if (problem == NULL && G_IS_PARAM_SPEC_STRING (pspec))
    {
      g_value_init (value, G_TYPE_STRING);
      g_value_set_string (value, text);
    }
  else if (problem == NULL && pspec->value_type == G_TYPE_STRV)
    {
      g_auto (GStrv) strv = split_items (text);

      problem = check_strv (strv);
      if (problem == NULL)
        {
          g_value_init (value, G_TYPE_STRV);
          g_value_take_boxed (value, g_steal_pointer (&strv));
        }
    }
  else if (problem == NULL)
    problem = parse_scalar (pspec, text, value);

  if (problem == NULL)
    return TRUE;
  if (why != NULL)
    *why = g_steal_pointer (&problem);
  return FALSE;
}

static void
set_unknown_error (ClaspSettings *self, const char *name, GError **error)
{
  guint                 n_pspecs;
  GParamSpec          **pspecs = clasp_settings_peek_list (G_OBJECT_TYPE (self), &n_pspecs);
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (n_pspecs, NULL, TRUE);
  g_autofree char      *quoted = clasp_setting_quote (name);
  g_autofree char      *list = NULL;
  const char           *nearest;

  for (guint i = 0; i < n_pspecs; i++)
    g_ptr_array_add (names, (gpointer) pspecs[i]->name);

  if (n_pspecs == 0)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                   "unknown setting %s: there are none here", quoted);
      return;
    }

  nearest = clasp_nearest (name, (const char *const *) names->pdata, n_pspecs);
  list = g_strjoinv (", ", (char **) names->pdata);
  if (nearest != NULL)
    g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                 "unknown setting %s: did you mean “%s”?", quoted, nearest);
  else
    g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                 "unknown setting %s: expected one of %s", quoted, list);
}

/**
 * clasp_settings_set_text:
 * @self: settings
 * @name: the setting's name, as `out-max`
 * @text: its value: `true`, `12`, `0.5`, an enum's nick, `a;b` for a list (`\;` is a semicolon in
 * an item), with a unit where the name ends in one: `80ms`, `0.08s`, `44Hz`
 * @error: return location for a [error@Clasp.ShowError]
 *
 * Sets one setting as a person writes it. With an error nothing changed.
 *
 * Thread: the owner's.
 *
 * Errors: %CLASP_SHOW_ERROR_SETTING naming the setting and what it takes, and for an unknown name
 * the nearest known one.
 *
 * Returns: whether the setting now has the value
 */
gboolean
clasp_settings_set_text (ClaspSettings *self, const char *name, const char *text, GError **error)
{
  GParamSpec      *pspec = clasp_settings_find (self, name);
  GValue           value = G_VALUE_INIT;
  g_autofree char *why = NULL;

  if (pspec == NULL)
    {
      set_unknown_error (self, name, error);
      return FALSE;
    }
  if (!clasp_setting_parse (pspec, text, &value, &why))
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "%s: %s", name, why);
      return FALSE;
    }

  g_object_set_property (G_OBJECT (self), pspec->name, &value);
  g_value_unset (&value);
  return TRUE;
}

/**
 * clasp_settings_get_text:
 * @self: settings
 * @name: the setting's name
 *
 * The inverse of clasp_settings_set_text (): what it gives sets the same value again.
 *
 * Thread: the owner's.
 *
 * Returns: (transfer full) (nullable): the value as text, or %NULL when there is no such setting
 */
char *
clasp_settings_get_text (ClaspSettings *self, const char *name)
{
  GParamSpec *pspec = clasp_settings_find (self, name);

  return pspec != NULL ? clasp_setting_format (pspec, clasp_settings_peek (self, pspec)) : NULL;
}
