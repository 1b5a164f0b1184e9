/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-mapping-private.h"

/* A compiled pattern, written by clasp-route-pattern.c and walked by clasp-route-match.c. */

G_BEGIN_DECLS

typedef enum
{
  PIECE_LITERAL,
  PIECE_RUN,   /* `*`: any characters, also none */
  PIECE_TEXT,  /* {dev}: at least one character */
  PIECE_INT,   /* {n:int}, {n:1..16} */
  PIECE_WORDS, /* {k:a|b} */
  PIECE_REGEX, /* {x:/…/} */
  PIECE_DEPTH, /* `**`, {rest:**}: alone in its segment */
} PieceKind;

typedef struct
{
  PieceKind kind;
  guint     capture;   /* meaningless for literals */
  gboolean  is_repeat; /* the capture was set further left: the text must be equal */
  char     *literal;   /* (owned) */
  gsize     literal_length;
  gint64    minimum, maximum; /* of PIECE_INT */
  char    **words;            /* (owned) */
  GRegex   *regex;            /* (owned) */
} Piece;

typedef struct
{
  guint first; /* index into the pieces */
  guint n;     /* at least one */
} Segment;

struct _ClaspRoutePattern
{
  GArray    *pieces;       /* (owned) of Piece */
  GArray    *segments;     /* (owned) of Segment */
  GPtrArray *names;        /* (owned) of char *, one for each capture */
  GArray    *kinds;        /* (owned) of ClaspCaptureKind */
  char      *subscription; /* (owned) */
  gboolean   is_exact;
};

G_END_DECLS
