"""Editions as documents: what is wrong with them, how they are changed piece by piece, and what differs."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from network.manuals.rules import document_editing as editing
from network.manuals.rules.document_problems import ManualUnreadable
from network.manuals.rules.document_validation import validate_manual, validate_quiz
from network.manuals.rules.documents import Chapter, ClauseChange, ManualDocument, Materiality, Option, QuizQuestion
from network.manuals.rules.edition_comparison import Became, compared, words_compared
from network.manuals.rules.editions import Unfit, unfit_day
from network.manuals.schemas.documents import fingerprint, keep, kept, read_manual, write_manual
from network.manuals.schemas.edition_lines import flat_quiz, quiz_from
from tests.manuals.publishing import both, changed, clause, document

A, B, C = (clause(key) for key in "abc")
NOTED = ClauseChange(materiality=Materiality.MATERIAL, note=both("The figure is new."))
DAY = date(2026, 3, 1)


def codes(said: ManualDocument, former: ManualDocument | None = None) -> list[str]:
    return [problem.code for problem in validate_manual(said, former, ["known"], [])]


def test_a_sound_document_has_no_problem() -> None:
    assert codes(document(A, replace(B, standards=("known",)))) == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (document(A, A), "repeated"),
        (document(replace(A, key="A b")), "bad_code"),
        (document(replace(A, title=both("A", " "))), "blank"),
        (document(replace(A, text=both("", "一"))), "blank"),
        (document(replace(A, standards=("unknown",))), "standard_unknown"),
        (document(replace(A, standards=("known", "known"))), "repeated"),
        (document(replace(A, text=both(f"![a](image:{'b' * 64})"))), "picture_unknown"),
        (document(changed(A, "Two rings.")), "nothing_changed"),
        (replace(document(), chapters=()), "no_clauses"),
        (replace(document(), chapters=(Chapter(key="x", title=both("X"), clauses=()),)), "empty_chapter"),
        (document(*(clause(f"c{number}") for number in range(301))), "too_many"),
    ],
)
def test_what_is_wrong_with_a_document_is_named(said: ManualDocument, code: str) -> None:
    assert code in codes(said)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (document(A, B), []),
        (document(B, A), []),
        (document(changed(A, "Two rings."), B), []),
        (document(replace(A, text=both("Two rings.")), B), ["change_unnoted"]),
        (document(replace(A, change=NOTED), B), ["nothing_changed"]),
        (document(A, B, C), ["change_unnoted"]),
        (document(A), ["removal_unnoted"]),
        (replace(document(A), removed=(("b", NOTED),)), []),
        (replace(document(A, B), removed=(("b", NOTED),)), ["not_removed"]),
        (replace(document(A, B), removed=(("z", NOTED),)), ["not_removed"]),
        (document(replace(changed(A, "Two."), change=replace(NOTED, note=both("", "新"))), B), ["blank"]),
    ],
)
def test_every_change_has_its_note_and_every_note_its_change(said: ManualDocument, found: list[str]) -> None:
    assert codes(said, document(A, B)) == found


def test_a_question_asks_what_a_clause_answers() -> None:
    options = (Option(key="a", text=both("Three")), Option(key="b", text=both("Five")))
    sound = QuizQuestion(key="q1", question=both("How many rings?"), options=options, right="a", clause="a")
    bad = replace(sound, key="q2", options=options[:1], right="c", clause="z")
    assert list(validate_quiz([sound], document(A))) == []
    found = [problem.code for problem in validate_quiz([sound, bad, sound, sound], document(A))]
    assert sorted(found) == sorted(["too_many", "repeated", "too_few_options", "right_unknown", "clause_unknown"])
    sent = quiz_from(flat_quiz([sound]))
    assert (sent[0]["right"], len(sent[0]["options"]), len(sent)) == ("a", 2, 1)


def test_a_document_is_read_back_as_it_was_written() -> None:
    said = replace(document(changed(A, "Two: rings | #")), removed=(("b", NOTED),))
    assert read_manual(write_manual(said)) == said == kept(keep(said))
    assert fingerprint(kept(keep(said))) == fingerprint(said) != fingerprint(document(A))


@pytest.mark.parametrize("text", ["[]", "chapters: 1", "summary: {en: a}", "x: &a [*a]", "summary: {en: 1, zh_CN: b}"])
def test_what_has_not_the_form_of_a_manual_is_refused(text: str) -> None:
    with pytest.raises(ManualUnreadable):
        read_manual(text)


def test_a_nul_that_no_database_keeps_is_refused() -> None:
    with pytest.raises(ManualUnreadable):
        read_manual(write_manual(document(replace(A, text=both("a\x00b")))))


def keys(said: ManualDocument) -> list[list[str]]:
    return [[each.key for each in chapter.clauses] for chapter in said.chapters]


def test_clauses_move_within_and_between_chapters_and_stop_at_the_ends() -> None:
    other = Chapter(key="other", title=both("Other"), clauses=(C,))
    whole = replace(document(A, B), chapters=(*document(A, B).chapters, other))
    assert keys(editing.moved_clause(whole, "b", -1)) == [["b", "a"], ["c"]]
    assert keys(editing.moved_clause(whole, "b", 1)) == [["a"], ["b", "c"]]
    assert editing.moved_clause(whole, "a", -1) == whole
    assert keys(editing.moved_chapter(whole, "other", -1)) == [["c"], ["a", "b"]]
    assert keys(editing.with_clause(whole, "other", replace(A, key="a2"), "a")) == [["b"], ["c", "a2"]]
    with pytest.raises(KeyError):
        editing.without_chapter(whole, "other")
    assert keys(editing.without_chapter(editing.without_clause(whole, "c", None), "other")) == [["a", "b"]]


def test_a_note_goes_when_the_clause_is_set_back() -> None:
    former = document(A, B)
    noted = replace(document(replace(A, change=NOTED), B), removed=(("b", NOTED), ("z", NOTED)))
    assert editing.settled(noted, former) == former
    assert editing.settled(document(changed(A, "Two.")), None) == document(replace(A, text=both("Two.", A.text.zh_CN)))
    begun = editing.begun_from(document(changed(A, "Two rings.")))
    assert (begun.is_material, begun.removed) == (False, ())


def test_what_became_of_each_clause_is_told() -> None:
    before, after = document(A, B, C), document(C, changed(A, "Two."), clause("d"))
    found = {each.key: each.became for each in compared(before, after)}
    assert found == {"c": Became.MOVED, "a": Became.CHANGED, "d": Became.ADDED, "b": Became.REMOVED}
    assert compared(before, before) == []


@given(some.text(alphabet="ab 电话\n.", max_size=60), some.text(alphabet="ab 电话\n.", max_size=60))
def test_compared_words_joined_are_the_texts_again(before: str, after: str) -> None:
    ours, theirs = words_compared(before, after)
    assert "".join(piece.text for piece in ours) == before
    assert "".join(piece.text for piece in theirs) == after
    unmarked = ["".join(piece.text for piece in side if not piece.marked) for side in (ours, theirs)]
    assert unmarked[0] == unmarked[1]


def test_chinese_is_compared_sign_by_sign() -> None:
    ours, theirs = words_compared("三声内接听", "两声内接听")
    assert [(piece.text, piece.marked) for piece in ours] == [("三", True), ("声内接听", False)]
    assert theirs[0].text == "两"


def test_two_texts_without_a_word_in_common_are_compared_at_once() -> None:
    ours, _theirs = words_compared("a " * 10_000, "b " * 10_000)
    assert [piece.marked for piece in ours] == [True]


@pytest.mark.parametrize(
    ("day", "approved", "unfit"),
    [
        (None, [], Unfit.MISSING),
        (date(2026, 2, 28), [], Unfit.PAST),
        (DAY, [], None),
        (DAY, [DAY], Unfit.TAKEN),
        (DAY, [date(2026, 4, 1)], Unfit.BEFORE_LAST),
        (DAY, [date(2026, 2, 1)], None),
    ],
)
def test_an_edition_begins_today_or_later_and_after_every_other_one(
    day: date | None, approved: list[date], unfit: Unfit | None
) -> None:
    assert unfit_day(day, approved, DAY) is unfit


def test_materiality_of_the_whole_is_that_of_any_change() -> None:
    assert document(changed(A, "Two.", Materiality.MINOR)).is_material is False
    assert replace(document(A), removed=(("b", NOTED),)).is_material


def test_clauses_have_the_numbers_that_readers_know() -> None:
    said = document(A, B)
    assert [number for number, _clause in said.numbered()] == ["1.1", "1.2"]
    assert said.clause("b") == ("1.2", B)
    assert said.clause("z") is None
