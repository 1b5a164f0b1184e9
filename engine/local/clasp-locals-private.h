/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "local/clasp-fades.h"
#include "local/clasp-local-settings.h"
#include "local/clasp-locals.h"

/* What the kinds of local things share.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspLocal ClaspLocal;

/* Codes of ERRORs (wire.md 8.3). */
enum
{
  CLASP_LOCAL_NOT_FOUND = 201,
  CLASP_LOCAL_READ_ONLY = 301,
  CLASP_LOCAL_INVALID_VALUE = 402,
};

/* Where a sentence goes that says why something is refused. */
typedef struct
{
  char *text;
  gsize size;
} ClaspLocalFault;

/* One kind. */
typedef struct
{
  const char *kind;   /* "variable" */
  const char *folder; /* "/local/var/" */
  gsize       size;   /* of the struct that begins with a ClaspLocal */
  /* @is_new: it was not there before under this name; else only its settings changed. */
  void      (*start)  (ClaspLocal *self, gboolean is_new);
  void      (*stop)   (ClaspLocal *self); /* may be NULL */
  /* @verb: what stands behind its address, without the slash; may be empty. @value is NULL for none;
   * @is_state: it stands in the router now. */
  void      (*handle) (ClaspLocal          *self,
                       ClaspStr             verb,
                       const ClaspValue    *value,
                       gboolean             is_state,
                       const ClaspDelivery *delivery);
  /* What is wrong with a message that somebody else has for it: 0, or a code. Changes nothing. */
  guint16   (*check)  (ClaspLocal          *self,
                       ClaspStr             verb,
                       const ClaspValue    *value,
                       gboolean             is_state,
                       ClaspLocalFault     *fault);
} ClaspLocalClass;

struct _ClaspLocal
{
  const ClaspLocalClass *klass;
  ClaspLocals           *owner;   /* (unowned) */
  ClaspLocalSpec        *spec;    /* (owned) */
  char                  *address; /* (owned) "/local/var/NAME" */
};

struct _ClaspLocals
{
  ClaspLocalsHost host;
  ClaspSession   *session;    /* (owned) */
  GHashTable     *by_id;      /* (owned) id → ClaspLocal (owned) */
  GHashTable     *by_address; /* (owned) address → ClaspLocal (unowned) */
  GHashTable     *connections; /* (owned) address of /on → id (owned) of connections of the show */
  ClaspFades     *fades;      /* (owned) */
  GQueue          waiting;    /* of messages (owned) */
  ClaspTimer      drain_timer; /* pending while something waits */
  gboolean        is_draining;
};

extern const ClaspLocalClass clasp_variable_class;
extern const ClaspLocalClass clasp_timer_class;
extern const ClaspLocalClass clasp_scene_class;
extern const ClaspLocalClass clasp_layer_class;

gint64            clasp_locals_now  (ClaspLocals *self);
const ClaspValue *clasp_locals_peek (ClaspLocals *self, const char *address);
/* Writes the parameter unless it is that already. @cause may be NULL. */
void clasp_locals_tell (ClaspLocals         *self,
                        const char          *address,
                        const ClaspValue    *value,
                        const ClaspDelivery *cause);
void clasp_locals_emit (ClaspLocals         *self,
                        const char          *address,
                        const ClaspValue    *value,
                        const ClaspDelivery *cause);
/* Announces @address followed by @suffix. */
void clasp_locals_announce (ClaspLocals *self,
                            const char  *address,
                            const char  *suffix,
                            ClaspSignal  signal,
                            const char  *datatype,
                            const char  *access);
/* Numbers count as on from 0.5; no value is the other way round. FALSE when it says neither. */
gboolean clasp_locals_read_switch (const ClaspValue *value, gboolean was_on, gboolean *on);
/* A pad that is let go sends a zero: that is nothing. */
gboolean clasp_locals_is_pressed (const ClaspValue *value);

/* The local thing whose address @address is, or begins with; @verb gets what follows. */
ClaspLocal *clasp_locals_find (ClaspLocals *self, ClaspStr address, ClaspStr *verb);

/* clasp-local-check.c: begins and ends to refuse what makes no sense. */
void    clasp_locals_guard (ClaspLocals *self, gboolean is_on);
guint16 clasp_local_refuse (ClaspLocalFault *fault, guint16 code, const char *format, ...)
  G_GNUC_PRINTF (3, 4);
/* @what is told by the show alone. */
guint16 clasp_local_refuse_write (ClaspLocalFault *fault, const char *what);
/* Of what is on or off: a value that says neither. */
guint16 clasp_local_check_switch (const ClaspValue *value, ClaspLocalFault *fault);

/* Each variable of the layer gets its initial value. */
void clasp_variables_begin_layer (ClaspLocals *self, const char *layer);
/* A run of fades that a scene began came to its end. */
void clasp_scenes_done (ClaspLocals *self, const char *address, const ClaspDelivery *cause);
/* Recalls the scene as soon as no step of fades is under way. */
void clasp_locals_recall_later (ClaspLocals *self, const char *address, gint64 fade_us);
/* /local/scene/cancel, /local/fade and so on. FALSE when it is none of these. */
gboolean clasp_locals_handle_common (ClaspLocals         *self,
                                     ClaspStr             address,
                                     const ClaspValue    *value,
                                     const ClaspDelivery *delivery);
/* The same for /local/connection/ID/on. */
gboolean clasp_locals_handle_connection (ClaspLocals *self, ClaspStr address, const ClaspValue *value);
/* TRUE when they are one of these, with what is wrong in @code. */
gboolean clasp_locals_check_common (ClaspStr          address,
                                    const ClaspValue *value,
                                    ClaspLocalFault  *fault,
                                    guint16          *code);
gboolean clasp_locals_check_connection (ClaspLocals      *self,
                                        ClaspStr          address,
                                        const ClaspValue *value,
                                        ClaspLocalFault  *fault,
                                        guint16          *code);
void     clasp_locals_announce_common (ClaspLocals *self);

G_END_DECLS
