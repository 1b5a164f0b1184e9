/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor/br-trace-text.h"

#include "widgets/br-format.h"
#include "monitor/br-monitor-context.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  ClaspShow                *show;
  const ClaspMonitorRecord *message;
  ClaspUniverseSnapshot    *universes;
  GArray                   *lines;
  const char               *mapping; /* the id of the one that is written of */
} Writer;

const char *
br_trace_reason_get_words (ClaspTraceReason reason)
{
  switch (reason)
    {
    case CLASP_TRACE_NO_REASON:
    case CLASP_TRACE_N_REASONS:
      break;
    case CLASP_TRACE_MUTED:
      return _("muted");
    case CLASP_TRACE_SWITCHED_OFF:
      return _("the mapping is switched off");
    case CLASP_TRACE_MUTED_BY_SOLO:
      return _("another mapping is solo");
    case CLASP_TRACE_LAYER_OFF:
      return _("one of its layers is off");
    case CLASP_TRACE_STOPPED:
      return _("a mapping before it stopped the message");
    case CLASP_TRACE_OWN:
      return _("the mapping wrote it itself");
    case CLASP_TRACE_OTHER_SIGNAL:
      return _("the source asks for another kind of signal");
    case CLASP_TRACE_OTHER_CONNECTION:
      return _("it came from another connection");
    case CLASP_TRACE_NO_PATH:
      return _("the value has nothing at the source’s path");
    case CLASP_TRACE_CONDITION:
      return _("the condition does not hold");
    case CLASP_TRACE_JOIN_WAITS:
      return _("it waits for the other sources");
    case CLASP_TRACE_STEP_DROPPED:
      return _("a step let nothing through");
    case CLASP_TRACE_STEP_FAILED:
      return _("a step cannot handle this value");
    case CLASP_TRACE_NOT_CONVERTED:
      return _("the target needs a number");
    case CLASP_TRACE_OUT_OF_RANGE:
      return _("there is no such target address");
    case CLASP_TRACE_TEMPLATE_FAILED:
      return _("the template gives nothing that can be sent");
    case CLASP_TRACE_NO_VALUE:
      return _("there is no value to store");
    case CLASP_TRACE_ECHO:
      return _("the target has this value already, and a mapping brought it");
    case CLASP_TRACE_NO_CHANGE:
      return _("no change since the last value sent");
    case CLASP_TRACE_RATE:
      return _("limited: it waits for its turn at this rate");
    case CLASP_TRACE_TAKEOVER_WAITS:
      return _("the control has not met its target yet");
    case CLASP_TRACE_MERGE_LOST:
      return _("another mapping’s value counts");
    case CLASP_TRACE_HOLD_OFF:
      return _("a value went the other way just now");
    case CLASP_TRACE_LOOP:
      return _("the message went through too many mappings");
    case CLASP_TRACE_REFUSED:
      return _("the router refused it");
    case CLASP_TRACE_SWALLOWED:
      return _("a mapping swallowed the original");
    }

  return "";
}

/* Takes over @text. */
static void
add_line (Writer         *self,
          BrTraceLineKind kind,
          char           *text)
{
  const BrTraceLine line = { kind, text, g_strdup (self->mapping) };

  g_array_append_val (self->lines, line);
}

static void
line_clear (gpointer data)
{
  BrTraceLine *line = data;

  g_free (line->text);
  g_free (line->mapping);
}

/* --- one record --------------------------------------------------------------------------------- */

static char *
time_after (Writer                 *self,
            const ClaspTraceRecord *record)
{
  return br_format_units (g_strdup_printf ("+%.1f ms", (double) MAX (record->time_us - self->message->time_us, 0) / 1000));
}

static char *
step_name (Writer                 *self,
           const ClaspTraceRecord *record)
{
  ClaspShowItem        *item = clasp_show_find (self->show, record->mapping);
  GListModel           *steps = item != NULL && CLASP_IS_MAPPING (item) ? clasp_mapping_get_steps (CLASP_MAPPING (item)) : NULL;
  g_autoptr (ClaspStep) step = steps != NULL && record->step > 0 ? g_list_model_get_item (steps, record->step - 1u) : NULL;

  /* Translators: fits a value into the range of the target */
  return g_strdup (step != NULL ? clasp_step_get_kind (step) : _("conversion"));
}

static const char *
hold_words (Writer     *self,
            const char *address)
{
  const char *slash = strrchr (address, '/');
  guint       slot = slash != NULL ? (guint) g_ascii_strtoull (slash + 1, NULL, 10) : 0;

  if (self->universes == NULL || slot < 1 || slot > CLASP_DMX_SLOTS)
    return NULL;

  slot--;
  for (guint i = 0; i < self->universes->n_universes; i++)
    {
      const ClaspUniverseInfo *info = &self->universes->universes[i].info;
      guint32                  bit = 1u << (slot % 32);
      gsize                    length = strlen (info->prefix);

      if (!info->is_output || (gsize) (slash - address) != length || strncmp (info->prefix, address, length) != 0
          || (info->held[slot / 32] & bit) == 0)
        continue;
      if (info->tested[slot / 32] & bit)
        return _("held by a test now");
      return info->frozen[slot / 32] & bit ? _("held by Freeze now") : _("held by Blackout now");
    }

  return NULL;
}

static void
write_sent (Writer                 *self,
            const ClaspTraceRecord *record)
{
  g_autofree char *after = time_after (self, record);
  const char      *hold = hold_words (self, record->address);

  add_line (self, BR_TRACE_SENT, g_strdup_printf ("→ %s = %s  (%s)", record->address, record->text, after));
  if (hold != NULL)
    /* Translators: first an address, then "held by Blackout now" */
    add_line (self, BR_TRACE_NOT, g_strdup_printf (_("%s: %s"), record->address, hold));
}

static void
write_not (Writer                 *self,
           const ClaspTraceRecord *record)
{
  const char *words = br_trace_reason_get_words ((ClaspTraceReason) record->reason);

  if (record->target > 0 && record->address[0] != '\0')
    add_line (self, BR_TRACE_NOT, g_strdup_printf ("%s: %s", record->address, words));
  else
    add_line (self, BR_TRACE_NOT, g_strdup (words));
}

static void
write_record (Writer                 *self,
              const ClaspTraceRecord *record)
{
  g_autofree char *name = NULL;

  switch ((ClaspTraceKind) record->kind)
    {
    case CLASP_TRACE_SAW:
      return;
    case CLASP_TRACE_STEP:
      name = step_name (self, record);
      add_line (self, BR_TRACE_STEP, g_strdup_printf ("%u  %s  →  %s", record->step, name, record->text));
      return;
    case CLASP_TRACE_SENT:
      write_sent (self, record);
      return;
    case CLASP_TRACE_LOG:
      add_line (self, BR_TRACE_NOTE, g_strdup (record->text));
      return;
    case CLASP_TRACE_NOT:
      write_not (self, record);
      return;
    }
}

/* --- one mapping -------------------------------------------------------------------------------- */

static char *
mapping_name (ClaspShow  *show,
              const char *id)
{
  ClaspShowItem *item = clasp_show_find (show, id);
  const char    *name = item != NULL ? clasp_show_item_get_name (item) : "";

  if (*name != '\0')
    return g_strdup (name);

  return g_strdup (item != NULL && CLASP_IS_MAPPING (item) ? clasp_mapping_get_source (CLASP_MAPPING (item)) : _("A mapping"));
}

static gboolean
is_first_of (GArray *records,
             guint   index)
{
  const char *id = g_array_index (records, ClaspTraceRecord, index).mapping;

  for (guint i = 0; i < index; i++)
    if (g_str_equal (g_array_index (records, ClaspTraceRecord, i).mapping, id))
      return FALSE;

  return TRUE;
}

static void
write_mapping (Writer *self,
               GArray *records,
               guint   first)
{
  const char *id = g_array_index (records, ClaspTraceRecord, first).mapping;

  self->mapping = id;
  add_line (self, BR_TRACE_HEADING, *id != '\0' ? mapping_name (self->show, id) : g_strdup (_("The message itself")));
  for (guint i = first; i < records->len; i++)
    if (g_str_equal (g_array_index (records, ClaspTraceRecord, i).mapping, id))
      write_record (self, &g_array_index (records, ClaspTraceRecord, i));
}

GArray *
br_trace_lines_new (ClaspShow                *show,
                    const ClaspMonitorRecord *message,
                    GArray                   *records,
                    ClaspUniverseSnapshot    *universes)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (BrTraceLine));
  Writer  self = { show, message, universes, lines };

  g_array_set_clear_func (lines, line_clear);
  for (guint i = 0; i < records->len; i++)
    if (is_first_of (records, i))
      write_mapping (&self, records, i);

  return lines;
}
