/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-value.h"
#include "support/clasp-test.h"

#include <math.h>

static ClaspValue
string (const char *text)
{
  return clasp_value_string (clasp_str (text));
}

static void
assert_text (ClaspValue value, const char *expected)
{
  g_autofree char *text = clasp_value_to_text (&value);

  g_assert_cmpstr (text, ==, expected);
  clasp_value_clear (&value);
}

static void
test_copy_shares_content (void)
{
  g_auto (ClaspValue) value = string ("fader");
  g_auto (ClaspValue) copy = clasp_value_copy (&value);
  ClaspStr            text = clasp_value_get_string (&value);

  g_assert_true (clasp_value_get_string (&copy).data == text.data);
  clasp_value_clear (&value);
  g_assert_true (clasp_str_equal (clasp_value_get_string (&copy), clasp_str ("fader")));
  g_assert_cmpint (clasp_value_get_type_of (&value), ==, CLASP_VALUE_NULL);
}

static void
test_clear_twice (void)
{
  ClaspValue value = string ("x");

  clasp_value_clear (&value);
  clasp_value_clear (&value);
  g_assert_cmpint (value.type, ==, CLASP_VALUE_NULL);
}

static void
test_empty_contents (void)
{
  g_auto (ClaspValue) text = clasp_value_string (CLASP_STR_EMPTY);
  g_auto (ClaspValue) bytes = clasp_value_bytes (NULL, 0);
  g_auto (ClaspValue) array = clasp_value_array (NULL, 0);
  g_auto (ClaspValue) map = clasp_value_map (NULL, 0);
  g_auto (ClaspValue) other = clasp_value_string (CLASP_STR_EMPTY);
  gsize               size = 1;

  g_assert_cmpint (clasp_value_get_string (&text).length, ==, 0);
  g_assert_nonnull (clasp_value_get_bytes (&bytes, &size));
  g_assert_cmpint (size, ==, 0);
  g_assert_null (clasp_value_get_element (&array, 0));
  g_assert_null (clasp_value_get_entry (&map, 0, NULL));
  g_assert_null (clasp_value_lookup (&map, "a"));
  g_assert_true (clasp_value_equal (&text, &other));
  g_assert_false (clasp_value_equal (&text, &bytes));
  assert_text (clasp_value_copy (&array), "[]");
  assert_text (clasp_value_copy (&map), "{}");
}

static void
test_getters_of_another_type (void)
{
  g_auto (ClaspValue) value = clasp_value_int (7);
  gsize               size = 1;

  g_assert_cmpint (clasp_value_get_string (&value).length, ==, 0);
  g_assert_null (clasp_value_get_bytes (&value, &size));
  g_assert_cmpint (size, ==, 0);
  g_assert_cmpint (clasp_value_get_size (&value), ==, 0);
  g_assert_null (clasp_value_get_element (&value, 0));
  g_assert_null (clasp_value_get_entry (&value, 0, NULL));
  g_assert_null (clasp_value_lookup (&value, "a"));
}

static void
test_string_with_nul (void)
{
  g_auto (ClaspValue) value = clasp_value_string ((ClaspStr){ "a\0b", 3 });
  ClaspStr            text = clasp_value_get_string (&value);

  g_assert_cmpmem (text.data, text.length, "a\0b", 3);
  assert_text (clasp_value_copy (&value), "a\342\220\200b");
}

static void
test_array_takes_elements (void)
{
  ClaspValue          elements[] = { clasp_value_int (1), string ("two") };
  g_auto (ClaspValue) array = clasp_value_array (elements, 2);
  ClaspStr            second = clasp_value_get_string (clasp_value_get_element (&array, 1));

  g_assert_cmpint (clasp_value_get_size (&array), ==, 2);
  g_assert_true (clasp_str_equal (second, clasp_str ("two")));
  g_assert_null (clasp_value_get_element (&array, 2));
}

static void
test_map_copies_keys (void)
{
  char                key[] = "gain";
  ClaspMapEntry       entry = { clasp_str (key), clasp_value_double (0.5) };
  g_auto (ClaspValue) map = clasp_value_map (&entry, 1);
  const ClaspValue   *found;

  key[0] = 'p';
  found = clasp_value_lookup (&map, "gain");
  g_assert_nonnull (found);
  g_assert_cmpfloat (found->as.number, ==, 0.5);
  g_assert_null (clasp_value_lookup (&map, "pain"));
  g_assert_null (clasp_value_lookup (&map, "gai"));
}

static void
test_map_repeated_key (void)
{
  ClaspMapEntry       entries[] = { { CLASP_STR_LITERAL ("a"), string ("first") },
                                    { CLASP_STR_LITERAL ("b"), clasp_value_int (2) },
                                    { CLASP_STR_LITERAL ("a"), string ("second") },
                                    { CLASP_STR_LITERAL ("a"), string ("last") } };
  g_auto (ClaspValue) map = clasp_value_map (entries, 4);
  ClaspStr            key;

  g_assert_cmpint (clasp_value_get_size (&map), ==, 2);
  g_assert_nonnull (clasp_value_get_entry (&map, 0, &key));
  g_assert_true (clasp_str_equal (key, clasp_str ("a")));
  assert_text (clasp_value_copy (&map), "{\"a\":\"last\",\"b\":2}");
}

/* Enough entries for the sorted path: every key three times, the last time wins. */
static void
test_map_repeated_keys_in_a_large_map (void)
{
  enum
  {
    N_KEYS = 5000
  };
  g_autofree ClaspMapEntry *entries = g_new (ClaspMapEntry, 3 * N_KEYS);
  g_autoptr (GPtrArray)     keys = g_ptr_array_new_with_free_func (g_free);
  g_auto (ClaspValue)       map = CLASP_VALUE_INIT;

  for (guint i = 0; i < N_KEYS; i++)
    g_ptr_array_add (keys, g_strdup_printf ("%u", (i * 7919) % N_KEYS));
  for (guint i = 0; i < 3 * N_KEYS; i++)
    {
      g_autofree char *text = g_strdup_printf ("value %u", i);

      entries[i] = (ClaspMapEntry){ clasp_str (keys->pdata[i % N_KEYS]), string (text) };
    }

  map = clasp_value_map (entries, 3 * N_KEYS);
  g_assert_cmpint (clasp_value_get_size (&map), ==, N_KEYS);
  for (guint i = 0; i < N_KEYS; i++)
    {
      g_autofree char  *expected = g_strdup_printf ("value %u", 2 * N_KEYS + i);
      ClaspStr          key;
      const ClaspValue *value = clasp_value_get_entry (&map, i, &key);

      g_assert_true (clasp_str_equal (key, clasp_str (keys->pdata[i])));
      g_assert_true (clasp_str_equal (clasp_value_get_string (value), clasp_str (expected)));
    }
}

static ClaspValue
numbered_map (guint n_entries, gint step)
{
  g_autofree ClaspMapEntry *entries = g_new (ClaspMapEntry, n_entries);
  g_autoptr (GPtrArray)     keys = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n_entries; i++)
    {
      guint number = step > 0 ? i : n_entries - 1 - i;

      g_ptr_array_add (keys, g_strdup_printf ("key%u", number));
      entries[i] = (ClaspMapEntry){ clasp_str (keys->pdata[i]), clasp_value_int (number) };
    }

  return clasp_value_map (entries, n_entries);
}

static void
test_equal_maps_in_another_order (void)
{
  static const guint sizes[] = { 1, 2, 16, 17, 20000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_auto (ClaspValue) forward = numbered_map (sizes[i], 1);
      g_auto (ClaspValue) backward = numbered_map (sizes[i], -1);
      g_auto (ClaspValue) longer = numbered_map (sizes[i] + 1, -1);

      g_assert_true (clasp_value_equal (&forward, &backward));
      g_assert_false (clasp_value_equal (&forward, &longer));
    }
}

static void
test_equal_by_type_and_bits (void)
{
  g_auto (ClaspValue) integer = clasp_value_int (1);
  g_auto (ClaspValue) number = clasp_value_double (1);
  g_auto (ClaspValue) nan = clasp_value_double (NAN);
  g_auto (ClaspValue) zero = clasp_value_double (0.0);
  g_auto (ClaspValue) minus_zero = clasp_value_double (-0.0);
  g_auto (ClaspValue) yes = clasp_value_bool (TRUE);
  g_auto (ClaspValue) also_yes = clasp_value_bool (42);
  g_auto (ClaspValue) text = string ("1");
  g_auto (ClaspValue) bytes = clasp_value_bytes ((const guint8 *) "1", 1);

  g_assert_false (clasp_value_equal (&integer, &number));
  g_assert_true (clasp_value_equal (&nan, &nan));
  g_assert_false (clasp_value_equal (&zero, &minus_zero));
  g_assert_true (clasp_value_equal (&yes, &also_yes));
  g_assert_false (clasp_value_equal (&text, &bytes));
}

static void
test_equal_arrays (void)
{
  ClaspValue          one[] = { clasp_value_int (1), string ("x") };
  ClaspValue          two[] = { clasp_value_int (1), string ("x") };
  ClaspValue          three[] = { string ("x"), clasp_value_int (1) };
  g_auto (ClaspValue) a = clasp_value_array (one, 2);
  g_auto (ClaspValue) b = clasp_value_array (two, 2);
  g_auto (ClaspValue) c = clasp_value_array (three, 2);

  g_assert_true (clasp_value_equal (&a, &b));
  g_assert_false (clasp_value_equal (&a, &c));
}

static void
test_to_double (void)
{
  static const struct
  {
    const char *text;
    gboolean    is_number;
    double      number;
  } cases[] = {
    { "12", TRUE, 12 },    { "-0.5", TRUE, -0.5 }, { "+3", TRUE, 3 },     { "1e3", TRUE, 1000 },
    { ".5", TRUE, 0.5 },   { "", FALSE, 0 },       { " 1", FALSE, 0 },    { "1 ", FALSE, 0 },
    { "1,5", FALSE, 0 },   { "0x10", FALSE, 0 },   { "inf", FALSE, 0 },   { "nan", FALSE, 0 },
    { "1e999", FALSE, 0 }, { "--1", FALSE, 0 },    { "12 dB", FALSE, 0 }, { "e", FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (ClaspValue) value = string (cases[i].text);
      double              number = 99;

      g_test_message ("\"%s\"", cases[i].text);
      g_assert_cmpint (clasp_value_to_double (&value, &number), ==, cases[i].is_number);
      g_assert_cmpfloat (number, ==, cases[i].is_number ? cases[i].number : 99);
    }
}

static void
test_string_with_nul_is_no_number (void)
{
  g_auto (ClaspValue) value = clasp_value_string ((ClaspStr){ "1\0002", 3 });
  double              number;
  gint64              integer;

  g_assert_false (clasp_value_to_double (&value, &number));
  g_assert_false (clasp_value_to_int (&value, &integer));
}

static void
test_bool_is_a_number (void)
{
  g_auto (ClaspValue) value = clasp_value_bool (TRUE);
  double              number;

  g_assert_true (clasp_value_to_double (&value, &number));
  g_assert_cmpfloat (number, ==, 1);
}

static void
test_array_of_one_is_a_number (void)
{
  ClaspValue          elements[] = { clasp_value_double (2.5), clasp_value_int (1) };
  g_auto (ClaspValue) inner = clasp_value_array (elements, 1);
  ClaspValue          outer_element = clasp_value_copy (&inner);
  g_auto (ClaspValue) outer = clasp_value_array (&outer_element, 1);
  g_auto (ClaspValue) two = clasp_value_array (elements, 2);
  double              number;
  gint64              integer;

  g_assert_true (clasp_value_to_double (&outer, &number));
  g_assert_cmpfloat (number, ==, 2.5);
  g_assert_true (clasp_value_to_int (&outer, &integer));
  g_assert_cmpint (integer, ==, 3);
  g_assert_false (clasp_value_to_double (&two, &number));
  g_assert_false (clasp_value_to_int (&two, &integer));
}

static void
test_no_number (void)
{
  ClaspValue values[] = { clasp_value_null (), clasp_value_bytes ((const guint8 *) "1", 1),
                          numbered_map (1, 1) };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      double number;
      gint64 integer;

      g_assert_false (clasp_value_to_double (&values[i], &number));
      g_assert_false (clasp_value_to_int (&values[i], &integer));
      clasp_value_clear (&values[i]);
    }
}

static void
test_to_int (void)
{
  static const struct
  {
    double number;
    gint64 integer;
  } cases[] = {
    { 0.4, 0 },
    { 0.5, 1 },
    { -0.5, -1 },
    { 1.5, 2 },
    { 2.5, 3 },
    { -2.5, -3 },
    { 1e300, G_MAXINT64 },
    { -1e300, G_MININT64 },
    { 9223372036854775808.0, G_MAXINT64 },
    { -9223372036854775808.0, G_MININT64 },
    { INFINITY, G_MAXINT64 },
    { 9007199254740992.0, G_GINT64_CONSTANT (9007199254740992) },
  };
  g_auto (ClaspValue) nan = clasp_value_double (NAN);
  gint64              integer;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ClaspValue value = clasp_value_double (cases[i].number);

      g_assert_true (clasp_value_to_int (&value, &integer));
      g_assert_cmpint (integer, ==, cases[i].integer);
    }
  g_assert_false (clasp_value_to_int (&nan, &integer));
}

static void
test_integers_in_strings_are_exact (void)
{
  g_auto (ClaspValue) odd = string ("9007199254740993");
  g_auto (ClaspValue) huge = string ("99999999999999999999");
  gint64              integer;

  g_assert_true (clasp_value_to_int (&odd, &integer));
  g_assert_cmpint (integer, ==, G_GINT64_CONSTANT (9007199254740993));
  g_assert_true (clasp_value_to_int (&huge, &integer));
  g_assert_cmpint (integer, ==, G_MAXINT64);
}

static void
test_to_text (void)
{
  ClaspValue elements[] = { clasp_value_null (), string ("a \"b\"\n\001"), clasp_value_double (0.1),
                            clasp_value_bytes ((const guint8 *) "\xde\xad", 2),
                            numbered_map (1, 1) };

  assert_text (clasp_value_null (), "null");
  assert_text (clasp_value_bool (TRUE), "true");
  assert_text (clasp_value_int (G_MININT64), "-9223372036854775808");
  assert_text (clasp_value_double (1), "1");
  assert_text (clasp_value_double (0.1), "0.1");
  assert_text (clasp_value_double (1.0 / 3), "0.3333333333333333");
  assert_text (clasp_value_double (0.1 + 0.2), "0.30000000000000004");
  assert_text (clasp_value_double (NAN), "NaN");
  assert_text (clasp_value_double (-INFINITY), "-Infinity");
  assert_text (string ("h\303\251"), "h\303\251");
  assert_text (clasp_value_bytes ((const guint8 *) "\xde\xad", 2), "dead");
  assert_text (clasp_value_array (elements, 5),
               "[null,\"a \\\"b\\\"\\n\\u0001\",0.1,\"dead\",{\"key0\":0}]");
}

/* Every buffer size gives the longest run of whole characters that fits. */
static void
test_print_cuts_between_characters (void)
{
  static const char   text[] = "a\303\251\342\202\254\360\237\216\233z"; /* 1, 2, 3, 4, 1 bytes */
  static const gsize  ends[] = { 0, 1, 3, 6, 10, 11 };
  g_auto (ClaspValue) value = string (text);

  for (gsize size = 1; size <= sizeof text + 1; size++)
    {
      g_autofree char *buffer = g_malloc (size); /* exact, so that a sanitizer sees one byte more */
      gsize            expected = 0;

      for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
        if (ends[i] < size)
          expected = ends[i];
      clasp_value_print (&value, buffer, size);
      g_assert_cmpmem (buffer, strlen (buffer), text, expected);
    }
}

static void
test_print_cuts_nested (void)
{
  g_auto (ClaspValue) map = numbered_map (20000, 1);
  char                buffer[16];

  clasp_value_print (&map, buffer, sizeof buffer);
  g_assert_cmpstr (buffer, ==, "{\"key0\":0,\"key1");
}

static gpointer
copy_and_clear_thread (gpointer data)
{
  for (guint i = 0; i < 20000; i++)
    {
      ClaspValue copy = clasp_value_copy (data);

      g_assert_cmpint (clasp_value_get_size (&copy), ==, 3);
      clasp_value_clear (&copy);
    }

  return NULL;
}

static void
test_shared_by_threads (void)
{
  g_auto (ClaspValue) map = numbered_map (3, 1);
  GThread            *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("copy", copy_and_clear_thread, &map);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (clasp_value_get_size (&map), ==, 3);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/core/value/copy-shares-content", test_copy_shares_content);
  g_test_add_func ("/core/value/clear-twice", test_clear_twice);
  g_test_add_func ("/core/value/empty-contents", test_empty_contents);
  g_test_add_func ("/core/value/getters-of-another-type", test_getters_of_another_type);
  g_test_add_func ("/core/value/string-with-nul", test_string_with_nul);
  g_test_add_func ("/core/value/array-takes-elements", test_array_takes_elements);
  g_test_add_func ("/core/value/map-copies-keys", test_map_copies_keys);
  g_test_add_func ("/core/value/map-repeated-key", test_map_repeated_key);
  g_test_add_func ("/core/value/map-repeated-keys-in-a-large-map",
                   test_map_repeated_keys_in_a_large_map);
  g_test_add_func ("/core/value/equal-maps-in-another-order", test_equal_maps_in_another_order);
  g_test_add_func ("/core/value/equal-by-type-and-bits", test_equal_by_type_and_bits);
  g_test_add_func ("/core/value/equal-arrays", test_equal_arrays);
  g_test_add_func ("/core/value/string-to-double", test_to_double);
  g_test_add_func ("/core/value/string-with-nul-is-no-number", test_string_with_nul_is_no_number);
  g_test_add_func ("/core/value/bool-is-a-number", test_bool_is_a_number);
  g_test_add_func ("/core/value/array-of-one-is-a-number", test_array_of_one_is_a_number);
  g_test_add_func ("/core/value/no-number", test_no_number);
  g_test_add_func ("/core/value/double-to-int", test_to_int);
  g_test_add_func ("/core/value/integers-in-strings-are-exact", test_integers_in_strings_are_exact);
  g_test_add_func ("/core/value/to-text", test_to_text);
  g_test_add_func ("/core/value/print-cuts-between-characters", test_print_cuts_between_characters);
  g_test_add_func ("/core/value/print-cuts-nested", test_print_cuts_nested);
  g_test_add_func ("/core/value/shared-by-threads", test_shared_by_threads);

  return g_test_run ();
}
