/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load.h"

#define FIXTURES_PER_GROUP 100

/* Joins segments as the protocol does; a slash also stands in front. */
static char *
join (const LoadProtocol *protocol, const char *second, const char *third, const char *fourth)
{
  const char       separator[] = { protocol->separator, '\0' };
  const char      *segments[] = { "stage", second, third, fourth, NULL };
  g_autofree char *name = g_strjoinv (separator, (char **) segments);

  return g_strconcat (protocol->separator == '/' ? "/" : "", name, NULL);
}

char *
load_shape_topic (const LoadProtocol *protocol, LoadShape shape, guint index)
{
  char group[16], fixture[16], number[16];

  if (shape == LOAD_SHAPE_ALL)
    {
      g_snprintf (number, sizeof number, protocol->separator == '/' ? "%07u" : "%08u", index);
      return join (protocol, "fader", number, NULL);
    }
  g_snprintf (group, sizeof group, "g%u", index / FIXTURES_PER_GROUP);
  g_snprintf (fixture, sizeof fixture, "f%u", index);
  return join (protocol, group, fixture, "level");
}

char *
load_shape_pattern (const LoadProtocol *protocol, LoadShape shape, guint index)
{
  static const LoadShape forms[] = { LOAD_SHAPE_EXACT, LOAD_SHAPE_STAR, LOAD_SHAPE_DEEP };
  char                   group[16], fixture[16];

  g_snprintf (group, sizeof group, "g%u", index / FIXTURES_PER_GROUP);
  g_snprintf (fixture, sizeof fixture, "f%u", index);
  switch (shape)
    {
    case LOAD_SHAPE_ALL:
      return join (protocol, "fader", protocol->one, NULL);
    case LOAD_SHAPE_EXACT:
      return join (protocol, group, fixture, "level");
    case LOAD_SHAPE_STAR:
      return join (protocol, protocol->one, fixture, "level");
    case LOAD_SHAPE_DEEP:
      return join (protocol, group, fixture, protocol->rest);
    case LOAD_SHAPE_MIXED:
      return load_shape_pattern (protocol, forms[index % G_N_ELEMENTS (forms)], index);
    }
  load_die ("a shape there is not");
}
