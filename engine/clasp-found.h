/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "show/clasp-show.h"

/* ClaspFound: something on this computer or its network that a connection could be made to.
 *
 * Thread: UI. What a scan in another thread tells are ClaspSightings, plain data. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_FOUND_NEW,   /* no connection of the show means it */
  CLASP_FOUND_KNOWN, /* one does */
  CLASP_FOUND_GONE,  /* it was there */
} ClaspFoundState;

typedef struct
{
  char  *key;     /* (owned) the same for the same device */
  char  *kind;    /* (owned) of a connection: "midi" */
  char  *name;    /* (owned) for a person */
  char  *place;   /* (owned) where it is: "ttyUSB0", "10.0.0.7:9000" */
  char  *problem; /* (owned) (nullable) why it cannot be used as it is */
  char  *host;    /* (owned) (nullable) its IP address; NULL: it is on no network */
  char **options; /* (owned) settings of a connection to it: key, text, key, text … */
  char **tags;    /* (owned) (nullable) of a MIDI device: all that may stand behind its name: "#1", "@S1" */
} ClaspSighting;

ClaspSighting *clasp_sighting_new  (const char        *kind,
                                    const char        *key,
                                    const char        *name,
                                    const char        *place,
                                    const char        *problem,
                                    const char *const *options);
void           clasp_sighting_free (ClaspSighting     *self);
/* "10.0.0.7", or with a port behind it, which is not kept. */
void           clasp_sighting_set_host (ClaspSighting *self, const char *host);

/* Of a MIDI device, NULL: only what its id says. */
void           clasp_sighting_set_tags (ClaspSighting *self, const char *const *tags);

/* How it was found, for a person: "answered an Art-Net poll". Translated, static. */
const char    *clasp_sighting_describe (const ClaspSighting *self);
/* Is there a kind of connection that could be made to it? */
gboolean       clasp_sighting_can_use  (const ClaspSighting *self);

/* A MIDI device that only its order tells from another with the same name. */
gboolean       clasp_sighting_is_by_order (const ClaspSighting *self);
/* Of a MIDI device: its name without what tells it apart, casefolded; NULL of what is none. (transfer full) */
char          *clasp_sighting_dup_midi_name (const ClaspSighting *self);

#define CLASP_TYPE_FOUND (clasp_found_get_type ())
/* Signal "changed": its state, name, place or problem. */
G_DECLARE_FINAL_TYPE (ClaspFound, clasp_found, CLASP, FOUND, GObject)

const ClaspSighting *clasp_found_peek           (ClaspFound *self);
ClaspFoundState      clasp_found_get_state      (ClaspFound *self);
/* Of the connection that means it; NULL when none does. */
const char          *clasp_found_get_connection (ClaspFound *self);
/* When it was seen last, µs of the real time. */
gint64               clasp_found_get_seen_us    (ClaspFound *self);

/* Does @connection mean what was seen? By its settings, wherever those are its default too. */
gboolean             clasp_sighting_is_meant    (const ClaspSighting *self,
                                                 ClaspConnection     *connection);

/*< private >*/
ClaspFound          *clasp_found_new            (ClaspSighting *sighting);
void                 clasp_found_see            (ClaspFound    *self,
                                                 ClaspSighting *sighting);
void                 clasp_found_set_state      (ClaspFound      *self,
                                                 ClaspFoundState  state,
                                                 const char      *connection);

G_END_DECLS
