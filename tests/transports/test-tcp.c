/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-codec.h"
#include "support/clasp-link-suite.h"
#include "support/clasp-test.h"
#include "transports/tcp/clasp-tcp-framing.h"
#include "transports/tcp/clasp-tcp-listener.h"

static void
encode (GByteArray *wire, const guint8 *frame, gsize size)
{
  guint8 prefix[CLASP_TCP_PREFIX_SIZE];

  clasp_tcp_framing_put_prefix (prefix, size);
  g_byte_array_append (wire, prefix, sizeof prefix);
  g_byte_array_append (wire, frame, (guint) size);
}

static gsize
decode (const guint8 *wire, gsize size, const guint8 **frame, gsize *frame_size)
{
  gsize needed;

  if (clasp_tcp_framing_next (wire, size, &needed) != CLASP_TCP_FRAME)
    return 0;
  *frame = wire + CLASP_TCP_PREFIX_SIZE;
  *frame_size = needed - CLASP_TCP_PREFIX_SIZE;
  return needed;
}

static void
encode_oversize (GByteArray *wire)
{
  static const guint8 prefix[] = { 0x00, 0x01, 0x00, 0x0c }; /* 65548 */

  g_byte_array_append (wire, prefix, sizeof prefix);
}

static const ClaspLinkSuite suite = {
  "tcp", "tcp://127.0.0.1:0", clasp_tcp_listener_new, NULL, encode, decode, encode_oversize,
};

static void
assert_next (const char *hex, ClaspTcpStatus status, gsize needed)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);
  gsize              size, got;
  const guint8      *data = g_bytes_get_data (bytes, &size);

  g_assert_cmpint (clasp_tcp_framing_next (data, size, &got), ==, status);
  g_assert_cmpuint (got, ==, needed);
}

static void
test_framing (void)
{
  assert_next ("", CLASP_TCP_MORE, 4);
  assert_next ("00 00 00", CLASP_TCP_MORE, 4);
  assert_next ("00 00 00 05", CLASP_TCP_MORE, 9);
  assert_next ("00 00 00 05 53 01 00 01", CLASP_TCP_MORE, 9);
  assert_next ("00 00 00 05 53 01 00 01 41", CLASP_TCP_FRAME, 9); /* PING, transports.md 5 */
  assert_next ("00 00 00 05 53 01 00 01 41 00 00", CLASP_TCP_FRAME,
               9); /* and the next one's start */
  assert_next ("00 00 00 00", CLASP_TCP_EMPTY, 4);
  assert_next ("00 01 00 0b", CLASP_TCP_MORE, 4 + CLASP_FRAME_MAX_SIZE);
  assert_next ("00 01 00 0c", CLASP_TCP_TOO_LARGE, 4);
  assert_next ("ff ff ff ff", CLASP_TCP_TOO_LARGE, 4);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 90);

  g_test_add_func ("/transports/tcp/framing", test_framing);
  clasp_link_suite_add ("/transports/tcp", &suite);

  return g_test_run ();
}
