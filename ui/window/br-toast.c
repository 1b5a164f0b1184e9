/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-toast.h"

#include <glib/gi18n.h>

/* It may still be seen for the moment in which it goes. */
static void
newer_cb (ClaspShow  *show,
          GParamSpec *pspec,
          AdwToast   *toast)
{
  g_signal_handlers_disconnect_by_data (toast, show);
  adw_toast_dismiss (toast);
}

void
br_toast_offer_undo (AdwToast  *toast,
                     ClaspShow *show)
{
  adw_toast_set_button_label (toast, _("_Undo"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (clasp_show_undo), show, G_CONNECT_SWAPPED);
  g_signal_connect_object (show, "notify::undo-step", G_CALLBACK (newer_cb), toast, 0);
}
