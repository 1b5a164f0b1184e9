/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspctl-map.h"

#include "claspctl-ask.h"

#include <stdio.h>

/* claspctl map: the mappings of the show that runs. Asked for with events and answered with events
 * (engine/clasp-engine-editor.c). */

#define USAGE                                                                                      \
  "usage: claspctl map list\n"                                                                     \
  "       claspctl map add 'SOURCE => STEP | STEP => TARGET'\n"                                    \
  "       claspctl map remove|on|off ID|NAME\n"                                                    \
  "       claspctl map test ID|NAME|'SOURCE => … => TARGET' --input 0.5 --times 0,0.01"

/* What the answers to one question came to. */
typedef struct
{
  GPtrArray *mappings; /* (owned) of CtlMapping */
  char      *mapping;  /* (owned) (nullable) the one that was changed */
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

static void
take_mapping (Request *request, const ClaspValue *item)
{
  CtlMapping *mapping = g_new0 (CtlMapping, 1);

  mapping->id = ctl_answer_text (item, "id");
  mapping->name = ctl_answer_text (item, "name");
  mapping->text = ctl_answer_text (item, "text");
  mapping->is_enabled = ctl_answer_boolean (item, "enabled");
  if (mapping->id != NULL && mapping->name != NULL)
    g_ptr_array_add (request->mappings, mapping);
  else
    ctl_mapping_free (mapping);
}

static void
answered_cb (const ClaspValue *answer, gpointer user_data)
{
  Request          *request = user_data;
  const ClaspValue *mappings = clasp_value_lookup (answer, "mappings");
  g_autofree char  *circle = ctl_answer_text (answer, "circle");

  for (guint i = 0; mappings != NULL && i < clasp_value_get_size (mappings); i++)
    take_mapping (request, clasp_value_get_element (mappings, i));
  if (request->mapping == NULL)
    request->mapping = ctl_answer_text (answer, "mapping");
  if (circle != NULL)
    g_printerr ("claspctl: note: it closes a circle: %s\n", circle);
}

static void
request_clear (Request *request)
{
  g_free (request->mapping);
  g_ptr_array_unref (request->mappings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

static Request
request_new (void)
{
  return (Request){ .mappings = g_ptr_array_new_with_free_func (ctl_mapping_free) };
}

static int
ask (Ctl *ctl, Request *request, const char *what, const ClaspMapEntry *more)
{
  return ctl_ask (ctl, what, more, 0, answered_cb, request);
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
  g_auto (Request) request = request_new ();
  int              status = ask (ctl, &request, "list", NULL);

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
  g_auto (Request)    request = request_new ();
  const ClaspMapEntry more[] = {
    { CLASP_STR_LITERAL ("text"), clasp_value_string (clasp_str (text)) },
    { { NULL, 0 }, CLASP_VALUE_INIT },
  };
  int status = ask (ctl, &request, "add", more);

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
  g_auto (Request)       request = request_new ();

  if (mapping == NULL)
    return ctl->status;
  return ask (ctl, &request, what,
              (ClaspMapEntry[]){
                { CLASP_STR_LITERAL ("mapping"), clasp_value_string (clasp_str (mapping->id)) },
                { CLASP_STR_LITERAL ("on"), clasp_value_bool (on) },
                { { NULL, 0 }, CLASP_VALUE_INIT },
              });
}

CtlMapping *
ctl_find_mapping (Ctl *ctl, const char *which)
{
  g_auto (Request) request = request_new ();
  guint            n_found = 0, index = 0;

  if (ask (ctl, &request, "list", NULL) != CTL_OK)
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
