/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-router-private.h"
#include "router/clasp-policies.h"
#include "router/clasp-signals.h"
#include "router/clasp-timelines.h"

#define RESULT_HEAD 3 /* type and count */

static gboolean refuse (ClaspRefusal *refusal, ClaspCode code, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

static gboolean
refuse (ClaspRefusal *refusal, ClaspCode code, const char *format, ...)
{
  va_list args;

  refusal->code = code;
  va_start (args, format);
  g_vsnprintf (refusal->text, sizeof refusal->text, format, args);
  va_end (args);
  return FALSE;
}

static gboolean
check_texts (const ClaspSignalInfo *info, ClaspRefusal *refusal)
{
  const ClaspStr texts[] = { info->datatype, info->access, info->unit, info->description };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i].length > CLASP_SIGNALS_MAX_TEXT)
      return refuse (refusal, CLASP_CODE_INVALID_VALUE,
                     "InvalidValue: datatype, access, unit and description have at most %d bytes",
                     CLASP_SIGNALS_MAX_TEXT);
  return TRUE;
}

static gboolean
check_signal (const ClaspSignalInfo *info, ClaspRefusal *refusal)
{
  const char   *why;
  ClaspStrategy strategy;

  if (!clasp_pattern_is_valid (info->address, &why))
    return refuse (refusal, CLASP_CODE_INVALID_ADDRESS, "Invalid address: %s", why);
  if (!check_texts (info, refusal))
    return FALSE;
  if (info->has_range && !(info->minimum <= info->maximum))
    return refuse (refusal, CLASP_CODE_INVALID_VALUE,
                   "InvalidValue: a range goes from a number to one that is not below it");
  if (info->has_strategy && !clasp_strategy_from_string (info->strategy, &strategy))
    return refuse (refusal, CLASP_CODE_INVALID_VALUE,
                   "InvalidValue: a strategy is one of lww, max, min, lock, merge");
  if (clasp_result_signal_size (info) == 0 ||
      clasp_result_signal_size (info) > CLASP_SIGNALS_MAX_SIZE)
    return refuse (refusal, CLASP_CODE_INVALID_VALUE,
                   "InvalidValue: a signal takes at most %d bytes, with its default",
                   CLASP_SIGNALS_MAX_SIZE);
  return TRUE;
}

static gboolean
check_announce (ClaspRouter         *self,
                const ClaspAnnounce *announce,
                ClaspStr            *culprit,
                ClaspRefusal        *refusal)
{
  for (guint i = 0; i < announce->n_signals; i++)
    {
      *culprit = announce->signals[i].address;
      if (!check_signal (&announce->signals[i], refusal))
        return FALSE;
    }
  *culprit = announce->namespace_;
  if (clasp_signals_has_room (self->signals, announce))
    return TRUE;
  return refuse (refusal, CLASP_CODE_OVERFLOW, "The router is full: %u signals are announced",
                 clasp_signals_get_n (self->signals));
}

/* All of them or none: what is wrong is named and nothing of the list is kept. */
void
clasp_handle_announce (ClaspRouter         *self,
                       const ClaspInbound  *inbound,
                       const ClaspAnnounce *announce)
{
  ClaspMessage ack = { .type = CLASP_MESSAGE_ACK };
  ClaspStr     culprit = CLASP_STR_EMPTY;
  ClaspRefusal refusal;

  if (!check_announce (self, announce, &culprit, &refusal))
    {
      clasp_reply_refusal (self, inbound, &refusal, culprit);
      return;
    }
  for (guint i = 0; i < announce->n_signals; i++)
    clasp_signals_add (self->signals, &announce->signals[i], inbound->session->number);

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
