/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-status-icon.h"

#include <glib/gi18n.h>

static const struct
{
  const char *word;
  const char *icon_name;
  const char *css_class;
} signs[] = {
  [BR_SIGN_OFF] = { N_ ("Off"), "br-status-off-symbolic", "status-off" },
  [BR_SIGN_IDLE] = { N_ ("Idle"), "br-status-idle-symbolic", "status-idle" },
  /* Translators: state of a connection that sends, and hears nothing back */
  [BR_SIGN_UNHEARD] = { N_ ("Sending"), "br-status-unheard-symbolic", "status-unheard" },
  [BR_SIGN_LIVE] = { N_ ("Live"), "br-status-live-symbolic", "status-live" },
  [BR_SIGN_DEGRADED] = { N_ ("Degraded"), "br-status-degraded-symbolic", "status-degraded" },
  [BR_SIGN_WAITING] = { N_ ("Waiting"), "br-status-waiting-symbolic", "status-waiting" },
  [BR_SIGN_MISSING] = { N_ ("Missing"), "br-status-missing-symbolic", "status-missing" },
  [BR_SIGN_ERROR] = { N_ ("Error"), "br-status-error-symbolic", "status-error" },
};

BrSign
br_sign_for_state (ClaspBridgeState state)
{
  switch (state)
    {
    case CLASP_BRIDGE_STATE_OFF:
      return BR_SIGN_OFF;
    case CLASP_BRIDGE_STATE_STARTING:
    case CLASP_BRIDGE_STATE_WAITING:
      return BR_SIGN_WAITING;
    case CLASP_BRIDGE_STATE_IDLE:
      return BR_SIGN_IDLE;
    case CLASP_BRIDGE_STATE_LIVE:
      return BR_SIGN_LIVE;
    case CLASP_BRIDGE_STATE_DEGRADED:
      return BR_SIGN_DEGRADED;
    case CLASP_BRIDGE_STATE_MISSING:
      return BR_SIGN_MISSING;
    case CLASP_BRIDGE_STATE_ERROR:
      return BR_SIGN_ERROR;
    }

  return BR_SIGN_OFF;
}

BrSign
br_sign_for_status (const ClaspBridgeStatus *status)
{
  return status->is_unheard ? BR_SIGN_UNHEARD : br_sign_for_state (status->state);
}

const char *
br_sign_get_word (BrSign sign)
{
  return _(signs[sign].word);
}

const char *
br_sign_get_icon_name (BrSign sign)
{
  return signs[sign].icon_name;
}

void
br_sign_apply (BrSign    sign,
               GtkImage *image)
{
  /* Asked every second: what is the same already must not be drawn again. */
  if (g_strcmp0 (gtk_image_get_icon_name (image), signs[sign].icon_name) == 0
      && gtk_widget_has_css_class (GTK_WIDGET (image), signs[sign].css_class))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (image), signs[i].css_class);
  gtk_widget_add_css_class (GTK_WIDGET (image), signs[sign].css_class);
  gtk_image_set_from_icon_name (image, signs[sign].icon_name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (image), br_sign_get_word (sign));
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, br_sign_get_word (sign), -1);
}
