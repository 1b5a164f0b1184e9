/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-expression-private.h"

#include <math.h>

/* The functions of the expression language (mapping.md 11.5), a table at the end of the file. */

#define NUMBER(i) clasp_evaluation_number (self, &arguments[i])

/* ---- one number to one number ---- */

static double
sign_of (double x)
{
  return (x > 0) - (x < 0);
}

static double
fraction_of (double x)
{
  return x - floor (x);
}

static double
db_to_gain (double db)
{
  return pow (10, db / 20);
}

static double
gain_to_db (double gain)
{
  return 20 * log10 (gain);
}

static double
note_to_hertz (double note)
{
  return 440 * pow (2, (note - 69) / 12);
}

static double
hertz_to_note (double hertz)
{
  return 69 + 12 * log2 (hertz / 440);
}

static double
lattice (gint64 cell)
{
  guint64 hash = (guint64) cell * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  hash ^= hash >> 29;
  hash *= G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  return (double) (hash >> 11) / (double) (G_GUINT64_CONSTANT (1) << 53);
}

/* Smooth value noise, 0 to 1, one new value a unit of t. */
static double
noise (double t)
{
  double cell = floor (CLAMP (t, -1e15, 1e15));
  double f = t - cell;

  f = f * f * (3 - 2 * f);
  return lattice ((gint64) cell) * (1 - f) + lattice ((gint64) cell + 1) * f;
}

/* ---- whole numbers ---- */

static void
whole (ClaspEvaluation  *self,
       double            number,
       ClaspValue       *result)
{
  if (self->why == NULL && ABS (number) < 9e15)
    *result = clasp_value_int ((gint64) number);
  else
    clasp_evaluation_result (self, number, result);
}

#define WHOLE(name, function)                                                                    \
  static void name (ClaspEvaluation *self, const ClaspValue *arguments, guint n, ClaspValue *result) \
  {                                                                                              \
    whole (self, function (NUMBER (0)), result);                                                 \
  }

WHOLE (call_floor, floor)
WHOLE (call_ceil, ceil)
WHOLE (call_round, round)
WHOLE (call_trunc, trunc)

static void
call_abs (ClaspEvaluation  *self,
          const ClaspValue *arguments,
          guint             n,
          ClaspValue       *result)
{
  if (arguments[0].type == CLASP_VALUE_INT && arguments[0].as.integer != G_MININT64)
    *result = clasp_value_int (ABS (arguments[0].as.integer));
  else
    clasp_evaluation_result (self, fabs (NUMBER (0)), result);
}

/* ---- several numbers ---- */

static void
call_extreme (ClaspEvaluation  *self,
              const ClaspValue *arguments,
              guint             n,
              gboolean          largest,
              ClaspValue       *result)
{
  guint  best = 0;
  double best_number = NUMBER (0);

  for (guint i = 1; i < n; i++)
    {
      double number = NUMBER (i);

      if (largest ? number > best_number : number < best_number)
        {
          best = i;
          best_number = number;
        }
    }

  if (clasp_value_is_number (&arguments[best]))
    *result = arguments[best];
  else
    clasp_evaluation_result (self, best_number, result);
}

static void
call_min (ClaspEvaluation  *self,
          const ClaspValue *arguments,
          guint             n,
          ClaspValue       *result)
{
  call_extreme (self, arguments, n, FALSE, result);
}

static void
call_max (ClaspEvaluation  *self,
          const ClaspValue *arguments,
          guint             n,
          ClaspValue       *result)
{
  call_extreme (self, arguments, n, TRUE, result);
}

static double
modulo (double a,
        double b)
{
  return a - b * floor (a / b);
}

/* Back and forth between the two ends. */
static double
fold (double x,
      double a,
      double b)
{
  double span = b - a;
  double phase = modulo (x - a, 2 * span);

  return a + (phase <= span ? phase : 2 * span - phase);
}

static double
smoothstep (double a,
            double b,
            double x)
{
  double t = a == b ? x >= a : CLAMP ((x - a) / (b - a), 0, 1);

  return t * t * (3 - 2 * t);
}

#define NUMBERS(name, formula)                                                                   \
  static void name (ClaspEvaluation *self, const ClaspValue *arguments, guint n, ClaspValue *result) \
  {                                                                                              \
    double a = NUMBER (0), b = n > 1 ? NUMBER (1) : 0, c = n > 2 ? NUMBER (2) : 0;               \
    double d = n > 3 ? NUMBER (3) : 0, e = n > 4 ? NUMBER (4) : 0;                               \
    (void) b;                                                                                    \
    (void) c;                                                                                    \
    (void) d;                                                                                    \
    (void) e;                                                                                    \
    clasp_evaluation_result (self, formula, result);                                             \
  }

NUMBERS (call_atan2, atan2 (a, b))
NUMBERS (call_pow, pow (a, b))
NUMBERS (call_clamp, MAX (MIN (a, MAX (b, c)), MIN (b, c)))
NUMBERS (call_lerp, a + (b - a) * c)
NUMBERS (call_map, d + (a - b) / (c - b) * (e - d))
NUMBERS (call_step, b >= a)
NUMBERS (call_smoothstep, smoothstep (a, b, c))
NUMBERS (call_mod, modulo (a, b))
NUMBERS (call_wrap, b + modulo (a - b, c - b))
NUMBERS (call_fold, fold (a, b, c))

static void
call_bit (ClaspEvaluation  *self,
          const ClaspValue *arguments,
          guint             n,
          ClaspValue       *result)
{
  gint64 integer, bit;

  if (!clasp_value_to_int (&arguments[0], &integer) || !clasp_value_to_int (&arguments[1], &bit) || bit < 0 || bit > 63)
    self->why = "bit takes a whole number and a place from 0 to 63";
  else
    *result = clasp_value_int (integer >> bit & 1);
}

static void
call_rand (ClaspEvaluation  *self,
           const ClaspValue *arguments,
           guint             n,
           ClaspValue       *result)
{
  *result = clasp_value_double (g_random_double ());
}

/* ---- values of any type ---- */

static void
call_len (ClaspEvaluation  *self,
          const ClaspValue *arguments,
          guint             n,
          ClaspValue       *result)
{
  ClaspStr text = clasp_value_get_string (&arguments[0]);
  gsize    size = 0;

  if (arguments[0].type == CLASP_VALUE_STRING)
    *result = clasp_value_int (g_utf8_strlen (text.data, (gssize) text.length));
  else if (arguments[0].type == CLASP_VALUE_BYTES && clasp_value_get_bytes (&arguments[0], &size) != NULL)
    *result = clasp_value_int ((gint64) size);
  else
    *result = clasp_value_int (clasp_value_get_size (&arguments[0]));
}

static void
call_str (ClaspEvaluation  *self,
          const ClaspValue *arguments,
          guint             n,
          ClaspValue       *result)
{
  char text[CLASP_EVALUATION_TEXT];

  if (clasp_evaluation_text (self, &arguments[0], text))
    *result = clasp_value_string (clasp_str (text));
}

static void
call_num (ClaspEvaluation  *self,
          const ClaspValue *arguments,
          guint             n,
          ClaspValue       *result)
{
  clasp_evaluation_result (self, NUMBER (0), result);
}

static void
call_int (ClaspEvaluation  *self,
          const ClaspValue *arguments,
          guint             n,
          ClaspValue       *result)
{
  gint64 integer;

  if (clasp_value_to_int (&arguments[0], &integer))
    *result = clasp_value_int (integer);
  else
    self->why = "a whole number is needed where there is none";
}

static void
call_bool (ClaspEvaluation  *self,
           const ClaspValue *arguments,
           guint             n,
           ClaspValue       *result)
{
  *result = clasp_value_bool (clasp_evaluation_truth (&arguments[0]));
}

/* ---- colours, as arrays of three numbers from 0 to 1 ---- */

static void
three (ClaspEvaluation *self,
       double           r,
       double           g,
       double           b,
       ClaspValue      *result)
{
  ClaspValue channels[] = { clasp_value_double (r), clasp_value_double (g), clasp_value_double (b) };

  if (self->why == NULL)
    *result = clasp_value_array (channels, 3);
}

static void
call_rgb (ClaspEvaluation  *self,
          const ClaspValue *arguments,
          guint             n,
          ClaspValue       *result)
{
  three (self, NUMBER (0), NUMBER (1), NUMBER (2), result);
}

static double
hsv_channel (double hue,
             double saturation,
             double value,
             double offset)
{
  double k = modulo (offset + hue * 6, 6);

  return value - value * saturation * CLAMP (MIN (k, 4 - k), 0, 1);
}

static void
call_hsv (ClaspEvaluation  *self,
          const ClaspValue *arguments,
          guint             n,
          ClaspValue       *result)
{
  double h = NUMBER (0), s = NUMBER (1), v = NUMBER (2);

  three (self, hsv_channel (h, s, v, 5), hsv_channel (h, s, v, 3), hsv_channel (h, s, v, 1), result);
}

static const ClaspFunction functions[] = {
  { "sin", 1, 1, NULL, sin },
  { "cos", 1, 1, NULL, cos },
  { "tan", 1, 1, NULL, tan },
  { "asin", 1, 1, NULL, asin },
  { "acos", 1, 1, NULL, acos },
  { "atan", 1, 1, NULL, atan },
  { "atan2", 2, 2, call_atan2, NULL },
  { "sinh", 1, 1, NULL, sinh },
  { "cosh", 1, 1, NULL, cosh },
  { "tanh", 1, 1, NULL, tanh },
  { "exp", 1, 1, NULL, exp },
  { "log", 1, 1, NULL, log },
  { "log2", 1, 1, NULL, log2 },
  { "log10", 1, 1, NULL, log10 },
  { "sqrt", 1, 1, NULL, sqrt },
  { "cbrt", 1, 1, NULL, cbrt },
  { "pow", 2, 2, call_pow, NULL },
  { "abs", 1, 1, call_abs, NULL },
  { "sign", 1, 1, NULL, sign_of },
  { "floor", 1, 1, call_floor, NULL },
  { "ceil", 1, 1, call_ceil, NULL },
  { "round", 1, 1, call_round, NULL },
  { "trunc", 1, 1, call_trunc, NULL },
  { "frac", 1, 1, NULL, fraction_of },
  { "min", 1, CLASP_EXPRESSION_MAX_ARGUMENTS, call_min, NULL },
  { "max", 1, CLASP_EXPRESSION_MAX_ARGUMENTS, call_max, NULL },
  { "clamp", 3, 3, call_clamp, NULL },
  { "lerp", 3, 3, call_lerp, NULL },
  { "map", 5, 5, call_map, NULL },
  { "step", 2, 2, call_step, NULL },
  { "smoothstep", 3, 3, call_smoothstep, NULL },
  { "mod", 2, 2, call_mod, NULL },
  { "wrap", 3, 3, call_wrap, NULL },
  { "fold", 3, 3, call_fold, NULL },
  { "noise", 1, 1, NULL, noise },
  { "rand", 0, 0, call_rand, NULL },
  { "if", 3, 3, NULL, NULL } /* becomes a choice while parsing */,
  { "len", 1, 1, call_len, NULL },
  { "str", 1, 1, call_str, NULL },
  { "num", 1, 1, call_num, NULL },
  { "int", 1, 1, call_int, NULL },
  { "bool", 1, 1, call_bool, NULL },
  { "hsv", 3, 3, call_hsv, NULL },
  { "rgb", 3, 3, call_rgb, NULL },
  { "dbtogain", 1, 1, NULL, db_to_gain },
  { "gaintodb", 1, 1, NULL, gain_to_db },
  { "mtof", 1, 1, NULL, note_to_hertz },
  { "ftom", 1, 1, NULL, hertz_to_note },
  { "bit", 2, 2, call_bit, NULL },
};

/* (nullable) the function called @name */
const ClaspFunction *
clasp_function_find (ClaspStr name)
{
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (clasp_str_equal (name, clasp_str (functions[i].name)))
      return &functions[i];

  return NULL;
}

const char *
clasp_function_get_name (guint index)
{
  return index < G_N_ELEMENTS (functions) ? functions[index].name : NULL;
}
