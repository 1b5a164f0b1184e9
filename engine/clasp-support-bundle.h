/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "show/clasp-show.h"

/* ClaspSupportBundle: what somebody who helps needs to know, in one zip file: versions, the log, devices, the show,
 * figures. Nothing secret is in it: no passwords, tokens, keys, nor the names and passwords in addresses of the web;
 * and, when asked for, no addresses of computers, each of which becomes a name that stays the same ("host-2").
 *
 * Thread: any; what takes a show: UI. */

G_BEGIN_DECLS

#define CLASP_SUPPORT_BUNDLE_MAX_LOG (4 * 1024 * 1024) /* bytes, of its end */

typedef struct
{
  const char *versions; /* texts, each may be NULL */
  const char *log;
  const char *devices;
  const char *health;
  gboolean    mask;     /* addresses */
} ClaspSupportBundleParts;

typedef struct
{
  const char *name;  /* in the zip */
  const char *about; /* what it is, for a person; translated */
  char       *text;  /* (owned) as it will be written */
} ClaspSupportFile;

/* (transfer full) (element-type ClaspSupportFile) what will be in it, to be listed before it is written. @show_text: clasp_show_to_text (). */
GPtrArray *clasp_support_bundle_collect (const char *show_text, const ClaspSupportBundleParts *parts);
/* (transfer full) a zip file of it. */
GBytes    *clasp_support_bundle_pack    (const GPtrArray *files);

/* The show's text without what is secret (transfer full). */
char      *clasp_support_clean_show     (ClaspShow *show);
/* Any text without it (transfer full). */
char      *clasp_support_clean_text     (const char *text);

G_END_DECLS
