/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-packets.h"

#include <string.h>

/* ---- Velleman K8062, VM116 ---- */

enum
{
  VELLEMAN_SLOTS = 2,
  VELLEMAN_LAST_SLOT = 3,
  VELLEMAN_FIRST = 4,
  VELLEMAN_ZEROS = 5,
  VELLEMAN_REST = 6,  /* large reports only, as the next */
  VELLEMAN_WHOLE = 7,
};

/* Slots at 0 that a report may stand for besides its own. */
#define VELLEMAN_MAX_ZEROS_SMALL 100
#define VELLEMAN_MAX_ZEROS_LARGE 254

typedef struct
{
  const guint8 *slots; /* not packed yet */
  guint         n_slots;
  guint         size;  /* of a report */
  guint8       *reports;
  guint         n;
} Velleman;

/* A report with the next @n_slots slots after its type and @number; G_MAXUINT: it has no number. */
static void
velleman_add (Velleman *self, guint8 type, guint number, guint n_slots)
{
  guint8 *report = self->reports + self->n++ * self->size;
  guint   n_head = number == G_MAXUINT ? 1 : 2;

  memset (report, 0, self->size);
  report[0] = type;
  if (n_head == 2)
    report[1] = (guint8) number;
  memcpy (report + n_head, self->slots, n_slots);
  self->slots += n_slots;
  self->n_slots -= n_slots;
}

/* Passes the zeros that come next, as many as leave the report after them full. */
static guint
velleman_skip_zeros (Velleman *self)
{
  guint max = self->size == CLASP_VELLEMAN_LARGE ? VELLEMAN_MAX_ZEROS_LARGE : VELLEMAN_MAX_ZEROS_SMALL;
  guint n = 0;

  max = MIN (max, self->n_slots - (self->size - 2));
  while (n < max && self->slots[n] == 0)
    n++;
  self->slots += n;
  self->n_slots -= n;
  return n;
}

static void
velleman_add_last (Velleman *self)
{
  if (self->size == CLASP_VELLEMAN_LARGE && self->n_slots > 0)
    velleman_add (self, VELLEMAN_REST, self->n_slots, self->n_slots);
  while (self->n_slots > 0)
    velleman_add (self, VELLEMAN_LAST_SLOT, G_MAXUINT, 1);
}

/**
 * clasp_velleman_pack:
 * @slots: levels
 * @n_slots: 24–512
 * @report_size: %CLASP_VELLEMAN_SMALL or %CLASP_VELLEMAN_LARGE, as the device's endpoint has it
 * @reports: (out caller-allocates): reports of that size, one after the other
 *
 * Source: show-protocols.md 7.5.
 *
 * Thread: any.
 *
 * Returns: how many reports there are
 */
guint
clasp_velleman_pack (const guint8 *slots,
                     guint         n_slots,
                     guint         report_size,
                     guint8        reports[CLASP_VELLEMAN_MAX_REPORTS * CLASP_VELLEMAN_LARGE])
{
  Velleman self = { slots, MIN (n_slots, CLASP_DMX_SLOTS), report_size, reports, 0 };
  guint    n_zeros;

  if (report_size == CLASP_VELLEMAN_LARGE && self.n_slots <= report_size - 2)
    {
      velleman_add (&self, VELLEMAN_WHOLE, self.n_slots, self.n_slots);
      return self.n;
    }

  n_zeros = velleman_skip_zeros (&self);
  velleman_add (&self, VELLEMAN_FIRST, n_zeros + 1, report_size - 2); /* the start code is one more zero */
  while (self.n_slots >= report_size - 1)
    {
      n_zeros = velleman_skip_zeros (&self);
      if (n_zeros > 0)
        velleman_add (&self, VELLEMAN_ZEROS, n_zeros, report_size - 2);
      else
        velleman_add (&self, VELLEMAN_SLOTS, G_MAXUINT, report_size - 1);
    }
  velleman_add_last (&self);
  return self.n;
}

/* ---- Nodle U1, R4S and relatives ---- */

/* The block that is none but sets the mode. */
#define NODLE_MODE CLASP_NODLE_BLOCKS

/**
 * clasp_nodle_count_blocks:
 * @n_slots: 1–512
 *
 * Thread: any.
 *
 * Returns: how many blocks hold that many slots
 */
guint
clasp_nodle_count_blocks (guint n_slots)
{
  return (MIN (n_slots, CLASP_DMX_SLOTS) + CLASP_NODLE_BLOCK_SLOTS - 1) / CLASP_NODLE_BLOCK_SLOTS;
}

/**
 * clasp_nodle_pack_block:
 * @held: what the device has
 * @block: 0–15, below clasp_nodle_count_blocks ()
 * @slots: levels
 * @n_slots: 1–512; slots of the block beyond them are 0
 * @packet: (out caller-allocates): the block
 *
 * Source: show-protocols.md 7.5.
 *
 * Thread: any.
 *
 * Returns: %FALSE if the device has it so already
 */
gboolean
clasp_nodle_pack_block (const ClaspNodleFrame *held,
                        guint                  block,
                        const guint8          *slots,
                        guint                  n_slots,
                        guint8                 packet[CLASP_NODLE_PACKET])
{
  guint first = block * CLASP_NODLE_BLOCK_SLOTS;

  memset (packet, 0, CLASP_NODLE_PACKET);
  packet[0] = (guint8) block;
  memcpy (packet + 1, slots + first, MIN (n_slots - first, CLASP_NODLE_BLOCK_SLOTS));
  return (held->known >> block & 1) == 0 ||
         memcmp (held->slots + first, packet + 1, CLASP_NODLE_BLOCK_SLOTS) != 0;
}

/**
 * clasp_nodle_pack_mode:
 * @mode: %CLASP_NODLE_SENDS, %CLASP_NODLE_RECEIVES or both
 * @packet: (out caller-allocates): what sets it
 *
 * Source: show-protocols.md 7.5.
 *
 * Thread: any.
 */
void
clasp_nodle_pack_mode (guint8 mode, guint8 packet[CLASP_NODLE_PACKET])
{
  memset (packet, 0, CLASP_NODLE_PACKET);
  packet[0] = NODLE_MODE;
  packet[1] = mode;
}

/**
 * clasp_nodle_apply:
 * @self: a frame
 * @packet: what came, or what was sent
 * @size: its bytes
 *
 * Thread: any.
 *
 * Returns: %FALSE if it is no block
 */
gboolean
clasp_nodle_apply (ClaspNodleFrame *self, const guint8 *packet, guint size)
{
  if (size != CLASP_NODLE_PACKET || packet[0] >= CLASP_NODLE_BLOCKS)
    return FALSE;

  memcpy (self->slots + packet[0] * CLASP_NODLE_BLOCK_SLOTS, packet + 1, CLASP_NODLE_BLOCK_SLOTS);
  self->known |= (guint16) (1u << packet[0]);
  return TRUE;
}

/**
 * clasp_nodle_count_slots:
 * @self: a frame
 * @settled: whether blocks that have not come will not come either, being 0
 *
 * Thread: any.
 *
 * Returns: how many slots there are, from the first on
 */
guint
clasp_nodle_count_slots (const ClaspNodleFrame *self, gboolean settled)
{
  guint n = 0;

  if (settled)
    return self->known == 0 ? 0 : g_bit_storage (self->known) * CLASP_NODLE_BLOCK_SLOTS;
  while (n < CLASP_NODLE_BLOCKS && (self->known >> n & 1))
    n++;
  return n * CLASP_NODLE_BLOCK_SLOTS;
}

/* ---- DMX4ALL NanoDMX ---- */

enum
{
  DMX4ALL_LOW = 0xe2,  /* slots 0 to 255 */
  DMX4ALL_HIGH = 0xe3, /* slots 256 to 511 */
};

/**
 * clasp_dmx4all_pack:
 * @slot: 0–511
 * @level: its level
 * @is_fast: three bytes; otherwise text
 * @message: (out caller-allocates): what sets it; text does not end with a zero
 *
 * Source: show-protocols.md 7.5.
 *
 * Thread: any.
 *
 * Returns: how many bytes the message has
 */
guint
clasp_dmx4all_pack (guint slot, guint8 level, gboolean is_fast, guint8 message[CLASP_DMX4ALL_TEXT])
{
  char text[CLASP_DMX4ALL_TEXT + 1];

  if (is_fast)
    {
      message[0] = slot < 256 ? DMX4ALL_LOW : DMX4ALL_HIGH;
      message[1] = (guint8) (slot % 256);
      message[2] = level;
      return CLASP_DMX4ALL_FAST;
    }
  g_snprintf (text, sizeof text, "C%03uL%03u", slot % CLASP_DMX_SLOTS, level);
  memcpy (message, text, CLASP_DMX4ALL_TEXT);
  return CLASP_DMX4ALL_TEXT;
}

/* ---- DMXCreator 512 Basic ---- */

const guint8 clasp_dmxcreator_order[CLASP_DMXCREATOR_ORDER] = { 0x80, 0x01, 0x00, 0x00, 0x00, 0x02 };

/* ---- ShowJockey DMX-U1 ---- */

/**
 * clasp_showjockey_pack:
 * @slots: levels
 * @n_slots: how many, 1–512
 * @first: the first one of the packet, below @n_slots
 * @packet_size: what the device takes at once, at least 3
 * @packet: (out caller-allocates): the packet
 *
 * Thread: any.
 *
 * Returns: its bytes
 */
guint
clasp_showjockey_pack (const guint8 *slots,
                       guint         n_slots,
                       guint         first,
                       guint         packet_size,
                       guint8        packet[CLASP_SHOWJOCKEY_MAX])
{
  guint n = MIN (n_slots - first, MIN (packet_size, CLASP_SHOWJOCKEY_MAX) - CLASP_SHOWJOCKEY_HEAD);

  packet[0] = (guint8) first;
  packet[1] = (guint8) (first >> 8);
  memcpy (packet + CLASP_SHOWJOCKEY_HEAD, slots + first, n);
  return CLASP_SHOWJOCKEY_HEAD + n;
}
