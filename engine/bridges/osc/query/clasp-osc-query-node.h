/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/osc/clasp-osc-value.h"
#include "core/clasp-message.h"

/* ClaspOscQueryNode: one value as OSCQuery describes it (show-protocols.md 10).
 *
 * Thread: worker (reuses its memory). */

G_BEGIN_DECLS

/* What is announced of an address; texts are owned. */
typedef struct
{
  char    *datatype;    /* (nullable) */
  char    *unit;        /* (nullable) */
  char    *description; /* (nullable) */
  gboolean has_range;
  double   minimum, maximum;
  gboolean is_writable;
} ClaspOscQueryMeta;

ClaspOscQueryMeta *clasp_osc_query_meta_new  (const ClaspSignalInfo *info);
void               clasp_osc_query_meta_free (gpointer               meta);

typedef struct
{
  const ClaspOscStyle     *style; /* (unowned) */
  ClaspOscEncoder          encoder;
  ClaspWriter              packet;
  /*< private >*/
  /* of the value looked at */
  const ClaspValue        *value; /* (nullable) */
  const ClaspOscQueryMeta *meta;  /* (nullable) */
  gboolean                 is_decoded;
  ClaspOscMessage          message; /* while @is_decoded, in @packet */
} ClaspOscQueryNode;

/* Texts as JSON: with quotation marks, escaped. */
void     clasp_osc_query_append_text (GString *out, const char *text, gsize length);

/* The message that carries @value, in node->packet. FALSE when none can. */
gboolean clasp_osc_query_node_encode (ClaspOscQueryNode *self,
                                      ClaspStr           osc_address,
                                      const ClaspValue  *value);
/* Both nullable, and to stay until the next call. */
void     clasp_osc_query_node_look_at (ClaspOscQueryNode       *self,
                                       const ClaspValue        *value,
                                       const ClaspOscQueryMeta *meta);
/* Adds what @name ("VALUE") says of the value looked at, without its name. FALSE: it has none. */
gboolean clasp_osc_query_node_append (ClaspOscQueryNode *self, GString *out, const char *name);
/* Type tags of the value looked at, borrowed until the next call. */
ClaspStr clasp_osc_query_node_get_tags (ClaspOscQueryNode *self);
void     clasp_osc_query_node_clear (ClaspOscQueryNode *self);

/* The attributes clasp_osc_query_node_append () knows, in the order in which they are written. */
extern const char *const clasp_osc_query_attributes[]; /* NULL-terminated */

G_END_DECLS
