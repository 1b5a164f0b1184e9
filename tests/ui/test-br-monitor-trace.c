/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What became of a message, all of its value, and what a file of messages has. */

#include "monitor-fixture.h"
#include "support/clasp-test.h"
#include "widgets/br-format.h"

#include "monitor/br-monitor-export.h"
#include "monitor/br-monitor-text.h"
#include "monitor/br-trace-store.h"
#include "monitor/br-trace-text.h"
#include "monitor/br-value-views.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* --- trace -------------------------------------------------------------------------------------- */

static ClaspTraceRecord
make_trace (ClaspTraceKind   kind,
            guint64          number,
            gint64           time_us,
            const char      *mapping,
            const char      *address,
            const char      *text,
            ClaspTraceReason reason)
{
  ClaspTraceRecord record = { .time_us = time_us, .number = number, .kind = (guint8) kind, .reason = (guint8) reason };

  g_strlcpy (record.mapping, mapping, sizeof record.mapping);
  g_strlcpy (record.address, address, sizeof record.address);
  g_strlcpy (record.text, text, sizeof record.text);
  if (kind == CLASP_TRACE_STEP)
    record.step = 1;
  if (kind != CLASP_TRACE_SAW && kind != CLASP_TRACE_STEP)
    record.target = 1;

  return record;
}

static void
add_trace (BrTraceStore    *store,
           ClaspTraceRecord record)
{
  br_trace_store_add (store, &record, 1);
}

static void
test_a_message_finds_its_own_trace (void)
{
  g_autoptr (BrTraceStore) store = br_trace_store_new (16);
  ClaspMonitorRecord       message = monitor_make_record ("/a", 0.5, 1000000);
  g_autoptr (GArray)       found = NULL;
  g_autoptr (GArray)       none = NULL;

  add_trace (store, make_trace (CLASP_TRACE_SAW, 1, 999990, "m", "/a", "0.4", 0));
  add_trace (store, make_trace (CLASP_TRACE_SAW, 2, 1000005, "m", "/a", "0.5", 0));
  add_trace (store, make_trace (CLASP_TRACE_SENT, 2, 1000010, "m", "/b", "128", 0));
  add_trace (store, make_trace (CLASP_TRACE_SAW, 3, 1000020, "m", "/a", "0.6", 0));
  found = br_trace_store_find (store, &message);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpstr (g_array_index (found, ClaspTraceRecord, 1).address, ==, "/b");

  message = monitor_make_record ("/elsewhere", 0.5, 1000000);
  none = br_trace_store_find (store, &message);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
write_trace (ClaspTrace *trace,
             guint64     number,
             gint64      time_us)
{
  clasp_trace_write (trace,
                     &(ClaspTraceEntry) { .kind = CLASP_TRACE_SAW, .mapping = "m", .address = CLASP_STR_LITERAL ("/a") },
                     number, time_us);
}

/* A trace that found no room is not taken for a message that no mapping took. */
static void
test_a_trace_with_a_gap_is_known (void)
{
  g_autoptr (BrTraceStore) store = br_trace_store_new (16);
  ClaspTrace              *trace = clasp_trace_new (4);
  gint64                   now_us = g_get_real_time ();
  ClaspMonitorRecord       before = { .time_us = now_us - G_USEC_PER_SEC, .address = "/a" };
  ClaspMonitorRecord       within = { .time_us = now_us, .address = "/a" };
  ClaspMonitorRecord       after = { .time_us = now_us + G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC, .address = "/a" };

  br_trace_store_take_trace (store, trace);
  for (guint i = 0; i < 4; i++)
    write_trace (trace, i, before.time_us);
  br_trace_store_drain (store);
  g_assert_false (br_trace_store_may_lack (store, &before)); /* exactly what fits */
  before.time_us--;
  for (guint i = 0; i < 5; i++)
    write_trace (trace, 4 + i, now_us);
  br_trace_store_drain (store);
  g_assert_false (br_trace_store_may_lack (store, &before));
  g_assert_true (br_trace_store_may_lack (store, &within));
  g_assert_false (br_trace_store_may_lack (store, &after));

  write_trace (trace, 9, after.time_us);
  br_trace_store_drain (store);
  g_assert_false (br_trace_store_may_lack (store, &after));
}

static guint
count_traces (BrTraceStore *store,
              gint64        time_us)
{
  ClaspMonitorRecord message = { .time_us = time_us, .address = "/a" };
  g_autoptr (GArray) found = br_trace_store_find (store, &message);

  return found->len;
}

static ClaspTrace *
make_kept (guint64 first,
           guint64 end)
{
  ClaspTrace *trace = clasp_trace_new (16);

  for (guint64 i = first; i < end; i++)
    write_trace (trace, i, (gint64) i * G_USEC_PER_SEC);

  return trace;
}

/* Another page was looked at: what was known stays, what the engine kept is taken once, and what is between
 * them is known to be missing. */
static void
test_a_store_that_rested_goes_on (void)
{
  g_autoptr (BrTraceStore) store = br_trace_store_new (64);
  ClaspMonitorRecord       between = { .time_us = 12 * G_USEC_PER_SEC, .address = "/a" };
  ClaspMonitorRecord       known = { .time_us = 4 * G_USEC_PER_SEC, .address = "/a" };

  br_trace_store_take_trace (store, make_kept (1, 6));
  br_trace_store_drain (store);
  br_trace_store_take_trace (store, make_kept (3, 9));
  br_trace_store_drain (store);
  for (gint64 i = 1; i < 9; i++)
    g_assert_cmpuint (count_traces (store, i * G_USEC_PER_SEC), ==, 1);
  g_assert_false (br_trace_store_may_lack (store, &known));
  g_assert_false (br_trace_store_may_lack (store, &between));

  br_trace_store_take_trace (store, make_kept (15, 18));
  br_trace_store_drain (store);
  g_assert_cmpuint (count_traces (store, 2 * G_USEC_PER_SEC), ==, 1);
  g_assert_cmpuint (count_traces (store, 16 * G_USEC_PER_SEC), ==, 1);
  g_assert_true (br_trace_store_may_lack (store, &between));
  g_assert_false (br_trace_store_may_lack (store, &known));
}

static void
test_old_traces_give_way (void)
{
  g_autoptr (BrTraceStore) store = br_trace_store_new (4);
  ClaspMonitorRecord       first = monitor_make_record ("/a/0", 0, 0);
  ClaspMonitorRecord       last = monitor_make_record ("/a/9", 0, 9000);
  g_autoptr (GArray)       gone = NULL;
  g_autoptr (GArray)       there = NULL;

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *address = g_strdup_printf ("/a/%u", i);

      add_trace (store, make_trace (CLASP_TRACE_SAW, i, i * 1000, "m", address, "0", 0));
    }
  gone = br_trace_store_find (store, &first);
  there = br_trace_store_find (store, &last);
  g_assert_cmpuint (gone->len, ==, 0);
  g_assert_cmpuint (there->len, ==, 1);
}

static char *
join_lines (ClaspShow             *show,
            GArray                *records,
            ClaspUniverseSnapshot *universes)
{
  ClaspMonitorRecord  message = monitor_make_record ("/osc/1/fader1", 0.5, 1000);
  g_autoptr (GArray)  lines = br_trace_lines_new (show, &message, records, universes);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s\n", g_array_index (lines, BrTraceLine, i).text);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_lines_of_a_trace_know_their_mapping (void)
{
  g_autoptr (ClaspShow)    show = monitor_make_show ();
  g_autoptr (ClaspMapping) front = g_list_model_get_item (clasp_show_get_mappings (show), 0);
  const char              *id = clasp_show_item_get_id (CLASP_SHOW_ITEM (front));
  ClaspMonitorRecord       message = monitor_make_record (clasp_mapping_get_source (front), 0.5, 1000);
  ClaspTraceRecord         record = make_trace (CLASP_TRACE_STEP, 1, 1000, id, "", "128", 0);
  g_autoptr (GArray)       records = g_array_new (FALSE, FALSE, sizeof (ClaspTraceRecord));
  g_autoptr (GArray)       told = NULL;

  g_array_append_val (records, record);
  told = br_trace_lines_new (show, &message, records, NULL);
  g_assert_cmpuint (told->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr (g_array_index (told, BrTraceLine, i).mapping, ==, id);
}

static void
test_a_trace_names_muted_limited_and_held (void)
{
  g_autoptr (ClaspShow)    show = monitor_make_show ();
  g_autoptr (ClaspMapping) front = g_list_model_get_item (clasp_show_get_mappings (show), 0);
  g_autoptr (ClaspMapping) strobe = g_list_model_get_item (clasp_show_get_mappings (show), 1);
  const char              *id = clasp_show_item_get_id (CLASP_SHOW_ITEM (front));
  const char              *muted = clasp_show_item_get_id (CLASP_SHOW_ITEM (strobe));
  g_autoptr (GArray)       records = g_array_new (FALSE, FALSE, sizeof (ClaspTraceRecord));
  ClaspUniversePicture     picture = { 0 };
  ClaspUniverseSnapshot    universes = { .n_universes = 1, .universes = &picture };
  ClaspTraceRecord         list[] = {
    make_trace (CLASP_TRACE_SAW, 1, 1000, id, "/osc/1/fader1", "0.5", 0),
    make_trace (CLASP_TRACE_STEP, 1, 1000, id, "", "128", 0),
    make_trace (CLASP_TRACE_SENT, 1, 1300, id, "/artnet/0/0/0/1", "128", 0),
    make_trace (CLASP_TRACE_NOT, 1, 1300, id, "/artnet/0/0/0/2", "128", CLASP_TRACE_RATE),
    make_trace (CLASP_TRACE_NOT, 1, 1300, muted, "", "", CLASP_TRACE_MUTED),
  };
  g_autofree char *text = NULL;

  g_array_append_vals (records, list, G_N_ELEMENTS (list));
  g_strlcpy (picture.info.prefix, "/artnet/0/0/0", sizeof picture.info.prefix);
  picture.info.is_output = TRUE;
  picture.info.held[0] = picture.info.frozen[0] = 1;
  text = join_lines (show, records, &universes);
  g_assert_nonnull (strstr (text, "Front\n"));
  g_assert_nonnull (strstr (text, "→  128"));
  g_assert_nonnull (strstr (text, "→ /artnet/0/0/0/1 = 128  (+0.3" BR_THIN_SPACE "ms)"));
  g_assert_nonnull (strstr (text, "/artnet/0/0/0/1: held by Freeze now"));
  g_assert_nonnull (strstr (text, "/artnet/0/0/0/2: limited"));
  g_assert_nonnull (strstr (text, "Strobe\nmuted\n"));
}

static void
test_every_reason_has_words (void)
{
  for (guint i = CLASP_TRACE_NO_REASON + 1; i < CLASP_TRACE_N_REASONS; i++)
    g_assert_cmpstr (br_trace_reason_get_words ((ClaspTraceReason) i), !=, "");
}

/* --- values and files --------------------------------------------------------------------------- */

static void
test_values_in_all_views (void)
{
  static const guint8 bytes[] = { 0xf0, 0x41, 0x10, 0xf7 };
  g_auto (ClaspValue) sysex = clasp_value_bytes (bytes, sizeof bytes);
  g_auto (ClaspValue) json = clasp_value_string (CLASP_STR_LITERAL ("{\"a\":[1,2]}"));
  ClaspValue          seven = clasp_value_int (300);
  g_autofree char    *hex = br_value_view (BR_VIEW_HEX, "/midi/x/sysex", &sysex);
  g_autofree char    *midi = br_value_view (BR_VIEW_MIDI, "/midi/x/sysex", &sysex);
  g_autofree char    *tree = br_value_view (BR_VIEW_JSON, "/osc/a", &json);
  g_autofree char    *nothing = br_value_view (BR_VIEW_JSON, "/osc/a", &seven);
  g_autofree char    *joined = br_midi_describe ("/midi/x/ch/2/cc14/7", &seven);
  char                note[8];

  g_assert_nonnull (strstr (hex, "f0 41 10 f7"));
  g_assert_nonnull (strstr (midi, "Roland"));
  g_assert_nonnull (strstr (tree, "\"a\""));
  g_assert_null (nothing);
  g_assert_nonnull (strstr (joined, "7 and 39"));
  br_midi_note_name (60, note, sizeof note);
  g_assert_cmpstr (note, ==, "C4");
  br_midi_note_name (0, note, sizeof note);
  g_assert_cmpstr (note, ==, "C-1");
}

static void
test_lines_of_files_are_whole (void)
{
  ClaspMonitorRecord   record = monitor_make_record ("/osc/a", 0.5, 1600000000 * (gint64) G_USEC_PER_SEC);
  g_autofree char     *csv = br_export_line (BR_EXPORT_CSV, &record, "A \"b\", c");
  g_autofree char     *json = br_export_line (BR_EXPORT_JSON_LINES, &record, "A \"b\"\nc");
  g_autoptr (JsonNode) node = json_from_string (json, NULL);

  g_assert_cmpstr (csv, ==, "\"2020-09-13T12:26:40.000000Z\",\"in\",\"A \"\"b\"\", c\",\"/osc/a\",\"double\",\"0.5\"\r\n");
  g_assert_nonnull (node);
  g_assert_true (strchr (json, '\n') == json + strlen (json) - 1);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "from"), ==, "A \"b\"\nc");
  g_assert_cmpfloat (json_object_get_double_member (json_node_get_object (node), "value"), ==, 0.5);
  record.number_value = NAN;
  g_free (json);
  json = br_export_line (BR_EXPORT_JSON_LINES, &record, NULL);
  g_clear_pointer (&node, json_node_unref);
  node = json_from_string (json, NULL);
  g_assert_nonnull (node);
}

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  *(gssize *) user_data = br_export_finish (result, &error);
  g_assert_no_error (error);
}

/* More came than there is room for, and the list has not looked since: what it lost is in no file. */
static void
test_a_file_has_what_the_list_has (void)
{
  g_autoptr (BrMonitorModel) model = br_monitor_model_new (100);
  g_autofree char           *folder = g_dir_make_tmp ("clasp-export-XXXXXX", NULL);
  g_autofree char           *path = g_build_filename (folder, "messages.csv", NULL);
  g_autoptr (GFile)          file = g_file_new_for_path (path);
  ClaspMonitorRecord         record = monitor_make_record ("/a", 0.5, 5);
  gssize                     n = 0;

  for (guint i = 0; i < 100; i++)
    br_monitor_model_keep (model, &record, 1);
  br_monitor_model_look (model);
  for (guint i = 0; i < 60; i++)
    br_monitor_model_keep (model, &record, 1);
  br_export_async (model, TRUE, file, exported_cb, &n);
  while (n == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (n, ==, 100);
  g_unlink (path);
  g_rmdir (folder);
}

#define T(name) g_test_add_func ("/ui/monitor/" #name, test_##name)

int
main (int   argc,
      char *argv[])
{
  clasp_test_init (&argc, &argv, 60);

  T (a_message_finds_its_own_trace);
  T (a_trace_with_a_gap_is_known);
  T (a_store_that_rested_goes_on);
  T (old_traces_give_way);
  T (lines_of_a_trace_know_their_mapping);
  T (a_trace_names_muted_limited_and_held);
  T (every_reason_has_words);
  T (values_in_all_views);
  T (lines_of_files_are_whole);
  T (a_file_has_what_the_list_has);

  return g_test_run ();
}
