"""Changing a checklist piece by piece: what an editor does to a document. KeyError for what is not there."""

from dataclasses import replace

from network.audits.rules.checklists import MEASURED, UNSCORED, ChecklistDocument, Question, QuestionType, Section


def section_of(document: ChecklistDocument, key: str) -> Section:
    for section in document.sections:
        if section.key == key:
            return section
    raise KeyError(key)


def home_of(document: ChecklistDocument, question: str) -> Section:
    """The section that holds a question."""
    for section in document.sections:
        if any(each.key == question for each in section.questions):
            return section
    raise KeyError(question)


def with_section(document: ChecklistDocument, section: Section, former: str = "") -> ChecklistDocument:
    """With the section in the place of `former`, whose questions it keeps; without one, as the last."""
    if not former:
        return replace(document, sections=(*document.sections, section))
    kept = replace(section, questions=section_of(document, former).questions)
    return replace(document, sections=tuple(kept if each.key == former else each for each in document.sections))


def with_question(document: ChecklistDocument, section: str, question: Question, former: str = "") -> ChecklistDocument:
    """With the question in the place of `former`, or as the last one of the section when that was in another one."""
    home = section_of(document, section)
    if any(each.key == former for each in home.questions):
        questions = tuple(question if each.key == former else each for each in home.questions)
        return _replaced(document, replace(home, questions=questions))
    emptied = without_question(document, former) if former else document
    home = section_of(emptied, section)
    return _replaced(emptied, replace(home, questions=(*home.questions, question)))


def without_section(document: ChecklistDocument, key: str) -> ChecklistDocument:
    """Without the section and all of its questions."""
    section_of(document, key)
    return replace(document, sections=tuple(each for each in document.sections if each.key != key))


def without_question(document: ChecklistDocument, key: str) -> ChecklistDocument:
    home = home_of(document, key)
    return _replaced(document, replace(home, questions=tuple(each for each in home.questions if each.key != key)))


def moved_section(document: ChecklistDocument, key: str, step: int) -> ChecklistDocument:
    """One place up (-1) or down (1); at the end of the list it stays where it is."""
    sections = list(document.sections)
    place = sections.index(section_of(document, key))
    sections.insert(max(0, place + step), sections.pop(place))
    return replace(document, sections=tuple(sections))


def moved_question(document: ChecklistDocument, key: str, step: int) -> ChecklistDocument:
    """One place up (-1) or down (1); from the end of a section into the one beside it, if there is one."""
    home = home_of(document, key)
    questions = list(home.questions)
    place = next(number for number, each in enumerate(questions) if each.key == key)
    question = questions.pop(place)
    if 0 <= place + step <= len(questions):
        questions.insert(place + step, question)
        return _replaced(document, replace(home, questions=tuple(questions)))
    beside = document.sections.index(home) + step
    if not 0 <= beside < len(document.sections):
        return document
    other = document.sections[beside]
    joined = (*other.questions, question) if step < 0 else (question, *other.questions)
    emptied = _replaced(document, replace(home, questions=tuple(questions)))
    return _replaced(emptied, replace(other, questions=joined))


def fitting(question: Question) -> Question:
    """The question without what its type does not have: who changes the type need not clear the rest by hand."""
    kind = question.type
    lined = kind in MEASURED or kind is QuestionType.RINGS
    plain = replace(
        question,
        expected=question.expected or kind is not QuestionType.YES_NO,
        steps=question.steps if kind is QuestionType.SCALE else None,
        choices=question.choices if kind is QuestionType.CHOICE else (),
        unit=question.unit if kind in (QuestionType.NUMBER, QuestionType.COUNT) else None,
        best=question.best if lined else None,
        worst=question.worst if lined else None,
        least=question.least if kind in MEASURED else None,
        most=question.most if kind in MEASURED else None,
    )
    return replace(plain, critical=None) if kind in UNSCORED else plain


def _replaced(document: ChecklistDocument, section: Section) -> ChecklistDocument:
    sections = tuple(section if each.key == section.key else each for each in document.sections)
    return replace(document, sections=sections)
