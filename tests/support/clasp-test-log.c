/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-test-log.h"

#include "support/clasp-test.h"

#include <string.h>

static GMutex     lock;
static GPtrArray *lines; /* of texts */

static GLogWriterOutput
write_cb (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  g_mutex_lock (&lock);
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") && (level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO)) == 0)
      g_ptr_array_add (lines, g_strdup (fields[i].value));
  g_mutex_unlock (&lock);
  return g_log_writer_default (level, fields, n_fields, NULL);
}

void
clasp_test_log_keep (void)
{
  lines = g_ptr_array_new_with_free_func (g_free);
  g_log_set_writer_func (write_cb, NULL, NULL);
}

guint
clasp_test_log_count (const char *text)
{
  guint n = 0;

  g_mutex_lock (&lock);
  for (guint i = 0; i < lines->len; i++)
    n += strstr (lines->pdata[i], text) != NULL;
  g_mutex_unlock (&lock);
  return n;
}

gboolean
clasp_test_log_has (const char *text)
{
  return clasp_test_log_count (text) > 0;
}

static gboolean
has_cb (gpointer text)
{
  return clasp_test_log_has (text);
}

void
clasp_test_log_expect (const char *text)
{
  clasp_test_spin_until (has_cb, (gpointer) text, text);
}

void
clasp_test_log_forget (void)
{
  g_mutex_lock (&lock);
  g_ptr_array_set_size (lines, 0);
  g_mutex_unlock (&lock);
}
