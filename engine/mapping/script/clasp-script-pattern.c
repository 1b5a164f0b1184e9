/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. Patterns as the Lua manual describes them (6.4.1), read once into items: a set of
 * bytes that is repeated, or something that takes a place, a bracketed run or an earlier capture.
 * Matching backtracks over items and may take exponential time, as Lua's own matcher does; but
 * every byte looked at and every item tried is accounted for, so that the time of the call ends it.
 * It goes as deep into the stack as there are items, whatever the subject. */

#include "mapping/script/clasp-script-private.h"

#define MAX_ITEMS 256

typedef enum
{
  ITEM_BYTE, /* one of @set, @repeat times */
  ITEM_OPEN,
  ITEM_CLOSE,
  ITEM_PLACE,    /* "()" */
  ITEM_BALANCE,  /* %bxy */
  ITEM_FRONTIER, /* %f[set] */
  ITEM_AGAIN,    /* %1 */
  ITEM_END,      /* $ */
} ItemKind;

typedef enum
{
  ONCE,
  MAYBE,  /* ? */
  MANY,   /* * */
  SOME,   /* + */
  FEWEST, /* - */
} Repeat;

typedef struct
{
  guint8  kind, repeat;
  guint8  number; /* of the capture */
  guint8  x, y;   /* of %bxy */
  guint32 set[8];
} Item;

struct _ClaspLuaPattern
{
  guint    n_items, n_captures;
  gboolean is_anchored;
  Item     items[];
};

typedef struct
{
  lua_State       *lua;
  ClaspLuaPattern *pattern;
  const guint8    *at, *end;
  guint            n_open;
  guint8           open[CLASP_SCRIPT_MAX_CAPTURES];
  gboolean         is_closed[CLASP_SCRIPT_MAX_CAPTURES];
} Reader;

/* ---- reading a pattern ---- */

static void
add (Item *item, guint8 byte)
{
  item->set[byte / 32] |= 1u << byte % 32;
}

static gboolean
has (const Item *item, guint8 byte)
{
  return (item->set[byte / 32] >> byte % 32 & 1) != 0;
}

static void
turn_round (Item *item)
{
  for (guint i = 0; i < G_N_ELEMENTS (item->set); i++)
    item->set[i] = ~item->set[i];
}

static gboolean
is_in_class (char letter, char c)
{
  switch (letter)
    {
    case 'a':
      return g_ascii_isalpha (c);
    case 'c':
      return g_ascii_iscntrl (c);
    case 'd':
      return g_ascii_isdigit (c);
    case 'g':
      return g_ascii_isgraph (c);
    case 'l':
      return g_ascii_islower (c);
    case 'p':
      return g_ascii_ispunct (c);
    case 's':
      return g_ascii_isspace (c) || c == '\v';
    case 'u':
      return g_ascii_isupper (c);
    case 'w':
      return g_ascii_isalnum (c);
    default:
      return g_ascii_isxdigit (c);
    }
}

/* What "%" and @letter stand for. */
static void
add_class (Item *item, char letter)
{
  gboolean is_negative = g_ascii_isupper (letter);

  if (letter == '\0' || strchr ("acdglpsuwx", g_ascii_tolower (letter)) == NULL)
    {
      add (item, (guint8) letter);
      return;
    }
  for (guint byte = 0; byte < 256; byte++)
    if (is_in_class (g_ascii_tolower (letter), (char) byte) != is_negative)
      add (item, (guint8) byte);
}

static void
read_set (Reader *self, Item *item)
{
  gboolean is_negative = self->at < self->end && *self->at == '^';
  gboolean is_first = TRUE;

  self->at += is_negative;
  for (;; is_first = FALSE)
    {
      if (self->at >= self->end)
        luaL_error (self->lua, "malformed pattern (missing ']')");
      if (*self->at == ']' && !is_first)
        break;
      if (*self->at == '%')
        {
          if (++self->at >= self->end)
            luaL_error (self->lua, "malformed pattern (missing ']')");
          add_class (item, (char) *self->at++);
        }
      else if (self->end - self->at > 2 && self->at[1] == '-' && self->at[2] != ']')
        {
          for (guint byte = self->at[0]; byte <= self->at[2]; byte++)
            add (item, (guint8) byte);
          self->at += 3;
        }
      else
        add (item, *self->at++);
    }
  self->at++;
  if (is_negative)
    turn_round (item);
}

static void
read_repeat (Reader *self, Item *item)
{
  static const char signs[] = "?*+-";
  const char       *sign =
    self->at < self->end && *self->at != '\0' ? strchr (signs, (char) *self->at) : NULL;

  if (sign == NULL)
    return;
  item->repeat = (guint8) (MAYBE + (sign - signs));
  self->at++;
}

static void
read_open (Reader *self, Item *item)
{
  ClaspLuaPattern *pattern = self->pattern;

  if (pattern->n_captures == CLASP_SCRIPT_MAX_CAPTURES)
    luaL_error (self->lua, "too many captures");
  item->number = (guint8) pattern->n_captures++;
  item->kind = ITEM_OPEN;
  if (self->at < self->end && *self->at == ')')
    {
      self->at++;
      item->kind = ITEM_PLACE;
      return;
    }
  self->open[self->n_open++] = item->number;
}

static void
read_close (Reader *self, Item *item)
{
  if (self->n_open == 0)
    luaL_error (self->lua, "invalid pattern capture");
  item->kind = ITEM_CLOSE;
  item->number = self->open[--self->n_open];
  self->is_closed[item->number] = TRUE;
}

static void
read_escape (Reader *self, Item *item)
{
  guint8 letter;

  if (self->at >= self->end)
    luaL_error (self->lua, "malformed pattern (ends with '%%')");
  letter = *self->at++;
  if (letter == 'b')
    {
      if (self->end - self->at < 2)
        luaL_error (self->lua, "malformed pattern (missing arguments to '%%b')");
      item->kind = ITEM_BALANCE;
      item->x = *self->at++;
      item->y = *self->at++;
    }
  else if (letter == 'f')
    {
      if (self->at >= self->end || *self->at++ != '[')
        luaL_error (self->lua, "missing '[' after '%%f' in pattern");
      item->kind = ITEM_FRONTIER;
      read_set (self, item);
    }
  else if (g_ascii_isdigit (letter))
    {
      item->kind = ITEM_AGAIN;
      item->number = (guint8) (letter - '1');
      if (letter == '0' || item->number >= self->pattern->n_captures ||
          !self->is_closed[item->number])
        luaL_error (self->lua, "invalid capture index %%%c", letter);
    }
  else
    {
      add_class (item, (char) letter);
      read_repeat (self, item);
    }
}

static void
read_item (Reader *self)
{
  Item  *item = &self->pattern->items[self->pattern->n_items];
  guint8 byte = *self->at++;

  if (self->pattern->n_items++ == MAX_ITEMS)
    luaL_error (self->lua, "pattern too long");
  memset (item, 0, sizeof *item);

  if (byte == '(')
    read_open (self, item);
  else if (byte == ')')
    read_close (self, item);
  else if (byte == '%')
    read_escape (self, item);
  else if (byte == '$' && self->at == self->end)
    item->kind = ITEM_END;
  else
    {
      if (byte == '[')
        read_set (self, item);
      else if (byte == '.')
        turn_round (item);
      else
        add (item, byte);
      read_repeat (self, item);
    }
}

const ClaspLuaPattern *
clasp_lua_pattern_push (lua_State *lua, const char *text, gsize length, gboolean may_anchor)
{
  gsize  n_items = MIN (length, MAX_ITEMS) + 1;
  Reader reader = { .lua = lua,
                    .pattern = lua_newuserdatauv (
                      lua, sizeof (ClaspLuaPattern) + n_items * sizeof (Item), 0),
                    .at = (const guint8 *) text,
                    .end = (const guint8 *) text + length };

  reader.pattern->n_items = reader.pattern->n_captures = 0;
  reader.pattern->is_anchored = may_anchor && length > 0 && text[0] == '^';
  reader.at += reader.pattern->is_anchored;
  while (reader.at < reader.end)
    read_item (&reader);
  if (reader.n_open > 0)
    luaL_error (lua, "unfinished capture");
  return reader.pattern;
}

gboolean
clasp_lua_pattern_is_anchored (const ClaspLuaPattern *self)
{
  return self->is_anchored;
}

/* ---- matching ---- */

typedef struct
{
  const ClaspLuaPattern *pattern;
  ClaspScript           *script;
  const char            *start, *end;
  ClaspLuaMatch         *match;
} Matcher;

static const char *match_from (Matcher *self, guint index, const char *at);

static gboolean
is_one (Matcher *self, const Item *item, const char *at)
{
  clasp_script_spend (self->script, 1);
  return at < self->end && has (item, (guint8) *at);
}

/* As many as there are, then fewer and fewer. */
static const char *
match_many (Matcher *self, guint index, const char *at, gsize least, gsize most)
{
  const Item *item = &self->pattern->items[index];
  gsize       n = 0;

  while (n < most && is_one (self, item, at + n))
    n++;
  for (; n + 1 > least; n--)
    {
      const char *end = match_from (self, index + 1, at + n);

      clasp_script_spend (self->script, 4);
      if (end != NULL)
        return end;
      if (n == 0)
        break;
    }
  return NULL;
}

static const char *
match_fewest (Matcher *self, guint index, const char *at)
{
  const Item *item = &self->pattern->items[index];

  for (;; at++)
    {
      const char *end = match_from (self, index + 1, at);

      clasp_script_spend (self->script, 4);
      if (end != NULL)
        return end;
      if (!is_one (self, item, at))
        return NULL;
    }
}

static const char *
match_repeated (Matcher *self, guint index, const char *at)
{
  switch ((Repeat) self->pattern->items[index].repeat)
    {
    case ONCE:
      return match_many (self, index, at, 1, 1);
    case MAYBE:
      return match_many (self, index, at, 0, 1);
    case MANY:
      return match_many (self, index, at, 0, G_MAXSIZE - 1);
    case SOME:
      return match_many (self, index, at, 1, G_MAXSIZE - 1);
    case FEWEST:
      return match_fewest (self, index, at);
    }

  return NULL;
}

/* The end of the bracketed run that begins at @at. */
static const char *
skip_balanced (Matcher *self, const Item *item, const char *at)
{
  gsize depth = 1;

  if (at >= self->end || (guint8) *at != item->x)
    return NULL;
  for (at++; at < self->end; at++)
    {
      clasp_script_spend (self->script, 1);
      if ((guint8) *at == item->y)
        {
          if (--depth == 0)
            return at + 1;
        }
      else if ((guint8) *at == item->x)
        depth++;
    }
  return NULL;
}

static const char *
skip_again (Matcher *self, const Item *item, const char *at)
{
  const ClaspLuaCapture *capture = &self->match->captures[item->number];

  if (capture->length < 0 || self->end - at < capture->length)
    return NULL;
  clasp_script_spend (self->script, (gsize) capture->length / 8 + 1);
  return memcmp (capture->start, at, (gsize) capture->length) == 0 ? at + capture->length : NULL;
}

static gboolean
is_frontier (Matcher *self, const Item *item, const char *at)
{
  guint8 before = at > self->start ? (guint8) at[-1] : 0;
  guint8 behind = at < self->end ? (guint8) *at : 0;

  return !has (item, before) && has (item, behind);
}

/* The capture is as it was when the rest does not match. */
static const char *
match_capture (Matcher *self, guint index, const char *at)
{
  const Item      *item = &self->pattern->items[index];
  ClaspLuaCapture *capture = &self->match->captures[item->number];
  ClaspLuaCapture  present = *capture;
  const char      *end;

  if (item->kind == ITEM_CLOSE)
    capture->length = at - capture->start;
  else
    *capture = (ClaspLuaCapture){ at, CLASP_LUA_POSITION };
  end = match_from (self, index + 1, at);
  if (end == NULL)
    *capture = present;
  return end;
}

static const char *
match_from (Matcher *self, guint index, const char *at)
{
  const Item *item = &self->pattern->items[index];

  if (index == self->pattern->n_items)
    return at;

  clasp_script_spend (self->script, 2);
  switch ((ItemKind) item->kind)
    {
    case ITEM_BYTE:
      return match_repeated (self, index, at);
    case ITEM_OPEN:
    case ITEM_CLOSE:
    case ITEM_PLACE:
      return match_capture (self, index, at);
    case ITEM_BALANCE:
      at = skip_balanced (self, item, at);
      break;
    case ITEM_AGAIN:
      at = skip_again (self, item, at);
      break;
    case ITEM_FRONTIER:
      at = is_frontier (self, item, at) ? at : NULL;
      break;
    case ITEM_END:
      at = at == self->end ? at : NULL;
      break;
    }
  return at != NULL ? match_from (self, index + 1, at) : NULL;
}

gboolean
clasp_lua_pattern_match (const ClaspLuaPattern *self,
                         ClaspScript           *script,
                         const char            *subject,
                         gsize                  length,
                         const char            *at,
                         ClaspLuaMatch         *match)
{
  Matcher matcher = { self, script, subject, subject + length, match };

  match->n_captures = self->n_captures;
  memset (match->captures, 0, self->n_captures * sizeof (ClaspLuaCapture));
  match->end = match_from (&matcher, 0, at);
  return match->end != NULL;
}
