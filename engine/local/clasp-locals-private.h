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
void     clasp_locals_announce_common (ClaspLocals *self);

G_END_DECLS
