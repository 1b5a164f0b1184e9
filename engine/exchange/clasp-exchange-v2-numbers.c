/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-v2-names.h"

#include <stdio.h>
#include <string.h>

/* What an address says, as version 2 says it by numbers: clasp-exchange-v2-ends.c the other way. */

static void
write_number (JsonObject *group, const char *name, const char *segment)
{
  gint64 number;

  if (g_ascii_string_to_signed (segment, 10, 0, G_MAXINT32, &number, NULL))
    json_object_set_int_member (group, name, number);
}

static void
write_midi (GPtrArray *segments, guint first, JsonObject *group)
{
  const char *kind = segments->len > first + 3 ? segments->pdata[first + 3] : "";

  if (segments->len <= first + 2 || strcmp (segments->pdata[first + 1], "ch") != 0)
    return;
  write_number (group, "channel", segments->pdata[first + 2]);
  if (*kind != '\0' && kind[strspn (kind, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0')
    json_object_set_string_member (group, "type",
                                   strcmp (kind, "note") == 0   ? "noteon"
                                   : strcmp (kind, "bend") == 0 ? "pitchbend"
                                                                : kind);
  if (segments->len > first + 4)
    write_number (group, "number", segments->pdata[first + 4]);
}

static void
write_dmx (GPtrArray *segments, guint first, const char *kind, JsonObject *group)
{
  gboolean is_artnet = strcmp (kind, "artnet") == 0;
  guint    slot = first + (is_artnet ? 3 : 1);
  gint64   number, universe = 0;

  for (guint i = first; i < slot; i++)
    {
      if (i >= segments->len ||
          !g_ascii_string_to_signed (segments->pdata[i], 10, 0, 63999, &number, NULL))
        break;
      universe = universe << 4 | number;
      if (i + 1 == slot)
        json_object_set_int_member (group, "universe", universe);
    }
  if (slot < segments->len)
    write_number (group, "slot", segments->pdata[slot]);
}

void
clasp_v2_write_numbers (ClaspConnection *connection,
                        const char      *address,
                        const char      *value_path,
                        JsonObject      *json)
{
  const char           *kind = clasp_connection_get_kind (connection);
  const char           *name = strcmp (kind, "osc") == 0 ? "osc" : clasp_v2_find_group (kind);
  g_autoptr (GPtrArray) segments = clasp_v2_split (address);
  g_autoptr (GPtrArray) namespace_ = clasp_v2_split (clasp_connection_get_namespace (connection));
  g_autoptr (JsonObject) group = json_object_new ();
  guint                  argument;
  char                   end;

  if (name == NULL || json_object_has_member (json, name))
    return;
  if (strcmp (name, "midi") == 0)
    write_midi (segments, namespace_->len, group);
  else if (strcmp (name, "dmx") == 0)
    write_dmx (segments, namespace_->len, kind, group);
  else if (value_path != NULL && sscanf (value_path, "$[%u%c", &argument, &end) == 2 && end == ']')
    json_object_set_int_member (group, "arg", argument);
  if (json_object_get_size (group) > 0)
    json_object_set_object_member (json, name, g_steal_pointer (&group));
}
