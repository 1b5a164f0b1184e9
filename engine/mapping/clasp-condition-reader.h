/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-condition-private.h"

#include <json-glib/json-glib.h>

/* What the files share that read trees of conditions: members of an object, and faults that name
 * the part. Everything gives FALSE when it is wrong, and has said why.
 *
 * Thread: the one that makes the condition. */

G_BEGIN_DECLS

typedef struct
{
  ClaspCondition          *condition;
  const ClaspRoutePattern *pattern;
  guint                    depth;
  GError                 **error;
} ClaspConditionReader;

gboolean clasp_condition_reader_fail (ClaspConditionReader *self,
                                      const char           *path,
                                      const char           *name,
                                      const char           *format,
                                      ...) G_GNUC_PRINTF (4, 5);
gboolean clasp_condition_reader_get_text (ClaspConditionReader *self,
                                          JsonObject           *object,
                                          const char           *path,
                                          const char           *name,
                                          const char          **text);
/* The next two leave it as it is where the member is not there. */
gboolean clasp_condition_reader_get_number (ClaspConditionReader *self,
                                            JsonObject           *object,
                                            const char           *path,
                                            const char           *name,
                                            double                minimum,
                                            double                maximum,
                                            double               *number);
gboolean clasp_condition_reader_get_bool (ClaspConditionReader *self,
                                          JsonObject           *object,
                                          const char           *path,
                                          const char           *name,
                                          gboolean             *is_true);
gboolean clasp_condition_reader_check_members (ClaspConditionReader *self,
                                               JsonObject           *object,
                                               const char           *path,
                                               const char *const    *known);
gboolean clasp_condition_reader_watch (ClaspConditionReader *self,
                                       const char           *address,
                                       const char           *path,
                                       const char           *name,
                                       guint                *index);

/* Leaves: of clasp-condition-read-compare.c and clasp-condition-read-time.c. */
typedef gboolean (*ClaspConditionLeafFunc) (ClaspConditionReader *self,
                                            JsonObject           *object,
                                            ClaspConditionPart   *part,
                                            const char           *path);
gboolean clasp_condition_reader_read_address (ClaspConditionReader *self,
                                              JsonObject           *object,
                                              ClaspConditionPart   *part,
                                              const char           *path);
gboolean clasp_condition_reader_read_variable (ClaspConditionReader *self,
                                               JsonObject           *object,
                                               ClaspConditionPart   *part,
                                               const char           *path);
gboolean clasp_condition_reader_read_capture (ClaspConditionReader *self,
                                              JsonObject           *object,
                                              ClaspConditionPart   *part,
                                              const char           *path);
gboolean clasp_condition_reader_read_input (ClaspConditionReader *self,
                                            JsonObject           *object,
                                            ClaspConditionPart   *part,
                                            const char           *path);
gboolean clasp_condition_reader_read_time (ClaspConditionReader *self,
                                           JsonObject           *object,
                                           ClaspConditionPart   *part,
                                           const char           *path);

G_END_DECLS
