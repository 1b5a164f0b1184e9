/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "show/clasp-show.h"

/* Configurations of other programs: read, put into a show, and written from one (docs/exchange.md).
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define CLASP_EXCHANGE_MAX_SIZE (16 * 1024 * 1024) /* bytes of a text that is read */
#define CLASP_EXCHANGE_MAX_SERVERS 256 /* servers, and direct links, of a version 1 text */
#define CLASP_EXCHANGE_MAX_PASSPHRASE 1024 /* bytes */
#define CLASP_EXCHANGE_MAX_NODES 1000000 /* keys and values of a YAML text */

typedef enum
{
  CLASP_EXCHANGE_SHOW,  /* a show file */
  CLASP_EXCHANGE_PART,  /* chosen mappings of one, with the connections they use (clasp-part.h) */
  CLASP_EXCHANGE_V1,    /* of the reference application */
  CLASP_EXCHANGE_V2,    /* of its successor: everything a show has */
  CLASP_EXCHANGE_TABLE, /* addresses and what becomes of them, as documents of the reference have it */
  CLASP_EXCHANGE_CSV,   /* mappings, one in a row */
  CLASP_EXCHANGE_RULES, /* rules alone */
} ClaspExchangeForm;

/* What a text says, by itself. Everything is owned. */
typedef struct
{
  ClaspExchangeForm form;
  ClaspShow        *show;
  GPtrArray        *report; /* of sentences: what is otherwise here, or left out, "line 3, mappings[0]: …" */
  GPtrArray        *rules;  /* of JsonNode, in the form of docs/rules.md */
  gint64            newer;  /* the version of a file that is too new: to be looked at alone; else 0 */
  gboolean          is_sealed; /* the text has secrets that no passphrase has opened */
  GHashTable       *roles;  /* of ClaspExchangeRole, by the id of a connection in the file */
} ClaspImported;

/* What a connection of the file is to be in the show. */
typedef struct
{
  char *there;      /* (owned) the id of a connection of the show; of one that is new, the id it gets */
  char *prefix;     /* (owned) what the addresses of its device begin with, in the file … */
  char *new_prefix; /* (owned) (nullable) … and in the show; NULL: it is new */
} ClaspExchangeRole;

#define CLASP_EXCHANGE_PART_FORMAT "clasp-bridge-part" /* the "format" of its text, which is a show file's else */

/* (transfer full) reads any form, JSON, YAML or CSV. One bad item is left out, with a sentence.
 * Errors: CLASP_SHOW_ERROR_SYNTAX with line and column, _CONTENT, _VERSION. */
ClaspImported *clasp_exchange_read   (const ClaspRegistry *registry, const char *text, GError **error);
/* The same; @passphrase (nullable) opens the secrets in it, without which they are left out. Blocks for half a
 * second where there are any. Errors too: _CONTENT when it is another passphrase. */
ClaspImported *clasp_exchange_read_secrets (const ClaspRegistry *registry, const char *text, const char *passphrase, GError **error);
/* The same of a file that may be of a newer version: what is understood of it, to be looked at. Its "newer" says
 * which; then it goes into no show. */
ClaspImported *clasp_exchange_view   (const ClaspRegistry *registry, const char *text, GError **error);
void           clasp_imported_free   (ClaspImported *self);
/* (transfer full) (nullable) its rules as a file's text. */
char          *clasp_imported_print_rules (const ClaspImported *self);

/* ---- into a show ---- */

typedef enum
{
  CLASP_EXCHANGE_MERGE,   /* beside what is there; what has the same id takes its place, but not of a part */
  CLASP_EXCHANGE_REPLACE, /* instead of what is there; a part is merged all the same */
} ClaspExchangeMode;

typedef enum
{
  CLASP_EXCHANGE_ADDED,
  CLASP_EXCHANGE_CHANGED,
  CLASP_EXCHANGE_REMOVED,
  CLASP_EXCHANGE_SAME, /* is there already */
} ClaspExchangeAct;

/* What would become of one item. */
typedef struct
{
  ClaspExchangeAct act;
  const char      *kind;  /* "connection", "mapping", "variable" …, "setting", "rule" */
  char            *title; /* (owned) */
} ClaspExchangeChange;

/* (transfer full) (element-type ClaspExchangeChange): what clasp_exchange_apply () would do. */
GPtrArray *clasp_exchange_plan  (ClaspShow *show, const ClaspImported *imported, ClaspExchangeMode mode);
/* Does it, as one undo step called @label. @imported has nothing left then but its report, to which it
 * adds. @rules_path (nullable) becomes the router's file of rules. */
void       clasp_exchange_apply (ClaspShow *show, ClaspImported *imported, ClaspExchangeMode mode, const char *rules_path, const char *label);
/* Writes the rules, when merging behind those of the show, into a new file beside @path, the show's.
 * (transfer full) its name; NULL without an error when there are none. Blocks. Errors: G_FILE_ERROR,
 * CLASP_SHOW_ERROR_CONTENT. */
char      *clasp_exchange_save_rules (ClaspShow *show, const ClaspImported *imported, ClaspExchangeMode mode, const char *path, GError **error);
/* Copies a file beside itself, "PATH.before-import", "PATH.before-import-2" …; (transfer full) where to, or
 * NULL without an error when there is no such file. Blocks. Errors: G_IO_ERROR. */
char      *clasp_exchange_back_up    (const char *path, GError **error);
/* The same of a show that is in memory. */
char      *clasp_exchange_keep       (const char *path, const char *text, GError **error);

/* ---- the other way; (transfer full) text that ends in a newline ---- */

/* The reference application's JSON, version 1. What it cannot say is left out, each with a sentence in
 * @report that begins with the item. */
char *clasp_exchange_export_v1  (ClaspShow *show, GPtrArray *report);
/* Version 2: everything but secrets, each of which is named. @rules (nullable): the text of the show's file of
 * rules. */
char *clasp_exchange_export_v2  (ClaspShow *show, const char *rules, GPtrArray *report);
/* The same with the secrets, encrypted. Blocks for half a second. Errors: CLASP_SHOW_ERROR_CONTENT. */
char *clasp_exchange_export_v2_secrets (ClaspShow *show, const char *rules, const char *passphrase, GPtrArray *report, GError **error);
/* Has the show settings that are secrets? */
gboolean clasp_exchange_has_secrets (ClaspShow *show);
/* What an export with secrets adds to its report, told at once. */
void     clasp_exchange_report_v2   (ClaspShow *show, const char *rules, GPtrArray *report);
/* Mappings of one source and one target, one in a row. */
char *clasp_exchange_export_csv (ClaspShow *show, GPtrArray *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspImported, clasp_imported_free)

G_END_DECLS
