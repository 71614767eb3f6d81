"""Links: addresses of the web and of mail, names to write to and phone numbers in a text, however they are hidden."""

from __future__ import annotations

import re

from assist.case.label.numerals import level

# Ends of addresses; those that are words as well count in small or in capital letters only: `230V.It` ends a sentence.
_ENDS = (
    r"(?:com|net|org|info|biz|shop|store|online|site|top|xyz|io|co|cn|de|fr|es|it|ru|jp|br|pt|uk|us|eu|app|link|click|"
    r"example|test|ai|ly|gl|zip|cc|tv|gg|su|ua|by|kz|pl|nl|ch|se|fi|dk|cz|sk|hu|ro|bg|gr|hk|tw|kr|sg|mx|mobi|dev|icu|"
    r"asia|vip|wiki|tel|рф|(?-i:(?:me|be|at|is|name|page|web|live|club|work|world|today|life|space|website|tech|cloud|"
    r"digital|agency|chat|help|support|services|company|money|bank|pay|cash|loan|market|sale|deals|gift|win|bet|casino|"
    r"fun|cam|pro)|ME|BE))(?![A-Za-zÀ-ӿ0-9_-])"
)
_NO_WORDS = r"(?:com|net|org|info|biz|xyz|io|ru|cn|de|jp|uk|eu|ai|ly|gl|cc|co|me|shop|site|online|store|example|top)"
_LABEL = "[a-z0-9à-öø-ÿ-]"
_FREE, _OVER = "(?<![A-Za-zÀ-ÿ0-9.-])", "(?![A-Za-zÀ-ӿ0-9_-])"
_GAP = r"[ \t\n]{0,3}"
_DOT = r"\b(?:dot|punkt|punto|point|ponto|точка)\b"
_LINK = re.compile(
    # with a scheme, also spaced out; a mail address; a name to write to
    r"(?:h[tx]{2}ps?|ftp)\s*:\s*/\s*/\s*\S+(?:\s+[./]\s*\S+)*|(?:javascript|mailto|weixin|whatsapp|tg):\S+|www\.\S+|"
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w.])@[a-z_]\w{2,}|"
    # a dotted name with an end that is known, or with a path behind it
    rf"{_FREE}(?:{_LABEL}{{2,}}[.。｡])+{_ENDS}(?:/\S*)?|(?<![\w.-])[a-z0-9]\.(?:com|net|org|me|co){_OVER}(?:/\S*)?|"
    rf"{_FREE}(?:{_LABEL}+\.)+(?-i:[a-z]{{2,12}})/[\w?#%-]\S*|(?<=[\u0400-\uffff])[.]{_ENDS}|"
    # the point spaced out (`máx. com` is Portuguese), or in words
    rf"{_FREE}{_LABEL}{{2,}}(?:[ \t\n]{_GAP}\.{_GAP}|"
    rf"(?<!máx)(?<!mín)\.[ \t\n]{_GAP}(?=(?-i:com|org|ru|cn|xyz|biz){_OVER}))"
    rf"{_NO_WORDS}{_OVER}(?:/\S*)?|"
    rf"{_FREE}{_LABEL}{{2,}}{_GAP}[(\[]?{_GAP}{_DOT}{_GAP}[)\]]?{_GAP}{_NO_WORDS}{_OVER}|"
    r"(?<!\d)\+\d[\d ()/-]{6,}\d",
    re.IGNORECASE,
)


def links(text: str) -> tuple[tuple[str, tuple[int, int]], ...]:
    """Addresses of the web, mail and international phone numbers, folded, with their places."""
    return tuple((found.group().rstrip(".,;)").casefold(), found.span()) for found in _LINK.finditer(level(text)))
