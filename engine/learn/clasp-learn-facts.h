/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-str.h"
#include "learn/clasp-learn-finding.h"

/* What an address says once it is known which connection it came in through: by that connection's protocol,
 * not by how the address looks.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

/* @protocol: the connection's kind; @namespace_: what its addresses begin with. */
void     clasp_learn_read_facts (ClaspStr         address,
                                 const char      *protocol,
                                 const char      *namespace_,
                                 ClaspLearnFacts *facts);
/* Clock, active sensing, time code: what runs by itself on any device that has it. */
gboolean clasp_learn_is_clockwork (ClaspStr    address,
                                   const char *protocol,
                                   const char *namespace_);

G_END_DECLS
