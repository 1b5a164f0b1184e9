/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-router-private.h"
#include "router/clasp-signals.h"
#include "router/clasp-timelines.h"

#define RESULT_HEAD 3 /* type and count */

static gboolean
check_signal (const ClaspSignalInfo *info, ClaspRefusal *refusal)
{
  const char *why;

  if (!clasp_pattern_is_valid (info->address, &why))
    {
      refusal->code = CLASP_CODE_INVALID_ADDRESS;
      g_snprintf (refusal->text, sizeof refusal->text, "Invalid address: %s", why);
      return FALSE;
    }
  if (info->datatype.length > CLASP_SIGNALS_MAX_TEXT ||
      info->access.length > CLASP_SIGNALS_MAX_TEXT)
    {
      refusal->code = CLASP_CODE_INVALID_VALUE;
      g_snprintf (refusal->text, sizeof refusal->text,
                  "InvalidValue: datatype and access have at most %d bytes",
                  CLASP_SIGNALS_MAX_TEXT);
      return FALSE;
    }
  return TRUE;
}

/* All of them or none: what is wrong is named and nothing of the list is kept. */
void
clasp_handle_announce (ClaspRouter         *self,
                       const ClaspInbound  *inbound,
                       const ClaspAnnounce *announce)
{
  ClaspMessage ack = { .type = CLASP_MESSAGE_ACK };
  ClaspRefusal refusal;

  for (guint i = 0; i < announce->n_signals; i++)
    if (!check_signal (&announce->signals[i], &refusal))
      {
        clasp_reply_refusal (self, inbound, &refusal, announce->signals[i].address);
        return;
      }

  for (guint i = 0; i < announce->n_signals; i++)
    if (!clasp_signals_add (self->signals, &announce->signals[i]))
      {
        g_snprintf (refusal.text, sizeof refusal.text,
                    "The router is full: %u signals are announced", self->limits.max_signals);
        refusal.code = CLASP_CODE_OVERFLOW;
        clasp_reply_refusal (self, inbound, &refusal, announce->signals[i].address);
        return;
      }

  ack.ack.has_address = TRUE;
  ack.ack.address = announce->namespace_;
  clasp_reply (self, inbound, &ack);
}

static void
reply_result (ClaspRouter *self, const ClaspInbound *inbound, GArray *signals)
{
  ClaspMessage result = { .type = CLASP_MESSAGE_RESULT };

  result.result.signals = (ClaspSignalInfo *) (void *) signals->data; /* borrowed */
  result.result.n_signals = signals->len;
  clasp_reply (self, inbound, &result);
  g_array_set_size (signals, 0);
}

/* What was announced, and the timelines there are. */
static GArray *
collect_signals (ClaspRouter *self, ClaspStr text)
{
  g_autoptr (ClaspPattern) pattern = clasp_pattern_new (text);
  g_autoptr (GPtrArray)    announced = clasp_signals_query (self->signals, pattern);
  GArray                  *signals = g_array_new (FALSE, FALSE, sizeof (ClaspSignalInfo));

  for (guint i = 0; i < announced->len; i++)
    g_array_append_vals (signals, announced->pdata[i], 1);
  clasp_timelines_query (self->timelines, pattern, signals);
  return signals;
}

/* As many RESULTs as it takes, at least one (router.md 11). */
void
clasp_handle_query (ClaspRouter *self, const ClaspInbound *inbound, const ClaspQuery *query)
{
  g_autoptr (GArray) found = collect_signals (self, query->pattern);
  g_autoptr (GArray) signals = g_array_new (FALSE, FALSE, sizeof (ClaspSignalInfo));
  gsize              size = RESULT_HEAD;

  for (guint i = 0; i < found->len; i++)
    {
      const ClaspSignalInfo *info = &g_array_index (found, ClaspSignalInfo, i);
      gsize                  entry = clasp_result_signal_size (info);

      if (size + entry > CLASP_FRAME_MAX_PAYLOAD)
        {
          reply_result (self, inbound, signals);
          size = RESULT_HEAD;
        }
      g_array_append_val (signals, *info);
      size += entry;
    }
  reply_result (self, inbound, signals);
}
