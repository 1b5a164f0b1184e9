/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-mapping-private.h"

/* What the reader of templates makes and expanding walks: parts, and the ops of their arithmetic in
 * postfix order.
 *
 * Thread: any (immutable once made). */

G_BEGIN_DECLS

#define CLASP_TEMPLATE_MAX_OPS 64 /* in one pair of braces */

typedef enum
{
  CLASP_TEMPLATE_OP_NUMBER,
  CLASP_TEMPLATE_OP_CAPTURE,
  CLASP_TEMPLATE_OP_VARIABLE,
  CLASP_TEMPLATE_OP_VALUE,
  CLASP_TEMPLATE_OP_NEGATE,
  CLASP_TEMPLATE_OP_ADD,
  CLASP_TEMPLATE_OP_SUBTRACT,
  CLASP_TEMPLATE_OP_MULTIPLY,
  CLASP_TEMPLATE_OP_DIVIDE,
  CLASP_TEMPLATE_OP_MODULO,
} ClaspTemplateOpKind;

typedef struct
{
  ClaspTemplateOpKind kind;
  gint64              operand; /* the number, or the index of the capture or variable */
} ClaspTemplateOp;

typedef enum
{
  CLASP_TEMPLATE_PART_LITERAL,
  CLASP_TEMPLATE_PART_CAPTURE,  /* its text */
  CLASP_TEMPLATE_PART_VARIABLE, /* its text */
  CLASP_TEMPLATE_PART_NUMBER,   /* the result of the ops */
  CLASP_TEMPLATE_PART_VALUE,    /* the value's text */
} ClaspTemplatePartKind;

typedef enum
{
  CLASP_TEMPLATE_CASE_AS_IS,
  CLASP_TEMPLATE_CASE_UPPER,
  CLASP_TEMPLATE_CASE_LOWER
} ClaspTemplateCase;

typedef struct
{
  ClaspTemplatePartKind kind;
  char                 *literal; /* (owned) */
  guint                 capture; /* or variable */
  ClaspTemplateCase     letter_case;
  int                   width; /* zeros are put in front up to here */
  gboolean
        may_vanish; /* a capture of several segments between slashes: takes one along when empty */
  guint first_op, n_ops;
} ClaspTemplatePart;

struct _ClaspTemplate
{
  GArray    *parts;     /* (owned) of ClaspTemplatePart */
  GArray    *ops;       /* (owned) of ClaspTemplateOp */
  GPtrArray *variables; /* (owned) of their addresses (owned) */
};

G_END_DECLS
