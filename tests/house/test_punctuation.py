"""Chinese is punctuated as Chinese: ，。；：（）？！, never their ASCII cousins."""

import re

from tests.house import sources
from workshop import messages

LETTER = r"[\u3400-\u9fff，。；：（）、“”《》]"
HALF_WIDTH = re.compile(rf"{LETTER} ?[,;:()?!] ?{LETTER}|{LETTER} ?[,;?!]$|%\(\w+\)[sd],{LETTER}")
QUOTED = re.compile("“[^”]*”|（[!]）")  # what is quoted from a YAML file keeps its own marks


def words_of(message_id):
    return message_id if isinstance(message_id, tuple) else (message_id,)


def test_messages_are_punctuated_in_chinese():
    wrong = [
        (message.locations[0], words)
        for message in messages.gathered()
        for words in words_of(message.id)
        if HALF_WIDTH.search(QUOTED.sub("", words))
    ]
    assert wrong == []


def test_scripts_say_no_chinese_of_their_own():
    """What a script says stands in its page, said through gettext."""
    scripts = [p for p in sources.SOURCE.rglob("*.js") if "vendor" not in p.parts]
    said = [sources.told(p) for p in scripts if re.search(r"[\u3400-\u9fff]", p.read_text("utf-8"))]
    assert said == []
