/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-error.h"

#include <glib-object.h>
#include <json-glib/json-glib.h>

/* ClaspSettings: what a person can set on a connection, a router or a mapping step, declared once.
 *
 * A subclass only installs GParamSpecs with clasp_settings_class_install (); the base class stores
 * the values. From the specs alone come the JSON of the show file, the form in the window, the
 * `key=value` options of the command line, and the reference page in the docs.
 *
 * Types allowed: boolean, int, uint, double, string, enum (registered with nicks), strv.
 *
 * Thread: UI for the objects of a show; a copy handed to the worker belongs to the worker. */

G_BEGIN_DECLS

#define CLASP_TYPE_SETTINGS (clasp_settings_get_type ())
G_DECLARE_DERIVABLE_TYPE (ClaspSettings, clasp_settings, CLASP, SETTINGS, GObject)

struct _ClaspSettingsClass
{
  GObjectClass parent_class;

  /* Checks what no single range can say. Sets an error that names the setting. May be NULL. */
  gboolean (*validate) (ClaspSettings *self,
                        GError       **error);
};

/* Longest text of one setting in bytes, and most items of a strv: an expression or a script fits,
 * a file that was pasted by mistake does not. */
#define CLASP_SETTINGS_MAX_TEXT (64 * 1024)
#define CLASP_SETTINGS_MAX_ITEMS 1024

#define CLASP_SETTINGS_FLAGS                                                                     \
  (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY)

/* To be called from class_init, once for each setting, in the order in which a person meets them.
 * The spec's name is the key, its nick the label (N_()), its blurb the help sentence (N_()), its
 * default and range what they say. */
void           clasp_settings_class_install  (ClaspSettingsClass *klass,
                                              GParamSpec         *pspec);
/* Marks a setting as shown under "More" in forms. */
void           clasp_settings_class_advanced (ClaspSettingsClass *klass,
                                              const char         *name);
gboolean       clasp_settings_is_advanced    (GParamSpec         *pspec);
/* Marks a text as one of several lines, such as a script. */
void           clasp_settings_class_lines    (ClaspSettingsClass *klass,
                                              const char         *name);
gboolean       clasp_settings_has_lines      (GParamSpec         *pspec);
/* The default of a strv, written `a;b`: a GParamSpecBoxed cannot hold one. */
void           clasp_settings_class_default  (ClaspSettingsClass *klass,
                                              const char         *name,
                                              const char         *text);

/* (transfer container) the settings' specs in order of installation. */
GParamSpec   **clasp_settings_class_list     (ClaspSettingsClass *klass,
                                              guint              *n_pspecs);

gboolean       clasp_settings_get_boolean    (ClaspSettings *self, const char *name);
int            clasp_settings_get_int        (ClaspSettings *self, const char *name); /* int, uint, enum */
double         clasp_settings_get_double     (ClaspSettings *self, const char *name);
const char    *clasp_settings_get_string     (ClaspSettings *self, const char *name); /* never NULL */
const char *const *clasp_settings_get_strv   (ClaspSettings *self, const char *name); /* never NULL */

ClaspSettings *clasp_settings_copy           (ClaspSettings *self);
gboolean       clasp_settings_equal          (ClaspSettings *a,
                                              ClaspSettings *b);

/* Sets one from text: `true`, `12`, `0.5`, an enum's nick; a strv takes `a;b;c` (`\;` is a semicolon).
 * A setting whose name ends in -ms, -s or -hz takes its unit too: `80ms`, `0.08s`, `44Hz`. Errors:
 * CLASP_SHOW_ERROR_SETTING naming the key, the range or the choices, and for an unknown key the
 * nearest known one. */
gboolean       clasp_settings_set_text       (ClaspSettings *self,
                                              const char    *name,
                                              const char    *text,
                                              GError       **error);
char          *clasp_settings_get_text       (ClaspSettings *self,
                                              const char    *name);

gboolean       clasp_settings_validate       (ClaspSettings *self,
                                              GError       **error);

/* Writes the settings that differ from their defaults. */
void           clasp_settings_to_json        (ClaspSettings *self,
                                              JsonObject    *object);
/* Sets every member that is a setting; a member that is not one is left to the caller. Problems are
 * appended to @problems as sentences with the path: "mappings[3].curve.gamma: expected 0.1–8, got -2";
 * the setting keeps its default then. Returns TRUE when there was none. */
gboolean       clasp_settings_from_json      (ClaspSettings *self,
                                              JsonObject    *object,
                                              const char    *path,
                                              GPtrArray     *problems);
/* The reference text of a settings type, one setting a paragraph: for --print-settings and docs. */
char          *clasp_settings_describe       (GType          type);

G_END_DECLS
