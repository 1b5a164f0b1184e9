#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Are the translations whole? Prints TAP.

When this fails: meson compile -C build clasp-bridge-pot clasp-bridge-update-po, and translate in po/*.po what is
empty or marked fuzzy.
"""

import re
import shutil
import subprocess
import sys

import catalogue

PO = catalogue.ROOT / 'po'
BRACES = re.compile(r'\$?\{[^{}]*\}')
BARE_LINE = re.compile(r'\bg_(?:message|warning|critical) \(\s*"((?:[^"\\]|\\.)*)"')
CONVERSION = re.compile(r'%[-.*0-9]*l*[a-z]')
MARKED = re.compile(r'\b(?:_|N_|C_|NC_) ?\("|\bg?_?dn?gettext \([^;"]*"')
WORD = re.compile(r'[A-Za-z]{2}')
MNEMONIC = re.compile(r'_(\w)')


def languages():
    return [line for line in (PO / 'LINGUAS').read_text().split('\n') if line and not line.startswith('#')]


def shown(names):
    """The first few, each in a line of its own."""
    lines = ['%s%s' % (name[1], ' (%s)' % name[0] if name[0] else '') for name in names]
    return '\n'.join(lines[:20] + (['… and %d more' % (len(lines) - 20)] if len(lines) > 20 else []))


def texts(path):
    return {catalogue.name(message): message for message in catalogue.parse(path.read_text()) if message['msgid']}


def translation_faults(language, current):
    path = PO / (language + '.po')
    listed = texts(path)
    wanting = [name for name in current if name not in listed]
    gone = [name for name in listed if name not in current]
    empty = [name for name, message in listed.items()
             if not all(text for field, text in message.items() if field.startswith('msgstr'))]
    fuzzy = [name for name, message in listed.items() if 'fuzzy' in message['flags']]
    for what, names in (('lacks', wanting), ('still has', gone), ('does not translate', empty), ('is not sure of', fuzzy)):
        if names:
            yield '%s %s %d texts:\n%s' % (path.name, what, len(names), shown(names))
    done = subprocess.run(['msgfmt', '--check', '-o', '/dev/null', path], capture_output=True, text=True)
    if done.returncode != 0:
        yield 'msgfmt --check: ' + done.stderr


def likeness_faults(language):
    """What msgfmt does not look at: braces, addresses, a mnemonic lost, blanks at the ends."""
    for name, message in texts(PO / (language + '.po')).items():
        text, own = message['msgid'], message.get('msgstr', message.get('msgstr[1]', ''))
        if sorted(BRACES.findall(text)) != sorted(BRACES.findall(own)):
            yield 'other names in braces: “%s” – “%s”' % (text, own)
        if bool(MNEMONIC.search(text)) != bool(MNEMONIC.search(own)) and '/' not in text and '%' not in text:
            yield 'a mnemonic is lost, or added: “%s” – “%s”' % (text, own)
        if text.endswith(' ') != own.endswith(' ') or text.endswith('…') != own.endswith('…'):
            yield 'it ends otherwise: “%s” – “%s”' % (text, own)


def sources():
    for folder in ('engine', 'ui'):
        for path in sorted((catalogue.ROOT / folder).rglob('*.c')):
            yield str(path.relative_to(catalogue.ROOT)), path.read_text()


def log_faults():
    """People read the log in the window. A word in a line of it that is not translated is one they may not know."""
    for name, text in sources():
        for literal in BARE_LINE.findall(text):
            if WORD.search(CONVERSION.sub('', literal)) and not literal.startswith('epoll_'):
                yield '%s logs “%s” untranslated' % (name, literal)


def listing_faults():
    listed = (PO / 'POTFILES').read_text().split('\n')
    for name, text in sources():
        if name not in listed and MARKED.search(text):
            yield '%s has texts, and does not stand in po/POTFILES' % name


def report(number, case, faults):
    faults = list(faults)
    for fault in faults:
        print('# ' + fault.replace('\n', '\n#   '))
    print('%s %d %s' % ('not ok' if faults else 'ok', number, case), flush=True)
    return bool(faults)


def main():
    for tool in ('xgettext', 'msgfmt'):
        if shutil.which(tool) is None:
            print('1..0 # SKIP %s is not installed' % tool)
            return 0
    current = {catalogue.name(message): message for message in catalogue.parse(catalogue.extract()) if message['msgid']}
    cases = []
    for language in languages():
        cases.append(('%s is whole' % language, translation_faults(language, current)))
        cases.append(('%s keeps what programs read' % language, likeness_faults(language)))
    cases.append(('lines of the log are translated', log_faults()))
    cases.append(('what has texts is looked at for them', listing_faults()))
    print('1..%d' % len(cases), flush=True)
    failed = [report(number, case, faults) for number, (case, faults) in enumerate(cases, 1)]
    if any(failed):
        print('#' + __doc__.split('\n\n')[1].replace('\n', '\n# '))
    return 1 if any(failed) else 0


if __name__ == '__main__':
    sys.exit(main())
