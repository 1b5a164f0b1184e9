/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sender-stage.h"

static void
sent_clear (gpointer data)
{
  g_bytes_unref (((SenderSent *) data)->bytes);
}

static void
send_cb (guint16 universe, const ClaspSacnRoute *route, const guint8 *bytes, gsize size, gpointer user_data)
{
  SenderStage *stage = user_data;
  SenderSent     sent = { .group = universe, .route = *route, .us = clasp_clock_now_us (stage->clock), .bytes = g_bytes_new (bytes, size) };

  g_assert_cmpint (clasp_sacn_decode (g_bytes_get_data (sent.bytes, NULL), size, &sent.packet), ==,
                   CLASP_SACN_OK);
  if (sent.packet.kind == CLASP_SACN_DATA && universe < G_N_ELEMENTS (stage->n_of))
    {
      stage->n_of[universe]++;
      if (stage->only_counts)
        {
          g_bytes_unref (sent.bytes);
          return;
        }
    }
  g_array_append_val (stage->sent, sent);
}

void
sender_stage_set_up (SenderStage *stage, gconstpointer data)
{
  stage->clock = clasp_manual_clock_new (G_USEC_PER_SEC, 0);
  stage->reactor = clasp_reactor_new (NULL);
  stage->timers = clasp_timers_new (NULL, stage->clock);
  stage->universes = clasp_universes_new (stage->timers);
  stage->sent = g_array_new (FALSE, FALSE, sizeof (SenderSent));
  g_array_set_clear_func (stage->sent, sent_clear);
}

void
sender_stage_tear_down (SenderStage *stage, gconstpointer data)
{
  g_clear_pointer (&stage->sender, clasp_sacn_sender_free);
  g_array_unref (stage->sent);
  clasp_universes_free (stage->universes);
  clasp_timers_free (stage->timers);
  clasp_reactor_unref (stage->reactor);
  clasp_clock_unref (stage->clock);
}

void
sender_stage_open (SenderStage *stage, ClaspSacnSenderOptions options)
{
  options.reactor = stage->reactor;
  options.timers = stage->timers;
  options.universes = stage->universes;
  options.connection = "sacn-1";
  options.namespace_ = "/sacn";
  options.cid[0] = 0xc1;
  options.name = "Clasp Bridge";
  options.usual.priority = options.usual.priority != 0 ? options.usual.priority : 100;
  options.max_universes = MOST;
  options.usual.route.is_multicast = TRUE;
  options.usual.max_hz = 44;
  options.usual.keep_alive_us = KEEP_ALIVE_US;
  stage->sender = clasp_sacn_sender_new (&options, send_cb, stage);
}

void
sender_stage_run_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
sender_stage_advance (SenderStage *stage, gint64 us)
{
  for (; us > 0; us -= MS / 4)
    {
      clasp_manual_clock_advance (stage->clock, MIN (us, MS / 4));
      clasp_timers_run (stage->timers);
      sender_stage_run_loop ();
    }
}

void
sender_stage_set_slot (SenderStage *stage, guint16 universe, guint slot, guint8 level)
{
  g_assert_true (clasp_sacn_sender_set_slots (stage->sender, universe, slot - 1, &level, 1));
}

void
sender_stage_forget (SenderStage *stage)
{
  g_array_set_size (stage->sent, 0);
}

const SenderSent *
sender_stage_get (SenderStage *stage, guint index)
{
  g_assert_cmpuint (index, <, stage->sent->len);
  return &g_array_index (stage->sent, SenderSent, index);
}

const ClaspSacnData *
sender_stage_get_data (SenderStage *stage, guint index)
{
  const SenderSent *sent = sender_stage_get (stage, index);

  g_assert_cmpint (sent->packet.kind, ==, CLASP_SACN_DATA);
  return &sent->packet.data;
}
