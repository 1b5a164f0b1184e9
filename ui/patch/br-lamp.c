/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-lamp.h"

#include "widgets/br-flash.h"

#include <glib/gi18n.h>

BrLamp
br_lamp_for (const ClaspRouteStatus *status)
{
  if (status->last_failed_us > status->last_out_us)
    return BR_LAMP_FAILED;
  if (status->last_out_us != 0 && status->last_out_us >= status->last_in_us)
    return BR_LAMP_SENT;

  return status->last_in_us != 0 ? BR_LAMP_ARRIVED : BR_LAMP_DARK;
}

BrLamp
br_lamp_follow (BrLamp                  shown,
                const ClaspRouteStatus *status,
                gint64                  now_us,
                gint64                 *turned_us)
{
  BrLamp lamp = br_lamp_for (status);

  if (lamp == shown || !br_flash_may_turn (*turned_us, now_us))
    return shown;

  *turned_us = now_us;
  return lamp;
}

const char *
br_lamp_get_word (BrLamp lamp)
{
  const char *const words[] = { _ ("Nothing arrived yet"), _ ("Arrived, nothing sent"), _ ("Sent"), _ ("Failed") };

  return words[lamp];
}
