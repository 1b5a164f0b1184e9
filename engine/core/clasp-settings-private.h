/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"

/* What the parts of ClaspSettings share: storage, text, JSON, description. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_SETTING_BOOLEAN,
  CLASP_SETTING_INT,
  CLASP_SETTING_UINT,
  CLASP_SETTING_DOUBLE,
  CLASP_SETTING_STRING,
  CLASP_SETTING_ENUM,
  CLASP_SETTING_STRV,
} ClaspSettingType;

ClaspSettingType clasp_setting_get_type_of  (GParamSpec *pspec);

/* In order of installation, NULL-terminated; owned by the class. */
GParamSpec     **clasp_settings_peek_list   (GType type, guint *n_pspecs);
/* NULL when there is no such setting. */
GParamSpec      *clasp_settings_find        (ClaspSettings *self, const char *name);
/* Borrowed until the setting changes. */
const GValue    *clasp_settings_peek        (ClaspSettings *self, GParamSpec *pspec);
/* @value is initialised by the call and unset by the caller. */
void             clasp_setting_init_default (GParamSpec *pspec, GValue *value);
gboolean         clasp_setting_equal        (const GValue *a, const GValue *b);

/* The unit a setting's name ends in: "ms", "s", "Hz", or "". */
const char      *clasp_setting_get_unit     (GParamSpec *pspec);
/* What it takes, for messages and docs: "0–1", "at least 1", "one of udp, tcp", "true or false". */
char            *clasp_setting_expected     (GParamSpec *pspec);
/* At most 40 characters of it, valid, in quotation marks. */
char            *clasp_setting_quote        (const char *text);
/* Why @value (of the right type) is refused, "expected 0–1, got 2"; NULL when it is not. */
char            *clasp_setting_check        (GParamSpec *pspec, const GValue *value);
char            *clasp_setting_format       (GParamSpec *pspec, const GValue *value);
/* @value is unset before and initialised on success. @why is set otherwise. */
gboolean         clasp_setting_parse        (GParamSpec *pspec, const char *text, GValue *value, char **why);

G_END_DECLS
