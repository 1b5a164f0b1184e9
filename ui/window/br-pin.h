/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* BrPin: the number that ends show mode, kept as a salted hash that is slow to try: "pbkdf2-sha256$ROUNDS$SALT$HASH",
 * the last two in hex. It keeps hands off a running show; who may log in to the computer can take it away.
 *
 * Thread: any (plain data). */

G_BEGIN_DECLS

#define BR_PIN_MIN 4  /* digits */
#define BR_PIN_MAX 12
#define BR_PIN_ROUNDS 100000
#define BR_PIN_MAX_ROUNDS 1000000 /* more were not written by us, and would hold the window up */
#define BR_PIN_TRIES 5
#define BR_PIN_WAIT_US (30 * G_USEC_PER_SEC)

/* So many digits and nothing else. */
gboolean br_pin_is_valid (const char *pin);
/* (transfer full) NULL when @pin is not valid. Takes some 50 ms: in a thread, please. */
char    *br_pin_hash     (const char *pin,
                          guint       rounds);
/* FALSE for a hash that cannot be read, too. As slow. */
gboolean br_pin_check    (const char *hash,
                          const char *pin);

/* So that not all of ten thousand are tried: after five wrong ones, half a minute of none. */
typedef struct
{
  guint  n_wrong;
  gint64 until_us; /* 0 = now */
} BrPinGate;

/* Seconds to wait before the next try; 0 = none. */
guint    br_pin_gate_get_wait (const BrPinGate *gate,
                               gint64           now_us);
void     br_pin_gate_note     (BrPinGate       *gate,
                               gboolean         is_right,
                               gint64           now_us);

G_END_DECLS
