/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"

/* Whether the ports that somebody types for a connection can be had: each is bound for a moment and let go.
 *
 * Thread: any; it never waits. */

G_BEGIN_DECLS

#define CLASP_PORT_CHECK_TRIES 100 /* ports looked at for a free one */

typedef struct
{
  guint16  port;      /* that is taken */
  gboolean is_stream; /* of TCP, not of UDP */
  guint16  free_port; /* behind it; 0 = none found */
  char    *text;      /* (owned) (nullable) the setting with the free one in its place */
} ClaspPortFinding;

typedef enum
{
  CLASP_PORT_FREE,
  CLASP_PORT_TAKEN,   /* by us or by another program */
  CLASP_PORT_UNKNOWN, /* any port would do, or it is no address of this computer */
} ClaspPortState;

void     clasp_port_finding_clear (ClaspPortFinding *self);

/* Is this a setting that names places to listen at? */
gboolean clasp_settings_can_listen (ClaspSettings *settings, const char *name);
/* TRUE when one of the places in @text is taken, by whomever; @finding is filled then. Those that @settings has
 * now are not looked at: it may be we who have them. */
gboolean clasp_settings_check_port (ClaspSettings *settings, const char *name, const char *text, ClaspPortFinding *finding);
/* The same for the setting as it is, whose connection is known not to have it. */
gboolean clasp_settings_find_taken (ClaspSettings *settings, const char *name, ClaspPortFinding *finding);
/* One place of a setting, with nobody asked who has it. @port: the one it names. */
ClaspPortState clasp_settings_probe_place (ClaspSettings *settings, const char *name, const char *place, guint16 *port, gboolean *is_stream);

/* Is it this program that receives at @port? */
gboolean clasp_port_is_ours (guint16 port, gboolean is_stream);
/* Does it listen at @port, as far as its settings say? */
gboolean clasp_settings_names_port (ClaspSettings *settings, guint16 port, gboolean is_stream);
/* @text with "8000" alone made "0.0.0.0:8000", or what the default has before and behind its port. */
char    *clasp_settings_complete_places (ClaspSettings *settings, const char *name, const char *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClaspPortFinding, clasp_port_finding_clear)

G_END_DECLS
