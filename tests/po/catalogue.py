# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks of translations share: the texts of the sources, and reading a catalogue."""

import ast
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# As in meson's preset "glib", which po/meson.build asks for.
EXTRACT = ['xgettext', '--from-code=UTF-8', '--add-comments', '--add-location=file', '--no-wrap',
           '--package-name=clasp-bridge', '--copyright-holder=The Clasp Bridge developers',
           '--keyword=_', '--keyword=N_', '--keyword=C_:1c,2', '--keyword=NC_:1c,2', '--keyword=g_dcgettext:2',
           '--keyword=g_dngettext:2,3', '--keyword=g_dpgettext2:2c,3', '--flag=N_:1:pass-c-format',
           '--flag=C_:2:pass-c-format', '--flag=NC_:2:pass-c-format', '--flag=g_dngettext:2:pass-c-format',
           '--flag=g_strdup_printf:1:c-format', '--flag=g_string_printf:2:c-format',
           '--flag=g_string_append_printf:2:c-format', '--flag=g_error_new:3:c-format',
           '--flag=g_set_error:4:c-format', '--files-from=po/POTFILES', '--output=-']
FIELD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")$')


def extract():
    """The template, as text."""
    return subprocess.run(EXTRACT, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def parse(text):
    """Yields a dictionary for each message of a template or catalogue: its fields and "flags"."""
    for block in re.split(r'\n\s*\n', text):
        fields, key = {'flags': ''}, None
        for line in block.split('\n'):
            found = FIELD.match(line)
            if found:
                key = found.group(1)
                fields[key] = ast.literal_eval(found.group(2))
            elif line.startswith('"') and key:
                fields[key] += ast.literal_eval(line)
            elif line.startswith('#,'):
                fields['flags'] += line[2:]
        if 'msgid' in fields:
            yield fields


def name(message):
    """What tells one message from all others."""
    return message.get('msgctxt'), message['msgid']


def quote(text):
    escaped = text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n').replace('\t', '\\t')
    return '"%s"' % escaped
