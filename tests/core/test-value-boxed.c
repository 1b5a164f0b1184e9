/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-error.h"
#include "core/clasp-value-boxed.h"

/* Takes over @variant. */
static ClaspValue *
read_value (GVariant *variant, GError **error)
{
  g_autoptr (GVariant) sunk = g_variant_ref_sink (variant);

  return clasp_value_new_from_variant (sunk, error);
}

static void
test_boxed_type (void)
{
  g_auto (GValue)  value = G_VALUE_INIT;
  ClaspValue      *text = clasp_value_new_string ("a\xff"
                                                       "b");
  g_autofree char *back = NULL;

  g_value_init (&value, CLASP_TYPE_VALUE);
  g_value_take_boxed (&value, text);
  back = clasp_value_dup_string (g_value_get_boxed (&value));
  g_assert_cmpstr (back, ==,
                   "a\xef\xbf\xbd"
                   "b");
  g_assert_cmpint (clasp_value_get_value_type (text), ==, CLASP_VALUE_STRING);
}

static void
test_there_and_back (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\0\1", 2);
  ClaspValue *const  values[] = {
     clasp_value_new_null (),       clasp_value_new_bool (TRUE), clasp_value_new_int (G_MININT64),
     clasp_value_new_double (-0.0), clasp_value_new_string (""), clasp_value_new_bytes (bytes),
  };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      ClaspValue *back = read_value (clasp_value_to_variant (values[i]), NULL);

      g_assert_true (clasp_value_equal (values[i], back));
      clasp_value_free (back);
      clasp_value_free (values[i]);
    }
}

static void
test_all_numbers (void)
{
  GVariant *const variants[] = {
    g_variant_new_byte (7),   g_variant_new_int16 (7),  g_variant_new_uint16 (7),
    g_variant_new_int32 (7),  g_variant_new_uint32 (7), g_variant_new_int64 (7),
    g_variant_new_uint64 (7),
  };
  ClaspValue *large = read_value (g_variant_new_uint64 (G_MAXUINT64), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      ClaspValue *value = read_value (variants[i], NULL);

      g_assert_cmpint (value->type, ==, CLASP_VALUE_INT);
      g_assert_cmpint (value->as.integer, ==, 7);
      clasp_value_free (value);
    }
  g_assert_cmpint (large->type, ==, CLASP_VALUE_DOUBLE);
  clasp_value_free (large);
}

static void
test_text_with_a_nul (void)
{
  ClaspValue           value = clasp_value_string ((ClaspStr){ "a\0b", 3 });
  g_autoptr (GVariant) variant = g_variant_ref_sink (clasp_value_to_variant (&value));

  g_assert_true (g_variant_is_of_type (variant, G_VARIANT_TYPE_BYTESTRING));
  g_assert_null (clasp_value_dup_string (&value));
  clasp_value_clear (&value);
}

static void
test_refused (void)
{
  static const char *const texts[] = { "{1: 'number as key'}", "{'k': {1: 2}}", "[@h 1]" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GVariant) variant = g_variant_parse (NULL, texts[i], NULL, NULL, NULL);
      g_autoptr (GError)   error = NULL;

      g_assert_nonnull (variant);
      g_assert_null (clasp_value_new_from_variant (variant, &error));
      g_assert_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE);
    }
}

static GVariant *
nest (guint depth)
{
  GVariant *variant = g_variant_new_int32 (1);

  for (guint i = 0; i < depth; i++)
    {
      GVariant *boxed = g_variant_new_variant (variant);

      variant = g_variant_new_array (NULL, &boxed, 1);
    }
  return variant;
}

static void
test_depth (void)
{
  g_autoptr (GError) error = NULL;
  ClaspValue        *value = read_value (nest (64), &error);

  g_assert_no_error (error);
  clasp_value_free (value);
  g_assert_null (read_value (nest (65), &error));
  g_assert_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE);
}

static GVariant *
make_array (gsize n)
{
  g_autofree gint32 *numbers = g_new0 (gint32, n);

  return g_variant_new_fixed_array (G_VARIANT_TYPE_INT32, numbers, n, sizeof *numbers);
}

static void
test_size (void)
{
  g_autoptr (GError) error = NULL;
  ClaspValue        *value = read_value (make_array (65535), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (clasp_value_get_size (value), ==, 65535);
  clasp_value_free (value);
  g_assert_null (read_value (make_array (65536), &error));
  g_assert_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/value-boxed/type", test_boxed_type);
  g_test_add_func ("/core/value-boxed/there-and-back", test_there_and_back);
  g_test_add_func ("/core/value-boxed/all-numbers", test_all_numbers);
  g_test_add_func ("/core/value-boxed/text-with-a-nul", test_text_with_a_nul);
  g_test_add_func ("/core/value-boxed/refused", test_refused);
  g_test_add_func ("/core/value-boxed/depth-64-and-65", test_depth);
  g_test_add_func ("/core/value-boxed/size-65535-and-65536", test_size);
  return g_test_run ();
}
