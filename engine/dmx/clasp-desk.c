/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-desk"

#include "dmx/clasp-desk.h"

#include "dmx/clasp-universe-notes.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define BLACKOUT CLASP_STR_LITERAL ("/bridge/blackout")
#define FREEZE CLASP_STR_LITERAL ("/bridge/freeze")
#define MASTER CLASP_STR_LITERAL ("/bridge/grandmaster")
#define PANIC CLASP_STR_LITERAL ("/bridge/panic")
#define PANIC_DONE CLASP_STR_LITERAL ("/bridge/panic/done")
#define TEST CLASP_STR_LITERAL ("/bridge/test")
#define NOTES CLASP_STR_LITERAL ("/bridge/notes")
#define NOTES_PROBLEM CLASP_STR_LITERAL ("/bridge/notes/problem")
#define TESTS CLASP_STR_LITERAL ("/bridge/tests")

struct _ClaspDesk
{
  ClaspDeskHost host;
  ClaspSession *session; /* (owned) */
  gint64        fade_us;
  guint         n_tests; /* as told last */
};

/* ---- telling ---- */

static void
tell (ClaspDesk *self, ClaspStr address, gboolean on)
{
  ClaspValue value = clasp_value_bool (on);

  clasp_session_set (self->session, address, &value);
}

static void
tell_tests (ClaspDesk *self)
{
  ClaspValue value = clasp_value_int (clasp_universes_count_tests (self->host.universes));

  if (value.as.integer == self->n_tests)
    return;
  self->n_tests = (guint) value.as.integer;
  clasp_session_set (self->session, TESTS, &value);
}

static void
describe (ClaspSignalInfo *info,
          ClaspStr         address,
          ClaspSignal      signal,
          const char      *type,
          const char      *access)
{
  *info = (ClaspSignalInfo){ .address = address, .signal = signal };
  info->has_datatype = info->has_access = TRUE;
  info->datatype = clasp_str (type);
  info->access = clasp_str (access);
}

static void
announce (ClaspDesk *self)
{
  ClaspSignalInfo signals[9];
  ClaspMessage    message = { .type = CLASP_MESSAGE_ANNOUNCE };

  describe (&signals[0], BLACKOUT, CLASP_SIGNAL_PARAM, "bool", "rw");
  describe (&signals[1], FREEZE, CLASP_SIGNAL_PARAM, "bool", "rw");
  describe (&signals[2], PANIC, CLASP_SIGNAL_EVENT, "any", "w");
  describe (&signals[3], PANIC_DONE, CLASP_SIGNAL_EVENT, "map", "r");
  describe (&signals[4], TEST, CLASP_SIGNAL_EVENT, "map", "w");
  describe (&signals[5], TESTS, CLASP_SIGNAL_PARAM, "int", "r");
  describe (&signals[6], NOTES, CLASP_SIGNAL_PARAM, "array", "rw");
  describe (&signals[7], NOTES_PROBLEM, CLASP_SIGNAL_EVENT, "string", "r");
  describe (&signals[8], MASTER, CLASP_SIGNAL_PARAM, "float", "rw");
  signals[8].has_meta = signals[8].has_default = signals[8].has_range = signals[8].is_advisory = TRUE;
  signals[8].default_value = clasp_value_double (1.0);
  signals[8].maximum = 1.0;
  for (guint i = 0; i < 2; i++)
    {
      signals[i].has_meta = signals[i].has_default = TRUE;
      signals[i].default_value = clasp_value_bool (FALSE);
    }
  message.announce.namespace_ = CLASP_STR_LITERAL ("/bridge");
  message.announce.signals = signals;
  message.announce.n_signals = G_N_ELEMENTS (signals);
  clasp_session_submit (self->session, &message, NULL, FALSE);
}

/* ---- doing ---- */

/* Buttons and pads send what they like. FALSE when it says neither on nor off. */
static gboolean
read_switch (const ClaspValue *value, gboolean was_on, gboolean *on)
{
  double number;

  if (value == NULL || clasp_value_get_type_of (value) == CLASP_VALUE_NULL)
    *on = !was_on;
  else if (clasp_value_get_type_of (value) != CLASP_VALUE_STRING &&
           clasp_value_to_double (value, &number))
    *on = number >= 0.5;
  else
    return FALSE;
  return TRUE;
}

static gboolean
is_plain (const ClaspValue *value, gboolean on)
{
  return value != NULL && clasp_value_get_type_of (value) == CLASP_VALUE_BOOL &&
         clasp_value_equal (value, &(ClaspValue){ CLASP_VALUE_BOOL, { .boolean = on } });
}

/* @is_state: the value stands in the router now, as it was written. */
static void
switch_blackout (ClaspDesk *self, const ClaspValue *value, gboolean is_state)
{
  gboolean on = clasp_universes_get_blackout (self->host.universes);

  if (read_switch (value, on, &on) && on != clasp_universes_get_blackout (self->host.universes))
    {
      clasp_universes_set_blackout (self->host.universes, on, self->fade_us);
      g_message ("%s", on ? _ ("Blackout on") : _ ("Blackout released"));
    }
  if (!is_state || !is_plain (value, on))
    tell (self, BLACKOUT, on);
}

static void
switch_freeze (ClaspDesk *self, const ClaspValue *value, gboolean is_state)
{
  gboolean on = clasp_universes_get_freeze (self->host.universes);

  if (read_switch (value, on, &on) &&
      (on != clasp_universes_get_freeze (self->host.universes) ||
       (!on && clasp_universes_is_catching_up (self->host.universes))))
    {
      clasp_universes_set_freeze (self->host.universes, on);
      g_message ("%s", on ? _ ("Freeze on") : _ ("Freeze released"));
    }
  if (!is_state || !is_plain (value, on))
    tell (self, FREEZE, on);
}

static void
tell_master (ClaspDesk *self)
{
  ClaspValue value = clasp_value_double (clasp_universes_get_master (self->host.universes));

  clasp_session_set (self->session, MASTER, &value);
}

/* What stands in the router is what acts: a text, or a level beyond the end, is put right. */
static void
set_master (ClaspDesk *self, const ClaspValue *value, gboolean is_state)
{
  double level = NAN;

  if (value != NULL && clasp_value_get_type_of (value) != CLASP_VALUE_STRING &&
      clasp_value_to_double (value, &level))
    clasp_universes_set_master (self->host.universes, level);
  if (!is_state || level != clasp_universes_get_master (self->host.universes))
    tell_master (self);
}

static void
panic (ClaspDesk *self)
{
  ClaspDeskPanic ended = { 0 };
  guint          n_tests = clasp_universes_count_tests (self->host.universes);
  const struct
  {
    const char *key;
    guint      *n;
  } figures[] = { { "ports", &ended.n_ports }, { "notes", &ended.n_notes }, { "fades", &ended.n_fades },
                  { "clips", &ended.n_clips }, { "tests", &n_tests } };
  ClaspMapEntry entries[G_N_ELEMENTS (figures)];
  guint         n = 0;
  ClaspValue    done;

  g_message ("%s", _ ("Panic"));
  clasp_universes_release_tests (self->host.universes);
  tell_tests (self);
  self->host.panic (&ended, self->host.user_data);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    if (*figures[i].n > 0)
      entries[n++] = (ClaspMapEntry){ clasp_str (figures[i].key), clasp_value_int (*figures[i].n) };
  done = clasp_value_map (entries, n);
  clasp_session_emit (self->session, PANIC_DONE, &done);
  clasp_value_clear (&done);
}

/* A pad that is let go sends a zero: once is enough. */
static gboolean
is_pressed (const ClaspValue *value)
{
  gboolean on = TRUE;

  return !read_switch (value, FALSE, &on) || on;
}

/* "/artnet/0/0/1/13" in two. */
static gboolean
split_slot (ClaspStr address, char prefix[CLASP_ADDRESS_MAX_LENGTH + 1], guint *slot)
{
  const char *slash = g_strrstr_len (address.data, (gssize) address.length, "/");
  guint64     number;

  if (slash == NULL || slash == address.data || address.length > CLASP_ADDRESS_MAX_LENGTH)
    return FALSE;

  g_strlcpy (prefix, address.data, address.length + 1);
  prefix[slash - address.data] = '\0';
  if (!g_ascii_string_to_unsigned (prefix + (slash - address.data) + 1, 10, 1, CLASP_DMX_SLOTS,
                                   &number, NULL))
    return FALSE;
  *slot = (guint) number - 1;
  return TRUE;
}

static void
test_slot (ClaspDesk *self, const ClaspValue *value)
{
  const ClaspValue *address = clasp_value_lookup (value, "address");
  const ClaspValue *level = clasp_value_lookup (value, "level");
  char              prefix[CLASP_ADDRESS_MAX_LENGTH + 1];
  gint64            integer = -1;
  guint             slot;

  if (address == NULL || !split_slot (clasp_value_get_string (address), prefix, &slot))
    return;
  if (level != NULL && clasp_value_get_type_of (level) != CLASP_VALUE_NULL &&
      (!clasp_value_to_int (level, &integer) || integer < 0 || integer > 255))
    return;
  clasp_universes_set_test (self->host.universes, prefix, slot, (int) integer);
}

static void
tell_problem (ClaspDesk *self, const char *sentence)
{
  g_auto (ClaspValue) value = clasp_value_string (clasp_str (sentence));

  g_message (_ ("Notes of slots: %s"), sentence);
  clasp_session_emit (self->session, NOTES_PROBLEM, &value);
}

/* What is readable of a list, and whether that is all of it. */
static GStrv
read_notes (ClaspDesk *self, const ClaspValue *value, gboolean *is_all)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean                 is_list =
    value != NULL && clasp_value_get_type_of (value) == CLASP_VALUE_ARRAY;
  guint n = is_list ? clasp_value_get_size (value) : 0;

  *is_all = is_list || value == NULL || clasp_value_get_type_of (value) == CLASP_VALUE_NULL;
  for (guint i = 0; i < n; i++)
    {
      const ClaspValue      *element = clasp_value_get_element (value, i);
      ClaspStr               text = clasp_value_get_string (element);
      g_autofree char       *copy = g_strndup (text.data, text.length);
      g_auto (ClaspNoteText) note = { 0 };
      g_autoptr (GError)     error = NULL;

      if (clasp_value_get_type_of (element) == CLASP_VALUE_STRING && i < CLASP_UNIVERSES_MAX_NOTES &&
          clasp_note_text_parse (copy, &note, &error))
        {
          g_strv_builder_add (builder, copy);
          continue;
        }
      *is_all = FALSE;
      tell_problem (self, error != NULL ? error->message : "a note is a text, and there is a limit to them");
    }
  return g_strv_builder_end (builder);
}

static void
tell_notes (ClaspDesk *self, const char *const *notes)
{
  g_autofree ClaspValue *elements = g_new0 (ClaspValue, MAX (g_strv_length ((char **) notes), 1));
  guint                  n = g_strv_length ((char **) notes);
  g_auto (ClaspValue)    value = CLASP_VALUE_INIT;

  for (guint i = 0; i < n; i++)
    elements[i] = clasp_value_string (clasp_str (notes[i]));
  value = clasp_value_array (elements, n);
  clasp_session_set (self->session, NOTES, &value);
}

static void
take_notes (ClaspDesk *self, const ClaspValue *value, gboolean is_state)
{
  gboolean       is_all;
  g_auto (GStrv) notes = read_notes (self, value, &is_all);

  clasp_universes_set_more_notes (self->host.universes, (const char *const *) notes, NULL);
  if (!is_state || !is_all)
    tell_notes (self, (const char *const *) notes);
}

static void
handle (ClaspDesk *self, ClaspStr address, const ClaspValue *value, gboolean is_state)
{
  if (clasp_str_equal (address, BLACKOUT))
    switch_blackout (self, value, is_state);
  else if (clasp_str_equal (address, FREEZE))
    switch_freeze (self, value, is_state);
  else if (clasp_str_equal (address, MASTER))
    set_master (self, value, is_state);
  else if (clasp_str_equal (address, PANIC) && is_pressed (value))
    panic (self);
  else if (clasp_str_equal (address, NOTES))
    take_notes (self, value, is_state);
  else if (clasp_str_equal (address, TEST))
    {
      if (value != NULL)
        test_slot (self, value);
      else
        clasp_universes_release_tests (self->host.universes);
      tell_tests (self);
    }
}

static void
deliver_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  const ClaspMessage *message = delivery->message;

  if (message->type == CLASP_MESSAGE_SET)
    handle (user_data, message->set.address, &message->set.value, TRUE);
  else
    handle (user_data, message->publish.address,
            message->publish.has_value ? &message->publish.value : NULL, FALSE);
}

/* ---- life ---- */

/**
 * clasp_desk_new:
 * @host: what it works on; copied
 *
 * Joins the router, announces its addresses and takes over what is kept there.
 *
 * Thread: worker.
 *
 * Returns: (transfer full): the desk
 */
ClaspDesk *
clasp_desk_new (const ClaspDeskHost *host)
{
  static const char *const addresses[] = { "/bridge/blackout", "/bridge/freeze", "/bridge/panic",
                                           "/bridge/test", "/bridge/notes", "/bridge/grandmaster" };
  ClaspDesk               *self = g_new0 (ClaspDesk, 1);

  self->host = *host;
  self->session = clasp_router_join (host->router, "Desk", deliver_cb, NULL, self);
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    clasp_session_subscribe (self->session, i + 1, clasp_str (addresses[i]), CLASP_TYPES_ALL, FALSE,
                             NULL);
  announce (self);
  clasp_desk_take_state (self);
  return self;
}

void
clasp_desk_free (ClaspDesk *self)
{
  clasp_session_leave (self->session);
  g_free (self);
}

void
clasp_desk_set_fade (ClaspDesk *self, guint fade_ms)
{
  self->fade_us = (gint64) fade_ms * 1000;
}

/* What was pressed last, before the engine was started again, is pressed still. What nobody ever
 * pressed has no value but the announced one. */
static void
take_switch (ClaspDesk *self, ClaspStr address, void (*apply) (ClaspDesk *, const ClaspValue *, gboolean))
{
  const ClaspValue   *kept = clasp_router_peek (self->host.router, address);
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  if (kept == NULL)
    return;
  value = clasp_value_copy (kept);
  apply (self, &value, TRUE);
}

/**
 * clasp_desk_take_state:
 * @self: a desk
 *
 * Thread: worker.
 */
void
clasp_desk_take_state (ClaspDesk *self)
{
  take_switch (self, BLACKOUT, switch_blackout);
  take_switch (self, FREEZE, switch_freeze);
  take_switch (self, MASTER, set_master);
  take_switch (self, NOTES, take_notes);
  /* Tests do not outlive the engine. */
  self->n_tests = clasp_router_peek (self->host.router, TESTS) != NULL ? G_MAXUINT : 0;
  tell_tests (self);
}
