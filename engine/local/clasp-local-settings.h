/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"
#include "core/clasp-value.h"

/* What can be set on variables, timers, scenes and layers (docs/scenes.md). Settings objects of the
 * show; the worker gets copies.
 *
 * Thread: any, as ClaspSettings. */

G_BEGIN_DECLS

#define CLASP_SCENE_MAX_FADE_S 86400.0
#define CLASP_TIMER_MIN_INTERVAL_S 0.01
#define CLASP_TIMER_MAX_INTERVAL_S (366.0 * 24 * 60 * 60)

typedef enum
{
  CLASP_VARIABLE_FLOAT,
  CLASP_VARIABLE_INT,
  CLASP_VARIABLE_BOOL,
  CLASP_VARIABLE_STRING,
} ClaspVariableType;

/* What happens when something is started that runs already. */
typedef enum
{
  CLASP_RETRIGGER_RESTART, /* it begins anew */
  CLASP_RETRIGGER_IGNORE,  /* it goes on */
  CLASP_RETRIGGER_QUEUE,   /* once more when it is over */
} ClaspRetrigger;

GType clasp_variable_type_get_type (void);
GType clasp_retrigger_get_type     (void);

/* type; initial (string: a value of that type); minimum, maximum (double, both the same = no limits);
 * persist (boolean); layer (string: starts anew from its initial value whenever that one comes on). */
GType clasp_variable_settings_get_type (void);
/* interval-s (double); periodic, running (boolean: at the start); retrigger. */
GType clasp_timer_settings_get_type    (void);
/* values (strv: "ADDRESS=JSON"); fade-s (double); curve (ClaspCurve); retrigger. */
GType clasp_scene_settings_get_type    (void);
/* initial (boolean); group (string: at most one layer of a group is on, empty = none). */
GType clasp_layer_settings_get_type    (void);

/* "ADDRESS=JSON" in two; @value is cleared by the caller. Errors: CLASP_SHOW_ERROR_SETTING. */
gboolean clasp_scene_value_parse (const char *text,
                                  char      **address,
                                  ClaspValue *value,
                                  GError    **error);
/* The inverse. */
char    *clasp_scene_value_print (const char       *address,
                                  const ClaspValue *value);
/* @value as one of @type, within @minimum and @maximum unless these are the same. FALSE when it cannot
 * be one. @result is cleared by the caller. */
gboolean clasp_variable_convert  (ClaspVariableType type,
                                  double            minimum,
                                  double            maximum,
                                  const ClaspValue *value,
                                  ClaspValue       *result);

G_END_DECLS
