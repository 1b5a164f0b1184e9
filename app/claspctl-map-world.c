/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspctl-map.h"

#include "claspctl-ask.h"

#include <string.h>

/* What the running show has around a mapping that is tried: its connections, and the ranges that were announced
 * for the mapping's addresses. */

static void
connection_clear (gpointer data)
{
  ClaspRouteConnection *connection = data;

  g_free ((char *) connection->id);
  g_free ((char *) connection->name);
  g_free ((char *) connection->namespace_);
  g_free ((char *) connection->protocol);
}

static void
signal_clear (gpointer data)
{
  ClaspSignalInfo *info = data;

  g_free ((char *) info->address.data);
  g_free ((char *) info->datatype.data);
}

CtlMapWorld *
ctl_map_world_new (void)
{
  CtlMapWorld *self = g_new0 (CtlMapWorld, 1);

  self->connections = g_array_new (FALSE, TRUE, sizeof (ClaspRouteConnection));
  g_array_set_clear_func (self->connections, connection_clear);
  self->signals = g_array_new (FALSE, TRUE, sizeof (ClaspSignalInfo));
  g_array_set_clear_func (self->signals, signal_clear);
  return self;
}

void
ctl_map_world_free (CtlMapWorld *self)
{
  g_array_unref (self->connections);
  g_array_unref (self->signals);
  g_free (self);
}

static void
answered_cb (const ClaspValue *answer, gpointer user_data)
{
  CtlMapWorld      *self = user_data;
  const ClaspValue *items = clasp_value_lookup (answer, "connections");

  for (guint i = 0; items != NULL && i < clasp_value_get_size (items); i++)
    {
      const ClaspValue     *item = clasp_value_get_element (items, i);
      ClaspRouteConnection  connection = { ctl_answer_text (item, "id"), ctl_answer_text (item, "name"),
                                           ctl_answer_text (item, "namespace"), 0,
                                           ctl_answer_text (item, "kind") };

      if (connection.id != NULL && connection.name != NULL && connection.namespace_ != NULL)
        g_array_append_val (self->connections, connection);
      else
        connection_clear (&connection);
    }
}

static void
message_cb (CtlMapWorld *self, const ClaspMessage *message)
{
  if (message->type != CLASP_MESSAGE_RESULT)
    return;
  for (guint i = 0; i < message->result.n_signals; i++)
    {
      const ClaspSignalInfo *info = &message->result.signals[i];
      ClaspSignalInfo        kept = { .signal = info->signal };

      if (!info->has_meta || !info->has_range)
        continue;
      kept.address = (ClaspStr){ clasp_str_dup (info->address), info->address.length };
      kept.has_datatype = info->has_datatype;
      kept.datatype = (ClaspStr){ clasp_str_dup (info->datatype), info->datatype.length };
      kept.has_meta = kept.has_range = TRUE;
      kept.minimum = info->minimum;
      kept.maximum = info->maximum;
      kept.is_advisory = TRUE;
      g_array_append_val (self->signals, kept);
    }
}

/* (transfer full) A pattern that every address of @text matches: "/out/{n+1}" is "/out/" and anything. */
static char *
dup_pattern (const char *text)
{
  GString *pattern = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    {
      const char *end = *at == '{' ? strchr (at, '}') : NULL;

      g_string_append (pattern, end == NULL ? (char[]){ *at, '\0' } : strstr (at, ":**}") == end - 3 ? "**" : "*");
      if (end != NULL)
        at = end;
    }
  return g_string_free (pattern, FALSE);
}

static gboolean
query_ends (Ctl *ctl, GListModel *ends, GError **error)
{
  for (guint i = 0; i < g_list_model_get_n_items (ends); i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (ends, i);
      g_autofree char            *pattern = dup_pattern (clasp_mapping_end_get_address (end));
      ClaspMessage                query = { .type = CLASP_MESSAGE_QUERY };

      query.query.pattern = clasp_str (pattern);
      if (!clasp_client_send (ctl->client, &query, error))
        return FALSE;
    }
  return TRUE;
}

int
ctl_map_world_fill (CtlMapWorld *self, Ctl *ctl, ClaspMapping *mapping)
{
  g_autoptr (GError) error = NULL;
  int                status = ctl_ask (ctl, "connections", NULL, 0, answered_cb, self);

  if (status != CTL_OK)
    return status;
  g_signal_connect_swapped (ctl->client, "message", G_CALLBACK (message_cb), self);
  if (!query_ends (ctl, clasp_mapping_get_sources (mapping), &error) ||
      !query_ends (ctl, clasp_mapping_get_targets (mapping), &error))
    status = ctl_fail (CTL_FAILED, "%s", error->message);
  else
    status = ctl_wait_for_answers (ctl);
  g_signal_handlers_disconnect_by_data (ctl->client, self);
  return status;
}
