/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log/br-log-item.h"

#include "widgets/br-fold.h"
#include "widgets/br-format.h"

#include <glib/gi18n.h>
#include <string.h>

struct _BrLogItem
{
  GObject       parent_instance;
  guint64       number;
  gint64        first_us, last_us;
  guint         n;
  ClaspLogLevel level;
  char         *source, *text; /* (owned) */
  char         *folded;        /* (owned) (nullable) what is searched, made at the first search */
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (BrLogItem, br_log_item, G_TYPE_OBJECT)

/* What a topic of the log means to a person; others, of libraries, are called what they call themselves. */
static const struct
{
  const char *topic, *word;
} sources[] = {
  { "clasp-acceptor", N_ ("CLASP router") },
  { "clasp-artnet", N_ ("Art-Net") },
  { "clasp-bridge", N_ ("Connections") },
  { "clasp-client", N_ ("CLASP router") },
  { "clasp-desk", N_ ("Outputs") },
  { "clasp-discovery", N_ ("Network") },
  { "clasp-dmx", N_ ("USB DMX") },
  { "clasp-engine", N_ ("Engine") },
  { "clasp-io", N_ ("Network") },
  { "clasp-journal", N_ ("Journal") },
  { "clasp-local", N_ ("Variables and scenes") },
  { "clasp-mapping", N_ ("Mappings") },
  { "clasp-midi", N_ ("MIDI") },
  { "clasp-osc", N_ ("OSC") },
  { "clasp-peer-limit", N_ ("CLASP router") },
  { "clasp-presets", N_ ("Presets") },
  { "clasp-recorder", N_ ("Recorder") },
  { "clasp-router", N_ ("CLASP router") },
  { "clasp-rules", N_ ("Rules") },
  { "clasp-sacn", N_ ("sACN") },
  { "clasp-show", N_ ("Show file") },
  { "clasp-window", N_ ("Window") },
};

static const char *
describe_source (const char *topic)
{
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (g_str_equal (topic, sources[i].topic))
      return _ (sources[i].word);
  return topic;
}

BrLogItem *
br_log_item_new (const ClaspLogEntry *entry)
{
  BrLogItem *self = g_object_new (BR_TYPE_LOG_ITEM, NULL);

  self->number = entry->number;
  self->first_us = entry->first_us;
  self->last_us = entry->last_us;
  self->n = entry->n;
  self->level = entry->level;
  self->source = g_strdup (describe_source (entry->source));
  self->text = g_strdup (entry->text);
  return self;
}

void
br_log_item_update (BrLogItem *self, const ClaspLogEntry *entry)
{
  self->last_us = entry->last_us;
  self->n = entry->n;
  g_signal_emit (self, changed_signal, 0);
}

guint64
br_log_item_get_number (BrLogItem *self)
{
  return self->number;
}

gint64
br_log_item_get_last_us (BrLogItem *self)
{
  return self->last_us;
}

ClaspLogLevel
br_log_item_get_level (BrLogItem *self)
{
  return self->level;
}

const char *
br_log_item_get_text (BrLogItem *self)
{
  return self->text;
}

const char *
br_log_item_get_source (BrLogItem *self)
{
  return self->source;
}

static char *
format_time (gint64 time_us, const char *format)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);

  return g_date_time_format (time, format);
}

char *
br_log_item_dup_time (BrLogItem *self)
{
  return format_time (self->last_us, "%X");
}

char *
br_log_item_dup_count (BrLogItem *self)
{
  gint64 span_s = (self->last_us - self->first_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;

  if (self->n < 2)
    return g_strdup ("");
  if (span_s < 120)
    /* Translators: an entry of the log was repeated %1$u times within %2$d seconds */
    return br_format_units (g_strdup_printf (_ ("×%1$u in %2$d s"), self->n, (int) span_s));
  /* Translators: the same, in minutes */
  return br_format_units (g_strdup_printf (_ ("×%1$u in %2$d min"), self->n, (int) (span_s / 60)));
}

char *
br_log_item_dup_line (BrLogItem *self)
{
  g_autofree char *time = format_time (self->last_us, "%Y-%m-%d %H:%M:%S");
  g_autofree char *count = br_log_item_dup_count (self);

  return g_strdup_printf ("%s %s %s: %s%s%s", time, br_log_level_get_word (self->level),
                          self->source, self->text, count[0] != '\0' ? " " : "", count);
}

gboolean
br_log_item_matches (BrLogItem *self, const char *const *folded)
{
  if (self->folded == NULL)
    {
      g_autofree char *all = g_strconcat (self->source, " ", self->text, NULL);

      self->folded = br_fold (all);
    }
  for (guint i = 0; folded[i] != NULL; i++)
    if (strstr (self->folded, folded[i]) == NULL)
      return FALSE;
  return TRUE;
}

const char *
br_log_level_get_word (ClaspLogLevel level)
{
  switch (level)
    {
    case CLASP_LOG_INFO:
      return _ ("Information");
    case CLASP_LOG_WARNING:
      return _ ("Warning");
    case CLASP_LOG_ERROR:
      return _ ("Error");
    }
  return "";
}

static void
br_log_item_finalize (GObject *object)
{
  BrLogItem *self = BR_LOG_ITEM (object);

  g_free (self->source);
  g_free (self->text);
  g_free (self->folded);
  G_OBJECT_CLASS (br_log_item_parent_class)->finalize (object);
}

static void
br_log_item_class_init (BrLogItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = br_log_item_finalize;
  changed_signal = g_signal_new ("changed", BR_TYPE_LOG_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
br_log_item_init (BrLogItem *self)
{
}
