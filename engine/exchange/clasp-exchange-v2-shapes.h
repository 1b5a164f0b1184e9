/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "exchange/clasp-exchange-private.h"

/* In which shapes version 2 has what a show file has as numbers and texts, both ways.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  ClaspImport *import;   /* (nullable) while reading */
  ClaspShow   *show;
  JsonObject  *settings; /* of a show file */
  GType        type;     /* of the settings, while writing */
  const char  *ours;
  const char  *other;    /* (nullable) */
  const char  *path;     /* (nullable) for the report, while reading */
} ClaspV2ShapeSettings;

typedef struct
{
  /* FALSE when @node has another shape: nothing is set then. */
  gboolean  (*read)  (const ClaspV2ShapeSettings *self, JsonNode *node);
  /* (transfer full) (nullable): takes what it writes out of the settings. */
  JsonNode *(*write) (const ClaspV2ShapeSettings *self);
} ClaspV2Shape;

extern const ClaspV2Shape clasp_v2_shape_same;        /* as it is */
extern const ClaspV2Shape clasp_v2_shape_two;         /* [low, high] */
extern const ClaspV2Shape clasp_v2_shape_presses;     /* {"short","long","double"}, or a list of the three */
extern const ClaspV2Shape clasp_v2_shape_msb;         /* "msb first" */
extern const ClaspV2Shape clasp_v2_shape_coarse;      /* "coarse-fine" */
extern const ClaspV2Shape clasp_v2_shape_gamma;       /* 2.2 or "cie" */
extern const ClaspV2Shape clasp_v2_shape_law;         /* "invsquare" */
extern const ClaspV2Shape clasp_v2_shape_replaces;    /* "modulate" or "replace" */
extern const ClaspV2Shape clasp_v2_shape_equal_power; /* true */
extern const ClaspV2Shape clasp_v2_shape_closed;      /* "closed" */
extern const ClaspV2Shape clasp_v2_shape_bezier;      /* [x1, y1, x2, y2] or an object of them */
extern const ClaspV2Shape clasp_v2_shape_colour;      /* [r, g, b] */
extern const ClaspV2Shape clasp_v2_shape_points;      /* [[x, y, kind, handles…]] */
extern const ClaspV2Shape clasp_v2_shape_numbers;     /* a list of numbers */
extern const ClaspV2Shape clasp_v2_shape_texts;       /* a list, or one of it */
extern const ClaspV2Shape clasp_v2_shape_pairs;       /* [[key, value]] or an object */
extern const ClaspV2Shape clasp_v2_shape_any;         /* a value of any type as its text */
extern const ClaspV2Shape clasp_v2_shape_whole;       /* a whole number as its text */
extern const ClaspV2Shape clasp_v2_shape_operand;     /* a number, or the address of one */
extern const ClaspV2Shape clasp_v2_shape_when;        /* a condition */
extern const ClaspV2Shape clasp_v2_shape_chain;       /* transforms as the texts of steps */

/* (transfer full) (nullable): a condition as the text that a show has; a tree of version 2, of the bridge library or
 * of a rule. NULL when it is neither a tree nor a text. */
char     *clasp_v2_read_when  (JsonNode *node);
/* (transfer full): the other way. */
JsonNode *clasp_v2_write_when (const char *text);
/* (transfer full): 5, not 5.0. */
JsonNode *clasp_v2_number     (double number);

G_END_DECLS
