/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/matrix-stage.h"

#include "client/clasp-client-publish.h"
#include "client/clasp-client-params.h"
#include "support/clasp-test.h"

#include <math.h>

/* Every kind of connection as source and as target of a mapping, through the engine as it runs and
 * real sockets and lines (mapping.md 17.4, 17.5): what one end says, of which the source's pattern
 * takes a part by its structure, has to arrive at the other. */

typedef struct
{
  Kind from, to;
} Pair;

typedef struct
{
  Matrix *matrix;
  Kind    kind;
  guint   n;
  double  number;
} Expected;

static gboolean
is_told (gpointer user_data)
{
  Expected *expected = user_data;
  double    heard = matrix_hear (expected->matrix, expected->kind, expected->n);

  return fabs (heard - expected->number) < 1e-6;
}

static void
expect (Matrix *matrix, Kind kind, guint n, double number)
{
  Expected         expected = { matrix, kind, n, number };
  g_autofree char *what =
    g_strdup_printf ("number %u of %s to be %g", n, matrix_kind_to_string (kind), number);

  clasp_test_spin_until (is_told, &expected, what);
}

static gboolean
is_untouched (Matrix *matrix, Kind kind, guint n)
{
  double heard = matrix_hear (matrix, kind, n);

  return isnan (heard) || heard == 0;
}

static ClaspMapping *
map (Matrix *matrix, const char *text)
{
  g_autoptr (GError) error = NULL;
  ClaspMapping      *mapping = clasp_show_map_from_text (matrix->show, text, &error);

  g_assert_no_error (error);
  return mapping;
}

/* A whole or decimal number without a range of its own arrives as it is. */
static double
expected_at (Kind from, Kind to, double share)
{
  double number = matrix_round (from, share);

  if (from == KIND_OSC)
    number = (float) number;
  return to == KIND_CLASP ? number : matrix_round (to, number / matrix_get_top (from));
}

/* What the pattern does not take is said first: had it taken it, it would have arrived first. */
static void
test_pair (Matrix *matrix, gconstpointer data)
{
  const Pair      *pair = data;
  g_autofree char *text =
    g_strdup_printf ("%s => %s", matrix_source (pair->from), matrix_target (pair->to));

  if (pair->from == KIND_DMX || pair->to == KIND_DMX)
    matrix_connect_dmx (matrix);
  map (matrix, text);
  matrix_start (matrix);
  matrix_say (matrix, pair->from, 2, 5, 0.9);
  matrix_say (matrix, pair->from, 3, 4, 0.9);
  matrix_say (matrix, pair->from, 2, 3, 0.6);
  expect (matrix, pair->to, 3, expected_at (pair->from, pair->to, 0.6));
  g_assert_true (is_untouched (matrix, pair->to, 5));
  g_assert_true (is_untouched (matrix, pair->to, 4));
  matrix_say (matrix, pair->from, 2, 4, 0.31);
  expect (matrix, pair->to, 4, expected_at (pair->from, pair->to, 0.31));
  expect (matrix, pair->to, 3, expected_at (pair->from, pair->to, 0.6));
}

/* ---- structure ---- */

static void
say_osc_hex (Matrix *matrix, const char *hex)
{
  g_autoptr (GBytes)         bytes = clasp_test_hex (hex);
  g_autoptr (GSocketAddress) to =
    g_inet_socket_address_new_from_string ("127.0.0.1", matrix->osc_port);
  gsize         size;
  const guint8 *packet = g_bytes_get_data (bytes, &size);

  clasp_datagram_send (matrix->console, to, packet, size, NULL);
}

/* A kind of message, or a part of one; each time something that is nearly the same comes before. */
static const struct
{
  const char *name, *mapping;
  const char *midi, *osc; /* hex of what is said */
  double      number;     /* at /show/out/1 */
} fields[] = {
  { "midi-note-velocity", "/midi/line/ch/2/note/60 [path=$.velocity] => /show/out/1",
    "813c10 913d20 923c30 913c40", NULL, 0x40 },
  { "midi-channel-by-capture",
    "/midi/line/ch/{c:2..3}/cc/7 => expression \"value + 1000 * c\" => /show/out/1",
    "b30711 b00712 b20713", NULL, 3019 },
  { "midi-bend", "/midi/line/ch/2/bend => /show/out/1", "e00010 d110 e10050", NULL, 2048 },
  { "midi-program", "/midi/line/ch/2/program => /show/out/1", "c005 c109", NULL, 9 },
  { "midi-pressure", "/midi/line/ch/2/pressure => /show/out/1", "d005 d107", NULL, 7 },
  { "midi-key-pressure", "/midi/line/ch/2/poly/60 => /show/out/1", "a03c05 a13d06 a13c07", NULL,
    7 },
  { "midi-nrpn", "/midi/line/ch/2/nrpn/130 => /show/out/1", "b163016203060a b1630162020601 2602",
    NULL, 130 },
  { "midi-song-position", "/midi/line/songpos => /show/out/1", "f307 f20102", NULL, 257 },
  { "osc-argument", "/osc/xy [path=$[1]] => /show/out/1", NULL,
    "2f787900 2c666900 3f000000 00000007", 7 },
  { "osc-text", "/osc/mode => lookup pairs=loud=1;soft=2 => /show/out/1", NULL,
    "2f6d6f6465000000 2c730000 736f667400000000", 2 },
  { "osc-event-only", "/osc/go [signal=event] => /show/out/1 [signal=param]", NULL,
    "2f676f00 2c690000 00000005", 5 },
};

static void
test_field (Matrix *matrix, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  map (matrix, fields[i].mapping);
  matrix_start (matrix);
  if (fields[i].midi != NULL)
    matrix_midi_say (matrix, fields[i].midi);
  if (fields[i].osc != NULL)
    say_osc_hex (matrix, fields[i].osc);
  expect (matrix, KIND_CLASP, 1, fields[i].number);
}

/* 0x1234 in the slots 3 and 4 of every kind of universe. */
static void
test_wide_slots (Matrix *matrix, gconstpointer data)
{
  matrix_connect_dmx (matrix);
  map (matrix, "/show/2/fader1 => /artnet/0/0/1/3/16, /sacn/7/3/16, /dmx/0/3/16");
  matrix_start (matrix);
  matrix_say (matrix, KIND_CLASP, 2, 1, 0x1234 / 65535.0);
  for (Kind kind = KIND_ARTNET; kind <= KIND_DMX; kind++)
    {
      expect (matrix, kind, 3, 0x12);
      expect (matrix, kind, 4, 0x34);
    }
}

static gboolean
has_note (gpointer user_data)
{
  Matrix *matrix = user_data;

  matrix_midi_listen (matrix);
  return strstr (matrix->midi_heard->str, "90 3f 40 ") != NULL;
}

static void
test_note_by_template (Matrix *matrix, gconstpointer data)
{
  map (matrix, "/show/2/fader{n} => /midi/line/ch/1/note/{n+60} "
               "[signal=event template=\"{\\\"on\\\":true,\\\"velocity\\\":$}\"]");
  matrix_start (matrix);
  matrix_say (matrix, KIND_CLASP, 2, 3, 64 / 127.0);
  clasp_test_spin_until (has_note, matrix, "the note");
}

/* ---- which connection ---- */

static gboolean
has_level (gpointer user_data)
{
  return ((ShowLamp *) user_data)->slots[4] == 153;
}

/* A second Art-Net connection, to another lamp: each hears what is its own (17.5). */
static void
test_osc_to_artnet (Matrix *matrix, gconstpointer data)
{
  g_autofree char   *text = NULL;
  g_autoptr (GError) error = NULL;
  ShowLamp           other;

  show_lamp_set_up (&other, matrix->reactor, 1, FALSE);
  text = g_strdup_printf ("artnet,listen=,send=127.0.0.1:%u", other.port);
  g_assert_nonnull (clasp_show_connect_from_text (matrix->show, text, &error));
  map (matrix, "/osc/2/fader{n} => /artnet/0/0/1/{n}");
  map (matrix, "/osc/3/fader{n} => /artnet2/0/0/1/{n}");
  matrix_start (matrix);
  matrix_say (matrix, KIND_OSC, 2, 3, 0.6);
  expect (matrix, KIND_ARTNET, 3, 153);
  g_assert_false (other.has_frame);
  matrix_say (matrix, KIND_OSC, 3, 5, 0.6);
  clasp_test_spin_until (has_level, &other, "the second lamp");
  g_assert_cmpuint (other.slots[2], ==, 0);
  g_assert_cmpuint (matrix->lamp.slots[4], ==, 0);
  show_lamp_switch (&other, FALSE);
}

int
main (int argc, char **argv)
{
  static Pair pairs[N_KINDS][N_KINDS];

  clasp_test_init (&argc, &argv, 300);
  for (Kind from = 0; from < N_KINDS; from++)
    for (Kind to = 0; to < N_KINDS; to++)
      {
        g_autofree char *path =
          g_strdup_printf ("/mapping/acceptance/17-04-matrix/%s-to-%s", matrix_kind_to_string (from),
                           matrix_kind_to_string (to));

        pairs[from][to] = (Pair){ from, to };
        g_test_add (path, Matrix, &pairs[from][to], matrix_set_up, test_pair, matrix_tear_down);
      }
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mapping/acceptance/17-04-fields/%s", fields[i].name);

      g_test_add (path, Matrix, GUINT_TO_POINTER (i), matrix_set_up, test_field, matrix_tear_down);
    }
  g_test_add ("/mapping/acceptance/17-04-fields/wide-slots", Matrix, NULL, matrix_set_up, test_wide_slots,
              matrix_tear_down);
  g_test_add ("/mapping/acceptance/17-04-fields/note-by-template", Matrix, NULL, matrix_set_up,
              test_note_by_template, matrix_tear_down);
  g_test_add ("/mapping/acceptance/17-05-osc-to-artnet-leaves-on-its-connection", Matrix, NULL, matrix_set_up,
              test_osc_to_artnet, matrix_tear_down);
  return g_test_run ();
}
