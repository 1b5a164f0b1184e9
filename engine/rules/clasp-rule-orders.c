/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/clasp-rule-http.h"
#include "rules/clasp-rule-private.h"
#include "rules/clasp-rule-script.h"

#include <string.h>

/* The actions that do more than write to the router: HTTP requests and scripts. */

static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", NULL };

static char *
path_of (const ClaspRuleTagged *tagged, const char *name)
{
  return g_strconcat (tagged->path, ".", name, NULL);
}

/* Where the result goes; there need not be one. */
static void
read_address (ClaspRuleReader *self, const ClaspRuleTagged *tagged, ClaspRuleAction *action)
{
  if (tagged->fields != NULL && json_object_has_member (tagged->fields, "address"))
    action->address = clasp_rule_get_address (self, tagged->path, tagged->fields, "address");
}

/* ---- requests ---- */

static void
read_method (ClaspRuleReader *self, const ClaspRuleTagged *tagged, ClaspRuleAction *action)
{
  g_autofree char *path = path_of (tagged, "method");
  const char      *method = "GET";
  int              index;

  if (!clasp_rule_get_string (self, tagged->path, tagged->fields, "method", CLASP_RULE_OPTIONAL,
                              &method))
    method = "GET";
  index = clasp_rule_find_name (self, path, method, methods);
  action->method = g_strdup (methods[MAX (index, 0)]);
}

static void
read_url (ClaspRuleReader *self, const ClaspRuleTagged *tagged, ClaspRuleAction *action)
{
  g_autofree char *path = path_of (tagged, "url");
  const char      *url, *problem;

  if (!clasp_rule_get_string (self, tagged->path, tagged->fields, "url", CLASP_RULE_REQUIRED, &url))
    return;
  problem = clasp_rule_http_check_url (url);
  if (problem != NULL)
    clasp_rule_fault (self, path, "%s", problem);
  action->url = g_strdup (url);
}

/* Names and texts that cannot end a line and begin another one. */
static gboolean
is_header (ClaspStr name, const ClaspValue *value)
{
  ClaspStr text;

  if (name.length == 0 || value->type != CLASP_VALUE_STRING)
    return FALSE;
  for (gsize i = 0; i < name.length; i++)
    if (!g_ascii_isalnum (name.data[i]) && strchr ("-_.", name.data[i]) == NULL)
      return FALSE;
  text = clasp_value_get_string (value);
  for (gsize i = 0; i < text.length; i++)
    if ((guint8) text.data[i] < 0x20 || text.data[i] == 0x7f)
      return FALSE;
  return name.length + text.length <= CLASP_RULE_MAX_HEADER;
}

static void
read_headers (ClaspRuleReader *self, const ClaspRuleTagged *tagged, ClaspRuleAction *action)
{
  g_autofree char *path = path_of (tagged, "headers");

  if (!clasp_rule_get_value (self, tagged->path, tagged->fields, "headers", CLASP_RULE_OPTIONAL,
                             &action->headers))
    return;
  if (action->headers.type != CLASP_VALUE_MAP ||
      clasp_value_get_size (&action->headers) > CLASP_RULE_MAX_HEADERS)
    {
      clasp_rule_fault (self, path, "expected an object of at most %d texts", CLASP_RULE_MAX_HEADERS);
      return;
    }
  for (guint i = 0; i < clasp_value_get_size (&action->headers); i++)
    {
      ClaspStr          name;
      const ClaspValue *value = clasp_value_get_entry (&action->headers, i, &name);

      if (!is_header (name, value))
        clasp_rule_fault (self, path, "‘%.*s’ is no header with a text", (int) name.length, name.data);
    }
}

void
clasp_rule_read_http (ClaspRuleReader       *self,
                      const ClaspRuleTagged *tagged,
                      ClaspRuleAction       *action)
{
  static const char *const known[] = { "type",    "method", "url",     "headers",
                                       "body",    "address", NULL };

  clasp_rule_note_unknown (self, tagged->path, tagged->fields, known);
  read_method (self, tagged, action);
  read_url (self, tagged, action);
  read_headers (self, tagged, action);
  action->has_value = clasp_rule_get_value (self, tagged->path, tagged->fields, "body",
                                            CLASP_RULE_OPTIONAL, &action->value);
  read_address (self, tagged, action);
}

/* ---- scripts ---- */

static void
check_script (ClaspRuleReader *self, const char *path, const char *text)
{
  g_autoptr (GError)          error = NULL;
  g_autoptr (ClaspRuleScript) script = NULL;

  if (strlen (text) > CLASP_RULE_SCRIPT_MAX_BYTES)
    clasp_rule_fault (self, path, "longer than %d bytes", CLASP_RULE_SCRIPT_MAX_BYTES);
  else if (++self->n_scripts > CLASP_RULE_MAX_SCRIPTS)
    clasp_rule_fault (self, path, "more than %d scripts in all rules", CLASP_RULE_MAX_SCRIPTS);
  else if ((script = clasp_rule_script_new (text, &error)) == NULL)
    clasp_rule_fault (self, path, "%s", error->message);
}

void
clasp_rule_read_script (ClaspRuleReader       *self,
                        const ClaspRuleTagged *tagged,
                        ClaspRuleAction       *action)
{
  static const char *const known[] = { "type", "text", "address", NULL };
  g_autofree char         *path = path_of (tagged, "text");
  const char              *text;

  clasp_rule_note_unknown (self, tagged->path, tagged->fields, known);
  read_address (self, tagged, action);
  if (!clasp_rule_get_string (self, tagged->path, tagged->fields, "text", CLASP_RULE_REQUIRED, &text))
    return;
  check_script (self, path, text);
  action->text = g_strdup (text);
}
