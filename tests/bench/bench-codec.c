/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-codec.h"

#include <stdio.h>

/* Encoding and decoding one SET of a number, the frame a fader sends, beside a memcpy of as many
 * bytes. Rounds of the three are interleaved, so that a busy machine slows all of them alike. */

#define N_ROUNDS 401
#define N_OPERATIONS 10000
/* Neighbouring frames, so that neither cache nor branch predictor sees one frame only. */
#define N_FRAMES 64

typedef struct
{
  ClaspMessage messages[N_FRAMES];
  char         addresses[N_FRAMES][16];
  guint8       frames[N_FRAMES][32];
  guint8       copy[N_FRAMES][32];
  gsize        size;
  ClaspWriter  writer;
} Fixture;

static inline void
keep (gconstpointer pointer)
{
  __asm__ volatile("" : : "r"(pointer) : "memory");
}

static void
setup (Fixture *fixture)
{
  memset (fixture, 0, sizeof *fixture);
  for (guint i = 0; i < N_FRAMES; i++)
    {
      ClaspMessage    *message = &fixture->messages[i];
      ClaspCodecStatus status;

      g_snprintf (fixture->addresses[i], sizeof fixture->addresses[i], "/stage/fader/%02u", i % 10);
      fixture->addresses[i][15] = '\0';
      message->type = CLASP_MESSAGE_SET;
      message->set.address = (ClaspStr){ fixture->addresses[i], 15 };
      message->set.value = clasp_value_double (i / 64.0);
      clasp_writer_reset (&fixture->writer);
      if (!clasp_frame_encode_default (&fixture->writer, message, &status))
        g_error ("the frame cannot be encoded");
      fixture->size = fixture->writer.length;
      memcpy (fixture->frames[i], fixture->writer.data, fixture->size);
    }
}

static void
run_decode (Fixture *fixture)
{
  ClaspFrameHeader header;
  ClaspMessage     message;
  ClaspCodecStatus status;

  for (guint i = 0; i < N_OPERATIONS; i++)
    {
      if (!clasp_frame_decode (fixture->frames[i % N_FRAMES], fixture->size, &header, &message,
                               &status))
        g_error ("the frame cannot be decoded");
      keep (&message);
      clasp_message_clear (&message);
    }
}

static void
run_encode (Fixture *fixture)
{
  ClaspFrameHeader header = { .version = 1, .qos = CLASP_QOS_CONFIRM };
  ClaspCodecStatus status;

  for (guint i = 0; i < N_OPERATIONS; i++)
    {
      clasp_writer_reset (&fixture->writer);
      if (!clasp_frame_encode (&fixture->writer, &header, &fixture->messages[i % N_FRAMES],
                               &status))
        g_error ("the frame cannot be encoded");
      keep (fixture->writer.data);
    }
}

static void
run_memcpy (Fixture *fixture)
{
  for (guint i = 0; i < N_OPERATIONS; i++)
    {
      memcpy (fixture->copy[i % N_FRAMES], fixture->frames[i % N_FRAMES], fixture->size);
      keep (fixture->copy);
    }
}

typedef struct
{
  const char *name;
  void (*run) (Fixture *fixture);
  double times_ns[N_ROUNDS]; /* for one operation */
} Contender;

static int
compare (const void *a, const void *b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return (first > second) - (first < second);
}

static void
measure (Fixture *fixture, Contender *contender, guint round)
{
  gint64 start = g_get_monotonic_time ();

  contender->run (fixture);
  contender->times_ns[round] = (double) (g_get_monotonic_time () - start) * 1000.0 / N_OPERATIONS;
}

int
main (void)
{
  Contender contenders[] = { { "memcpy", run_memcpy, { 0 } },
                             { "encode", run_encode, { 0 } },
                             { "decode", run_decode, { 0 } } };
  Fixture  *fixture = g_new (Fixture, 1);

  setup (fixture);
  for (guint round = 0; round < N_ROUNDS; round++)
    for (guint i = 0; i < G_N_ELEMENTS (contenders); i++)
      measure (fixture, &contenders[i], round);

  printf ("SET of a number, frame of %u bytes, %u rounds of %u\n", (guint) fixture->size, N_ROUNDS,
          N_OPERATIONS);
  for (guint i = 0; i < G_N_ELEMENTS (contenders); i++)
    {
      double *times_ns = contenders[i].times_ns;

      qsort (times_ns, N_ROUNDS, sizeof *times_ns, compare);
      printf ("%s: min %.1f ns, median %.1f ns, %.1f times memcpy\n", contenders[i].name,
              times_ns[0], times_ns[N_ROUNDS / 2],
              times_ns[N_ROUNDS / 2] / contenders[0].times_ns[N_ROUNDS / 2]);
    }

  clasp_writer_clear (&fixture->writer);
  g_free (fixture);
  return 0;
}
