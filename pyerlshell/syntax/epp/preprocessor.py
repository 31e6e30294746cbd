"""The forms of a source file with its includes, conditions and macros worked out.

`forms` collects what epp:parse_file/2 returns: forms, `{error, ErrorInfo}`,
`{warning, WarningInfo}` and at the end `{eof, Location}`.

OTP: epp
"""

from __future__ import annotations

from pyerlshell.syntax.epp.directives import DIRECTIVES, ELIF, ELSE, IF
from pyerlshell.syntax.epp.macros import QUESTION, Expander, Macro, MacroError, Macros, loc
from pyerlshell.syntax.epp.options import Options, predefined
from pyerlshell.syntax.epp.source import Source, dirname, open_source
from pyerlshell.syntax.erl_parse.api import parse_form
from pyerlshell.syntax.erl_parse.tokens import ParseError, Token
from pyerlshell.syntax.erl_scan.scanner import ErrorInfo
from pyerlshell.syntax.erl_scan.tables import FEATURE_WORDS, reserved_words
from pyerlshell.terms.atoms import Atom, a, atom
from pyerlshell.terms.lists import string_to_list as string
from pyerlshell.terms.lists import to_list
from pyerlshell.terms.types import Term

MINUS, LPAR, RPAR, COMMA = atom("-"), atom("("), atom(")"), atom(",")
_PREFIX_WORDS = (
    "module feature if else elif endif ifdef ifndef define undef include include_lib moduledoc doc"
)
_PREFIX_ATTRIBUTES = frozenset(atom(w) for w in _PREFIX_WORDS.split())


class Preprocessor:
    """The state of one run.

    skipping     the conditions, innermost first, of text left out
    keep_tokens  forms that count are not parsed but kept as {ok, Tokens}
    """

    def __init__(self, name: str, data: bytes, options: Options) -> None:
        source_name = options.source_name or name
        self.options = options
        self.macros = Macros(predefined(options, source_name))
        self.features = list(options.features)
        self.in_prefix = True
        self.skipping: list[Atom] = []
        self.forms: list[Term] = []
        path = [dirname(name), *options.includes]
        source, self.encoding = open_source(
            source_name, source_name, path, data, options.location, options.default_encoding
        )
        source.scanner.reserved = reserved_words(options.words)
        source.scanner.keep = frozenset({"maybe", "else"})
        self.source = source
        self.below: list[Source] = []
        self.finished = False
        self.keep_tokens = False
        self.file_form(source_name, options.location, options.location)

    def run(self) -> list[Term]:
        """All forms."""
        while not self.finished:
            self.step()
        return self.forms

    def step(self) -> None:
        """Read one form and do what it says."""
        found = self.source.next_form()
        if found is None:
            self.leave_file()
        elif type(found) is tuple:
            self.scan_error(found)
        elif self.skipping:
            self.skip(found)  # type: ignore[arg-type]
        else:
            self.handle(found)  # type: ignore[arg-type]

    def scan_error(self, error: ErrorInfo) -> None:
        """Text that is no token: reported, unless it is left out anyway."""
        if error[1] is a.file_io_server:
            self.invalid_unicode(error)
        elif not self.skipping:
            self.forms.append((a.error, error))

    def invalid_unicode(self, error: ErrorInfo) -> None:
        """Nothing more of this file can be read: said once or twice, as the reference does."""
        source = self.source
        started = source.pos < len(source.scanner.text)
        at = error[0] if started and not self.skipping else source.location()
        if started:
            self.forms.append((a.error, error))
        if not (started and self.skipping):
            self.error(at, a.cannot_parse)
        self.skipping = []
        self.leave_file(at)

    def handle(self, toks: list[Token]) -> None:
        """A form that counts: a directive, or something to expand and parse."""
        if toks[0][0] is MINUS and len(toks) > 1:
            word = toks[1]
            key = word[2] if len(word) > 2 and word[0] is a.atom else word[0]
            act = DIRECTIVES.get(key) if len(word) == 2 or word[0] is a.atom else None
            if act is not None and act(self, toks[2:], word):
                return
        try:
            expanded = self.expand(toks, toks)
        except MacroError as e:
            self.error(e.loc, e.descriptor)
            return
        self.note_prefix(expanded)
        self.note_module(expanded)
        self.parse(expanded)

    def expand(self, toks: list[Token], form: list[Token]) -> list[Token]:
        """The tokens with their macros expanded."""
        for token in toks:
            if token[0] is QUESTION:
                return Expander(self.macros, form).expand(toks)
        return toks

    def parse(self, toks: list[Token]) -> None:
        """Parse a form and keep it."""
        if self.keep_tokens:
            self.forms.append((a.ok, to_list(toks)))
            return
        try:
            self.forms.append(parse_form(toks))
        except ParseError as e:
            self.forms.append((a.error, e.info))

    def error(self, at: Term, descriptor: Term) -> None:
        """One more error of the preprocessor's own."""
        self.forms.append((a.error, (at, a.epp, descriptor)))

    def note_prefix(self, toks: list[Token]) -> None:
        """-feature may stand only before anything that depends on it."""
        if self.in_prefix and toks:
            word = toks[1] if toks[0][0] is MINUS and len(toks) > 1 else (None,)
            self.in_prefix = word[0] is a.atom and word[2] in _PREFIX_ATTRIBUTES

    def note_module(self, toks: list[Token]) -> None:
        """-module gives ?MODULE and ?MODULE_STRING their values."""
        if len(toks) < 5 or toks[0][0] is not MINUS or toks[1][0] is not a.atom:
            return
        name, prefix = toks[3], ""
        if toks[1][2] is a.extends:
            prefix = "BASE_"
        elif toks[1][2] is not a.module:
            return
        closing = (RPAR,) if prefix else (RPAR, COMMA)
        if toks[2][0] is LPAR and name[0] is a.atom and toks[4][0] in closing:
            value = name[2]
            assert type(value) is Atom
            text = (a.string, name[1], string(value.name))
            self.macros.defined[atom(prefix + "MODULE")] = Macro(None, [name])
            self.macros.defined[atom(prefix + "MODULE_STRING")] = Macro(None, [text])

    def file_form(self, name: str, anno: Term, at: Term, generated: bool = False) -> None:
        """`-file(Name, Line)`: what follows comes from that file."""
        shown = name.rpartition("/")[2] if self.options.deterministic else name
        line = at[0] if type(at) is tuple else at
        if generated:
            anno = [(a.generated, a.true), [(a.location, anno), None]]
        self.forms.append((a.attribute, anno, a.file, (string(shown), line)))

    def set_file_macro(self, name: str, anno: Term) -> None:
        """?FILE."""
        shown = name.rpartition("/")[2] if self.options.deterministic else name
        self.macros.defined[a.FILE] = Macro(None, [(a.string, anno, string(shown))])

    def enter_file(self, name: str, data: bytes) -> None:
        """Go on with an included file. Its own folder is the first one for its own includes."""
        start: Term = (1, 1) if type(self.options.location) is tuple else 1
        self.file_form(name, start, start)
        self.set_file_macro(name, start)
        path = [dirname(name), *self.source.path[1:]]
        source, _ = open_source(name, name, path, data, start, self.options.default_encoding)
        source.scanner.reserved = self.source.scanner.reserved
        source.scanner.keep = self.source.scanner.keep
        self.below.append(self.source)
        self.source = source

    def leave_file(self, at: Term = None) -> None:
        """The end of a file: what is open in it is unterminated."""
        at = self.source.location() if at is None else at
        for kind in self.skipping or self.source.conditions:
            self.error(at, (a.illegal, string("unterminated"), kind))
        self.skipping = []
        if not self.below:
            self.forms.append((a.eof, at))
            self.finished = True
            return
        reserved = self.source.scanner.reserved
        self.source = source = self.below.pop()
        source.scanner.reserved = reserved
        old = source.location()
        line, column = old if type(old) is tuple else (old, None)
        assert type(line) is int
        here: Term = line + source.delta if column is None else (line + source.delta, column)
        self.set_file_macro(source.name2, here)
        self.file_form(source.name, here, here)
        if source.name2 != source.name:
            self.file_form(source.name2, here, old, generated=True)

    def skip(self, toks: list[Token]) -> None:
        """A form that does not count, unless it ends that."""
        if toks[0][0] is not MINUS or len(toks) < 2:
            return
        word = toks[1]
        key = word[0] if len(word) == 2 else word[2] if word[0] is a.atom else None
        if key in (a.ifdef, a.ifndef) or (key is IF and len(word) == 2):
            self.skipping.insert(0, key)
        elif key is ELSE:
            self.skip_else(word)
        elif key is ELIF:
            self.skip_elif(toks[2:], word)
        elif key is a.endif:
            del self.skipping[0]

    def skip_else(self, word: Token) -> None:
        """-else in text that is left out."""
        if self.skipping[0] is ELSE:
            self.error(loc(word), (a.illegal, string("repeated"), ELSE))
        elif self.skipping[0] is ELIF:
            self.skipping[0] = ELSE
        elif len(self.skipping) == 1:
            self.skipping = []
            self.source.conditions.insert(0, ELSE)

    def skip_elif(self, toks: list[Token], word: Token) -> None:
        """-elif in text that is left out."""
        if self.skipping[0] is ELSE:
            self.error(loc(word), a.elif_after_else)
        elif len(self.skipping) == 1:
            self.skipping = []
            DIRECTIVES[IF](self, toks, word)

    def update_feature(self, feature: Atom, enable: bool) -> None:
        """-feature: its words are reserved from here on."""
        self.features = [f for f in self.features if f is not feature]
        if enable:
            self.features.insert(0, feature)
        words = FEATURE_WORDS[feature.name]
        reserved = dict(self.source.scanner.reserved)
        for word in words:
            reserved.pop(word, None)
        if enable:
            reserved |= words
        self.source.scanner.reserved = reserved
