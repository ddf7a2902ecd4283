"""What families read first is plain: every sentence of a report is at school grade 6 or below (Flesch-Kincaid)."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from cbe.catalogue import gathered
from reporting.queries.wording import CODES, say
from reporting.rules.choosing import Sentence, Value

HIGHEST_GRADE = 6
NAME, TITLE = "Maya", "Unit rates"
# Flesch counted each full unit of speech, so a colon or semicolon ends one as a full stop does.
END_OF_UNIT = re.compile(r"[.:;!?]+(?=\s|”|$)")
WORD = re.compile(r"[A-Za-z0-9’']+")
VOWELS = re.compile(r"[aeiouy]+")
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
SHORT: dict[str, Value] = {
    "name": NAME,
    "title": TITLE,
    "by": "Mr Okafor",
    "taught": 12,
    "shown": 8,
    "count": 3,
    "since": date(2026, 9, 1),
    "on": date(2026, 10, 16),
    "stage": "Ratios 7",
    "grade": 7,
    "mine": 6,
    "working": (TITLE, "Ratios"),
    "strands": ("Ratios", "Number"),
}


def syllables(word: str) -> int:
    """Count groups of vowels, without the silent e of "time" and "moved"."""
    word = re.sub(r"[^a-z]", "", word.lower())
    count = len(VOWELS.findall(word))
    if count > 1 and (re.search(r"[^l]e$", word) or re.search(r"[^td]ed$", word)):
        count -= 1
    return max(count, 1)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text."""
    words = WORD.findall(text)
    units = max(len(END_OF_UNIT.findall(text)), 1)
    return 0.39 * len(words) / units + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_the_measure_tells_plain_from_hard() -> None:
    words = ("goal", "report", "time", "moved", "needed", "little", "18")
    assert [syllables(word) for word in words] == [1, 2, 1, 1, 2, 2, 1]
    assert grade("The cat sat on the mat. It was a nice day.") < 2
    assert grade("Proficiency determinations necessitate multiple demonstrations across heterogeneous contexts.") > 12


@pytest.mark.parametrize("code", sorted(CODES))
@pytest.mark.parametrize("number", [1, 3])
def test_each_sentence_of_a_report_reads_at_grade_six_or_below(code: str, number: int) -> None:
    values = {**SHORT, "count": number, "shown": number, "taught": 12 if code == "where_some" else number}
    sentence = say(Sentence(code, values))
    assert grade(sentence) <= HIGHEST_GRADE, f"grade {grade(sentence):.1f}: {sentence}"


def test_what_stands_around_them_reads_at_grade_six_or_below() -> None:
    """The other texts of a report, filled with short values; a heading of a few words is no sentence to measure."""
    hard = []
    for message in gathered(Path(settings.BASE_DIR)):
        texts = (message.id,) if isinstance(message.id, str) else message.id
        if ("reporting/queries/body.py", 0) in message.locations:
            filled = [PLACEHOLDER.sub(lambda found: str(SHORT.get(found[1], NAME)), text) for text in texts]
            hard += [
                f"grade {grade(one):.1f}: {one}"
                for one in filled
                if len(WORD.findall(one)) > 7 and grade(one) > HIGHEST_GRADE
            ]
    assert not hard, "\n".join(hard)
