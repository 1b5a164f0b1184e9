/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspctl-map.h"

#include <stdio.h>

/* claspctl map: the mappings of the show that runs. Asked for with events and answered with events
 * (engine/clasp-engine-editor.c). */

#define USAGE                                                                                      \
  "usage: claspctl map list\n"                                                                     \
  "       claspctl map add 'SOURCE => STEP | STEP => TARGET'\n"                                    \
  "       claspctl map remove|on|off ID|NAME\n"                                                    \
  "       claspctl map test ID|NAME|'SOURCE => … => TARGET' --input 0.5 --times 0,0.01"

#define ASK "/clasp/show/ask"
#define ANSWER "/clasp/show/answer/"

typedef struct
{
  Ctl       *ctl;
  char      *id, *address; /* (owned) of the request, and of its answers */
  GPtrArray *mappings;     /* (owned) of CtlMapping */
  char      *mapping;      /* (owned) (nullable) the one that was changed */
  gboolean   is_done;
} Request;

void
ctl_mapping_free (gpointer data)
{
  CtlMapping *mapping = data;

  g_free (mapping->id);
  g_free (mapping->name);
  g_free (mapping->text);
  g_free (mapping);
}

/* (transfer full) (nullable) */
static char *
get_text (const ClaspValue *map, const char *key)
{
  const ClaspValue *value = clasp_value_lookup (map, key);

  return value != NULL && value->type == CLASP_VALUE_STRING
           ? clasp_str_dup (clasp_value_get_string (value))
           : NULL;
}

static gboolean
get_boolean (const ClaspValue *map, const char *key)
{
  const ClaspValue *value = clasp_value_lookup (map, key);

  return value != NULL && value->type == CLASP_VALUE_BOOL && value->as.boolean;
}

static void
take_mapping (Request *request, const ClaspValue *item)
{
  CtlMapping *mapping = g_new0 (CtlMapping, 1);

  mapping->id = get_text (item, "id");
  mapping->name = get_text (item, "name");
  mapping->text = get_text (item, "text");
  mapping->is_enabled = get_boolean (item, "enabled");
  if (mapping->id != NULL && mapping->name != NULL)
    g_ptr_array_add (request->mappings, mapping);
  else
    ctl_mapping_free (mapping);
}

static void
answered_cb (Request *request, const ClaspMessage *message)
{
  const ClaspPublish *publish = &message->publish;
  const ClaspValue   *mappings;
  g_autofree char    *error = NULL, *circle = NULL;

  if (message->type != CLASP_MESSAGE_PUBLISH ||
      !clasp_str_equal (publish->address, clasp_str (request->address)))
    return;

  mappings = clasp_value_lookup (&publish->value, "mappings");
  for (guint i = 0; mappings != NULL && i < clasp_value_get_size (mappings); i++)
    take_mapping (request, clasp_value_get_element (mappings, i));
  error = get_text (&publish->value, "error");
  if (error != NULL)
    request->ctl->status = ctl_fail (CTL_FAILED, "%s", error);
  if (request->mapping == NULL)
    request->mapping = get_text (&publish->value, "mapping");
  circle = get_text (&publish->value, "circle");
  if (circle != NULL)
    g_printerr ("claspctl: note: it closes a circle: %s\n", circle);
  request->is_done = get_boolean (&publish->value, "done");
  if (request->is_done)
    g_main_loop_quit (request->ctl->loop);
}

static void
closed_cb (Request *request, const char *reason)
{
  request->ctl->status = ctl_fail (CTL_FAILED, "The connection ended: %s", reason);
  request->is_done = TRUE;
  g_main_loop_quit (request->ctl->loop);
}

static gboolean
timeout_cb (gpointer data)
{
  Request *request = data;

  request->ctl->status = ctl_fail (
    CTL_FAILED, "no answer: is it a router without a show, or does its “control” forbid it?");
  request->is_done = TRUE;
  g_main_loop_quit (request->ctl->loop);
  return G_SOURCE_REMOVE;
}

static void
request_clear (Request *request)
{
  if (request->ctl->client != NULL)
    g_signal_handlers_disconnect_by_data (request->ctl->client, request);
  g_free (request->id);
  g_free (request->address);
  g_free (request->mapping);
  g_ptr_array_unref (request->mappings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

static Request
request_new (Ctl *ctl)
{
  Request request = { .ctl = ctl, .id = g_uuid_string_random () };

  request.address = g_strconcat (ANSWER, request.id, NULL);
  request.mappings = g_ptr_array_new_with_free_func (ctl_mapping_free);
  return request;
}

static gboolean
send (Request *request, const char *what, const ClaspMapEntry *more, GError **error)
{
  ClaspMapEntry       entries[4];
  guint               n = 0;
  ClaspMessage        message = { .type = CLASP_MESSAGE_PUBLISH };
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  entries[n++] =
    (ClaspMapEntry){ CLASP_STR_LITERAL ("id"), clasp_value_string (clasp_str (request->id)) };
  entries[n++] = (ClaspMapEntry){ CLASP_STR_LITERAL ("do"), clasp_value_string (clasp_str (what)) };
  for (; more != NULL && more->key.length > 0; more++)
    entries[n++] = *more;
  value = clasp_value_map (entries, n);
  message.publish.address = CLASP_STR_LITERAL (ASK);
  message.publish.signal = CLASP_SIGNAL_EVENT;
  message.publish.has_value = TRUE;
  message.publish.value = value; /* borrowed: the message is not cleared */
  return clasp_client_subscribe (request->ctl->client, request->address, CLASP_TYPES_EVENT,
                                 error) != 0 &&
         clasp_client_send (request->ctl->client, &message, error);
}

/* Asks and waits for the last answer; the exit status. @more ends with an empty key; takes over its
 * values. */
static int
ask (Request *request, const char *what, const ClaspMapEntry *more)
{
  Ctl               *ctl = request->ctl;
  g_autoptr (GError) error = NULL;
  guint              timeout;

  if (ctl->client == NULL && (ctl->status = ctl_connect (ctl)) != CTL_OK)
    return ctl->status;
  g_signal_connect_swapped (ctl->client, "message", G_CALLBACK (answered_cb), request);
  g_signal_connect_swapped (ctl->client, "closed", G_CALLBACK (closed_cb), request);
  if (!send (request, what, more, &error))
    return ctl_fail (CTL_FAILED, "%s", error->message);

  timeout = g_timeout_add ((guint) CLAMP (ctl->timeout_s * 1000, 1, G_MAXINT), timeout_cb, request);
  while (!request->is_done)
    g_main_loop_run (ctl->loop);
  if (g_main_context_find_source_by_id (NULL, timeout) != NULL)
    g_source_remove (timeout);
  return ctl->status;
}

/* ---- commands ---- */

static void
print_json (const CtlMapping *mapping)
{
  const ClaspMapEntry entries[] = {
    { CLASP_STR_LITERAL ("id"), clasp_value_string (clasp_str (mapping->id)) },
    { CLASP_STR_LITERAL ("name"), clasp_value_string (clasp_str (mapping->name)) },
    { CLASP_STR_LITERAL ("enabled"), clasp_value_bool (mapping->is_enabled) },
    { CLASP_STR_LITERAL ("text"), mapping->text != NULL
                                    ? clasp_value_string (clasp_str (mapping->text))
                                    : clasp_value_null () },
  };
  g_auto (ClaspValue) value = clasp_value_map (entries, G_N_ELEMENTS (entries));
  g_autofree char    *text = clasp_value_to_text (&value);

  fputs (text, stdout);
  fputc ('\n', stdout);
}

/* UTF-8 whatever the locale says, as everything claspctl prints. */
static void
print_line (const CtlMapping *mapping)
{
  fputs (mapping->id, stdout);
  fputs (mapping->is_enabled ? "\ton\t" : "\toff\t", stdout);
  fputs (mapping->name, stdout);
  fputc ('\t', stdout);
  fputs (mapping->text != NULL ? mapping->text : "(too long for a message)", stdout);
  fputc ('\n', stdout);
}

static int
list (Ctl *ctl)
{
  g_auto (Request) request = request_new (ctl);
  int              status = ask (&request, "list", NULL);

  for (guint i = 0; status == CTL_OK && i < request.mappings->len; i++)
    if (ctl->is_json)
      print_json (request.mappings->pdata[i]);
    else
      print_line (request.mappings->pdata[i]);
  return status;
}

static int
add (Ctl *ctl, const char *text)
{
  g_auto (Request)    request = request_new (ctl);
  const ClaspMapEntry more[] = {
    { CLASP_STR_LITERAL ("text"), clasp_value_string (clasp_str (text)) },
    { { NULL, 0 }, CLASP_VALUE_INIT },
  };
  int status = ask (&request, "add", more);

  if (status == CTL_OK && request.mapping != NULL)
    {
      fputs (request.mapping, stdout);
      fputc ('\n', stdout);
    }
  return status;
}

static int
change (Ctl *ctl, const char *what, const char *which, gboolean on)
{
  g_autoptr (CtlMapping) mapping = ctl_find_mapping (ctl, which);
  g_auto (Request)       request = request_new (ctl);

  if (mapping == NULL)
    return ctl->status;
  return ask (&request, what,
              (ClaspMapEntry[]){
                { CLASP_STR_LITERAL ("mapping"), clasp_value_string (clasp_str (mapping->id)) },
                { CLASP_STR_LITERAL ("on"), clasp_value_bool (on) },
                { { NULL, 0 }, CLASP_VALUE_INIT },
              });
}

CtlMapping *
ctl_find_mapping (Ctl *ctl, const char *which)
{
  g_auto (Request) request = request_new (ctl);
  guint            n_found = 0, index = 0;

  if (ask (&request, "list", NULL) != CTL_OK)
    return NULL;
  for (guint i = 0; i < request.mappings->len; i++)
    {
      const CtlMapping *mapping = request.mappings->pdata[i];

      if (!g_str_equal (mapping->id, which) && !g_str_equal (mapping->name, which))
        continue;
      index = i;
      n_found++;
      if (g_str_equal (mapping->id, which))
        break;
    }
  if (n_found == 0)
    ctl->status = ctl_fail (CTL_FAILED, "there is no mapping ‘%s’", which);
  else if (n_found > 1 && !g_str_equal (((CtlMapping *) request.mappings->pdata[index])->id, which))
    ctl->status =
      ctl_fail (CTL_FAILED, "%u mappings are called ‘%s’; say which by its id", n_found, which);
  else
    return g_ptr_array_steal_index (request.mappings, index);
  return NULL;
}

int
ctl_map (Ctl *ctl)
{
  const char *what = ctl->arguments[0];

  if (g_str_equal (what, "list") && ctl->n_arguments == 1)
    return list (ctl);
  if (g_str_equal (what, "add") && ctl->n_arguments == 2)
    return add (ctl, ctl->arguments[1]);
  if (g_str_equal (what, "remove") && ctl->n_arguments == 2)
    return change (ctl, "remove", ctl->arguments[1], FALSE);
  if ((g_str_equal (what, "on") || g_str_equal (what, "off")) && ctl->n_arguments == 2)
    return change (ctl, "enable", ctl->arguments[1], what[1] == 'n');
  if (g_str_equal (what, "test") && ctl->n_arguments == 2)
    return ctl_map_test (ctl, ctl->arguments[1]);
  return ctl_fail (CTL_USAGE, USAGE);
}
