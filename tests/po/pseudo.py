#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a catalogue that shows at once what is not translatable, and what is cut.

Usage: pseudo.py FOLDER    then    LANGUAGE=qps CLASP_LOCALE_DIR=FOLDER clasp-bridge

Each text becomes ⟦its own, with accents, and 40 % longer⟧. What a program reads in it stays: formats,
markup, the letter behind an underscore, names in braces.
"""

import pathlib
import re
import subprocess
import sys

import catalogue

ACCENTS = str.maketrans('AaBCcDdEeGgHhIiJjKkLlNnOoPRrSsTtUuWwYyZz', 'ÅåßÇçĐđÉéĜĝĤĥÎîĴĵĶķĻļÑñÕõÞŔŕŠšŢţÛûŴŵÝýŽž')
# Whole, because a program reads it: a format, markup, an entity, a mnemonic, braces, an address.
KEPT = re.compile(r'%(?:\d+\$)?[-+ #0\']*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j|t)?[A-Za-z%]'
                  r'|</?[a-z][^<>]*>|&[a-z]+;|_\w|\$?\{[^{}]*\}|(?<!\w)/[\w/*.{}+-]+')
FILLING = 'õñé ţŵõ ţĥŕéé ƒõûŕ ƒîṽé šîẋ šéṽéñ éîĝĥţ ñîñé ţéñ '
HEADER = ('msgid ""\nmsgstr "Project-Id-Version: clasp-bridge\\nLanguage: qps\\nMIME-Version: 1.0\\n'
          'Content-Type: text/plain; charset=UTF-8\\nContent-Transfer-Encoding: 8bit\\n'
          'Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n')


def disguise(text):
    parts, end = [], 0
    for kept in KEPT.finditer(text):
        parts += [text[end:kept.start()].translate(ACCENTS), kept.group()]
        end = kept.end()
    parts.append(text[end:].translate(ACCENTS))
    n = max(1, round(len(text) * 0.4))
    tail = ' ' + (FILLING * (n // len(FILLING) + 1))[:max(1, n - 1)].rstrip() if len(text) > 1 else ''
    return '⟦%s%s⟧' % (''.join(parts), tail)


def messages():
    for message in catalogue.parse(catalogue.extract()):
        if not message['msgid']:
            continue
        lines = ['#, c-format'] if re.search(r'(?<!no-)c-format', message['flags']) else []
        if 'msgctxt' in message:
            lines.append('msgctxt ' + catalogue.quote(message['msgctxt']))
        lines.append('msgid ' + catalogue.quote(message['msgid']))
        if 'msgid_plural' in message:
            lines += ['msgid_plural ' + catalogue.quote(message['msgid_plural']),
                      'msgstr[0] ' + catalogue.quote(disguise(message['msgid'])),
                      'msgstr[1] ' + catalogue.quote(disguise(message['msgid_plural']))]
        else:
            lines.append('msgstr ' + catalogue.quote(disguise(message['msgid'])))
        yield '\n'.join(lines) + '\n'


def make(folder):
    place = pathlib.Path(folder) / 'qps' / 'LC_MESSAGES'
    place.mkdir(parents=True, exist_ok=True)
    subprocess.run(['msgfmt', '--check-format', '-o', place / 'clasp-bridge.mo', '-'], check=True, text=True,
                   input=HEADER + '\n' + '\n'.join(messages()))


if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    make(sys.argv[1])
