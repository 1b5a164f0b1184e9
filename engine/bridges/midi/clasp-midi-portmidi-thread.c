/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-midi"

#include "bridges/midi/clasp-midi-codec.h"
#include "bridges/midi/clasp-midi-portmidi-links.h"
#include "bridges/midi/clasp-midi-portmidi-list.h"
#include "bridges/midi/clasp-midi-portmidi-private.h"
#include "bridges/midi/clasp-midi-portmidi.h"

#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Design notes: PortMidi has one state for the whole process and no locks, so all of its functions
 * are called under one lock, which only threads like ours take. It lists devices when it is
 * initialised and never again, and does not say when one goes. Where the kernel does (-links) we look
 * there: a stream whose connection is gone is closed, and for a device that came the library is
 * initialised anew, for which all streams of the process are closed for a moment; their threads open
 * them again at their next turn, and nobody is told. Elsewhere it is initialised anew only while
 * nobody has a device open.
 */

#define POLL_MS 1
#define LOOK_INTERVAL_US G_USEC_PER_SEC
#define CHECK_INTERVAL_US (G_USEC_PER_SEC / 4)
#define EVENTS 256
#define OPEN_EVENTS 1024

typedef ClaspMidiPortmidiSide Side;
typedef ClaspMidiPortmidiHalf Half;

static GMutex   library;        /* PortMidi's */
static guint    n_streams;      /* under @library */
static guint    n_users;        /* under @library */
static gboolean is_initialised; /* under @library */
static char    *listed;         /* (owned) (nullable) under @library: what there was when it listed devices */
static GList   *sides;          /* (element-type Side) (unowned) under @library */

/* ---- the library, locked ---- */

/* On Linux the library is a client of the sequencer, and prints on standard error when it is not
 * there. */
static gboolean
can_initialise (void)
{
#ifdef __linux__
  return access ("/dev/snd/seq", R_OK | W_OK) == 0;
#else
  return TRUE;
#endif
}

static void
initialise_locked (void)
{
  if (is_initialised || !can_initialise ())
    return;

  g_free (listed);
  listed = clasp_midi_portmidi_links_read ();
  is_initialised = Pm_Initialize () == pmNoError;
}

static void
terminate_locked (void)
{
  if (is_initialised)
    Pm_Terminate ();
  is_initialised = FALSE;
  g_clear_pointer (&listed, g_free);
}

static void
enter_locked (void)
{
  n_users++;
  initialise_locked ();
}

static void
leave_locked (void)
{
  if (--n_users == 0)
    terminate_locked ();
}

/* The library initialises itself when it is asked. */
static int
count_locked (void)
{
  return is_initialised ? Pm_CountDevices () : 0;
}

/* The devices that go one way: their numbers, and their names, which belong to the library. */
static GArray *
list_numbers_locked (gboolean is_input, GPtrArray *names)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (int));

  for (int i = 0; i < count_locked (); i++)
    {
      const PmDeviceInfo *info = Pm_GetDeviceInfo (i);

      if (!(is_input ? info->input : info->output))
        continue;
      g_array_append_val (numbers, i);
      g_ptr_array_add (names, (gpointer) info->name);
    }
  return numbers;
}

/* Where they are, each NULL or owned. The library numbers those of one name as the kernel lists them. */
static GPtrArray *
list_places_locked (GPtrArray *names, gboolean is_input)
{
  GPtrArray *places = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < names->len; i++)
    {
      g_auto (GStrv) equals = clasp_midi_portmidi_links_places (listed != NULL ? listed : "", names->pdata[i], is_input);
      guint          index = 0, n = 0;

      for (guint j = 0; j < names->len; j++)
        if (g_str_equal (names->pdata[j], names->pdata[i]))
          {
            index += j < i;
            n++;
          }
      g_ptr_array_add (places, g_strv_length (equals) == n ? g_strdup (equals[index]) : NULL);
    }
  return places;
}

/* The same direction of all other connections. */
static GArray *
list_others_locked (const Half *self, gboolean is_input)
{
  GArray *others = g_array_new (FALSE, FALSE, sizeof (ClaspMidiPortmidiOwner));

  for (GList *l = sides; l != NULL; l = l->next)
    {
      Side                  *side = l->data;
      const Half            *half = is_input ? &side->input : &side->output;
      ClaspMidiPortmidiOwner owner = { &half->wanted, half->place };

      if (half != self)
        g_array_append_val (others, owner);
    }
  return others;
}

static int
find_locked (const Half *half, gboolean is_input)
{
  g_autoptr (GPtrArray)  names = g_ptr_array_new ();
  g_autoptr (GArray)     numbers = list_numbers_locked (is_input, names);
  g_autoptr (GPtrArray)  places = list_places_locked (names, is_input);
  g_autoptr (GArray)     others = list_others_locked (half, is_input);
  ClaspMidiPortmidiOwner self = { &half->wanted, half->place };
  int                    index = clasp_midi_portmidi_choose (&self, (const char *const *) names->pdata, (const char *const *) places->pdata, names->len,
                                                             (const ClaspMidiPortmidiOwner *) (gpointer) others->data, others->len);

  return index >= 0 ? g_array_index (numbers, int, index) : -1;
}

/* ---- its own thread ---- */

static void
clear_side (gpointer data)
{
  Side *self = data;

  close (self->news_fd);
  close (self->wake_fd);
  clasp_midi_ring_free (self->in);
  clasp_midi_ring_free (self->out);
  clasp_midi_wanted_clear (&self->input.wanted);
  clasp_midi_wanted_clear (&self->output.wanted);
  g_free (self->input.place);
  g_free (self->output.place);
  g_byte_array_unref (self->sysex);
}

/* What a tag says the library does not: all of the text is a name then. */
static void
parse_wanted (ClaspMidiWanted *wanted, const char *text)
{
  clasp_midi_wanted_parse (wanted, text);
  if (wanted->tag == NULL)
    return;
  clasp_midi_wanted_clear (wanted);
  wanted->name = g_utf8_casefold (text, -1);
}

ClaspMidiPortmidiSide *
clasp_midi_portmidi_side_new (const char *in, const char *out)
{
  Side *self = g_atomic_rc_box_new0 (Side);

  self->in = clasp_midi_ring_new ();
  self->out = clasp_midi_ring_new ();
  self->news_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  parse_wanted (&self->input.wanted, in);
  parse_wanted (&self->output.wanted, out);
  self->sysex = g_byte_array_new ();
  return self;
}

void
clasp_midi_portmidi_side_unref (ClaspMidiPortmidiSide *self)
{
  g_atomic_rc_box_release_full (self, clear_side);
}

static PmTimestamp
time_cb (void *data)
{
  return (PmTimestamp) (g_get_monotonic_time () / 1000);
}

static void
tell (Side *self, guint8 type, const void *bytes, gsize size)
{
  static const guint64 one = 1;

  if (clasp_midi_ring_push (self->in, type, g_get_monotonic_time (), bytes, size))
    (void) !write (self->news_fd, &one, sizeof one);
}

/* ---- devices come and go ---- */

static void
close_locked (Half *half)
{
  if (half->stream == NULL)
    return;

  Pm_Close (half->stream);
  half->stream = NULL;
  g_clear_pointer (&half->name, g_free);
  g_clear_pointer (&half->link, g_free);
  n_streams--;
}

static gboolean
is_lacking (const Half *half)
{
  return half->wanted.name[0] != '\0' && half->stream == NULL;
}

/* The connections of a device as they are; NULL where the kernel does not tell. */
static GStrv
list_links (const char *name, gboolean is_input)
{
  g_autofree char *text = clasp_midi_portmidi_links_read ();

  return text != NULL ? clasp_midi_portmidi_links_of (text, name, is_input) : NULL;
}

/* Ours is the one that was not there before. */
static char *
find_new_link (GStrv before, GStrv after)
{
  for (guint i = 0; after != NULL && before != NULL && after[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) before, after[i]))
      return g_strdup (after[i]);

  return NULL;
}

static gboolean
open_half_locked (Half *half, gboolean is_input)
{
  int            id = find_locked (half, is_input);
  g_auto (GStrv) before = NULL, after = NULL;
  PmError        result;

  if (id < 0)
    return FALSE;

  half->name = g_strdup (Pm_GetDeviceInfo (id)->name);
  before = list_links (half->name, is_input);
  result = is_input ? Pm_OpenInput (&half->stream, id, NULL, OPEN_EVENTS, time_cb, NULL)
                    : Pm_OpenOutput (&half->stream, id, NULL, OPEN_EVENTS, time_cb, NULL, 0);
  if (result != pmNoError)
    {
      half->stream = NULL;
      g_clear_pointer (&half->name, g_free);
      return FALSE;
    }

  if (is_input)
    Pm_SetFilter (half->stream, 0);
  n_streams++;
  after = list_links (half->name, is_input);
  half->link = find_new_link (before, after);
  g_free (half->place);
  half->place = half->link != NULL ? g_strndup (half->link, strcspn (half->link, "-")) : NULL;
  return TRUE;
}

/* Both directions are told as one, or what the device has to know would be sent twice. */
static void
open_missing_locked (Side *self)
{
  Half       *halves[] = { &self->input, &self->output };
  const char *news = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (halves); i++)
    {
      Half *half = halves[i];

      if (!is_lacking (half) || !open_half_locked (half, half == &self->input))
        continue;
      news = half->is_told ? news : half->name;
      half->is_told = TRUE;
    }
  if (news != NULL)
    tell (self, CLASP_MIDI_PORTMIDI_CONNECTED, news, strlen (news) + 1);
}

/* A device that the worker takes for connected is not there any more. */
static void
tell_gone (Side *self)
{
  gboolean was_told = self->input.is_told || self->output.is_told;

  self->input.is_told &= self->input.stream != NULL;
  self->output.is_told &= self->output.stream != NULL;
  if (was_told && !self->input.is_told && !self->output.is_told)
    {
      self->in_sysex = FALSE;
      tell (self, CLASP_MIDI_PORTMIDI_GONE, NULL, 0);
    }
}

/* Closes a stream whose device was unplugged; TRUE if it was. */
static gboolean
check_locked (Half *half, gboolean is_input)
{
  g_auto (GStrv) links = half->link != NULL ? list_links (half->name, is_input) : NULL;

  if (links == NULL || g_strv_contains ((const char *const *) links, half->link))
    return FALSE;

  close_locked (half);
  return TRUE;
}

/* Whether the devices that have @wanted in their names are others by now than the library takes them
 * for: it would open what has got the number since. */
static gboolean
is_stale_locked (const char *wanted, const char *now)
{
  g_autofree char *then = clasp_midi_portmidi_links_ports (listed != NULL ? listed : "", wanted);
  g_autofree char *ports = clasp_midi_portmidi_links_ports (now, wanted);

  return !g_str_equal (then, ports);
}

static gboolean
needs_renewal_locked (Side *self, gboolean is_first)
{
  g_autofree char *now = clasp_midi_portmidi_links_read ();

  if (now == NULL)
    return n_streams == 0 && !is_first;
  return (is_lacking (&self->input) && is_stale_locked (self->input.wanted.name, now)) ||
         (is_lacking (&self->output) && is_stale_locked (self->output.wanted.name, now));
}

/* Has the library look for devices; whoever had one open opens it again. */
static void
renew_locked (void)
{
  for (GList *l = sides; l != NULL; l = l->next)
    {
      Side *side = l->data;

      close_locked (&side->input);
      close_locked (&side->output);
      side->looked_us = 0;
    }
  terminate_locked ();
  initialise_locked ();
}

static void
look_locked (Side *self)
{
  if (needs_renewal_locked (self, self->looked_us == 0))
    renew_locked ();
  self->looked_us = g_get_monotonic_time ();
  open_missing_locked (self);
  tell_gone (self);
}

static void
look_after_devices_locked (Side *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (now_us - self->checked_us >= CHECK_INTERVAL_US)
    {
      self->checked_us = now_us;
      if (check_locked (&self->input, TRUE) | check_locked (&self->output, FALSE))
        tell_gone (self);
    }
  if ((is_lacking (&self->input) || is_lacking (&self->output)) &&
      (self->looked_us == 0 || now_us - self->looked_us >= LOOK_INTERVAL_US))
    look_locked (self);
}

/* ---- bytes ---- */

/* The bytes of one event: a message, or four bytes of a system exclusive one. */
static gsize
bytes_of (Side *self, PmMessage message, guint8 bytes[4])
{
  gsize size;

  for (guint i = 0; i < 4; i++)
    bytes[i] = (guint8) ((guint32) message >> (8 * i));
  if (bytes[0] >= 0xf8)
    return 1;
  if (bytes[0] >= 0x80 && bytes[0] != CLASP_MIDI_SYSEX && bytes[0] != CLASP_MIDI_END_OF_SYSEX)
    {
      self->in_sysex = FALSE;
      return 1u + (gsize) MAX (clasp_midi_n_data (bytes[0]), 0);
    }
  if (bytes[0] != CLASP_MIDI_SYSEX && !self->in_sysex)
    return 0;

  for (size = 0; size < 4 && bytes[size] != CLASP_MIDI_END_OF_SYSEX; size++)
    ;
  self->in_sysex = size == 4;
  return MIN (size + 1, 4);
}

static void
read_locked (Side *self)
{
  PmEvent events[EVENTS];
  guint8  bytes[4 * EVENTS];
  gsize   size = 0;
  int     n;

  if (self->input.stream == NULL || Pm_Poll (self->input.stream) <= 0)
    return;

  n = Pm_Read (self->input.stream, events, EVENTS);
  if (n < 0)
    {
      tell (self, CLASP_MIDI_PORTMIDI_LOST, NULL, 0);
      return;
    }
  for (int i = 0; i < n; i++)
    size += bytes_of (self, events[i].message, bytes + size);
  if (size > 0)
    tell (self, CLASP_MIDI_PORTMIDI_BYTES, bytes, size);
}

static void
write_sysex_locked (Side *self, const guint8 *bytes, gsize size)
{
  if (bytes[0] == CLASP_MIDI_SYSEX)
    g_byte_array_set_size (self->sysex, 0);
  if (self->sysex->len + size > CLASP_MIDI_MAX_SYSEX)
    return;

  g_byte_array_append (self->sysex, bytes, (guint) size);
  if (bytes[size - 1] != CLASP_MIDI_END_OF_SYSEX)
    return;
  Pm_WriteSysEx (self->output.stream, 0, self->sysex->data);
  g_byte_array_set_size (self->sysex, 0);
}

static void
write_locked (Side *self)
{
  const guint8 *bytes;
  gsize         size;
  guint8        type;
  gint64        time_us;

  while (clasp_midi_ring_pop (self->out, &type, &time_us, &bytes, &size))
    {
      if (self->output.stream == NULL || size == 0)
        continue;
      if (bytes[0] == CLASP_MIDI_SYSEX || bytes[0] == CLASP_MIDI_END_OF_SYSEX || bytes[0] < 0x80)
        write_sysex_locked (self, bytes, size);
      else
        Pm_WriteShort (self->output.stream, 0,
                       Pm_Message (bytes[0], size > 1 ? bytes[1] : 0, size > 2 ? bytes[2] : 0));
    }
}

static void
sleep_a_moment (Side *self)
{
  struct pollfd wake = { self->wake_fd, POLLIN, 0 };
  guint64       count;

  if (poll (&wake, 1, POLL_MS) > 0)
    (void) !read (self->wake_fd, &count, sizeof count);
}

/* ---- life of the thread ---- */

gpointer
clasp_midi_portmidi_thread (gpointer side)
{
  Side *self = side;

  g_mutex_lock (&library);
  enter_locked ();
  sides = g_list_prepend (sides, self);
  while (!atomic_load (&self->is_closing))
    {
      look_after_devices_locked (self);
      read_locked (self);
      write_locked (self);
      g_mutex_unlock (&library);
      sleep_a_moment (self);
      g_mutex_lock (&library);
    }
  write_locked (self);
  close_locked (&self->input);
  close_locked (&self->output);
  sides = g_list_remove (sides, self);
  leave_locked ();
  g_mutex_unlock (&library);
  clasp_midi_portmidi_side_unref (self);
  return NULL;
}

/**
 * clasp_midi_portmidi_list_devices:
 * @devices: (element-type ClaspMidiDevice): where they are added
 *
 * Thread: any but the worker.
 */
void
clasp_midi_portmidi_list_devices (GPtrArray *devices)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new (), outputs = g_ptr_array_new ();
  g_autofree char      *now = NULL;

  g_mutex_lock (&library);
  enter_locked ();
  now = clasp_midi_portmidi_links_read ();
  if (n_streams == 0 && now != NULL && is_stale_locked ("", now))
    renew_locked ();
  g_array_unref (list_numbers_locked (TRUE, inputs));
  g_array_unref (list_numbers_locked (FALSE, outputs));
  clasp_midi_portmidi_add_devices (devices, inputs, outputs); /* while the library has their names */
  leave_locked ();
  g_mutex_unlock (&library);
}
