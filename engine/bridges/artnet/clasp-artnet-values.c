/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-values.h"

#define KEY(text) CLASP_STR_LITERAL (text)
#define DROP_FRAME 2
#define EVERYBODY 0xffff

static const char *const rates[] = { "film", "ebu", "df", "smpte" };
static const guint8      frame_rates[] = { 24, 25, 30, 30 };

/* ---- time code ---- */

/**
 * clasp_artnet_time_code_format:
 * @time_code: a time
 * @buffer: where the text goes
 *
 * Returns: "10:20:30:12", borrowed from @buffer
 */
ClaspStr
clasp_artnet_time_code_format (const ClaspArtnetTimeCode *time_code,
                               char                       buffer[CLASP_ARTNET_TIME_CODE_SIZE])
{
  int length =
    g_snprintf (buffer, CLASP_ARTNET_TIME_CODE_SIZE, "%02u:%02u:%02u%c%02u",
                time_code->hours % 100u, time_code->minutes % 100u, time_code->seconds % 100u,
                time_code->type == DROP_FRAME ? ';' : ':', time_code->frames % 100u);

  return (ClaspStr){ buffer, (gsize) length };
}

ClaspValue
clasp_artnet_time_code_to_value (const ClaspArtnetTimeCode *time_code)
{
  const char   *rate = time_code->type < G_N_ELEMENTS (rates) ? rates[time_code->type] : "unknown";
  ClaspMapEntry entries[] = {
    { KEY ("hours"), clasp_value_int (time_code->hours) },
    { KEY ("minutes"), clasp_value_int (time_code->minutes) },
    { KEY ("seconds"), clasp_value_int (time_code->seconds) },
    { KEY ("frames"), clasp_value_int (time_code->frames) },
    { KEY ("rate"), clasp_value_string (clasp_str (rate)) },
    { KEY ("stream"), clasp_value_int (time_code->stream_id) },
  };

  return clasp_value_map (entries, G_N_ELEMENTS (entries));
}

static gboolean
is_time (const ClaspArtnetTimeCode *time_code)
{
  return time_code->type < G_N_ELEMENTS (rates) && time_code->hours < 24 &&
         time_code->minutes < 60 && time_code->seconds < 60 &&
         time_code->frames < frame_rates[time_code->type];
}

/* Two digits and what follows them. */
static gboolean
take_pair (const char **p, const char *end, guint8 *number)
{
  if (end - *p < 2 || !g_ascii_isdigit ((*p)[0]) || !g_ascii_isdigit ((*p)[1]))
    return FALSE;

  *number = (guint8) (((*p)[0] - '0') * 10 + (*p)[1] - '0');
  *p += 2;
  return TRUE;
}

static gboolean
parse_time (ClaspStr text, ClaspArtnetTimeCode *time_code)
{
  guint8     *fields[] = { &time_code->hours, &time_code->minutes, &time_code->seconds,
                           &time_code->frames };
  const char *p = text.data, *end = text.data + text.length;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      if (i == 3 && p < end && *p == ';')
        time_code->type = DROP_FRAME;
      if (i > 0 && (p == end || (*p != ':' && !(i == 3 && *p == ';')) || p++ == end))
        return FALSE;
      if (!take_pair (&p, end, fields[i]))
        return FALSE;
    }

  return p == end && is_time (time_code);
}

/* A member that is there must be an integer of one byte. */
static gboolean
read_byte (const ClaspValue *map, const char *key, guint8 *byte)
{
  const ClaspValue *value = clasp_value_lookup (map, key);
  gint64            integer;

  if (value == NULL)
    return TRUE;
  if (!clasp_value_to_int (value, &integer) || integer < 0 || integer > 255)
    return FALSE;

  *byte = (guint8) integer;
  return TRUE;
}

static gboolean
read_rate (const ClaspValue *map, guint8 *type)
{
  const ClaspValue *value = clasp_value_lookup (map, "rate");

  if (value == NULL)
    return TRUE;
  for (guint i = 0;
       i < G_N_ELEMENTS (rates) && clasp_value_get_type_of (value) == CLASP_VALUE_STRING; i++)
    if (clasp_str_equal (clasp_value_get_string (value), clasp_str (rates[i])))
      {
        *type = (guint8) i;
        return TRUE;
      }

  return FALSE;
}

/**
 * clasp_artnet_time_code_from_value:
 * @value: "10:20:30:12", or a map
 * @time_code: (inout): the time
 *
 * Returns: %FALSE if it is no time
 */
gboolean
clasp_artnet_time_code_from_value (const ClaspValue *value, ClaspArtnetTimeCode *time_code)
{
  if (clasp_value_get_type_of (value) == CLASP_VALUE_STRING)
    return parse_time (clasp_value_get_string (value), time_code);

  return clasp_value_get_type_of (value) == CLASP_VALUE_MAP &&
         read_byte (value, "hours", &time_code->hours) &&
         read_byte (value, "minutes", &time_code->minutes) &&
         read_byte (value, "seconds", &time_code->seconds) &&
         read_byte (value, "frames", &time_code->frames) &&
         read_byte (value, "stream", &time_code->stream_id) &&
         read_rate (value, &time_code->type) && is_time (time_code);
}

/* ---- trigger ---- */

/* The length without the zeros that fill the packet. */
static gsize
used_length (const ClaspArtnetTrigger *trigger)
{
  gsize n = trigger->n_data;

  while (n > 0 && trigger->data[n - 1] == 0)
    n--;
  return n;
}

ClaspValue
clasp_artnet_trigger_to_value (const ClaspArtnetTrigger *trigger)
{
  gsize         n = used_length (trigger);
  ClaspMapEntry entries[] = {
    { KEY ("oem"), clasp_value_int (trigger->oem) },
    { KEY ("key"), clasp_value_int (trigger->key) },
    { KEY ("subkey"), clasp_value_int (trigger->subkey) },
    { KEY ("data"), clasp_value_null () },
  };

  if (n > 0)
    entries[3].value = clasp_value_bytes (trigger->data, n);
  return clasp_value_map (entries, n > 0 ? 4 : 3);
}

/**
 * clasp_artnet_trigger_from_value:
 * @value: a map with key and subkey, perhaps oem and data
 * @trigger: (out caller-allocates): the trigger; data is borrowed from @value
 *
 * Returns: %FALSE if it is none
 */
gboolean
clasp_artnet_trigger_from_value (const ClaspValue *value, ClaspArtnetTrigger *trigger)
{
  const ClaspValue *member;
  gint64            oem = EVERYBODY;

  *trigger = (ClaspArtnetTrigger){ 0 };
  if (clasp_value_get_type_of (value) != CLASP_VALUE_MAP ||
      clasp_value_lookup (value, "key") == NULL || !read_byte (value, "key", &trigger->key) ||
      !read_byte (value, "subkey", &trigger->subkey))
    return FALSE;

  member = clasp_value_lookup (value, "oem");
  if (member != NULL && (!clasp_value_to_int (member, &oem) || oem < 0 || oem > EVERYBODY))
    return FALSE;
  trigger->oem = (guint16) oem;
  member = clasp_value_lookup (value, "data");
  if (member != NULL && clasp_value_get_type_of (member) == CLASP_VALUE_BYTES)
    trigger->data = clasp_value_get_bytes (member, &trigger->n_data);
  return trigger->n_data <= CLASP_ARTNET_MAX_SLOTS;
}

/* ---- colours ---- */

/* ---- nodes ---- */

static ClaspValue
list_ports (GArray *ports)
{
  g_autofree ClaspValue *values = g_new (ClaspValue, ports->len + 1);

  for (guint i = 0; i < ports->len; i++)
    {
      guint16          port = g_array_index (ports, guint16, i);
      g_autofree char *text =
        g_strdup_printf ("%u:%u:%u", port >> 8, port >> 4 & 0xfu, port & 0xfu);

      values[i] = clasp_value_string (clasp_str (text));
    }
  return clasp_value_array (values, ports->len);
}

/**
 * clasp_artnet_node_to_value:
 * @node: a node
 * @is_online: whether it is there
 * @seen_s: Unix time in seconds when it was heard last
 *
 * Returns: (transfer full): what a list of nodes shows
 */
ClaspValue
clasp_artnet_node_to_value (const ClaspArtnetNodeInfo *node, gboolean is_online, gint64 seen_s)
{
  ClaspMapEntry entries[] = {
    { KEY ("name"), clasp_value_string (clasp_str (node->short_name)) },
    { KEY ("description"), clasp_value_string (clasp_str (node->long_name)) },
    { KEY ("takes"), list_ports (node->outputs) },
    { KEY ("sends"), list_ports (node->inputs) },
    { KEY ("online"), clasp_value_bool (is_online) },
    { KEY ("seen"), clasp_value_int (seen_s) },
  };

  return clasp_value_map (entries, G_N_ELEMENTS (entries));
}
