/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspctl.h"

#include "core/clasp-json.h"

#include <stdio.h>

/* One line a message, so that grep, cut and jq can work on it: "KIND ADDRESS VALUE", with the value
 * as JSON on one line; with --json one object a line. */

static char *
value_to_json (const ClaspValue *value)
{
  g_autoptr (JsonNode) node = clasp_value_to_json (value);

  return clasp_json_print_line (node);
}

static gboolean
is_wanted (Ctl *ctl, ClaspStr address)
{
  return ctl->pattern != NULL && (ctl->count == 0 || ctl->n_printed < ctl->count) &&
         clasp_pattern_matches (ctl->pattern, address);
}

/* The state comes twice: after WELCOME, all of it, and as an answer to SUBSCRIBE. TRUE when this
 * revision was not seen yet. */
static gboolean
is_news (Ctl *ctl, ClaspStr address, guint64 revision)
{
  g_autofree char *key = clasp_str_dup (address);
  guint64         *known;

  if (ctl->revisions == NULL)
    ctl->revisions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  known = g_hash_table_lookup (ctl->revisions, key);
  if (known != NULL && *known == revision)
    return FALSE;

  g_hash_table_insert (ctl->revisions, g_steal_pointer (&key),
                       g_memdup2 (&revision, sizeof revision));
  return TRUE;
}

/* UTF-8 whatever the locale says: the reader is often a program. */
static void
print_line (Ctl *ctl, const char *line)
{
  if (fputs (line, stdout) < 0 || fputc ('\n', stdout) < 0 || fflush (stdout) != 0)
    {
      ctl->status = CTL_FAILED; /* nobody reads any more: claspctl sub … | head -1 */
      g_main_loop_quit (ctl->loop);
      return;
    }
  ctl->n_printed++;
}

static void
add_string (JsonObject *object, const char *key, ClaspStr text)
{
  g_autofree char *copy = clasp_str_dup (text);

  json_object_set_string_member (object, key, copy);
}

/* Takes over @object. */
static void
print_object (Ctl *ctl, JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char     *line = NULL;

  json_node_take_object (node, object);
  line = clasp_json_print_line (node);
  print_line (ctl, line);
}

/* @revision 0 = none. */
static void
print_value (Ctl              *ctl,
             const char       *kind,
             ClaspStr          address,
             const ClaspValue *value,
             guint64           revision)
{
  if (ctl->is_json)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "kind", kind);
      add_string (object, "address", address);
      if (value != NULL)
        json_object_set_member (object, "value", clasp_value_to_json (value));
      if (revision != 0)
        json_object_set_int_member (object, "revision", (gint64) revision);
      print_object (ctl, object);
    }
  else
    {
      g_autofree char *text = value != NULL ? value_to_json (value) : NULL;
      g_autofree char *line =
        g_strdup_printf ("%s %.*s%s%s", kind, (int) address.length, address.data,
                         text != NULL ? " " : "", text != NULL ? text : "");

      print_line (ctl, line);
    }
}

static void
print_publish (Ctl *ctl, const ClaspPublish *publish)
{
  g_autofree char    *kind = publish->signal == CLASP_SIGNAL_GESTURE
                               ? g_strdup_printf ("gesture:%s", clasp_phase_to_string (publish->phase))
                               : g_strdup (clasp_signal_to_string (publish->signal));
  g_auto (ClaspValue) samples = CLASP_VALUE_INIT;

  if (publish->has_samples)
    {
      g_autofree ClaspValue *elements = g_new (ClaspValue, publish->n_samples + 1);

      for (guint i = 0; i < publish->n_samples; i++)
        elements[i] = clasp_value_double (publish->samples[i]);
      samples = clasp_value_array (elements, publish->n_samples);
    }
  print_value (ctl, kind, publish->address,
               publish->has_samples ? &samples
               : publish->has_value ? &publish->value
                                    : NULL,
               0);
}

static void
add_meta (JsonObject *object, const ClaspSignalInfo *signal)
{
  if (signal->has_unit)
    add_string (object, "unit", signal->unit);
  if (signal->has_range)
    {
      JsonArray *range = json_array_new ();

      json_array_add_double_element (range, signal->minimum);
      json_array_add_double_element (range, signal->maximum);
      json_object_set_array_member (object, "range", range);
    }
  if (signal->has_default)
    json_object_set_member (object, "default", clasp_value_to_json (&signal->default_value));
  if (signal->has_description)
    add_string (object, "description", signal->description);
  if (signal->has_strategy)
    add_string (object, "strategy", signal->strategy);
}

/* " -60..6 dB =max “level of the hall”" */
static char *
describe_meta (const ClaspSignalInfo *signal)
{
  GString *text = g_string_new (NULL);

  if (signal->has_range)
    g_string_append_printf (text, " %.15g..%.15g", signal->minimum, signal->maximum);
  if (signal->has_unit)
    g_string_append_printf (text, " %.*s", (int) signal->unit.length, signal->unit.data);
  if (signal->has_strategy)
    g_string_append_printf (text, " =%.*s", (int) signal->strategy.length, signal->strategy.data);
  if (signal->has_description)
    g_string_append_printf (text, " “%.*s”", (int) signal->description.length,
                            signal->description.data);
  return g_string_free (text, FALSE);
}

static void
print_signal (Ctl *ctl, const ClaspSignalInfo *signal)
{
  const char *kind = clasp_signal_to_string (signal->signal);

  if (ctl->is_json)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "kind", kind);
      add_string (object, "address", signal->address);
      if (signal->has_datatype)
        add_string (object, "datatype", signal->datatype);
      if (signal->has_access)
        add_string (object, "access", signal->access);
      add_meta (object, signal);
      print_object (ctl, object);
    }
  else
    {
      g_autofree char *meta = describe_meta (signal);
      g_autofree char *line = g_strdup_printf (
        "%s %.*s %.*s %.*s%s", kind, (int) signal->address.length, signal->address.data,
        signal->has_datatype ? (int) signal->datatype.length : 1,
        signal->has_datatype ? signal->datatype.data : "-",
        signal->has_access ? (int) signal->access.length : 1,
        signal->has_access ? signal->access.data : "-", meta);

      print_line (ctl, line);
    }
}

static void
print_error (const ClaspErrorMessage *error)
{
  g_printerr ("claspctl: the router says: %.*s (error %u)\n", (int) error->message.length,
              error->message.data, error->code);
}

static void
print_snapshot (Ctl *ctl, const ClaspSnapshot *snapshot)
{
  for (guint i = 0; i < snapshot->n_params; i++)
    {
      const ClaspSnapshotParam *param = &snapshot->params[i];

      if (is_wanted (ctl, param->address) && is_news (ctl, param->address, param->revision))
        print_value (ctl, "param", param->address, &param->value, param->revision);
    }
}

void
ctl_print_message (Ctl *ctl, const ClaspMessage *message)
{
  if (message->type == CLASP_MESSAGE_SET && is_wanted (ctl, message->set.address))
    {
      is_news (ctl, message->set.address, message->set.revision);
      print_value (ctl, "param", message->set.address, &message->set.value, message->set.revision);
    }
  else if (message->type == CLASP_MESSAGE_PUBLISH && is_wanted (ctl, message->publish.address))
    print_publish (ctl, &message->publish);
  else if (message->type == CLASP_MESSAGE_ERROR)
    {
      print_error (&message->error);
      ctl->status = CTL_FAILED;
    }
  else if (message->type == CLASP_MESSAGE_SNAPSHOT)
    print_snapshot (ctl, &message->snapshot);
  else if (message->type == CLASP_MESSAGE_RESULT)
    {
      for (guint i = 0; i < message->result.n_signals; i++)
        print_signal (ctl, &message->result.signals[i]);
    }
  else if (message->type == CLASP_MESSAGE_BUNDLE)
    {
      for (guint i = 0; i < message->bundle.n_messages; i++)
        ctl_print_message (ctl, &message->bundle.messages[i]);
    }
}

void
ctl_print_param (Ctl *ctl, const char *address, const ClaspValue *value, guint64 revision)
{
  g_autofree char *text = NULL;

  if (ctl->is_json)
    {
      print_value (ctl, "param", clasp_str (address), value, revision);
      return;
    }

  /* Alone, a text is more use without its quotes. */
  text = clasp_value_to_text (value);
  print_line (ctl, text);
}

int
ctl_fail (int status, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list          args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("claspctl: %s\n", text);
  return status;
}
