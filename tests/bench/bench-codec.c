/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-codec.h"

#include <stdio.h>

/* Encoding and decoding one SET of a number, the frame a fader sends, beside the copies nobody can
 * do without: of the frame alone, and of all that has to be moved. Who encodes reads a header and a
 * message and writes a frame; who decodes reads a frame and writes a header and a message. So the
 * lower limit is one memcpy of the frame's bytes and one of the header's and the message's, of
 * sizes that are known only when the program runs, in a function that is called, as the codec's
 * are; it looks at nothing and refuses nothing. Rounds are interleaved, so that a busy machine
 * slows all of them alike. */

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
  guint8       fields[N_FRAMES][160], moved[N_FRAMES][160];
  gsize        size;
  gsize        fields_size; /* of a header and a SET */
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
  fixture->fields_size =
    sizeof (ClaspFrameHeader) + G_STRUCT_OFFSET (ClaspMessage, set) + sizeof (ClaspSet);
  g_assert (fixture->fields_size <= sizeof fixture->fields[0]);
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

static G_NO_INLINE void
move (Fixture *fixture, guint i)
{
  memcpy (fixture->copy[i], fixture->frames[i], fixture->size);
  memcpy (fixture->moved[i], fixture->fields[i], fixture->fields_size);
}

static void
run_limit (Fixture *fixture)
{
  for (guint i = 0; i < N_OPERATIONS; i++)
    {
      move (fixture, i % N_FRAMES);
      keep (fixture->moved);
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
                             { "limit", run_limit, { 0 } },
                             { "encode", run_encode, { 0 } },
                             { "decode", run_decode, { 0 } } };
  Fixture  *fixture = g_new (Fixture, 1);

  setup (fixture);
  for (guint round = 0; round < N_ROUNDS; round++)
    for (guint i = 0; i < G_N_ELEMENTS (contenders); i++)
      measure (fixture, &contenders[i], round);

  printf ("SET of a number, frame of %u bytes, header and message of %u, %u rounds of %u\n",
          (guint) fixture->size, (guint) fixture->fields_size, N_ROUNDS, N_OPERATIONS);
  for (guint i = 0; i < G_N_ELEMENTS (contenders); i++)
    {
      double *times_ns = contenders[i].times_ns;

      qsort (times_ns, N_ROUNDS, sizeof *times_ns, compare);
    }
  for (guint i = 0; i < G_N_ELEMENTS (contenders); i++)
    {
      double *times_ns = contenders[i].times_ns;

      printf ("%s: min %.1f ns, median %.1f ns, %.2f times memcpy, %.2f times the limit\n",
              contenders[i].name, times_ns[0], times_ns[N_ROUNDS / 2],
              times_ns[N_ROUNDS / 2] / contenders[0].times_ns[N_ROUNDS / 2],
              times_ns[N_ROUNDS / 2] / contenders[1].times_ns[N_ROUNDS / 2]);
    }

  clasp_writer_clear (&fixture->writer);
  g_free (fixture);
  return 0;
}
