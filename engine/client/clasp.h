/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* All a program that is a client of a CLASP router needs; docs/client.md begins with an example.
 *
 * Thread: see each. */

#include "client/clasp-client-bundle.h"
#include "client/clasp-client-params.h"
#include "client/clasp-client-publish.h"
#include "client/clasp-client-query.h"
#include "client/clasp-client-subscribe.h"
#include "client/clasp-client.h"
