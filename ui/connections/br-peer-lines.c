/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connections/br-peer-lines.h"

#include "dmx/clasp-lighting-view.h"
#include "widgets/br-format.h"

#include <glib/gi18n.h>

static void
line_free (gpointer data)
{
  BrPeerLine *line = data;

  g_free (line->name);
  g_free (line->text);
  g_free (line);
}

static GPtrArray *
lines_new (void)
{
  return g_ptr_array_new_with_free_func (line_free);
}

/* Takes over @text. */
static void
add_line (GPtrArray *lines, const char *name, GString *text)
{
  BrPeerLine *line = g_new0 (BrPeerLine, 1);

  line->name = g_strdup (name);
  line->text = g_string_free (text, FALSE);
  g_ptr_array_add (lines, line);
}

static void
limit (GPtrArray *lines, guint n_more)
{
  GString *text;

  if (n_more == 0)
    return;
  text = g_string_new (NULL);
  g_string_printf (text, ngettext ("%u more is not listed.", "%u more are not listed.", n_more), n_more);
  add_line (lines, "…", text);
}

static void
add_part (GString *text, char *part)
{
  if (part[0] != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
  g_free (part);
}

static char *
describe_age (gint64 age_us)
{
  g_autofree char *age = br_format_age (MAX (age_us, 0));

  /* Translators: %s is a time as "3 s" */
  return g_strdup_printf (_ ("heard %s ago"), age);
}

static char *
describe_count (const char *format, guint64 n)
{
  g_autofree char *count = br_format_count (n);

  return n > 0 ? g_strdup_printf (format, count) : g_strdup ("");
}

static GString *
describe_peer (const ClaspConnectionPeer *peer, gint64 now_us)
{
  GString *text = g_string_new (NULL);

  add_part (text, g_strdup (peer->transport));
  if (peer->last_in_us != 0)
    add_part (text, describe_age (now_us - peer->last_in_us));
  else if (peer->is_target)
    add_part (text, g_strdup (peer->is_present ? _ ("is sent to") : _ ("cannot be reached")));
  else
    add_part (text, g_strdup (_ ("not heard yet")));
  add_part (text, describe_count (_ ("in %s"), peer->n_in));
  add_part (text, describe_count (_ ("out %s"), peer->n_out));
  add_part (text, describe_count (_ ("not understood %s"), peer->n_malformed));
  add_part (text, describe_count (_ ("dropped %s"), peer->n_dropped));
  return text;
}

GPtrArray *
br_peer_lines_of_connection (const GPtrArray *peers, gint64 now_us)
{
  GPtrArray *lines = lines_new ();
  guint      n = peers->len > BR_PEER_MAX_LINES ? BR_PEER_MAX_LINES - 1 : peers->len;

  for (guint i = 0; i < n; i++)
    {
      const ClaspConnectionPeer *peer = peers->pdata[i];

      add_line (lines, peer->address, describe_peer (peer, now_us));
    }
  limit (lines, peers->len - n);
  return lines;
}

/* --- the lighting network --- */

static char *
name_universe (const ClaspLightingPeer *peer, guint16 universe)
{
  return peer->kind == CLASP_LIGHTING_NODE ? g_strdup_printf ("%u:%u:%u", universe >> 8, universe >> 4 & 15, universe & 15)
                                           : g_strdup_printf ("%u", universe);
}

/* "0:0:1, 0:0:2 …" of those that go out of the node, or come in there. */
static char *
list_ports (const ClaspLightingPeer *peer, gboolean is_output)
{
  GString *list = g_string_new (NULL);
  guint    n = 0;

  for (guint i = 0; i < peer->n_ports; i++)
    {
      g_autofree char *name = name_universe (peer, peer->ports[i].universe);

      if (peer->ports[i].is_output != is_output)
        continue;
      if (n++ == BR_PEER_MAX_PORTS)
        {
          g_string_append (list, " …");
          break;
        }
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", name);
    }
  return g_string_free (list, FALSE);
}

static void
add_ports (GString *text, const ClaspLightingPeer *peer, gboolean is_output, const char *format)
{
  g_autofree char *list = list_ports (peer, is_output);

  if (list[0] != '\0')
    add_part (text, g_strdup_printf (format, list));
}

static GString *
describe_lighting (const ClaspLightingPeer *peer)
{
  GString *text = g_string_new (NULL);

  add_part (text, g_strdup (peer->address));
  if (!peer->is_online)
    add_part (text, g_strdup (_ ("gone")));
  add_part (text, describe_age (peer->seen_ago_us));
  /* Translators: of a node; %s are universes as "0:0:1, 0:0:2" */
  add_ports (text, peer, TRUE, _ ("takes %s"));
  /* Translators: of a node or a source; %s are universes */
  add_ports (text, peer, FALSE, _ ("sends %s"));
  return text;
}

GPtrArray *
br_peer_lines_of_lighting (const ClaspLightingView *view, const char *id)
{
  GPtrArray *lines = lines_new ();
  guint      n_more = 0;

  for (guint i = 0; i < view->n_peers; i++)
    {
      const ClaspLightingPeer *peer = &view->peers[i];

      if (peer->is_overheard || !g_str_equal (peer->connection, id))
        continue;
      if (lines->len < BR_PEER_MAX_LINES - 1)
        add_line (lines, peer->name[0] != '\0' ? peer->name : peer->address, describe_lighting (peer));
      else
        n_more++;
    }
  limit (lines, n_more);
  return lines;
}
