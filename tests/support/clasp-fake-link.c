/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-fake-link.h"

struct _ClaspFakeLink
{
  GObject parent_instance;

  char                   *peer;
  const ClaspLinkHandler *handler; /* (unowned) */
  gpointer                user_data;
  GString                *log;
  gboolean                is_lossy, is_counting, is_held, is_reading, was_refused, is_ended;
  gsize                   queued, limit;
  guint64                 n_sent, n_bytes;
  guint                   n_drained;
  guint                   close_code;
  char                   *close_reason;
  ClaspQos                last_qos;
  ClaspFakeLinkFunc       func;
  gpointer                func_data;
};

static void clasp_fake_link_iface_init (ClaspLinkInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ClaspFakeLink,
                               clasp_fake_link,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CLASP_TYPE_LINK, clasp_fake_link_iface_init))

static void
clasp_fake_link_finalize (GObject *object)
{
  ClaspFakeLink *self = CLASP_FAKE_LINK (object);

  g_string_free (self->log, TRUE);
  g_free (self->peer);
  g_free (self->close_reason);
  G_OBJECT_CLASS (clasp_fake_link_parent_class)->finalize (object);
}

static void
clasp_fake_link_class_init (ClaspFakeLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_fake_link_finalize;
}

static void
clasp_fake_link_init (ClaspFakeLink *self)
{
  self->log = g_string_new (NULL);
  self->is_reading = TRUE;
  self->limit = G_MAXSIZE;
}

ClaspFakeLink *
clasp_fake_link_new (const char *peer)
{
  ClaspFakeLink *self = g_object_new (CLASP_TYPE_FAKE_LINK, NULL);

  self->peer = g_strdup (peer);
  return self;
}

static void
append_params (GString *line, const ClaspSnapshot *snapshot)
{
  g_string_append (line, " [");
  for (guint i = 0; i < snapshot->n_params; i++)
    {
      const ClaspSnapshotParam *param = &snapshot->params[i];
      g_autofree char          *text = clasp_value_to_text (&param->value);

      g_string_append_printf (line, "%s%.*s=%s rev %" G_GUINT64_FORMAT, i > 0 ? ", " : "",
                              (int) param->address.length, param->address.data, text,
                              param->revision);
    }
  g_string_append_c (line, ']');
}

static void
append_text (GString *line, const char *before, ClaspStr text)
{
  g_string_append (line, before);
  g_string_append_len (line, text.data, (gssize) text.length);
}

static void
append_value (GString *line, const ClaspValue *value)
{
  g_autofree char *text = clasp_value_to_text (value);

  g_string_append_printf (line, " %s", text);
}

static void
append_set (GString *line, const ClaspSet *set)
{
  append_text (line, " ", set->address);
  append_value (line, &set->value);
  if (set->has_revision)
    g_string_append_printf (line, " rev %" G_GUINT64_FORMAT, set->revision);
  if (set->lock)
    g_string_append (line, " lock");
  if (set->unlock)
    g_string_append (line, " unlock");
  if (set->has_ttl)
    g_string_append_printf (line, " ttl %u", set->ttl.seconds);
}

static void
append_publish (GString *line, const ClaspPublish *publish)
{
  g_string_append_printf (line, " %s", clasp_signal_to_string (publish->signal));
  append_text (line, " ", publish->address);
  if (publish->signal == CLASP_SIGNAL_GESTURE)
    g_string_append_printf (line, " %s", clasp_phase_to_string (publish->phase));
  if (publish->has_value)
    append_value (line, &publish->value);
  if (publish->has_samples)
    for (guint i = 0; i < publish->n_samples; i++)
      g_string_append_printf (line, " %g", publish->samples[i]);
  if (publish->has_id)
    g_string_append_printf (line, " id %u", publish->id);
  if (publish->has_rate)
    g_string_append_printf (line, " rate %u", publish->rate);
  if (publish->has_timestamp)
    g_string_append_printf (line, " ts %" G_GUINT64_FORMAT, publish->timestamp_us);
}

static void
append_ack (GString *line, const ClaspAck *ack)
{
  if (ack->has_address)
    append_text (line, " ", ack->address);
  if (ack->has_revision)
    g_string_append_printf (line, " rev %" G_GUINT64_FORMAT, ack->revision);
  if (ack->has_correlation_id)
    g_string_append_printf (line, " id %u", ack->correlation_id);
}

static void
append_meta (GString *line, const ClaspSignalInfo *info)
{
  if (info->has_unit)
    append_text (line, " unit ", info->unit);
  if (info->has_range)
    g_string_append_printf (line, " %g..%g", info->minimum, info->maximum);
  if (info->has_default)
    append_value (line, &info->default_value);
  if (info->has_description)
    append_text (line, " about ", info->description);
  if (info->has_strategy)
    append_text (line, " =", info->strategy);
}

static void
append_signals (GString *line, const ClaspResult *result)
{
  g_string_append (line, " [");
  for (guint i = 0; i < result->n_signals; i++)
    {
      append_text (line, i > 0 ? ", " : "", result->signals[i].address);
      g_string_append_printf (line, " %s", clasp_signal_to_string (result->signals[i].signal));
      if (result->signals[i].has_datatype)
        append_text (line, " ", result->signals[i].datatype);
      if (result->signals[i].has_access)
        append_text (line, " ", result->signals[i].access);
      append_meta (line, &result->signals[i]);
    }
  g_string_append_c (line, ']');
}

static void
append_sync (GString *line, const ClaspSync *sync)
{
  g_string_append_printf (
    line, " t1=%" G_GUINT64_FORMAT " t2=%" G_GUINT64_FORMAT " t3=%" G_GUINT64_FORMAT, sync->t1_us,
    sync->t2_us, sync->t3_us);
}

char *
clasp_test_describe_message (const ClaspMessage *message)
{
  GString *line = g_string_new (clasp_message_type_to_string (message->type));

  if (message->type == CLASP_MESSAGE_SET)
    append_set (line, &message->set);
  else if (message->type == CLASP_MESSAGE_PUBLISH)
    append_publish (line, &message->publish);
  else if (message->type == CLASP_MESSAGE_ACK)
    append_ack (line, &message->ack);
  else if (message->type == CLASP_MESSAGE_SNAPSHOT)
    append_params (line, &message->snapshot);
  else if (message->type == CLASP_MESSAGE_RESULT)
    append_signals (line, &message->result);
  else if (message->type == CLASP_MESSAGE_SYNC)
    append_sync (line, &message->sync);
  else if (message->type == CLASP_MESSAGE_WELCOME)
    append_text (line, " ", message->welcome.name);
  else if (message->type == CLASP_MESSAGE_ERROR)
    {
      g_string_append_printf (line, " %u", message->error.code);
      append_text (line, " \"", message->error.message);
      g_string_append_c (line, '"');
      if (message->error.has_address)
        append_text (line, " ", message->error.address);
    }
  return g_string_free (line, FALSE);
}

static void
record (ClaspFakeLink *self, const guint8 *frame, gsize size)
{
  g_auto (ClaspMessage) message = { 0 };
  g_autofree char      *line = NULL;
  ClaspFrameHeader      header;
  ClaspCodecStatus      status;

  g_assert_true (clasp_frame_decode (frame, size, &header, &message, &status));
  self->last_qos = header.qos;
  if (self->func != NULL)
    {
      self->func (&message, self->func_data);
      return;
    }
  line = clasp_test_describe_message (&message);
  if (self->log->len > 0)
    g_string_append_c (self->log, '\n');
  g_string_append (self->log, line);
}

static gboolean
fake_send (ClaspLink *link, const guint8 *frame, gsize size)
{
  ClaspFakeLink *self = CLASP_FAKE_LINK (link);

  if (self->close_code != 0 || self->is_ended)
    return FALSE;
  if (self->is_held && self->queued > 0 && self->queued + size > self->limit)
    {
      self->was_refused = TRUE;
      return FALSE;
    }
  if (self->is_held)
    self->queued += size;
  self->n_sent++;
  self->n_bytes += size;
  if (!self->is_counting)
    record (self, frame, size);
  return TRUE;
}

static void
fake_set_handler (ClaspLink *link, const ClaspLinkHandler *handler, gpointer user_data)
{
  ClaspFakeLink *self = CLASP_FAKE_LINK (link);

  g_assert_null (self->handler);
  self->handler = handler;
  self->user_data = user_data;
}

static gsize
fake_get_queued (ClaspLink *link)
{
  return CLASP_FAKE_LINK (link)->queued;
}

static void
fake_set_limit (ClaspLink *link, gsize limit)
{
  CLASP_FAKE_LINK (link)->limit = limit;
}

static void
fake_set_reading (ClaspLink *link, gboolean reading)
{
  CLASP_FAKE_LINK (link)->is_reading = reading;
}

static void
fake_close (ClaspLink *link, ClaspCloseCode code, const char *reason)
{
  ClaspFakeLink *self = CLASP_FAKE_LINK (link);

  if (self->close_code != 0)
    return;
  self->close_code = code;
  self->close_reason = g_strdup (reason);
}

static const char *
fake_get_peer (ClaspLink *link)
{
  return CLASP_FAKE_LINK (link)->peer;
}

static const char *
fake_get_carrier (ClaspLink *link)
{
  return "fake";
}

static gboolean
fake_is_lossy (ClaspLink *link)
{
  return CLASP_FAKE_LINK (link)->is_lossy;
}

static void
clasp_fake_link_iface_init (ClaspLinkInterface *iface)
{
  iface->set_handler = fake_set_handler;
  iface->send = fake_send;
  iface->get_queued = fake_get_queued;
  iface->set_limit = fake_set_limit;
  iface->set_reading = fake_set_reading;
  iface->close = fake_close;
  iface->get_peer = fake_get_peer;
  iface->get_carrier = fake_get_carrier;
  iface->is_lossy = fake_is_lossy;
}

void
clasp_fake_link_inject_bytes (ClaspFakeLink *self, const guint8 *bytes, gsize size)
{
  g_assert_nonnull (self->handler);
  if (!self->is_ended && self->close_code == 0)
    self->handler->frame (CLASP_LINK (self), bytes, size, self->user_data);
}

void
clasp_fake_link_inject_frame (ClaspFakeLink          *self,
                              const ClaspFrameHeader *header,
                              const ClaspMessage     *message)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspCodecStatus     status;

  g_assert_true (clasp_frame_encode (&writer, header, message, &status));
  clasp_fake_link_inject_bytes (self, writer.data, writer.length);
}

void
clasp_fake_link_inject (ClaspFakeLink *self, const ClaspMessage *message)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspCodecStatus     status;

  g_assert_true (clasp_frame_encode_default (&writer, message, &status));
  clasp_fake_link_inject_bytes (self, writer.data, writer.length);
}

void
clasp_fake_link_hang_up (ClaspFakeLink *self)
{
  if (self->is_ended)
    return;
  self->is_ended = TRUE;
  g_object_ref (self);
  self->handler->closed (CLASP_LINK (self), "the peer is gone", self->user_data);
  g_object_unref (self);
}

void
clasp_fake_link_set_lossy (ClaspFakeLink *self)
{
  self->is_lossy = TRUE;
}

void
clasp_fake_link_hold (ClaspFakeLink *self)
{
  self->is_held = TRUE;
}

void
clasp_fake_link_release (ClaspFakeLink *self, gsize size)
{
  if (size == G_MAXSIZE)
    self->is_held = FALSE;
  self->queued -= MIN (size, self->queued);
  if (!self->was_refused || self->queued >= self->limit / 2)
    return;
  self->was_refused = FALSE;
  self->n_drained++;
  self->handler->drained (CLASP_LINK (self), self->user_data);
}

char *
clasp_fake_link_take (ClaspFakeLink *self)
{
  char *text = g_strdup (self->log->str);

  g_string_truncate (self->log, 0);
  return text;
}

void
clasp_fake_link_set_counting (ClaspFakeLink *self, gboolean is_counting)
{
  self->is_counting = is_counting;
}

void
clasp_fake_link_set_func (ClaspFakeLink *self, ClaspFakeLinkFunc func, gpointer user_data)
{
  self->func = func;
  self->func_data = user_data;
}

guint64
clasp_fake_link_get_n_sent (ClaspFakeLink *self)
{
  return self->n_sent;
}

guint64
clasp_fake_link_get_n_bytes (ClaspFakeLink *self)
{
  return self->n_bytes;
}

guint
clasp_fake_link_get_n_drained (ClaspFakeLink *self)
{
  return self->n_drained;
}

gboolean
clasp_fake_link_is_reading (ClaspFakeLink *self)
{
  return self->is_reading;
}

gsize
clasp_fake_link_get_limit (ClaspFakeLink *self)
{
  return self->limit;
}

guint
clasp_fake_link_get_close_code (ClaspFakeLink *self)
{
  return self->close_code;
}

const char *
clasp_fake_link_get_close_reason (ClaspFakeLink *self)
{
  return self->close_reason;
}

ClaspQos
clasp_fake_link_get_last_qos (ClaspFakeLink *self)
{
  return self->last_qos;
}
