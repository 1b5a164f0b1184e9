/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-error.h"

G_DEFINE_QUARK (clasp_codec_error, clasp_codec_error)
G_DEFINE_QUARK (clasp_transport_error, clasp_transport_error)
G_DEFINE_QUARK (clasp_bridge_error, clasp_bridge_error)
G_DEFINE_QUARK (clasp_router_error, clasp_router_error)
G_DEFINE_QUARK (clasp_mapping_error, clasp_mapping_error)
G_DEFINE_QUARK (clasp_show_error, clasp_show_error)

const char *
clasp_codec_error_to_kind (ClaspCodecError code)
{
  switch (code)
    {
    case CLASP_CODEC_ERROR_TRUNCATED_HEADER:
      return "truncated_header";
    case CLASP_CODEC_ERROR_BAD_MAGIC:
      return "bad_magic";
    case CLASP_CODEC_ERROR_TRUNCATED_FRAME:
      return "truncated_frame";
    case CLASP_CODEC_ERROR_EMPTY_PAYLOAD:
      return "empty_payload";
    case CLASP_CODEC_ERROR_UNKNOWN_MESSAGE_TYPE:
      return "unknown_message_type";
    case CLASP_CODEC_ERROR_TRUNCATED_MESSAGE:
      return "truncated_message";
    case CLASP_CODEC_ERROR_UNKNOWN_VALUE_TYPE:
      return "unknown_value_type";
    case CLASP_CODEC_ERROR_INVALID_UTF8:
      return "invalid_utf8";
    case CLASP_CODEC_ERROR_BAD_FEDERATION_OP:
      return "bad_federation_op";
    case CLASP_CODEC_ERROR_TOO_DEEP:
      return "too_deep";
    case CLASP_CODEC_ERROR_MSGPACK_INVALID:
      return "msgpack_invalid";
    case CLASP_CODEC_ERROR_TOO_LARGE:
      return "too_large";
    case CLASP_CODEC_ERROR_UNSUPPORTED_FLAGS:
      return "unsupported_flags";
    case CLASP_CODEC_ERROR_INVALID_VALUE:
      return "invalid_value";
    }

  return "unknown";
}
