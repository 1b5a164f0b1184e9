/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bridges/midi/clasp-midi-bridge.h"
#include "bridges/midi/clasp-midi-settings.h"
#include "support/clasp-router-fixture.h"

/* A MIDI bridge between a real router and a backend that does what the test says.
 *
 * Thread: the test's. */

G_BEGIN_DECLS

#define FAKE_TYPE_BACKEND (fake_backend_get_type ())
G_DECLARE_FINAL_TYPE (FakeBackend, fake_backend, FAKE, BACKEND, GObject)

struct _FakeBackend
{
  GObject                 parent_instance;
  ClaspMidiBackendHandler handler;
  gpointer                user_data;
  gboolean                is_open, is_full, is_there, input, output;
  char                   *client_name; /* (owned) */
  char                   *port;        /* (owned) */
  GString                *sent;        /* (owned) "90 3c 64|b0 07 40" */
  GError                 *open_error;  /* (owned) (nullable) */
  gint64                  received_us; /* of what it hears */
};

typedef struct
{
  ClaspRouterFixture base;
  ClaspSession      *other;
  ClaspSettings     *settings; /* (owned) until open */
  ClaspMidiBridge   *bridge;
  FakeBackend       *backend;
  ClaspBridgeStatus  status;
  GString           *heard; /* what others got from the bridge, one a line */
} Fixture;

void setup       (Fixture *fixture, gconstpointer data);
void teardown    (Fixture *fixture, gconstpointer data);
/* A thread that read a profile holds the bridge until it is done. */
void wait_for_readers (Fixture *fixture);
void set_setting (Fixture *fixture, const char *name, const char *text);
void open_bridge (Fixture *fixture);
/* A bridge on "X-Touch", which is there. */
void open_x_touch (Fixture *fixture);
/* The other session writes. */
void set         (Fixture *fixture, const char *address, ClaspValue value);
void emit        (Fixture *fixture, const char *address, ClaspValue value);
/* The device says, comes and goes. */
void fake_backend_hear (FakeBackend *self, const char *hex);
void fake_backend_plug (FakeBackend *self, gboolean is_there);
/* Publishes the counters, which are up to a tenth of a second behind. */
const ClaspBridgeStatus *get_status (Fixture *fixture);

#define assert_sent(fixture, expected)                                                             \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpstr ((fixture)->backend->sent->str, ==, expected);                                 \
    g_string_truncate ((fixture)->backend->sent, 0);                                               \
  }                                                                                                \
  G_STMT_END

#define assert_heard(fixture, expected)                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpstr ((fixture)->heard->str, ==, expected);                                         \
    g_string_truncate ((fixture)->heard, 0);                                                       \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
