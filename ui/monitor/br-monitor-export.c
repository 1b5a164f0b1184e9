/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor/br-monitor-export.h"

#include "core/clasp-json.h"
#include "monitor/br-monitor-text.h"

#include <math.h>
#include <string.h>

typedef struct
{
  ClaspMonitorRecord record;
  const char        *who; /* (nullable) of the job's names */
} Row;

typedef struct
{
  GFile         *file;  /* (owned) */
  GArray        *rows;  /* (owned) of Row */
  GStringChunk  *names; /* (owned) */
  BrExportFormat format;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->file);
  g_array_unref (job->rows);
  g_string_chunk_free (job->names);
  g_free (job);
}

BrExportFormat
br_export_format_for (const char *file_name)
{
  g_autofree char *lower = g_ascii_strdown (file_name, -1);

  return g_str_has_suffix (lower, ".csv") ? BR_EXPORT_CSV : BR_EXPORT_JSON_LINES;
}

/* --- lines -------------------------------------------------------------------------------------- */

/* Quoted, with quotation marks doubled (RFC 4180). */
static void
append_field (GString    *line,
              const char *text,
              gboolean    is_last)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_string_append_c (line, '"');
  for (const char *c = valid; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (line, '"');
      g_string_append_c (line, *c);
    }
  g_string_append (line, is_last ? "\"\r\n" : "\",");
}

static char *
iso_time (const ClaspMonitorRecord *record)
{
  g_autoptr (GDateTime) second = g_date_time_new_from_unix_utc (record->time_us / G_USEC_PER_SEC);
  g_autofree char      *text = second != NULL ? g_date_time_format (second, "%Y-%m-%dT%H:%M:%S") : g_strdup ("");

  return g_strdup_printf ("%s.%06dZ", text, (int) (record->time_us % G_USEC_PER_SEC));
}

static char *
csv_line (const ClaspMonitorRecord *record,
          const char               *who)
{
  GString         *line = g_string_new (NULL);
  g_autofree char *time = iso_time (record);

  append_field (line, time, FALSE);
  append_field (line, record->hops == 0 ? "in" : "mapped", FALSE);
  append_field (line, who != NULL ? who : "", FALSE);
  append_field (line, record->address, FALSE);
  append_field (line, clasp_value_type_to_string ((ClaspValueType) record->value_type), FALSE);
  append_field (line, record->text, TRUE);

  return g_string_free (line, FALSE);
}

static void
set_value (JsonObject               *object,
           const ClaspMonitorRecord *record)
{
  g_autofree char *valid = g_utf8_make_valid (record->text, -1);

  switch ((ClaspValueType) record->value_type)
    {
    case CLASP_VALUE_NULL:
      json_object_set_null_member (object, "value");
      return;
    case CLASP_VALUE_BOOL:
      json_object_set_boolean_member (object, "value", record->number_value > 0.5);
      return;
    case CLASP_VALUE_INT:
      json_object_set_int_member (object, "value", g_ascii_strtoll (record->text, NULL, 10));
      return;
    case CLASP_VALUE_DOUBLE:
      if (isfinite (record->number_value))
        json_object_set_double_member (object, "value", record->number_value);
      else
        json_object_set_string_member (object, "value", valid);
      return;
    case CLASP_VALUE_STRING:
    case CLASP_VALUE_BYTES:
    case CLASP_VALUE_ARRAY:
    case CLASP_VALUE_MAP:
      json_object_set_string_member (object, "value", valid);
      json_object_set_int_member (object, "length", record->length);
      return;
    }
}

static char *
json_line (const ClaspMonitorRecord *record,
           const char               *who)
{
  JsonObject          *object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char     *time = iso_time (record);
  g_autofree char     *text = NULL;

  json_object_set_string_member (object, "time", time);
  json_object_set_string_member (object, "direction", record->hops == 0 ? "in" : "mapped");
  json_object_set_string_member (object, "from", who != NULL ? who : "");
  json_object_set_string_member (object, "address", record->address);
  json_object_set_string_member (object, "type", clasp_value_type_to_string ((ClaspValueType) record->value_type));
  set_value (object, record);
  json_object_unref (object);
  text = clasp_json_print_line (node);

  return g_strconcat (text, "\n", NULL);
}

char *
br_export_line (BrExportFormat            format,
                const ClaspMonitorRecord *record,
                const char               *who)
{
  return format == BR_EXPORT_CSV ? csv_line (record, who) : json_line (record, who);
}

/* --- all of them -------------------------------------------------------------------------------- */

static void
write_cb (GTask        *task,
          gpointer      source,
          gpointer      data,
          GCancellable *cancellable)
{
  Job                *job = data;
  g_autoptr (GString) text = g_string_new (job->format == BR_EXPORT_CSV ? "time,direction,from,address,type,value\r\n" : "");
  g_autoptr (GError)  error = NULL;

  for (guint i = 0; i < job->rows->len; i++)
    {
      const Row       *row = &g_array_index (job->rows, Row, i);
      g_autofree char *line = br_export_line (job->format, &row->record, row->who);

      g_string_append (text, line);
    }
  if (g_file_replace_contents (job->file, text->str, text->len, NULL, FALSE, G_FILE_CREATE_NONE, NULL, cancellable, &error))
    g_task_return_int (task, (gssize) job->rows->len);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
take_row (Job                      *job,
          BrMonitorModel           *model,
          const ClaspMonitorRecord *record)
{
  const char *who = br_monitor_model_get_name (model, record->origin);
  Row         row = { *record, who != NULL ? g_string_chunk_insert_const (job->names, who) : NULL };

  g_array_append_val (job->rows, row);
}

static void
take_rows (Job            *job,
           BrMonitorModel *model,
           gboolean        only_shown)
{
  guint64 first, end;

  /* What the list has, it has records of. */
  br_monitor_model_look (model);
  br_monitor_model_get_bounds (model, &first, &end);
  for (guint64 i = first; i < end && !only_shown; i++)
    take_row (job, model, br_monitor_model_get_record (model, i));
  for (guint i = 0; only_shown && i < g_list_model_get_n_items (G_LIST_MODEL (model)); i++)
    {
      g_autoptr (BrMonitorItem) item = g_list_model_get_item (G_LIST_MODEL (model), i);

      take_row (job, model, br_monitor_model_get_item_record (model, item));
    }
}

void
br_export_async (BrMonitorModel     *model,
                 gboolean            only_shown,
                 GFile              *file,
                 GAsyncReadyCallback callback,
                 gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (model, NULL, callback, user_data);
  g_autofree char  *name = g_file_get_basename (file);
  Job              *job = g_new0 (Job, 1);

  job->file = g_object_ref (file);
  job->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  job->names = g_string_chunk_new (1024);
  job->format = br_export_format_for (name);
  take_rows (job, model, only_shown);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, write_cb);
}

gssize
br_export_finish (GAsyncResult *result,
                  GError      **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}
