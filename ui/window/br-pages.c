/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "br-page.h"

#include <glib/gi18n.h>

#include "connections/br-connections-page.h"
#include "log/br-log-page.h"
#include "monitor/br-monitor-page.h"
#include "patch/br-patch-page.h"
#include "signals/br-signals-page.h"
#include "stage/br-stage-page.h"
#include "universes/br-universes-page.h"

static const BrPageInfo pages[] = {
  { "patch", N_ ("Patch"), "br-patch-symbolic", NC_ ("group of pages", "Work"), br_patch_page_get_type },
  { "signals", N_ ("Signals"), "br-signals-symbolic", NC_ ("group of pages", "Watch"), br_signals_page_get_type },
  { "monitor", N_ ("Monitor"), "br-monitor-symbolic", NC_ ("group of pages", "Watch"), br_monitor_page_get_type },
  { "universes", N_ ("Universes"), "br-universes-symbolic", NC_ ("group of pages", "Watch"), br_universes_page_get_type },
  { "connections", N_ ("Connections"), "br-connections-symbolic", NC_ ("group of pages", "Set up"), br_connections_page_get_type },
  { "log", N_ ("Log"), "br-log-symbolic", NC_ ("group of pages", "Set up"), br_log_page_get_type },
  { "show", N_ ("Show View"), "br-stage-symbolic", NC_ ("group of pages", "Show"), br_stage_page_get_type },
  { NULL },
};

const BrPageInfo *
br_pages_list (guint *n_pages)
{
  *n_pages = G_N_ELEMENTS (pages) - 1;

  return pages;
}
